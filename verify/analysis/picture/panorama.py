"""The strip of a panning shot: each column from one frame, nothing blended, nothing made up.

So a seam stays a seam: what moves may appear twice or be cut, and what no frame shows is left in
`GAP`, which is no colour of the night.
"""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.picture.borders import Box
from verify.analysis.picture.panning import Column
from verify.analysis.picture.variants import Derived, brightened
from verify.domain.frames import BgrPicture

GAP = (96, 56, 32)
"""Blue, green, red of what no frame shows."""
LARGEST_WIDTH_PX = 12_000
LARGEST_HEIGHT_PX = 480


def scale_of(columns: Sequence[Column], box: Box, small_px: int, full_px: int) -> float:
    """Return how many pixels of the strip one of `small` becomes; never more than the frame has.

    Parameters
    ----------
    box : Box
        What is shown inside the borders, pixels of `small`.
    small_px, full_px : int
        Width of `small` and of the whole frame.
    """
    return min(
        full_px / small_px,
        LARGEST_HEIGHT_PX / (box.bottom - box.top),
        LARGEST_WIDTH_PX / columns[-1].right,
    )


def edges_px(columns: Sequence[Column], scale: float) -> list[tuple[int, int]]:
    """Return the columns [left, right) of the strip that each frame gives, pixels."""
    return [(round(one.left * scale), round(one.right * scale)) for one in columns]


def strip(
    columns: Sequence[Column],
    pictures: Iterable[tuple[Column, BgrPicture]],
    box: Box,
    small_size: tuple[int, int],
    scale: float,
) -> tuple[BgrPicture, Derived | None]:
    """Return the strip, shape (height, width, 3), blue first, and how it was made brighter.

    Where it is dark all that frames show is made brighter alike; see `variants.brightened`.

    Parameters
    ----------
    columns : sequence of Column
    pictures : iterable
        The whole frame of each column, in any order; of one that is missing a gap is left.
    small_size : tuple of int
        Height and width of `small`.
    """
    drop = max(one.place.imag for one in columns)
    height = round((box.bottom - box.top + drop) * scale)
    width = round(columns[-1].right * scale)
    canvas = np.zeros((height, width, 3), np.uint8)
    is_shown = np.zeros((height, width), np.bool_)
    for column, picture in pictures:
        size = round(small_size[1] * scale), round(small_size[0] * scale)
        fitted = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        inside = fitted[
            round(box.top * scale) : round(box.bottom * scale),
            round(box.left * scale) : round(box.right * scale),
        ]
        _laid(canvas, is_shown, inside, column, scale)
    if not is_shown.any():
        raise ValueError("no frame of the strip was decoded again")
    # What nothing shows may not weigh in how bright the rest is.
    canvas[~is_shown] = np.median(canvas[is_shown], axis=0)
    lifted = brightened(canvas)
    laid = canvas if lifted is None else lifted.picture
    laid[~is_shown] = GAP
    return laid, lifted


def _laid(
    canvas: BgrPicture,
    is_shown: npt.NDArray[np.bool_],
    inside: BgrPicture,
    column: Column,
    scale: float,
) -> None:
    x, y = round(column.place.real * scale), round(column.place.imag * scale)
    left = max(round(column.left * scale), x, 0)
    right = min(round(column.right * scale), x + inside.shape[1], canvas.shape[1])
    bottom = min(y + inside.shape[0], canvas.shape[0])
    if left < right and y < bottom:
        canvas[y:bottom, left:right] = inside[: bottom - y, left - x : right - x]
        is_shown[y:bottom, left:right] = True
