"""How far a clip's times can be trusted: gaps, repeats, disorder, a missing end.

A clip plays smoothly for the eye while frames are missing or shown twice, and a copy cut off in the
middle decodes without an error. Whatever counts frames or measures a delay rests on this audit.
Everything is judged on PTS as integers; seconds appear only in the finding.
"""

from array import array
from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol

import numpy as np
import numpy.typing as npt

from verify.domain.findings import Gap, Repeat, Timebase
from verify.domain.frames import Frame, LumaPlane

Ticks = npt.NDArray[np.int64]

_GAP_INTERVALS = Fraction(3, 2)
"""An interval above this many usual ones holds a missing frame."""
_TRUNCATED_S = 0.25
"""Containers declare durations loosely; real clips of the test set differ by up to 0.14 s."""
_MOST_LISTED = 2_000
"""Gaps and repeats listed at most, the longest ones, so that findings stay readable."""


class DecoderReport(Protocol):
    """What the decoder knows beyond the frames themselves; see `verify.media.source`."""

    @property
    def end_pts(self) -> int:
        """Where the last frame ends."""

    @property
    def corrupt_frames(self) -> int:
        """Frames marked corrupt or not decodable."""

    @property
    def undated_frames(self) -> int:
        """Frames without a PTS, whose times are estimates."""

    @property
    def sound_start_s(self) -> float | None:
        """Where the sound begins, seconds from the first frame shown; None without sound."""

    @property
    def sound_end_s(self) -> float | None:
        """Where the sound ends, seconds from the first frame shown; None without sound."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What else a reader should know, one sentence each."""


class TimebaseAudit:
    """Collects PTS and equal frames in one pass; 8 bytes a frame, 16 a run of repeats.

    Parameters
    ----------
    time_base : Fraction
        Seconds per unit of PTS.
    """

    name = "timebase"

    def __init__(self, time_base: Fraction) -> None:
        self._time_base = time_base
        self._pts = array("q")
        self._last: LumaPlane | None = None
        # Of each run of repeats: index of its first frame, number of frames.
        self._run_starts = array("q")
        self._run_lengths = array("q")

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the finding depends on besides the frames."""
        return {
            "gap_above_intervals": float(_GAP_INTERVALS),
            "repeat": "every code value of the small luma plane equals the frame before",
            "truncated_above_s": _TRUNCATED_S,
            "most_listed": _MOST_LISTED,
        }

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        if self._last is not None and np.array_equal(frame.small, self._last):
            index = len(self._pts)
            if self._run_starts and self._run_starts[-1] + self._run_lengths[-1] == index:
                self._run_lengths[-1] += 1
            else:
                self._run_starts.append(index)
                self._run_lengths.append(1)
        self._pts.append(frame.pts)
        self._last = frame.small

    def finish(self) -> None:
        """Let go of the last frame."""
        self._last = None

    def finding(self, report: DecoderReport, declared_duration_s: float | None) -> Timebase:
        """Return the audit; at least one frame must have been observed.

        Parameters
        ----------
        report : DecoderReport
            How the same playing went.
        declared_duration_s : float or None
            What the container claims for picture and sound together, seconds.

        Notes
        -----
        `timing_error_s` is one tick of the time base, because a time since the first frame is the
        difference of two PTS that were each rounded by up to half a tick; it is the usual interval
        where that is longer and frames bore no PTS or disordered ones. It does not hold what the
        file cannot show: a camera's own delay, or a copy made at another rate.
        """
        pts = np.asarray(self._pts, dtype=np.int64)
        steps = np.diff(pts)
        rising = steps[steps > 0]
        usual = Fraction(float(np.median(rising))) if rising.size else None
        non_monotonic = int(steps.size - rising.size)
        error = self._time_base if pts.size > 1 else Fraction(0)
        if usual is not None and (non_monotonic or report.undated_frames):
            error = max(error, usual * self._time_base)
        duration_s = float(max(0, report.end_pts - int(pts[0])) * self._time_base)
        reason = _truncation(report, declared_duration_s, duration_s)
        return Timebase(
            time_base=(self._time_base.numerator, self._time_base.denominator),
            first_pts=int(pts[0]),
            frames=pts.size,
            duration_s=duration_s,
            median_interval_s=None if usual is None else float(usual * self._time_base),
            gaps=_gaps(pts, steps, usual, self._time_base) if usual is not None else [],
            repeats=self._repeats(pts, report.end_pts),
            non_monotonic_frames=non_monotonic,
            corrupt_frames=report.corrupt_frames,
            truncated=reason is not None,
            truncated_reason=reason,
            timing_error_s=float(error),
            notes=list(report.notes),
        )

    def _repeats(self, pts: Ticks, clip_end_pts: int) -> list[Repeat]:
        repeats = []
        for run in _longest(np.asarray(self._run_lengths, dtype=np.int64)):
            start, frames = self._run_starts[run], self._run_lengths[run]
            after = start + frames
            end_pts = int(pts[after]) if after < pts.size else clip_end_pts
            start_s, end_s = _seconds((int(pts[start]), end_pts), int(pts[0]), self._time_base)
            repeats.append(Repeat(start_s=start_s, end_s=max(start_s, end_s), frames=frames))
        return repeats


def _gaps(pts: Ticks, steps: Ticks, usual: Fraction, time_base: Fraction) -> list[Gap]:
    """Return where the time to the next frame leaves room for frames that are not there."""
    before = np.flatnonzero(steps > float(usual * _GAP_INTERVALS))
    gaps = []
    for frame in before[_longest(steps[before])]:
        missing = round(Fraction(int(steps[frame])) / usual) - 1
        start = int(pts[frame]) + usual
        start_s, end_s = _seconds((start, int(pts[frame + 1])), int(pts[0]), time_base)
        gaps.append(Gap(start_s=start_s, end_s=end_s, missing_frames=max(1, missing)))
    return gaps


def _longest(lengths: Ticks) -> Ticks:
    """Return the positions of the longest entries, in their own order."""
    return np.sort(np.argsort(-lengths, kind="stable")[:_MOST_LISTED])


def _seconds(
    times: Iterable[Fraction | int], first_pts: int, time_base: Fraction
) -> tuple[float, ...]:
    # A frame whose PTS lies before the first one's, out of order, has no time of its own.
    return tuple(max(0.0, float((time - first_pts) * time_base)) for time in times)


def _truncation(report: DecoderReport, declared_s: float | None, duration_s: float) -> str | None:
    """Return in a sentence how much of the declared length was not there, or None."""
    if declared_s is None:
        return None
    start_s = min(0.0, report.sound_start_s or 0.0)
    end_s = max(duration_s, report.sound_end_s or 0.0)
    found_s = end_s - start_s
    missing_s = declared_s - found_s
    if missing_s <= _TRUNCATED_S:
        return None
    return (
        f"The file declares {declared_s:.2f} s, but {found_s:.2f} s could be "
        f"decoded; the last {missing_s:.2f} s are missing or damaged."
    )
