"""The index against comparing all bits, through what happens to an archive."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.storage.footage import REPORTER, hashes, key_of, new_entry
from verify.domain.archive import FrameHashes
from verify.domain.store_errors import StoreDamagedError
from verify.storage.database import open_store
from verify.storage.hamming import bands, columns, index
from verify.storage.hamming.columns import HashKind
from verify.storage.hamming.index import Answer, HammingIndex
from verify.storage.hamming.kernels import Words
from verify.storage.interface import ArchiveChanges, HashBatch, Store
from verify.storage.memory import memory_store

Found = list[tuple[int, str, int, int, int]]
SMALL_SEGMENT_ROWS = 40


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        store = memory_store()
    else:
        store = open_store(f"sqlite:///{request.getfixturevalue('store_file')}")
    yield store
    store.close()


@pytest.fixture
def memory() -> Store:
    return memory_store()


@pytest.fixture
def new_index(code_folder: Path) -> Iterator[Callable[..., HammingIndex]]:
    made = []

    def make(kind: HashKind = HashKind.PDQ, **given: int) -> HammingIndex:
        made.append(HammingIndex(kind, code_folder=code_folder, **given))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "SEGMENT_ROWS", SMALL_SEGMENT_ROWS)


def found(answer: Answer) -> Found:
    """Return hits as rows: query, key, time, quality, distance; their order is asserted."""
    hits = answer.hits
    numbers = zip(hits.query.tolist(), hits.number.tolist(), hits.time_ms.tolist(), strict=True)
    in_order = list(numbers)
    assert in_order == sorted(in_order)
    keys = [answer.keys[number] for number in hits.number.tolist()]
    columns = (hits.query, keys, hits.time_ms, hits.quality, hits.distance_bits)
    return sorted(zip(*map(list, columns), strict=True))


def by_all_bits(store: Store, queries: Words, radius_bits: int, name: str = "pdq") -> Found:
    truth: Found = []
    for entry in store.entries():
        held = store.hashes(entry.key)
        words = getattr(held, name)
        if words is None or len(words) == 0:
            continue
        apart = np.bitwise_count(
            words.reshape(1, len(held), -1) ^ queries.reshape(len(queries), 1, -1)
        ).sum(axis=2, dtype=int)
        for query, row in zip(*np.nonzero(apart <= radius_bits), strict=True):
            shown = (held.time_ms[row], held.quality[row], apart[query, row])
            truth.append((query, entry.key, *shown))
    return sorted(truth)


def queries_near(store: Store, names: list[str]) -> Words:
    """Return, for each entry, its third hash with some bits flipped."""
    rng = np.random.default_rng(11)
    queries = np.array([store.hashes(key_of(name)).pdq[2] for name in names])
    for query in queries:
        for bit in rng.choice(256, rng.integers(0, 40), replace=False):
            query[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    return queries


def fill(store: Store, names: list[str]) -> None:
    store.add_all([new_entry(name) for name in names], REPORTER)


@pytest.mark.usefixtures("small_segments")
def test_answers_follow_what_is_added_and_removed(
    store: Store, new_index: Callable[..., HammingIndex]
) -> None:
    searched = new_index()
    names = [f"clip {number}" for number in range(60)]
    fill(store, names[:1])
    searched.refresh(store)
    queries = queries_near(store, names[:1])
    rng = np.random.default_rng(3)
    present, absent = names[:1], names[1:]
    for _round in range(8):
        for name in absent[:7]:
            store.add(new_entry(name), REPORTER)
        present, absent = present + absent[:7], absent[7:]
        leaving = [str(name) for name in rng.choice(present, 3, replace=False)]
        queries = np.concatenate([queries, queries_near(store, leaving)])
        for name in leaving:
            store.remove(key_of(name), REPORTER, "by mistake")
        present = [name for name in present if name not in leaving]
        searched.refresh(store)
        queries = np.concatenate([queries, queries_near(store, present[-3:])])
        answer = searched.search(queries, 31)
        assert found(answer) == by_all_bits(store, queries, 31)
        assert (answer.entries, answer.hashes) == (len(present), 6 * len(present))
        assert answer.entries == store.stats().entries
    fewest = -(-6 * len(present) // SMALL_SEGMENT_ROWS)
    assert len(searched.columns()[0]) < 3 * fewest


def test_an_entry_that_comes_back_is_found_once(
    store: Store, new_index: Callable[..., HammingIndex]
) -> None:
    searched = new_index()
    fill(store, ["a", "b"])
    searched.refresh(store)
    store.remove(key_of("a"), REPORTER, "to add it again")
    fill(store, ["a", "b"])
    searched.refresh(store)
    queries = store.hashes(key_of("a")).pdq
    assert len(found(searched.search(queries, 0))) == 6


def test_an_entry_that_came_and_went_unseen_leaves_nothing(
    store: Store, new_index: Callable[..., HammingIndex]
) -> None:
    searched = new_index()
    fill(store, ["a", "b"])
    queries = store.hashes(key_of("a")).pdq
    store.remove(key_of("a"), REPORTER, "by mistake")
    searched.refresh(store)
    answer = searched.search(queries, 31)
    assert (len(answer.hits), answer.entries) == (0, 1)


@pytest.mark.parametrize("kind", [HashKind.PHASH, HashKind.DHASH])
def test_hashes_of_64_bits_are_searched_where_they_were_made(
    store: Store, kind: HashKind, new_index: Callable[..., HammingIndex]
) -> None:
    fill(store, ["a", "b"])
    store.add(new_entry("c", hashes=hashes(5, with_64_bit=False)), REPORTER)
    searched = new_index(kind)
    searched.refresh(store)
    queries = getattr(store.hashes(key_of("b")), kind) ^ np.uint64(0b1011)
    for radius_bits in (2, 3, 20):
        answer = searched.search(queries, radius_bits)
        assert found(answer) == by_all_bits(store, queries, radius_bits, kind)
        assert answer.entries == 2


@pytest.mark.usefixtures("small_segments")
def test_entries_of_any_length_are_found(
    memory: Store, new_index: Callable[..., HammingIndex]
) -> None:
    lengths = [1, 0, SMALL_SEGMENT_ROWS * 3, 0, 2, SMALL_SEGMENT_ROWS, 39, 1, 1, 41]
    memory.add_all(
        [
            new_entry(str(place), hashes=hashes(place, length))
            for place, length in enumerate(lengths)
        ],
        REPORTER,
    )
    searched = new_index()
    searched.refresh(memory)
    assert searched.hashes == sum(lengths)
    enough = [memory.hashes(key_of(str(place))).quality >= 98 for place in range(len(lengths))]
    entries = [memory.entry(key_of(str(place))) for place in range(len(lengths))]
    assert searched.entries_with(98) == {
        entry.added_sequence for entry, some in zip(entries, enough, strict=True) if some.any()
    }
    assert len(searched.entries_with(0)) == sum(length > 0 for length in lengths)
    every = np.concatenate([memory.hashes(key_of(str(place))).pdq for place in range(len(lengths))])
    assert found(searched.search(every, 31)) == by_all_bits(memory, every, 31)


def test_no_hit_is_left_out_however_many_there_are(
    memory: Store, new_index: Callable[..., HammingIndex]
) -> None:
    black = np.zeros((70_000, 4), np.uint64)
    times = np.arange(len(black), dtype=np.uint32)
    shots = FrameHashes(time_ms=times, pdq=black, quality=np.zeros(len(black), np.uint8))
    memory.add(new_entry("black", hashes=shots), REPORTER)
    searched = new_index()
    searched.refresh(memory)
    hits = searched.search(black[:3], 0).hits
    assert np.array_equal(hits.query, np.repeat([0, 1, 2], len(black)))
    assert np.array_equal(hits.time_ms, np.tile(times, 3))


def test_what_is_asked_wrongly_is_said(new_index: Callable[..., HammingIndex]) -> None:
    nothing = np.empty((0, 4), np.uint64)
    assert len(new_index().search(nothing, 31).hits) == 0
    assert len(new_index().search(np.zeros((2, 4), np.uint64), 31).hits) == 0
    for queries, radius_bits in (
        (np.zeros((2, 3)), 31),
        (np.zeros(2), 31),
        (nothing, -1),
        (nothing, 256),
    ):
        with pytest.raises(ValueError, match="pdq: queries"):
            new_index().search(queries.astype(np.uint64), radius_bits)


@pytest.mark.usefixtures("small_segments")
def test_a_refresh_that_failed_half_way_is_made_good(
    memory: Store, new_index: Callable[..., HammingIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = new_index()
    fill(memory, ["a", "b"])
    searched.refresh(memory)
    memory.remove(key_of("a"), REPORTER, "by mistake")
    fill(memory, [f"clip {number}" for number in range(20)])
    changes = memory.changes

    def failing(after: int, *, with_64_bit: bool) -> ArchiveChanges:
        whole = changes(after, with_64_bit=with_64_bit)

        def added() -> Iterator[HashBatch]:
            yield from whole.added
            raise StoreDamagedError(Path("verify.db"), "it is torn")

        return ArchiveChanges(whole.up_to, whole.removed, added())

    with monkeypatch.context() as patch:
        patch.setattr(memory, "changes", failing)
        with pytest.raises(StoreDamagedError):
            searched.refresh(memory)
    searched.refresh(memory)
    queries = queries_near(memory, ["b", "clip 7", "clip 19"])
    answer = searched.search(queries, 31)
    assert found(answer) == by_all_bits(memory, queries, 31)
    assert (answer.entries, answer.hashes) == (21, 6 * 21)


@pytest.mark.usefixtures("small_segments")
def test_bands_change_no_answer(
    memory: Store, new_index: Callable[..., HammingIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bands, "LEAST_ROWS", 20)
    monkeypatch.setattr(HammingIndex, "_is_faster", lambda *_: True)
    names = [f"clip {number}" for number in range(40)]
    fill(memory, names[:20])
    searched = new_index()
    searched.refresh(memory)
    searched.sort_into_bands()
    queries = queries_near(memory, names[:20])
    for radius_bits in (0, 31, 32, 60):
        answer = searched.search(queries, radius_bits)
        assert found(answer) == by_all_bits(memory, queries, radius_bits)
    fill(memory, names[20:])
    queries = np.concatenate([queries, queries_near(memory, names[20:])])
    for name in names[3:33:2]:
        memory.remove(key_of(name), REPORTER, "by mistake")
    searched.refresh(memory)
    assert found(searched.search(queries, 31)) == by_all_bits(memory, queries, 31)
    searched.sort_into_bands()
    assert found(searched.search(queries, 31)) == by_all_bits(memory, queries, 31)


@pytest.mark.parametrize("is_faster", [True, False])
def test_bands_are_made_when_many_queries_came_and_kept_if_faster(
    is_faster: bool,
    memory: Store,
    new_index: Callable[..., HammingIndex],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bands, "LEAST_ROWS", 20)
    seconds = iter([1.0, 2.0] if is_faster else [2.0, 1.0])
    monkeypatch.setattr(index, "_seconds", lambda _: next(seconds))
    searches: list[str] = []
    load = index.machine_code
    monkeypatch.setattr(
        index,
        "machine_code",
        lambda kernel, folder: searches.append(kernel.__name__) or load(kernel, folder),
    )
    fill(memory, [f"clip {number}" for number in range(10)])
    searched = new_index()
    searched.refresh(memory)
    queries = np.random.default_rng(1).integers(0, 2**64, (500, 4), dtype=np.uint64)
    searched.search(queries, 31)
    assert set(searches) == {"scan_pdq"}
    searches.clear()
    searched.search(queries, 31)
    searched.search(queries, 31)
    assert searches.count("sort_into_bands") == 1
    searches.clear()
    searched.search(queries, 31)
    assert set(searches) == {"search_bands" if is_faster else "scan_pdq"}


@pytest.mark.usefixtures("small_segments")
def test_an_index_that_starts_from_anothers_columns_answers_alike(
    memory: Store, new_index: Callable[..., HammingIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bands, "LEAST_ROWS", 20)
    monkeypatch.setattr(HammingIndex, "_is_faster", lambda *_: True)
    names = [f"clip {number}" for number in range(20)]
    fill(memory, names[:15])
    first, second = new_index(), new_index()
    first.refresh(memory)
    second.start_from(*first.columns())
    for searched in (first, second):
        fill(memory, names[15:])
        searched.refresh(memory)
    second.sort_into_bands()
    queries = queries_near(memory, names)
    truth = by_all_bits(memory, queries, 31)
    assert found(first.search(queries, 31)) == found(second.search(queries, 31)) == truth


def test_a_trial_decides_and_answers_stay(
    memory: Store, new_index: Callable[..., HammingIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bands, "LEAST_ROWS", 20)
    names = [f"clip {number}" for number in range(10)]
    fill(memory, names)
    searched = new_index()
    searched.refresh(memory)
    queries = queries_near(memory, names)
    before = found(searched.search(queries, 31))
    searched.sort_into_bands()
    assert found(searched.search(queries, 31)) == before == by_all_bits(memory, queries, 31)


def test_bands_take_no_more_memory_than_they_may(
    memory: Store, new_index: Callable[..., HammingIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bands, "LEAST_ROWS", 1)
    fill(memory, ["a"])
    searched = new_index(bands_bytes=bands.bytes_of(6) - 1)
    searched.refresh(memory)
    made: list[object] = []
    monkeypatch.setattr(HammingIndex, "_bands_of", lambda *given: made.append(given))
    searched.sort_into_bands()
    assert made == []


@pytest.mark.usefixtures("small_segments")
def test_what_came_after_an_event_can_be_left_out(
    memory: Store, new_index: Callable[..., HammingIndex]
) -> None:
    names = [f"clip {number}" for number in range(20)]
    fill(memory, names)
    memory.remove(key_of("clip 3"), REPORTER, "by mistake")
    now, then = new_index(), new_index()
    then.refresh(memory)
    fill(memory, [f"later {number}" for number in range(20)])
    now.refresh(memory)
    queries = queries_near(memory, [*names[4:], "later 2", "later 9"])

    earlier = now.search(queries, 100, then.up_to)

    as_it_was = then.search(queries, 100)
    assert found(earlier) == found(as_it_was)
    assert earlier.keys == as_it_was.keys
    assert (earlier.entries, earlier.hashes, earlier.up_to) == (19, 6 * 19, then.up_to)
    assert now.size(then.up_to) == then.size(then.up_to) == (19, 6 * 19)
    assert now.size(now.up_to) == (39, 6 * 39)


@pytest.mark.usefixtures("small_segments")
def test_threads_may_search_while_one_refreshes(
    memory: Store, new_index: Callable[..., HammingIndex]
) -> None:
    searched = new_index(threads=2)
    fill(memory, ["stays"])
    searched.refresh(memory)
    stays = memory.hashes(key_of("stays")).pdq
    comes_and_goes = hashes(99, 30)
    is_over = threading.Event()
    wrong: list[Answer] = []

    def ask() -> None:
        queries = np.concatenate([stays, comes_and_goes.pdq])
        while not is_over.is_set():
            answer = searched.search(queries, 31)
            numbers, counts = np.unique(answer.hits.number, return_counts=True)
            whole = {key_of("stays"): 6, key_of("goes"): 30}
            if any(
                whole[answer.keys[number]] != count
                for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
            ):
                wrong.append(answer)

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for _round in range(60):
        memory.add(new_entry("goes", hashes=comes_and_goes), REPORTER)
        searched.refresh(memory)
        assert len(searched.search(comes_and_goes.pdq[:1], 0).hits) == 1
        memory.remove(key_of("goes"), REPORTER, "by mistake")
        searched.refresh(memory)
        assert len(searched.search(comes_and_goes.pdq[:1], 31).hits) == 0
    is_over.set()
    for asker in askers:
        asker.join()
    assert wrong == []
