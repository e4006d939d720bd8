"""The short form of the figures on overlays: how regions are matched, and one drawn clip."""

import pytest

from tests.accuracy.overlays import Region, matched, overlap, regions_of
from tests.synthesis.copies.drawn import Mark
from tests.synthesis.overlays import laid, moving
from verify.analysis.overlays.watch import OverlayWatch

_PLANTED = Region("caption", (0.1, 0.8, 0.4, 0.1), 1.0, 3.0)


def test_a_region_counts_once_and_only_where_place_and_time_are_right() -> None:
    half = Region("", (0.1, 0.8, 0.25, 0.1), 1.0, 2.5)
    late = Region("", _PLANTED.box, 4.0, 5.0)

    assert overlap(_PLANTED, half) == pytest.approx((0.625, 0.75))
    assert overlap(_PLANTED, late) == pytest.approx((1.0, 0.0))
    assert matched([_PLANTED], [late]) == []
    assert matched([_PLANTED], [half, _PLANTED]) == [(_PLANTED, _PLANTED)]


def test_a_planted_subtitle_is_found_where_and_when_it_is() -> None:
    mark = Mark("cyrillic", (0.12, 0.82, 0.76, 0.11), 1.0, 3.0, "Смотрите на небо сейчас")
    frames, (tight,) = laid(moving(4.0), [mark])
    watch = OverlayWatch()
    for frame in frames:
        watch.observe(frame)
    watch.finish()

    found = watch.finding(4.0, (640, 360)).found

    regions = regions_of([one.overlay for one in found], 640, 360)
    planted = Region("cyrillic", tight.box, tight.start_s, tight.end_s)
    assert matched([planted], regions) == [(planted, regions[0])]
    assert len(regions) == 1
