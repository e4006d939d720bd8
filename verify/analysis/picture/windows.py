"""Windows: upright rectangles of a frame in which other footage may be shown.

A clip in a small picture over another, one of four panels, the video between an app's header and
caption, bars of any tone: whatever moves in such a frame, its edges stay where they are and run
straight along lines or columns. Steps of brightness that stand out from those beside them and do so
along most of a side are taken for such an edge. A doorway is found as well: what is shown in a
window says whether it is one, not its edges.
"""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.picture.borders import Box
from verify.domain.frames import LumaPlane

MOST_WINDOWS = 6
LEAST_SIDE_PX = 40
LEAST_AREA_SHARE = 0.04
MOST_ELONGATED = 3.2

# A step counts at most so much, so that one bright moment does not speak for all.
_MOST_STEP = 40.0
# What a step is held against: those 2 to 8 lines away on either side.
_AROUND_LINES, _OWN_LINES = 8, 1
# Noise of steps that flicker, and of the mean of those that keep their sign, levels.
_NOISE, _STEADY_NOISE = 1.0, 0.4
_STANDS_OUT = 2.2
_MOST_LINES, _LINES_APART = 14, 3
_LEAST_RUN_SHARE = 0.12
_LEAST_OF_A_SIDE = 0.45
_SAME_OVERLAP = 0.75

Steps = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


def windows_of(pictures: Sequence[LumaPlane]) -> list[Box]:
    """Return where other footage may be shown in pictures that follow each other.

    Parameters
    ----------
    pictures : sequence of uint8 arrays, shape (height, width)
        One or more, all of one size; of a few hundred pixels, for finer edges are noise.

    Returns
    -------
    list of Box
        The clearest first, six at most. The whole picture is none of them.
    """
    height, width = pictures[0].shape
    if min(height, width) < 2 * LEAST_SIDE_PX:
        return []
    stack = np.stack(pictures).astype(np.int16)
    down = _edges(np.diff(stack, axis=1), height)
    across = _edges(np.diff(stack, axis=2).transpose(0, 2, 1), width)
    tops, rows = _spans(down.at, height)
    lefts, columns = _spans(across.at, width)
    # A side for each of two edges of a span, between each two of the other direction.
    sides = np.stack(
        [
            *_covered(down, tops, lefts),
            *(side.T for side in _covered(across, lefts, tops)),
        ]
    )
    seen = np.count_nonzero(~np.isnan(sides), axis=0)
    least = np.nanmin(np.where(seen, sides, 0.0), axis=0)
    clear = np.nansum(sides, axis=0) / np.sqrt(np.maximum(seen, 1))
    shares = rows[:, None] * columns / (height * width)
    longer = np.maximum(rows[:, None], columns) / np.minimum(rows[:, None], columns)
    fits = (seen > 0) & (least >= _LEAST_OF_A_SIDE)
    fits &= (shares >= LEAST_AREA_SHARE) & (longer <= MOST_ELONGATED)
    kept: list[Box] = []
    for index in np.argsort(np.where(fits, -clear, np.inf), axis=None)[: np.count_nonzero(fits)]:
        vertical, horizontal = np.unravel_index(index, fits.shape)
        (top, bottom), (left, right) = tops[vertical].tolist(), lefts[horizontal].tolist()
        box = Box(left, top, right, bottom)
        if all(_overlap(box, other) < _SAME_OVERLAP for other in kept):
            kept.append(box)
            if len(kept) == MOST_WINDOWS:
                break
    return kept


class _Edges(NamedTuple):
    """Edges in one direction.

    Attributes
    ----------
    at : int64 array, shape (n,)
        Where they lie, rising; the picture's own are the first and the last.
    counts : float64 array, shape (n, along + 1)
        How many places before each have a step there; NaN for the picture's own.
    """

    at: Places
    counts: Numbers


def _edges(steps: npt.NDArray[np.int16], lines: int) -> _Edges:
    """Return the straight edges among steps from each line to the next.

    Parameters
    ----------
    steps : int16 array, shape (pictures, lines - 1, along)
    """
    is_step, strength = _standing_out(steps)
    # A codec smears an edge over two lines; the edge lies at the stronger of them.
    is_step[1:] |= is_step[:-1].copy()
    along = is_step.shape[1]
    run = np.cumsum(np.where(is_step, 1, -1), axis=1)
    before = np.minimum.accumulate(np.pad(run, ((0, 0), (1, 0)))[:, :-1], axis=1)
    longest = (run - before).max(axis=1)
    chosen: list[int] = []
    for line in np.argsort(-longest, kind="stable").tolist():
        if longest[line] < _LEAST_RUN_SHARE * along or len(chosen) == _MOST_LINES:
            break
        if all(abs(line - other) >= _LINES_APART for other in chosen):
            chosen.append(line)
    chosen.sort()
    counts = np.full((len(chosen) + 2, along + 1), np.nan)
    counts[1:-1] = np.pad(np.cumsum(is_step[chosen], axis=1), ((0, 0), (1, 0)))
    before_it = [
        line - 1 if line and strength[line - 1] > strength[line] else line for line in chosen
    ]
    return _Edges(np.array([0, *(line + 1 for line in before_it), lines]), counts)


def _standing_out(steps: npt.NDArray[np.int16]) -> tuple[Flags, Steps]:
    """Return where steps are larger than those beside them, and how large they are on each line.

    Larger at each moment, or in the mean.
    """
    flickering = np.minimum(np.abs(steps), _MOST_STEP).mean(axis=0, dtype=np.float32)
    steady = np.abs(steps.mean(axis=0, dtype=np.float32))
    above = flickering > _STANDS_OUT * (_around(flickering) + _NOISE)
    above |= steady > _STANDS_OUT * (_around(steady) + _STEADY_NOISE)
    return np.asarray(above), np.where(above, flickering, 0).sum(axis=1)


def _around(steps: Steps) -> Steps:
    kernel = np.ones(2 * _AROUND_LINES + 1, np.float32)
    kernel[_AROUND_LINES - _OWN_LINES : _AROUND_LINES + _OWN_LINES + 1] = 0
    kernel /= kernel.sum()
    alone = np.ones(1, np.float32)
    return np.asarray(cv2.sepFilter2D(steps, -1, alone, kernel, borderType=cv2.BORDER_REFLECT))


def _spans(at: Places, length: int) -> tuple[Places, Numbers]:
    """Return each two edges that lie far enough apart, and how far."""
    first, second = np.triu_indices(len(at), 1)
    spans = np.stack([at[first], at[second]], axis=1)
    far = spans[:, 1] - spans[:, 0]
    is_one = (far >= LEAST_SIDE_PX) & (far <= length)
    return spans[is_one], far[is_one].astype(np.float64)


def _covered(edges: _Edges, spans: Places, others: Places) -> tuple[Numbers, Numbers]:
    """Return how much of both edges of each span has a step, between each two other edges.

    Returns
    -------
    tuple of float64 arrays, shape (spans, others)
        Shares; NaN for an edge of the picture itself.
    """
    row = np.searchsorted(edges.at, spans)
    long = others[:, 1] - others[:, 0]
    first, second = (
        (edges.counts[row[:, end]][:, others[:, 1]] - edges.counts[row[:, end]][:, others[:, 0]])
        / long
        for end in (0, 1)
    )
    return first, second


def _overlap(one: Box, other: Box) -> float:
    """Return the share of what both cover that both do (IoU)."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    both = max(0, wide) * max(0, high)
    areas = ((box.right - box.left) * (box.bottom - box.top) for box in (one, other))
    return both / (sum(areas) - both)
