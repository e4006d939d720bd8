"""Which points may be near a query, looked up: those that share one of 8 bands of 16 bits with it.

Up to 7 differing bits none is lost; further away the more, the further: of points that 17 bits
differ by, as half of the true ones do, 58 of 100 are found, and 97 if a band may differ by one bit,
which takes 17 times as long. A value that very many points have says next to nothing of any (a
plain surface, the edge of a frame): it is left out.
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
# A value itself, and what is one bit off.
_FLIPS = np.concatenate([[0], 1 << np.arange(BAND_BITS)]).astype(np.uint16)
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

    def near(self, codes: Codes, radius_bits: int, reach_bits: int = 0) -> Pairs:
        """Find rows that share a band with a query and differ in at most so many bits.

        Parameters
        ----------
        codes : uint64 array, shape (m, 2)
        radius_bits : int
        reach_bits : int
            By how many bits a band may differ and yet count as shared, 0 or 1.
        """
        values = band_values(codes)
        sizes = np.diff(self.starts, axis=1)
        is_overfull = sizes > max(_MOST_MEMBERS, _MOST_SHARE * len(self.rows))
        found = [np.empty((3, 0), np.int64)]
        for band in range(BANDS):
            for flipped in _FLIPS[: 1 + BAND_BITS * reach_bits]:
                asked = values[:, band] ^ flipped
                counts = np.where(is_overfull[band, asked], 0, sizes[band, asked])
                for some in _chunks(counts):
                    query, place = _places(some, counts[some], self.starts[band, asked[some]])
                    row = self.members[band, place]
                    apart = np.zeros(len(query), np.uint8)
                    # Most are too far away by the first word.
                    for word in (0, 1):
                        held = self.rows[f"word_{word}"][row]
                        apart += np.bitwise_count(held ^ codes[query, word])
                        near = np.flatnonzero(apart <= radius_bits)
                        query, row, apart = query[near], row[near], apart[near]
                    is_new = ~self._was_shown(row, values[query], band, reach_bits, is_overfull)
                    found.append(np.stack([query[is_new], row[is_new], apart[is_new]]))
        query, row, apart = np.concatenate(found, axis=1)
        order = np.lexsort((row, query))
        is_left_out = is_overfull[np.arange(BANDS), values]
        left_out = int(np.count_nonzero(is_left_out))
        points_left_out = int(np.count_nonzero(is_left_out.all(axis=1)))
        return Pairs(query[order], row[order], apart[order], left_out, points_left_out)

    def _was_shown(
        self,
        row: Integers,
        values: npt.NDArray[np.uint16],
        band: int,
        reach_bits: int,
        is_overfull: npt.NDArray[np.bool_],
    ) -> npt.NDArray[np.bool_]:
        """Return whether an earlier band that was looked up has shown a pair."""
        held = np.stack([self.rows["word_0"][row], self.rows["word_1"][row]], axis=1)
        theirs = band_values(held)[:, :band]
        is_shared = np.bitwise_count(theirs ^ values[:, :band]) <= reach_bits
        was_shown: npt.NDArray[np.bool_] = np.any(
            is_shared & ~is_overfull[np.arange(band), theirs], axis=1
        )
        return was_shown


def _places(some: Integers, counts: Integers, firsts: Integers) -> tuple[Integers, Integers]:
    """Return each of some queries as often as it has members, and where these stand."""
    shift = firsts - (np.cumsum(counts) - counts)
    place = np.arange(int(counts.sum())) + np.repeat(shift, counts)
    return np.repeat(some, counts), place


def _chunks(counts: Integers) -> Iterator[Integers]:
    """Yield the queries that have rows to look at, so many at a time that memory is bounded."""
    asked = np.flatnonzero(counts)
    chunk = np.cumsum(counts[asked]) // _PAIRS_AT_ONCE
    cuts = np.flatnonzero(np.diff(chunk)) + 1
    yield from (some for some in np.split(asked, cuts) if len(some))
