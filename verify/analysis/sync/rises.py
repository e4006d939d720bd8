"""Sudden rises of a curve, on an even grid: what two recordings of one event have in common.

Only the logarithm's change counts, so neither exposure nor gain nor the level before matters; a
camera's gamma stretches a rise but does not move it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]

MOST_RISES = 500
"""The strongest are compared where a recording has more."""

_KERNEL_REACH = 4
_LEAST_RATIO_TO_NOISE = 8.0
_MAD_TO_SIGMA = 1.4826
_RANK = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """How a curve is looked at.

    Attributes
    ----------
    step_s : float
        Of the grid.
    width_s : float
        Standard deviation of the Gaussian whose derivative the curve is folded with.
    least_rise : float
        Smallest rise of the natural logarithm that counts.
    least_share : float
        Rises below this share of the third strongest do not count.
    floor : float
        Values below count as this one.
    """

    step_s: float
    width_s: float
    least_rise: float
    least_share: float
    floor: float


@dataclass(frozen=True, slots=True)
class Rises:
    """The rises of one recording.

    Attributes
    ----------
    start_s, step_s : float
        Of the grid, seconds from the first frame shown.
    strength : float32 array, shape (steps,)
        How much the logarithm rises here at once: a sudden step by a factor of e counts 1.
    peaks_s : float64 array
        When the clear ones are, by time.
    interval_s : float
        Usual time between two values of the curve, which bounds how exact a peak can be.
    """

    start_s: float
    step_s: float
    strength: Values
    peaks_s: Times
    interval_s: float

    @property
    def end_s(self) -> float:
        """Where the grid ends."""
        return self.start_s + self.step_s * self.strength.size

    def peaks_within(self, start_s: float, end_s: float) -> Times:
        """Return the clear rises of a stretch."""
        first, last = np.searchsorted(self.peaks_s, (start_s, end_s))
        return self.peaks_s[first:last]


def rises_of(
    times_s: Times,
    values: npt.NDArray[np.floating],
    scale: Scale,
    breaks_s: Sequence[float] = (),
) -> Rises | None:
    """Return the rises of a curve, None where it is too short to have any.

    Parameters
    ----------
    times_s : float64 array, shape (points,)
        When each value holds; those that do not come after the one before are passed over.
    values : float array, shape (points,)
        0 or more.
    scale : Scale
        How to look at it.
    breaks_s : sequence of float
        Where the curve breaks off and another begins, as at a cut: what rises there is no rise.
    """
    is_later = np.diff(np.maximum.accumulate(times_s), prepend=-math.inf) > 0
    times_s, values = times_s[is_later], values[is_later]
    reach = math.ceil(_KERNEL_REACH * scale.width_s / scale.step_s)
    if times_s.size < 2 or times_s[-1] - times_s[0] < 4 * reach * scale.step_s:
        return None
    grid_s = np.arange(times_s[0], times_s[-1], scale.step_s)
    logarithms = np.log(np.maximum(values, scale.floor))
    curve = np.interp(grid_s, times_s, logarithms)
    padded = np.pad(curve.astype(np.float32), reach, mode="edge")
    slope = np.convolve(padded, _derivative(reach, scale), mode="valid")
    slope -= np.median(slope)
    strength = np.maximum(slope, 0).astype(np.float32)
    for break_s in breaks_s:
        place = round((break_s - grid_s[0]) / scale.step_s)
        strength[max(0, place - reach) : max(0, place + reach + 1)] = 0
    interval_s = float(np.median(np.diff(times_s)))
    noise = _slope_noise(logarithms, interval_s / scale.width_s)
    places = _peaks(strength, max(scale.least_rise, _LEAST_RATIO_TO_NOISE * noise), reach)
    if places.size > _RANK:
        strengths = strength[places]
        places = places[strengths >= scale.least_share * np.sort(strengths)[-_RANK]]
    peaks_s = grid_s[0] + scale.step_s * places
    return Rises(float(grid_s[0]), scale.step_s, strength, peaks_s, interval_s)


def _derivative(reach: int, scale: Scale) -> Values:
    """Return a Gaussian's derivative, scaled so that a step of height 1 answers with 1."""
    at = np.arange(-reach, reach + 1) * scale.step_s / scale.width_s
    kernel = -at * np.exp(-0.5 * at**2)
    return np.asarray(kernel / kernel[:reach].sum(), np.float32)


def _slope_noise(logarithms: npt.NDArray[np.floating], interval_in_widths: float) -> float:
    """Return the spread that noise of single values gives the slope.

    What a value departs from the mean of its neighbours by is noise; slow changes of light are not,
    though they make up most of the slope.
    """
    departures = logarithms[1:-1] - 0.5 * (logarithms[:-2] + logarithms[2:])
    if not departures.size:
        return 0.0
    noise = _MAD_TO_SIGMA * float(np.median(np.abs(departures))) / math.sqrt(1.5)
    # The integral of the kernel's square is sqrt(pi) / (2 width).
    return noise * math.sqrt(interval_in_widths * math.sqrt(math.pi) / 2)


def _peaks(strength: Values, least: float, apart: int) -> npt.NDArray[np.intp]:
    """Return the places of the highest values that are at least so far apart, in order."""
    inner = strength[1:-1]
    is_peak = (inner >= least) & (inner > strength[:-2]) & (inner >= strength[2:])
    places = np.flatnonzero(is_peak) + 1
    kept: list[int] = []
    for place in places[np.argsort(-strength[places], kind="stable")].tolist():
        if all(abs(place - other) >= apart for other in kept):
            kept.append(place)
        if len(kept) == MOST_RISES:
            break
    return np.sort(np.array(kept, np.intp))
