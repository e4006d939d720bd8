"""An entry's picture lies where the window is that looks like it."""

from dataclasses import replace

import numpy as np
import pytest

from verify.analysis.matching.framing import Glimpse, best_framing, framing_in_window
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
    assert not found.fills_query


def test_a_picture_seen_whole_in_a_mirror_fills_the_query() -> None:
    glimpses = seen((0, 0, 1, 1), mirrored=True, count=8)
    found = framing_in_window(STRETCH, glimpses, QUERY_PX, ENTRY_PX)
    assert found is not None
    assert found.fills_query


def test_a_window_that_jitters_by_a_pixel_is_one_place() -> None:
    glimpses = [
        Glimpse(step / 4, 10 + step / 4, (0.499 + 0.002 * (step % 2), 0.25, 0.9, 0.65), False)
        for step in range(8)
    ]
    found = framing_in_window(STRETCH, glimpses, QUERY_PX, ENTRY_PX)
    assert found is not None
    assert found.seen == 8


def test_what_is_beside_the_line_in_time_tells_nothing() -> None:
    edges = (0.5, 0.25, 0.9, 0.65)
    beside = [Glimpse(step / 4, 40 + step / 4, edges, False) for step in range(8)]
    assert framing_in_window(STRETCH, beside, QUERY_PX, ENTRY_PX) is None


def test_points_win_over_a_window_where_both_agree_and_the_more_often_seen_elsewhere() -> None:
    window = framing_in_window(
        STRETCH, seen((0.5, 0.25, 0.9, 0.65), mirrored=False, count=4), QUERY_PX, ENTRY_PX
    )
    assert window is not None
    near = replace(window, seen=1, turn=window.turn * 1.01, points=20, is_window=False)
    far = replace(near, shift=near.shift + 0.5)
    assert best_framing(near, window) is near
    assert best_framing(far, window) is window
    assert best_framing(replace(far, seen=5), window) != window
    assert best_framing(None, window) is window
    assert best_framing(far, None) is far
