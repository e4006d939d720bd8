"""Loops: stretches that repeat an earlier one frame by frame.

Two pictures of one place are alike at any time; two pictures of one moment are more alike than
neighbouring frames are. So each frame is held against all earlier ones, and only what differs by
less than the movement of one frame counts, at one lag throughout a second or more. Where nothing
moves, nothing can be told.
"""

import math
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import LumaPlane

Signatures = npt.NDArray[np.float16] | npt.NDArray[np.float32]

SIGNATURE_VALUES = 32
LEAST_LAG_S = 0.9
LONGEST_LAG_S = 600.0
"""Beyond ten minutes repeats are not looked for: the search grows with the square of the time."""
LEAST_RUN_S = 0.8

MOMENT_SPAN_S = 0.2
MOMENT_SHARE = 0.25
"""Two frames show one moment if their squared difference is below this share of what so much time
of movement brings about there. In slow scenes compression alone makes it a tenth."""

_GRID_PX = (32, 18)
_ANCHOR_S = 0.2
_ANCHORS_AT_ONCE = 128
_FRAMES_AT_ONCE = 1 << 14
_MOST_LAGS = 200
"""Lags looked at closely, those that most anchors show first."""
_LEAST_MOTION = 60.0
"""Squared difference of neighbouring signatures below which nothing moves: 0.3 code values of each
grid cell, which compression alone can bring about."""
_LEAST_SHARE = 0.75
"""Share of a run's frames that must show the moment again."""

# Johnson and Lindenstrauss (1984): random directions keep distances, here to a quarter, and the
# mean over a second far better. The seed is part of the method.
_DIRECTIONS = (
    np.random.default_rng(1984).choice([-1.0, 1.0], (_GRID_PX[0] * _GRID_PX[1], SIGNATURE_VALUES))
    / np.sqrt(SIGNATURE_VALUES)
).astype(np.float32)


class Loop(NamedTuple):
    """Frames `start` to `end` - 1 repeat those that are `lag` frames earlier.

    `motion_ratio` is the change between neighbouring frames over the difference of both showings.
    """

    start: int
    end: int
    lag: int
    motion_ratio: float


def grid_of(tiny: LumaPlane) -> LumaPlane:
    """Return the picture at 32 by 18 pixels, whatever its shape."""
    return np.asarray(cv2.resize(tiny, _GRID_PX, interpolation=cv2.INTER_AREA), np.uint8)


def signatures_of(grids: list[LumaPlane]) -> Signatures:
    """Return for each grid 32 values whose squared distances are those of the grids.

    Many at a time: the matrix of directions fills a processor's nearest cache.
    """
    flat = np.stack(grids).reshape(len(grids), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    return np.asarray(flat @ _DIRECTIONS, np.float32)


def repeated_stretches(
    signatures: Signatures, times_s: npt.NDArray[np.float64], interval_s: float
) -> list[Loop]:
    """Return the stretches that repeat earlier ones, in order, each frame in one at most.

    Parameters
    ----------
    signatures : float16 or float32 array, shape (frames, 32)
    times_s : float64 array, shape (frames,)
        Rising times of the frames, seconds.
    interval_s : float
        Usual time from frame to frame, seconds.
    """
    if len(signatures) < 30:
        return []
    motion = _motion(signatures, max(1, round(MOMENT_SPAN_S / interval_s)))
    anchors = _anchors(times_s, motion)
    shown_before = _counts_by_lag(signatures, times_s, motion, anchors)
    shown_before[: math.ceil(LEAST_LAG_S / (2 * interval_s))] = 0
    found: list[Loop] = []
    for lag in _frequent(shown_before, round(LEAST_RUN_S / _ANCHOR_S)):
        later = anchors[anchors >= lag]
        later = later[times_s[later] - times_s[later - lag] >= LEAST_LAG_S]
        least = max(3, round(LEAST_RUN_S / interval_s))
        found += _runs_at(lag, signatures, motion, later, least)
    taken = np.zeros(len(signatures), np.bool_)
    kept = []
    for loop in sorted(found, key=lambda loop: (loop.start - loop.end, loop.lag)):
        if not taken[loop.start : loop.end].any():
            taken[loop.start : loop.end] = True
            kept.append(loop)
    return sorted(kept)


def _motion(signatures: Signatures, span: int) -> npt.NDArray[np.float32]:
    """Return for each frame the squared change over `span` frames: the middle of nine around."""
    steps = _squared_changes(signatures, span)
    padded = np.pad(steps, (4 + span // 2, 4 + span - span // 2), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 9)
    return np.asarray(np.median(windows, axis=1), np.float32)


def _anchors(
    times_s: npt.NDArray[np.float64], motion: npt.NDArray[np.float32]
) -> npt.NDArray[np.int64]:
    slots = np.floor(times_s / _ANCHOR_S)
    first = np.flatnonzero(np.diff(slots, prepend=-1.0) > 0)
    return first[motion[first] >= _LEAST_MOTION]


def _counts_by_lag(
    signatures: Signatures,
    times_s: npt.NDArray[np.float64],
    motion: npt.NDArray[np.float32],
    anchors: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Return for each lag in frames how many anchors show a moment that was shown so long before.

    In flickering light each moment is like most of the others, so pairs are counted, never kept.
    """
    counts = np.zeros(len(signatures) + 1, np.int64)
    for first in range(0, len(anchors), _ANCHORS_AT_ONCE):
        some = anchors[first : first + _ANCHORS_AT_ONCE]
        low = int(np.searchsorted(times_s, times_s[some[0]] - LONGEST_LAG_S))
        high = int(np.searchsorted(times_s, times_s[some[-1]] - LEAST_LAG_S, side="right"))
        for start in range(low, high, _FRAMES_AT_ONCE):
            end = min(high, start + _FRAMES_AT_ONCE)
            near = _distances(signatures[some], signatures[start:end])
            is_moment = near < MOMENT_SHARE * motion[some, None]
            passed_s = times_s[some, None] - times_s[None, start:end]
            is_moment &= (passed_s >= LEAST_LAG_S) & (passed_s <= LONGEST_LAG_S)
            for anchor, shown in zip(some.tolist(), is_moment, strict=True):
                if (earlier := min(end, anchor)) > start:
                    lags = slice(anchor - earlier + 1, anchor - start + 1)
                    counts[lags] += shown[: earlier - start][::-1]
    return counts


def _distances(some: Signatures, others: Signatures) -> npt.NDArray[np.float32]:
    """Return the squared distance of each to each."""
    a, b = some.astype(np.float32), others.astype(np.float32)
    distances = np.square(a).sum(1)[:, None] + np.square(b).sum(1)
    distances -= 2 * a @ b.T
    return np.asarray(distances, np.float32)


def _squared_changes(signatures: Signatures, lag: int) -> npt.NDArray[np.float32]:
    """Return the squared distance of each frame from the one `lag` frames before, from `lag` on."""
    changes = np.empty(max(0, len(signatures) - lag), np.float32)
    for start in range(0, len(changes), _FRAMES_AT_ONCE):
        end = min(len(changes), start + _FRAMES_AT_ONCE)
        later = signatures[start + lag : end + lag].astype(np.float32)
        changes[start:end] = np.square(later - signatures[start:end]).sum(1)
    return changes


def _frequent(counts: npt.NDArray[np.int64], least: int) -> list[int]:
    """Return the lags that so many anchors show, the most frequent ones first."""
    lags = np.flatnonzero(counts >= least)
    most_first = lags[np.argsort(-counts[lags], kind="stable")]
    return [int(lag) for lag in most_first[:_MOST_LAGS]]


def _runs_at(
    lag: int,
    signatures: Signatures,
    motion: npt.NDArray[np.float32],
    anchors: npt.NDArray[np.int64],
    least: int,
) -> list[Loop]:
    """Return the runs of frames that repeat those `lag` frames earlier."""
    found = []
    difference = _squared_changes(signatures, lag)
    anchors = anchors[difference[anchors - lag] < MOMENT_SHARE * motion[anchors]]
    moving = motion[lag:]
    same = difference < MOMENT_SHARE * np.maximum(moving, _LEAST_MOTION)
    groups = np.split(anchors - lag, np.flatnonzero(np.diff(anchors) > 2 * least) + 1)
    for start, end in _drawn_out(same, groups):
        if end - start < least:
            continue
        if same[start:end].mean() < _LEAST_SHARE:
            continue
        usual = float(np.median(moving[start:end]))
        apart = max(float(np.median(difference[start:end])), 1.0)
        if usual >= _LEAST_MOTION and apart <= MOMENT_SHARE * usual:
            found.append(Loop(start + lag, end + lag, lag, float(np.sqrt(usual / apart))))
    return found


def _drawn_out(
    same: npt.NDArray[np.bool_], groups: list[npt.NDArray[np.int64]]
) -> list[tuple[int, int]]:
    """Return the runs around groups of frames, each up to where two frames in a row differ."""
    alike = np.flatnonzero(same)
    breaks = np.flatnonzero(~same[:-1] & ~same[1:])
    # Beyond the first and the last frame there is nothing to be like.
    breaks = np.concatenate(([-2], breaks, [same.size]))
    runs = set()
    for group in groups:
        if group.size:
            start = breaks[np.searchsorted(breaks, group[0] - 1) - 1] + 2
            end = breaks[np.searchsorted(breaks, group[-1] + 1)]
            first, after = np.searchsorted(alike, (start, end))
            runs.add((int(alike[first]), int(alike[after - 1]) + 1))
    return sorted(runs)
