"""Entries found by their vectors, held against comparing every picture with every other."""

import numpy as np
import pytest

from tests.storage.footage import REPORTER, key_of, new_entry, vectors
from verify.domain.frame_vectors import FrameVectors
from verify.storage.likeness import vectors as likeness_vectors
from verify.storage.likeness.vectors import open_vector_index
from verify.storage.memory import memory_store


def test_each_picture_gets_the_entries_that_it_resembles_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(likeness_vectors, "_ROWS_AT_ONCE", 7)
    store = memory_store()
    each = {f"clip {seed}": vectors(seed, pictures=1 + seed % 5) for seed in range(20)}
    for name, made in each.items():
        store.add(new_entry(name, vectors=made), REPORTER)
    query = vectors(99, pictures=6).unit

    index = open_vector_index(store, bytes(32))
    hits = index.search(query)

    for row, asked in enumerate(query):
        best = {key_of(name): float((made.unit @ asked).max()) for name, made in each.items()}
        nearest = sorted(best, key=lambda key: -best[key])[: hits.number.shape[1]]
        assert [index.keys[number] for number in hits.number[row].tolist()] == nearest
        assert hits.cosine[row] == pytest.approx([best[key] for key in nearest], abs=1e-6)
        assert np.einsum("kd,d->k", hits.vector[row], asked) == pytest.approx(hits.cosine[row])
        first = each[next(name for name in each if key_of(name) == nearest[0])]
        assert hits.match_ms[row, 0] == first.time_ms[(first.unit @ asked).argmax()]


def test_vectors_of_other_weights_are_counted_and_never_compared() -> None:
    store = memory_store()
    made = vectors(1)
    store.add(new_entry("ours", vectors=made), REPORTER)
    strange = FrameVectors(b"x" * 32, made.time_ms, made.values)
    store.add(new_entry("strange", vectors=strange), REPORTER)

    index = open_vector_index(store, bytes(32))

    assert list(index.keys.values()) == [key_of("ours")]
    assert index.others == 1
    store.remove(key_of("ours"), REPORTER, "")
    index.refresh(store)
    assert index.search(made.unit).number.shape == (3, 0)
