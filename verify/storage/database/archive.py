"""What changes the archive's tables, in a transaction that writes the event beside it."""

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import Connection, delete, func, insert, select, update

from verify.domain.archive import Entry, NewEntry, Still
from verify.domain.custody import Action, Actor, Payload
from verify.domain.sources import SourceRecord
from verify.storage import ties
from verify.storage.database import holdings, reading
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
from verify.storage.interface import Added
from verify.storage.pen import Pen

_FOOTAGE_COLUMNS = ("kind", *ties.FACTS, "has_original")


def add(connection: Connection, pen: Pen, new: NewEntry, actor: Actor, action: Action) -> Added:
    """Add an entry, or to the entry of its key what is not known of it yet."""
    key = reading.key_bytes(new.key)
    number = connection.scalar(select(FOOTAGE.c.number).where(FOOTAGE.c.key == key))
    if number is not None:
        if _outweighs(connection, number, new, action):
            return _put_in_place(connection, pen, new, actor)
        return _add_more(connection, pen, number, new, actor, action)
    words = ties.words_of_new(new)
    event = pen.write(action, new.key, words, actor)
    if new.has_original:
        pen.write(Action.RECEIVED, new.key, ties.words_of_receipt(new), actor)
    row = {
        "number": event.sequence,
        "key": key,
        "event_hash": bytes.fromhex(event.hash),
        **{name: words.get(name) for name in _FOOTAGE_COLUMNS},
        "has_original": new.has_original,
        "hash_count": len(new.hashes),
        "still_count": len(new.stills),
        "descriptors": _text(new.descriptors),
        "source": _text(words.get("source", {})),
    }
    connection.execute(insert(FOOTAGE), row)
    _insert_hashes(connection, event.sequence, new)
    _insert_name(connection, event.sequence, 0, new.untrusted_name)
    _insert_stills(connection, event.sequence, new.stills)
    _insert_features(connection, event.sequence, new, event.sequence)
    _insert_vectors(connection, event.sequence, new, event.sequence)
    return Added(ties.entry_of_new(new, words, event), is_new=True)


def _outweighs(connection: Connection, number: int, new: NewEntry, action: Action) -> bool:
    began_by = connection.scalars(select(EVENTS.c.action).where(EVENTS.c.sequence == number)).one()
    known = holdings.words_of_entry(connection, number)
    return ties.outweighs(action, new, Action(began_by), known["hashes_sha256"])


def _put_in_place(connection: Connection, pen: Pen, new: NewEntry, actor: Actor) -> Added:
    """Put what was measured here where a list's hashes were; names and source stay."""
    known = reading.entry(connection, new.key)
    remove(connection, pen, new.key, actor, ties.MEASURED_HERE)
    number = add(connection, pen, new, actor, Action.ADDED).entry.added_sequence
    for name in known.untrusted_names:
        more = replace(new, untrusted_name=name, source=known.source)
        _add_more(connection, pen, number, more, actor, Action.ADDED)
    return Added(reading.entry(connection, new.key), is_new=True)


def _add_more(
    connection: Connection, pen: Pen, number: int, new: NewEntry, actor: Actor, action: Action
) -> Added:
    more = ties.words_of_more(holdings.words_of_entry(connection, number), new)
    if more:
        event = pen.write(action, new.key, more, actor)
        if "has_original" in more:
            pen.write(Action.RECEIVED, new.key, ties.words_of_receipt(new), actor)
        _take_over(connection, number, more, new)
        if "local_features_sha256" in more:
            _insert_features(connection, number, new, event.sequence)
        if "frame_vectors_sha256" in more:
            _insert_vectors(connection, number, new, event.sequence)
    return Added(reading.entry(connection, new.key), is_new=False)


def _take_over(connection: Connection, number: int, more: Payload, new: NewEntry) -> None:
    """Write what the words of an event name into the rows of an entry that is there."""
    columns = {name: more[name] for name in (*_FOOTAGE_COLUMNS, "still_count") if name in more}
    columns |= {name: _text(more[name]) for name in ("descriptors", "source") if name in more}
    if columns:
        connection.execute(update(FOOTAGE).where(FOOTAGE.c.number == number).values(columns))
    if "untrusted_name" in more:
        position = select(func.count()).select_from(NAMES).where(NAMES.c.number == number)
        _insert_name(connection, number, connection.scalar(position) or 0, more["untrusted_name"])
    if "stills_sha256" in more:
        _insert_stills(connection, number, new.stills)
    curves = {
        "light_curve": ties.light_curve_bytes(new.light_curve),
        "audio_fingerprint": new.audio_fingerprint,
    }
    if others := {name: curve for name, curve in curves.items() if f"{name}_sha256" in more}:
        of_entry = OTHER_DESCRIPTORS.c.number == number
        if not connection.execute(
            update(OTHER_DESCRIPTORS).where(of_entry).values(others)
        ).rowcount:
            connection.execute(insert(OTHER_DESCRIPTORS), {"number": number, **others})


def remove(connection: Connection, pen: Pen, key: str, actor: Actor, reason: str) -> None:
    """Take an entry out with all that hangs on it."""
    number = reading.number_of(connection, key)
    event = pen.write(Action.REMOVED, key, {"number": number, "reason": reason}, actor)
    connection.execute(insert(REMOVALS), {"event_sequence": event.sequence, "number": number})
    connection.execute(delete(FOOTAGE).where(FOOTAGE.c.number == number))


def record_source(
    connection: Connection, pen: Pen, key: str, source: SourceRecord, actor: Actor
) -> Entry:
    """Replace the source record of an entry; one that says the same changes nothing."""
    entry = reading.entry(connection, key)
    if source == entry.source:
        return entry
    words = ties.source_words(source)
    pen.write(Action.SOURCE_RECORDED, key, {"source": words}, actor)
    of_entry = FOOTAGE.c.number == entry.added_sequence
    connection.execute(update(FOOTAGE).where(of_entry).values(source=_text(words)))
    return msgspec.structs.replace(entry, source=source)


def _insert_hashes(connection: Connection, number: int, new: NewEntry) -> None:
    hashes = new.hashes
    row = {
        "number": number,
        "pdq": _column(hashes.pdq, "<u8"),
        "time_ms": _column(hashes.time_ms, "<u4"),
        "quality": _column(hashes.quality, "u1"),
    }
    connection.execute(insert(FRAME_HASHES), row)
    others = {
        "phash": _column(hashes.phash, "<u8"),
        "dhash": _column(hashes.dhash, "<u8"),
        "light_curve": ties.light_curve_bytes(new.light_curve),
        "audio_fingerprint": new.audio_fingerprint,
    }
    if any(other is not None for other in others.values()):
        connection.execute(insert(OTHER_DESCRIPTORS), {"number": number, **others})


def _insert_name(connection: Connection, number: int, position: int, name: str) -> None:
    connection.execute(insert(NAMES), {"number": number, "position": position, "name": name})


def _insert_stills(connection: Connection, number: int, stills: tuple[Still, ...]) -> None:
    if stills:
        rows = [
            {"number": number, "time_ms": still.time_ms, "jpeg": still.jpeg} for still in stills
        ]
        connection.execute(insert(STILLS), rows)


def _insert_features(connection: Connection, number: int, new: NewEntry, sequence: int) -> None:
    if (content := ties.feature_bytes(new.features)) is not None:
        row = {"number": number, "event_sequence": sequence, "content": content}
        connection.execute(insert(LOCAL_FEATURES), row)


def _insert_vectors(connection: Connection, number: int, new: NewEntry, sequence: int) -> None:
    if (content := ties.vector_bytes(new.vectors)) is not None:
        row = {"number": number, "event_sequence": sequence, "content": content}
        connection.execute(insert(FRAME_VECTORS), row)


def _column(values: Any, form: str) -> bytes | None:
    return None if values is None else np.ascontiguousarray(values, dtype=form).tobytes()


def _text(words: Payload | dict[str, str]) -> str:
    return msgspec.json.encode(words).decode("utf-8")
