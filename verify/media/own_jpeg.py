"""JPEGs that we encoded ourselves, decoded again, inside the jail: their pixels are a sender's."""

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


def grey_pixels(jpeg: bytes) -> Pixels:
    """Return the luma of a JPEG, shape (height, width).

    Raises
    ------
    ValueError
        If it is no picture.
    """
    return _decoded(jpeg, cv2.IMREAD_GRAYSCALE)


def colour_pixels(jpeg: bytes) -> Pixels:
    """Return the pixels of a JPEG, shape (height, width, 3): blue, green and red.

    Raises
    ------
    ValueError
        If it is no picture.
    """
    return _decoded(jpeg, cv2.IMREAD_COLOR)


def _decoded(jpeg: bytes, how: int) -> Pixels:
    decoded = cv2.imdecode(np.frombuffer(jpeg, np.uint8), how)
    if decoded is None:
        raise ValueError("a still that is no picture")
    return np.asarray(decoded, np.uint8)
