"""Mean luma of the tiles of a picture: noise averages out, small light still shows."""

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import LumaPlane

Tiles = npt.NDArray[np.float32]
"""Mean luma per tile, shape (rows, columns), full-range 8-bit code values."""

_MOST_LINES = 257
"""So many code values fit a sum of 16 bits."""


def tiles_of(picture: LumaPlane, longer_side: int) -> Tiles:
    """Return the mean of each tile, with `longer_side` tiles along the longer side."""
    height, width = picture.shape
    scale = longer_side / max(height, width)
    down = _averaging(height, max(1, round(height * scale)))
    across = _averaging(width, max(1, round(width * scale))).T
    rows = len(down)
    lines, rest = divmod(height, rows)
    if rest or lines > _MOST_LINES:
        averaged = down @ picture.astype(np.float32)
    else:
        # Whole numbers cost a quarter; footage of usual shape comes here.
        sums = picture.reshape(rows, lines, width).sum(axis=1, dtype=np.uint16)
        averaged = sums / np.float32(lines)
    return averaged @ across


@lru_cache(maxsize=16)
def _averaging(pixels: int, tiles: int) -> npt.NDArray[np.float32]:
    """Return the matrix that averages a line of pixels to tiles, shape (tiles, pixels).

    Two products with it are OpenCV's `INTER_AREA`, cheaper where sizes do not divide.
    """
    identity = np.eye(pixels, dtype=np.float32)
    averaging = cv2.resize(identity, (pixels, tiles), interpolation=cv2.INTER_AREA)
    return np.asarray(averaging, np.float32)
