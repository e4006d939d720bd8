"""The landmarks of an index of sounds in parts, each sorted for itself; see `point_parts`.

Each landmark is one word: key, entry and time, sorted, so that whatever has a key, or one of
several keys side by side, lies in one piece. Eight bytes a landmark, some 20 kB for a minute.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from verify.domain.audio_fingerprint import (
    KEYS,
    LONGEST_S,
    AudioFingerprint,
    Integers,
    landmarks_of,
)
from verify.storage.array_file import Arrays
from verify.storage.interface import EntryFingerprint
from verify.storage.likeness.part_files import KEY_BYTES, KeptPart

TIMES_PER_S = 64
_TIME_BITS = (LONGEST_S * TIMES_PER_S).bit_length()
_PLACE_BITS = 64 - _TIME_BITS - (KEYS - 1).bit_length()
_PLACES = np.uint64((1 << _PLACE_BITS) - 1)
_TIMES = np.uint64((1 << _TIME_BITS) - 1)
_TIME_SHIFT = np.uint64(_TIME_BITS)
_KEY_SHIFT = np.uint64(_TIME_BITS + _PLACE_BITS)
_UNKNOWN = -1

Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SoundPart:
    """Sounds that came in after one event and up to another.

    Attributes
    ----------
    numbers : int64 array, shape (entries,)
    keys : uint8 array, shape (entries, 32)
    states : int8 array, shape (entries,)
        A `SoundState`; -1 where it was made in a way that is not known here.
    peaks : int64 array, shape (entries,)
        How many each has.
    words : uint64 array, shape (landmarks,)
    stays : bool array, shape (entries,)
        False for entries that are gone, or stand in a later part anew.
    place : Path or None
        Where it is kept as it is here.
    """

    after: int
    up_to: int
    numbers: Integers
    keys: npt.NDArray[np.uint8]
    states: npt.NDArray[np.int8]
    peaks: Integers
    words: Words
    stays: Flags
    place: Path | None = None

    @classmethod
    def of(cls, after: int, up_to: int, entries: Iterable[EntryFingerprint]) -> "SoundPart":
        """Sort what came in.

        Raises
        ------
        ValueError
            If there are more entries than a word has places for.
        """
        numbers, keys, states, peaks, words = [], [], [], [], [np.zeros(0, np.uint64)]
        for place, entry in enumerate(entries):
            fingerprint = _read(entry.content)
            numbers.append(entry.number)
            keys.append(entry.key)
            states.append(_UNKNOWN if fingerprint is None else int(fingerprint.state))
            peaks.append(0 if fingerprint is None else len(fingerprint))
            if fingerprint is not None and len(fingerprint):
                words.append(_words(fingerprint) | np.uint64(place << _TIME_BITS))
        if len(numbers) > int(_PLACES):
            raise ValueError("more sounds than places")
        return cls(
            after,
            up_to,
            np.array(numbers, np.int64),
            np.frombuffer(bytes.fromhex("".join(keys)), np.uint8).reshape(-1, KEY_BYTES),
            np.array(states, np.int8),
            np.array(peaks, np.int64),
            np.sort(np.concatenate(words)),
            np.ones(len(numbers), np.bool_),
        )

    @classmethod
    def of_kept(cls, kept: KeptPart) -> "SoundPart":
        """Return what a file holds."""
        stays = np.ones(len(kept.arrays["numbers"]), np.bool_)
        return cls(kept.after, kept.up_to, **kept.arrays, stays=stays, place=kept.place)

    def figures(self) -> dict[str, int]:
        """Return none: `of_kept` takes arrays only."""
        return {}

    def arrays(self) -> Arrays:
        """Return the arrays that `of_kept` takes."""
        whole = self.whole()
        return {
            "numbers": whole.numbers,
            "keys": whole.keys,
            "states": whole.states,
            "peaks": whole.peaks,
            "words": whole.words,
        }

    @property
    def span(self) -> tuple[int, int]:
        """The event after which it begins, and the one that it reaches."""
        return self.after, self.up_to

    @property
    def size(self) -> int:
        """How many landmarks there are."""
        return len(self.words)

    def has_any(self, numbers: Integers) -> bool:
        """Return whether one of some entries is here."""
        return bool(np.isin(self.numbers, numbers).any())

    def leaving(self, numbers: Integers) -> "SoundPart":
        """Return the part with some entries marked as gone."""
        goes = np.isin(self.numbers, numbers)
        return replace(self, stays=self.stays & ~goes) if goes.any() else self

    def whole(self) -> "SoundPart":
        """Return the part without what is gone; itself if nothing is."""
        if self.stays.all():
            return self
        places = np.cumsum(self.stays, dtype=np.int64) - 1
        return replace(
            self,
            numbers=self.numbers[self.stays],
            keys=self.keys[self.stays],
            states=self.states[self.stays],
            peaks=self.peaks[self.stays],
            words=_moved(self.words[self.stays[_places(self.words)]], places),
            stays=np.ones(np.count_nonzero(self.stays), np.bool_),
            place=None,
        )

    def found(self, low: Integers, high: Integers) -> tuple[Integers, Integers, Integers]:
        """Return which pair of keys, which entry and which time each landmark between them has."""
        firsts = self._starts[low]
        counts = self._starts[high + 1] - firsts
        query = np.repeat(np.arange(len(low)), counts)
        shifts = np.repeat(firsts - (np.cumsum(counts) - counts), counts)
        words = self.words[np.arange(len(query)) + shifts]
        places = _places(words)
        stays = self.stays[places]
        times = (words & _TIMES).astype(np.int64)
        return query[stays], self.numbers[places[stays]], times[stays]

    @cached_property
    def _starts(self) -> Integers:
        """Where the landmarks of each key begin, and where the last end."""
        starts = np.zeros(KEYS + 1, np.int64)
        counts = np.bincount((self.words >> _KEY_SHIFT).astype(np.int64), minlength=KEYS)
        np.cumsum(counts, out=starts[1:])
        return starts


def joined(parts: Sequence[SoundPart]) -> SoundPart:
    """Return several parts as one."""
    whole = [part.whole() for part in parts]
    firsts = np.cumsum([0, *(len(part.numbers) for part in whole)])
    words = [
        _moved(part.words, np.arange(first, first + len(part.numbers)))
        for part, first in zip(whole, firsts.tolist(), strict=False)
    ]
    return SoundPart(
        parts[0].after,
        parts[-1].up_to,
        np.concatenate([part.numbers for part in whole]),
        np.concatenate([part.keys for part in whole]),
        np.concatenate([part.states for part in whole]),
        np.concatenate([part.peaks for part in whole]),
        # Two sorted pieces, which this sort knows and joins.
        np.sort(np.concatenate(words), kind="stable"),
        np.ones(int(firsts[-1]), np.bool_),
    )


def _read(content: bytes) -> AudioFingerprint | None:
    try:
        return AudioFingerprint.from_bytes(content)
    except ValueError:
        # Somebody's list may hold those of another program or version.
        return None


def _words(fingerprint: AudioFingerprint) -> Words:
    marks = landmarks_of(fingerprint.time_ms, fingerprint.tone, fingerprint.rank)
    times = (marks.time_ms * TIMES_PER_S // 1000).astype(np.uint64)
    return (marks.keys.astype(np.uint64) << _KEY_SHIFT) | times


def _places(words: Words) -> Integers:
    return ((words >> _TIME_SHIFT) & _PLACES).astype(np.int64)


def _moved(words: Words, places: Integers) -> Words:
    """Return landmarks with other places for their entries; rising places leave them sorted."""
    moved = places[_places(words)].astype(np.uint64) << _TIME_SHIFT
    return words & ~(_PLACES << _TIME_SHIFT) | moved
