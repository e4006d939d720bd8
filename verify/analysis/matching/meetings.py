"""Frames of a query that meet frames of one entry: their hashes differ by few bits.

Times are told apart in slots, the interval at which frames are hashed; a frame may lie a slot
beside its counterpart, for two files are hardly ever hashed at the same moments. `offsets` finds
stretches in this, `chance` asks how many there would be in any order.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.domain.rows import HASH_INTERVAL_S

Counts = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SLOT_S = float(HASH_INTERVAL_S)
TOLERANCE_SLOTS = 1

# Times are rounded to a millisecond in the archive: a frame on a multiple must not fall below it.
_ROUNDING_SLOTS = 0.01

# A frame that looks like frames of more entries than this tells little of which one it is from: a
# title, a test card, an empty sky. A clip that came in under ten names is not meant.
_HOT_ENTRIES = 10
_HOT_SHARE = 0.01


def slots_of(times_s: Numbers) -> Counts:
    """Return the slot of each time: 0 from 0 s on."""
    slots: Counts = np.floor(times_s / SLOT_S + _ROUNDING_SLOTS).astype(np.int64)
    return slots


def is_hot(entries_met: Counts, entries: int) -> Flags:
    """Return for each frame whether it meets so many of the entries that it tells them not apart.

    Parameters
    ----------
    entries_met : int64 array, shape (n,)
        How many entries have a frame that looks like it.
    entries : int
        How many were searched.
    """
    hot: Flags = entries_met > max(_HOT_ENTRIES, _HOT_SHARE * entries)
    return hot


def weights_of(distance_bits: Numbers, entries_met: Counts, radius_bits: int) -> Numbers:
    """Return what each meeting counts: 1 for equal hashes, 0 beyond the radius.

    Divided by the logarithm of how many entries the frame meets (the inverse document frequency of
    text search), so that what looks like everything counts little.

    Parameters
    ----------
    distance_bits : float64 array, shape (n,)
    entries_met : int64 array, shape (n,)
        By the frame of each meeting; 1 or more.
    radius_bits : int
    """
    nearness = 1 - distance_bits / (radius_bits + 1)
    weights: Numbers = nearness / np.log2(1 + entries_met)
    return weights


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Frames of a query, frames of one entry, and which of them look alike.

    A meeting is of two hashes, of two pictures in which points lie alike (`sightings`), or of two
    that a frame descriptor finds alike (`resembling`).

    Attributes
    ----------
    query_s : float64 array, shape (n,)
        Times of the query's frames that were compared, seconds, rising.
    query : int64 array, shape (meetings,)
        Which of these.
    match_s : float64 array, shape (meetings,)
        When in the entry, seconds.
    distance_bits : float64 array, shape (meetings,)
        NaN where points met, not hashes.
    weight : float64 array, shape (meetings,)
        See `weights_of`.
    resembles : bool array, shape (meetings,), or None
        Whether a frame descriptor alone met; None if no meeting is of that kind.
    """

    query_s: Numbers
    query: Counts
    match_s: Numbers
    distance_bits: Numbers
    weight: Numbers
    resembles: Flags | None = None

    def __len__(self) -> int:
        return len(self.query)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What each frame of a query counts for each slot of an entry, neighbours taken in.

    Attributes
    ----------
    query_slots : int64 array, shape (n,)
        The slot of each frame of the query.
    query, slot : int64 arrays, shape (cells,)
        Frame and slot of the entry, each pair once.
    weight : float64 array, shape (cells,)
        The greatest of the meetings there.
    """

    query_slots: Counts
    query: Counts
    slot: Counts
    weight: Numbers

    @property
    def shifts(self) -> Counts:
        """The slot of the entry minus that of the frame, for each cell."""
        return self.slot - self.query_slots[self.query]

    def of(self, chosen: Flags) -> "Table":
        """Return the cells chosen."""
        return Table(self.query_slots, self.query[chosen], self.slot[chosen], self.weight[chosen])


def table_of(meetings: Meetings, speed: float = 1.0) -> Table:
    """Return the meetings by slot, each also a slot before and after.

    The query's clock runs `speed` times as fast.
    """
    beside = np.arange(-TOLERANCE_SLOTS, TOLERANCE_SLOTS + 1)
    slot = (slots_of(meetings.match_s)[:, None] + beside).ravel()
    query = np.repeat(meetings.query, len(beside))
    weight = np.repeat(meetings.weight, len(beside))
    order = np.lexsort((-weight, slot, query))
    query, slot, weight = query[order], slot[order], weight[order]
    is_first = np.ones(len(query), np.bool_)
    is_first[1:] = (np.diff(query) != 0) | (np.diff(slot) != 0)
    return Table(
        slots_of(speed * meetings.query_s), query[is_first], slot[is_first], weight[is_first]
    )
