"""The inner loops of the search for points, compiled as those of `hamming.kernels` are.

Members of a band are whole numbers of 64 bits: the row in the lower half, and in the upper the two
bands that follow in a ring. What is far in these is passed over without a look at the point itself,
which lies anywhere in memory.
"""

import numpy as np

from verify.storage.hamming.kernels import (
    BAND_BITS,
    BAND_VALUES,
    Counts,
    Distances,
    Words,
    band_of,
    popcount,
)

BANDS = 8
_POINT_WORDS = 4
_ROW_BITS = np.uint64(32)
_ROW_MASK = np.uint64((1 << 32) - 1)
_STARTS = BAND_VALUES + 1


def sort_points(points: Words, rows: int, starts: Counts, members: Words) -> int:
    """List, for each band and each value of its 16 bits, the points that have it.

    Parameters
    ----------
    points : uint64 array, shape (4 * rows,)
        The first two words of each point are its code.
    starts : int64 array, shape (8 * 65537,), zeros
        Written to: members of value v of a band stand from its starts[v] to its starts[v + 1].
    members : uint64 array, shape (8 * rows,)
        Written to.

    Returns
    -------
    int
        `rows`.
    """
    for band in range(BANDS):
        word, first, second = band // 4, (band + 1) % BANDS, (band + 2) % BANDS
        start, member = _STARTS * band, rows * band
        for row in range(rows):
            value = np.int64(band_of(points[_POINT_WORDS * row + word], band))
            starts[start + value + 1] += 1
        for place in range(start, start + BAND_VALUES):
            starts[place + 1] += starts[place]
        # Putting rows down moves each start to where its value ends, which is where the next began.
        for row in range(rows - 1, -1, -1):
            value = np.int64(band_of(points[_POINT_WORDS * row + word], band))
            after = band_of(points[_POINT_WORDS * row + first // 4], first)
            after |= band_of(points[_POINT_WORDS * row + second // 4], second) << np.uint64(
                BAND_BITS
            )
            starts[start + value + 1] -= 1
            place = member + starts[start + value + 1]
            members[place] = np.uint64(row) | (after << _ROW_BITS)
        # Each start of value v + 1 is now where v begins: back by one place.
        for place in range(start, start + BAND_VALUES):
            starts[place] = starts[place + 1]
        starts[start + BAND_VALUES] = rows
    return rows


def search_points(
    points: Words,
    rows: int,
    starts: Counts,
    members: Words,
    is_common: Distances,
    codes: Words,
    queries: int,
    order: Counts,
    first_query: int,
    last_query: int,
    reach_bits: int,
    beside_bits: int,
    radius_bits: int,
    hit_queries: Counts,
    hit_rows: Counts,
    hit_distances: Distances,
    room: int,
) -> int:
    """Find points that share a band with a query and differ in at most so many bits.

    Parameters
    ----------
    is_common : uint8 array, shape (8 * 65536,)
        Not 0 for the values of each band that are left out.
    codes : uint64 array, shape (2 * queries,)
    order : int64 array, shape (8 * queries,)
        Queries by their values of each band: what they share then lies in the cache already.
    first_query, last_query : int
        Which of each band, the last one not.
    reach_bits : int
        By how many bits a band may differ and yet count as shared, 0 or 1.
    beside_bits : int
        By how many bits the two bands behind it may differ.
    hit_queries, hit_rows, hit_distances : arrays, shape (room,)
        Written to; each pair once.

    Returns
    -------
    int
        How many hits there are; what there is no room for is not written.
    """
    found = 0
    for band in range(BANDS):
        first, second = (band + 1) % BANDS, (band + 2) % BANDS
        start, member = _STARTS * band, rows * band
        for turn in range(first_query, last_query):
            query = order[queries * band + turn]
            word_0, word_1 = codes[2 * query], codes[2 * query + 1]
            asked = np.int64(band_of(codes[2 * query + band // 4], band))
            beside = band_of(codes[2 * query + first // 4], first)
            beside |= band_of(codes[2 * query + second // 4], second) << np.uint64(BAND_BITS)
            for flipped in range(BAND_BITS + 1 if reach_bits else 1):
                value = asked ^ ((1 << flipped) >> 1)
                if is_common[BAND_VALUES * band + value]:
                    continue
                begin, end = starts[start + value], starts[start + value + 1]
                for place in range(member + begin, member + end):
                    both = members[place]
                    if popcount((both >> _ROW_BITS) ^ beside) > beside_bits:
                        continue
                    row = np.int64(both & _ROW_MASK)
                    apart = popcount(points[_POINT_WORDS * row] ^ word_0)
                    apart += popcount(points[_POINT_WORDS * row + 1] ^ word_1)
                    if apart > radius_bits:
                        continue
                    is_new = True
                    for earlier in range(band):
                        held = band_of(points[_POINT_WORDS * row + earlier // 4], earlier)
                        differs = held ^ band_of(codes[2 * query + earlier // 4], earlier)
                        if popcount(differs) > reach_bits:
                            continue
                        if is_common[BAND_VALUES * earlier + np.int64(held)]:
                            continue
                        near = 0
                        for step in range(1, 3):
                            after = (earlier + step) % BANDS
                            kept = band_of(points[_POINT_WORDS * row + after // 4], after)
                            near += popcount(kept ^ band_of(codes[2 * query + after // 4], after))
                        if near <= beside_bits:
                            is_new = False
                            break
                    if is_new:
                        if found < room:
                            hit_queries[found] = query
                            hit_rows[found] = row
                            hit_distances[found] = apart
                        found += 1
    return found
