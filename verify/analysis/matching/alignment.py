"""Pictures of a query laid over those of an entry, small and free of light, so that they compare.

Points say how the entry's picture lies in the query's; laid so over one another, the same scene has
the same value in the same place. Each value is freed of the brightness and contrast around it, so
that gamma, a darker copy and a lamp switched on change little.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

GRID_PX = 96
"""Longest side of what is compared: shifts below a hundredth of the picture count for little."""
LEAST_SHOWN = 0.04
"""Share of the entry's picture below which too little of it is shown to compare."""

_AROUND_PX = 4.0
# Deviation of the noise that is left at this size; what has less contrast counts for little.
_NOISE = 2.0
_SHOWN = 250
_LEAST_SIDE_PX = 8

Picture = npt.NDArray[np.uint8]
Thumbnails = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pose:
    """How an entry's picture lies in a query's: `match = turn * query + shift`.

    Places are complex numbers, x + iy, in shares of the longest side of either picture.

    Attributes
    ----------
    turn, shift : complex
    mirrored : bool
        Whether the query's x counts backwards.
    """

    turn: complex = 1 + 0j
    shift: complex = 0j
    mirrored: bool = False

    def query_place(self, match: complex) -> complex:
        """Return where in the query a place of the entry's picture lies."""
        place = (match - self.shift) / self.turn
        return complex(-place.real, place.imag) if self.mirrored else place


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Pictures of both sides in the frame of the entry's.

    Attributes
    ----------
    entry, query : float32 arrays, shape (pictures, values)
        What is shown of both, each value freed of the brightness and contrast around it.
    shown : float
        Share of the entry's picture that the query shows.
    """

    entry: Thumbnails
    query: Thumbnails
    shown: float


def laid(entry: Sequence[Picture], query: Sequence[Picture], pose: Pose) -> Laid | None:
    """Lay pictures of a query over those of an entry.

    Parameters
    ----------
    entry, query : sequences of uint8 arrays, shape (height, width)
        Grey, full range; all of one side of one size, one at least of each.
    pose : Pose

    Returns
    -------
    Laid or None
        None if too little of the entry's picture is shown.
    """
    height, width = entry[0].shape
    share = GRID_PX / max(height, width)
    size = max(_LEAST_SIDE_PX, round(width * share)), max(_LEAST_SIDE_PX, round(height * share))
    is_shown = _warped(np.full_like(query[0], 255), size, pose, cv2.BORDER_CONSTANT)
    # The border is a value of both sides of it.
    mask = cv2.erode(np.pad(is_shown, 1), np.ones((3, 3), np.uint8))[1:-1, 1:-1] >= _SHOWN
    if mask.mean() < LEAST_SHOWN:
        return None
    kept = [cv2.resize(picture, size, interpolation=cv2.INTER_AREA) for picture in entry]
    asked = [_warped(picture, size, pose, cv2.BORDER_REPLICATE) for picture in query]
    return Laid(_evened(kept, mask), _evened(asked, mask), float(mask.mean()))


def _warped(picture: Picture, size: tuple[int, int], pose: Pose, border: int) -> Picture:
    """Return a query's picture in the frame of the entry's, `size` wide and high."""
    longest = max(size)
    drawn = abs(pose.turn) * longest / max(picture.shape)
    if drawn < 1:
        height, width = picture.shape
        reduced = (
            max(_LEAST_SIDE_PX, round(width * drawn)),
            max(_LEAST_SIDE_PX, round(height * drawn)),
        )
        picture = np.asarray(cv2.resize(picture, reduced, interpolation=cv2.INTER_AREA), np.uint8)
    side = max(picture.shape)
    # The centre of a pixel lies half a pixel from its corner.
    first, right, below = (
        pose.query_place(complex(x + 0.5, y + 0.5) / longest) * side - complex(0.5, 0.5)
        for x, y in ((0, 0), (1, 0), (0, 1))
    )
    along_x, along_y = right - first, below - first
    places = np.array(
        [
            [along_x.real, along_y.real, first.real],
            [along_x.imag, along_y.imag, first.imag],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(picture, places, size, flags=flags, borderMode=border)
    return np.asarray(warped, np.uint8)


def _evened(pictures: Sequence[npt.NDArray[np.generic]], mask: npt.NDArray[np.bool_]) -> Thumbnails:
    """Return pictures less the mean around each value, over the deviation around it."""
    weight = mask.astype(np.float32)
    around = cv2.GaussianBlur(weight, (0, 0), _AROUND_PX) + np.float32(1e-6)
    evened = np.empty((len(pictures), int(mask.sum())), np.float32)
    for row, picture in zip(evened, pictures, strict=True):
        masked = picture.astype(np.float32) * weight
        mean = cv2.GaussianBlur(masked, (0, 0), _AROUND_PX) / around
        square = cv2.GaussianBlur(masked * masked, (0, 0), _AROUND_PX) / around
        deviation = np.sqrt(np.maximum(square - mean * mean, 0)) + _NOISE
        row[:] = ((masked - mean) / deviation)[mask]
    return evened
