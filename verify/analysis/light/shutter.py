"""The band that a rolling shutter shows: a flash begins while the rows of a frame are being read.

Rows read before hold nothing of it. The edge says which row was being read when the light came on;
how long a camera takes from row to row is not in the file, so the time within the frame is not
known and the error of an onset stays one frame.
"""

from collections.abc import Sequence

import numpy as np

from verify.analysis.light.rise import Look

_LEAST_LEVELS = 6.0
"""Rows in which the flash adds less than this, at its most, tell nothing."""
_LEAST_ROWS = 0.5
"""Share of the rows that must tell something."""
_MARGIN_SHARE = 0.08
_UNLIT, _LIT = 0.15, 0.6
_EDGE_SHARE = 0.12


def band_row(before: Look, onset: Look, later: Sequence[Look], height_px: int) -> int | None:
    """Return the row at which the onset frame turns from unlit to lit, or None.

    Parameters
    ----------
    before : Look
        The last frame without the flash.
    onset : Look
        The first frame with it.
    later : list of Look
        The frames after it in which light still grew, and one more.
    height_px : int
        Height of the picture as shown; the row counts from its top.
    """
    came = onset.rows - before.rows
    most = np.max([came, *(look.rows - before.rows for look in later)], axis=0)
    telling = np.flatnonzero(most >= _LEAST_LEVELS)
    rows = len(came)
    if telling.size < max(4, _LEAST_ROWS * rows):
        return None
    share = came[telling] / most[telling]
    # The best place to split in two: largest difference of the means, weighted by the rows.
    total = np.cumsum(share)
    counts = np.arange(1, share.size)
    upper = total[:-1] / counts
    lower = (total[-1] - total[:-1]) / (share.size - counts)
    spread = (upper - lower) ** 2 * counts * (share.size - counts)
    split = int(spread.argmax()) + 1
    if not _MARGIN_SHARE * share.size <= split <= (1 - _MARGIN_SHARE) * share.size:
        return None
    dark, lit = sorted((float(np.median(share[:split])), float(np.median(share[split:]))))
    if dark > _UNLIT or lit < _LIT:
        return None
    between = np.count_nonzero((share > 0.25 * lit) & (share < 0.75 * lit))
    if between > _EDGE_SHARE * share.size:
        return None
    return int(telling[split] * height_px / rows)
