"""Frozen runs: one picture held while it moves before and after.

Copies of a frame are no longer equal once a clip was compressed again: the first few are still
being refined, and an I-frame in their midst jumps. So a run is judged against the movement on both
sides, and against how often this clip repeats frames anyhow: a frame rate that was raised, a
camera in the dark and a phone that records at uneven intervals all repeat frames, but evenly.
"""

from collections.abc import Container
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Levels = npt.NDArray[np.float32]

LEAST_MOTION_LEVELS = 0.25
"""Mean change of the 80 px picture from frame to frame below which nothing can be told."""

STILL_SHARE = 0.35
"""Share of the movement around it below which a change is none."""

LEAST_MOTION_RATIO = 7.5
"""Movement on both sides over the change within a run."""

LEAST_HELD_BACK_RATIO = 3.0
"""The same where the run ends in a jump: what moved meanwhile was held back."""

LEAST_REPEATS = 3
"""Frames that repeat the one before."""

CHANCE = 0.01
"""Runs of such length that repeats strewn at random over the clip may bring about."""

_STILL_LEVELS = 0.05
"""Change that compression alone leaves on a still picture."""

_MOST_WITHIN_LEVELS = 0.15
"""Change within most of a run: a scene that pauses between flashes still has its noise."""
_MOST_STILL_LEVELS = 0.4
"""Change of a still frame, however much moves around it."""
ANOTHER_PICTURE = 4.0
"""Change at its beginning over the usual one, above which a run does not hold what moved before."""
_ABRUPT_SHARE = 0.35
_WITHIN_QUANTILE = 0.3
_SLOW_RATIO = 3.0
_STARVED_FRAMES = 4
_DEFAULT_INTERVAL = 250
"""Frames; what x264 and x265 set unless told otherwise."""
_REDRAWN_SHARE = 0.5
_AROUND_S = 0.7
_SIDE_S = 0.5
_LEAST_SIDE = 4
_CHUNK = 65_536


class FrozenRun(NamedTuple):
    """Frames `start` to `end` - 1 repeat the frame before them.

    `motion_ratio` is the lesser movement of both sides over the change within. A run that
    `is_held_back` ends in a jump by what moved meanwhile.
    """

    start: int
    end: int
    motion_ratio: float
    is_held_back: bool


def frozen_runs(
    changes: Levels,
    is_intra: npt.NDArray[np.bool_],
    interval_s: float,
    jumps: Container[int] = frozenset(),
) -> list[FrozenRun]:
    """Return the runs that stand out, in order.

    Parameters
    ----------
    changes : float32 array, shape (frames,)
        Mean change of the 80 px picture since the frame before, code values; 0 for the first.
    is_intra : bool array, shape (frames,)
        Whether the codec stored the frame whole.
    interval_s : float
        Usual time from frame to frame, seconds.
    jumps : container of int
        Frames to which the picture jumps within one scene, as where a picture held ends.
    """
    still = stretches(still_frames(changes, is_intra, interval_s))
    held = [run for place in still if (run := _held(changes, place, interval_s, jumps))]
    scheduled = scheduled_i_frames(is_intra)
    moving = int(np.count_nonzero(changes >= LEAST_MOTION_LEVELS))
    lengths = np.array([run.end - run.start for run in held], np.int64)
    found = []
    for run in held:
        length = run.end - run.start
        if length < LEAST_REPEATS or (run.end in scheduled and length <= _STARVED_FRAMES):
            continue
        # How often frames repeat elsewhere, as briefly; half a repeat for those not seen.
        others = int(lengths[lengths <= length].sum()) - length
        habit = (others + 0.5) / (moving + others + 1)
        if moving * habit**length <= CHANCE:
            found.append(run)
    return found


def _held(
    changes: Levels, place: tuple[int, int], interval_s: float, jumps: Container[int]
) -> FrozenRun | None:
    """Return the frozen run in a still stretch: all of it, or what is left without slow ends."""
    best = None
    for start, end in (place, _without_slow_ends(changes, *place)):
        is_held_back = end in jumps
        ratio = _motion_ratio(changes, start, end, interval_s, is_held_back)
        least = LEAST_HELD_BACK_RATIO if is_held_back else LEAST_MOTION_RATIO
        if ratio >= (best.motion_ratio if best else least):
            best = FrozenRun(start, end, ratio, is_held_back)
    return best


def _without_slow_ends(changes: Levels, start: int, end: int) -> tuple[int, int]:
    """Leave out slow motion before and after a held picture: beside fast motion it looks still."""
    within = float(np.quantile(changes[start:end], _WITHIN_QUANTILE))
    most = max(_MOST_WITHIN_LEVELS, _SLOW_RATIO * within)
    inner = np.flatnonzero(changes[start:end] <= most)
    return (start + int(inner[0]), start + int(inner[-1]) + 1) if inner.size else (start, end)


def _motion_ratio(
    changes: Levels, start: int, end: int, interval_s: float, is_held_back: bool
) -> float:
    """Return the movement on both sides of a still run over the change within; 0 for no freeze.

    A freeze sets in and ends at once; what dies away, as light after a flash, is none, unless it
    `is_held_back`: a jump at its end tells as much. A run that begins with a jump shows another
    picture: a still shown between two shots.
    """
    side = max(_LEAST_SIDE, round(_SIDE_S / interval_s))
    before, after = changes[max(1, start - side) : start], changes[end : end + side]
    within = max(float(np.quantile(changes[start:end], _WITHIN_QUANTILE)), _STILL_LEVELS / 2)
    if min(before.size, after.size) < _LEAST_SIDE or within > _MOST_WITHIN_LEVELS:
        return 0.0
    # The first copy may still be on its way to being refined.
    usual_before, usual_after = float(np.median(before)), float(np.median(after))
    is_abrupt = before[-1] >= _ABRUPT_SHARE * usual_before or (
        before[-3:-1].mean() >= 2 * _ABRUPT_SHARE * usual_before
    )
    is_abrupt &= after[:_LEAST_SIDE].max() >= usual_after / 2
    is_abrupt |= is_held_back
    is_abrupt &= not sets_in(before, float(np.median(after[:_LEAST_SIDE])))
    motion = min(float(np.quantile(part, 0.25)) for part in (before, after))
    return motion / within if is_abrupt and motion >= LEAST_MOTION_LEVELS else 0.0


def sets_in(before: Levels, usual_after: float = 0.0) -> bool:
    """Whether the last change before a stretch is a jump: it shows a picture of its own."""
    usual = max(float(np.median(before)), float(before[-2]), usual_after)
    return bool(before[-1] > ANOTHER_PICTURE * usual)


def scheduled_i_frames(is_intra: npt.NDArray[np.bool_]) -> set[int]:
    """Return the I-frames that came by the clock, not because the picture had changed.

    Encoders save on the frames before these, and draw the picture anew with them.
    """
    frames = np.flatnonzero(is_intra)
    distances = np.diff(frames)
    longest = int(distances.max(initial=0))
    if longest != _DEFAULT_INTERVAL and np.count_nonzero(distances == longest) < 2:
        return set()
    return {int(frame) for frame in frames[1:][distances == longest]}


def still_frames(
    changes: Levels, is_intra: npt.NDArray[np.bool_], interval_s: float
) -> npt.NDArray[np.bool_]:
    """Return whether each frame shows the picture of the one before, given what moves around it."""
    reach = max(_LEAST_SIDE, round(_AROUND_S / interval_s))
    padded = np.pad(changes, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    still = np.empty(changes.size, np.bool_)
    nearly = np.empty(changes.size, np.bool_)
    for first in range(0, changes.size, _CHUNK):
        part = slice(first, first + _CHUNK)
        around = np.quantile(windows[part], 0.7, axis=1)
        most = np.clip(STILL_SHARE * around, _STILL_LEVELS, _MOST_STILL_LEVELS)
        still[part] = changes[part] <= most
        nearly[part] = changes[part] <= _REDRAWN_SHARE * around
    still[0] = False
    # An I-frame draws the same picture anew; other frames mend it now and then.
    redrawn = is_intra[1:-1] | nearly[1:-1]
    inner = np.flatnonzero(redrawn & still[:-2] & still[2:]) + 1
    still[inner] = True
    return still


def stretches(marked: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first index and the one after the last of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], marked, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
