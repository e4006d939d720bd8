"""What a store can do; `memory` and `database` both do it, and tests hold the one to the other.

Every change is one transaction with the event that records it: both are there afterwards, or
neither. Methods that change something return when it is durable, never before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from verify.domain.archive import Entry, FrameHashes, NewEntry, Still
from verify.domain.browsing import EVERYTHING, EntryFilter
from verify.domain.custody import Action, Actor, Event, Payload
from verify.domain.frame_vectors import FrameVectors
from verify.domain.judgements import Judgement
from verify.domain.local_features import LocalFeatures
from verify.domain.sources import SourceRecord
from verify.domain.store_faults import Fault


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an entry that was added.

    Attributes
    ----------
    entry : Entry
        As it stands now.
    is_new : bool
        False if footage of this key was there: then a name, a still or a source that was not known
        has been added to it, and hashes were left as they are.
    """

    entry: Entry
    is_new: bool


@dataclass(frozen=True, slots=True, eq=False)
class HashBatch:
    """Hashes of several entries as a search index takes them in; an object for each is too slow.

    Attributes
    ----------
    numbers : int64 array, shape (entries,)
        The entries' numbers in this store, rising: their `added_sequence`, never used again.
    keys : sequence of str, length entries
    counts : int64 array, shape (entries,)
        How many hashes each has, 0 too.
    hashes : FrameHashes
        Of one entry after the other, read-only.
    """

    numbers: npt.NDArray[np.int64]
    keys: Sequence[str]
    counts: npt.NDArray[np.int64]
    hashes: FrameHashes


class HashCounts(NamedTuple):
    """How many hashes each entry has.

    Attributes
    ----------
    numbers, counts : int64 arrays, shape (entries,)
        The entries' numbers, rising, and how many hashes each has, 0 too.
    """

    numbers: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ArchiveChanges:
    """What a search index has to do to be as the store is.

    Attributes
    ----------
    up_to : int
        Sequence number that these changes reach; to be passed the next time.
    removed : sequence of int
        Numbers of entries that left; also of such as came and left meanwhile, never seen.
    added : iterable of HashBatch
        To be read once and without long pauses. `phash` and `dhash` are there if they were asked
        for and made of all entries of a batch.
    """

    up_to: int
    removed: Sequence[int]
    added: Iterable[HashBatch]


class EntryFeatures(NamedTuple):
    """The local features of the entry of this number and key; they came with the event `came`."""

    number: int
    key: str
    features: LocalFeatures
    came: int


@dataclass(frozen=True, slots=True)
class FeatureChanges:
    """What an index of local features has to do to be as the store is; see `ArchiveChanges`.

    Attributes
    ----------
    added : iterable of EntryFeatures
        In the order in which they came in, which may be after their entries did. To be read once.
    """

    up_to: int
    removed: Sequence[int]
    added: Iterable[EntryFeatures]


class EntryVectors(NamedTuple):
    """The frame vectors of the entry of this number and key."""

    number: int
    key: str
    vectors: FrameVectors


@dataclass(frozen=True, slots=True)
class VectorChanges:
    """What an index of frame vectors has to do to be as the store is; see `FeatureChanges`."""

    up_to: int
    removed: Sequence[int]
    added: Iterable[EntryVectors]


class EntryFingerprint(NamedTuple):
    """The audio fingerprint of the entry of this number and key; see `NewEntry`."""

    number: int
    key: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FingerprintChanges:
    """What an index of audio fingerprints has to do to be as the store is; see `ArchiveChanges`.

    Attributes
    ----------
    added : iterable of EntryFingerprint
        Also of entries that came in again meanwhile, whose fingerprint may be known. To be read
        once.
    """

    up_to: int
    removed: Sequence[int]
    added: Iterable[EntryFingerprint]


@dataclass(frozen=True, slots=True)
class ArchiveStats:
    """How much there is."""

    entries: int
    entries_by_kind: dict[str, int]
    hashes: int
    stills: int
    originals: int
    events: int


class Archive(Protocol):
    """Entries and their hashes."""

    def add(self, entry: NewEntry, actor: Actor, action: Action = Action.ADDED) -> Added:
        """Add footage; the same key a second time adds only what is not known yet."""

    def add_all(
        self, entries: Sequence[NewEntry], actor: Actor, action: Action = Action.IMPORTED
    ) -> list[Added]:
        """Add several in one transaction, an event each: all of them, or none."""

    def remove(self, key: str, actor: Actor, reason: str) -> None:
        """Take an entry out, its hashes and stills too.

        Raises
        ------
        UnknownEntryError
            If there is no entry of this key.
        """

    def record_source(
        self, key: str, source: SourceRecord, actor: Actor, *, seen: SourceRecord | None = None
    ) -> Entry:
        """Replace where footage came from; the log keeps what stood there.

        With `seen`, only if that is what stands there: who writes from what they read is told
        when somebody else was quicker.

        Raises
        ------
        OvertakenError
            If something else stands there; nothing was recorded.
        """

    def record_sources(self, sources: Mapping[str, SourceRecord], actor: Actor) -> None:
        """Replace several by key in one transaction, an event each: all of them, or none."""

    def entry(self, key: str) -> Entry:
        """Return an entry.

        Raises
        ------
        UnknownEntryError
            If there is no entry of this key.
        """

    def entries(self, named: str | None = None) -> Iterator[Entry]:
        """Return entries in the order they were added; those whose name or key holds `named`."""

    def newest(
        self, wanted: EntryFilter = EVERYTHING, *, before: int | None = None, most: int
    ) -> list[Entry]:
        """Return the entries added last that are wanted, at most so many, the newest first.

        With `before`, of those added before the entry of that number, for the next page.
        """

    def hashes(self, key: str) -> FrameHashes:
        """Return the hashes of an entry."""

    def stills(self, key: str) -> Sequence[Still]:
        """Return the stills of an entry in time order."""

    def still(self, key: str, place: int) -> Still:
        """Return one still of an entry by its place in time order, from 0.

        Raises
        ------
        UnknownEntryError
            If there is no such entry, or it has no such still.
        """

    def light_curve(self, key: str) -> npt.NDArray[np.float32] | None:
        """Return the light curve of an entry; see `NewEntry`."""

    def audio_fingerprint(self, key: str) -> bytes | None:
        """Return the audio fingerprint of an entry; see `NewEntry`."""

    def features(self, key: str) -> LocalFeatures | None:
        """Return the local features of an entry; None where they were not made."""

    def vectors(self, key: str) -> FrameVectors | None:
        """Return the frame vectors of an entry; None where they were not made."""

    def vector_changes(self, after: int) -> VectorChanges:
        """Return whose frame vectors came or left after a sequence number; 0 for all."""

    def feature_changes(self, after: int) -> FeatureChanges:
        """Return whose local features came or left after a sequence number; 0 for all."""

    def fingerprint_changes(self, after: int) -> FingerprintChanges:
        """Return whose audio fingerprints came or left after a sequence number; 0 for all."""

    def changes(
        self, after: int, *, until: int | None = None, with_64_bit: bool = False
    ) -> ArchiveChanges:
        """Return what changed after a sequence number; 0 for everything there is.

        `phash` and `dhash` come along only `with_64_bit`: they double what is read. With `until`,
        no entry comes along that was added after that event.
        """

    def hash_counts(self) -> HashCounts:
        """Return how many hashes each entry has."""

    def stats(self) -> ArchiveStats:
        """Return how much there is."""


class CustodyLog(Protocol):
    """The chain of events."""

    def record(
        self,
        action: Action,
        subject: str | None,
        payload: Payload,
        actor: Actor,
        *,
        after: int | None = None,
    ) -> Event:
        """Append an event that belongs to no other change of the store.

        With `after`, only if nothing newer than that event was recorded for the subject: who
        writes from what they read is told when somebody else was quicker.

        Raises
        ------
        ValueError
            For an action that the store itself records with a change, such as added or removed.
        OvertakenError
            If there is something newer; nothing was recorded.
        """

    def events(self, subject: str | None = None, after: int = 0) -> Iterator[Event]:
        """Return events in order; those of one subject, or all."""

    def last_event(self) -> int:
        """Return the number of the last event; 0 if there is none."""

    def event(self, sequence: int) -> Event:
        """Return the event of a number.

        Raises
        ------
        UnknownEventError
            If there is none.
        """

    def judge(
        self,
        query_sha256: str,
        match_sha256: str,
        actor: Actor,
        *,
        accepted: bool,
        note: str = "",
    ) -> Judgement:
        """Record a person's word on a match: accepted for the same footage, or rejected.

        Earlier ones of the two files stay; the last one holds.

        Raises
        ------
        UnknownEntryError
            If the match is no entry, or the query's is no SHA-256.
        BadParameterError
            If both are the same file.
        UnstorableTextError
            If the note is too long, or has no exact form.
        """

    def judgements(self, sha256: str) -> list[Judgement]:
        """Return every judgement of a file in order, whether it was the query or the match."""

    def erase_payload(self, sequence: int, actor: Actor, reason: str) -> Event:
        """Erase the words of an event for good; returns the event that records it.

        Raises
        ------
        UnknownEventError
            If there is no such event, or its words were erased before.
        ErasureUnfinishedError
            If they are erased, but others use the store, so that bytes of them may be left.
        """


class Store(Archive, CustodyLog, Protocol):
    """Both, in one place: an archive whose changes stand on the log."""

    def faults(self) -> Iterator[Fault]:
        """Check the chain, the archive against it, and what both lie in; a fault at a time.

        `custody.limits_of_the_log` says what this cannot find, and is to be said with it.
        """

    def close(self) -> None:
        """Let go of files and connections; the object is not used afterwards."""
