"""Generalised cross-correlation of two sound tracks, which may have been sampled at two rates.

Both are transformed over the same length of time, so that a bin is the same frequency in both and
neither has to be resampled.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.analysis.sound.track import MonoTrack
from verify.analysis.sync.matching import highest_of, smooth_length

Lags = npt.NDArray[np.floating]

# Knapp and Carter, "The generalized correlation method for estimation of time delay", IEEE Trans.
# ASSP 24, 1976: the phase transform divides by |.| itself; at 0.8 bins of mere noise count less.
_WHITENING = 0.8
_LOW_HZ, _HIGH_HZ = 200.0, 5_000.0
_HIGHEST_SHARE = 0.45
"""Of the lower sample rate, where that ends below `_HIGH_HZ`."""
_LAG_RATE_HZ = 16_000
GUARD_S = 0.010
"""Echoes within this of the highest peak are part of it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """The lag at which two tracks agree best.

    Attributes
    ----------
    offset_s : float
        Time in b minus time in a.
    ratio : float
        Height of the peak over the next one.
    coherence : float
        Share of the strength whose phase agrees, 0-1; 1 for a track and its copy.
    """

    offset_s: float
    ratio: float
    coherence: float


def arrival(a: MonoTrack, b: MonoTrack, within_s: tuple[float, float] | None = None) -> Arrival:
    """Return where b's sound lies against a's.

    Parameters
    ----------
    a, b : MonoTrack
        With at least a sample each.
    within_s : tuple of float, optional
        Least and most offset to look at; all by default.
    """
    a_s, b_s = a.samples.size / a.rate_hz, b.samples.size / b.rate_hz
    length_s = smooth_length(int(a_s + b_s) + 1)
    high_hz = min(_HIGH_HZ, _HIGHEST_SHARE * a.rate_hz, _HIGHEST_SHARE * b.rate_hz)
    band = slice(round(_LOW_HZ * length_s), max(1, round(high_hz * length_s)))
    # In place throughout: a block of five minutes has five million lags.
    cross = np.conj(_spectrum(a, length_s, band))
    cross *= _spectrum(b, length_s, band)
    strength = np.abs(cross)
    strength **= 1 - _WHITENING
    whole = float(strength.sum())
    # Where either is silent there is no phase, and no strength.
    cross *= np.divide(strength, np.abs(cross), out=np.zeros_like(strength), where=strength > 0)
    size = length_s * _LAG_RATE_HZ
    padded = np.zeros(size // 2 + 1, np.complex64)
    padded[band] = cross
    circular = np.fft.irfft(padded, size)
    low_s, high_s = (-a_s, b_s) if within_s is None else within_s
    shift_s = b.start_s - a.start_s
    if within_s is not None:
        low_s, high_s = low_s - shift_s, high_s - shift_s
    first, last = round(low_s * _LAG_RATE_HZ), round(high_s * _LAG_RATE_HZ)
    lags = _unwrapped(circular, first, last)
    place, ratio = highest_of(lags, round(GUARD_S * _LAG_RATE_HZ))
    height = float(lags[round(place)]) * size / 2
    coherence = min(1.0, max(0.0, height / whole)) if whole > 0 else 0.0
    return Arrival((place + first) / _LAG_RATE_HZ + shift_s, ratio, coherence)


def cut(track: MonoTrack, start_s: float, end_s: float) -> MonoTrack:
    """Return the part of a track between two times, as far as it reaches."""
    first = max(0, round((start_s - track.start_s) * track.rate_hz))
    last = max(first, round((end_s - track.start_s) * track.rate_hz))
    return MonoTrack(
        track.start_s + first / track.rate_hz, track.rate_hz, track.samples[first:last]
    )


def _unwrapped(circular: Lags, first: int, last: int) -> Lags:
    """Return the values at these lags, negative ones standing at the end of `circular`."""
    if last < 0:
        return circular[first : last + 1 or None]
    if first < 0:
        return np.concatenate([circular[first:], circular[: last + 1]])
    return circular[first : last + 1]


def _spectrum(track: MonoTrack, length_s: int, band: slice) -> npt.NDArray[np.complex64]:
    # Twice the bits of float16, half those that NumPy would take.
    samples = track.samples.astype(np.float32)
    spectrum = np.fft.rfft(samples, round(length_s * track.rate_hz))[band]
    return np.asarray(spectrum, np.complex64)
