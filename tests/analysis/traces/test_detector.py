"""Edits drawn into a moving scene are found where they are; nothing else is."""

from collections.abc import Sequence

import numpy as np
import pytest

from tests.analysis.traces.moving import INTERVAL_S, frames
from verify.analysis.traces.detector import ClipTraces, TraceWatch
from verify.analysis.traces.explanations import INNOCENT
from verify.domain.frames import Frame
from verify.domain.traces import Confidence, TraceKind

LENGTH = 220


def watched(shown: Sequence[Frame]) -> ClipTraces:
    watch = TraceWatch()
    for frame in shown:
        watch.observe(frame)
    watch.finish()
    return watch.finding(shown[-1].time_s + INTERVAL_S)


def test_a_moving_clip_without_edits_shows_no_trace() -> None:
    result = watched(frames(range(LENGTH)))
    assert result.found == []
    assert result.cannot_tell == []


def test_a_held_picture_is_a_frozen_run_and_its_end_no_second_trace() -> None:
    moments = [*range(100), *[99] * 12, *range(112, LENGTH)]
    (trace,) = watched(frames(moments)).found
    assert trace.kind is TraceKind.FROZEN_RUN
    assert trace.start_s == pytest.approx(99 * INTERVAL_S)
    assert trace.end_s == pytest.approx(112 * INTERVAL_S)
    assert trace.confidence is Confidence.CLEAR
    assert trace.measure.value >= trace.measure.threshold
    assert trace.innocent_explanation == INNOCENT[TraceKind.FROZEN_RUN]


def test_frames_left_out_and_closed_up_are_found_by_the_jump() -> None:
    (trace,) = watched(frames([*range(100), *range(110, LENGTH)])).found
    assert trace.kind is TraceKind.DROPPED_FRAMES
    assert (trace.start_s, trace.end_s) == pytest.approx((99 * INTERVAL_S, 100 * INTERVAL_S))
    assert trace.measure.unit == "times"


def test_frames_left_out_with_their_time_kept_are_found_by_the_gap() -> None:
    moments = [*range(100), *range(110, LENGTH)]
    (trace,) = watched(frames(moments, [moment * INTERVAL_S for moment in moments])).found
    assert trace.kind is TraceKind.DROPPED_FRAMES
    assert (trace.start_s, trace.end_s) == pytest.approx((99 * INTERVAL_S, 110 * INTERVAL_S))
    assert trace.measure.value == pytest.approx(11)
    assert trace.measure.unit == "usual intervals"


@pytest.mark.parametrize("later", [0, 30])
def test_a_stretch_shown_again_is_a_loop_and_its_seams_no_trace_of_their_own(later: int) -> None:
    moments = [*range(100 + later), *range(60, 100), *range(100 + later, LENGTH)]
    (trace,) = watched(frames(moments)).found
    assert trace.kind is TraceKind.LOOP
    assert trace.start_s == pytest.approx((100 + later) * INTERVAL_S, abs=trace.error_s)
    assert trace.end_s == pytest.approx((140 + later) * INTERVAL_S, abs=trace.error_s)
    assert trace.repeats_start_s == pytest.approx(60 * INTERVAL_S, abs=trace.error_s)


def test_what_a_clip_does_all_along_is_no_trace() -> None:
    doubled = [moment // 2 * 2 for moment in range(LENGTH)]
    thinned = [moment for moment in range(LENGTH) if moment % 5]
    uneven = np.random.default_rng(3).random(LENGTH) > 0.1
    kept = [moment for moment in range(LENGTH) if uneven[moment]]
    assert watched(frames(doubled)).found == []
    assert watched(frames(thinned)).found == []
    assert watched(frames(kept, [moment * INTERVAL_S for moment in kept])).found == []


def test_a_still_scene_says_cannot_tell_and_shows_no_loop() -> None:
    result = watched(frames([5] * LENGTH))
    assert result.found == []
    (untold,) = result.cannot_tell
    assert (untold.start_s, untold.end_s) == pytest.approx((0, LENGTH * INTERVAL_S))
    assert "nothing can be told" in untold.reason


def test_a_still_ending_after_motion_is_listed_with_its_length() -> None:
    (trace,) = watched(frames([*range(150), *[149] * 50])).found
    assert trace.kind is TraceKind.STILL_ENDING
    assert trace.measure.value == pytest.approx(50 * INTERVAL_S, abs=2 * INTERVAL_S)
    assert trace.measure.unit == "s"


def test_frames_left_out_of_jerky_motion_are_found_by_a_step_that_outruns_it() -> None:
    shown = np.cumsum(np.random.default_rng(1).choice([1, 2, 3], 160))
    moments = [*map(int, shown[:80]), *(int(moment) + 10 for moment in shown[80:])]
    (trace,) = watched(frames(moments, speed_px=1.0)).found
    assert trace.kind is TraceKind.DROPPED_FRAMES
    assert trace.end_s == pytest.approx(80 * INTERVAL_S)
    assert trace.measure.value >= trace.measure.threshold


def test_jerky_motion_that_lacks_nothing_is_no_trace() -> None:
    shown = np.cumsum(np.random.default_rng(1).choice([1, 2, 3], 160))
    assert watched(frames([*map(int, shown)], speed_px=1.0)).found == []


def test_a_picture_held_after_slow_motion_is_one_frozen_run_by_the_jump_at_its_end() -> None:
    shown = np.cumsum([*np.ones(80), *np.linspace(1, 0.1, 4), *np.full(4, 0.08)])
    held = [*shown, *[shown[-1]] * 6, *(shown[-1] + 9 + np.arange(80))]
    (trace,) = watched(frames(held)).found
    assert trace.kind is TraceKind.FROZEN_RUN
    assert trace.end_s == pytest.approx(94 * INTERVAL_S)


def test_motion_that_slows_down_and_sets_in_again_is_no_trace() -> None:
    shown = np.cumsum([*np.ones(80), *np.linspace(1, 0.1, 4), *np.full(10, 0.08), *np.ones(80)])
    assert watched(frames([*shown])).found == []


def test_cuts_at_uneven_times_are_no_trace() -> None:
    moments = [*range(80), *range(330, 410), *range(150, 230)]
    steps_s = np.random.default_rng(4).uniform(0.6, 1.4, len(moments)) * INTERVAL_S
    assert watched(frames(moments, [*(np.cumsum(steps_s) - steps_s[0])])).found == []


def test_a_cut_to_another_place_is_no_dropped_frame() -> None:
    assert watched(frames([*range(100), *range(380, 500)])).found == []


def test_a_clip_of_a_few_frames_says_cannot_tell() -> None:
    result = watched(frames(range(10)))
    assert result.found == []
    assert result.cannot_tell[0].reason == "Too few frames to tell."
