"""What else a flicker at the rate of lamps can be: another frame rate before, or exposure.

Lamps of the other mains, filmed at one frame rate and then shown at another, come to lie at the
very rate where lamps of this one would be; of the usual frame rates each does so from some other.
Two things tell. Bands then travel the other way, since they fold down from above and not from below
(or the reverse); and frames that were repeated, dropped or blended leave lines beside, at rates and
in proportions that follow from both frame rates.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from verify.analysis.light.mains_wave import APART_HZ, Tiles, Values, Wave, detrended, in_time

_USUAL_HZ = (24_000 / 1001, 24.0, 25.0, 30_000 / 1001, 30.0, 50.0, 60_000 / 1001, 60.0)
_SAME_HZ = 0.5
"""Frame rates closer than this are one: a clock that is off, no change."""
_LEAST_SHARE = 0.15
"""Of a changed lamp, what must lie at the rate that was seen."""
_VISIBLE = 5.0
"""A line beside is expected to be seen from so many times the noise on."""
_LEAST_LINE = 0.08
"""And from so much of the main line on, above the skirts of its window."""
_SEEN_SHARE = 0.5
"""It is there if so much of what is expected is seen: compression takes fast lines before slow."""
_SLOWEST_HZ = 3.0

_GRID = (8, 4)
_NEIGHBOURS = 6
_NEIGHBOUR_STEP_HZ = 0.5
_LEAST_UNEVENNESS = 0.03
_LEAST_CHANCE = 25.0
_FLOOR = 0.03


def frame_rate_before(
    times_s: Values, frame_rate_hz: float, lamp_hz: float, wave: Wave, tolerance_hz: float
) -> float | None:
    """Return a frame rate from which lamps at `lamp_hz` came to flicker as this wave does.

    Only where such a change would leave lines beside, and all of these are seen.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Times of the frames as shown, rising, seconds.
    frame_rate_hz : float
        Their rate.
    lamp_hz : float
        100 or 120: of the mains that the flicker does not look like.
    wave : Wave
        What flickers.
    tolerance_hz : float
        How far off lines may be.
    """
    analysis = in_time(times_s, wave.rates_hz)
    at_line = np.abs(wave.rates_hz - wave.frequency_hz) <= tolerance_hz
    for before_hz in _USUAL_HZ:
        if abs(before_hz - frame_rate_hz) <= _SAME_HZ:
            continue
        for shown in _changed(times_s, before_hz, lamp_hz):
            ways = np.abs(analysis @ shown), np.abs(analysis @ shown.conj())
            if wave.is_whole:
                both = np.hypot(*ways)
                ways = both, both
            for same, other in (ways, ways[::-1]):
                share = same[at_line].max(initial=0.0)
                if share >= _LEAST_SHARE and _is_seen(wave, same / share, other / share):
                    return before_hz
    return None


def _changed(times_s: Values, before_hz: float, lamp_hz: float) -> list[npt.NDArray[np.complex128]]:
    """Return the phases of lamps in frames shown last, and in blends of two."""
    at = (times_s - times_s[0]) * before_hz + 1e-6
    place = np.floor(at)
    turn = 2j * np.pi * lamp_hz / before_hz
    shown = [
        np.exp(turn * place),
        (1 - at + place) * np.exp(turn * place) + (at - place) * np.exp(turn * (place + 1)),
    ]
    return [each - each.mean() for each in shown]


def _is_seen(wave: Wave, same: Values, other: Values) -> bool:
    """Return whether lines beside are to be expected, and all that are can be seen."""
    far = np.abs(wave.rates_hz - wave.frequency_hz) > APART_HZ
    far &= wave.rates_hz >= _SLOWEST_HZ
    expected = 0
    for lines, found in ((same, wave.same_way), (other, wave.other_way)):
        tops = np.r_[False, (lines[1:-1] >= lines[:-2]) & (lines[1:-1] > lines[2:]), False]
        for row in np.flatnonzero(
            tops & far & (lines >= np.maximum(_VISIBLE * wave.noise, _LEAST_LINE))
        ):
            expected += 1
            if found[max(0, row - 2) : row + 3].max() < _SEEN_SHARE * lines[row]:
                return False
    return expected > 0


def is_uneven(times_s: Values, relative: Tiles, usable: npt.NDArray[np.bool_], hz: float) -> bool:
    """Return whether places flicker unlike each other at a rate, noise apart.

    Lamps light one place more than another. An exposure that hunts changes all by one factor.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Times of the frames, rising, seconds.
    relative : float32 array, shape (frames, lines, parts)
        Brightness of each part of each line over its mean, less one; 0 where not usable.
    usable : bool array, shape (lines, parts)
        Neither too dark nor too bright.
    hz : float
        The rate.
    """
    steps = np.arange(1, _NEIGHBOURS + 1) * _NEIGHBOUR_STEP_HZ
    around = np.concatenate([hz - steps, hz + steps])
    around = around[(around > 2.0) & (around < 0.5 / np.median(np.diff(times_s)))]
    spectra = in_time(times_s, np.r_[hz, around]) @ detrended(times_s, relative)
    spectra = spectra.reshape(-1, *usable.shape)
    noise = np.mean(np.abs(spectra[1:]) ** 2, axis=0)
    weights = np.where(usable, 1 / (noise + np.median(noise[usable]) + 1e-14), 0.0)
    weight = _blocks(weights)
    lit = weight > 0
    blocks = np.array([_blocks(each * weights)[lit] / weight[lit] for each in spectra])
    variance = np.mean(np.abs(blocks[1:]) ** 2, axis=0) / 2 + 1e-14
    mean = np.average(blocks[0], weights=1 / variance)
    share = np.real(blocks[0] / mean)
    trust = 1 / (variance / abs(mean) ** 2 + _FLOOR**2)
    down, across = ((np.indices(_GRID)[k] + 0.5) / _GRID[k] * 2 - 1 for k in (0, 1))
    terms = [down, across, down * across, down**2 - 0.33, across**2 - 0.33]
    smooth = np.stack([np.ones(_GRID), *terms], axis=-1)[lit]
    normal = smooth.T @ (smooth * trust[:, None])
    fit = np.linalg.lstsq(normal, smooth.T @ (trust * share), rcond=None)[0]
    slopes, spread = fit[1:], np.linalg.pinv(normal)[1:, 1:]
    chance = float(slopes @ np.linalg.pinv(spread) @ slopes)
    return chance >= _LEAST_CHANCE and float(np.std(smooth @ fit)) >= _LEAST_UNEVENNESS


def _blocks(tiles: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return sums over `_GRID` blocks of (lines, parts)."""
    lines, parts = tiles.shape
    down, across = _GRID
    parted = tiles.reshape(down, lines // down, across, parts // across)
    return np.asarray(parted.sum(axis=(1, 3)))
