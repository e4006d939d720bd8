"""What else a flicker at the rate of lamps can be: another frame rate before, or exposure.

Lamps of the other mains, filmed at one frame rate and then shown at another, come to lie at the
very rate where lamps of this one would be; of the usual frame rates each does so from some other.
Three things tell. Bands then travel the other way, since they fold down from above and not from
below (or the reverse); frames that were repeated, dropped or blended leave lines beside, at rates
and in proportions that follow from both frame rates, or a beat where a line meets its mirror image;
and motion goes in unequal steps (`mains_judder`).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.analysis.light.mains_judder import sources_shown
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

LEAST_LIKELIHOOD = 15.0
"""Twice the logarithm of how much likelier a flicker is by lamps of a changed frame rate than by
lamps as filmed; of the latter none came to 6."""
_GRID_OFF = np.linspace(-0.001, 0.001, 21)
_SLOW_HZ = 2.5
"""Slower change is of hands, exposure and people."""
_PART_HZ = 3.0
_LEAST_LEVEL = 0.3
"""Of the usual noise: compression leaves some rates nearly none."""

_GRID = (8, 4)
_NEIGHBOURS = 6
_NEIGHBOUR_STEP_HZ = 0.5
_LEAST_UNEVENNESS = 0.02
_LEAST_CHANCE = 25.0
_FLOOR = 0.03
_LEAST_HUNT = 6 / 1.1
"""Frames. An exposure is set before the picture before is read: it swings over six at least."""


def frame_rate_before(
    times_s: Values, frame_rate_hz: float, lamp_hz: float, wave: Wave, tolerance_hz: float
) -> float | None:
    """Return a frame rate from which lamps at `lamp_hz` came to flicker as this wave does.

    Only where such a change would leave lines beside, and all of these are seen. Of the whole
    picture only blends are tried: `likelier_before` tells the rest better.

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
        for shown in _changed(times_s, before_hz, lamp_hz)[1 if wave.is_whole else 0 :]:
            ways = np.abs(analysis @ shown), np.abs(analysis @ shown.conj())
            if wave.is_whole:
                both = np.hypot(*ways)
                ways = both, both
            for same, other in (ways, ways[::-1]):
                share = same[at_line].max(initial=0.0)
                if share >= _LEAST_SHARE and _is_seen(wave, same / share, other / share):
                    return before_hz
    return None


def rates_before(
    times_s: Values, frame_rate_hz: float, lamp_hz: float, line_hz: float, tolerance_hz: float
) -> list[float]:
    """Return the usual frame rates whose frames, shown anew, bring lamps to the rate of a line.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Times of the frames as shown, rising, seconds.
    frame_rate_hz : float
        Their rate.
    lamp_hz : float
        100 or 120: of the mains that the flicker does not look like.
    line_hz, tolerance_hz : float
        Rate of the flicker, and how far off lines may be.
    """
    around = line_hz + np.linspace(-tolerance_hz, tolerance_hz, 7)
    analysis = in_time(times_s, np.r_[around, -around]) / 2
    return [
        before_hz
        for before_hz in _USUAL_HZ
        if abs(before_hz - frame_rate_hz) > _SAME_HZ
        and np.abs(analysis @ _changed(times_s, before_hz, lamp_hz)[0]).max() >= _LEAST_SHARE
    ]


def likelier_before(
    times_s: Values,
    relative: Tiles,
    usable: npt.NDArray[np.bool_],
    lamps_hz: tuple[float, float],
    befores_hz: Sequence[float],
) -> float | None:
    """Return the frame rate from which other lamps explain a flicker far better than its own do.

    Both are fitted to the mean course, at all rates that grids keep, with the noise of each rate
    counted in. Only frames that were left out or repeated are tried.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Times of the frames as shown, rising, seconds.
    relative : float32 array, shape (frames, lines, parts)
        Brightness of each part of each line over its mean, less one; 0 where not usable.
    usable : bool array, shape (lines, parts)
        Neither too dark nor too bright.
    lamps_hz : tuple of float
        Of the lamps that the flicker looks like, and of the others: 100 and 120, or the reverse.
    befores_hz : sequence of float
        Frame rates before.
    """
    since_s = times_s - times_s[0]
    count = len(times_s)
    rates_hz = np.arange(count) / (2 * since_s[-1])
    fast = rates_hz >= _SLOW_HZ
    course = _steady_course(relative, usable)
    level = np.abs(_cosines(course)[fast])
    part = (rates_hz[fast] / _PART_HZ).astype(int)
    noise = np.array([np.median(level[part == number]) for number in part])
    noise = np.maximum(noise, _LEAST_LEVEL * np.median(noise) + 1e-12)[:, None]
    seen = (_cosines(course[:, None])[fast] / noise)[:, 0]

    def unexplained(sources_s: Values, lamp_hz: float) -> float:
        turns = 2 * np.pi * lamp_hz * np.outer(sources_s, 1 + _GRID_OFF)
        waves = [_cosines(wave)[fast] / noise for wave in (np.cos(turns), np.sin(turns))]
        bases = np.linalg.qr(np.stack(waves).transpose(2, 1, 0))[0]
        return float(seen @ seen - ((seen @ bases) ** 2).sum(axis=-1).max())

    own_hz, other_hz = lamps_hz
    as_filmed = unexplained(since_s, own_hz)
    best_hz, least = None, as_filmed * np.exp(-LEAST_LIKELIHOOD / np.count_nonzero(fast))
    for before_hz in befores_hz:
        for shown in sources_shown(times_s, before_hz):
            rest = unexplained(shown / before_hz, other_hz)
            if rest < least:
                best_hz, least = before_hz, rest
    return best_hz


def _cosines(courses: Values) -> Values:
    """Return amplitudes at multiples of half a turn: no jump from the last frame to the first."""
    import scipy.fft

    return np.asarray(scipy.fft.dct(courses, axis=0, norm="ortho"), np.float64)


def _steady_course(relative: Tiles, usable: npt.NDArray[np.bool_]) -> Values:
    """Return the mean course, before all of places that change from frame to frame as most do."""
    places = relative[:, usable].astype(np.float64)
    changes = np.diff(places, axis=0)
    restless = np.mean((changes - np.median(changes, axis=1, keepdims=True)) ** 2, axis=0)
    weights = 1 / (restless + np.median(restless) + 1e-14)
    return np.asarray(places @ weights / weights.sum())


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


def is_uneven(
    times_s: Values,
    relative: Tiles,
    usable: npt.NDArray[np.bool_],
    codes: npt.NDArray[np.float32],
    hz: float,
) -> bool:
    """Return whether places flicker unlike each other at a rate, noise apart.

    Lamps light one place more than another. An exposure that hunts changes all by one factor; of
    that a codec leaves less in dark places than in bright ones, so that at rates at which exposures
    hunt, what goes with how bright a place is does not count.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Times of the frames, rising, seconds.
    relative : float32 array, shape (frames, lines, parts)
        Brightness of each part of each line over its mean, less one; 0 where not usable.
    usable : bool array, shape (lines, parts)
        Neither too dark nor too bright.
    codes : float32 array, shape (lines, parts)
        Mean codes above black.
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
    explained = smooth
    if hz * _LEAST_HUNT * np.median(np.diff(times_s)) < 1:
        level = _blocks(np.log(np.where(usable, codes, 1.0)) * weights)[lit] / weight[lit]
        level -= level.mean()
        explained = np.column_stack([smooth, level, level**2])
    normal = explained.T @ (explained * trust[:, None])
    fit = np.linalg.lstsq(normal, explained.T @ (trust * share), rcond=None)[0]
    places = slice(1, smooth.shape[1])
    slopes, spread = fit[places], np.linalg.pinv(normal)[places, places]
    chance = float(slopes @ np.linalg.pinv(spread) @ slopes)
    unevenness = float(np.std(smooth @ fit[: smooth.shape[1]]))
    return chance >= _LEAST_CHANCE and unevenness >= _LEAST_UNEVENNESS


def _blocks(tiles: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return sums over `_GRID` blocks of (lines, parts)."""
    lines, parts = tiles.shape
    down, across = _GRID
    parted = tiles.reshape(down, lines // down, across, parts // across)
    return np.asarray(parted.sum(axis=(1, 3)))
