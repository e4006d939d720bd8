"""A store copied to another database and back: the same rows, whole or no store at all."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER, key_of, new_entry
from verify.domain.custody import Action
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import CopyDiffersError, CopyInHandError, StoreTakenError
from verify.storage.database import copying, open_store
from verify.storage.database.copying import CopiedTable, copy_store
from verify.storage.interface import Store


def _silent(name: str, done: int, total: int) -> None:
    """Nobody is told."""


def _filled(address: str) -> None:
    """Put in what every table has rows for, something that left, and words that were erased."""
    store = open_store(address)
    for name in ("one", "two", "three.mp4", "four \U0001f3a5 إدلب"):
        store.add(new_entry(name), REPORTER)
    store.remove(key_of("two"), REPORTER, "sent twice")
    store.record_source(key_of("one"), SourceRecord(untrusted_note="sent by hand"), REPORTER)
    store.record(Action.VIEWED, key_of("one"), {"seconds": 0.1, "words": "a\u0000b"}, REPORTER)
    store.record(Action.VIEWED, None, {"said": "a source's name"}, REPORTER)
    store.erase_payload(7, REPORTER, "the source asked for it")
    store.close()


def _says(store: Store) -> tuple[object, ...]:
    entries = list(store.entries())
    return (
        entries,
        [(store.hashes(one.key).pdq.tolist(), store.stills(one.key)) for one in entries],
        list(store.events()),
        store.stats(),
        store.changes(0).removed,
    )


@pytest.fixture
def source(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'from.db'}"
    _filled(address)
    return address


def _copy(source: str, target: str, *, anew: bool = False) -> list[CopiedTable]:
    return copy_store(source, target, anew=anew, on_rows=_silent)


def test_to_a_server_and_back_everything_is_as_it_was(
    source: str, new_database: Callable[[], str], tmp_path: Path
) -> None:
    server, back = new_database(), f"sqlite:///{tmp_path / 'back.db'}"

    assert _copy(source, server) == _copy(server, back) != []

    stores = [open_store(address) for address in (source, server, back)]
    said = [_says(store) for store in stores]
    assert said[0] == said[1] == said[2]
    for store in stores:
        assert [fault for fault in store.faults() if not fault.is_notice] == []
        store.close()


def test_a_copy_is_worked_on_where_the_source_ended(source: str, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'to.db'}"
    _copy(source, target)
    store = open_store(target)
    store.add(new_entry("five"), REPORTER)

    assert [event.sequence for event in store.events()] == list(range(1, 11))
    assert [fault for fault in store.faults() if not fault.is_notice] == []
    store.close()


def _killed_at(source: str, target: str, table: str) -> None:
    def end(name: str, done: int, total: int) -> None:
        del done, total
        if name == table:
            os.kill(os.getpid(), signal.SIGKILL)

    copying._ROWS_AT_ONCE = 2
    copy_store(source, target, anew=False, on_rows=end)


def _cut_off(source: str, target: str, table: str) -> None:
    process = multiprocessing.get_context("spawn").Process(
        target=_killed_at, args=(source, target, table)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("table", ["events", "names", "stills"])
def test_a_copy_that_was_killed_is_no_store_and_goes_on_where_it_stopped(
    source: str, tmp_path: Path, table: str
) -> None:
    target = f"sqlite:///{tmp_path / 'to.db'}"
    _cut_off(source, target, table)

    with pytest.raises(CopyInHandError, match=r"not whole yet.*storage copy once more"):
        open_store(target)
    done: dict[str, int] = {}
    copied = copy_store(
        source, target, anew=False, on_rows=lambda name, at, _: done.setdefault(name, at) and None
    )

    assert {one.name: one.rows for one in copied if one.rows} == {
        name: rows for name, rows in done.items() if rows
    }
    first, second = open_store(source), open_store(target)
    assert _says(first) == _says(second)
    first.close()
    second.close()


def test_a_source_that_changed_between_two_goes_is_told_and_copied_anew(
    source: str, tmp_path: Path
) -> None:
    target = f"sqlite:///{tmp_path / 'to.db'}"
    _cut_off(source, target, "stills")
    store = open_store(source)
    store.erase_payload(1, REPORTER, "the source asked for it")
    store.close()

    with pytest.raises(CopyDiffersError, match=r"table events .*--anew"):
        _copy(source, target)
    with pytest.raises(CopyInHandError):
        open_store(target)
    _copy(source, target, anew=True)
    first, second = open_store(source), open_store(target)
    assert _says(first) == _says(second)
    first.close()
    second.close()


def test_a_store_with_anything_in_it_is_not_copied_over(source: str, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'to.db'}"
    store = open_store(target)
    store.add(new_entry("mine"), REPORTER)
    for anew in (False, True):
        with pytest.raises(StoreTakenError, match=r"to\.db holds a store already"):
            _copy(source, target, anew=anew)
    assert [one.untrusted_names for one in store.entries()] == [["mine"]]
    store.close()


def test_a_row_that_comes_out_otherwise_is_not_passed_for_a_copy(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = f"sqlite:///{tmp_path / 'to.db'}"
    told = copying._told
    monkeypatch.setattr(
        copying,
        "_told",
        lambda one, connection: told(one, connection)._replace(
            sha256="0" * 64
            if one.name == "stills" and "to.db" in str(connection.engine.url)
            else ""
        ),
    )
    with pytest.raises(CopyDiffersError, match="table stills"):
        _copy(source, target)
    with pytest.raises(CopyInHandError):
        open_store(target)
