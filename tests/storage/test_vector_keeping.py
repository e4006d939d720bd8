"""Frame vectors in a store: kept, tied to the log, followed by an index, gone with their entry."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.storage.footage import REPORTER, SetClock, key_of, new_entry, vectors
from verify.domain.frame_vectors import FrameVectors
from verify.domain.store_errors import UnreadableRecordError
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


def test_an_entry_takes_over_vectors_once_and_says_how_they_were_made(store: Store) -> None:
    store.add(new_entry("x"), REPORTER)
    how = {"pdq": "1", "frame_vectors": "of these weights"}
    for seed in (1, 2):
        store.add(new_entry("x", vectors=vectors(seed), descriptors=how), REPORTER)

    kept = store.vectors(key_of("x"))
    assert kept is not None
    assert kept.to_bytes() == vectors(1).to_bytes()
    assert store.entry(key_of("x")).descriptors["frame_vectors"] == "of these weights"
    assert len(list(store.events())) == 2


def test_an_index_that_follows_has_the_vectors_that_the_store_has(store: Store) -> None:
    index: dict[int, bytes] = {}
    seen = 0

    def follow() -> None:
        nonlocal seen
        changes = store.vector_changes(seen)
        for number in changes.removed:
            index.pop(number, None)
        index.update({one.number: one.vectors.to_bytes() for one in changes.added})
        seen = changes.up_to
        kept = [store.vectors(entry.key) for entry in store.entries()]
        assert sorted(index.values()) == sorted(held.to_bytes() for held in kept if held)

    store.add_all([new_entry("a", vectors=vectors(1)), new_entry("b")], REPORTER)
    follow()
    store.add(new_entry("b", vectors=vectors(2)), REPORTER)
    follow()
    store.remove(key_of("a"), REPORTER, "")
    store.add(new_entry("a", vectors=vectors(4)), REPORTER)
    follow()
    assert len(index) == 2


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DELETE FROM frame_vectors", "frame vectors of entry"),
        ("UPDATE frame_vectors SET content = x'00'", "frame vectors of entry"),
    ],
)
def test_vectors_changed_behind_the_log_are_named(
    store_file: Path, statement: str, what: str
) -> None:
    store = open_store(f"sqlite:///{store_file}")
    store.add(new_entry("x", vectors=vectors(1)), REPORTER)
    with closing(sqlite3.connect(store_file)) as connection, connection:
        connection.execute(statement)

    assert [(fault.what, fault.where) for fault in store.faults()] == [(what, key_of("x"))]
    if statement.endswith("x'00'"):
        with pytest.raises(UnreadableRecordError, match="frame vectors of entry 1"):
            store.vectors(key_of("x"))
    store.close()


def test_a_byte_a_value_moves_a_cosine_by_little() -> None:
    rng = np.random.default_rng(0)
    made = rng.normal(size=(200, 512)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    kept = FrameVectors.of(bytes(32), np.arange(200, dtype=np.uint32), made)

    assert np.abs(kept.unit @ made.T - made @ made.T).max() < 0.004
    assert FrameVectors.from_bytes(kept.to_bytes()).to_bytes() == kept.to_bytes()
    with pytest.raises(ValueError, match="direction"):
        FrameVectors.of(bytes(32), np.arange(2, dtype=np.uint32), np.zeros((2, 4), np.float32))
