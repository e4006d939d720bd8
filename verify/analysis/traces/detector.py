"""Traces of editing in the picture, put together: one look at each frame, judged at the end.

What one edit leaves is listed once: the jump at the end of a frozen run belongs to that run, the
seams of a loop to the loop. Where hardly anything moves, nothing is found and that is said.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.traces import frozen, loops, skips
from verify.analysis.traces.explanations import INNOCENT, STATIC
from verify.analysis.traces.splices import Splice
from verify.domain.footage import Seconds
from verify.domain.frames import Frame, LumaPlane
from verify.domain.traces import Confidence, Measure, Trace, TraceKind, Untold

_CLEARLY = 1.5
"""A measure this many times its threshold is clear."""
_GRIDS_AT_ONCE = 64
_MOST_LISTED = 2_000
"""Traces, and stretches that say nothing, listed at most, so that findings stay readable."""
_NEAR_FRAMES = 3
_SEAM_S = 0.4
"""The end of a loop is found up to this late where the picture goes on slowly."""
_REFINED_FRAMES = 3
"""Frames after which a copy of a frame is no longer refined by the encoder, so looks still."""
_STATIC_S = 1.0
_END_S = 1.0
"""Shortest still or black beginning or ending that is listed."""
_SPLICE_ERROR_S = 0.4
_LEAST_MOVING_S = 2.0
"""A still end counts only beside motion that lasts so long, and as long as itself."""
_BLACK_LEVEL = 12
_LIT_LEVEL = 80
"""Brightest full-range code value of the picture at 32 by 18 pixels up to which it is black, and
from which, beside it, it is not just the dark."""


@dataclass(frozen=True, slots=True)
class ClipTraces:
    """What was found, by time, and the stretches that say nothing."""

    found: list[Trace]
    cannot_tell: list[Untold]


class TraceWatch:
    """Looks for traces of editing in one pass; about 80 bytes a frame are kept."""

    name = "traces"

    def __init__(self) -> None:
        self._times = array("d")
        self._changes = array("f")
        self._intra = bytearray()
        self._brightest = bytearray()
        self._signatures = bytearray()
        self._grids: list[LumaPlane] = []
        self._jumps = skips.JumpWatch()
        self._last: LumaPlane | None = None

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames."""
        return {
            "least_motion_ratio": frozen.LEAST_MOTION_RATIO,
            "least_held_back_ratio": frozen.LEAST_HELD_BACK_RATIO,
            "least_repeats_frames": frozen.LEAST_REPEATS,
            "least_jump_ratio": skips.LEAST_JUMP,
            "least_outrunning_jump_ratio": skips.LEAST_OUTRUN,
            "least_gap_intervals": skips.LEAST_GAP_INTERVALS,
            "least_loop_s": loops.LEAST_RUN_S,
            "least_lag_s": loops.LEAST_LAG_S,
            "longest_lag_s": loops.LONGEST_LAG_S,
            "moment_share": loops.MOMENT_SHARE,
        }

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        change = 0.0
        if self._last is not None and self._last.shape == frame.tiny.shape:
            change = cv2.norm(frame.tiny, self._last, cv2.NORM_L1) / frame.tiny.size
        self._last = frame.tiny
        self._times.append(frame.time_s)
        self._changes.append(change)
        self._intra.append(frame.is_intra)
        self._grids.append(loops.grid_of(frame.tiny))
        if len(self._grids) == _GRIDS_AT_ONCE:
            self._keep_grids()
        self._jumps.observe(frame, change)

    def _keep_grids(self) -> None:
        if self._grids:
            self._brightest += bytes(int(grid.max()) for grid in self._grids)
            self._signatures += loops.signatures_of(self._grids).astype(np.float16).tobytes()
            self._grids.clear()

    def finish(self) -> None:
        """Judge the last frames."""
        self._keep_grids()
        self._jumps.finish()
        self._last = None

    def finding(self, end_s: float, splices: Sequence[Splice] = ()) -> ClipTraces:
        """Return all traces by time.

        Parameters
        ----------
        end_s : float
            Where the last frame ends, seconds from the first.
        splices : sequence of Splice
            What the sound shows; see `splices`.
        """
        heard = [_splice_trace(splice) for splice in splices]
        times_s = np.asarray(self._times)
        steps = np.diff(times_s)
        if steps.size < 2 * skips.REACH or float(np.median(steps)) <= 0:
            reason = "Too few frames to tell."
            return ClipTraces(heard, [Untold(start_s=0.0, end_s=end_s, reason=reason)])
        judge = _Judge(
            times_s,
            np.asarray(self._changes, np.float32),
            np.frombuffer(self._intra, np.bool_),
            np.frombuffer(self._brightest, np.uint8),
            np.frombuffer(self._signatures, np.float16).reshape(-1, loops.SIGNATURE_VALUES),
            end_s,
        )
        seen = judge.traces(self._jumps.jumps)
        found = sorted([*seen, *heard], key=lambda trace: trace.start_s)
        untold = list(judge.static_stretches())
        if len(found) > _MOST_LISTED or len(untold) > _MOST_LISTED:
            reason = f"More than {_MOST_LISTED:,} entries; the later ones are not listed."
            untold.insert(0, Untold(start_s=0.0, end_s=end_s, reason=reason))
        return ClipTraces(found[:_MOST_LISTED], untold[:_MOST_LISTED])


class _Judge:
    """The records of a whole clip and what follows from them."""

    def __init__(
        self,
        times_s: npt.NDArray[np.float64],
        changes: npt.NDArray[np.float32],
        is_intra: npt.NDArray[np.bool_],
        brightest: npt.NDArray[np.uint8],
        signatures: loops.Signatures,
        end_s: float,
    ) -> None:
        self._times_s = times_s
        self._changes = changes
        self._is_intra = is_intra
        self._brightest = brightest
        self._signatures = signatures
        self._end_s = max(end_s, float(times_s[-1]))
        self._interval_s = float(np.median(np.diff(times_s)))

    def traces(self, jumps: list[skips.Jump]) -> Iterator[Trace]:
        scheduled = frozen.scheduled_i_frames(self._is_intra)
        skipped = {
            jump.frame: jump
            for jump in jumps
            if self._is_on_time(jump.frame) and jump.is_skip(is_redrawn=jump.frame in scheduled)
        }
        runs = frozen.frozen_runs(self._changes, self._is_intra, self._interval_s, skipped)
        repeated = loops.repeated_stretches(self._signatures, self._times_s, self._interval_s)
        gaps = skips.time_gaps(self._times_s, self._changes, self._interval_s)
        for run in runs:
            yield self._frozen(run)
        for loop in repeated:
            yield self._loop(loop)
        for gap in gaps:
            yield self._trace(
                TraceKind.DROPPED_FRAMES,
                (gap.frame - 1, gap.frame),
                Measure(
                    name="time to the next frame",
                    value=gap.intervals,
                    unit="usual intervals",
                    threshold=skips.LEAST_GAP_INTERVALS,
                ),
            )
        explained = {gap.frame for gap in gaps} | set(self._seams(runs, repeated))
        for frame, jump in skipped.items():
            if frame not in explained:
                yield self._skip(jump)
        yield from self._ends()

    def static_stretches(self) -> Iterator[Untold]:
        """Return where hardly anything moves for a second or more."""
        width = max(1, round(_STATIC_S / self._interval_s))
        mean = np.convolve(self._changes, np.full(width, 1 / width), mode="same")
        for start, end in frozen.stretches(mean < frozen.LEAST_MOTION_LEVELS):
            if self._time(end) - self._time(start) >= _STATIC_S:
                yield Untold(start_s=self._time(start), end_s=self._time(end), reason=STATIC)

    def _seams(self, runs: list[frozen.FrozenRun], repeated: list[loops.Loop]) -> Iterator[int]:
        """Yield the frames at which a jump belongs to a frozen run or a loop."""
        for run in runs:
            yield from range(run.start - _NEAR_FRAMES, run.end + _NEAR_FRAMES + 1)
        late = round(_SEAM_S / self._interval_s)
        for loop in repeated:
            for seam in (loop.start, loop.start - loop.lag):
                yield from range(seam - _NEAR_FRAMES, seam + _NEAR_FRAMES + 1)
            for seam in (loop.end, loop.end - loop.lag):
                yield from range(seam - late, seam + _NEAR_FRAMES + 1)

    def _time(self, frame: int) -> Seconds:
        return float(self._times_s[frame]) if frame < self._times_s.size else self._end_s

    def _is_on_time(self, frame: int) -> bool:
        """Whether a frame follows the one before at the usual interval; else the gap explains."""
        step = self._times_s[frame] - self._times_s[frame - 1]
        return bool(step <= 1.25 * self._interval_s)

    def _frozen(self, run: frozen.FrozenRun) -> Trace:
        measure = Measure(
            name="movement around it over the change within",
            value=run.motion_ratio,
            unit="times",
            threshold=frozen.LEAST_HELD_BACK_RATIO
            if run.is_held_back
            else frozen.LEAST_MOTION_RATIO,
        )
        frames = (run.start - 1, run.end)
        return self._trace(TraceKind.FROZEN_RUN, frames, measure, _REFINED_FRAMES)

    def _loop(self, loop: loops.Loop) -> Trace:
        measure = Measure(
            name="movement in a fifth of a second over the difference of both showings",
            value=loop.motion_ratio,
            unit="times",
            threshold=loops.MOMENT_SHARE**-0.5,
        )
        return self._trace(
            TraceKind.LOOP,
            (loop.start, loop.end),
            measure,
            _NEAR_FRAMES,
            repeats_start_s=self._time(loop.start - loop.lag),
        )

    def _skip(self, jump: skips.Jump) -> Trace:
        value, threshold = jump.measured
        measure = Measure(
            name="change of the picture over that between neighbouring frames",
            value=value,
            unit="times",
            threshold=threshold,
        )
        return self._trace(TraceKind.DROPPED_FRAMES, (jump.frame - 1, jump.frame), measure)

    def _ends(self) -> Iterator[Trace]:
        """Return a still or black beginning or ending; what is black is not listed as still."""
        black = self._brightest <= _BLACK_LEVEL
        if any(start > 0 and end < black.size for start, end in frozen.stretches(black)):
            # A scene that is black between flashes is so at its ends, too.
            black = np.zeros_like(black)
        still = frozen.still_frames(self._changes, self._is_intra, self._interval_s)
        still[:1] = still[1:2]
        for marked, beginning, ending in (
            (black, TraceKind.BLACK_BEGINNING, TraceKind.BLACK_ENDING),
            (still & ~black, TraceKind.STILL_BEGINNING, TraceKind.STILL_ENDING),
        ):
            for start, end in frozen.stretches(marked):
                is_first, is_last = start == 0, end == marked.size
                lasts_s = self._time(end) - self._time(start)
                if is_first == is_last or lasts_s < _END_S:
                    continue
                beside = self._beside(end if is_first else start, is_first, lasts_s)
                if not (self._is_lit(beside) if marked is black else self._moves(beside, is_first)):
                    continue
                measure = Measure(name="length", value=lasts_s, unit="s", threshold=_END_S)
                kind = beginning if is_first else ending
                yield self._trace(kind, (start, end), measure, _REFINED_FRAMES)

    def _beside(self, edge: int, is_after: bool, lasts_s: float) -> slice:
        """Return the frames beside a still or black end, as many as it has, 2 s at least."""
        side = round(max(_LEAST_MOVING_S, lasts_s) / self._interval_s)
        return slice(edge, edge + side) if is_after else slice(max(1, edge - side), edge)

    def _is_lit(self, beside: slice) -> bool:
        """Whether the picture beside a black end is not itself a dark one."""
        return bool(np.quantile(self._brightest[beside], 0.1) >= _LIT_LEVEL)

    def _moves(self, beside: slice, is_after: bool) -> bool:
        """Whether the picture moves all the time beside a still end.

        A still scene in which something passes does not. A jump at the edge is something that
        sets in, such as a blast in the dark: no still end.
        """
        part = self._changes[beside]
        least = _LEAST_MOVING_S / self._interval_s - 2
        if part.size < least or np.quantile(part, 0.25) < frozen.LEAST_MOTION_LEVELS:
            return False
        at_edge = part[:2] if is_after else part[-2:]
        return bool(at_edge.max() <= frozen.ANOTHER_PICTURE * np.median(part))

    def _trace(
        self,
        kind: TraceKind,
        frames: tuple[int, int],
        measure: Measure,
        error_frames: int = 1,
        repeats_start_s: float | None = None,
    ) -> Trace:
        return Trace(
            kind=kind,
            start_s=self._time(frames[0]),
            end_s=self._time(frames[1]),
            error_s=error_frames * self._interval_s,
            measure=measure,
            confidence=_confidence(measure),
            repeats_start_s=repeats_start_s,
            innocent_explanation=INNOCENT[kind],
        )


def _confidence(measure: Measure) -> Confidence:
    is_clear = measure.value >= _CLEARLY * measure.threshold
    return Confidence.CLEAR if is_clear else Confidence.NEAR_THRESHOLD


def _splice_trace(splice: Splice) -> Trace:
    measure = Measure(
        name=splice.name, value=splice.value, unit=splice.unit, threshold=splice.threshold
    )
    return Trace(
        kind=TraceKind.SOUND_SPLICE,
        start_s=splice.time_s,
        end_s=splice.time_s,
        error_s=_SPLICE_ERROR_S,
        measure=measure,
        confidence=_confidence(measure),
        repeats_start_s=None,
        innocent_explanation=INNOCENT[TraceKind.SOUND_SPLICE],
    )
