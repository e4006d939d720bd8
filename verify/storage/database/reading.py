"""What is read from the archive's tables.

Entries and events are read a batch at a time, with no transaction between two batches, so that a
slow reader keeps no journal from being folded into the file; an entry that leaves between them is
missing from the answer, as if it had left before. Only the hashes for a search come in one go.
"""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine, Row, Select, func, select

from verify.domain.archive import Entry, FrameHashes, Still
from verify.domain.frame_vectors import FrameVectors
from verify.domain.local_features import LocalFeatures
from verify.domain.store_errors import UnknownEntryError
from verify.storage import ties
from verify.storage.database.dialects import dialect_of
from verify.storage.database.rows import hex_of, rows_of_ours
from verify.storage.database.schema import (
    EVENTS,
    FOOTAGE,
    FRAME_HASHES,
    FRAME_VECTORS,
    LOCAL_FEATURES,
    NAMES,
    OTHER_DESCRIPTORS,
    REMOVALS,
    STILLS,
)
from verify.storage.interface import (
    ArchiveChanges,
    ArchiveStats,
    EntryFeatures,
    EntryFingerprint,
    EntryVectors,
    FeatureChanges,
    FingerprintChanges,
    HashBatch,
    HashCounts,
    VectorChanges,
)

_ENTRIES_AT_ONCE = 500
# More do not stay in the processor's cache until they are joined.
_ENTRIES_A_BATCH = 64
_AS_THEY_ARE = (
    "kind",
    "size_bytes",
    "duration_s",
    "width_px",
    "height_px",
    "hash_count",
    "still_count",
    "has_original",
)

_ENTRY = select(FOOTAGE, EVENTS.c.recorded_utc).join_from(
    FOOTAGE, EVENTS, EVENTS.c.sequence == FOOTAGE.c.number
)
_FRAMES = FRAME_HASHES.c
_HASHES = select(_FRAMES.number, _FRAMES.pdq, _FRAMES.time_ms, _FRAMES.quality)


def key_bytes(key: str) -> bytes:
    """Return a key as it is stored.

    Raises
    ------
    UnknownEntryError
        If it is no key at all.
    """
    if not ties.is_key(key):
        raise UnknownEntryError(key)
    return bytes.fromhex(key)


def number_of(connection: Connection, key: str) -> int:
    """Return the number of the entry of this key, or raise `UnknownEntryError`."""
    number = connection.scalar(select(FOOTAGE.c.number).where(FOOTAGE.c.key == key_bytes(key)))
    if number is None:
        raise UnknownEntryError(key)
    return int(number)


def entry(connection: Connection, key: str) -> Entry:
    """Return the entry of a key, or raise `UnknownEntryError`."""
    row = connection.execute(_ENTRY.where(FOOTAGE.c.key == key_bytes(key))).first()
    if row is None:
        raise UnknownEntryError(key)
    return _entry_of(row, names(connection, row.number, row.number).get(row.number, []))


def entries_of(connection: Connection, numbers: Sequence[int]) -> Iterator[Entry]:
    """Return the entries of these numbers, in their order; of what has left, nothing."""
    rows = connection.execute(_ENTRY.where(FOOTAGE.c.number.in_(numbers))).all()
    of_number = {row.number: row for row in rows}
    of_these = select(NAMES.c.number, NAMES.c.name).where(NAMES.c.number.in_(numbers))
    called: dict[int, list[str]] = {}
    for number, name in connection.execute(of_these.order_by(NAMES.c.position)):
        called.setdefault(number, []).append(name)
    for number in numbers:
        if number in of_number:
            yield _entry_of(of_number[number], called.get(number, []))


def entries(engine: Engine, named: str | None) -> Iterator[Entry]:
    """Return entries in the order they were added; those whose name or key holds `named`.

    Names are compared without regard to case, in any script.
    """
    wanted = None if named is None else named.casefold()
    after = 0
    while True:
        batch = _ENTRY.where(FOOTAGE.c.number > after).order_by(FOOTAGE.c.number)
        with engine.connect() as connection:
            rows = connection.execute(batch.limit(_ENTRIES_AT_ONCE)).all()
            if not rows:
                return
            called = names(connection, rows[0].number, rows[-1].number)
        for row in rows:
            texts = (hex_of(row.key), *called.get(row.number, ()))
            if wanted is None or any(wanted in text.casefold() for text in texts):
                yield _entry_of(row, called.get(row.number, []))
        after = rows[-1].number


def names(connection: Connection, first: int, last: int) -> dict[int, list[str]]:
    """Return the names of the entries with these numbers, the first name first."""
    found: dict[int, list[str]] = {}
    rows = select(NAMES.c.number, NAMES.c.name).where(NAMES.c.number.between(first, last))
    for number, name in connection.execute(rows.order_by(NAMES.c.number, NAMES.c.position)):
        found.setdefault(number, []).append(name)
    return found


def _entry_of(row: Row[Any], names: list[str]) -> Entry:
    with rows_of_ours(f"entry {row.number} of the archive"):
        return msgspec.convert(
            {
                **{name: getattr(row, name) for name in _AS_THEY_ARE},
                "key": hex_of(row.key),
                "untrusted_names": names,
                "added_utc": row.recorded_utc,
                "added_sequence": row.number,
                "source": msgspec.json.decode(row.source),
                "descriptors": msgspec.json.decode(row.descriptors),
            },
            Entry,
        )


def hashes(connection: Connection, number: int) -> FrameHashes:
    """Return all hashes of an entry."""
    row = connection.execute(_with_64_bit(_HASHES).where(_FRAMES.number == number)).one_or_none()
    with rows_of_ours(f"the hashes of entry {number} of the archive"):
        return frame_hashes(*row[1:] if row else ())


def stills(connection: Connection, number: int) -> list[Still]:
    """Return the stills of an entry in time order."""
    rows = select(STILLS.c.time_ms, STILLS.c.jpeg).where(STILLS.c.number == number)
    with rows_of_ours(f"a still of entry {number} of the archive"):
        return [still_of(*row) for row in connection.execute(rows.order_by(STILLS.c.time_ms))]


def still_of(time_ms: object, jpeg: object) -> Still:
    """Return a still, or raise what `rows_of_ours` translates."""
    fields = {"time_ms": time_ms, "jpeg": jpeg}
    return msgspec.convert(fields, Still, builtin_types=(bytes,))


def light_curve(connection: Connection, number: int) -> npt.NDArray[np.float32] | None:
    """Return the light curve of an entry, None if it has none."""
    stored = _other(connection, number, "light_curve")
    with rows_of_ours(f"the light curve of entry {number} of the archive"):
        return None if stored is None else np.frombuffer(stored, "<f4")


def audio_fingerprint(connection: Connection, number: int) -> bytes | None:
    """Return the audio fingerprint of an entry, None if it has none."""
    return _other(connection, number, "audio_fingerprint")


def features(connection: Connection, number: int) -> LocalFeatures | None:
    """Return the local features of an entry, None if it has none."""
    of_entry = LOCAL_FEATURES.c.number == number
    stored = connection.scalar(select(LOCAL_FEATURES.c.content).where(of_entry))
    return None if stored is None else _features_of(stored, number)


def _features_of(content: bytes, number: int) -> LocalFeatures:
    with rows_of_ours(f"the local features of entry {number} of the archive"):
        return LocalFeatures.from_bytes(content)


def vectors(connection: Connection, number: int) -> FrameVectors | None:
    """Return the frame vectors of an entry, None if it has none."""
    of_entry = FRAME_VECTORS.c.number == number
    stored = connection.scalar(select(FRAME_VECTORS.c.content).where(of_entry))
    return None if stored is None else _vectors_of(stored, number)


def _vectors_of(content: bytes, number: int) -> FrameVectors:
    with rows_of_ours(f"the frame vectors of entry {number} of the archive"):
        return FrameVectors.from_bytes(content)


def _other(connection: Connection, number: int, column: str) -> bytes | None:
    of_entry = OTHER_DESCRIPTORS.c.number == number
    stored: bytes | None = connection.scalar(select(OTHER_DESCRIPTORS.c[column]).where(of_entry))
    return stored


def changes(engine: Engine, after: int, until: int | None, *, with_64_bit: bool) -> ArchiveChanges:
    """Return what changed after an event, of what was added no more than came until another."""
    up_to, removed = _up_to_and_removed(engine, after)
    last = up_to if until is None else min(until, up_to)
    return ArchiveChanges(up_to, removed, _added(engine, after, last, with_64_bit=with_64_bit))


def hash_counts(connection: Connection) -> HashCounts:
    """Return how many hashes each entry has."""
    wanted = select(FOOTAGE.c.number, FOOTAGE.c.hash_count).order_by(FOOTAGE.c.number)
    rows = [(row.number, row.hash_count) for row in connection.execute(wanted)]
    return HashCounts(*np.array(rows, np.int64).reshape(-1, 2).T)


def feature_changes(engine: Engine, after: int) -> FeatureChanges:
    """Return whose local features came or left after an event."""
    up_to, removed = _up_to_and_removed(engine, after)
    return FeatureChanges(up_to, removed, _described(engine, after, up_to))


def vector_changes(engine: Engine, after: int) -> VectorChanges:
    """Return whose frame vectors came or left after an event."""
    up_to, removed = _up_to_and_removed(engine, after)
    return VectorChanges(up_to, removed, _with_vectors(engine, after, up_to))


def _with_vectors(engine: Engine, after: int, up_to: int) -> Iterator[EntryVectors]:
    came = FRAME_VECTORS.c.event_sequence
    wanted = select(FOOTAGE.c.key, FRAME_VECTORS.c.number, FRAME_VECTORS.c.content)
    wanted = wanted.join_from(FRAME_VECTORS, FOOTAGE).where(came > after, came <= up_to)
    with engine.connect() as connection, _in_bulk(connection):
        for rows in connection.execute(wanted.order_by(came)).partitions(_ENTRIES_A_BATCH):
            for key, number, content in rows:
                yield EntryVectors(number, hex_of(key), _vectors_of(content, number))


def fingerprint_changes(engine: Engine, after: int) -> FingerprintChanges:
    """Return whose audio fingerprints came or left after an event."""
    up_to, removed = _up_to_and_removed(engine, after)
    return FingerprintChanges(up_to, removed, _fingerprinted(engine, after, up_to))


def _fingerprinted(engine: Engine, after: int, up_to: int) -> Iterator[EntryFingerprint]:
    other = OTHER_DESCRIPTORS.c
    wanted = select(FOOTAGE.c.key, other.number, other.audio_fingerprint).join_from(
        OTHER_DESCRIPTORS, FOOTAGE
    )
    wanted = wanted.where(other.audio_fingerprint.is_not(None), other.number <= up_to)
    touched = None
    with engine.connect() as connection, _in_bulk(connection):
        if after:
            # An entry that was there may have come in again, with its sound this time.
            since = EVENTS.c.sequence.between(after + 1, up_to)
            touched = set(connection.scalars(select(EVENTS.c.subject).where(since).distinct()))
        for rows in connection.execute(wanted.order_by(other.number)).partitions(_ENTRIES_A_BATCH):
            for key, number, content in rows:
                if touched is None or hex_of(key) in touched:
                    yield EntryFingerprint(number, hex_of(key), content)


def _in_bulk(connection: Connection) -> AbstractContextManager[None]:
    return dialect_of(connection).reading_in_bulk(connection)


def _up_to_and_removed(engine: Engine, after: int) -> tuple[int, Sequence[int]]:
    removed = select(REMOVALS.c.number).where(REMOVALS.c.event_sequence > after)
    with engine.connect() as connection:
        up_to = connection.scalar(select(func.max(EVENTS.c.sequence))) or 0
        return up_to, connection.scalars(removed.order_by(REMOVALS.c.event_sequence)).all()


def _described(engine: Engine, after: int, up_to: int) -> Iterator[EntryFeatures]:
    came = LOCAL_FEATURES.c.event_sequence
    wanted = select(FOOTAGE.c.key, LOCAL_FEATURES.c.number, LOCAL_FEATURES.c.content, came)
    wanted = wanted.join_from(LOCAL_FEATURES, FOOTAGE).where(came > after, came <= up_to)
    with engine.connect() as connection, _in_bulk(connection):
        for rows in connection.execute(wanted.order_by(came)).partitions(_ENTRIES_A_BATCH):
            for key, number, content, sequence in rows:
                features = _features_of(content, number)
                yield EntryFeatures(number, hex_of(key), features, sequence)


def _added(engine: Engine, after: int, up_to: int, *, with_64_bit: bool) -> Iterator[HashBatch]:
    wanted = select(FOOTAGE.c.key, *_HASHES.selected_columns).join_from(FRAME_HASHES, FOOTAGE)
    wanted = _with_64_bit(wanted) if with_64_bit else wanted
    wanted = wanted.where(_FRAMES.number > after, _FRAMES.number <= up_to).order_by(_FRAMES.number)
    with engine.connect() as connection, _in_bulk(connection):
        for rows in connection.execute(wanted).partitions(_ENTRIES_A_BATCH):
            for _, alike in itertools.groupby(rows, _which_are_missing):
                batch = list(alike)
                with rows_of_ours(
                    f"the hashes of one of the entries {batch[0][1]} to {batch[-1][1]}"
                ):
                    hashes = _batch_of(batch)
                yield hashes


def _which_are_missing(row: Row[Any]) -> tuple[bool, bool]:
    return None in row[5:6], None in row[6:]


def _batch_of(rows: list[Row[Any]]) -> HashBatch:
    keys, numbers, pdq, time_ms, quality, *others = zip(*rows, strict=True)
    joined = (None if None in column else b"".join(column) for column in others)
    return HashBatch(
        numbers=np.array(numbers, np.int64),
        keys=[key.hex() for key in keys],
        counts=np.array([len(column) for column in quality], np.int64),
        hashes=frame_hashes(b"".join(pdq), b"".join(time_ms), b"".join(quality), *joined),
    )


def _with_64_bit(query: Select[Any]) -> Select[Any]:
    other = OTHER_DESCRIPTORS.c
    return query.add_columns(other.phash, other.dhash).join(
        OTHER_DESCRIPTORS, other.number == _FRAMES.number, isouter=True
    )


def frame_hashes(
    pdq: bytes,
    time_ms: bytes,
    quality: bytes,
    phash: bytes | None = None,
    dhash: bytes | None = None,
) -> FrameHashes:
    """Return views of stored columns, nothing copied."""
    return FrameHashes(
        time_ms=np.frombuffer(time_ms, "<u4"),
        pdq=np.frombuffer(pdq, "<u8").reshape(-1, 4),
        quality=np.frombuffer(quality, np.uint8),
        phash=None if phash is None else np.frombuffer(phash, "<u8"),
        dhash=None if dhash is None else np.frombuffer(dhash, "<u8"),
    )


def stats(connection: Connection) -> ArchiveStats:
    """Return how much there is."""
    by_kind = select(
        FOOTAGE.c.kind,
        func.count(),
        func.sum(FOOTAGE.c.hash_count),
        func.sum(FOOTAGE.c.still_count),
        func.count().filter(FOOTAGE.c.has_original),
    ).group_by(FOOTAGE.c.kind)
    rows = connection.execute(by_kind.order_by(FOOTAGE.c.kind)).all()
    return ArchiveStats(
        entries=sum(row[1] for row in rows),
        entries_by_kind={row[0]: row[1] for row in rows},
        hashes=sum(row[2] for row in rows),
        stills=sum(row[3] for row in rows),
        originals=sum(row[4] for row in rows),
        events=connection.scalar(select(func.count()).select_from(EVENTS)) or 0,
    )
