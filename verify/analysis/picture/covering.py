"""Parts of a picture covered so that nothing is left of them, whatever is done to it afterwards.

One grey, the same for all: what a blur or coarse squares leave of a name or a plate is enough to
tell which of many it was (S. Hill et al., "On the (In)effectiveness of Mosaicing and Blurring as
Tools for Document Redaction", 2016).
"""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.footage import BoxPx

Pixels = npt.NDArray[np.uint8]

GREY = 128
# A JPEG spreads what lies in one block, 16 px with thinned-out colour, over all of that block.
_BLOCK_PX = 16


def covered(picture: Pixels, boxes_px: Iterable[BoxPx]) -> Pixels:
    """Return a picture in which these parts are one grey.

    Parameters
    ----------
    picture : uint8 array, shape (height, width, 3)
    boxes_px : iterable of tuple of int
        Left, top, width, height; each grows to whole blocks of a JPEG, and may reach beyond.
    """
    out = picture.copy()
    for left, top, width, height in boxes_px:
        rows = _blocks(top, height)
        columns = _blocks(left, width)
        out[rows, columns] = GREY
    return out


def _blocks(start_px: int, length_px: int) -> slice:
    first = max(0, start_px) // _BLOCK_PX * _BLOCK_PX
    last = -(-max(0, start_px + length_px) // _BLOCK_PX) * _BLOCK_PX
    return slice(first, last)


def cut_out(picture: Pixels, box_px: BoxPx | None) -> Pixels:
    """Return a part of a picture, or all of it.

    Raises
    ------
    ValueError
        If nothing of the part lies in the picture.
    """
    if box_px is None:
        return picture
    left, top, width, height = box_px
    part = picture[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)]
    if not part.size:
        raise ValueError("the part lies outside the picture")
    return part


def within(picture: Pixels, most_px: int) -> Pixels:
    """Return a picture whose longer side has at most so many pixels; it is never enlarged."""
    height, width = picture.shape[:2]
    share = most_px / max(height, width)
    if share >= 1:
        return picture
    size: Sequence[int] = [max(1, round(width * share)), max(1, round(height * share))]
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
