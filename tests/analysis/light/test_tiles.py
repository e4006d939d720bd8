"""Tile means against OpenCV's area average, where lines divide evenly and where they do not."""

import cv2
import numpy as np
import pytest

from verify.analysis.light.tiles import tiles_of


@pytest.mark.parametrize("shape", [(180, 320), (320, 180), (142, 320), (45, 80), (1, 7), (600, 1)])
def test_tiles_are_area_means_of_any_shape(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(5).integers(0, 256, shape, dtype=np.uint8)
    tiles = tiles_of(picture, 32)
    size = tiles.shape[::-1]
    expected = cv2.resize(picture.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    assert max(tiles.shape) == 32
    assert tiles == pytest.approx(np.reshape(expected, tiles.shape), abs=1e-3)


@pytest.mark.parametrize("longer_side", [1, 2])
def test_white_lines_in_any_number_stay_white(longer_side: int) -> None:
    assert tiles_of(np.full((600, 300), 255, np.uint8), longer_side) == pytest.approx(255, abs=1e-2)
