"""The audit finds what was done to a clip's times, and nothing where nothing was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.synthesis.clips import Clip
from verify.analysis.timebase import TimebaseAudit
from verify.domain.findings import Gap, Repeat, Timebase
from verify.domain.frames import Frame
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source

MILLISECOND = Fraction(1, 1000)


@dataclass(frozen=True)
class Report:
    """What a decoder would report."""

    end_pts: int
    corrupt_frames: int = 0
    undated_frames: int = 0
    sound_start_s: float | None = None
    sound_end_s: float | None = None
    notes: tuple[str, ...] = ()


def audit(
    pts: Sequence[int],
    *,
    shades: Sequence[int] | None = None,
    declared_s: float | None = None,
    report: Report | None = None,
) -> Timebase:
    """Audit frames of one shade each, all different by default, times in milliseconds."""
    timebase = TimebaseAudit(MILLISECOND)
    for index, tick in enumerate(pts):
        shade = index % 256 if shades is None else shades[index]
        plane = np.full((9, 16), shade, np.uint8)
        time_s = (tick - pts[0]) / 1000
        timebase.observe(
            Frame(index, tick, time_s, plane, False, plane, plane, plane.copy, index == 0)
        )
    timebase.finish()
    return timebase.finding(report or Report(end_pts=max(pts) + 40), declared_s)


def test_even_clip_has_nothing_to_report() -> None:
    finding = audit(range(700, 1700, 40), declared_s=1.0)
    assert (finding.gaps, finding.repeats) == ([], [])
    assert (finding.frames, finding.first_pts, finding.duration_s) == (25, 700, 1.0)
    assert finding.median_interval_s == 0.04
    assert finding.timing_error_s == 0.001
    assert (finding.truncated, finding.truncated_reason) == (False, None)


def test_missing_frames_are_counted_where_they_are_missing() -> None:
    finding = audit([0, 40, 80, 240, 280, 320, 400, 440])
    assert finding.gaps == [
        Gap(start_s=0.12, end_s=0.24, missing_frames=3),
        Gap(start_s=0.36, end_s=0.4, missing_frames=1),
    ]


def test_rounding_of_the_container_is_no_gap() -> None:
    assert audit([round(frame * 1000 / 30) for frame in range(60)]).gaps == []


def test_picture_that_stands_still_is_a_repeat() -> None:
    finding = audit(range(0, 400, 40), shades=[1, 2, 2, 2, 3, 4, 5, 5, 6, 6])
    assert finding.repeats == [
        Repeat(start_s=0.08, end_s=0.16, frames=2),
        Repeat(start_s=0.28, end_s=0.32, frames=1),
        Repeat(start_s=0.36, end_s=0.4, frames=1),
    ]


def test_change_of_one_code_value_is_no_repeat() -> None:
    assert audit(range(0, 400, 40), shades=[10, 11] * 5).repeats == []


def test_disordered_times_are_counted_and_widen_the_error() -> None:
    finding = audit([0, 40, 80, 80, 60, 100, 140])
    assert finding.non_monotonic_frames == 2
    assert finding.timing_error_s == 0.04


def test_estimated_times_widen_the_error() -> None:
    finding = audit([0, 40, 80], report=Report(end_pts=120, undated_frames=1))
    assert finding.timing_error_s == 0.04


@pytest.mark.parametrize(("declared_s", "truncated"), [(1.0, False), (1.2, False), (2.0, True)])
def test_shortness_against_the_declared_length_is_told(declared_s: float, truncated: bool) -> None:
    finding = audit(range(0, 1000, 40), declared_s=declared_s)
    assert finding.truncated is truncated
    if truncated:
        assert finding.truncated_reason == (
            "The file declares 2.00 s, but 1.00 s could be decoded; "
            "the last 1.00 s are missing or damaged."
        )


def test_sound_that_outlasts_the_picture_is_no_truncation() -> None:
    report = Report(end_pts=1000, sound_start_s=-0.1, sound_end_s=1.9)
    assert not audit(range(0, 1000, 40), declared_s=2.0, report=report).truncated


def test_single_frame_has_no_interval_and_no_error() -> None:
    finding = audit([7], report=Report(end_pts=8))
    assert finding.median_interval_s is None
    assert (finding.frames, finding.timing_error_s, finding.gaps) == (1, 0.0, [])


def test_endless_pattern_of_repeats_stays_readable() -> None:
    frames = 30_000
    shades = [frame // 2 % 256 for frame in range(frames)]
    shades[100:110] = [1] * 10
    finding = audit(range(0, frames * 20, 20), shades=shades)
    assert len(finding.repeats) == 2_000
    assert max(repeat.frames for repeat in finding.repeats) == 9


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv"])
def test_frames_doubled_and_dropped_in_a_real_file_are_found(tmp_path: Path, name: str) -> None:
    drawn = [*range(10), 9, 9, *range(10, 20)]
    ticks = [tick * 40 for tick in range(25) if tick not in {15, 16, 17}]
    file = Clip(ticks=ticks, drawn=drawn, options={"qp": "0"}).write(tmp_path / name)
    with open_source(file, DecodeLimits(), file) as source:
        timebase = TimebaseAudit(source.time_base)
        for part in source.play():
            assert isinstance(part, Frame)
            timebase.observe(part)
        timebase.finish()
        finding = timebase.finding(source.report, source.declared_duration_s)
    assert [(gap.start_s, gap.missing_frames) for gap in finding.gaps] == [(pytest.approx(0.6), 3)]
    assert [(r.start_s, r.frames) for r in finding.repeats] == [(pytest.approx(0.4), 2)]
