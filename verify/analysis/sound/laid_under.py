"""Whether sound was laid under the picture: beats at even distances, one sound used twice.

Either makes a delay meaningless, because the sound then did not come from what is seen.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from verify.analysis.sound.onsets import Onset

Spectrum = npt.NDArray[np.complex128]
Times = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

LEAST_BEATS = 8
"""Fewer onsets than this tell of no beat, however even they are."""

MOST_BEATS = 16
"""So many onsets in a row are held against an even beat, for hands drift."""

MOST_BY_CHANCE = 0.0025
"""How often onsets at random times may fall so evenly on any of all the beats that are tried."""

SAME_SHARE = 0.93
"""Correlation of two sounds that are one and the same; two real bangs differ in their echoes."""

_PERIODS_S = (0.25, 1.2)
_CLEAR_DB = 9.0
_COMPARED_DB = 12.0
_MOST_COMPARED = 40
_LEAST_ENERGY_RATIO = 2.0
_LEAST_RANGE_S = 2.0
_RATE_STEP = 0.1
"""Of the width of a beat's peak, one over the span of the onsets."""
_TRIED_PER_CYCLE = 3.0
"""Periods that can fall even by themselves, per width; the best of a fine comb is better than that
of one per width."""
_OWN_BEAT = 0.5


def beats_evenly(onsets: Sequence[Onset]) -> bool:
    """Whether most of the clear onsets lie on a beat of 50 to 240 a minute."""
    times_s = np.array([onset.time_s for onset in onsets if onset.snr_db >= _CLEAR_DB])
    if times_s.size < LEAST_BEATS:
        return False
    firsts = range(0, max(1, times_s.size - MOST_BEATS + 1), MOST_BEATS // 2)
    even = [_is_even(times_s[first : first + MOST_BEATS]) for first in firsts]
    return sum(even) >= len(even) / 2


def _is_even(times_s: Times) -> bool:
    """Whether onsets fall together on a beat more closely than chance lets them on any."""
    span_s = float(times_s[-1] - times_s[0])
    if span_s < _LEAST_RANGE_S or span_s > times_s.size * 4 * _PERIODS_S[1]:
        return False
    slowest_hz, fastest_hz = 1 / _PERIODS_S[1], 1 / _PERIODS_S[0]
    rates_hz = np.arange(slowest_hz, fastest_hz, _RATE_STEP / span_s)
    together = np.abs(np.exp(2j * np.pi * np.outer(rates_hz, times_s)).mean(axis=1))
    # Sounds within half a beat, such as the shots of one burst, say but once where the beat is.
    apart = 1 + np.count_nonzero(np.outer(rates_hz, np.diff(times_s)) >= _OWN_BEAT, axis=1)
    tried = _TRIED_PER_CYCLE * (fastest_hz - slowest_hz) * span_s
    return bool((tried * _by_chance(apart, together)).min() <= MOST_BY_CHANCE)


def _by_chance(number: Counts, together: Times) -> Times:
    """Return how often random phases fall together at least so much, at one given period.

    References
    ----------
    J. H. Zar, "Biostatistical Analysis", 5th edition (2010), equation 27.4: Rayleigh's test.
    """
    resultant = (number * together) ** 2
    return np.asarray(
        np.exp(np.sqrt(1 + 4 * number + 4 * (number**2 - resultant)) - (1 + 2 * number))
    )


def used_twice(onsets: Sequence[Onset]) -> frozenset[int]:
    """Return places of onsets that are one and the same sound; the clearest forty are compared.

    One weapon in one place, recorded by a microphone that does not move, comes near to this too.
    """
    clear = [place for place, onset in enumerate(onsets) if onset.snr_db >= _COMPARED_DB]
    clear = sorted(clear, key=lambda place: -onsets[place].snr_db)[:_MOST_COMPARED]
    waves = {place: wave for place in clear if (wave := _spectrum(onsets[place])) is not None}
    return frozenset(
        place
        for a, b in combinations(waves, 2)
        if waves[a].shape == waves[b].shape
        and float(np.fft.irfft(waves[a] * np.conj(waves[b])).max()) >= SAME_SHARE
        for place in (a, b)
    )


def _spectrum(onset: Onset) -> Spectrum | None:
    """Return the spectrum of a sound, of unit energy without the noise behind it; None if faint."""
    wave = onset.signature.astype(np.float64)
    noise = wave.size * 10 ** (onset.background_db / 10)
    energy = float(wave @ wave) - noise
    if energy < noise * _LEAST_ENERGY_RATIO or wave.size == 0:
        return None
    size = 1 << (2 * wave.size - 1).bit_length()
    return np.asarray(np.fft.rfft(wave, size) / np.sqrt(energy))
