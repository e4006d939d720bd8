"""pHash, dHash and the other kinds against the imagehash package itself."""

from itertools import islice
from pathlib import Path

import cv2
import imagehash
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from verify.analysis.picture.imagehashes import (
    all_kinds,
    dhash,
    dhash_of_picture,
    phash,
    phash_of_picture,
)
from verify.domain.frames import Frame
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source

Picture = npt.NDArray[np.uint8]


def colors(height: int, width: int, seed: int = 8) -> Picture:
    coarse = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def pil(bgr: Picture) -> Image.Image:
    return Image.fromarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 330),
    st.integers(1, 330),
    st.integers(0, 2**32 - 1),
    st.sampled_from((1, 2, 24, 256)),
)
def test_hashes_of_any_grey_picture_equal_imagehash(
    height: int, width: int, seed: int, levels: int
) -> None:
    # One level is a flat picture, two tie often.
    grey = np.random.default_rng(seed).integers(0, levels, (height, width), dtype=np.uint8)
    image = Image.fromarray(grey)
    assert phash(grey) == str(imagehash.phash(image))
    assert dhash(grey) == str(imagehash.dhash(image))


def test_hash_hex_keeps_leading_zeros() -> None:
    falling = np.tile(np.arange(200, 0, -1, dtype=np.uint8), (100, 1))
    assert dhash(falling) == "0" * 16
    falling[60:] = falling[60:, ::-1]
    assert dhash(falling).startswith("00000000")
    assert len(dhash(falling)) == len(phash(falling)) == 16


@pytest.mark.parametrize(
    "name",
    [
        "night/thunder_kiran.mp4",
        "night/night_weatherjoy.mp4",
        "dup/tmk/chair-19-sd-bar.mp4",
        "dup/videos/nasa_13013.mp4",
    ],
)
def test_frames_of_real_clips_hash_as_imagehash_does(shared_data: Path, name: str) -> None:
    clip = shared_data / name
    with open_source(clip, DecodeLimits(), clip) as source:
        frames = (part for part in source.play() if isinstance(part, Frame))
        for frame in islice(frames, 40):
            image = Image.fromarray(frame.small)
            assert phash(frame.small) == str(imagehash.phash(image)), frame.index
            assert dhash(frame.small) == str(imagehash.dhash(image)), frame.index


def test_whole_pictures_hash_as_imagehash_does_from_their_colors() -> None:
    picture = colors(720, 1280)
    assert phash_of_picture(picture) == str(imagehash.phash(pil(picture)))
    assert dhash_of_picture(picture) == str(imagehash.dhash(pil(picture)))


def test_all_kinds_of_a_small_picture_are_those_of_imagehash() -> None:
    picture = colors(300, 400)
    image = pil(picture)
    assert all_kinds(picture) == {
        "average": str(imagehash.average_hash(image)),
        "phash": str(imagehash.phash(image)),
        "dhash": str(imagehash.dhash(image)),
        "whash": str(imagehash.whash(image)),
        "colorhash": str(imagehash.colorhash(image)),
        "crop_resistant": str(imagehash.crop_resistant_hash(image)),
    }


def test_all_kinds_of_a_large_picture_are_taken_of_a_copy_of_1024_px() -> None:
    picture = colors(1500, 2000)
    copy = pil(np.asarray(cv2.resize(picture, (1024, 768), interpolation=cv2.INTER_AREA), np.uint8))
    kinds = all_kinds(picture)
    assert kinds["whash"] == str(imagehash.whash(copy))
    assert kinds["colorhash"] == str(imagehash.colorhash(copy))
    assert kinds["dhash"] == str(imagehash.dhash(copy))


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (5, 4)])
def test_all_kinds_of_the_smallest_and_thinnest_pictures_have_full_width(
    shape: tuple[int, int],
) -> None:
    kinds = all_kinds(np.full((*shape, 3), 90, np.uint8))
    widths = {kind: len(text) for kind, text in kinds.items() if kind != "crop_resistant"}
    assert widths == {"average": 16, "phash": 16, "dhash": 16, "whash": 16, "colorhash": 11}
