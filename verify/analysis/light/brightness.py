"""Brightness over time: one row of luma and light for each frame.

Luma (Y') is computed on gamma-encoded R'G'B', so it is not luminance: twice the value is not twice
the light. Mean and maximum are over all pixels; percentiles, clipping and light come from a
histogram of 60 to 120 rows spread evenly, which costs an eighteenth of a whole one at 1080 rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.light.transfer import linear_light
from verify.domain.frames import Frame, LumaPlane
from verify.domain.rows import BrightnessRow

_CODES = np.arange(256, dtype=np.float64)

_PERCENTILES = np.array([0.05, 0.50, 0.95, 0.99])

_HISTOGRAM_ROWS = 60
"""At least so many rows are counted, or all if there are fewer."""


class BrightnessCurve:
    """Writes one row of light for each frame; a `FrameAnalysis`.

    Parameters
    ----------
    write_row : callable
        Takes each `BrightnessRow` as soon as its frame has been seen.
    transfer : str or None
        Transfer characteristic of the stream, as `VideoStream.transfer`.
    """

    name = "brightness"

    def __init__(
        self, write_row: Callable[[BrightnessRow], None], transfer: str | None = None
    ) -> None:
        self._write_row = write_row
        self._transfer = linear_light(transfer)
        self._codes = {
            is_limited: _StoredCodes.of(is_limited, self._transfer.of_code)
            for is_limited in (False, True)
        }

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the rows depend on besides the frames."""
        return {
            "transfer": self._transfer.name,
            "histogram_least_rows": _HISTOGRAM_ROWS,
        }

    def observe(self, frame: Frame) -> None:
        """Write the row of one frame."""
        self._write_row(_row(frame, self._codes[frame.is_limited]))

    def finish(self) -> None:
        """Take note that no frame follows."""


@dataclass(frozen=True, slots=True)
class _StoredCodes:
    """What the 256 codes of one range mean: full-range luma and relative linear light."""

    peak: int
    luma: list[float]
    light: npt.NDArray[np.float64]

    @classmethod
    def of(cls, is_limited: bool, light_of_luma: npt.NDArray[np.float64]) -> "_StoredCodes":
        luma = full_range(_CODES, is_limited)
        return cls(
            peak=235 if is_limited else 255,
            luma=luma.tolist(),
            light=np.interp(luma, _CODES, light_of_luma),
        )


def _row(frame: Frame, codes: _StoredCodes) -> BrightnessRow:
    """Measure one frame.

    The mean is that of the stored codes, expanded once: codes beyond black and white count as they
    are, and only the result is held within 0 to 255, as every luma value of the row is.
    """
    luma = _in_memory_order(frame.luma)
    sampled = luma[:: max(1, luma.shape[0] // _HISTOGRAM_ROWS)]
    counts = cv2.calcHist([sampled], [0], None, [256], [0, 256]).ravel().astype(np.float64)
    reached = np.cumsum(counts)
    clipped = float(reached[-1] - reached[codes.peak - 1])
    # Whatever reaches the peak counts as 255: where the sample does, no other pixel can exceed it.
    highest = codes.peak if clipped else int(cv2.norm(luma, cv2.NORM_INF))
    p05, p50, p95, p99 = np.searchsorted(reached, _PERCENTILES * reached[-1]).tolist()
    mean = full_range(np.float64(cv2.sumElems(luma)[0] / luma.size), frame.is_limited)
    return BrightnessRow(
        frame=frame.index,
        pts=frame.pts,
        time_s=frame.time_s,
        luma_mean=float(mean),
        luma_p05=codes.luma[p05],
        luma_p50=codes.luma[p50],
        luma_p95=codes.luma[p95],
        luma_p99=codes.luma[p99],
        luma_max=codes.luma[highest],
        clipped_share=clipped / sampled.size,
        luminance_mean=float(counts @ codes.light) / sampled.size,
    )


def full_range(
    stored: npt.NDArray[np.float64] | np.float64, is_limited: bool
) -> npt.NDArray[np.float64]:
    """Return stored luma values as full-range ones, held within 0 to 255.

    Examples
    --------
    >>> full_range(np.array([16.0, 125.5, 235.0, 240.0]), is_limited=True)
    array([  0. , 127.5, 255. , 255. ])
    """
    expanded = (stored - 16) * (255 / 219) if is_limited else stored
    return np.minimum(np.maximum(expanded, 0.0), 255.0)


def _in_memory_order(luma: LumaPlane) -> LumaPlane:
    """Return a view whose rows run forward in memory, which spares OpenCV a copy.

    Turning a picture changes none of its sums.
    """
    if abs(luma.strides[0]) < abs(luma.strides[1]):
        luma = luma.T
    return luma[:: 1 if luma.strides[0] > 0 else -1, :: 1 if luma.strides[1] > 0 else -1]
