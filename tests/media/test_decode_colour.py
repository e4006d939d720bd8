"""Colours of `Frame.picture`, against the matrices of the standards written out here."""

from pathlib import Path

import numpy as np
import pytest

from tests.media.playing import play
from tests.synthesis.clips import Clip

# Kr and Kb: ITU-R BT.601-7 (2.5.1), BT.709-6 (3.2), BT.2020-2 (table 4).
WEIGHTS = {"601": (0.299, 0.114), "709": (0.2126, 0.0722), "2020": (0.2627, 0.0593)}
COLOURS = [(81, 90, 240), (145, 54, 34), (41, 240, 110), (180, 128, 128), (16, 128, 128)]


def expected_bgr(ycbcr: tuple[int, int, int], matrix: str, *, full_range: bool) -> np.ndarray:
    kr, kb = WEIGHTS[matrix]
    y, cb, cr = ycbcr
    luma = y / 255 if full_range else (y - 16) / 219
    blue, red = ((chroma - 128) / (255 if full_range else 224) for chroma in (cb, cr))
    r, b = luma + 2 * (1 - kr) * red, luma + 2 * (1 - kb) * blue
    g = (luma - kr * r - kb * b) / (1 - kr - kb)
    return np.clip(np.array([b, g, r]) * 255, 0, 255)


def shown_bgr(clip: Clip, folder: Path) -> np.ndarray:
    return play(clip.write(folder / "flat.mkv")).frames[0].picture().reshape(-1, 3).mean(0)


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize(("code", "matrix"), [(6, "601"), (1, "709"), (9, "2020")])
@pytest.mark.parametrize("full_range", [False, True])
def test_tagged_matrix_and_range_are_honoured(
    tmp_path: Path, colour: tuple[int, int, int], code: int, matrix: str, full_range: bool
) -> None:
    clip = Clip(
        ticks=[0],
        codec="ffv1",
        pixel_format="yuv444p",
        flat=colour,
        matrix=code,
        color_range=2 if full_range else 1,
        width_px=64,
        height_px=64,
    )
    expected = expected_bgr(colour, matrix, full_range=full_range)
    assert shown_bgr(clip, tmp_path) == pytest.approx(expected, abs=2)


@pytest.mark.parametrize(("height_px", "matrix"), [(576, "601"), (720, "709")])
def test_without_tags_size_decides_the_matrix(tmp_path: Path, height_px: int, matrix: str) -> None:
    clip = Clip(ticks=[0], codec="ffv1", flat=COLOURS[0], width_px=64, height_px=height_px)
    expected = expected_bgr(COLOURS[0], matrix, full_range=False)
    assert shown_bgr(clip, tmp_path) == pytest.approx(expected, abs=2)


def test_10_bit_picture_has_8_bit_colours(tmp_path: Path) -> None:
    clip = Clip(
        ticks=[0],
        codec="ffv1",
        pixel_format="yuv420p10le",
        flat=COLOURS[1],
        matrix=6,
        color_range=1,
    )
    expected = expected_bgr(COLOURS[1], "601", full_range=False)
    assert shown_bgr(clip, tmp_path) == pytest.approx(expected, abs=2)
