"""From full-size luma to the two small planes that most analyses look at.

Area averaging, never subsampling: a lamp of three pixels must stay visible. Going there by exact
halves and thirds is three times as fast as one step and differs by one code value at most.
"""

import functools
from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import SMALL_LONG_SIDE_PX, TINY_LONG_SIDE_PX, LumaPlane

# Decoding has threads of its own; OpenCV's would only compete with them.
cv2.setNumThreads(1)

# ITU-R BT.709-6, item 4.6: black 16, white 235. Codes beyond are clipped.
_BLACK, _EXPANSION = 16, 255 / 219
_FULL_RANGE = cv2.convertScaleAbs(
    np.maximum(np.arange(256, dtype=np.uint8), _BLACK) - _BLACK, alpha=_EXPANSION
)


@dataclass(frozen=True, slots=True)
class Orientation:
    """How stored pixels are turned to be shown: first transposed, then flipped.

    Any of the eight ways in which a picture can lie comes out of these three.
    """

    transposed: bool = False
    flipped_left_right: bool = False
    flipped_top_bottom: bool = False

    @classmethod
    def from_display_matrix(cls, matrix: tuple[int, ...]) -> "Orientation":
        """Read an ISO/IEC 14496-12 matrix (a b u c d v x y w): x' = ax + cy, y' = bx + dy."""
        a, b, _, c, d = matrix[:5]
        if abs(b) > abs(a):
            return cls(True, c < 0, b < 0)
        return cls(False, a < 0, d < 0)

    @property
    def clockwise_deg(self) -> int:
        """Clockwise turn in degrees; a mirroring left to right comes before it."""
        if self.transposed:
            return 90 if self.flipped_left_right else 270
        return 180 if self.flipped_top_bottom else 0

    @property
    def is_mirrored(self) -> bool:
        """Whether no turn alone brings the stored picture into place."""
        return self.transposed ^ self.flipped_left_right ^ self.flipped_top_bottom

    def apply(self, stored: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """Return the picture as shown: a view of the stored one, of any number of channels."""
        shown = stored.swapaxes(0, 1) if self.transposed else stored
        if self.flipped_left_right:
            shown = shown[:, ::-1]
        return shown[::-1] if self.flipped_top_bottom else shown


def reduced(luma: LumaPlane, long_side_px: int) -> LumaPlane:
    """Return `luma` area-averaged to a long side of at most `long_side_px`, or as it is."""
    height, width = luma.shape
    target_width, target_height = _target_size(width, height, long_side_px)
    if (target_width, target_height) == (width, height):
        return luma
    while (
        not (width % 2 or height % 2) and width >= 4 * target_width and height >= 4 * target_height
    ):
        width, height = width // 2, height // 2
        luma = _resized(luma, width, height)
    if (width, height) == (3 * target_width, 3 * target_height):
        # The same means in half the time; 1080 lines come here after one halving.
        return np.ascontiguousarray(cv2.blur(luma, (3, 3))[1::3, 1::3], dtype=np.uint8)
    return _resized(luma, target_width, target_height)


@functools.cache
def _target_size(width_px: int, height_px: int, long_side_px: int) -> tuple[int, int]:
    scale = min(Fraction(1), Fraction(long_side_px, max(height_px, width_px)))
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))


def small_and_tiny(
    stored_luma: LumaPlane, is_limited: bool, orientation: Orientation
) -> tuple[LumaPlane, LumaPlane]:
    """Return `Frame.small` and `Frame.tiny` of a stored plane: full range, as shown."""
    small = reduced(stored_luma, SMALL_LONG_SIDE_PX)
    if is_limited:
        small = np.asarray(cv2.LUT(small, _FULL_RANGE), dtype=np.uint8)
    small = np.ascontiguousarray(orientation.apply(small))
    return small, reduced(small, TINY_LONG_SIDE_PX)


def _resized(luma: LumaPlane, width_px: int, height_px: int) -> LumaPlane:
    picture = cv2.resize(luma, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return np.asarray(picture, dtype=np.uint8)
