"""Which frames are picked of a clip of any shape: no more than asked for, and those asked for."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import analyses
from verify.analysis.picture.keyframe_plan import FrameTable, KeyframeOptions, plan_keyframes
from verify.domain.findings import Boundary, Darkness, DarknessClass, Flash, Shot


def flash(onset: int, peak: int, peak_s: float, **changes: object) -> Flash:
    facts = {"onset_frame": onset, "peak_frame": peak, "peak_s": peak_s}
    return analyses.flash(**(facts | changes))


def table_of(steps_ms: list[int], luma: list[int]) -> FrameTable:
    table, pts = FrameTable(Fraction(1, 1000)), 700
    for index, (step, level) in enumerate(zip(steps_ms, luma, strict=True)):
        table.add(pts, float(level % 7), float(level), is_intra=index % 9 == 0)
        pts += step
    return table


def end_of(table: FrameTable) -> Fraction:
    return table.time_s(len(table) - 1) + Fraction(1, 25)


@st.composite
def clips(draw: st.DrawFn) -> tuple[FrameTable, list[Shot], list[Flash]]:
    count = draw(st.integers(1, 80))
    steps = draw(st.lists(st.integers(1, 60_000), min_size=count, max_size=count))
    luma = draw(st.lists(st.integers(0, 255), min_size=count, max_size=count))
    table = table_of(steps, luma)
    starts = [0, *sorted(draw(st.sets(st.integers(1, count), max_size=5)) - {count})]
    shots = [
        Shot(
            start_s=float(table.time_s(start)),
            end_s=float(end_of(table)),
            start_frame=start,
            end_frame=end,
            boundary=Boundary.CUT,
            darkness=Darkness(kind=DarknessClass.CANNOT_TELL, reasons=[]),
        )
        for start, end in zip(starts, [*starts[1:], count], strict=True)
    ]
    onsets = draw(st.lists(st.integers(0, count - 1), max_size=5))
    return table, shots, [flash(f, f, peak_s=float(table.time_s(f))) for f in onsets]


@settings(max_examples=50, deadline=None)
@given(clips(), st.integers(1, 70))
def test_plan_never_exceeds_the_maximum_and_is_sorted_without_duplicates(
    clip: tuple[FrameTable, list[Shot], list[Flash]], maximum: int
) -> None:
    table, shots, flashes = clip
    options = KeyframeOptions(maximum=maximum)
    plan = plan_keyframes(table, shots, flashes, end_of(table), options, lambda *_: False)
    frames = [pick.frame for pick in plan.picks]
    assert 1 <= len(frames) <= maximum
    assert frames == sorted(set(frames))
    assert sorted(pick.rank for pick in plan.picks) == list(range(1, len(frames) + 1))
    assert all(pick.pts == table.pts[pick.frame] for pick in plan.picks)
    assert plan.left_out == 0 or len(frames) == maximum


@settings(max_examples=50, deadline=None)
@given(clips(), st.lists(st.fractions(0, 1), max_size=6))
def test_every_time_asked_for_is_answered_with_the_frame_on_screen(
    clip: tuple[FrameTable, list[Shot], list[Flash]], shares: list[Fraction]
) -> None:
    table, shots, flashes = clip
    end_s = end_of(table)
    at = tuple(share * end_s for share in shares if share < 1)
    plan = plan_keyframes(table, shots, flashes, end_s, KeyframeOptions(at=at), lambda *_: False)
    times = [table.time_s(frame) for frame in range(len(table))]
    on_screen = {max(f for f, t in enumerate(times) if t <= wanted) for wanted in at}
    if at:
        assert {pick.frame for pick in plan.picks} == on_screen


@settings(max_examples=50, deadline=None)
@given(clips(), st.fractions(Fraction(1, 100), 100), st.integers(1, 30))
def test_every_interval_is_answered_with_the_frames_on_screen(
    clip: tuple[FrameTable, list[Shot], list[Flash]], every_s: Fraction, maximum: int
) -> None:
    table, shots, flashes = clip
    end_s = end_of(table)
    options = KeyframeOptions(every_s=every_s, maximum=maximum)
    plan = plan_keyframes(table, shots, flashes, end_s, options, lambda *_: False)
    times = [*(table.time_s(frame) for frame in range(len(table))), end_s]
    holds_mark = {
        frame
        for frame in range(len(table))
        if -(-times[frame] // every_s) * every_s < times[frame + 1]
    }
    assert {pick.frame for pick in plan.picks} <= holds_mark
    assert len(plan.picks) + plan.left_out == len(holds_mark)


def test_each_ten_minutes_of_long_footage_get_their_share() -> None:
    table = table_of([1000] * 3600, [100] * 3600)
    busy = [flash(k, k, peak_s=float(k), rise_luminance=0.5 + k / 9999) for k in range(10, 590, 5)]
    options = KeyframeOptions(maximum=30)
    plan = plan_keyframes(table, [], busy, end_of(table), options, lambda *_: False)
    groups = np.bincount([int(pick.time_s // 600) for pick in plan.picks], minlength=6)
    assert groups.sum() == 30
    assert groups.min() >= 2
    assert plan.left_out > 200


def test_near_duplicate_goes_unless_a_flash_asks_for_it() -> None:
    table = table_of([1000] * 100, [100] * 100)
    plan = plan_keyframes(
        table, [], [flash(50, 51, peak_s=51.0)], end_of(table), KeyframeOptions(), lambda *_: True
    )
    assert [pick.because.value for pick in plan.picks] == [
        "flash-before",
        "flash-onset",
        "flash-peak",
    ]


def test_times_hold_for_footage_whose_pts_do_not_start_at_zero_or_run_backwards() -> None:
    table = FrameTable(Fraction(1, 30000))
    for pts in (90_000, 91_001, 90_900, 92_002, 93_003):
        table.add(pts, 1.0, 100.0, is_intra=True)
    times = [Fraction(0), Fraction(1000, 30000), Fraction(1001, 30000), Fraction(2002, 30000)]
    assert table.on_screen(times).tolist() == [0, 0, 2, 3]
