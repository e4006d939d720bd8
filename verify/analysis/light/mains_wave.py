"""The strongest wave that travels across the picture, or that all of it shares."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

MOST_BANDS = 4.5
"""Bands across the picture: 120 Hz over a readout of 37 ms. Faster lamps make more."""
_BAND_STEP = 0.25
_LEAST_BANDS = 0.5
_LEAST_ASYMMETRY = 2.0
"""A wave that travels one way is so many times the one that travels the other way; a flicker of the
whole picture, seen through an uneven place, goes both ways."""
_APART_HZ = 0.45
_NEAR_HZ = 3.0
_OVERSAMPLING = 4


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave in time and across the picture.

    Attributes
    ----------
    frequency_hz : float
        As the frames show it; its sign tells which way bands travel.
    bands : float
        Periods across the picture; 0 where all of it flickers.
    modulation : float
        Amplitude over the mean, in stored codes.
    signal_to_noise, purity : float
        Amplitude over the median of the rates around; and its square over that and the next
        strongest together.
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


def strongest_wave(
    times_s: Values,
    relative: npt.NDArray[np.float32],
    places: Values,
    between_hz: tuple[float, float],
    least_signal_to_noise: float,
) -> Wave:
    """Return the wave that stands out most: one that travels, else a flicker of all lines.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Times of the frames, rising, seconds.
    relative : float array, shape (frames, lines)
        Brightness of each line over its mean, less one.
    places : float64 array, shape (lines,)
        Where each line lies, 0 to 1 across the picture.
    between_hz : tuple of float
        Slowest and fastest rate that is looked for, either way.
    least_signal_to_noise : float
        From this on a wave that travels counts, however much all lines flicker or shake.
    """
    slowest_hz, fastest_hz = between_hz
    span_s = float(times_s[-1] - times_s[0])
    middle_s = times_s - times_s.mean()
    window = np.cos(np.pi * middle_s / (span_s * 1.01)) ** 2
    trend = np.vander(middle_s / span_s, 4)
    rest = relative - trend @ np.linalg.lstsq(trend, relative, rcond=None)[0]
    count = int(fastest_hz * span_s * _OVERSAMPLING)
    rates_hz = np.arange(-count, count + 1) / (span_s * _OVERSAMPLING)
    rates_hz = rates_hz[np.abs(rates_hz) >= slowest_hz]
    bands = np.arange(0, MOST_BANDS + _BAND_STEP / 2, _BAND_STEP)
    in_time = np.exp(-2j * np.pi * np.outer(rates_hz, middle_s)) * window
    across = np.exp(-2j * np.pi * np.outer(places, bands))
    amplitudes = 2 * np.abs(in_time @ rest @ across) / (window.sum() * places.size)
    noise = np.maximum(_noise(amplitudes, np.abs(rates_hz)), 1e-9)
    ratios = amplitudes / noise
    mirrored = amplitudes[[int(np.argmin(np.abs(rates_hz + rate_hz))) for rate_hz in rates_hz]]
    travels = (amplitudes >= _LEAST_ASYMMETRY * mirrored) & (bands >= _LEAST_BANDS)
    row, column = np.unravel_index(int(np.argmax(np.where(travels, ratios, 0))), ratios.shape)
    if not travels[row, column] or ratios[row, column] < least_signal_to_noise:
        row, column = np.argmax(ratios[:, 0]), np.intp(0)
    line_hz = float(rates_hz[row])
    far = np.abs(np.abs(rates_hz) - abs(line_hz)) > _APART_HZ
    others = ratios[far, column] if column == 0 else (ratios * travels)[far, column]
    ratio = float(ratios[row, column])
    other = float(others.max(initial=0.0))
    return Wave(
        line_hz,
        float(bands[column]),
        float(amplitudes[row, column]),
        ratio,
        ratio**2 / (ratio**2 + other**2) if ratio else 0.0,
    )


def _noise(amplitudes: Values, rates_hz: Values) -> Values:
    """Return the median amplitude of the rates around: a hand shakes slow rates more than fast."""
    noise = np.empty_like(amplitudes)
    part = (rates_hz / _NEAR_HZ).astype(int)
    for number in np.unique(part):
        noise[part == number] = np.median(amplitudes[part == number], axis=0)
    return noise
