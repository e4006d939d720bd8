"""Where the rises of two recordings fall on each other, and how likely that is by chance.

Correlation finds the offset that most of the strength agrees on. Whether it means anything is
counted on the clear rises alone: an offset that puts three of three on each other seldom comes
about by chance, one that puts three of thirty on each other nearly always does.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.analysis.sync.rises import Rises

_GUARD_S = 0.2
"""A peak of the correlation within this of the highest is part of it."""
_HIGHEST_RATIO = 1_000.0


@dataclass(frozen=True, slots=True)
class Match:
    """The best offset between two recordings.

    Attributes
    ----------
    offset_s : float
        Time in b minus time in a of one moment.
    ratio : float
        Highest peak of the correlation over the next one; at most 1,000.
    shared : tuple of float
        Rises that both have, by their times in a.
    in_overlap : int
        Rises that the one with more of them has where both run.
    chance : float
        Expected number of offsets at which recordings with as many rises, strewn at random, would
        share as many.
    """

    offset_s: float
    ratio: float
    shared: tuple[float, ...]
    in_overlap: int
    chance: float


def match(a: Rises, b: Rises, tolerance_s: float) -> Match:
    """Return the offset on which most of two recordings' rises agree.

    Parameters
    ----------
    a, b : Rises
        On grids of one step.
    tolerance_s : float
        Rises this near to each other count as one.
    """
    correlation, first_lag = _correlation(a.strength, b.strength)
    place, ratio = highest_of(correlation, max(1, round(_GUARD_S / a.step_s)))
    offset_s = (place + first_lag) * a.step_s + b.start_s - a.start_s
    start_s = max(a.start_s, b.start_s - offset_s)
    end_s = min(a.end_s, b.end_s - offset_s)
    ours_s = a.peaks_within(start_s, end_s)
    theirs_s = b.peaks_within(start_s + offset_s, end_s + offset_s) - offset_s
    shared = _shared(ours_s, theirs_s, tolerance_s)
    chance = _chance(
        len(shared),
        (ours_s.size, theirs_s.size),
        a.peaks_s.size * b.peaks_s.size,
        tolerance_s / max(end_s - start_s, a.step_s),
    )
    return Match(offset_s, ratio, shared, max(ours_s.size, theirs_s.size), chance)


def highest_of(correlation: npt.NDArray[np.floating], guard: int) -> tuple[float, float]:
    """Return the place of the highest value, to a part of a step, and its ratio to the next peak.

    Values nearer than `guard` steps do not count as the next peak. Where no value is above 0 the
    ratio is 1: nothing stands out.
    """
    top = int(np.argmax(correlation))
    height = float(correlation[top])
    if height <= 0:
        return float(top), 1.0
    before, after = correlation[: max(0, top - guard)], correlation[top + guard + 1 :]
    next_height = max(*(float(part.max(initial=0.0)) for part in (before, after)))
    next_height = max(next_height, height / _HIGHEST_RATIO)
    place = float(top)
    if 0 < top < correlation.size - 1:
        left, right = float(correlation[top - 1]), float(correlation[top + 1])
        bend = left - 2 * height + right
        place += 0.5 * (left - right) / bend if bend < 0 else 0.0
    return place, height / next_height


def smooth_length(least: int) -> int:
    """Return the smallest product of 2, 3 and 5 that is not below, which transforms fast.

    Examples
    --------
    >>> smooth_length(7), smooth_length(31)
    (8, 32)
    """
    best = 1 << max(0, least - 1).bit_length()
    five = 1
    while five < best:
        three = five
        while three < best:
            rest = -(-least // three)
            best = min(best, three << max(0, rest - 1).bit_length())
            three *= 3
        five *= 5
    return best


def _correlation(
    a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float32], int]:
    """Return sums of a[t] * b[t + lag] for all lags, and the first lag."""
    size = smooth_length(a.size + b.size)
    product = np.conj(np.fft.rfft(a, size)) * np.fft.rfft(b, size)
    circular = np.fft.irfft(product, size).astype(np.float32)
    return np.concatenate([circular[size - a.size + 1 :], circular[: b.size]]), 1 - a.size


def _shared(
    ours_s: npt.NDArray[np.float64], theirs_s: npt.NDArray[np.float64], tolerance_s: float
) -> tuple[float, ...]:
    shared, taken = [], -1
    for time_s in ours_s.tolist():
        near = int(np.searchsorted(theirs_s, time_s - tolerance_s))
        near = max(near, taken + 1)
        if near < theirs_s.size and theirs_s[near] <= time_s + tolerance_s:
            shared.append(time_s)
            taken = near
    return tuple(shared)


def _chance(shared: int, counts: tuple[int, int], offsets: int, reach_share: float) -> float:
    """Return how many of the offsets that put one rise on another share as many by chance.

    Each of the other rises of the recording with fewer meets one of the other's with the same
    probability, so that how many do is binomial (an a-contrario count of false alarms: Desolneux,
    Moisan, Morel, "From Gestalt Theory to Image Analysis", 2008, chapter 3).
    """
    fewer, more = sorted(counts)
    others, needed = fewer - 1, shared - 1
    if needed < 1:
        return float(offsets)
    hit = min(1.0, 2 * reach_share * more)
    tail = sum(
        math.comb(others, hits) * hit**hits * (1 - hit) ** (others - hits)
        for hits in range(needed, others + 1)
    )
    return offsets * tail
