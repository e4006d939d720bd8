"""The inner loops of the search, in the part of Python that numba compiles.

Compiled, an array is the address of its first element: arrays come flat, and nothing checks a
bound. They run interpreted too, thousands of times slower, which is how tests look inside.
Numba makes a float of a signed and an unsigned whole number, so words stay unsigned and everything
that counts is signed.

A plane holds one 64-bit word of every row: with words apart, and a tile of rows small enough for
the nearest cache, the processor compares several rows at once with each query in turn. Planes lie
one after the other, `length` words each.

Kernels write at most as many hits as there is room for and return how many there are, so that a
caller who gave too little room can call again.
"""

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Distances = npt.NDArray[np.uint8]

# 16 KiB of the two planes that are looked at first: half of the smallest nearest cache in use.
_TILE_ROWS = 1024

BANDS = 16
BAND_BITS = 16
BAND_VALUES = 1 << BAND_BITS
BANDED_RADIUS_BITS = 2 * BANDS - 1
"""If 31 bits differ in 16 bands, some band holds at most one of them: that is what bands find."""

_LOW_BITS = np.uint64(BAND_VALUES - 1)
_MEMBER_BITS = np.uint64((1 << 32) - 1)
_FARTHER_THAN_ANY = 1 << 10


def popcount(word: np.uint64) -> int:
    """Return how many bits are set; `compiled` puts the processor's own instruction here."""
    return int(word).bit_count()


def band_of(word: np.uint64, band: int) -> np.uint64:
    """Return the value of a band, given the word of the hash that it is in."""
    return (word >> np.uint64(BAND_BITS * (band % 4))) & _LOW_BITS


def scan_pdq(
    planes: Words,
    length: int,
    start: int,
    stop: int,
    queries: Words,
    query_count: int,
    radius_bits: int,
    hit_queries: Counts,
    hit_rows: Counts,
    hit_distances: Distances,
    room: int,
) -> int:
    """Find the rows from `start` to `stop` that lie within the radius of a query.

    Half of each hash is looked at first. Two unrelated halves are 64 bits apart, give or take 6:
    the other half is rarely needed, and no row is lost, since a part is never farther than all.

    Parameters
    ----------
    planes : uint64 array, shape (4 * length,)
    queries : uint64 array, shape (4 * query_count,)
        The four words of a query stand together.
    hit_queries, hit_rows, hit_distances : arrays, shape (room,)
        Written to.

    Returns
    -------
    int
        How many hits there are; what there is no room for is not written.
    """
    found = 0
    for tile in range(start, stop, _TILE_ROWS):
        end = min(tile + _TILE_ROWS, stop)
        for query in range(query_count):
            word_0, word_1 = queries[4 * query], queries[4 * query + 1]
            nearest = _FARTHER_THAN_ANY
            for row in range(tile, end):
                apart = popcount(planes[row] ^ word_0) + popcount(planes[length + row] ^ word_1)
                nearest = min(nearest, apart)
            if nearest > radius_bits:
                continue
            for row in range(tile, end):
                apart = popcount(planes[row] ^ word_0) + popcount(planes[length + row] ^ word_1)
                if apart > radius_bits:
                    continue
                apart += popcount(planes[2 * length + row] ^ queries[4 * query + 2])
                apart += popcount(planes[3 * length + row] ^ queries[4 * query + 3])
                if apart <= radius_bits:
                    if found < room:
                        hit_queries[found] = query
                        hit_rows[found] = row
                        hit_distances[found] = apart
                    found += 1
    return found


def scan_word(
    planes: Words,
    _length: int,
    start: int,
    stop: int,
    queries: Words,
    query_count: int,
    radius_bits: int,
    hit_queries: Counts,
    hit_rows: Counts,
    hit_distances: Distances,
    room: int,
) -> int:
    """Do what `scan_pdq` does for hashes of 64 bits: one plane, one word for each query."""
    found = 0
    for tile in range(start, stop, _TILE_ROWS):
        end = min(tile + _TILE_ROWS, stop)
        for query in range(query_count):
            word = queries[query]
            nearest = _FARTHER_THAN_ANY
            for row in range(tile, end):
                nearest = min(nearest, popcount(planes[row] ^ word))
            if nearest > radius_bits:
                continue
            for row in range(tile, end):
                apart = popcount(planes[row] ^ word)
                if apart <= radius_bits:
                    if found < room:
                        hit_queries[found] = query
                        hit_rows[found] = row
                        hit_distances[found] = apart
                    found += 1
    return found


def sort_into_bands(
    planes: Words, length: int, rows: int, row_bits: int, ends: Rows, members: Rows
) -> int:
    """List, for each band and each value of its 16 bits, the rows that have it.

    Parameters
    ----------
    row_bits : int
        How many bits a row's number takes, at most 32.
    ends : uint32 array, shape (16 * 65538,), zeros
        Written to: the rows of value v of a band stand from its ends[v] to its ends[v + 1].
    members : uint32 array, shape (16 * rows,)
        Written to: a row in the low bits; above it, as far as they fit, the low bits of its value
        in the next band, the first one being next to the last.

    Returns
    -------
    int
        `rows`.
    """
    for band in range(BANDS):
        beside = (band + 1) % BANDS
        plane, plane_beside = length * (band // 4), length * (beside // 4)
        end, member = (BAND_VALUES + 2) * band, rows * band
        # Counted two places on and summed up, end[v + 1] is where v begins; as rows are put down
        # it moves to where they end, which is where v + 1 begins.
        for row in range(rows):
            value = np.int64(band_of(planes[plane + row], band))
            ends[end + value + 2] += np.uint32(1)
        for place in range(end, end + BAND_VALUES):
            ends[place + 1] += ends[place]
        for row in range(rows):
            value = np.int64(band_of(planes[plane + row], band))
            value_beside = band_of(planes[plane_beside + row], beside)
            both = np.uint64(row) | (value_beside << np.uint64(row_bits))
            members[member + np.int64(ends[end + value + 1])] = both & _MEMBER_BITS
            ends[end + value + 1] += np.uint32(1)
    return rows


def search_bands(
    planes: Words,
    length: int,
    rows: int,
    row_bits: int,
    ends: Rows,
    members: Rows,
    queries: Words,
    query_count: int,
    radius_bits: int,
    hit_queries: Counts,
    hit_rows: Counts,
    hit_distances: Distances,
    room: int,
) -> int:
    """Find what `scan_pdq` finds among the first `rows`, which were sorted, up to 31 bits away.

    In each band the rows of the query's value and of the 16 values one bit away are gone through.
    Only where the next band is near too, by what stands of it beside the row, is the hash itself
    looked at, which lies anywhere in memory. No row is lost: with the bands in a ring, one of them
    has at most its share of the bits that differ, and it and the next together at most theirs. A
    row that an earlier band has shown is passed over.
    """
    found = 0
    most, most_of_two = radius_bits // BANDS, 2 * radius_bits // BANDS
    row_mask = (np.uint64(1) << np.uint64(row_bits)) - np.uint64(1)
    for query in range(query_count):
        word_0, word_1 = queries[4 * query], queries[4 * query + 1]
        word_2, word_3 = queries[4 * query + 2], queries[4 * query + 3]
        for band in range(BANDS):
            beside = (band + 1) % BANDS
            end, member = (BAND_VALUES + 2) * band, rows * band
            asked = np.int64(band_of(queries[4 * query + band // 4], band))
            asked_beside = band_of(queries[4 * query + beside // 4], beside)
            asked_beside = (asked_beside << np.uint64(row_bits)) & _MEMBER_BITS
            for flipped in range(BAND_BITS + 1 if most else 1):
                # First the value itself, then one bit of it flipped.
                value = asked ^ ((1 << flipped) >> 1)
                most_beside = most_of_two - min(flipped, 1)
                first = member + np.int64(ends[end + value])
                last = member + np.int64(ends[end + value + 1])
                for place in range(first, last):
                    both = np.uint64(members[place])
                    if popcount((both ^ asked_beside) & ~row_mask) > most_beside:
                        continue
                    row = np.int64(both & row_mask)
                    apart = popcount(planes[row] ^ word_0)
                    apart += popcount(planes[length + row] ^ word_1)
                    apart += popcount(planes[2 * length + row] ^ word_2)
                    apart += popcount(planes[3 * length + row] ^ word_3)
                    if apart > radius_bits:
                        continue
                    is_new = True
                    for earlier in range(band):
                        after = earlier + 1
                        word = planes[length * (earlier // 4) + row]
                        word ^= queries[4 * query + earlier // 4]
                        word_after = planes[length * (after // 4) + row]
                        word_after ^= queries[4 * query + after // 4]
                        in_one = popcount(band_of(word, earlier))
                        kept = (band_of(word_after, after) << np.uint64(row_bits)) & _MEMBER_BITS
                        if in_one <= most and in_one + popcount(kept) <= most_of_two:
                            is_new = False
                            break
                    if is_new:
                        if found < room:
                            hit_queries[found] = query
                            hit_rows[found] = row
                            hit_distances[found] = apart
                        found += 1
    return found
