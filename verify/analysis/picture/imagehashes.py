"""The 64-bit hashes of the imagehash package, and its other kinds for single pictures.

pHash compares low frequencies of a 32 x 32 copy with their median, dHash each of 9 x 8 cells with
its left neighbour. `phash` and `dhash` give what imagehash 4.3 gives for the same grey picture,
bit for bit, at less cost. What a reader would get wrong: for frames of a clip that picture is
`Frame.small`, not the full frame (imagehash would take longer than decoding), so a few bits differ
from imagehash run on an extracted frame; `phash_of_picture` and `dhash_of_picture` do not differ.
`docs/hashing.md` has the figures.

Every hash is text: hexadecimal of full width, the first digit holding the first row. `colorhash`
(42 bits, 11 digits) and `crop_resistant` (one dHash per segment, joined by commas, so of varying
length) keep the forms of the package and are not to be compared by `hamming_bits`.
"""

import cv2
import imagehash
import numpy as np
import numpy.typing as npt
from PIL import Image

from verify.domain.frames import BgrPicture, LumaPlane

PHASH_DIGITS = DHASH_DIGITS = 16

# The 8 lowest frequencies of a 32-point DCT-II, in the scale of scipy.fftpack.
_DCT = 2 * np.cos(np.pi / 64 * np.arange(8)[:, None] * (2 * np.arange(32) + 1))
# Coefficients reach 1e6; in 64-bit floats no order of summation is off by as much as 1e-7.
_DCT_ROUNDING = 1e-6

_COPY_LONG_SIDE_PX = 1024
ALL_KINDS_PARAMETERS: dict[str, str | int | float | bool | None] = {
    "all_kinds_long_side_at_most_px": _COPY_LONG_SIDE_PX,
    "all_kinds_resampling": "area average",
    "all_kinds_package": f"imagehash {imagehash.__version__}",
}
"""What the results of `all_kinds` depend on besides the picture."""


def phash(luma: LumaPlane) -> str:
    """Return the pHash of a grey picture, equal to `imagehash.phash`.

    Parameters
    ----------
    luma : uint8 array, shape (height, width)
        Full-range code values.

    Returns
    -------
    str
        16 hexadecimal digits.

    References
    ----------
    imagehash 4.3, `phash` with its defaults; after N. Krawetz, "Looks Like It" (2011).

    Examples
    --------
    >>> phash(np.tile(np.arange(90, dtype=np.uint8), (40, 1)))
    '8000000000000000'
    """
    cells = _cells(luma, width=32, height=32)
    if not cells.any():
        return "0" * PHASH_DIGITS
    frequencies = _DCT @ cells @ _DCT.T
    ordered = np.sort(frequencies, axis=None)
    if ordered[32] - ordered[31] < _DCT_ROUNDING:
        # Values tie about the median, as in flat pictures and patterns: rounding decides.
        frequencies = _dct_of_the_package(cells)
        ordered = np.sort(frequencies, axis=None)
    return _hex(frequencies > (ordered[31] + ordered[32]) / 2)


def dhash(luma: LumaPlane) -> str:
    """Return the dHash of a grey picture, equal to `imagehash.dhash`.

    Parameters
    ----------
    luma : uint8 array, shape (height, width)
        Full-range code values.

    Returns
    -------
    str
        16 hexadecimal digits; a flat picture gives zeros.

    References
    ----------
    imagehash 4.3, `dhash` with its defaults; after N. Krawetz, "Kind of Like That" (2013).

    Examples
    --------
    >>> dhash(np.tile(np.arange(90, dtype=np.uint8), (40, 1)))
    'ffffffffffffffff'
    """
    cells = _cells(luma, width=9, height=8)
    return _hex(cells[:, 1:] > cells[:, :-1])


def phash_of_picture(bgr: BgrPicture) -> str:
    """Return the pHash of a whole colour picture, exactly what `imagehash.phash` gives for it."""
    return str(imagehash.phash(_pil(bgr)))


def dhash_of_picture(bgr: BgrPicture) -> str:
    """Return the dHash of a whole colour picture, exactly what `imagehash.dhash` gives for it."""
    return str(imagehash.dhash(_pil(bgr)))


def all_kinds(bgr: BgrPicture) -> dict[str, str]:
    """Return every kind of hash that imagehash has, of a copy of at most 1024 px.

    Parameters
    ----------
    bgr : uint8 array, shape (height, width, 3)
        The picture. A larger one is reduced first, as `ALL_KINDS_PARAMETERS` says: at 1920 x 1080
        the crop-resistant kind alone would take a quarter of a second.

    Returns
    -------
    dict
        Keys average, phash, dhash, whash, colorhash, crop_resistant; see the module for the forms.
    """
    height, width = bgr.shape[:2]
    scale = _COPY_LONG_SIDE_PX / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        bgr = np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), np.uint8)
    picture = _pil(bgr)
    return {
        "average": str(imagehash.average_hash(picture)),
        "phash": str(imagehash.phash(picture)),
        "dhash": str(imagehash.dhash(picture)),
        "whash": str(imagehash.whash(picture)),
        "colorhash": str(imagehash.colorhash(picture)),
        "crop_resistant": str(imagehash.crop_resistant_hash(picture)),
    }


def _pil(bgr: BgrPicture) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(bgr[:, :, ::-1]))


def _cells(luma: LumaPlane, width: int, height: int) -> LumaPlane:
    resized = Image.fromarray(luma).resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(resized, np.uint8)


def _dct_of_the_package(cells: LumaPlane) -> npt.NDArray[np.float64]:
    # Imported here: it takes longer than hashing a minute of footage, and few clips need it.
    import scipy.fftpack

    transformed = scipy.fftpack.dct(scipy.fftpack.dct(cells, axis=0), axis=1)
    return np.asarray(transformed[:8, :8], np.float64)


def _hex(bits: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> str:
    return np.packbits(bits).tobytes().hex()
