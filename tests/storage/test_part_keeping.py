"""Points and sounds kept on disk: who opens them finds what one who reads the store finds."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.storage.footage import REPORTER, features, key_of, new_entry
from tests.storage.test_sound_index import fingerprint
from verify.domain.archive import NewEntry
from verify.domain.audio_fingerprint import KEYS
from verify.storage.interface import EntryFeatures, FeatureChanges, Store
from verify.storage.likeness import (
    FeatureIndex,
    SoundIndex,
    forget_parts,
    keep_points,
    keep_sounds,
    keeping,
    open_feature_index,
    open_sound_index,
    point_parts,
)

NAMES = [f"clip {number}" for number in range(8)]


def described(name: str) -> NewEntry:
    return new_entry(name, features=features(int(key_of(name)[:8], 16)))


@pytest.fixture
def store(open_it: Callable[[], Store]) -> Store:
    store = open_it()
    store.add_all([described(name) for name in NAMES], REPORTER)
    return store


@pytest.fixture
def folder(tmp_path: Path, code_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder; even a few points are kept in it, three entries in a part at most."""
    monkeypatch.setattr(keeping, "_LEAST_POINTS", 1)
    monkeypatch.setattr(point_parts, "MOST_POINTS_A_PART", 180)
    folder = tmp_path / "cache"
    shutil.copytree(code_folder, folder)
    return folder


def opened(store: Store, folder: Path) -> FeatureIndex:
    return open_feature_index(store, folder, folder)


def parts_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.points"), key=lambda place: int(place.stem.split("-")[1]))


def spans_in(folder: Path) -> list[str]:
    return [place.stem.split("-", 1)[1] for place in parts_in(folder)]


def keep(store: Store, folder: Path) -> bool:
    return keep_points(opened(store, folder), store, folder)


def answer_of(index: FeatureIndex) -> tuple[object, ...]:
    asked = [features(int(key_of(name)[:8], 16)).codes[::7] for name in [*NAMES, "another"]]
    hits = index.search(np.concatenate(asked), 24)
    columns = (hits.query, hits.number, hits.match_ms, hits.x, hits.y, hits.size, hits.angle)
    rows = [tuple(column.tolist()) for column in (*columns, hits.distance_bits)]
    return *rows, hits.keys, hits.entries, hits.points, sorted(index.entries_with_points())


def assert_as_read_from_the_store(index: FeatureIndex, store: Store) -> None:
    anew = FeatureIndex()
    anew.refresh(store)
    assert answer_of(index) == answer_of(anew)
    assert len(answer_of(index)[0]) >= 9 * (len(NAMES) - 2)


def note_what_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that fills with the keys of the entries whose points are read."""
    read, changes = [], store.feature_changes

    def noting(after: int) -> FeatureChanges:
        found = changes(after)

        def added() -> Iterator[EntryFeatures]:
            for entry in found.added:
                read.append(entry.key)
                yield entry

        return FeatureChanges(found.up_to, found.removed, added())

    monkeypatch.setattr(store, "feature_changes", noting)
    return read


def test_what_was_kept_is_not_read_again_and_only_what_came_since_is_added(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keep(store, folder)
    assert spans_in(folder) == ["0-3", "3-6", "6-8"]
    assert all(place.stat().st_mode & 0o077 == 0 for place in parts_in(folder))
    read = note_what_is_read(store, monkeypatch)
    first = opened(store, folder)
    assert read == []
    assert not keep_points(first, store, folder)

    store.add(described("another"), REPORTER)
    second = opened(store, folder)
    assert read == [key_of("another")]
    assert_as_read_from_the_store(second, store)
    before = {place: place.stat().st_ino for place in parts_in(folder)[:2]}
    assert keep_points(second, store, folder)
    assert spans_in(folder) == ["0-3", "3-6", "6-8", "8-9"]
    store.add(described("one more"), REPORTER)
    assert keep(store, folder)
    # Small ones are joined with what comes behind them, large ones are left as they are.
    assert spans_in(folder) == ["0-3", "3-6", "6-8", "8-10"]
    assert {place: place.stat().st_ino for place in parts_in(folder)[:2]} == before
    first.refresh(store)
    assert_as_read_from_the_store(first, store)


def test_what_is_removed_leaves_the_disk_and_only_its_part_is_read_again(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keep(store, folder)
    running = opened(store, folder)
    gone = features(int(key_of(NAMES[4])[:8], 16)).codes.tobytes()[:16]
    assert any(gone in place.read_bytes() for place in parts_in(folder))

    store.remove(key_of(NAMES[4]), REPORTER, "the family asked for it")
    forget_parts(store, folder)

    assert spans_in(folder) == ["0-3", "6-8"]
    running.refresh(store)
    assert_as_read_from_the_store(running, store)
    with monkeypatch.context() as patch:
        read = note_what_is_read(store, patch)
        anew = opened(store, folder)
    # The next one is read, and found to be too late.
    assert read == [key_of(name) for name in (NAMES[3], NAMES[5], NAMES[6])]
    assert_as_read_from_the_store(anew, store)
    assert keep_points(anew, store, folder)
    assert spans_in(folder) == ["0-3", "3-6", "6-8"]
    # Removed behind the back of the cache: the next opening sees to it.
    store.remove(key_of(NAMES[7]), REPORTER, "this one too")
    assert_as_read_from_the_store(opened(store, folder), store)
    assert spans_in(folder) == ["0-3", "3-6"]


def test_a_process_that_has_not_heard_of_a_removal_keeps_nothing_of_it(
    store: Store, folder: Path
) -> None:
    running = opened(store, folder)
    store.remove(key_of(NAMES[1]), REPORTER, "by mistake")
    assert keep_points(running, store, folder)
    assert spans_in(folder) == ["3-6", "6-8"]
    assert_as_read_from_the_store(opened(store, folder), store)


@pytest.mark.parametrize("damage", ["bit", "cut", "unreadable"])
def test_a_damaged_part_counts_for_nothing(damage: str, store: Store, folder: Path) -> None:
    assert keep(store, folder)
    place = parts_in(folder)[1]
    content = bytearray(place.read_bytes())
    if damage == "unreadable":
        place.unlink()
        place.mkdir()
    else:
        content[len(content) // 3] ^= 16
        place.write_bytes(content if damage == "bit" else content[:-700])

    assert_as_read_from_the_store(opened(store, folder), store)


def test_a_store_brought_back_from_a_backup_is_read_anew(
    store: Store, store_file: Path, open_it: Callable[[], Store], folder: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    with closing(sqlite3.connect(store_file)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
    store.add(described("added after the backup"), REPORTER)
    assert keep(store, folder)
    store.close()
    shutil.copy(backup, store_file)
    restored = open_it()
    restored.add(described("another"), REPORTER)

    assert_as_read_from_the_store(opened(restored, folder), restored)
    assert spans_in(folder) == ["0-3", "3-6"]


@pytest.mark.parametrize("trouble", ["full", "no room"])
def test_where_nothing_can_be_kept_the_answer_is_the_same(
    trouble: str, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = sorted(folder.iterdir())
    if trouble == "full":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=9))
    index = opened(store, folder)

    assert not keep_points(index, store, folder)
    assert_as_read_from_the_store(index, store)
    assert sorted(folder.iterdir()) == before


def test_parts_that_two_processes_cut_differently_are_told_apart(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keep(store, folder)
    monkeypatch.setattr(point_parts, "MOST_POINTS_A_PART", 300)
    wide = FeatureIndex()
    wide.refresh(store)
    assert keep_points(wide, store, folder)

    assert spans_in(folder) == ["0-5", "3-6", "5-8"]
    assert_as_read_from_the_store(opened(store, folder), store)
    assert spans_in(folder) == ["0-5", "5-8"]


def test_fewer_points_of_a_picture_are_held_where_parts_were_kept_with_more(
    store: Store, folder: Path
) -> None:
    assert keep(store, folder)
    kept = opened(store, folder).parts
    tight = FeatureIndex(most_points=300)
    tight.start_from(store, kept)

    assert tight.entries == len(NAMES)
    assert tight.points <= 300
    assert tight.per_picture < 20
    held = features(int(key_of(NAMES[0])[:8], 16))
    found = tight.search(held.codes, 0).query.tolist()
    assert found == np.flatnonzero(held.rank < tight.per_picture).tolist()


def sounding(name: str, seed: int) -> NewEntry:
    return new_entry(name, audio_fingerprint=fingerprint(seed, 100).to_bytes())


def assert_heard_as_read_from_the_store(index: SoundIndex, store: Store) -> None:
    anew = SoundIndex()
    anew.refresh(store)
    low = np.arange(0, KEYS - 50, 50)
    answers = []
    for each in (index, anew):
        hits = each.search(low, low + 40)
        rows = zip(hits.query.tolist(), hits.number.tolist(), hits.match_ms.tolist(), strict=True)
        answers.append((sorted(rows), each.keys, each.entries_by_state, each.peaks))
    assert answers[0] == answers[1]
    assert len(answers[0][0]) > 100


def test_sounds_are_kept_and_those_that_came_or_left_since_are_heeded(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_LEAST_LANDMARKS", 1)
    many = [sounding(f"sound {seed}", seed) for seed in range(6)]
    silent = new_entry("foreign", audio_fingerprint=b"of another program")
    store.add_all([*many, silent], REPORTER)
    assert keep_sounds(open_sound_index(store, folder), store, folder)
    # It was there without its sound.
    store.add(sounding(NAMES[2], 7), REPORTER)
    running = open_sound_index(store, folder)
    assert_heard_as_read_from_the_store(running, store)
    assert keep_sounds(running, store, folder)
    spans = [place.stem.split("-", 1)[1] for place in sorted(folder.glob("*.sounds"))]
    assert spans == ["0-15", "15-16"]
    assert_heard_as_read_from_the_store(open_sound_index(store, folder), store)

    before = sorted(folder.glob("*.sounds"))[0].read_bytes()
    store.remove(key_of("sound 3"), REPORTER, "by mistake")
    forget_parts(store, folder)
    assert sorted(folder.glob("*.sounds"))[0].stat().st_size < len(before)
    running.refresh(store)
    assert_heard_as_read_from_the_store(running, store)
    store.remove(key_of("sound 4"), REPORTER, "behind the back of the cache")
    anew = open_sound_index(store, folder)
    assert_heard_as_read_from_the_store(anew, store)
    assert len(list(folder.glob("*.sounds"))) == 1
    assert keep_sounds(anew, store, folder)
    place = sorted(folder.glob("*.sounds"))[0]
    place.write_bytes(place.read_bytes()[:-9])
    assert_heard_as_read_from_the_store(open_sound_index(store, folder), store)
