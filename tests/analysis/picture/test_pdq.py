"""PDQ against the reference: its hashes written down here, its arithmetic redone, its own files."""

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.analysis.picture.pdq import GOOD_QUALITY, hamming_bits, pdq, pdq_dihedral
from verify.domain.frames import Frame
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def rings(height: int, width: int) -> Grey:
    """Return curves of all directions and widths, in whole numbers only."""
    y, x = np.mgrid[:height, :width]
    return ((y * y * 3 + x * x * 5 + x * y * 7) // (height * width // 400 + 1) % 256).astype(
        np.uint8
    )


# Made once with pdqhash 0.2.8, which wraps the reference's C++ code.
REFERENCE = [
    ((1080, 1920), 100, "0000ffffe1e0e3e8ebfeffffe1e00000ffffc00001f80fff1ff03f803e001c00"),
    ((333, 517), 100, "f3fdf3790000ffff2040ffff0000fffff9f0c00081ff07fe8fe09f800f000e00"),
    ((64, 64), 100, "c645dbba0f76ffffc000873e1fffbe003800307e30ff31f8bbf03dc0b8c01180"),
    ((5, 900), 100, "b2cbf3cb4d340c34c1b6998ce2ca66723f21f3cbb2cbf3cb4d340c34c0d6998c"),
    ((1280, 720), 100, "b000b3ffa3ffb780b700b600a61fa63fa67eb67cb678b670b660b660a660a660"),
    ((129, 128), 100, "ffff0020ffff800000081fff3ff97800707b70ff71ff73f073c073c073806100"),
    ((17, 9), 100, "51ea19cdcb7a24b3fe01837a79c32c9e8e59a0f7f6202b56172e8a5cb1e4ce18"),
]
REFERENCE_DIHEDRAL_OF_333_517 = [
    "f3fdf3790000ffff2040ffff0000fffff9f0c00081ff07fe8fe09f800f000e00",
    "d5ec2a3fdd802a7b158faae0d59f2a4195bc2247d5b82a4fd5302acf15302acf",
    "a6a85d53555555553515555555555555aea56aaad4aaad54dab5352a5a55a4aa",
    "c0bba895a8d5c8d5c0dad4ca90cac8ebc8e9e8ed88edd8e5e8e5c8e5c865d075",
    "ffff9ddf6048061171fe040000000000fffc3fff81fff8018fe0707f8f00f1ff",
    "a6a8a2285555aaaa7515aaaa5555aaaaaea59555d4aa52aadab5cad55a555b55",
    "d5ecd5c0dd80d584158f151fd51fd5be95bcddb8d5b8d5b0d53095301530d520",
    "80b9776a88d57f2e40daffb580ca7f1480e9771280ed7f1a80653f9a40657f8a",
]


@pytest.mark.parametrize(("size", "quality", "text"), REFERENCE)
def test_hash_and_quality_are_those_of_the_reference(
    size: tuple[int, int], quality: int, text: str
) -> None:
    hashed = pdq(rings(*size))
    assert (hashed.hex, hashed.quality) == (text, quality)


def test_all_eight_turned_and_mirrored_hashes_are_those_of_the_reference_in_its_order() -> None:
    assert [one.hex for one in pdq_dihedral(rings(333, 517))] == REFERENCE_DIHEDRAL_OF_333_517


def test_flat_pictures_carry_the_rounding_noise_of_the_reference_and_quality_0() -> None:
    flat = pdq(np.full((480, 640), 77, np.uint8))
    assert flat.hex == "00002c4b2c4b0000000000008200017e0000cc530000554b13a0554b585e1706"
    assert flat.quality == 0
    assert pdq(np.zeros((480, 640), np.uint8)).hex == "0" * 64


def test_stripes_whose_frequencies_tie_are_decided_as_the_reference_decides_them() -> None:
    stripes = np.tile(np.repeat(np.array([0, 255], np.uint8), 7), (300, 50))
    assert pdq(stripes).hex == "f2b2f3baafaa73ba0cccf3b2d5450c88ffaa2eaaf2b2d15000450c45d150f3ba"


def means_along_rows(plane: Floats, window: int) -> Floats:
    """Return box means of each row by a running sum in 32-bit floats, as the reference has it."""
    side = plane.shape[1]
    after, sums = window // 2, []
    total = np.zeros(len(plane), np.float32)
    for step in range(side + after):
        if step < side:
            total = total + plane[:, step]
        if step >= window:
            total = total - plane[:, step - window]
        if step >= after:
            start, end = max(0, step - window + 1), min(side, step + 1)
            sums.append(total / np.float32(end - start))
    return np.stack(sums, axis=1)


def reference(grey: Grey) -> tuple[str, int]:
    """Return hash and quality by following the reference step by step, slowly."""
    if min(grey.shape) < 5:
        return "0" * 64, 0
    height, width = grey.shape
    plane = grey.astype(np.float32)
    for _pass in range(2):
        plane = means_along_rows(plane, (width + 127) // 128)
        plane = means_along_rows(plane.T, (height + 127) // 128).T
    rows = [int((point + 0.5) * height / 64) for point in range(64)]
    columns = [int((point + 0.5) * width / 64) for point in range(64)]
    grid = plane[np.ix_(rows, columns)]

    quality = 0
    for differences in (grid[:-1] - grid[1:], grid[:, :-1] - grid[:, 1:]):
        quality += int(np.abs(np.trunc(differences * np.float32(100) / np.float32(255))).sum())

    scale = float(np.float32(np.sqrt(2 / 64)))
    angles = np.pi / 2 / 64 * np.arange(1, 17)[:, None] * (2 * np.arange(64) + 1)
    transform = (scale * np.cos(angles)).astype(np.float32)
    half = np.zeros((16, 64), np.float32)
    for place in range(64):
        half = half + transform[:, place, None] * grid[place]
    whole = np.zeros((16, 16), np.float32)
    for place in range(64):
        whole = whole + half[:, place, None] * transform[:, place]
    bits = whole.ravel() > np.sort(whole, axis=None)[127]
    number = sum(int(bit) << place for place, bit in enumerate(bits))
    return f"{number:064x}", min(100, quality // 90)


@st.composite
def pictures(draw: st.DrawFn, most_px: int = 160) -> Grey:
    """Draw noise, a smooth picture, two near values, a step or a flat one, of any size."""
    height, width = draw(st.integers(1, most_px)), draw(st.integers(1, most_px))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kind = draw(st.sampled_from(("noise", "smooth", "near", "step", "flat")))
    if kind == "noise":
        return rng.integers(0, 256, (height, width), dtype=np.uint8)
    if kind == "smooth":
        coarse = rng.integers(0, 256, (6, 6), dtype=np.uint8)
        return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    if kind == "near":
        return rng.integers(20, 22, (height, width), dtype=np.uint8)
    if kind == "step":
        return np.where(np.arange(width) < width // 3, 16, 235).astype(np.uint8) + np.zeros(
            (height, 1), np.uint8
        )
    return np.full((height, width), rng.integers(0, 256), np.uint8)


@settings(max_examples=60, deadline=None)
@given(pictures())
def test_any_picture_of_any_size_hashes_as_the_reference_does(grey: Grey) -> None:
    hashed = pdq(grey)
    assert (hashed.hex, hashed.quality) == reference(grey)


@pytest.mark.parametrize("shape", [(8300, 9), (16500, 9), (9, 8300)])
def test_a_flat_picture_with_boxes_longer_than_a_block_hashes_as_the_reference_does(
    shape: tuple[int, int],
) -> None:
    flat = np.full(shape, 77, np.uint8)
    hashed = pdq(flat)
    assert (hashed.hex, hashed.quality) == reference(flat)


@settings(max_examples=40, deadline=None)
@given(pictures())
def test_hex_keeps_its_64_digits_and_the_first_variant_is_the_plain_hash(grey: Grey) -> None:
    variants = pdq_dihedral(grey)
    assert {len(one.hex) for one in variants} == {64}
    assert variants[0] == pdq(grey)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(0, 50))
def test_more_contrast_and_brightness_change_no_more_than_a_tie(
    seed: int, gain: int, offset: int
) -> None:
    coarse = np.random.default_rng(seed).integers(0, 41, (12, 12), dtype=np.uint8)
    grey = cv2.resize(coarse, (200, 150), interpolation=cv2.INTER_LINEAR)
    changed = (grey * gain + offset).astype(np.uint8)
    assert hamming_bits(pdq(grey).hex, pdq(changed).hex) <= 2


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_mirroring_the_mirrored_picture_by_hash_alone_leads_back(seed: int) -> None:
    # At 64 x 64 nothing is resampled, so a really mirrored picture has the derived hash.
    grey = np.random.default_rng(seed).integers(0, 256, (64, 64), dtype=np.uint8)
    upside_down, left_to_right = pdq_dihedral(grey)[4:6]
    assert hamming_bits(pdq(grey[::-1]).hex, upside_down.hex) <= 2
    assert hamming_bits(pdq(grey[:, ::-1]).hex, left_to_right.hex) <= 2
    assert hamming_bits(pdq_dihedral(grey[:, ::-1])[5].hex, pdq(grey).hex) <= 2


def test_limited_range_changes_the_quality_but_not_one_bit() -> None:
    coarse = np.random.default_rng(4).integers(100, 121, (16, 16), dtype=np.uint8)
    grey = cv2.resize(coarse, (640, 360), interpolation=cv2.INTER_CUBIC)
    full, limited = pdq(grey), pdq(grey, is_limited=True)
    assert full.bits == limited.bits
    assert full.quality < limited.quality


def test_a_view_into_a_wider_plane_hashes_like_its_copy() -> None:
    plane = rings(300, 400)
    view = plane[10:290, 7:390]
    assert pdq(view) == pdq(view.copy())
    flat = np.full((300, 400), 50, np.uint8)[10:290, 7:390]
    assert pdq(flat) == pdq(flat.copy())


@pytest.mark.parametrize("shape", [(1, 1), (4, 500), (500, 4)])
def test_a_picture_under_5_px_has_no_hash_and_quality_0(shape: tuple[int, int]) -> None:
    hashed = pdq(rings(*shape))
    assert (hashed.hex, hashed.quality) == ("0" * 64, 0)
    assert len(pdq_dihedral(rings(*shape))) == 8


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((0, 9), np.uint8), np.zeros((9, 9, 3), np.uint8), np.zeros((9, 9), np.uint16)],
)
def test_what_is_not_a_grey_8_bit_picture_is_refused(wrong: Grey) -> None:
    with pytest.raises(ValueError, match="needs a grey 8-bit picture"):
        pdq(wrong)


def test_hashes_of_two_kinds_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="64 and 16 digits"):
        hamming_bits("0" * 64, "0" * 16)


def grey_of(path: Path) -> Grey:
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8)


def test_each_turned_photograph_is_nearest_to_the_variant_of_its_name(shared_data: Path) -> None:
    turned = sorted((shared_data / "dup" / "pdq" / "dihedral").glob("*.jpg"))
    variants = pdq_dihedral(grey_of(turned[0]))
    for place, path in enumerate(turned):
        hashed = pdq(grey_of(path))
        distances = [hamming_bits(hashed.hex, variant.hex) for variant in variants]
        assert distances[place] <= 8, path.name
        assert min(distances[:place] + distances[place + 1 :]) > 90, path.name


def test_a_modified_photograph_stays_within_the_reference_threshold(shared_data: Path) -> None:
    modified = sorted((shared_data / "dup" / "pdq" / "bridge-mods").glob("*.jpg"))
    plain = pdq(grey_of(modified[0]))
    assert max(hamming_bits(plain.hex, pdq(grey_of(path)).hex) for path in modified) <= 31


def test_frames_of_real_clips_have_the_hashes_that_the_reference_tool_wrote(
    shared_data: Path,
) -> None:
    distances, quality_errors = [], []
    for name in ("chair-22-sd-grey-bar", "pattern-hd-no-bar", "test-padded-dimensions"):
        lines = (shared_data / "dup" / "vpdq" / f"{name}.txt").read_text().split()
        written = [line.split(",") for line in lines]
        clip = shared_data / "dup" / "tmk" / f"{name}.mp4"
        with open_source(clip, DecodeLimits(), clip) as source:
            frames = (part for part in source.play() if isinstance(part, Frame))
            for frame in islice(frames, 60):
                hashed = pdq(frame.luma, is_limited=frame.is_limited)
                _number, quality, text, *_seconds = written[frame.index]
                distances.append(hamming_bits(hashed.hex, text))
                quality_errors.append(abs(hashed.quality - int(quality)))
                assert hashed.quality >= GOOD_QUALITY
    # The tool hashes R'G'B' rounded to whole codes; we hash luma as stored.
    assert max(distances) <= 6
    assert np.mean(np.array(distances) == 0) > 0.5
    assert max(quality_errors) <= 1
