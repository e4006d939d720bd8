"""Long footage in few bins, with nothing bright lost."""

from itertools import pairwise

import pytest

from verify.domain.errors import BadParameterError
from verify.domain.rows import BrightnessRow
from verify.presentation.curve import BrightnessCurve


def rows(levels, frame_rate_hz=30):
    for index, level in enumerate(levels):
        yield BrightnessRow(
            index, index, index / frame_rate_hz, level, 1.0, level, level, level, level, 0.0, 0.0
        )


def test_a_short_clip_keeps_each_frame():
    bins = BrightnessCurve.of(rows([10.0, 20.0, 30.0])).bins

    assert [(b.mean_low, b.mean_high, b.frames) for b in bins] == [
        (10.0, 10.0, 1),
        (20.0, 20.0, 1),
        (30.0, 30.0, 1),
    ]


def test_one_bright_frame_keeps_its_height_and_place_in_long_footage():
    levels = [12.0] * 50_000
    levels[33_333] = 201.0

    bins = BrightnessCurve.of(rows(levels)).bins

    assert 1_000 <= len(bins) <= 2_000
    assert sum(b.frames for b in bins) == 50_000
    (bright,) = [b for b in bins if b.mean_high > 100]
    assert bright.mean_high == 201.0
    assert bright.mean_low == 12.0
    assert bright.start_s <= 33_333 / 30 <= bright.end_s


def test_bins_follow_each_other_without_gap_or_overlap():
    bins = BrightnessCurve.of(rows([5.0] * 9_999), maximum_bins=50).bins

    assert bins[0].start_s == 0
    assert bins[-1].end_s == pytest.approx(9_998 / 30)
    for earlier, later in pairwise(bins):
        assert later.start_s - earlier.end_s == pytest.approx(1 / 30)


@pytest.mark.parametrize("maximum", [0, 1, 3])
def test_a_number_of_bins_that_cannot_be_halved_is_refused(maximum):
    with pytest.raises(BadParameterError, match="even number"):
        BrightnessCurve(maximum)
