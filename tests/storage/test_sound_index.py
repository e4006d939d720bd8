"""Sounds looked up by pairs of peaks: held to a comparison of all, and following the store."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.storage.footage import REPORTER, SetClock, key_of, new_entry
from verify.domain.audio_fingerprint import TONES, AudioFingerprint, SoundState, landmarks_of
from verify.storage.database import open_store
from verify.storage.interface import Store
from verify.storage.likeness import SoundIndex, open_sound_index
from verify.storage.memory import memory_store

SILENT = AudioFingerprint.without_peaks(SoundState.SILENT).to_bytes()


def fingerprint(seed: int, peaks: int = 400) -> AudioFingerprint:
    rng = np.random.default_rng(seed)
    return AudioFingerprint(
        SoundState.HEARD,
        np.sort(rng.integers(0, 30_000, peaks)).astype(np.uint32),
        rng.integers(0, TONES, peaks).astype(np.uint16),
        rng.integers(0, 16, peaks).astype(np.uint8),
    )


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        store = memory_store(SetClock())
    else:
        file: Path = request.getfixturevalue("store_file")
        store = open_store(f"sqlite:///{file}", clock=SetClock())
    yield store
    store.close()


def _found(index: SoundIndex, asked: AudioFingerprint, wide: int) -> set[tuple[int, str, int]]:
    marks = landmarks_of(asked.time_ms, asked.tone, asked.rank)
    # Tones at the edge have no neighbours beyond it.
    wide_low = np.minimum(marks.tones(), wide)
    wide_high = np.minimum(TONES - 1 - marks.tones(), wide)
    hits = index.search(marks.keys - wide_low, marks.keys + wide_high)
    numbers = [index.keys[number] for number in hits.number.tolist()]
    return set(zip(hits.query.tolist(), numbers, hits.match_ms.tolist(), strict=True))


def test_every_pair_with_a_near_key_is_found_with_its_entry_and_time() -> None:
    store = memory_store(SetClock())
    held = {name: fingerprint(seed) for seed, name in enumerate("abc")}
    for name, one in held.items():
        store.add(new_entry(name, audio_fingerprint=one.to_bytes()), REPORTER)
    index = open_sound_index(store)
    asked = landmarks_of(held["b"].time_ms, held["b"].tone, held["b"].rank)
    for wide in (0, 9):
        expected = set()
        for name, one in held.items():
            marks = landmarks_of(one.time_ms, one.tone, one.rank)
            shape = asked.keys[:, None] // TONES == marks.keys // TONES
            near = np.abs(asked.keys[:, None] - marks.keys) <= wide
            for query, place in np.argwhere(shape & near).tolist():
                time_ms = int(marks.time_ms[place]) * 64 // 1000 * 1000 // 64
                expected.add((query, key_of(name), time_ms))
        assert len(expected) > len(asked.keys) * (1 if wide else 0.9)
        assert _found(index, held["b"], wide) == expected
    assert index.peaks == 1_200


def test_an_index_follows_what_comes_in_comes_again_and_goes(store: Store) -> None:
    index = open_sound_index(store)
    assert index.search(np.zeros(1, np.int64), np.zeros(1, np.int64)).number.size == 0
    content = [fingerprint(seed).to_bytes() for seed in range(3)]
    store.add_all(
        [
            new_entry("a", audio_fingerprint=content[0]),
            new_entry("b"),
            new_entry("quiet", audio_fingerprint=SILENT),
            new_entry("foreign", audio_fingerprint=b"of another program"),
        ],
        REPORTER,
    )
    index.refresh(store)
    assert index.entries_by_state == {SoundState.HEARD: 1, SoundState.SILENT: 1, None: 1}
    store.add(new_entry("b", audio_fingerprint=content[1]), REPORTER)
    # What is measured here takes the place of what a list said.
    store.add(new_entry("another name", key=key_of("a"), audio_fingerprint=content[2]), REPORTER)
    store.remove(key_of("quiet"), REPORTER, "asked for")

    index.refresh(store)

    anew = open_sound_index(store)
    assert index.entries_by_state == anew.entries_by_state == {SoundState.HEARD: 2, None: 1}
    assert index.peaks == anew.peaks == 800
    for seed in range(3):
        found = _found(index, fingerprint(seed), 0)
        assert found == _found(anew, fingerprint(seed), 0)
        assert (len(found) > 100) is (seed > 0)
    store.remove(key_of("a"), REPORTER, "asked for")
    index.refresh(store)
    assert {key for _, key, _ in _found(index, fingerprint(1), 9)} == {key_of("b")}
    assert {one.key: one.content for one in store.fingerprint_changes(0).added} == {
        key_of("foreign"): b"of another program",
        key_of("b"): content[1],
    }
