"""Which points may be near a query, looked up: those that share one of 8 bands of 16 bits with it.

Up to 7 differing bits hardly any is lost; further away the more, the further: of points that 17
bits differ by, as half of the true ones do, 58 of 100 are found, and 97 if a band may differ by one
bit, which takes 17 times as long. A value that very many points have says next to nothing of any (a
plain surface, the edge of a frame): it is left out.
"""

import os
from collections.abc import Iterator, Sequence
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


class Asked(NamedTuple):
    """What is looked up.

    Attributes
    ----------
    words : uint64 array, shape (2 * queries,)
    order : int64 array, shape (8 * queries,)
        Queries by their values of each band.
    is_common : uint8 array, shape (8 * 65536,)
        Which values of each band very many points have: they are left out.
    radius_bits, reach_bits : int
        See `near_in`.
    """

    words: npt.NDArray[np.uint64]
    order: Integers
    is_common: npt.NDArray[np.uint8]
    radius_bits: int
    reach_bits: int

    @property
    def queries(self) -> int:
        """How many are looked up."""
        return len(self.words) // 2


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

    @property
    def sizes(self) -> Integers:
        """How many rows have each value of each band, shape (8, 65536)."""
        return np.diff(self.starts.reshape(BANDS, -1), axis=1)

    def near(self, codes: Codes, radius_bits: int, reach_bits: int = 0) -> Pairs:
        """Find rows that share a band with a query; see `near_in`."""
        return near_in([self], codes, radius_bits, reach_bits)

    def found(self, asked: Asked, queries: tuple[int, int]) -> Integers:
        """Return query, row and distance of what is found for some queries, shape (3, hits)."""
        search = machine_code(kernels.search_points, self.code_folder)
        room, found = 0, _ROOM
        while found > room:
            room = found
            hit_queries, hit_rows = np.empty((2, room), np.int64)
            hit_distances = np.empty(room, np.uint8)
            found = search(
                *(_words(self.rows), len(self.rows), self.starts, self.members),
                *(asked.is_common, asked.words, asked.queries, asked.order, *queries),
                *(asked.reach_bits, BESIDE_BITS, asked.radius_bits),
                *(hit_queries, hit_rows, hit_distances, room),
            )
        return np.stack([hit_queries[:found], hit_rows[:found], hit_distances[:found]])


def near_in(parts: Sequence[Bands], codes: Codes, radius_bits: int, reach_bits: int = 0) -> Pairs:
    """Find rows that share a band with a query and differ in at most so many bits.

    Parameters
    ----------
    parts : sequence of Bands
        Rows count through all of them; what is found does not depend on where they are cut.
    codes : uint64 array, shape (m, 2)
    radius_bits : int
    reach_bits : int
        By how many bits a band may differ and yet count as shared, 0 or 1.
    """
    rows = sum(len(part.rows) for part in parts)
    sizes = np.zeros((BANDS, BAND_VALUES), np.int64)
    for part in parts:
        sizes += part.sizes
    is_common = sizes > max(_MOST_MEMBERS, int(_MOST_SHARE * rows))
    values = band_values(codes)
    is_left_out = is_common[np.arange(BANDS), values]
    asked = Asked(
        np.ascontiguousarray(codes, np.uint64).reshape(-1),
        np.argsort(values.T, axis=1, kind="stable").reshape(-1),
        is_common.reshape(-1).view(np.uint8),
        radius_bits,
        reach_bits,
    )
    query, row, apart = np.concatenate(list(_in_threads(parts, asked, len(codes))), axis=1)
    order = np.lexsort((row, query))
    return Pairs(
        query[order],
        row[order],
        apart[order],
        lookups_left_out=int(np.count_nonzero(is_left_out)),
        points_left_out=int(np.count_nonzero(is_left_out.all(axis=1))),
    )


def _in_threads(parts: Sequence[Bands], asked: Asked, queries: int) -> Iterator[Integers]:
    """Yield what is found in each part, some of the queries by each thread; rows count through."""
    yield np.empty((3, 0), np.int64)
    threads = max(1, min(os.cpu_count() or 1, queries // _LEAST_A_THREAD))
    ends = np.linspace(0, queries, threads + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        first = 0
        for part in parts:
            for found in pool.map(partial(part.found, asked), pairwise(ends)):
                found[1] += first
                yield found
            first += len(part.rows)


def _words(rows: Rows) -> npt.NDArray[np.uint64]:
    words: npt.NDArray[np.uint64] = rows.view(np.uint64)
    return words
