"""The plate that letters stand on: one even surface with an edge all around, letters are its holes.

What changes behind a plate shows through it everywhere alike or not at all. So over some seconds it
has one mean and one deviation, and is told from what is around it by either of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.overlays.patterns import Box, Pattern

Levels = npt.NDArray[np.float32]
Shape = tuple[int, int]

_AROUND_PX, _NEAR_PX = np.ones((3, 3), np.uint8), 3
_FLAT_LEVELS, _ALIKE_LEVELS = 20.0, 14.0
# How much more than in the median a pixel of a plate may deviate.
_MOST_DEVIATING, _SLACK_LEVELS = 1.7, 1.5
_BIN_LEVELS, _MOST_SHADES, _MOST_SURFACES, _LEAST_PIXELS = 8, 4, 3, 5
# An ellipse fills 0.785 of its box, a plate with round corners more.
_LEAST_FILLED, _LEAST_HELD, _MOST_HELD = 0.77, 0.55, 0.8
_LEAST_ROOM_PX, _ROOM_HEIGHTS = 10, 1.5
_LEAST_HIGH_PX, _LEAST_WIDE_HEIGHTS = 6, 0.8
# The outermost pixels of a plate are mixed with what is around it.
_MIXED_PX = 1


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of the picture over time.

    Attributes
    ----------
    mean, deviation : float32 array, shape (height, width)
        Of the luma over time.
    left, top : int
        Where it lies in the picture.
    shape : tuple of int
        Height and width of the picture.
    """

    mean: Levels
    deviation: Levels
    left: int
    top: int
    shape: Shape

    @classmethod
    def of(
        cls, sums: Levels, squares: Levels, samples: int, corner: tuple[int, int], shape: Shape
    ) -> "Part":
        """Return mean and deviation from sums of the luma and of its square; left, top first."""
        mean = sums / np.float32(samples)
        deviation = np.sqrt(np.maximum(squares / np.float32(samples) - mean * mean, 0))
        return cls(mean, np.asarray(deviation, np.float32), *corner, shape)

    def around(self, box: Box) -> "Part":
        """Return what lies around a box of the picture, as far as this part goes."""
        margin_px = room_px(box)
        left, top = max(self.left, box[0] - margin_px), max(self.top, box[1] - margin_px)
        right, bottom = (box[k] + box[k + 2] + margin_px for k in (0, 1))
        window = np.s_[top - self.top : bottom - self.top, left - self.left : right - self.left]
        return Part(self.mean[window], self.deviation[window], left, top, self.shape)

    def holds(self, box: Box) -> bool:
        """Whether a box within it is seen whole: no side of it is where the part was cut off."""
        height, width = self.mean.shape
        return (
            (box[0] > 0 or self.left == 0)
            and (box[1] > 0 or self.top == 0)
            and (box[0] + box[2] < width or self.left + width == self.shape[1])
            and (box[1] + box[3] < height or self.top + height == self.shape[0])
        )


def room_px(box: Box) -> int:
    """Return how far around letters their plate is looked for, pixels."""
    return max(_LEAST_ROOM_PX, round(_ROOM_HEIGHTS * box[3]))


def plate_of(pattern: Pattern, part: Part) -> Box | None:
    """Return the box of the plate that a pattern stands on; None if there is none in that part."""
    drawn = np.zeros(part.mean.shape, np.bool_)
    drawn[pattern.y - part.top, pattern.x - part.left] = True
    found: list[tuple[bool, int, Box]] = []
    for surface in _surfaces(pattern.box, part):
        outline = max(
            cv2.findContours(surface, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=len
        )
        x, y, width, height = cv2.boundingRect(outline)
        filled = cv2.drawContours(np.zeros_like(surface), [outline], -1, 1, cv2.FILLED)
        held = np.count_nonzero(drawn[y : y + height, x : x + width]) / len(pattern)
        if (
            part.holds((x, y, width, height))
            and np.count_nonzero(filled) >= _LEAST_FILLED * width * height
            and held >= _LEAST_HELD
            and height >= _LEAST_HIGH_PX
            and width >= _LEAST_WIDE_HEIGHTS * pattern.box[3]
        ):
            found.append(
                (bool(held < _MOST_HELD), width * height, _mixed(x, y, width, height, part))
            )
    return min(found)[2] if found else None


def _mixed(x: int, y: int, width: int, height: int, part: Part) -> Box:
    left, top = max(0, part.left + x - _MIXED_PX), max(0, part.top + y - _MIXED_PX)
    right = min(part.shape[1], part.left + x + width + _MIXED_PX)
    bottom = min(part.shape[0], part.top + y + height + _MIXED_PX)
    return left, top, right - left, bottom - top


def _surfaces(box: Box, part: Part) -> Iterator[npt.NDArray[np.uint8]]:
    """Yield surfaces of one shade each that begin in or beside a box, of the commonest shades."""
    mean = part.mean
    x, y = box[0] - part.left, box[1] - part.top
    seeds = cv2.dilate(mean, _AROUND_PX) - cv2.erode(mean, _AROUND_PX) <= _FLAT_LEVELS
    seeds[: max(0, y - _NEAR_PX)] = seeds[y + box[3] + _NEAR_PX :] = False
    seeds[:, : max(0, x - _NEAR_PX)] = seeds[:, x + box[2] + _NEAR_PX :] = False
    shades = np.bincount((mean[seeds] / _BIN_LEVELS).astype(np.intp), minlength=1)
    for _ in range(_MOST_SHADES):
        commonest = int(shades.argmax())
        if shades[commonest] < _LEAST_PIXELS:
            return
        shades[max(0, commonest - 1) : commonest + 2] = 0
        middle = _BIN_LEVELS * (commonest + 0.5)
        own = seeds & (np.abs(mean - middle) <= _BIN_LEVELS)
        most = _MOST_DEVIATING * np.median(part.deviation[own]) + _SLACK_LEVELS
        alike = np.abs(mean - np.median(mean[own])) <= _ALIKE_LEVELS
        mask = (alike & (part.deviation <= most)).view(np.uint8)
        count, labels = cv2.connectedComponents(mask, connectivity=4)
        begins = np.bincount(labels[seeds & alike], minlength=count)
        begins[0] = 0
        for label in np.argsort(-begins)[:_MOST_SURFACES]:
            if begins[label] >= _LEAST_PIXELS:
                yield (labels == label).view(np.uint8)
