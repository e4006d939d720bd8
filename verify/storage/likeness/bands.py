"""Which points may be near a query, looked up: those that share one of 8 bands of 16 bits with it.

Up to 7 differing bits none is lost; further away the more, the further. A value that very many
points have says next to nothing of any (a plain surface, the edge of a frame): it is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.domain.local_features import CODE_BITS, Codes
from verify.storage.likeness.columns import Rows

BAND_BITS = 16
BANDS = CODE_BITS // BAND_BITS
_VALUES = 1 << BAND_BITS
# Values that more points have are left out, whichever is more.
_MOST_MEMBERS = 2_000
_MOST_SHARE = 0.002
# Pairs compared at once: some 20 MB.
_PAIRS_AT_ONCE = 500_000

Integers = npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """Query points and rows that are near each other, each pair once, by query and then row.

    Attributes
    ----------
    lookups_left_out : int
        How many bands of query points were not looked up, for too many have their value.
    points_left_out : int
        How many query points this left without any band.
    """

    query: Integers
    row: Integers
    distance_bits: Integers
    lookups_left_out: int
    points_left_out: int


def band_values(codes: Codes) -> npt.NDArray[np.uint16]:
    """Return the bands of codes of shape (n, 2), shape (n, 8)."""
    return np.ascontiguousarray(codes, "<u8").view("<u2").reshape(len(codes), BANDS)


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Rows sorted by the values of their bands.

    Attributes
    ----------
    rows : array of `POINT`
        What was sorted.
    starts : int64 array, shape (8, 65537)
        The rows of value v of a band stand in its members from starts[v] to starts[v + 1].
    members : int32 array, shape (8, rows)
    """

    rows: Rows
    starts: Integers
    members: npt.NDArray[np.int32]

    @classmethod
    def of(cls, rows: Rows) -> "Bands":
        """Sort rows, fewer than 2**31."""
        starts = np.zeros((BANDS, _VALUES + 1), np.int64)
        members = np.empty((BANDS, len(rows)), np.int32)
        for band in range(BANDS):
            word, shift = divmod(band * BAND_BITS, 64)
            values = (rows[f"word_{word}"] >> np.uint64(shift)).astype(np.uint16)
            np.cumsum(np.bincount(values, minlength=_VALUES), out=starts[band, 1:])
            members[band] = np.argsort(values, kind="stable")
        return cls(rows, starts, members)

    def near(self, codes: Codes, radius_bits: int) -> Pairs:
        """Find rows that share a band with a query and differ in at most so many bits.

        Parameters
        ----------
        codes : uint64 array, shape (m, 2)
        """
        values = band_values(codes)
        each = np.arange(BANDS)
        firsts = self.starts[each, values]
        counts = self.starts[each, values.astype(np.int64) + 1] - firsts
        is_overfull = counts > max(_MOST_MEMBERS, _MOST_SHARE * len(self.rows))
        counts[is_overfull] = 0
        found = [np.empty((3, 0), np.int64)]
        for band in range(BANDS):
            for some in _chunks(counts[:, band]):
                query = np.repeat(some, counts[some, band])
                ends = np.cumsum(counts[some, band])
                shift = firsts[some, band] - (ends - counts[some, band])
                place = np.arange(len(query)) + np.repeat(shift, counts[some, band])
                row = self.members[band, place]
                apart = np.zeros(len(query), np.uint8)
                # Most are too far away by the first word.
                for word in (0, 1):
                    apart += np.bitwise_count(self.rows[f"word_{word}"][row] ^ codes[query, word])
                    near = np.flatnonzero(apart <= radius_bits)
                    query, row, apart = query[near], row[near], apart[near]
                # An earlier band that was looked up and is the same has shown the pair.
                held = np.stack([self.rows["word_0"][row], self.rows["word_1"][row]], axis=1)
                is_same = band_values(held)[:, :band] == values[query, :band]
                is_new = ~np.any(is_same & ~is_overfull[query, :band], axis=1)
                found.append(np.stack([query[is_new], row[is_new], apart[is_new]]))
        query, row, apart = np.concatenate(found, axis=1)
        order = np.lexsort((row, query))
        left_out = int(np.count_nonzero(is_overfull))
        points_left_out = int(np.count_nonzero(is_overfull.all(axis=1)))
        return Pairs(query[order], row[order], apart[order], left_out, points_left_out)


def _chunks(counts: Integers) -> Iterator[Integers]:
    """Yield the queries that have rows to look at, so many at a time that memory is bounded."""
    asked = np.flatnonzero(counts)
    chunk = np.cumsum(counts[asked]) // _PAIRS_AT_ONCE
    cuts = np.flatnonzero(np.diff(chunk)) + 1
    yield from (some for some in np.split(asked, cuts) if len(some))
