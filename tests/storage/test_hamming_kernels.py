"""Kernels, interpreted and compiled, against comparing every bit of every hash in NumPy."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.storage.hamming import kernels
from verify.storage.hamming.bands import unsorted_bands
from verify.storage.hamming.compiled import Kernel, machine_code
from verify.storage.hamming.kernels import Words

Hits = set[tuple[int, int, int]]


@pytest.fixture(scope="module", params=["interpreted", "compiled"])
def way(request: pytest.FixtureRequest, code_folder: Path) -> Callable[[Kernel], Kernel]:
    """Return what makes a kernel ready to be called with flat arrays."""
    if request.param == "interpreted":
        return lambda kernel: kernel
    return lambda kernel: machine_code(kernel, code_folder)


def flipped(words: Words, bits: list[int]) -> Words:
    """Return a hash that differs in these bits."""
    other = words.copy()
    for bit in bits:
        other[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    return other


def by_all_bits(rows: Words, queries: Words, radius_bits: int) -> Hits:
    distances = np.bitwise_count(rows[None] ^ queries[:, None]).sum(axis=2, dtype=int)
    query, row = np.nonzero(distances <= radius_bits)
    return set(zip(*map(np.ndarray.tolist, (query, row, distances[query, row])), strict=True))


def hits_of(search: Callable[..., int], room: int = 4000) -> Hits:
    columns = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.uint8)
    count = search(*columns, room)
    assert count <= room
    found = list(zip(*(column[:count].tolist() for column in columns), strict=True))
    assert len(set(found)) == len(found)
    return set(found)


def by_scan(
    kernel: Kernel, rows: Words, queries: Words, radius_bits: int, start: int, stop: int
) -> Hits:
    planes = np.ascontiguousarray(rows.T).ravel()
    asked = (queries.ravel(), len(queries), radius_bits)
    return hits_of(partial(kernel, planes, len(rows), start, stop, *asked))


def by_bands(
    way: Callable[[Kernel], Kernel],
    rows: Words,
    queries: Words,
    radius_bits: int,
    row_bits: int | None = None,
) -> Hits:
    planes, bands = np.ascontiguousarray(rows.T).ravel(), unsorted_bands(len(rows))
    bits = bands.row_bits if row_bits is None else row_bits
    sorted_rows = (bits, bands.ends.ravel(), bands.members.ravel())
    way(kernels.sort_into_bands)(planes, len(rows), len(rows), *sorted_rows)
    asked = (queries.ravel(), len(queries), radius_bits)
    search = way(kernels.search_bands)
    return hits_of(partial(search, planes, len(rows), len(rows), *sorted_rows, *asked))


def clustered(seed: int, count: int, words: int, radius_bits: int) -> tuple[Words, Words]:
    """Return hashes in groups, with queries around the radius from some of them."""
    rng = np.random.default_rng(seed)
    centres = rng.integers(0, 2**64, (max(1, count // 7), words), dtype=np.uint64)
    bits = 64 * words

    def near(centre: Words, most: int) -> Words:
        return flipped(
            centre, rng.choice(bits, min(bits, rng.integers(0, most + 1)), False).tolist()
        )

    rows = [near(centres[rng.integers(len(centres))], 30) for _ in range(count)]
    queries = [near(rows[rng.integers(count)], radius_bits + 4) for _ in range(5)]
    at_the_edge = [
        flipped(rows[0], rng.choice(bits, min(bits, radius_bits + more), False).tolist())
        for more in (0, 1)
    ]
    return np.array(rows), np.array(queries + at_the_edge)


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 60), radius_bits=st.integers(0, 70))
def test_a_scan_finds_what_comparing_all_bits_finds(
    way: Callable[[Kernel], Kernel], seed: int, count: int, radius_bits: int
) -> None:
    for words, kernel in ((4, kernels.scan_pdq), (1, kernels.scan_word)):
        rows, queries = clustered(seed, count, words, radius_bits)
        start, stop = count // 4, count - count // 5
        found = by_scan(way(kernel), rows, queries, radius_bits, start, stop)
        truth = by_all_bits(rows, queries, radius_bits)
        assert found == {hit for hit in truth if start <= hit[1] < stop}


def test_a_scan_finds_all_in_many_tiles(code_folder: Path) -> None:
    rows, queries = clustered(5, 5000, 4, 31)
    scan = machine_code(kernels.scan_pdq, code_folder)
    found = by_scan(scan, rows, queries, 31, 0, len(rows))
    assert found == by_all_bits(rows, queries, 31)
    assert len(found) > 3


def test_bands_find_what_comparing_all_bits_finds(way: Callable[[Kernel], Kernel]) -> None:
    rows, queries = clustered(2, 60, 4, 31)
    queries = np.concatenate([queries, rows[:3]])
    assert by_bands(way, rows, queries, 31) == by_all_bits(rows, queries, 31)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**32),
    radius_bits=st.integers(0, 31),
    row_bits=st.sampled_from([8, 20, 27, 32]),
    uneven=st.booleans(),
)
def test_compiled_bands_find_all_at_any_radius(
    seed: int, radius_bits: int, row_bits: int, uneven: bool, code_folder: Path
) -> None:
    rows, queries = clustered(seed, 200, 4, radius_bits)
    if uneven:
        # Most rows share most bands, and every difference lies in the others.
        rng = np.random.default_rng(seed)
        varies = np.repeat(rng.random(16) < 0.3, 2).view(np.uint8) * np.uint8(255)
        rows, queries = (words & varies.view(np.uint64) for words in (rows, queries))
    compiled = partial(machine_code, folder=code_folder)
    found = by_bands(compiled, rows, queries, radius_bits, row_bits)
    assert found == by_all_bits(rows, queries, radius_bits)


def test_bands_find_31_bits_however_they_are_spread(code_folder: Path) -> None:
    rng = np.random.default_rng(4)
    row = rng.integers(0, 2**64, 4, dtype=np.uint64)
    # Bits that differ in each band: as even as can be, or more in some; turned round the ring.
    spreads = [np.array([2] * 15 + [1])]
    for evenness in (0.3, 1, 30):
        spreads += list(rng.multinomial(31, rng.dirichlet(np.full(16, evenness), 40)))
    turned = [
        np.roll(spread, turn) for spread in spreads if max(spread) <= 16 for turn in range(16)
    ]
    queries = np.array(
        [
            flipped(row, [16 * band + bit for band in range(16) for bit in range(spread[band])])
            for spread in turned
        ]
    )
    compiled = partial(machine_code, folder=code_folder)
    for row_bits in (20, 27, 32):
        found = by_bands(compiled, row[None], queries, 31, row_bits)
        assert found == {(query, 0, 31) for query in range(len(queries))}


def test_hits_that_there_is_no_room_for_are_counted(way: Callable[[Kernel], Kernel]) -> None:
    row = np.array([1, 2, 3, 4], np.uint64)
    rows = np.repeat(row[None], 50, axis=0)
    planes = np.ascontiguousarray(rows.T).ravel()
    columns = np.full(10, -1), np.full(10, -1), np.full(10, 255, np.uint8)
    count = way(kernels.scan_pdq)(planes, 50, 0, 50, row, 1, 31, *columns, 7)
    assert count == 50
    assert columns[1].tolist() == [0, 1, 2, 3, 4, 5, 6, -1, -1, -1]
