"""Columns kept on disk: a process that opens them answers as one that reads the store does."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.storage.footage import REPORTER, hashes, key_of, new_entry
from verify.storage.database import open_store
from verify.storage.hamming import (
    Answer,
    HammingIndex,
    HashKind,
    column_file,
    forget_columns,
    keep_columns,
    open_index,
)
from verify.storage.interface import Store

NAMES = [f"clip {number}" for number in range(30)]


@pytest.fixture
def store(open_it: Callable[[], Store]) -> Store:
    store = open_it()
    store.add_all([new_entry(name) for name in NAMES], REPORTER)
    return store


@pytest.fixture
def folder(tmp_path: Path, code_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder; even a small archive is kept in it."""
    monkeypatch.setattr(column_file, "_LEAST_HASHES", 1)
    folder = tmp_path / "cache"
    shutil.copytree(code_folder, folder)
    return folder


def columns_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.columns"))


def answer_of(
    store: Store, folder: Path, kind: HashKind = HashKind.PDQ, *, from_store: bool = False
) -> Answer:
    if from_store:
        index = HammingIndex(kind, code_folder=folder)
        index.refresh(store)
    else:
        index = open_index(store, kind, folder, folder)
    queries = [getattr(hashes(int(key_of(name)[:8], 16)), kind)[:2] for name in NAMES]
    answer = index.search(np.concatenate(queries), 31 if kind is HashKind.PDQ else 10)
    index.close()
    return answer


def keep(store: Store, folder: Path, kind: HashKind = HashKind.PDQ) -> bool:
    index = open_index(store, kind, folder, folder)
    is_kept = keep_columns(index, store, folder)
    index.close()
    return is_kept


def is_same(one: Answer, other: Answer) -> bool:
    columns = ("query", "number", "time_ms", "quality", "distance_bits")
    hits = [
        np.array_equal(getattr(one.hits, column), getattr(other.hits, column)) for column in columns
    ]
    rest = [(answer.keys, answer.entries, answer.hashes, answer.up_to) for answer in (one, other)]
    return all(hits) and rest[0] == rest[1]


def note_what_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that fills with the events after which changes are asked for."""
    asked, changes = [], store.changes

    def noting(after: int, *, with_64_bit: bool = False) -> object:
        asked.append(after)
        return changes(after, with_64_bit=with_64_bit)

    monkeypatch.setattr(store, "changes", noting)
    return asked


@pytest.mark.parametrize("kind", list(HashKind))
def test_what_was_kept_is_not_read_again(
    kind: HashKind, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = answer_of(store, folder, kind, from_store=True)
    assert len(fresh.hits) >= 2 * len(NAMES)
    assert keep(store, folder, kind)
    asked = note_what_is_read(store, monkeypatch)
    assert is_same(answer_of(store, folder, kind), fresh)
    assert set(asked) == {len(NAMES)}
    (place,) = columns_in(folder)
    assert place.stat().st_mode & 0o077 == 0


def test_what_came_and_went_since_is_in_the_answer(store: Store, folder: Path) -> None:
    assert keep(store, folder)
    store.remove(key_of(NAMES[3]), REPORTER, "by mistake")
    store.add(new_entry("another"), REPORTER)
    store.remove(key_of(NAMES[29]), REPORTER, "by mistake")
    answer = answer_of(store, folder)
    assert is_same(answer, answer_of(store, folder, from_store=True))
    assert answer.entries == len(NAMES) - 1
    assert key_of(NAMES[3]) not in answer.keys.values()


def test_what_was_removed_does_not_stay_on_the_disk(store: Store, folder: Path) -> None:
    def is_on_disk(name: str) -> bool:
        pdq = store.hashes(key_of(name)).pdq if name in present else removed_pdq
        column = np.ascontiguousarray(pdq[:, 0]).tobytes()
        return any(column in file.read_bytes() for file in columns_in(folder))

    present = NAMES[1:]
    removed_pdq = store.hashes(key_of(NAMES[0])).pdq
    assert keep(store, folder)
    assert is_on_disk(NAMES[0])
    index = open_index(store, HashKind.PDQ, folder, folder)
    store.remove(key_of(NAMES[0]), REPORTER, "the family asked for it")
    index.refresh(store)
    assert keep_columns(index, store, folder)
    index.close()
    assert not is_on_disk(NAMES[0])
    assert is_on_disk(NAMES[1])
    store.remove(key_of(NAMES[2]), REPORTER, "this one too")
    answer_of(store, folder)
    assert columns_in(folder) == []
    assert keep(store, folder)
    forget_columns(store, folder)
    assert columns_in(folder) == []
    assert is_same(answer_of(store, folder), answer_of(store, folder, from_store=True))


def test_columns_are_kept_without_what_was_removed(store: Store, folder: Path) -> None:
    for name in NAMES[5:8]:
        store.remove(key_of(name), REPORTER, "by mistake")
    assert keep(store, folder)
    assert is_same(answer_of(store, folder), answer_of(store, folder, from_store=True))


def test_columns_are_written_again_once_much_has_changed(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keep(store, folder)
    store.add(new_entry("one"), REPORTER)
    assert not keep(store, folder)
    store.add(new_entry("two"), REPORTER)
    assert keep(store, folder)
    asked = note_what_is_read(store, monkeypatch)
    assert answer_of(store, folder).entries == len(NAMES) + 2
    assert set(asked) == {len(NAMES) + 2}
    assert len(columns_in(folder)) == 1


def test_without_a_folder_nothing_is_kept(store: Store, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    index = open_index(store, HashKind.PDQ, None)
    assert index.hashes == 6 * len(NAMES)
    index.close()
    assert sorted(tmp_path.rglob("*")) == before


def test_small_archives_are_not_kept(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_file, "_LEAST_HASHES", 6 * len(NAMES) + 1)
    assert not keep(store, folder)
    assert columns_in(folder) == []


def test_an_empty_store_is_searched_and_not_kept(
    open_it: Callable[[], Store], folder: Path
) -> None:
    store = open_it()
    answer = answer_of(store, folder)
    assert (len(answer.hits), answer.entries, answer.up_to) == (0, 0, 0)
    assert not keep(store, folder)


def torn_places(size_bytes: int) -> list[int]:
    return [0, 64, 1000, size_bytes // 2, size_bytes - 300, size_bytes - 45, size_bytes - 3]


@pytest.mark.parametrize("place", range(7))
def test_a_file_with_a_wrong_bit_counts_for_nothing(
    place: int, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keep(store, folder)
    (file,) = columns_in(folder)
    content = bytearray(file.read_bytes())
    at = torn_places(len(content))[place]
    content[at] ^= 4
    file.write_bytes(content)
    asked = note_what_is_read(store, monkeypatch)
    assert is_same(answer_of(store, folder), answer_of(store, folder, from_store=True))
    # The head of the file names it for people; all else is checked.
    assert asked[0] == (len(NAMES) if at == 0 else 0)


@pytest.mark.parametrize("length", [0, 5, 40, 64, 3000, -1, -2000])
def test_a_file_cut_short_counts_for_nothing(length: int, store: Store, folder: Path) -> None:
    assert keep(store, folder)
    (file,) = columns_in(folder)
    file.write_bytes(file.read_bytes()[:length])
    assert is_same(answer_of(store, folder), answer_of(store, folder, from_store=True))


def test_a_store_brought_back_from_a_backup_is_read_anew(
    store: Store, store_file: Path, open_it: Callable[[], Store], folder: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    with closing(sqlite3.connect(store_file)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
    store.add(new_entry("added after the backup"), REPORTER)
    assert keep(store, folder)
    store.close()
    shutil.copy(backup, store_file)
    restored = open_it()
    assert is_same(answer_of(restored, folder), answer_of(restored, folder, from_store=True))
    assert keep(restored, folder)
    restored.add(new_entry("another after the backup"), REPORTER)
    answer = answer_of(restored, folder)
    assert is_same(answer, answer_of(restored, folder, from_store=True))
    assert answer.up_to == len(NAMES) + 1


def test_on_a_full_disk_nothing_is_kept_and_nothing_is_left(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = sorted(folder.iterdir())
    monkeypatch.setattr(os, "fsync", full)
    index = open_index(store, HashKind.PDQ, folder, folder)
    assert not keep_columns(index, store, folder)
    index.close()
    assert sorted(folder.iterdir()) == before


def test_what_a_killed_process_left_is_swept_up(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    def killed(*_: object, **_options: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch, pytest.raises(KilledError):
        patch.setattr(os, "fsync", killed)
        patch.setattr(Path, "unlink", killed)
        keep(store, folder)
    assert list(folder.glob("*.unfinished"))
    assert is_same(answer_of(store, folder), answer_of(store, folder, from_store=True))
    assert keep(store, folder)
    assert not list(folder.glob("*.unfinished"))


def test_columns_of_two_stores_lie_side_by_side(store: Store, folder: Path, tmp_path: Path) -> None:
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    other.add(new_entry("elsewhere"), REPORTER)
    assert keep(store, folder)
    assert keep(other, folder)
    assert is_same(answer_of(other, folder), answer_of(other, folder, from_store=True))
    assert is_same(answer_of(store, folder), answer_of(store, folder, from_store=True))
    other.close()
