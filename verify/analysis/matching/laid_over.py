"""Points of a query that stay in place while the picture behind them changes: logos, captions.

Two clips that one station broadcast share its logo, and are no copies for that. What stays in place
in footage of a camera that stands still is not told from an overlay, so nothing is left out there.
"""

import numpy as np

from verify.analysis.matching.meetings import Counts, Flags
from verify.domain.local_features import POSITION_UNITS, LocalFeatures

_MOST_BITS = 20
_SAME_PLACE = round(0.008 * POSITION_UNITS)
# Farther apart than a picture is wide and a place is.
_PICTURE_UNITS = 1 << 18
_LOOKED_AT = 8
# A point is laid over if it is in most other pictures, and most other points are in few.
_STAYS_SHARE = 0.6
_MOST_STAYING_SHARE = 0.4
_LEAST_PICTURES = 3


def is_laid_over(features: LocalFeatures) -> Flags:
    """Return for each point whether it stays while the rest changes, shape (points,)."""
    pictures = len(features.counts)
    staying = np.zeros(len(features), np.float64)
    if pictures < _LEAST_PICTURES or not len(features):
        return np.zeros(len(features), np.bool_)
    ends = np.cumsum(features.counts, dtype=np.int64)
    across = _Across(features)
    looked_at = np.unique(np.linspace(0, pictures - 1, _LOOKED_AT + 1).astype(int))
    for picture, (end, count) in enumerate(zip(ends, features.counts, strict=True)):
        here = np.arange(end - count, end)
        others = looked_at[looked_at != picture]
        staying[here] = across.stays(here, others).sum(axis=0) / len(others)
    is_staying: Flags = staying >= _STAYS_SHARE
    if is_staying.mean() > _MOST_STAYING_SHARE:
        return np.zeros(len(features), np.bool_)
    return is_staying


class _Across:
    """The points of all pictures, those of each from left to right."""

    def __init__(self, features: LocalFeatures) -> None:
        self._features = features
        places = features.picture * _PICTURE_UNITS + features.x
        self._order = np.argsort(places, kind="stable")
        self._places = places[self._order]

    def stays(self, here: Counts, others: Counts) -> Flags:
        """Return whether other pictures have points in the same place, shape (others, points)."""
        features = self._features
        at = others[:, None] * _PICTURE_UNITS + features.x[here]
        first = np.searchsorted(self._places, (at - _SAME_PLACE).ravel())
        counts = np.searchsorted(self._places, (at + _SAME_PLACE).ravel(), side="right") - first
        asked = np.repeat(np.arange(at.size), counts)
        behind = np.arange(len(asked)) - np.repeat(np.cumsum(counts) - counts, counts)
        one, other = here[asked % len(here)], self._order[first[asked] + behind]
        aside = features.y[one].astype(int) - features.y[other]
        near = np.flatnonzero(np.abs(aside) <= _SAME_PLACE)
        bits = np.bitwise_count(features.codes[one[near]] ^ features.codes[other[near]])
        stays = np.zeros(at.size, np.bool_)
        stays[asked[near[bits.sum(axis=1) <= _MOST_BITS]]] = True
        return stays.reshape(at.shape)
