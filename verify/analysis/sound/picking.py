"""The instant at which a sound begins, to a fraction of a millisecond.

A ratio of energies says that something began within some hundredths of a second. The instant is
where two models, what was before and what comes after, explain the samples best (Akaike's
criterion). Both assume that samples do not depend on one another; wind and rooms see to it that
they do, so the samples are first made independent by predicting each from those before it.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.domain.frames import Samples

Values = npt.NDArray[np.float64]

BEFORE_S = 0.040
"""So much before the ratio rises is searched."""

AFTER_S = 0.030
"""And at most so much after it; sooner if the sound is at its height sooner."""

LEAST_ERROR_S = 0.002
"""What AAC and a slow rise leave: no onset is claimed to be better known."""

_ORDER = 8
_TRAINED_S = 0.2
_LEAST_SAMPLES = 16
_PAST_HEIGHT_S = 0.002
_LIKELY = 0.95
_PRE_ECHO_SHARE = 0.1
"""Of the mean power: what AAC spreads ahead of a loud onset by up to 5 ms lies below."""


class Pick(NamedTuple):
    """An instant as a place in the samples, and how far it may be off, seconds."""

    place: int
    error_s: float


def pick_onset(band: Samples, rate_hz: float, near: int) -> Pick:
    """Return where the sound near a place begins.

    Parameters
    ----------
    band : float32 array, shape (samples,)
        Of the band, with at least `BEFORE_S` before and `AFTER_S` behind `near`; the 0.2 s before
        those are used where they are there.
    rate_hz : float
        Its sample rate.
    near : int
        Place at which the energy begins to rise.

    References
    ----------
    N. Maeda, "A method for reading and checking phase times in auto-processing system of seismic
    wave data", Zisin 38 (1985): the criterion from the samples themselves. T. Takanami, G.
    Kitagawa (1988): on what prediction leaves.
    """
    first = max(0, near - round(BEFORE_S * rate_hz))
    last = min(band.size, near + round(AFTER_S * rate_hz))
    height = near + int(np.argmax(np.abs(band[near:last]))) if last > near else near
    last = min(last, height + round(_PAST_HEIGHT_S * rate_hz))
    trained = band[max(0, first - round(_TRAINED_S * rate_hz)) : first]
    parts = _unpredicted(band[max(0, first - _ORDER) : last].astype(np.float64), trained)
    criterion = _criterion(parts)
    if criterion.size == 0:
        return Pick(near, BEFORE_S)
    best = int(np.argmin(criterion))
    weights = np.exp(-(criterion - criterion[best]) / 2)
    share = np.cumsum(weights) / weights.sum()
    low, high = np.searchsorted(share, ((1 - _LIKELY) / 2, (1 + _LIKELY) / 2))
    spread = max(best - int(low), int(high) - best, 0)
    place = last - parts.size + _LEAST_SAMPLES + best
    return Pick(place, max(LEAST_ERROR_S, float(spread / rate_hz)))


def _unpredicted(samples: Values, trained: Samples) -> Values:
    """Return what prediction from the samples before, learnt in the background, leaves."""
    if trained.size < 20 * _ORDER:
        return samples[_ORDER:]
    known = trained.astype(np.float64)
    lags = np.array([known[: known.size - lag] @ known[lag:] for lag in range(_ORDER + 1)])
    lags[0] = lags[0] * 1.001 + 1e-12
    matrix = lags[np.abs(np.subtract.outer(np.arange(_ORDER), np.arange(_ORDER)))]
    predictor = np.linalg.solve(matrix, lags[1:])
    return np.convolve(samples, np.concatenate([[1.0], -predictor]), "valid")


def _criterion(parts: Values) -> Values:
    """Return Akaike's criterion for a change at each sample but the outermost."""
    if parts.size <= 2 * _LEAST_SAMPLES:
        return np.empty(0)
    before = np.arange(_LEAST_SAMPLES, parts.size - _LEAST_SAMPLES)
    sums = np.cumsum(parts * parts)
    after = parts.size - before
    variance_before = sums[before - 1] / before
    variance_after = (sums[-1] - sums[before - 1]) / after
    floor = _PRE_ECHO_SHARE * sums[-1] / parts.size + 1e-14
    return np.asarray(
        before * np.log(variance_before + floor) + after * np.log(variance_after + floor)
    )
