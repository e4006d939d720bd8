"""Whether sound was laid under the picture: beats at even distances, one sound used twice.

Either makes a delay meaningless, because the sound then did not come from what is seen.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from verify.analysis.sound.onsets import Onset

Spectrum = npt.NDArray[np.complex128]

BEATS = 8
"""So many onsets in a row are held against an even beat."""

EVEN_SHARE = 0.85
"""How much of them falls together on a beat, 0-1; by chance 8 onsets reach this in 1 of 300 tries
at one period."""

SAME_SHARE = 0.93
"""Correlation of two sounds that are one and the same; two real bangs differ in their echoes."""

_PERIODS_S = (0.25, 1.2)
_CLEAR_DB = 9.0
_COMPARED_DB = 12.0
_MOST_COMPARED = 40
_LEAST_ENERGY_RATIO = 2.0
_LEAST_RANGE_S = 2.0


def beats_evenly(onsets: Sequence[Onset]) -> bool:
    """Whether most of the clear onsets lie on a beat of 50 to 240 a minute."""
    times_s = np.array([onset.time_s for onset in onsets if onset.snr_db >= _CLEAR_DB])
    even = windows = 0
    for first in range(0, times_s.size - BEATS + 1, BEATS // 2):
        part = times_s[first : first + BEATS]
        span_s = float(part[-1] - part[0])
        windows += 1
        if span_s < _LEAST_RANGE_S or span_s > BEATS * 4 * _PERIODS_S[1]:
            continue
        rates_hz = np.arange(1 / _PERIODS_S[1], 1 / _PERIODS_S[0], 0.1 / span_s)
        phases = np.exp(2j * np.pi * np.outer(rates_hz, part))
        even += bool(np.abs(phases.mean(axis=1)).max() >= EVEN_SHARE)
    return windows > 0 and even >= max(1, windows / 2)


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
