"""Which points may be near a query, looked up: those that share one of 8 bands of 16 bits with it.

Up to 7 differing bits hardly any is lost; further away the more, the further: of points that 17
bits differ by, as half of the true ones do, 58 of 100 are found, and 97 if a band may differ by one
bit, which takes 17 times as long. A value that very many points have says next to nothing of any (a
plain surface, the edge of a frame): it is left out.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.domain.local_features import CODE_BITS, Codes
from verify.storage.hamming.compiled import machine_code
from verify.storage.hamming.kernels import BAND_BITS, BAND_VALUES
from verify.storage.likeness import kernels
from verify.storage.likeness.columns import Rows

BANDS = CODE_BITS // BAND_BITS
BESIDE_BITS = 10
"""By how many of their 32 bits the two bands behind a shared one may differ. Of points that 24 of
128 bits differ by, one in 20 is passed over for it in one band; of strangers, 39 of 40."""

# Values that more points have are left out, whichever is more.
_MOST_MEMBERS = 2_000
_MOST_SHARE = 0.002
_ROOM = 1 << 18
_LEAST_A_THREAD = 256

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
    starts : int64 array, shape (8 * 65537,)
    members : uint64 array, shape (8 * rows,)
        See `kernels.sort_points`.
    code_folder : Path or None
        Where compiled code is kept.
    """

    rows: Rows
    starts: Integers
    members: npt.NDArray[np.uint64]
    code_folder: Path | None

    @classmethod
    def of(cls, rows: Rows, code_folder: Path | None = None) -> "Bands":
        """Sort rows, fewer than 2**31."""
        starts = np.zeros(BANDS * (BAND_VALUES + 1), np.int64)
        members = np.empty(BANDS * len(rows), np.uint64)
        if len(rows):
            sort = machine_code(kernels.sort_points, code_folder)
            sort(_words(rows), len(rows), starts, members)
        return cls(rows, starts, members, code_folder)

    def near(self, codes: Codes, radius_bits: int, reach_bits: int = 0) -> Pairs:
        """Find rows that share a band with a query and differ in at most so many bits.

        Parameters
        ----------
        codes : uint64 array, shape (m, 2)
        radius_bits : int
        reach_bits : int
            By how many bits a band may differ and yet count as shared, 0 or 1.
        """
        most_members = max(_MOST_MEMBERS, int(_MOST_SHARE * len(self.rows)))
        sizes = np.diff(self.starts.reshape(BANDS, -1), axis=1)
        is_left_out = sizes[np.arange(BANDS), band_values(codes)] > most_members
        search = partial(self._found, codes, most_members, reach_bits, radius_bits)
        query, row, apart = np.concatenate(
            list(_in_threads(search, len(codes) if len(self.rows) else 0)), axis=1
        )
        order = np.lexsort((row, query))
        left_out = int(np.count_nonzero(is_left_out))
        points_left_out = int(np.count_nonzero(is_left_out.all(axis=1)))
        return Pairs(query[order], row[order], apart[order], left_out, points_left_out)

    def _found(
        self,
        codes: Codes,
        most_members: int,
        reach_bits: int,
        radius_bits: int,
        queries: tuple[int, int],
    ) -> Integers:
        """Return query, row and distance of what is found for some queries."""
        search = machine_code(kernels.search_points, self.code_folder)
        asked = np.ascontiguousarray(codes).reshape(-1)
        found, room = _ROOM + 1, 0
        while found > room:
            room = max(_ROOM, found)
            hit_queries, hit_rows = np.empty((2, room), np.int64)
            hit_distances = np.empty(room, np.uint8)
            found = search(
                *(_words(self.rows), len(self.rows), self.starts, self.members, most_members),
                *(asked, *queries, reach_bits, BESIDE_BITS, radius_bits),
                *(hit_queries, hit_rows, hit_distances, room),
            )
        return np.stack([hit_queries[:found], hit_rows[:found], hit_distances[:found]])


def _in_threads(search: partial[Integers], queries: int) -> list[Integers]:
    """Return what is found, a part of the queries by each thread."""
    threads = max(1, min(os.cpu_count() or 1, queries // _LEAST_A_THREAD))
    ends = np.linspace(0, queries, threads + 1).astype(int).tolist()
    parts = list(pairwise(ends))
    if not queries:
        return [np.empty((3, 0), np.int64)]
    if threads == 1:
        return [search(parts[0])]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(search, parts))


def _words(rows: Rows) -> npt.NDArray[np.uint64]:
    words: npt.NDArray[np.uint64] = rows.view(np.uint64)
    return words
