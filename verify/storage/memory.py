"""The store as plain as can be, in memory: what the store in a database is held to in tests."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from verify.domain.archive import Entry, FrameHashes, NewEntry, Still
from verify.domain.browsing import EVERYTHING, EntryFilter
from verify.domain.custody import Action, Actor, Event, Payload
from verify.domain.frame_vectors import FrameVectors
from verify.domain.judgements import Judgement
from verify.domain.local_features import LocalFeatures
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import OvertakenError, UnknownEntryError, UnknownEventError
from verify.domain.store_faults import Fault
from verify.storage import judging, ties
from verify.storage.clock import Clock, system_clock
from verify.storage.interface import (
    Added,
    ArchiveChanges,
    ArchiveStats,
    EntryFeatures,
    EntryFingerprint,
    EntryVectors,
    FeatureChanges,
    FingerprintChanges,
    HashBatch,
    HashCounts,
    Store,
    VectorChanges,
)
from verify.storage.log_check import Holding, LogCheck, entry_faults
from verify.storage.pen import Pen


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """An entry and all that hangs on it; replaced, never changed."""

    entry: Entry
    event_hash: str
    hashes: FrameHashes
    stills: tuple[Still, ...]
    light_curve: npt.NDArray[np.float32] | None
    audio_fingerprint: bytes | None
    features: LocalFeatures | None
    described_by: int
    """The event that brought the features in."""
    vectors: FrameVectors | None
    vectors_by: int
    """The event that brought the vectors in."""

    def words(self) -> Payload:
        entry = self.entry
        return ties.words_of(
            kind=entry.kind,
            facts={name: getattr(entry, name) for name in ties.FACTS},
            has_original=entry.has_original,
            descriptors=entry.descriptors,
            source=ties.source_words(entry.source),
            hashes=self.hashes,
            stills=self.stills,
            light_curve=ties.light_curve_bytes(self.light_curve),
            audio_fingerprint=self.audio_fingerprint,
            local_features=ties.feature_bytes(self.features),
            frame_vectors=ties.vector_bytes(self.vectors),
        ) | {ties.NAMES: entry.untrusted_names}


def memory_store(clock: Clock = system_clock) -> Store:
    """Return an empty store that is gone when the process is."""
    return _MemoryStore(clock)


class _MemoryStore:
    """See `interface.Store`; several threads may use one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._held: dict[str, _Held] = {}
        self._events: list[Event] = []
        self._removals: list[tuple[int, int]] = []

    @contextmanager
    def _writing(self) -> Iterator[Pen]:
        """Give a pen; should anything go wrong, all is as it was before."""
        with self._lock:
            before = dict(self._held), list(self._events), list(self._removals)
            last = self._events[-1] if self._events else None
            try:
                yield Pen(last, self._clock, self._events.append)
            except BaseException:
                self._held, self._events, self._removals = before
                raise

    def add(self, entry: NewEntry, actor: Actor, action: Action = Action.ADDED) -> Added:
        return self.add_all([entry], actor, action)[0]

    def add_all(
        self, entries: Sequence[NewEntry], actor: Actor, action: Action = Action.IMPORTED
    ) -> list[Added]:
        with self._writing() as pen:
            return [self._add(pen, entry, actor, action) for entry in entries]

    def _add(self, pen: Pen, new: NewEntry, actor: Actor, action: Action) -> Added:
        if not ties.is_key(new.key):
            raise UnknownEntryError(new.key)
        if held := self._held.get(new.key):
            began_by = self._events[held.entry.added_sequence - 1].action
            if ties.outweighs(action, new, began_by, ties.hashes_sha256(held.hashes)):
                return self._put_in_place(pen, held.entry, new, actor)
            return self._add_more(pen, held, new, actor, action)
        words = ties.words_of_new(new)
        event = pen.write(action, new.key, words, actor)
        if new.has_original:
            pen.write(Action.RECEIVED, new.key, ties.words_of_receipt(new), actor)
        entry = ties.entry_of_new(new, words, event)
        self._held[new.key] = _Held(
            entry,
            event.hash,
            new.hashes,
            new.stills,
            new.light_curve,
            new.audio_fingerprint,
            new.features,
            event.sequence,
            new.vectors,
            event.sequence,
        )
        return Added(entry, is_new=True)

    def _put_in_place(self, pen: Pen, known: Entry, new: NewEntry, actor: Actor) -> Added:
        self._remove(pen, new.key, actor, ties.MEASURED_HERE)
        self._add(pen, new, actor, Action.ADDED)
        for name in known.untrusted_names:
            more = replace(new, untrusted_name=name, source=known.source)
            self._add_more(pen, self._of(new.key), more, actor, Action.ADDED)
        return Added(self._of(new.key).entry, is_new=True)

    def _add_more(
        self, pen: Pen, held: _Held, new: NewEntry, actor: Actor, action: Action
    ) -> Added:
        more = ties.words_of_more(held.words(), new)
        if not more:
            return Added(held.entry, is_new=False)
        event = pen.write(action, new.key, more, actor)
        if "has_original" in more:
            pen.write(Action.RECEIVED, new.key, ties.words_of_receipt(new), actor)
        fields = {name: more[name] for name in (*ties.FACTS, "has_original") if name in more}
        if "kind" in more:
            fields["kind"] = new.kind
        if "descriptors" in more:
            fields["descriptors"] = more["descriptors"]
        if "source" in more:
            fields["source"] = ties.source_of(more["source"])
        if "untrusted_name" in more:
            fields["untrusted_names"] = [*held.entry.untrusted_names, new.untrusted_name]
        if "stills_sha256" in more:
            held = replace(held, stills=new.stills)
            fields["still_count"] = len(new.stills)
        if "light_curve_sha256" in more:
            held = replace(held, light_curve=new.light_curve)
        if "audio_fingerprint_sha256" in more:
            held = replace(held, audio_fingerprint=new.audio_fingerprint)
        if "local_features_sha256" in more:
            held = replace(held, features=new.features, described_by=event.sequence)
        if "frame_vectors_sha256" in more:
            held = replace(held, vectors=new.vectors, vectors_by=event.sequence)
        entry = msgspec.structs.replace(held.entry, **fields)
        self._held[new.key] = replace(held, entry=entry)
        return Added(entry, is_new=False)

    def remove(self, key: str, actor: Actor, reason: str) -> None:
        with self._writing() as pen:
            self._remove(pen, key, actor, reason)

    def _remove(self, pen: Pen, key: str, actor: Actor, reason: str) -> None:
        number = self._of(key).entry.added_sequence
        event = pen.write(Action.REMOVED, key, {"number": number, "reason": reason}, actor)
        self._removals.append((event.sequence, number))
        del self._held[key]

    def record_source(
        self, key: str, source: SourceRecord, actor: Actor, *, seen: SourceRecord | None = None
    ) -> Entry:
        with self._lock:
            if seen is not None and self.entry(key).source != seen:
                newer = max(event.sequence for event in self._events if event.subject == key)
                raise OvertakenError(key, newer)
            self.record_sources({key: source}, actor)
            return self.entry(key)

    def record_sources(self, sources: Mapping[str, SourceRecord], actor: Actor) -> None:
        with self._writing() as pen:
            for key, source in sources.items():
                held = self._of(key)
                if source != held.entry.source:
                    words = {"source": ties.source_words(source)}
                    pen.write(Action.SOURCE_RECORDED, key, words, actor)
                    entry = msgspec.structs.replace(held.entry, source=source)
                    self._held[key] = replace(held, entry=entry)

    def _of(self, key: str) -> _Held:
        try:
            return self._held[key]
        except KeyError:
            raise UnknownEntryError(key) from None

    def entry(self, key: str) -> Entry:
        return self._of(key).entry

    def entries(self, named: str | None = None) -> Iterator[Entry]:
        wanted = "" if named is None else named.casefold()
        # A dict keeps the order in which keys came in.
        for held in list(self._held.values()):
            entry = held.entry
            if any(wanted in text.casefold() for text in (entry.key, *entry.untrusted_names)):
                yield entry

    def newest(
        self, wanted: EntryFilter = EVERYTHING, *, before: int | None = None, most: int
    ) -> list[Entry]:
        entries = [held.entry for held in self._held.values()]
        entries.sort(key=lambda entry: -entry.added_sequence)
        return [
            entry
            for entry in entries
            if (before is None or entry.added_sequence < before) and wanted.lists(entry)
        ][:most]

    def hashes(self, key: str) -> FrameHashes:
        return self._of(key).hashes

    def stills(self, key: str) -> Sequence[Still]:
        return sorted(self._of(key).stills, key=lambda still: still.time_ms)

    def still(self, key: str, place: int) -> Still:
        try:
            return self.stills(key)[place]
        except IndexError:
            raise UnknownEntryError(key) from None

    def light_curve(self, key: str) -> npt.NDArray[np.float32] | None:
        return self._of(key).light_curve

    def audio_fingerprint(self, key: str) -> bytes | None:
        return self._of(key).audio_fingerprint

    def features(self, key: str) -> LocalFeatures | None:
        return self._of(key).features

    def vectors(self, key: str) -> FrameVectors | None:
        return self._of(key).vectors

    def vector_changes(self, after: int) -> VectorChanges:
        with self._lock:
            added = sorted(self._held.values(), key=lambda held: held.vectors_by)
            return VectorChanges(
                up_to=len(self._events),
                removed=[number for sequence, number in self._removals if sequence > after],
                added=[
                    EntryVectors(held.entry.added_sequence, held.entry.key, held.vectors)
                    for held in added
                    if held.vectors is not None and held.vectors_by > after
                ],
            )

    def feature_changes(self, after: int) -> FeatureChanges:
        with self._lock:
            added = sorted(self._held.values(), key=lambda held: held.described_by)
            return FeatureChanges(
                up_to=len(self._events),
                removed=[number for sequence, number in self._removals if sequence > after],
                added=[
                    EntryFeatures(
                        held.entry.added_sequence, held.entry.key, held.features, held.described_by
                    )
                    for held in added
                    if held.features is not None and held.described_by > after
                ],
            )

    def fingerprint_changes(self, after: int) -> FingerprintChanges:
        with self._lock:
            touched = {event.subject for event in self._events[after:]}
            return FingerprintChanges(
                up_to=len(self._events),
                removed=[number for sequence, number in self._removals if sequence > after],
                added=[
                    EntryFingerprint(held.entry.added_sequence, key, held.audio_fingerprint)
                    for key, held in self._held.items()
                    if held.audio_fingerprint is not None and key in touched
                ],
            )

    def hash_counts(self) -> HashCounts:
        entries = [held.entry for held in list(self._held.values())]
        pairs = [(entry.added_sequence, entry.hash_count) for entry in entries]
        return HashCounts(*np.array(pairs, np.int64).reshape(-1, 2).T)

    def changes(
        self, after: int, *, until: int | None = None, with_64_bit: bool = False
    ) -> ArchiveChanges:
        with self._lock:
            up_to = len(self._events)
            new = range(after + 1, (up_to if until is None else until) + 1)
            added = [held for held in self._held.values() if held.entry.added_sequence in new]
            return ArchiveChanges(
                up_to,
                removed=[number for sequence, number in self._removals if sequence > after],
                added=[_batch_of(held, with_64_bit=with_64_bit) for held in added],
            )

    def stats(self) -> ArchiveStats:
        entries = [held.entry for held in self._held.values()]
        kinds = sorted(entry.kind.value for entry in entries)
        return ArchiveStats(
            entries=len(entries),
            entries_by_kind={kind: kinds.count(kind) for kind in kinds},
            hashes=sum(entry.hash_count for entry in entries),
            stills=sum(entry.still_count for entry in entries),
            originals=sum(entry.has_original for entry in entries),
            events=len(self._events),
        )

    def record(
        self,
        action: Action,
        subject: str | None,
        payload: Payload,
        actor: Actor,
        *,
        after: int | None = None,
    ) -> Event:
        ties.refuse_without_change(action)
        with self._writing() as pen:
            if after is not None:
                for newer in self.events(subject, after):
                    raise OvertakenError(subject, newer.sequence)
            return pen.write(action, subject, payload, actor)

    def events(self, subject: str | None = None, after: int = 0) -> Iterator[Event]:
        for event in self._events[after:]:
            if subject is None or event.subject == subject:
                yield event

    def last_event(self) -> int:
        return len(self._events)

    def event(self, sequence: int) -> Event:
        if not 1 <= sequence <= len(self._events):
            raise UnknownEventError(sequence)
        return self._events[sequence - 1]

    def judge(
        self,
        query_sha256: str,
        match_sha256: str,
        actor: Actor,
        *,
        accepted: bool,
        note: str = "",
    ) -> Judgement:
        with self._writing() as pen:
            self._of(match_sha256)
            return judging.write(
                pen, query_sha256, match_sha256, actor, accepted=accepted, note=note
            )

    def judgements(self, sha256: str) -> list[Judgement]:
        def numbered(numbers: Sequence[int]) -> dict[int, Event]:
            wanted = set(numbers)
            return {event.sequence: event for event in self.events() if event.sequence in wanted}

        return judging.read(self.events(sha256), numbered)

    def erase_payload(self, sequence: int, actor: Actor, reason: str) -> Event:
        with self._writing() as pen:
            event = self.event(sequence)
            if event.payload is None:
                raise UnknownEventError(sequence, is_erased=True)
            words = ties.words_of_erasure(event, reason)
            self._events[sequence - 1] = msgspec.structs.replace(event, payload=None, salt=None)
            return pen.write(Action.PAYLOAD_ERASED, event.subject, words, actor)

    def faults(self) -> Iterator[Fault]:
        with self._lock:
            check = LogCheck()
            rows = ((event.sequence, event.hash, event) for event in self._events)
            holdings = [
                Holding(
                    key=key,
                    number=held.entry.added_sequence,
                    event_hash=held.event_hash,
                    added=self._events[held.entry.added_sequence - 1],
                    held=held.words(),
                    told=ties.told(list(self.events(key))),
                )
                for key, held in self._held.items()
            ]
            found = list(check.faults(rows))
            yield from found + list(entry_faults(holdings, check.there))

    def close(self) -> None:
        """Nothing to let go of."""


def _batch_of(held: _Held, *, with_64_bit: bool) -> HashBatch:
    hashes = held.hashes
    return HashBatch(
        numbers=np.array([held.entry.added_sequence], np.int64),
        keys=[held.entry.key],
        counts=np.array([len(hashes)], np.int64),
        hashes=hashes if with_64_bit else replace(hashes, phash=None, dhash=None),
    )
