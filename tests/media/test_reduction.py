"""The small planes are true means, whatever the size."""

import numpy as np
import pytest

from verify.media.reduction import Orientation, reduced, small_and_tiny

NOISE = np.random.default_rng(3)


@pytest.mark.parametrize("factor", [2, 3, 4, 6, 12])
def test_whole_factors_give_the_mean_of_each_block(factor: int) -> None:
    luma = NOISE.integers(0, 256, (180 * factor, 320 * factor), np.uint8)
    means = luma.reshape(180, factor, 320, factor).mean((1, 3))
    # Each exact half rounds once more.
    assert np.abs(reduced(luma, 320) - means).max() <= 1.5


@pytest.mark.parametrize("shape", [(1080, 1920), (1920, 1080), (720, 1280), (577, 1023), (1, 5000)])
def test_long_side_is_met_and_the_mean_kept(shape: tuple[int, int]) -> None:
    luma = NOISE.integers(0, 256, shape, np.uint8)
    small = reduced(luma, 320)
    assert max(small.shape) == 320
    assert small.mean() == pytest.approx(luma.mean(), abs=1)


def test_small_footage_is_not_enlarged() -> None:
    luma = NOISE.integers(0, 256, (48, 64), np.uint8)
    small, tiny = small_and_tiny(luma, False, Orientation())
    assert np.array_equal(small, luma)
    assert np.array_equal(tiny, luma)


def test_limited_range_is_expanded_by_its_formula() -> None:
    codes = np.arange(256, dtype=np.uint8).reshape(16, 16)
    small, _ = small_and_tiny(codes, True, Orientation())
    expected = np.clip(np.rint((codes.astype(float) - 16) * 255 / 219), 0, 255)
    assert np.array_equal(small, expected)
    assert (small[1, 0], small.flat[235]) == (0, 255)


def test_lamp_of_three_pixels_stays_visible() -> None:
    luma = np.full((1080, 1920), 16, np.uint8)
    luma[700:703, 1000:1003] = 235
    small, _ = small_and_tiny(luma, True, Orientation())
    assert small.max() > 25


@pytest.mark.parametrize("flips", range(8))
def test_orientation_names_the_turn_that_it_applies(flips: int) -> None:
    orientation = Orientation(bool(flips & 1), bool(flips & 2), bool(flips & 4))
    stored = np.arange(6, dtype=np.uint8).reshape(2, 3)
    mirrored = stored[:, ::-1] if orientation.is_mirrored else stored
    expected = np.rot90(mirrored, -orientation.clockwise_deg // 90)
    assert np.array_equal(orientation.apply(stored), expected)
