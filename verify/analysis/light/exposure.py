"""The camera's gain near a flash, from what the flash does not light.

Automatic exposure answers a flash within a second and takes as long to recover. What stands in the
dark meanwhile grows darker, though its light is the same: the median of its ratio to before is the
gain. Light divided by it is what a camera that held still would have shown. All of it in relative
linear light by the file's transfer function, to which phones that brighten the dark do not keep;
a gain is therefore an estimate, and where too little stayed unlit there is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.light.rise import Look, Rise
from verify.domain.exposure import ExposureReaction, ExposureRow

REACTED_SHARE = 0.05
"""Least loss of gain that counts as a reaction."""

WITHIN_S = 2.0
"""A reaction reaches its lowest within this time of the peak."""

_BEFORE_S = 0.5
_LEAST_BEFORE = 3
_LIT_SHARE = 0.05
"""A tile with more of its own light added than this is not unlit."""
_RING_TILES = 2
_DARKEST_LEVELS = 10.0
"""Below this, code values are black level and compression, not light."""
_LEAST_TILES = 8
_NOISE_FACTOR = 4.0
_STEADY_FRAMES = 3
_NO_LIGHT = 1e-9

Light = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gains:
    """The gain of each frame from the onset on.

    Attributes
    ----------
    looks : sequence of Look
        The frames.
    luminance_lit : float64 array
        Linear light of the core of the lit area in each, as filmed.
    gain : float64 array
        Gain of each, 1 for before; NaN where too little is unlit.
    error : float
        Uncertainty of each, from the scatter of the frames before.
    """

    looks: Sequence[Look]
    luminance_lit: Light
    gain: Light
    error: float

    def reaction(self, peak_s: float) -> ExposureReaction | None:
        """Return how the camera reacted; None if it did not, or nothing can be said."""
        times_s = np.array([look.time_s for look in self.looks])
        steady = _running_median(self.gain)
        until = np.flatnonzero(np.isfinite(steady) & (times_s <= peak_s + WITHIN_S))
        if not until.size:
            return None
        lowest = int(until[steady[until].argmin()])
        loss = 1 - float(steady[lowest])
        if loss < max(REACTED_SHARE, _NOISE_FACTOR * self.error):
            return None
        after = np.flatnonzero(steady[lowest:] >= 1 - loss / 2)
        return ExposureReaction(
            gain=float(steady[lowest]),
            gain_error=self.error,
            lowest_s=float(times_s[lowest]),
            recovered_s=float(times_s[lowest + after[0]]) if after.size else None,
        )


def gains(rise: Rise, onset: int, looks: Sequence[Look], light_of_code: Light) -> Gains | None:
    """Measure the gain around a rise.

    Parameters
    ----------
    rise : Rise
        The rise.
    onset : int
        Place of its first frame in `looks`.
    looks : sequence of Look
        Consecutive frames of one shot, from before the rise on.
    light_of_code : float64 array, shape (256,)
        Relative linear light for each full-range code value.

    Returns
    -------
    Gains or None
        None if too little was seen before, or all of the picture was lit or black.
    """
    since_s = looks[onset].time_s - _BEFORE_S
    before = [look for look in looks[:onset] if look.time_s >= since_s]
    if len(before) < _LEAST_BEFORE:
        return None
    earlier, light = _linear(before, light_of_code), _linear(looks[onset:], light_of_code)
    base = np.median(earlier, axis=0)
    usable = np.median([look.light for look in before], axis=0) >= _DARKEST_LEVELS
    usable &= ~(rise.peak.clipped | before[-1].clipped)
    if np.count_nonzero(usable) < _LEAST_TILES:
        return None
    scatter = np.median(earlier[:, usable] / base[usable], axis=1)
    error = float(1.4826 * np.median(np.abs(scatter - np.median(scatter))))
    came = np.maximum(light[rise.peak.index - looks[onset].index] - base, 0)
    core = rise.core
    left = (light - base)[:, core].mean(axis=1) / max(float(came[core].mean()), _NO_LIGHT)
    # A tile is unlit while so much of the flash is left, or less; its ring keeps to the same.
    most_left = np.asarray(_LIT_SHARE * base / np.maximum(came, _NO_LIGHT), np.float32)
    ring = np.ones((2 * _RING_TILES + 1,) * 2, np.uint8)
    reach = np.asarray(cv2.erode(most_left, ring), np.float32)
    gain = np.full(len(light), np.nan)
    for place in range(len(light)):
        unlit = usable & (reach >= left[place])
        if np.count_nonzero(unlit) >= _LEAST_TILES:
            gain[place] = np.median(light[place][unlit] / base[unlit])
    if not np.isfinite(gain).any():
        return None
    return Gains(looks[onset:], light[:, core].mean(axis=1), gain, error)


def exposure_rows(gains: Gains, rise: Rise, flash_number: int) -> Iterator[ExposureRow]:
    """Yield the light of the lit area frame by frame, as filmed and at the gain before."""
    core = rise.core
    for look, light, gain in zip(gains.looks, gains.luminance_lit, gains.gain, strict=True):
        is_known = bool(np.isfinite(gain)) and gain > 0
        yield ExposureRow(
            flash_number=flash_number,
            frame=look.index,
            pts=look.pts,
            time_s=look.time_s,
            luma_lit=float(look.light[core].mean()),
            luminance_lit=float(light),
            gain=f"{gain:.4f}" if is_known else "",
            luminance_lit_at_steady_gain=f"{light / gain:.7f}" if is_known else "",
        )


def _linear(looks: Sequence[Look], light_of_code: Light) -> Light:
    """Return the linear light of all tiles of some frames, shape (frames, rows, columns)."""
    levels = np.stack([look.light for look in looks])
    return np.interp(levels.ravel(), np.arange(256), light_of_code).reshape(levels.shape)


def _running_median(gain: Light) -> Light:
    """Return the median of each frame and its known neighbours, so that none decides alone."""
    half = _STEADY_FRAMES // 2
    steady = np.full(len(gain), np.nan)
    for place in np.flatnonzero(np.isfinite(gain)):
        near = gain[max(0, place - half) : place + half + 1]
        steady[place] = np.median(near[np.isfinite(near)])
    return steady
