"""An archive in parts with workers of Dask, which are real processes, against one index here."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.storage.footage import REPORTER, hashes, key_of, new_entry
from verify.domain.errors import VerifyError
from verify.domain.partition_errors import ArchiveInMotionError, WorkersFailedError
from verify.jobs import partition_worker, partitions
from verify.jobs.cluster import connect
from verify.jobs.partitions import PartitionedIndex, Recipe, open_partitioned
from verify.storage.database import open_store
from verify.storage.hamming import Answer, HammingIndex, HashKind
from verify.storage.hamming.hits import Hits
from verify.storage.hamming.kernels import Words
from verify.storage.hamming.partition import EntryRange, Moment, Part, Partition
from verify.storage.interface import ArchiveChanges, Store

RADIUS_BITS = 100
ENTRIES = 40


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with connect("local:2") as client:
        client.run_on_scheduler(lend_nothing)
        yield client


async def lend_nothing(dask_scheduler: Any) -> None:
    """Keep work where its part is: parts as light as those of tests Dask lends to who is idle."""
    await dask_scheduler.extensions["stealing"].stop()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "_LEAST_HASHES_A_PART", 60)
    monkeypatch.setattr(partitions, "MOST_HASHES_A_PART", 60)


class Done:
    """What comes of work that was done at once."""

    def __init__(self, value: Any) -> None:
        self.value = value

    async def result(self) -> Any:
        return self.value


class Here:
    """Does at once what a client of Dask gives to workers, in this process."""

    def __init__(self) -> None:
        self.published: dict[str, Any] = {}
        self.threads = {"tcp://one": 1, "tcp://two": 2}

    def submit(self, work: Callable[..., Any], *given: Any, **_where: object) -> Done:
        return Done(work(*(each.value if isinstance(each, Done) else each for each in given)))

    def map(self, work: Callable[..., Any], of: list[Any], **_where: object) -> list[Done]:
        return [self.submit(work, each) for each in of]

    def sync(self, work: Callable[..., Any], *given: Any) -> Any:
        return asyncio.run(work(*given))

    def publish_dataset(self, data: Any, name: str, override: bool) -> None:
        assert override
        self.published[name] = data

    def get_dataset(self, name: str) -> Any:
        return self.published[name]

    def cancel(self, asked: list[Done], force: bool) -> None:
        assert not force
        assert all(isinstance(each, Done) for each in asked)

    def nthreads(self) -> dict[str, int]:
        return self.threads

    def wait_for_workers(self, _count: int, timeout: float) -> None:
        assert timeout > 0


class Desk:
    """An archive, and what a search by one process and by workers says of it."""

    def __init__(self, client: Any, address: str, code_folder: Path) -> None:
        self.client, self.address, self.code_folder = client, address, code_folder
        self.store = open_store(address)
        self.names: list[str] = []
        self.add(ENTRIES)
        self.queries = np.concatenate(
            [self.store.hashes(key_of(name)).pdq[:2] for name in self.names]
        )

    def add(self, count: int) -> None:
        new = [f"clip {len(self.names) + number}" for number in range(count)]
        made = (hashes(len(self.names) + number, 6) for number in range(count))
        entries = [new_entry(name, hashes=of) for name, of in zip(new, made, strict=True)]
        self.store.add_all(entries, REPORTER)
        self.names += new

    def remove(self, name: str) -> None:
        self.store.remove(key_of(name), REPORTER, "by mistake")

    def with_workers(self, client: Any = None, archive: Any = None) -> PartitionedIndex:
        recipe = Recipe(self.address, HashKind.PDQ, self.code_folder, EntryRange(1, None), 0)
        store: Store = archive or self.store
        return PartitionedIndex(client or self.client, "local:2", store, recipe)

    def by_one(self) -> Answer:
        index = HammingIndex(code_folder=self.code_folder)
        index.refresh(self.store)
        answer = index.search(self.queries, RADIUS_BITS)
        index.close()
        return answer


@pytest.fixture
def desk(client: Any, tmp_path: Path, code_folder: Path) -> Iterator[Desk]:
    desk = Desk(client, f"sqlite:///{tmp_path / 'verify.db'}", code_folder)
    yield desk
    desk.store.close()


@pytest.fixture
def desk_here(tmp_path: Path, code_folder: Path) -> Iterator[Desk]:
    desk = Desk(Here(), f"sqlite:///{tmp_path / 'verify.db'}", code_folder)
    yield desk
    for store in (desk.store, *partition_worker._stores.values()):
        store.close()
    partition_worker._stores.clear()


@pytest.fixture
def _only_whole(is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("starts and kills many processes; runs with --whole")


def assert_same(found: Answer, wanted: Answer) -> None:
    assert len(wanted.hits) > 0
    for field in fields(Hits):
        assert np.array_equal(getattr(found.hits, field.name), getattr(wanted.hits, field.name))
    assert (found.keys, found.entries, found.hashes) == (wanted.keys, wanted.entries, wanted.hashes)
    assert found.up_to == wanted.up_to


def dying_once(place: str) -> Callable[..., Part[Answer]]:
    """Return a search in which the first worker to come by is killed."""

    def search(part: Partition, moment: Moment, words: Words, radius: int) -> Part[Answer]:
        import os
        import signal

        with contextlib.suppress(FileExistsError):
            os.close(os.open(place, os.O_CREAT | os.O_EXCL))
            os.kill(os.getpid(), signal.SIGKILL)
        return Partition.search(part, moment, words, radius)

    return search


def dying(_part: Partition, *_asked: object) -> Part[Answer]:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_workers_answer_as_one_process_through_what_happens_to_an_archive(desk: Desk) -> None:
    parts = desk.with_workers()
    assert (parts.entries, parts.hashes) == (ENTRIES, 6 * ENTRIES)
    assert_same(parts.search(desk.queries, RADIUS_BITS), desk.by_one())
    one = HammingIndex(code_folder=desk.code_folder)
    one.refresh(desk.store)
    assert parts.entries_with(60) == one.entries_with(60)
    one.close()
    held = desk.client.who_has(parts._plan.parts)
    assert len(held) == 4
    assert len({worker for (worker,) in held.values()}) == 2

    then = desk.by_one()
    desk.add(3)
    assert_same(parts.search(desk.queries, RADIUS_BITS), then)
    assert_same(desk.with_workers().search(desk.queries, RADIUS_BITS), desk.by_one())
    desk.remove("clip 7")
    assert_same(parts.search(desk.queries, RADIUS_BITS), desk.by_one())
    assert parts.entries == desk.store.stats().entries == ENTRIES + 2
    assert desk.client.who_has(parts._plan.parts) == held


def test_the_last_part_is_cut_when_it_has_grown(desk_here: Desk) -> None:
    desk = desk_here
    before = desk.with_workers()
    desk.add(30)
    whole = desk.by_one()
    assert_same(desk.with_workers().search(desk.queries, RADIUS_BITS), whole)

    after = desk.with_workers()

    assert len(after._plan.ranges) == len(before._plan.ranges) + 3
    assert after._plan.ranges[: len(before._plan.ranges) - 1] == before._plan.ranges[:-1]
    assert_same(after.search(desk.queries, RADIUS_BITS), whole)


def test_what_a_worker_held_that_is_killed_in_a_search_another_takes_over(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = desk.with_workers()
    whole = desk.by_one()
    before = set(desk.client.run(os.getpid).values())
    monkeypatch.setattr(partitions.Partition, "search", dying_once(str(tmp_path / "died")))

    found = parts.search(desk.queries, RADIUS_BITS)

    assert (tmp_path / "died").exists()
    assert before - set(desk.client.run(os.getpid).values())
    assert_same(found, whole)


@pytest.mark.usefixtures("_only_whole")
def test_a_search_that_kills_every_worker_fails_in_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = desk.with_workers()
    with monkeypatch.context() as patch, pytest.raises(WorkersFailedError, match="died at it"):
        patch.setattr(desk.client.cluster.scheduler, "allowed_failures", 0)
        patch.setattr(partitions.Partition, "search", dying)
        parts.search(desk.queries, RADIUS_BITS)

    assert_same(parts.search(desk.queries, RADIUS_BITS), desk.by_one())


def test_more_workers_share_an_archive_anew_and_fewer_do_not(
    desk_here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "_LEAST_HASHES_A_PART", 1)
    desk, here = desk_here, desk_here.client
    before = desk.with_workers()
    assert len(before._plan.ranges) == 6
    here.threads = {"tcp://one": 1}
    assert desk.with_workers()._plan.ranges == before._plan.ranges
    here.threads = {"tcp://one": 1, "tcp://two": 3}

    after = desk.with_workers()

    assert after._plan.threads == 4
    assert_same(after.search(desk.queries, RADIUS_BITS), desk.by_one())
    assert desk.with_workers()._plan == after._plan


class Restless:
    """An archive from which somebody removes entries whenever it is looked at for changes."""

    def __init__(self, desk: Desk, leaving: list[str]) -> None:
        self._desk, self._leaving = desk, leaving

    def changes(self, after: int) -> ArchiveChanges:
        if after and self._leaving:
            self._desk.remove(self._leaving.pop())
        return self._desk.store.changes(after)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk.store, name)


def test_what_is_removed_during_a_search_is_in_no_part_of_the_answer(desk_here: Desk) -> None:
    desk = desk_here
    parts = desk.with_workers(archive=Restless(desk, ["clip 3", "clip 30"]))

    found = parts.search(desk.queries, RADIUS_BITS)

    assert found.entries == ENTRIES - 2
    assert_same(found, desk.by_one())


def test_a_search_gives_up_in_words_where_entries_leave_without_end(desk_here: Desk) -> None:
    desk = desk_here
    parts = desk.with_workers(archive=Restless(desk, desk.names[:20]))
    with pytest.raises(ArchiveInMotionError, match="during each of 5 attempts"):
        parts.search(desk.queries, RADIUS_BITS)


def test_a_worker_that_finds_no_archive_or_another_says_so(desk_here: Desk, tmp_path: Path) -> None:
    desk = desk_here
    desk.address = f"sqlite:///{tmp_path / 'nowhere.db'}"
    with pytest.raises(WorkersFailedError, match=r"another archive .* nothing lies at .*nowhere"):
        desk.with_workers().search(desk.queries, RADIUS_BITS)
    assert not (tmp_path / "nowhere.db").exists()
    open_store(desk.address).close()
    with pytest.raises(WorkersFailedError, match=r"entries 1 to .* event \d+ of the custody log"):
        desk.with_workers().search(desk.queries, RADIUS_BITS)


@pytest.mark.usefixtures("_only_whole")
def test_workers_killed_at_random_give_the_whole_answer_or_an_error(
    request: pytest.FixtureRequest, code_folder: Path
) -> None:
    database_address: str = request.getfixturevalue("database_address")
    rng = np.random.default_rng(17)
    killed = answered = failed = 0
    with connect("local:4") as client:
        desk = Desk(client, database_address, code_folder)
        whole = desk.by_one()
        for _round in range(6):
            alive = desk.with_workers().processes()
            # Dask starts others in their place, sooner or later; one is left to go on with.
            if len(alive) < 2:
                break
            after_s = float(rng.uniform(0, 0.1))
            victim = int(rng.choice(alive))
            killer = threading.Timer(after_s, os.kill, (victim, signal.SIGKILL))
            killer.start()
            for _search in range(3):
                try:
                    assert_same(desk.with_workers().search(desk.queries, RADIUS_BITS), whole)
                    answered += 1
                except VerifyError:
                    failed += 1
            killer.join()
            killed += 1
        desk.store.close()
    print(f"{killed} killed: {answered} whole answers, {failed} errors")
    assert killed >= 3
    assert answered + failed == 3 * killed
    assert answered > failed


@pytest.mark.usefixtures("_only_whole")
def test_a_search_without_any_worker_left_fails_in_words(
    tmp_path: Path, code_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "_NO_WORKER_S", 0.5)
    monkeypatch.setattr(partitions, "_LOOK_AGAIN_S", 0.2)
    with connect("local:1") as client:
        desk = Desk(client, f"sqlite:///{tmp_path / 'verify.db'}", code_folder)
        parts = desk.with_workers()
        client.cluster.scale(0)
        client.sync(client.cluster._correct_state)
        with pytest.raises(WorkersFailedError, match="nothing was heard for"):
            parts.search(desk.queries, RADIUS_BITS)
        desk.store.close()


@pytest.mark.usefixtures("_only_whole")
def test_an_index_is_opened_by_its_address(tmp_path: Path, code_folder: Path) -> None:
    address = f"sqlite:///{tmp_path / 'verify.db'}"
    desk = Desk(None, address, code_folder)
    with open_partitioned("local:2", desk.store, address, HashKind.PDQ, None) as parts:
        assert_same(parts.search(desk.queries, RADIUS_BITS), desk.by_one())
    with open_partitioned("local:1", desk.store, address, HashKind.PHASH, code_folder) as parts:
        phash = desk.store.hashes(key_of("clip 5")).phash
        assert phash is not None
        found = parts.search(phash[:1], 0)
    assert found.keys == {desk.store.entry(key_of("clip 5")).added_sequence: key_of("clip 5")}
    desk.store.close()
