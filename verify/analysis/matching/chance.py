"""What order adds: the score that a query's frames would reach at one offset in any order.

Footage that merely has the same look (one studio, one fixed camera, one title) reaches its score in
any order; a copy whose picture changes does not. Says nothing of footage that no frame looks like.
"""

from collections.abc import Iterable

import numpy as np

from verify.analysis.matching.meetings import Counts, Numbers, Table

SHUFFLES = 100
# Fixed, so that the same archive gives the same answer.
_SEED = 20_200_227
_MOST_CELLS = 2_000_000


def shuffled(query_slots: Counts) -> Counts:
    """Return the slots of a query's frames in a hundred orders, shape (100, frames).

    To be used for all entries, so that scores of one order belong together.
    """
    rows = np.repeat(query_slots[None, :], SHUFFLES, axis=0)
    orders: Counts = np.random.default_rng(_SEED).permuted(rows, axis=1)
    return orders


def shuffled_scores(table: Table, orders: Counts) -> Numbers:
    """Return the best score of one entry for each order of the query's frames.

    Parameters
    ----------
    orders : int64 array, shape (n, frames)
        See `shuffled`.
    """
    extent = int(np.ptp(table.slot) + np.ptp(orders))
    at_once = max(1, _MOST_CELLS // max(len(table.query), extent))
    parts = [orders[first : first + at_once] for first in range(0, len(orders), at_once)]
    return np.concatenate([_best_scores(table, part) for part in parts])


def _best_scores(table: Table, orders: Counts) -> Numbers:
    shifts = table.slot - orders[:, table.query]
    shifts -= shifts.min()
    width = int(shifts.max()) + 1
    shifts += width * np.arange(len(orders))[:, None]
    weights = np.broadcast_to(table.weight, shifts.shape)
    votes = np.bincount(shifts.ravel(), weights.ravel(), width * len(orders))
    best: Numbers = votes.reshape(len(orders), width).max(axis=1)
    return best


def expected_matches(scores: Iterable[Numbers], score: float) -> float:
    """Return how many entries reach a score in a random order, at the mean.

    Parameters
    ----------
    scores : iterable of float64 array
        Of each entry that any frame met; see `shuffled_scores`.
    score : float

    Returns
    -------
    float
        0.01 or more: fewer cannot be told from a hundred orders.
    """
    reached = sum(int(np.count_nonzero(each >= score * (1 - 1e-9))) for each in scores)
    return max(reached, 1) / SHUFFLES
