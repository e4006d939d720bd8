"""Points found again by what they look like: held to a comparison of every pair, bit by bit."""

import numpy as np

from tests.storage.footage import REPORTER, SetClock, features, key_of, new_entry
from verify.domain.local_features import Codes, LocalFeatures
from verify.storage.likeness import FeatureHits, FeatureIndex, open_feature_index
from verify.storage.likeness.bands import BESIDE_BITS, Bands
from verify.storage.likeness.columns import POINT
from verify.storage.memory import memory_store

Found = tuple[int, int, int, int]


def _bits(codes: Codes) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return bands of bits, shape (n, 8, 16)."""
    places = np.arange(64, dtype=np.uint64)
    return (codes[:, :, None] >> places & np.uint64(1)).astype(np.bool_).reshape(-1, 8, 16)


def _near(
    codes: Codes, held: Codes, radius_bits: int, reach_bits: int = 0, first_band: int = 0
) -> list[Found]:
    """Return query, row and distance of the pairs to be found, and how many bands they share."""
    found: list[Found] = []
    for query, bits in enumerate(_bits(codes)):
        differing = (_bits(held) != bits).sum(axis=2)
        beside = np.roll(differing, -1, axis=1) + np.roll(differing, -2, axis=1)
        is_shared = (differing <= reach_bits) & (beside <= BESIDE_BITS)
        shared, apart = is_shared[:, first_band:].sum(axis=1), differing.sum(axis=1)
        rows = np.flatnonzero((shared > 0) & (apart <= radius_bits)).tolist()
        found += [(query, row, int(apart[row]), int(shared[row])) for row in rows]
    return found


def _damaged(codes: Codes, seed: int, bits: int) -> Codes:
    """Return codes with up to so many bits of each turned over."""
    rng = np.random.default_rng(seed)
    damaged = codes.copy()
    for _bit in range(bits):
        word = rng.integers(0, 2, len(codes))
        flip = np.uint64(1) << rng.integers(0, 64, len(codes), dtype=np.uint64)
        damaged[np.arange(len(codes)), word] ^= flip
    return damaged


def _shown(hits: FeatureHits) -> list[tuple[str, int, int, int, int, int, int, int]]:
    keys = [hits.keys[number] for number in hits.number.tolist()]
    columns = (hits.query, hits.match_ms, hits.x, hits.y, hits.size, hits.angle)
    return list(
        zip(keys, *(column.tolist() for column in (*columns, hits.distance_bits)), strict=True)
    )


def _of(name: str, held: LocalFeatures, query: int, row: int, apart: int) -> tuple[object, ...]:
    place = (held.x[row], held.y[row], held.size[row], held.angle[row])
    time_ms = int(held.time_ms[held.picture[row]])
    return (key_of(name), query, time_ms, *(int(value) for value in place), apart)


def test_every_pair_that_shares_a_band_is_found_once_with_its_place() -> None:
    store = memory_store(SetClock())
    held = features(1, pictures=4, points=100)
    store.add(new_entry("a", features=held), REPORTER)
    asked = np.concatenate([_damaged(held.codes, bits, bits) for bits in (0, 3, 12, 30)])

    hits = open_feature_index(store).search(asked, 24)

    near = _near(asked, held.codes, 24)
    assert any(shared == 8 for *_, shared in near)
    assert {apart for *_, apart, _ in near} >= {0, 3, 12, 24}
    assert _shown(hits) == [_of("a", held, *pair[:3]) for pair in near]
    assert (hits.entries, hits.points, hits.points_left_out) == (1, 400, 0)

    reached = _near(asked, held.codes, 24, reach_bits=1)
    assert len(reached) > len(near)
    wider = open_feature_index(store).search(asked, 24, with_reach=True)
    assert _shown(wider) == [_of("a", held, *pair[:3]) for pair in reached]


def test_an_index_follows_what_comes_and_goes() -> None:
    store = memory_store(SetClock())
    index = open_feature_index(store)
    held = {name: features(seed) for seed, name in enumerate("abc")}
    asked = np.concatenate([one.codes for one in held.values()])

    def found() -> set[str]:
        index.refresh(store)
        hits = index.search(asked, 0)
        assert len(hits.number) == index.points == 60 * len(hits.keys)
        assert index.entries_with_points() == set(hits.keys)
        return set(hits.keys.values())

    assert found() == set()
    store.add_all([new_entry("a", features=held["a"]), new_entry("b")], REPORTER)
    assert found() == {key_of("a")}
    # Its points come when the entry is known; another has a picture without any.
    store.add(new_entry("b", features=held["b"]), REPORTER)
    store.add(new_entry("d", features=features(0, points=0)), REPORTER)
    assert found() == {key_of("a"), key_of("b")}
    assert index.entries == 3
    store.remove(key_of("a"), REPORTER, "")
    store.add(new_entry("c", features=held["c"]), REPORTER)
    assert found() == {key_of("b"), key_of("c")}
    store.add(new_entry("a", features=held["a"]), REPORTER)
    assert found() == {key_of("a"), key_of("b"), key_of("c")}


def test_a_value_that_very_many_points_have_is_left_out_and_counted() -> None:
    rows = np.zeros(3_000, POINT)
    rng = np.random.default_rng(5)
    rows["word_0"], rows["word_1"] = rng.integers(0, 1 << 64, (2, 3_000), np.uint64)
    # The first band, the lowest bits, says nothing of any of these.
    rows["word_0"] &= ~np.uint64(0xFFFF)
    held = np.stack([rows["word_0"], rows["word_1"]], axis=1)
    asked = np.concatenate([held[:40], np.zeros((1, 2), np.uint64)])

    pairs = Bands.of(rows).near(asked, 127)

    near = _near(asked, held, 127, first_band=1)
    expected = [(query, row, distance) for query, row, distance, _ in near]
    assert list(zip(*(column.tolist() for column in pairs[:3]), strict=True)) == expected
    assert (pairs.lookups_left_out, pairs.points_left_out) == (41, 0)
    rows["word_0"] = rows["word_1"] = 0
    plain = Bands.of(rows).near(asked, 127)
    assert plain.points_left_out == 1
    assert plain.lookups_left_out == 40 + 8
    assert len(plain.query) == 0


def test_beyond_the_room_there_is_the_most_distinct_points_are_held() -> None:
    store = memory_store(SetClock())
    store.add_all([new_entry(n, features=features(ord(n))) for n in "abcd"], REPORTER)
    index = FeatureIndex(per_picture=15, most_points=100)
    index.refresh(store)

    # With the third entry of three pictures there are 135: eight of each make room for the fourth.
    assert (index.per_picture, index.points, index.entries) == (8, 96, 4)
    held = features(ord("a"))
    hits = index.search(held.codes, 0)
    assert hits.query.tolist() == np.flatnonzero(held.rank < 8).tolist()
    assert hits.per_picture == 8
