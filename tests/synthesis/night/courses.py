"""How lights go on and off through time, and how much of it each row of each frame gathers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.float64]
Course = Callable[[Times], Times]

_STEP_S = 0.0005
_BANDS = 24


@dataclass(frozen=True)
class Shutter:
    """When rows are exposed.

    Attributes
    ----------
    exposure_s : float
        For how long each row gathers light.
    readout_s : float
        From the first row's start to the last one's: the rolling of the shutter.
    """

    exposure_s: float
    readout_s: float

    def gathered(self, course: Course, times_s: Sequence[float]) -> npt.NDArray[np.float32]:
        """Return the mean of a course over each row's exposure, largest 1; (frames, bands)."""
        grid = np.arange(-0.1, times_s[-1] + 1, _STEP_S)
        total = np.concatenate([[0.0], np.cumsum(course(grid))[:-1]]) * _STEP_S
        starts = np.asarray(times_s)[:, None] + np.linspace(0, self.readout_s, _BANDS)
        ends = np.interp(starts + self.exposure_s, grid, total)
        means = (ends - np.interp(starts, grid, total)) / self.exposure_s
        return np.asarray(np.maximum(means, 0) / max(means.max(), 1e-9), np.float32)


def pulse(onset_s: float, decay_s: float, rise_s: float = 0.0) -> Course:
    """Return light that rises within a time and dies away by a factor of e in another."""

    def course(time_s: Times) -> Times:
        since_s = time_s - onset_s
        risen = np.clip(since_s / rise_s, 0, 1) if rise_s else (since_s >= 0).astype(float)
        return np.asarray(risen * np.exp(-np.maximum(since_s - rise_s, 0) / decay_s))

    return course


def strokes(
    onset_s: float, delays_s: Sequence[float], heights: Sequence[float], decay_s: float
) -> Course:
    """Return several pulses one after the other."""
    parts = [pulse(onset_s + delay_s, decay_s) for delay_s in delays_s]

    def course(time_s: Times) -> Times:
        return np.asarray(sum(h * part(time_s) for h, part in zip(heights, parts, strict=True)))

    return course


def burning(rng: np.random.Generator, onset_s: float, rise_s: float, flicker: float) -> Course:
    """Return fire: a sharp start, brighter than what follows, then flicker of 1 to 12 Hz."""
    rates_hz, phases = rng.uniform(1, 12, 8), rng.uniform(0, 6.28, 8)
    left, settle_s = rng.uniform(0.45, 0.95), rng.uniform(0.2, 1.2)

    def course(time_s: Times) -> Times:
        since_s = np.maximum(time_s - onset_s, 0)
        waves = np.sin(6.283 * rates_hz * since_s[:, None] + phases).sum(1) / 2
        level = left + (1 - left) * np.exp(-since_s / settle_s)
        risen = np.clip((time_s - onset_s) / max(rise_s, 1e-6), 0, 1)
        return np.asarray(risen * np.maximum(level * (1 + flicker * waves), 0.1))

    return course


def switched_on(onset_s: float, rise_s: float) -> Course:
    """Return a lamp: on within a time, then steady."""
    return lambda time_s: np.clip((time_s - onset_s) / max(rise_s, 1e-6), 0, 1)
