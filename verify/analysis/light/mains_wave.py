"""The wave of lamps: one that travels across the picture, or that all of it shares."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Spectra = npt.NDArray[np.complex128]
Tiles = npt.NDArray[np.float32]

MOST_BANDS = 4.5
"""Bands across the picture: 120 Hz over a readout of 37 ms. Faster lamps make more."""
_SEARCHED_BANDS = 6.0
"""Stripes that pass must be seen for what they are, not for their edge at `MOST_BANDS`."""
_BAND_STEP = 0.25
_LEAST_BANDS = 0.5
_LEAST_ASYMMETRY = 2.0
"""A wave that travels one way is so many times the one that travels the other way; a flicker of the
whole picture, seen through an uneven place, goes both ways."""
_OTHER_WAY_SHARE = 0.75
"""Of a wave that goes the other way: a shake leaves some of that beside lamps too."""
_APART_HZ = 0.45
_NEAR_HZ = 3.0
_OVERSAMPLING = 4
_STILL = 1e-9
"""Power of what rounding leaves of a part that never changes."""


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave in time and across the picture.

    Attributes
    ----------
    frequency_hz : float
        As the frames show it.
    bands : float
        Periods across the picture; their sign tells which way they travel; 0 where all of the
        picture flickers.
    modulation : float
        Amplitude over the mean, in stored codes.
    signal_to_noise, purity : float
        Amplitude over the median of the rates around; and its square over that and the next
        strongest together, which may travel the other way.
    """

    frequency_hz: float
    bands: float
    modulation: float
    signal_to_noise: float
    purity: float

    @property
    def is_whole(self) -> bool:
        """Whether all of the picture flickers at once."""
        return self.bands == 0


def lamp_wave(
    times_s: Values,
    relative: Tiles,
    places: Values,
    between_hz: tuple[float, float],
    wanted_hz: Sequence[tuple[float, float]],
    least_signal_to_noise: float,
) -> Wave:
    """Return the wave at a wanted rate that stands out; where none does, that of any rate.

    Waves that travel are looked for first: a hand, people and compression make few of them.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Times of the frames, rising, seconds.
    relative : float32 array, shape (frames, lines, parts)
        Brightness of each part of each line over its mean, less one.
    places : float64 array, shape (lines,)
        Where each line lies, 0 to 1 across the picture.
    between_hz : tuple of float
        Slowest and fastest rate that is looked for.
    wanted_hz : sequence of (float, float)
        The rates, from and to, that lamps can have.
    least_signal_to_noise : float
        From this on a wave counts.
    """
    slowest_hz, fastest_hz = between_hz
    span_s = float(times_s[-1] - times_s[0])
    middle_s = times_s - times_s.mean()
    window = np.cos(np.pi * middle_s / (span_s * 1.01)) ** 2
    count = int(fastest_hz * span_s * _OVERSAMPLING)
    rates_hz = np.arange(count + 1) / (span_s * _OVERSAMPLING)
    rates_hz = rates_hz[rates_hz >= slowest_hz]
    in_time = np.exp(-2j * np.pi * np.outer(rates_hz, middle_s)) * window
    detrended = _detrended(middle_s / span_s, relative)
    lines, weights = _steadiest((in_time @ detrended).reshape(-1, *relative.shape[1:]))
    steps = round(_SEARCHED_BANDS / _BAND_STEP)
    bands = np.arange(-steps, steps + 1) * _BAND_STEP
    across = np.exp(-2j * np.pi * np.outer(places, bands)) * weights[:, None]
    amplitudes = 2 * np.abs(lines @ across) / (window.sum() * max(weights.sum(), 1e-9))
    ratios = amplitudes / np.maximum(_noise(amplitudes, rates_hz), 1e-9)
    travels = (amplitudes >= _LEAST_ASYMMETRY * amplitudes[:, ::-1]) & (
        np.abs(bands) >= _LEAST_BANDS
    )
    counts = (ratios >= least_signal_to_noise) & (travels | (bands == 0))
    wanted = np.zeros(rates_hz.size, bool)
    for low_hz, high_hz in wanted_hz:
        wanted |= (rates_hz >= low_hz) & (rates_hz <= high_hz)
    if (counts & wanted[:, None]).any():
        counts &= wanted[:, None]
    elif not counts.any():
        counts |= bands == 0
    row, column = np.unravel_index(int(np.argmax(amplitudes * counts)), ratios.shape)
    kind = ratios * (travels if bands[column] else bands == 0)
    far = np.abs(rates_hz - rates_hz[row]) > _APART_HZ
    # Frames that were dropped or repeated show lamps at several rates, some the other way round.
    beside = np.maximum(kind[:, column], _OTHER_WAY_SHARE * kind[:, -1 - column])
    ratio, other = float(kind[row, column]), float(beside[far].max(initial=0.0))
    return Wave(
        float(rates_hz[row]),
        float(bands[column]),
        float(amplitudes[row, column]),
        ratio,
        ratio**2 / (ratio**2 + other**2) if ratio else 0.0,
    )


def _detrended(part: Values, relative: Tiles) -> Values:
    """Return the tiles, flat, without what a cubic follows over the stretch."""
    flat = relative.reshape(len(relative), -1)
    trend = np.linalg.qr(np.vander(part, 4))[0]
    return flat - trend @ (trend.T @ flat)


def _steadiest(spectra: Spectra) -> tuple[Spectra, Values]:
    """Return each line's spectrum, of its steadiest parts before all, and the weight of each line.

    A part that people pass, or edges on a held camera, is many times as restless as a wall. A part
    that compression keeps nearly still weighs no more than twice the usual, and one that never
    changes, or is too dark or too bright to, nothing.
    """
    power = np.mean(np.abs(spectra) ** 2, axis=0)
    changes = power > _STILL
    usual = np.median(power[changes]) if changes.any() else 1.0
    weights = np.where(changes, 1 / (power + usual), 0.0)
    by_line = weights.sum(axis=1)
    return (spectra * weights).sum(axis=2) / np.where(by_line > 0, by_line, 1), by_line


def _noise(amplitudes: Values, rates_hz: Values) -> Values:
    """Return the median amplitude of the rates around: a hand shakes slow rates more than fast."""
    noise = np.empty_like(amplitudes)
    part = (rates_hz / _NEAR_HZ).astype(int)
    for number in np.unique(part):
        noise[part == number] = np.median(amplitudes[part == number], axis=0)
    return noise
