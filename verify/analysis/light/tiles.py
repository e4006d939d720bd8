"""Mean luma of the tiles of a picture: noise averages out, small light still shows."""

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import LumaPlane

Tiles = npt.NDArray[np.float32]
"""Mean luma per tile, shape (rows, columns), full-range 8-bit code values."""


def tiles_of(picture: LumaPlane, longer_side: int) -> Tiles:
    """Return the mean of each tile, with `longer_side` tiles along the longer side."""
    height, width = picture.shape
    scale = longer_side / max(height, width)
    rows, columns = (max(1, round(side * scale)) for side in (height, width))
    tiles = np.empty((rows, columns), np.float32)
    cv2.resize(picture.astype(np.float32), (columns, rows), tiles, interpolation=cv2.INTER_AREA)
    return tiles
