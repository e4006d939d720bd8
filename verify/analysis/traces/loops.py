"""Loops: stretches that repeat an earlier one frame by frame.

Two pictures of one place are alike at any time; two pictures of one moment are more alike than
neighbouring frames are. So each frame is held against all earlier ones, and only what differs by
less than the movement of one frame counts, at one lag throughout a second or more. Where nothing
moves, nothing can be told.
"""

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import LumaPlane

Signatures = npt.NDArray[np.float32]

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
    signatures : float32 array, shape (frames, 32)
    times_s : float64 array, shape (frames,)
        Rising times of the frames, seconds.
    interval_s : float
        Usual time from frame to frame, seconds.
    """
    if len(signatures) < 30:
        return []
    motion = _motion(signatures, max(1, round(MOMENT_SPAN_S / interval_s)))
    anchors = _anchors(times_s, motion)
    pairs = _moments(signatures, times_s, motion, anchors)
    found: list[Loop] = []
    pairs = pairs[pairs[:, 1] >= LEAST_LAG_S / (2 * interval_s)]
    for lag in _frequent_lags(pairs, round(LEAST_RUN_S / _ANCHOR_S)):
        found += _runs_at(lag, signatures, motion, pairs, max(3, round(LEAST_RUN_S / interval_s)))
    taken = np.zeros(len(signatures), np.bool_)
    kept = []
    for loop in sorted(found, key=lambda loop: (loop.start - loop.end, loop.lag)):
        if not taken[loop.start : loop.end].any():
            taken[loop.start : loop.end] = True
            kept.append(loop)
    return sorted(kept)


def _motion(signatures: Signatures, span: int) -> npt.NDArray[np.float32]:
    """Return for each frame the squared change over `span` frames: the middle of nine around."""
    steps = np.square(signatures[span:] - signatures[:-span]).sum(1)
    padded = np.pad(steps, (4 + span // 2, 4 + span - span // 2), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 9)
    return np.asarray(np.median(windows, axis=1), np.float32)


def _anchors(
    times_s: npt.NDArray[np.float64], motion: npt.NDArray[np.float32]
) -> npt.NDArray[np.int64]:
    slots = np.floor(times_s / _ANCHOR_S)
    first = np.flatnonzero(np.diff(slots, prepend=-1.0) > 0)
    return first[motion[first] >= _LEAST_MOTION]


def _moments(
    signatures: Signatures,
    times_s: npt.NDArray[np.float64],
    motion: npt.NDArray[np.float32],
    anchors: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Return rows of anchor, lag in frames, wherever the anchor's moment was shown before."""
    energy = np.square(signatures).sum(1)
    pairs = [np.empty((0, 2), np.int64)]
    for first in range(0, len(anchors), _ANCHORS_AT_ONCE):
        some = anchors[first : first + _ANCHORS_AT_ONCE]
        low = int(np.searchsorted(times_s, times_s[some[0]] - LONGEST_LAG_S))
        high = int(np.searchsorted(times_s, times_s[some[-1]] - LEAST_LAG_S, side="right"))
        if high <= low:
            continue
        distance = energy[some, None] + energy[None, low:high]
        distance -= 2 * signatures[some] @ signatures[low:high].T
        near = distance < MOMENT_SHARE * motion[some, None]
        near &= times_s[None, low:high] <= times_s[some, None] - LEAST_LAG_S
        rows, columns = np.nonzero(near)
        pairs.append(np.stack([some[rows], some[rows] - (columns + low)], axis=1))
    return np.concatenate(pairs)


def _frequent_lags(pairs: npt.NDArray[np.int64], least: int) -> list[int]:
    lags, counts = np.unique(pairs[:, 1], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return [
        int(lag) for lag, count in zip(lags[order], counts[order], strict=True) if count >= least
    ][:200]


def _runs_at(
    lag: int,
    signatures: Signatures,
    motion: npt.NDArray[np.float32],
    pairs: npt.NDArray[np.int64],
    least: int,
) -> list[Loop]:
    """Return the runs of frames that repeat those `lag` frames earlier."""
    found = []
    anchors = pairs[pairs[:, 1] == lag, 0]
    difference = np.square(signatures[lag:] - signatures[:-lag]).sum(1)
    moving = motion[lag:]
    same = difference < MOMENT_SHARE * np.maximum(moving, _LEAST_MOTION)
    reach = 2
    for group in np.split(anchors, np.flatnonzero(np.diff(anchors) > 2 * least) + 1):
        if not group.size:
            continue
        start = end = int(group[0]) - lag
        last = int(group[-1]) - lag
        while start > 0 and same[max(0, start - reach) : start].any():
            start -= 1
        while end < same.size and (end <= last or same[end : end + reach].any()):
            end += 1
        while start < end and not same[start]:
            start += 1
        while end > start and not same[end - 1]:
            end -= 1
        if end - start < least or same[start:end].mean() < _LEAST_SHARE:
            continue
        usual = float(np.median(moving[start:end]))
        apart = max(float(np.median(difference[start:end])), 1.0)
        if usual >= _LEAST_MOTION and apart <= MOMENT_SHARE * usual:
            found.append(Loop(start + lag, end + lag, lag, float(np.sqrt(usual / apart))))
    return found
