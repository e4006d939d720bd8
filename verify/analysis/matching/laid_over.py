"""Points of a query that stay in place while the picture behind them changes: logos, captions.

Two clips that one station broadcast share its logo, and are no copies for that. What stays in place
in footage of a camera that stands still is not told from an overlay, so nothing is left out there.
"""

import numpy as np

from verify.analysis.matching.meetings import Flags
from verify.domain.local_features import POSITION_UNITS, LocalFeatures

_MOST_BITS = 20
_SAME_PLACE = round(0.008 * POSITION_UNITS)
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
    rows = [slice(end - count, end) for end, count in zip(ends, features.counts, strict=True)]
    for picture, here in enumerate(rows):
        others = np.unique(np.linspace(0, pictures - 1, _LOOKED_AT + 1).astype(int))
        others = others[others != picture]
        for other in others:
            staying[here] += _stays(features, here, rows[other]) / len(others)
    is_staying: Flags = staying >= _STAYS_SHARE
    if is_staying.mean() > _MOST_STAYING_SHARE:
        return np.zeros(len(features), np.bool_)
    return is_staying


def _stays(features: LocalFeatures, here: slice, there: slice) -> Flags:
    """Return for each point of a picture whether another picture has it in the same place."""
    aside_x = features.x[here, None].astype(int) - features.x[there]
    aside_y = features.y[here, None].astype(int) - features.y[there]
    near = np.maximum(np.abs(aside_x), np.abs(aside_y)) <= _SAME_PLACE
    one, other = np.nonzero(near)
    bits = np.bitwise_count(features.codes[here][one] ^ features.codes[there][other])
    stays = np.zeros(near.shape[0], np.bool_)
    stays[one[bits.sum(axis=1) <= _MOST_BITS]] = True
    return stays
