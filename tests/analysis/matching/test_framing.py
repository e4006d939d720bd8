"""An entry's picture lies where the window is that looks like it."""

import numpy as np
import pytest

from verify.analysis.matching.framing import Glimpse, framing_in_window
from verify.analysis.matching.offsets import Stretch

STRETCH = Stretch(np.arange(8), 0.0, 2.0, 10.0, 1.0, 8, 20.0, 4.0, 0.0)
QUERY_PX, ENTRY_PX = (480, 270), (1920, 1080)


def seen(edges: tuple[float, float, float, float], *, mirrored: bool, count: int) -> list[Glimpse]:
    return [Glimpse(step / 4, 10 + step / 4, edges, mirrored) for step in range(count)]


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_window_that_shows_it_most_often_is_the_frame(mirrored: bool) -> None:
    edges = (0.5, 0.25, 0.9, 0.65)
    glimpses = seen(edges, mirrored=mirrored, count=8)
    glimpses += seen((0.0, 0.0, 0.5, 0.5), mirrored=mirrored, count=3)
    found = framing_in_window(STRETCH, glimpses, QUERY_PX, ENTRY_PX)
    assert found is not None
    assert found.mirrored == mirrored
    assert found.box(QUERY_PX, ENTRY_PX) == pytest.approx((240, 67.5, 432, 175.5))
    assert found.is_contained(QUERY_PX, ENTRY_PX)


def test_what_is_beside_the_line_in_time_or_seen_twice_tells_nothing() -> None:
    edges = (0.5, 0.25, 0.9, 0.65)
    beside = [Glimpse(step / 4, 40 + step / 4, edges, False) for step in range(8)]
    few = seen(edges, mirrored=False, count=2)
    assert framing_in_window(STRETCH, beside + few, QUERY_PX, ENTRY_PX) is None
