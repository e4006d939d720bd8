"""Local features in a store: kept, tied to the log, followed by an index, gone with their entry."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER, SetClock, features, key_of, new_entry
from verify.domain.custody import Action
from verify.domain.store_errors import UnknownEntryError, UnreadableRecordError
from verify.storage.database import open_store
from verify.storage.interface import Store
from verify.storage.memory import memory_store


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        store = memory_store(SetClock())
    else:
        file: Path = request.getfixturevalue("store_file")
        store = open_store(f"sqlite:///{file}", clock=SetClock())
    yield store
    assert [fault for fault in store.faults() if not fault.is_notice] == []
    store.close()


def _bytes_of(store: Store, name: str) -> bytes | None:
    found = store.features(key_of(name))
    return None if found is None else found.to_bytes()


def test_features_are_read_back_as_they_were_and_go_with_their_entry(store: Store) -> None:
    store.add_all([new_entry("a", features=features(1)), new_entry("b")], REPORTER)

    assert _bytes_of(store, "a") == features(1).to_bytes()
    assert store.features(key_of("b")) is None
    store.remove(key_of("a"), REPORTER, "asked for")
    with pytest.raises(UnknownEntryError):
        store.features(key_of("a"))
    assert list(store.feature_changes(0).added) == []


def test_an_entry_takes_over_features_once_and_says_how_they_were_made(store: Store) -> None:
    store.add(new_entry("x"), REPORTER)
    how = {"pdq": "1", "stills": "480 px", "local_features": "SIFT"}

    for seed in (1, 2):
        store.add(new_entry("x", features=features(seed), descriptors=how), REPORTER)

    assert _bytes_of(store, "x") == features(1).to_bytes()
    assert store.entry(key_of("x")).descriptors["local_features"] == "SIFT"
    assert len(list(store.events())) == 2


def test_an_index_that_follows_has_the_features_that_the_store_has(store: Store) -> None:
    index: dict[int, tuple[str, bytes]] = {}
    seen = 0

    def follow() -> None:
        nonlocal seen
        changes = store.feature_changes(seen)
        for number in changes.removed:
            index.pop(number, None)
        index.update({one.number: (one.key, one.features.to_bytes()) for one in changes.added})
        seen = changes.up_to
        kept = {entry.key: store.features(entry.key) for entry in store.entries()}
        assert dict(index.values()) == {
            key: held.to_bytes() for key, held in kept.items() if held is not None
        }

    follow()
    store.add_all([new_entry("a", features=features(1)), new_entry("b")], REPORTER)
    follow()
    # They may come when the entry was seen before.
    store.add(new_entry("b", features=features(2)), REPORTER)
    store.add(new_entry("c", features=features(3, pictures=0)), REPORTER)
    follow()
    store.remove(key_of("a"), REPORTER, "")
    store.add(new_entry("a", features=features(4)), REPORTER)
    follow()
    store.record(Action.VIEWED, None, {}, REPORTER)
    follow()
    assert sorted(key for key, _ in index.values()) == sorted(map(key_of, "abc"))


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM local_features", "local features of entry"),
        ("UPDATE local_features SET content = x'00000000'", "local features of entry"),
        ("UPDATE local_features SET content = x'00'", "local features of entry"),
        ("UPDATE local_features SET content = 5", "entry"),
    ],
)
def test_features_changed_behind_the_log_are_named(
    store_file: Path, statement: str, what: str
) -> None:
    store = open_store(f"sqlite:///{store_file}")
    store.add(new_entry("x", features=features(1)), REPORTER)
    with closing(sqlite3.connect(store_file)) as connection, connection:
        connection.execute(statement)

    assert [(fault.what, fault.where, fault.kind) for fault in store.faults()] == [
        (what, key_of("x"), "altered")
    ]
    if statement.endswith(("x'00'", "5")):
        with pytest.raises(UnreadableRecordError, match="local features of entry 1"):
            store.features(key_of("x"))
    store.close()
