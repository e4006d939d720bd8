"""Borders of one frame: bars of one tone, or the blurred fill of an upright clip in a wide frame.

Told from a single picture, so only what is plain is told: beyond the border nothing changes from
line to line, and at the border most of a whole line does at once. The edge of a roof against a
night sky is no such line. What lies in a border, such as a caption, makes it none.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import LumaPlane

LARGEST_SHARE = 0.42
"""A border takes at most so much of a side's length on each end."""
SMALLEST_SHARE = 0.015
# Full-range code values between lines this far apart: an encoder smears an edge over two lines.
_STEP_LEVELS, _STEP_LINES = 6.0, 2
# Of a line that steps at the border, and at most on average in what lies beyond it.
_EDGE_SHARE, _QUIET_SHARE = 0.45, 0.1
_FLAT_LEVELS = 3.0
_SAME_WIDTH_SHARE = 0.015
_LONGEST_SIDE_PX = 1280

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, [left, right) and [top, bottom), pixels."""

    left: int
    top: int
    right: int
    bottom: int

    def share_of(self, luma: LumaPlane) -> float:
        """Return its part of the area of a picture."""
        return (self.right - self.left) * (self.bottom - self.top) / luma.size


def content_box(luma: LumaPlane, *, is_limited: bool = False) -> Box:
    """Return what of a picture lies inside its borders; all of it if it has none.

    Parameters
    ----------
    luma : uint8 array, shape (height, width)
        At any size; borders are found to some lines of it at 1280 pixels on the long side.
    is_limited : bool
        Whether black is 16 and white 235.
    """
    step = -(-max(luma.shape) // _LONGEST_SIDE_PX)
    if step > 1 and min(luma.shape) >= step:
        return _enlarged(content_box(_reduced(luma, step), is_limited=is_limited), step, luma)
    gain = 255 / 219 if is_limited else 1.0
    height, width = luma.shape
    top, bottom = _borders(luma, gain)
    # Across the whole height a bar above would hide the edges of those at the sides.
    left, right = _borders(np.ascontiguousarray(luma[top : height - bottom].T), gain)
    if (left, right) != (0, 0) and (top, bottom) == (0, 0):
        top, bottom = _borders(np.ascontiguousarray(luma[:, left : width - right]), gain)
    return Box(left, top, width - right, height - bottom)


def _reduced(luma: LumaPlane, step: int) -> LumaPlane:
    """Return the means of squares, since edges of a large picture are soft; a rest is left out."""
    height, width = (side // step for side in luma.shape)
    whole = luma[: height * step, : width * step]
    reduced = cv2.resize(whole, (max(1, width), max(1, height)), interpolation=cv2.INTER_AREA)
    return np.asarray(reduced, dtype=np.uint8)


def _enlarged(box: Box, step: int, luma: LumaPlane) -> Box:
    """Return a box found on a reduced picture; what had no border there has none."""
    height, width = (side // step for side in luma.shape)
    return Box(
        box.left * step,
        box.top * step,
        luma.shape[1] if box.right == width else box.right * step,
        luma.shape[0] if box.bottom == height else box.bottom * step,
    )


def _borders(lines: LumaPlane, gain: float) -> tuple[int, int]:
    """Return how many lines belong to the border at the start and at the end."""
    count = len(lines)
    if count < 8 * _STEP_LINES:
        return 0, 0
    step = cv2.absdiff(lines[_STEP_LINES:], lines[:-_STEP_LINES]) > _STEP_LEVELS / gain
    shares: Shares = step.mean(axis=1)
    start = _border(shares, count)
    end = _border(shares[::-1], count)
    is_even = abs(start - end) <= max(2 * _STEP_LINES, _SAME_WIDTH_SHARE * count)
    if start and not (is_even or _is_flat(lines[:start], gain)):
        start = 0
    if end and not (is_even or _is_flat(lines[count - end :], gain)):
        end = 0
    if min(start, end) and not _are_quieter(shares, start, end):
        return 0, 0
    return start, end


def _border(shares: Shares, count: int) -> int:
    """Return the first line inside: where most of a line steps after lines where hardly any did."""
    reach = int(LARGEST_SHARE * count)
    edges = np.flatnonzero(shares[:reach] >= _EDGE_SHARE)
    if not edges.size or edges[0] < SMALLEST_SHARE * count:
        return 0
    first = int(edges[0])
    if shares[:first].mean() > _QUIET_SHARE:
        return 0
    # The step is seen from the line before the edge on, and two lines long.
    return first + _STEP_LINES + 1


def _is_flat(lines: LumaPlane, gain: float) -> bool:
    return float(lines[: max(1, len(lines) - 2 * _STEP_LINES)].std()) * gain <= _FLAT_LEVELS


def _are_quieter(shares: Shares, start: int, end: int) -> bool:
    """Whether less goes on in both borders than between them."""
    inside = shares[start : len(shares) - end]
    outside = np.concatenate([shares[: start - 3], shares[len(shares) - end + 3 :]])
    return bool(inside.size and outside.mean() < 0.5 * inside.mean())
