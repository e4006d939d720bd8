"""The store in a database: each change and the event that records it in one transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine

from verify.domain.archive import Entry, FrameHashes, NewEntry, Still
from verify.domain.browsing import EVERYTHING, EntryFilter
from verify.domain.custody import Action, Actor, Event, Payload
from verify.domain.frame_vectors import FrameVectors
from verify.domain.judgements import Judgement
from verify.domain.local_features import LocalFeatures
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import (
    ErasureUnfinishedError,
    OvertakenError,
    UnknownEventError,
)
from verify.domain.store_faults import Fault
from verify.storage import judging, ties
from verify.storage.clock import Clock, system_clock
from verify.storage.database import archive, browsing, checking, log, reading
from verify.storage.database.dialects import dialect_of
from verify.storage.database.opening import bring_up_to_date, engine_at
from verify.storage.interface import (
    Added,
    ArchiveChanges,
    ArchiveStats,
    FeatureChanges,
    FingerprintChanges,
    HashCounts,
    Store,
    VectorChanges,
)
from verify.storage.pen import Pen

_PATIENCE_S = 30.0

OnWritten = Callable[[Store, Event], None]
"""Told of a store and the newest event in it, after each change that is durable."""


def _nobody(store: Store, last: Event) -> None:
    """Nobody is told."""


def open_store(
    address: str,
    *,
    clock: Clock = system_clock,
    patience_s: float = _PATIENCE_S,
    on_written: OnWritten = _nobody,
) -> Store:
    """Open the store at an address, and make it if there is none.

    On a server the database must be there; its tables are made.

    Parameters
    ----------
    address : str
        Such as `sqlite:///folder/verify.db` or `postgresql://host/database`.
    patience_s : float
        How long to wait while another process writes.
    on_written : callable
        Must not raise: what it is told of has happened.

    Raises
    ------
    StoreAddressError
        If the address names nothing that this version opens.
    ForeignStoreError, NewerStoreError, StoreDamagedError, EmptyStoreError
        If what lies there is not ours, of a later version, torn, or has no bytes.
    StoreBusyError, StoreFullError, StoreUnreachableError, StoreUnfinishedError, CopyInHandError
        If it cannot be opened now.

    Where the place cannot be written to, the store can be read. If another account writes to it
    meanwhile, `close` raises StoreChangedError.
    """
    engine, place = engine_at(address, patience_s)
    try:
        bring_up_to_date(engine, place)
    except BaseException:
        engine.dispose()
        raise
    return _DatabaseStore(engine, clock, on_written)


class _DatabaseStore:
    """See `interface.Store`; several threads may use one."""

    def __init__(self, engine: Engine, clock: Clock, on_written: OnWritten) -> None:
        self._engine = engine
        self._dialect = dialect_of(engine)
        self._clock = clock
        self._on_written = on_written

    @contextmanager
    def _writing(self) -> Iterator[tuple[Connection, Pen]]:
        """Give a transaction that holds the write lock; durable once this is left in peace."""
        with self._engine.connect() as connection:
            self._dialect.begin_write(connection)
            pen = log.pen(connection, self._clock)
            yield connection, pen
            connection.commit()
        if pen.written is not None:
            self._on_written(self, pen.written)

    def add(self, entry: NewEntry, actor: Actor, action: Action = Action.ADDED) -> Added:
        return self.add_all([entry], actor, action)[0]

    def add_all(
        self, entries: Sequence[NewEntry], actor: Actor, action: Action = Action.IMPORTED
    ) -> list[Added]:
        with self._writing() as (connection, pen):
            return [archive.add(connection, pen, entry, actor, action) for entry in entries]

    def remove(self, key: str, actor: Actor, reason: str) -> None:
        with self._writing() as (connection, pen):
            archive.remove(connection, pen, key, actor, reason)

    def record_source(
        self, key: str, source: SourceRecord, actor: Actor, *, seen: SourceRecord | None = None
    ) -> Entry:
        with self._writing() as (connection, pen):
            if seen is not None and reading.entry(connection, key).source != seen:
                raise OvertakenError(key, log.newest(connection, key))
            return archive.record_source(connection, pen, key, source, actor)

    def record_sources(self, sources: Mapping[str, SourceRecord], actor: Actor) -> None:
        with self._writing() as (connection, pen):
            for key, source in sources.items():
                archive.record_source(connection, pen, key, source, actor)

    def entry(self, key: str) -> Entry:
        with self._engine.connect() as connection:
            return reading.entry(connection, key)

    def entries(self, named: str | None = None) -> Iterator[Entry]:
        return reading.entries(self._engine, named)

    def newest(
        self, wanted: EntryFilter = EVERYTHING, *, before: int | None = None, most: int
    ) -> list[Entry]:
        with self._engine.connect() as connection:
            return browsing.newest(connection, wanted, before, most)

    def hashes(self, key: str) -> FrameHashes:
        with self._engine.connect() as connection:
            return reading.hashes(connection, reading.number_of(connection, key))

    def stills(self, key: str) -> Sequence[Still]:
        with self._engine.connect() as connection:
            return reading.stills(connection, reading.number_of(connection, key))

    def still(self, key: str, place: int) -> Still:
        with self._engine.connect() as connection:
            return browsing.still(connection, key, place)

    def light_curve(self, key: str) -> npt.NDArray[np.float32] | None:
        with self._engine.connect() as connection:
            return reading.light_curve(connection, reading.number_of(connection, key))

    def audio_fingerprint(self, key: str) -> bytes | None:
        with self._engine.connect() as connection:
            return reading.audio_fingerprint(connection, reading.number_of(connection, key))

    def features(self, key: str) -> LocalFeatures | None:
        with self._engine.connect() as connection:
            return reading.features(connection, reading.number_of(connection, key))

    def vectors(self, key: str) -> FrameVectors | None:
        with self._engine.connect() as connection:
            return reading.vectors(connection, reading.number_of(connection, key))

    def vector_changes(self, after: int) -> VectorChanges:
        return reading.vector_changes(self._engine, after)

    def feature_changes(self, after: int) -> FeatureChanges:
        return reading.feature_changes(self._engine, after)

    def fingerprint_changes(self, after: int) -> FingerprintChanges:
        return reading.fingerprint_changes(self._engine, after)

    def changes(
        self, after: int, *, until: int | None = None, with_64_bit: bool = False
    ) -> ArchiveChanges:
        return reading.changes(self._engine, after, until, with_64_bit=with_64_bit)

    def hash_counts(self) -> HashCounts:
        with self._engine.connect() as connection:
            return reading.hash_counts(connection)

    def stats(self) -> ArchiveStats:
        with self._engine.connect() as connection:
            return reading.stats(connection)

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
        with self._writing() as (connection, pen):
            if after is not None:
                log.refuse_if_overtaken(connection, subject, after)
            return pen.write(action, subject, payload, actor)

    def events(self, subject: str | None = None, after: int = 0) -> Iterator[Event]:
        for rows in log.pages(self._engine.connect, subject, after):
            yield from map(log.event_of, rows)

    def last_event(self) -> int:
        with self._engine.connect() as connection:
            return log.newest(connection)

    def event(self, sequence: int) -> Event:
        with self._engine.connect() as connection:
            return log.event(connection, sequence)

    def judge(
        self,
        query_sha256: str,
        match_sha256: str,
        actor: Actor,
        *,
        accepted: bool,
        note: str = "",
    ) -> Judgement:
        with self._writing() as (connection, pen):
            reading.number_of(connection, match_sha256)
            return judging.write(
                pen, query_sha256, match_sha256, actor, accepted=accepted, note=note
            )

    def judgements(self, sha256: str) -> list[Judgement]:
        events = list(self.events(sha256))
        with self._engine.connect() as connection:
            return judging.read(events, partial(log.numbered, connection))

    def erase_payload(self, sequence: int, actor: Actor, reason: str) -> Event:
        try:
            with self._writing() as (connection, pen):
                erasing = log.erase_payload(connection, pen, sequence, actor, reason)
        except UnknownEventError as error:
            # Others may have been in the way the first time.
            if error.is_erased:
                self._forget(sequence)
            raise
        self._forget(sequence)
        return erasing

    def _forget(self, sequence: int) -> None:
        with self._engine.connect() as connection:
            if not self._dialect.forget_what_was_erased(connection):
                raise ErasureUnfinishedError(sequence)

    def faults(self) -> Iterator[Fault]:
        return checking.faults(self._engine)

    def close(self) -> None:
        self._dialect.let_go(self._engine)
