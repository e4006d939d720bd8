"""What a small picture shows apart from how bright it is: contrast normalised place by place.

Two frames of one place agree in structure when the light changes, when the camera shakes a little
and where a flash does not reach. Dark or flat places have no structure: there, nothing can be said,
neither that two frames agree nor that they differ. Shots and flashes are told apart with this.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt
from cv2.typing import MatLike

from verify.domain.frames import LumaPlane

Plane = npt.NDArray[np.float32]

SHIFT_PX = 8
"""Largest shift that is made good, a tenth of the long side of `Frame.tiny` (80)."""

_ZOOMS = tuple(1.03**step for step in range(1, 14))

_DETAIL_PX = 9
_CONTRAST_PX = 15
_NOISE_LEVELS = 2.0
"""Contrast in code values that counts half: compression and sensor noise, averaged down to 80
pixels, stay below it in the night clips that this was set on."""


@dataclass(frozen=True)
class Structure:
    """Fine detail of one frame, as `detail_of` and `structure_of` make it.

    Attributes
    ----------
    detail : float32 array, shape of the frame
        High-passed luma, in code values or over its local contrast (about -3 to 3); 0 where flat.
    """

    detail: Plane

    @cached_property
    def spectrum(self) -> MatLike:
        """Packed Fourier transform, padded so that shifts up to `SHIFT_PX` do not wrap."""
        height, width = self.detail.shape
        padded = np.zeros(
            (
                cv2.getOptimalDFTSize(height + SHIFT_PX),
                cv2.getOptimalDFTSize(width + SHIFT_PX),
            ),
            np.float32,
        )
        padded[:height, :width] = self.detail
        return cv2.dft(padded)

    @cached_property
    def energy(self) -> float:
        """Sum of squares of `detail`."""
        return float(np.vdot(self.detail, self.detail))

    @property
    def density(self) -> float:
        """Mean square of `detail`; of even contrast, 0 (flat) to about 1 (textured all over)."""
        return self.energy / self.detail.size


def detail_of(picture: LumaPlane) -> Structure:
    """Return the detail with its contrast as it is, which adds up where pictures are mixed.

    Parameters
    ----------
    picture : uint8 array
        A small full-range luma picture, such as `Frame.tiny`.
    """
    luma = picture.astype(np.float32)
    return Structure(luma - cv2.blur(luma, (_DETAIL_PX, _DETAIL_PX)))


def structure_of(detail: Structure) -> Structure:
    """Return the detail with its contrast made even: the same in any light."""
    squares = detail.detail * detail.detail
    contrast = cv2.sqrt(cv2.blur(squares, (_CONTRAST_PX, _CONTRAST_PX)))
    return Structure(detail.detail / (contrast + np.float32(_NOISE_LEVELS)))


def likeness(a: Structure, b: Structure, reach_px: int = SHIFT_PX) -> float:
    """Return the correlation of two structures at the shift where they agree best.

    Parameters
    ----------
    a, b : Structure
        Of frames of one size.
    reach_px : int
        Largest shift that is tried, 1 to `SHIFT_PX`.

    Returns
    -------
    float
        1 for equal pictures; unrelated ones reach 0.1 to 0.3 by chance; 0 if either has no
        structure or the sizes differ.
    """
    norm = float(np.sqrt(a.energy * b.energy))
    if norm == 0 or a.detail.shape != b.detail.shape:
        return 0.0
    product = cv2.mulSpectrums(a.spectrum, b.spectrum, 0, conjB=True)
    surface = cv2.idft(product, flags=cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT)
    toward, away = slice(0, reach_px + 1), slice(-reach_px, None)
    best = max(
        surface[rows, columns].max() for rows in (toward, away) for columns in (toward, away)
    )
    return float(best) / norm


def unshifted_likeness(a: Structure, b: Structure) -> float:
    """Return the correlation in place: never more than `likeness`, at a tenth of its cost."""
    norm = float(np.sqrt(a.energy * b.energy))
    if norm == 0 or a.detail.shape != b.detail.shape:
        return 0.0
    return float(np.vdot(a.detail, b.detail)) / norm


def zoomed_likeness(a: Structure, b: Structure) -> float:
    """Return the best likeness where the camera went nearer or farther, by up to 1.47 times.

    One place reaches 0.87 and more, unrelated ones 0.2 by chance. Parameters as for `likeness`.
    """
    return max(
        likeness(near, far)
        for zoom in _ZOOMS
        for near, far in ((_nearer(a, zoom), b), (a, _nearer(b, zoom)))
    )


def _nearer(structure: Structure, zoom: float) -> Structure:
    height, width = structure.detail.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), 0, zoom)
    return Structure(cv2.warpAffine(structure.detail, matrix, (width, height)).astype(np.float32))
