"""What a search found: from rows that a kernel names to entries and times, in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.storage.hamming.columns import Flags, Segment
from verify.storage.hamming.kernels import Counts, Distances

_FIRST_ROOM = 1 << 12

Search = Callable[[Counts, Counts, Distances, int], int]
"""A kernel that lacks only where to write what it finds, and the room there."""


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Hashes within the radius, by query, then entry, then time.

    Attributes
    ----------
    query : int64 array, shape (hits,)
        Which query, from 0.
    number : int64 array, shape (hits,)
        The entry's number in the store, `added_sequence`.
    time_ms, quality, distance_bits : uint32, uint8 and uint8 arrays, shape (hits,)
        `distance_bits` from the query, the others of the hash found.
    """

    query: Counts
    number: Counts
    time_ms: npt.NDArray[np.uint32]
    quality: npt.NDArray[np.uint8]
    distance_bits: Distances

    def __len__(self) -> int:
        return len(self.query)

    def of(self, chosen: Flags) -> "Hits":
        """Return some of the hits."""
        return Hits(*(getattr(self, field.name)[chosen] for field in fields(self)))


NONE = Hits(*(np.empty(0, dtype) for dtype in ("i8", "i8", "u4", "u1", "u1")))


class Rows(NamedTuple):
    """Hits as a kernel writes them: queries counted from the first that it was given."""

    query: Counts
    row: Counts
    distance_bits: Distances


def all_of(search: Search) -> Rows:
    """Run a kernel, and once more if there was no room for all that it found."""
    room = _FIRST_ROOM
    while True:
        rows = Rows(np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.uint8))
        count = search(*rows, room)
        if count <= room:
            return Rows(rows.query[:count], rows.row[:count], rows.distance_bits[:count])
        room = count


def with_entries(segment: Segment, entries: int, first_query: int, rows: Rows) -> Hits:
    """Return rows of a segment's first `entries` as hits, without those that were removed."""
    entry = np.searchsorted(segment.firsts[:entries], rows.row, "right") - 1
    stays = ~segment.gone[entry]
    entry, row = entry[stays], rows.row[stays]
    return Hits(
        query=rows.query[stays] + first_query,
        number=segment.numbers[entry],
        time_ms=segment.time_ms[row],
        quality=segment.quality[row],
        distance_bits=rows.distance_bits[stays],
    )


def in_order(parts: Sequence[Hits]) -> Hits:
    """Join hits and sort them."""
    names = [field.name for field in fields(Hits)]
    joined = {
        name: np.concatenate([getattr(part, name) for part in (NONE, *parts)]) for name in names
    }
    order = np.lexsort((joined["time_ms"], joined["number"], joined["query"]))
    return Hits(**{name: column[order] for name, column in joined.items()})
