"""Landmarks of all sounds, looked up by their keys; follows the store as `FeatureIndex`."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from verify.domain.audio_fingerprint import Integers, SoundState
from verify.storage.interface import Archive
from verify.storage.likeness.part_files import keys_by_number
from verify.storage.likeness.sound_parts import TIMES_PER_S, SoundPart, joined

# Of what a search reads for nothing.
_GONE_SHARE = 0.25


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


class _View(NamedTuple):
    """What a search sees; never changed, only replaced."""

    parts: tuple[SoundPart, ...]
    up_to: int
    keys: dict[int, str]


class SoundIndex:
    """Audio fingerprints in RAM. Threads may ask it while one refreshes it."""

    def __init__(self) -> None:
        self._view = _View((), 0, {})
        self._writing = threading.Lock()

    @property
    def keys(self) -> dict[int, str]:
        """The keys of the entries by their numbers."""
        return self._view.keys

    @property
    def entries_by_state(self) -> dict[SoundState | None, int]:
        """How many entries there are of each state; None: made in a way that is not known here."""
        states: Counter[int] = Counter()
        for part in self._view.parts:
            states.update(part.states[part.stays].tolist())
        return {SoundState(state) if state >= 0 else None: states[state] for state in states}

    @property
    def peaks(self) -> int:
        """How many peaks there are in all."""
        return sum(int(part.peaks[part.stays].sum()) for part in self._view.parts)

    @property
    def parts(self) -> tuple[SoundPart, ...]:
        """What is held, in parts."""
        return self._view.parts

    def refresh(self, store: Archive) -> None:
        """Take in what changed in the store since the last time; all of it, or nothing."""
        with self._writing:
            self._grow(store, list(self._view.parts), self._view.up_to)

    def start_from(self, store: Archive, kept: Sequence[SoundPart]) -> None:
        """Begin with parts that were kept, one right behind the other, and what came since.

        None is held as it was kept if an entry of it is gone.
        """
        with self._writing:
            removed = np.array(store.fingerprint_changes(0).removed, np.int64)
            parts: list[SoundPart] = []
            for part in kept:
                # A sound that came to an entry later stands in a later part.
                parts = [each.leaving(part.numbers) for each in parts]
                parts.append(part.leaving(removed).whole())
            self._grow(store, parts, kept[-1].up_to if kept else 0)

    def search(self, low: Integers, high: Integers) -> SoundHits:
        """Find the landmarks with a key between two, both included, for each pair of keys.

        Parameters
        ----------
        low, high : int64 arrays, shape (m,)
            0 to `KEYS` - 1.
        """
        none = np.zeros(0, np.int64)
        found = [(none, none, none), *(part.found(low, high) for part in self._view.parts)]
        query, number, times = (np.concatenate(column) for column in zip(*found, strict=True))
        return SoundHits(query, number, times * 1000 // TIMES_PER_S)

    def _grow(self, store: Archive, parts: list[SoundPart], after: int) -> None:
        changes = store.fingerprint_changes(after)
        new = SoundPart.of(parts[-1].up_to if parts else 0, changes.up_to, changes.added)
        gone = np.concatenate([new.numbers, np.array(changes.removed, np.int64)])
        parts = [part.leaving(gone) for part in parts]
        parts = [part for part in parts if len(part.numbers)]
        parts = [part.whole() if 1 - part.stays.mean() > _GONE_SHARE else part for part in parts]
        held = _with_small_ones_joined([part for part in (*parts, new) if len(part.numbers)])
        keys: dict[int, str] = {}
        for part in held:
            keys |= keys_by_number(part.numbers[part.stays], part.keys[part.stays])
        self._view = _View(tuple(held), changes.up_to, keys)


def _with_small_ones_joined(parts: list[SoundPart]) -> list[SoundPart]:
    """Join the last parts as long as the one before is no larger."""
    last: list[SoundPart] = []
    while parts and (not last or parts[-1].size <= sum(part.size for part in last)):
        last.insert(0, parts.pop())
    return [*parts, joined(last) if len(last) > 1 else last[0]] if last else parts
