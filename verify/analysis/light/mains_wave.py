"""The wave of lamps: one that travels across the picture, or that all of it shares."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Spectra = npt.NDArray[np.complex128]
Flags = npt.NDArray[np.bool_]
Tiles = npt.NDArray[np.float32]

LEAST_SIGNAL_TO_NOISE = 8.0
LEAST_EXPECTED_SIGNAL_TO_NOISE = 5.5
"""At a rate of lamps: of a flicker of the whole picture, and of bands that go as lamps must."""
MOST_BANDS = 4.5
"""Bands across the picture: 120 Hz over a readout of 37 ms. Faster lamps make more."""
APART_HZ = 0.45
"""Lines so far apart are two, over 5 s."""
_SEARCHED_BANDS = 6.0
"""Stripes that pass must be seen for what they are, not for their edge at `MOST_BANDS`."""
_BAND_STEP = 0.25
_LEAST_BANDS = 0.5
_LEAST_ASYMMETRY = 2.0
"""A wave that travels one way is so many times the one that travels the other way; a flicker of the
whole picture, seen through an uneven place, goes both ways."""
_OTHER_WAY_SHARE = 0.75
"""Of a wave that goes the other way: a shake leaves some of that beside lamps too."""
_SKIRT_HZ = 0.7
"""So far to either side a strong line reaches."""
_LEAST_OTHER = 4.0
"""Of the hundred rates or so some reach this by chance."""
_OTHER_SHARE = 0.22
"""What a codec does to lamps besides its picture types leaves weaker lines than this."""
_LEAST_OF_KIND = 1 / 16
"""Of the frames: a rarer kind of picture would explain whatever they show."""
_NEAR_HZ = 3.0
_OVERSAMPLING = 4
_ERROR_SHARE = 0.5
"""Standard error of a rate, times the length of the stretch and the signal-to-noise ratio."""
_STILL = 1e-12
"""Power of what rounding leaves of a part that never changes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rate at which frames show lamps; `way` is the sign of their bands, 0 if not known."""

    hz: float
    within_hz: float
    way: int


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """A wave in time and across the picture.

    Attributes
    ----------
    frequency_hz, error_hz : float
        As the frames show it, and the standard error of that.
    bands : float
        Periods across the picture; their sign tells which way they travel; 0 where all of the
        picture flickers.
    modulation : float
        Amplitude over the mean, in stored codes.
    signal_to_noise, purity : float
        Amplitude over the median of the rates around; and its square over that and the next
        strongest together, which may travel the other way.
    passing : float
        How much more of all that moves across the picture at the speed of this wave goes its way
        than the other way. About 1 for lamps, which light what stays; 0 where all flickers.
    rates_hz, same_way, other_way, noise : float64 arrays, shape (rates,)
        Amplitudes at all rates of waves as wide, travelling as this one does or against it, and
        the median of the rates around each, over the amplitude of this one.
    """

    frequency_hz: float
    error_hz: float
    bands: float
    modulation: float
    signal_to_noise: float
    purity: float
    passing: float
    rates_hz: Values
    same_way: Values
    other_way: Values
    noise: Values

    @property
    def is_whole(self) -> bool:
        """Whether all of the picture flickers at once."""
        return self.bands == 0


def in_time(times_s: Values, rates_hz: Values) -> Spectra:
    """Return what takes a course of brightness to its amplitudes at the rates."""
    middle_s = times_s - times_s.mean()
    window = np.cos(np.pi * middle_s / ((times_s[-1] - times_s[0]) * 1.01)) ** 2
    waves = np.exp(-2j * np.pi * np.outer(rates_hz, middle_s)) * window
    return np.asarray(2 * waves / window.sum(), np.complex128)


def lamp_wave(
    times_s: Values,
    relative: Tiles,
    places: Values,
    between_hz: tuple[float, float],
    wanted: Sequence[Wanted],
    types: Sequence[str],
) -> Wave:
    """Return the wave at a wanted rate that stands out; where none does, that of any rate.

    Waves that travel are looked for first: a hand, people and compression make few of them. One
    whose top lies beside the wanted rates is given with the rate of its top.

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
    wanted : sequence of Wanted
        The rates that lamps can have.
    types : sequence of str
        The codec's types of the pictures.
    """
    slowest_hz, fastest_hz = between_hz
    span_s = float(times_s[-1] - times_s[0])
    count = int(fastest_hz * span_s * _OVERSAMPLING)
    rates_hz = np.arange(count + 1) / (span_s * _OVERSAMPLING)
    rates_hz = rates_hz[rates_hz >= slowest_hz]
    steps = round(_SEARCHED_BANDS / _BAND_STEP)
    bands = np.arange(-steps, steps + 1, dtype=np.float64) * _BAND_STEP
    analysis, courses = in_time(times_s, rates_hz), detrended(times_s, relative)

    def amplitudes_of(courses: Values) -> Values:
        lines, weights = _steadiest((analysis @ courses).reshape(-1, *relative.shape[1:]))
        across = np.exp(-2j * np.pi * np.outer(places, bands)) * weights[:, None]
        return np.asarray(np.abs(lines @ across) / max(weights.sum(), 1e-9))

    amplitudes = amplitudes_of(courses)
    noise = _noise(amplitudes, rates_hz)
    ratios = amplitudes / np.maximum(noise, 1e-9)
    travels = _travels(amplitudes, bands)
    counts = (ratios >= LEAST_SIGNAL_TO_NOISE) & (travels | (bands == 0))
    fits = np.zeros_like(counts)
    for each in wanted:
        near = np.abs(rates_hz - each.hz) <= each.within_hz
        fits[near] = True
        expected = np.outer(near, bands * each.way > 0) & travels | np.outer(near, bands == 0)
        counts |= expected & (ratios >= LEAST_EXPECTED_SIGNAL_TO_NOISE)
    if (counts & fits).any():
        counts &= fits
    elif not counts.any():
        counts |= bands == 0
    strongest, column = divmod(int(np.argmax(amplitudes * counts)), len(bands))
    row = _top(amplitudes[:, column], strongest)
    hz = _between(rates_hz, amplitudes[:, column], row)
    rest = amplitudes
    if not bands[column] or any(each.way for each in wanted):
        # What passes across columns, a fence, must not be taken for the codec's.
        rest = amplitudes_of(_without_coding(times_s, courses, hz, types))
    rest_noise = np.maximum(_noise(rest, rates_hz), 1e-9)
    kind = rest / rest_noise * (_travels(rest, bands) if bands[column] else bands == 0)
    far = np.abs(rates_hz - rates_hz[row]) > APART_HZ
    # Frames that were dropped or repeated show lamps at several rates, some the other way round.
    beside = np.maximum(kind[:, column], _OTHER_WAY_SHARE * kind[:, -1 - column])
    ratio, amplitude = float(ratios[row, column]), max(float(amplitudes[row, column]), 1e-9)
    far &= (beside >= _LEAST_OTHER) & (beside * rest_noise[:, column] >= _OTHER_SHARE * amplitude)
    other = float(beside[far].max(initial=0.0))
    return Wave(
        hz,
        _ERROR_SHARE / (span_s * max(ratio, 1.0)),
        float(bands[column]),
        float(amplitudes[row, column]),
        ratio,
        ratio**2 / (ratio**2 + other**2) if ratio else 0.0,
        _passing(amplitudes, rates_hz, bands, row, column) if bands[column] else 0.0,
        rates_hz,
        amplitudes[:, column] / amplitude,
        amplitudes[:, -1 - column] / amplitude,
        noise[:, column] / amplitude,
    )


def _travels(amplitudes: Values, bands: Values) -> Flags:
    """Return which waves go one way across the picture."""
    is_one_way = amplitudes >= _LEAST_ASYMMETRY * amplitudes[:, ::-1]
    return np.asarray(is_one_way & (np.abs(bands) >= _LEAST_BANDS))


def _without_coding(
    times_s: Values, courses: Values, lamp_hz: float, types: Sequence[str]
) -> Values:
    """Return what the kinds of pictures do not explain, nor what each of them leaves of lamps.

    A codec makes pictures of each type, by their neighbours, a little brighter or darker, and keeps
    more or less of a flicker in them: lines at parts of the frame rate, and lamps mirrored there.
    """
    kinds = np.array(["".join(types[max(k - 1, 0) : k + 2]) for k in range(len(types))])
    names, counts = np.unique(kinds, return_counts=True)
    is_rare = np.isin(kinds, names[counts < _LEAST_OF_KIND * len(kinds)])
    kinds = np.where(is_rare, np.array(types), kinds)
    is_kind = kinds[:, None] == np.unique(kinds)
    turns = 2 * np.pi * lamp_hz * times_s
    waves = np.stack([np.ones_like(turns), np.cos(turns), np.sin(turns)], axis=1)
    terms = (is_kind[:, :, None] * waves[:, None]).reshape(len(times_s), -1)
    bases, sizes, _ = np.linalg.svd(terms, full_matrices=False)
    bases = bases[:, sizes > 1e-6 * sizes[0]]
    return np.asarray(courses - bases @ (bases.T @ courses))


def _passing(amplitudes: Values, rates_hz: Values, bands: Values, row: int, column: int) -> float:
    """Return how much more goes one way than the other of what moves as fast as a wave.

    Whatever passes, a fence or a street, is of many widths, and each shows at a rate in proportion.
    """
    widths = bands[column] * rates_hz / rates_hz[row]
    takes_part = (np.abs(rates_hz - rates_hz[row]) > _SKIRT_HZ) & (np.abs(widths) <= bands[-1])
    if not takes_part.any():
        return 0.0
    rows = np.flatnonzero(takes_part)
    columns = np.rint((widths[rows] - bands[0]) / _BAND_STEP).astype(int)
    back = amplitudes[rows, len(bands) - 1 - columns]
    return float(np.median(amplitudes[rows, columns] / np.maximum(back, 1e-12)))


def _between(rates_hz: Values, amplitudes: Values, row: int) -> float:
    """Return the rate of the top of a line: of the parabola through the logarithms around it."""
    if not 0 < row < len(rates_hz) - 1:
        return float(rates_hz[row])
    before, top, after = np.log(np.maximum(amplitudes[row - 1 : row + 2], _STILL))
    curvature = before - 2 * top + after
    if curvature >= 0:
        return float(rates_hz[row])
    step_hz = rates_hz[1] - rates_hz[0]
    return float(rates_hz[row] + np.clip((before - after) / (2 * curvature), -0.5, 0.5) * step_hz)


def _top(values: Values, row: int) -> int:
    """Return where the values rise to from a row on."""
    while row + 1 < len(values) and values[row + 1] > values[row]:
        row += 1
    while row > 0 and values[row - 1] > values[row]:
        row -= 1
    return row


def detrended(times_s: Values, relative: Tiles) -> Values:
    """Return the tiles, flat, without what a cubic follows over the stretch."""
    part = (times_s - times_s.mean()) / (times_s[-1] - times_s[0])
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
