"""Parts of an archive, searched apart, against one index of all of it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.storage.footage import REPORTER, hashes, key_of, new_entry
from tests.storage.test_hamming_index import Found, found, queries_near
from verify.domain.partition_errors import ArchiveElsewhereError, PartsMissingError
from verify.storage.database import open_store
from verify.storage.hamming import columns
from verify.storage.hamming.columns import HashKind
from verify.storage.hamming.index import Answer, HammingIndex
from verify.storage.hamming.kernels import Words
from verify.storage.hamming.partition import (
    NEVER,
    EntryRange,
    Moment,
    Part,
    Partition,
    cut,
    joined,
    moment_of,
    new_index_in,
    newest,
    whole,
)
from verify.storage.interface import HashCounts, Store
from verify.storage.memory import memory_store

RADIUS_BITS = 100


@pytest.fixture
def store() -> Store:
    return memory_store()


@pytest.fixture
def kept_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        store = memory_store()
    else:
        store = open_store(f"sqlite:///{request.getfixturevalue('store_file')}")
    yield store
    store.close()


@pytest.fixture
def part_of(code_folder: Path) -> Callable[..., Partition]:
    def part(store: Store, entries: EntryRange) -> Partition:
        return Partition(store, entries, new_index_in(HashKind.PDQ, code_folder))

    return part


def fill(store: Store, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        store.add(new_entry(name, hashes=hashes(hash(name) % 999, 3 + number % 5)), REPORTER)


def by_one(store: Store, queries: Words, code_folder: Path) -> Answer:
    index = HammingIndex(code_folder=code_folder)
    index.refresh(store)
    answer = index.search(queries, RADIUS_BITS)
    index.close()
    return answer


def by_all(parts: Sequence[Partition], moment: Moment, queries: Words) -> Answer:
    said = whole([part.search(moment, queries, RADIUS_BITS) for part in parts], moment)
    return joined(said, moment.up_to)


def told(answer: Answer) -> tuple[Found, dict[int, str], int, int, int]:
    return found(answer), answer.keys, answer.entries, answer.hashes, answer.up_to


@pytest.mark.parametrize(
    ("kept_store", "hashes_a_part"),
    [("memory", 1), ("memory", 60), ("memory", 10_000), ("sqlite", 17)],
    indirect=["kept_store"],
)
def test_parts_answer_as_one_index_through_what_happens_to_an_archive(
    kept_store: Store,
    part_of: Callable[..., Partition],
    hashes_a_part: int,
    code_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(columns, "SEGMENT_ROWS", 40)
    store = kept_store
    names = [f"clip {number}" for number in range(24)]
    fill(store, names[:12])
    parts = [part_of(store, entries) for entries in cut(store.hash_counts(), hashes_a_part)]
    queries = queries_near(store, names[:12])
    for start in range(12, 24, 4):
        fill(store, names[start : start + 4])
        store.remove(key_of(names[start - 12]), REPORTER, "by mistake")
        store.remove(key_of(names[start + 1]), REPORTER, "by mistake")
        queries = np.concatenate([queries, queries_near(store, names[start + 2 : start + 4])])
        moment = newest(store)
        assert told(by_all(parts, moment, queries)) == told(by_one(store, queries, code_folder))
        sizes = whole([part.size(moment) for part in parts], moment)
        assert sum(size.entries for size in sizes) == store.stats().entries
        assert sum(size.hashes for size in sizes) == store.stats().hashes
        strong = whole([part.with_quality(moment, 60) for part in parts], moment)
        assert frozenset().union(*(numbers for _, numbers in strong)) == {
            entry.added_sequence
            for entry in store.entries()
            if store.hashes(entry.key).quality.max() >= 60
        }


def test_a_part_that_knows_more_answers_for_the_moment_that_is_meant(
    store: Store, part_of: Callable[..., Partition], code_folder: Path
) -> None:
    fill(store, ["a", "b", "c"])
    queries = queries_near(store, ["a", "b", "c"])
    then = newest(store)
    as_it_was = by_one(store, queries, code_folder)
    parts = [part_of(store, entries) for entries in cut(store.hash_counts(), 5)]
    fill(store, ["d", "e"])
    queries = np.concatenate([queries, queries_near(store, ["d"])])[:3]
    assert by_all(parts, newest(store), queries).entries == 5

    assert told(by_all(parts, then, queries)) == told(as_it_was)
    (*_, last) = [part.with_quality(then, 0).said for part in parts]
    assert last[1] == {3}


def test_a_part_takes_in_no_more_than_its_range(
    store: Store, part_of: Callable[..., Partition]
) -> None:
    fill(store, ["a", "b", "c", "d"])
    part = part_of(store, EntryRange(2, 4))

    (answer,) = [part.search(newest(store), queries_near(store, ["a"]), 255).said]

    assert answer.entries == 2
    assert set(answer.keys.values()) == {key_of("b"), key_of("c")}


def test_an_empty_archive_is_one_part_without_anything(
    store: Store, part_of: Callable[..., Partition]
) -> None:
    (entries,) = cut(store.hash_counts(), 100)
    assert entries == EntryRange(1, None)
    moment = newest(store)
    assert moment == NEVER
    answer = by_all([part_of(store, entries)], moment, np.zeros((1, 4), np.uint64))
    assert (answer.entries, len(answer.hits)) == (0, 0)


def test_a_part_of_another_archive_or_an_older_one_is_refused(
    part_of: Callable[..., Partition],
) -> None:
    meant, other = memory_store(), memory_store()
    fill(meant, ["a", "b"])
    fill(other, ["c", "b"])
    part = part_of(other, EntryRange(1, None))
    for moment in (newest(meant), Moment(3, "0" * 64)):
        with pytest.raises(ArchiveElsewhereError, match=f"event {moment.up_to} of the custody log"):
            part.size(moment)
    assert part.size(newest(other)).said.entries == 2
    with pytest.raises(ArchiveElsewhereError, match="event 1 of the custody log"):
        part.size(moment_of(meant, 1))


def test_a_backup_that_was_brought_back_is_taken_in_anew(
    part_of: Callable[..., Partition], code_folder: Path
) -> None:
    class Store_:
        """Whatever archive lies there now."""

        def __init__(self, now: Store) -> None:
            self.now = now

        def __getattr__(self, name: str) -> object:
            return getattr(self.now, name)

    before, after = memory_store(), memory_store()
    fill(before, ["a", "b", "c"])
    fill(after, ["a", "x"])
    place = Store_(before)
    part = part_of(place, EntryRange(1, None))
    assert part.size(newest(before)).said.entries == 3
    place.now = after
    queries = queries_near(after, ["x"])

    answer = by_all([part], newest(after), queries)

    assert told(answer) == told(by_one(after, queries, code_folder))


@pytest.mark.parametrize(
    ("ranges", "reason"),
    [
        ([], "no part holds entries 1 to the last"),
        ([(1, 5)], "no part holds entries 5 to the last"),
        ([(2, None)], "no part holds entries 1 to 1"),
        ([(7, None), (1, 5)], "no part holds entries 5 to 6"),
        ([(1, 5), (5, None), (1, 5)], "two parts hold entry 1"),
        ([(1, 5), (4, None)], "two parts hold entry 4"),
        ([(1, None), (4, None)], "two parts hold entry 4"),
    ],
)
def test_parts_that_are_not_the_whole_archive_once_are_no_answer(
    ranges: list[tuple[int, int | None]], reason: str
) -> None:
    parts = [Part(EntryRange(*each), NEVER, None) for each in ranges]
    with pytest.raises(PartsMissingError, match=reason):
        whole(parts, NEVER)


def test_parts_of_two_moments_are_no_answer() -> None:
    moment = Moment(9, "ab")
    parts = [
        Part(EntryRange(1, 4), moment, "first"),
        Part(EntryRange(4, None), Moment(8, "cd"), "second"),
    ]
    with pytest.raises(
        PartsMissingError, match="entries 4 to the last are as of event 8, not of 9"
    ):
        whole(parts, moment)
    assert whole([parts[1]._replace(moment=moment), parts[0]], moment) == ["first", "second"]


def test_parts_are_of_about_the_size_that_was_asked_for() -> None:
    rng = np.random.default_rng(5)
    counts = HashCounts(np.cumsum(rng.integers(1, 4, 3000)), rng.integers(1, 600, 3000))
    ranges = cut(counts, 50_000)
    first_of = np.array([entries.first for entries in ranges[1:]])
    sizes = np.add.reduceat(counts.counts, [0, *np.searchsorted(counts.numbers, first_of)])
    assert len(sizes) == -(-counts.counts.sum() // 50_000)
    assert np.all(np.abs(sizes[:-1] - 50_000) < 600)
    # To cut on from any of them cuts no other than before.
    assert cut(counts, 50_000, ranges[3].first) == ranges[3:]
