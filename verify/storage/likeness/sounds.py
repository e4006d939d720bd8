"""Landmarks of all sounds in RAM, looked up by their keys; follows the store as `FeatureIndex`.

Each landmark is one word: key, entry and time, sorted, so that whatever has a key, or one of
several keys side by side, lies in one piece. Eight bytes a landmark, some 20 kB for a minute.
"""

import threading
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from verify.domain.audio_fingerprint import (
    KEYS,
    LONGEST_S,
    AudioFingerprint,
    Integers,
    SoundState,
    landmarks_of,
)
from verify.storage.interface import Archive

_TIMES_PER_S = 64
_TIME_BITS = (LONGEST_S * _TIMES_PER_S).bit_length()
_PLACE_BITS = 64 - _TIME_BITS - (KEYS - 1).bit_length()
_PLACES = np.uint64((1 << _PLACE_BITS) - 1)
_TIMES = np.uint64((1 << _TIME_BITS) - 1)
_KEY_SHIFT = np.uint64(_TIME_BITS + _PLACE_BITS)

Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class SoundHits:
    """Landmarks of entries whose keys were asked for.

    Attributes
    ----------
    query : int64 array, shape (hits,)
        Which of the keys that were asked for.
    number : int64 array, shape (hits,)
        The number of the entry in the store.
    match_ms : int64 array, shape (hits,)
        When, to 16 ms.
    """

    query: Integers
    number: Integers
    match_ms: Integers


@dataclass(slots=True, eq=False)
class _Held:
    """What is known of the entries, by number."""

    keys: dict[int, str] = field(default_factory=dict)
    states: dict[int, SoundState | None] = field(default_factory=dict)
    peaks: dict[int, int] = field(default_factory=dict)
    marks: dict[int, Words] = field(default_factory=dict)

    def copy(self) -> "_Held":
        return _Held(dict(self.keys), dict(self.states), dict(self.peaks), dict(self.marks))

    def remove(self, number: int) -> None:
        self.keys.pop(number, None)
        for column in (self.states, self.peaks, self.marks):
            column.pop(number, None)


@dataclass(frozen=True, slots=True, eq=False)
class _Sorted:
    """All landmarks by key: those of key k stand from starts[k] to starts[k + 1]."""

    held: _Held
    numbers: Integers
    words: Words
    starts: Integers

    @classmethod
    def of(cls, held: _Held) -> "_Sorted":
        numbers = np.array(list(held.marks), np.int64)
        if len(numbers) > int(_PLACES):
            raise ValueError("more sounds than places")
        words = np.concatenate(
            [
                marks | np.uint64(place << _TIME_BITS)
                for place, marks in enumerate(held.marks.values())
            ]
            or [np.zeros(0, np.uint64)]
        )
        words.sort()
        starts = np.zeros(KEYS + 1, np.int64)
        counts = np.bincount((words >> _KEY_SHIFT).astype(np.int64), minlength=KEYS)
        np.cumsum(counts, out=starts[1:])
        return cls(held, numbers, words, starts)


class SoundIndex:
    """Audio fingerprints in RAM. Threads may ask it while one refreshes it."""

    def __init__(self) -> None:
        self._held = _Held()
        self._sorted = _Sorted.of(self._held)
        self._up_to = 0
        self._writing = threading.Lock()
        self._sorting = threading.Lock()

    @property
    def keys(self) -> dict[int, str]:
        """The keys of the entries by their numbers."""
        return self._held.keys

    @property
    def entries_by_state(self) -> dict[SoundState | None, int]:
        """How many entries there are of each state; None: made in a way that is not known here."""
        return dict(Counter(self._held.states.values()))

    @property
    def peaks(self) -> int:
        """How many peaks there are in all."""
        return sum(self._held.peaks.values())

    def refresh(self, store: Archive) -> None:
        """Take in what changed in the store since the last time; all of it, or nothing."""
        with self._writing:
            changes = store.fingerprint_changes(self._up_to)
            held = self._held.copy()
            for number in changes.removed:
                held.remove(number)
            for entry in changes.added:
                held.remove(entry.number)
                held.keys[entry.number] = entry.key
                try:
                    fingerprint = AudioFingerprint.from_bytes(entry.content)
                except ValueError:
                    # Somebody's list may hold those of another program or version.
                    held.states[entry.number] = None
                    continue
                held.states[entry.number] = fingerprint.state
                held.peaks[entry.number] = len(fingerprint)
                if len(fingerprint):
                    held.marks[entry.number] = _words(fingerprint)
            self._held, self._up_to = held, changes.up_to

    def search(self, low: Integers, high: Integers) -> SoundHits:
        """Find the landmarks with a key between two, both included, for each pair of keys.

        Parameters
        ----------
        low, high : int64 arrays, shape (m,)
            0 to `KEYS` - 1.
        """
        table = self._table()
        firsts = table.starts[low]
        counts = table.starts[high + 1] - firsts
        query = np.repeat(np.arange(len(low)), counts)
        shifts = np.repeat(firsts - (np.cumsum(counts) - counts), counts)
        words = table.words[np.arange(len(query)) + shifts]
        places = (words >> np.uint64(_TIME_BITS)) & _PLACES
        return SoundHits(
            query=query,
            number=table.numbers[places.astype(np.int64)],
            match_ms=(words & _TIMES).astype(np.int64) * 1000 // _TIMES_PER_S,
        )

    def _table(self) -> _Sorted:
        """Return the landmarks in order, sorted when they are first asked for."""
        with self._sorting:
            if self._sorted.held is not self._held:
                self._sorted = _Sorted.of(self._held)
            return self._sorted


def _words(fingerprint: AudioFingerprint) -> Words:
    marks = landmarks_of(fingerprint.time_ms, fingerprint.tone, fingerprint.rank)
    times = (marks.time_ms * _TIMES_PER_S // 1000).astype(np.uint64)
    return (marks.keys.astype(np.uint64) << _KEY_SHIFT) | times


def open_sound_index(store: Archive) -> SoundIndex:
    """Return an index that is as the store is now."""
    index = SoundIndex()
    index.refresh(store)
    return index
