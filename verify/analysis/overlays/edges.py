"""Where a picture has edges, in which direction, and since when they are there.

An edge is known by the direction of its gradient, in eighths of a turn: that stays when the light
or the background changes, and hardly ever comes back by chance in an unrelated picture.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import LumaPlane

Flags = npt.NDArray[np.bool_]

LEAST_GRADIENT = 100
"""Sum of both Sobel responses from which on there is an edge: a step of some 25 code values."""
MATURE_SAMPLES = 3
"""An edge that has been in place for so many samples is more than chance."""


@dataclass(frozen=True, slots=True, eq=False)
class EdgeField:
    """The gradient of one picture.

    Attributes
    ----------
    across, down : int16 array, shape (height, width)
        Sobel responses.
    strength : int16 array, shape (height, width)
        The sum of their absolute values.
    is_edge : bool array, shape (height, width)
    eighths : uint8 array, shape (height, width)
        Direction in eighths of a turn, 0 to 7.
    luma : uint8 array, shape (height, width)
        The picture.
    """

    across: npt.NDArray[np.int16]
    down: npt.NDArray[np.int16]
    strength: npt.NDArray[np.int16]
    is_edge: Flags
    eighths: npt.NDArray[np.uint8]
    luma: LumaPlane

    @classmethod
    def of(cls, luma: LumaPlane) -> "EdgeField":
        """Return the gradient of a full-range picture."""
        across, down = (np.asarray(side, np.int16) for side in cv2.spatialGradient(luma))
        wide, high = np.abs(across), np.abs(down)
        strength = wide + high
        # Quarters of a turn by both signs, halved by which of the two is larger. Bytes are added
        # and multiplied here: a table takes three times as long, and shifts even longer.
        below = (down < 0).view(np.uint8)
        odd = (across < 0).view(np.uint8) ^ below
        steep = (high > wide).view(np.uint8)
        eighths = np.asarray(below * np.uint8(4) + odd * np.uint8(2) + (odd ^ steep), np.uint8)
        return cls(across, down, strength, strength > LEAST_GRADIENT, eighths, luma)


class Persistence:
    """For each pixel, for how many samples an edge of one direction has been there.

    One sample in which it is not seen ends nothing, two do.
    """

    def __init__(self, field: EdgeField) -> None:
        self._direction: npt.NDArray[np.uint8] = field.eighths
        self.samples: npt.NDArray[np.uint8] = field.is_edge.astype(np.uint8)
        self._is_missed = np.zeros(field.is_edge.shape, np.uint8)

    def observe(self, field: EdgeField) -> None:
        """Take in the next sample."""
        # Flags as bytes of 0 or 1: a third of the time that masks and `where` take.
        is_edge = field.is_edge.view(np.uint8)
        turned = (field.eighths - self._direction + np.uint8(1)) & np.uint8(7)
        seen = (turned <= 2).view(np.uint8) & is_edge
        mature = (self.samples >= MATURE_SAMPLES).view(np.uint8)
        missed = np.asarray(mature & ~(seen | self._is_missed), np.uint8)
        goes_on = seen | missed
        begins = goes_on - np.uint8(1)
        longer = cv2.add(self.samples, seen)
        self.samples = np.asarray(longer * goes_on | is_edge & begins, np.uint8)
        changed = (self._direction ^ field.eighths) & begins
        self._direction = np.asarray(self._direction ^ changed, np.uint8)
        self._is_missed = missed
