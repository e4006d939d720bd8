"""The custody log in a database: appended to within the transaction of what it records."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import msgspec
import rfc8785
from sqlalchemy import Connection, RowMapping, func, insert, select, update

from verify.domain.custody import Action, Actor, Event
from verify.domain.store_errors import OvertakenError, UnknownEventError
from verify.storage import ties
from verify.storage.clock import Clock
from verify.storage.database.rows import hex_of, rows_of_ours
from verify.storage.database.schema import EVENTS
from verify.storage.pen import Pen

_EVENTS_A_PAGE = 500
_HASHES = ("commitment", "previous", "hash")
_AS_THEY_ARE = (
    "sequence",
    "recorded_utc",
    "monotonic_ns",
    "boot",
    "action",
    "subject",
    "tool",
    "salt",
)


def pen(connection: Connection, clock: Clock) -> Pen:
    """Return what appends to the log in a transaction that holds the write lock."""
    newest = select(EVENTS).order_by(EVENTS.c.sequence.desc()).limit(1)
    row = connection.execute(newest).mappings().first()

    def keep(event: Event) -> None:
        connection.execute(insert(EVENTS), row_of(event))

    return Pen(event_of(row) if row else None, clock, keep)


def pages(
    connected: Callable[[], AbstractContextManager[Connection]], subject: str | None, after: int
) -> Iterator[Sequence[RowMapping]]:
    """Return the rows of the log in order, some at a time, each time over a connection anew."""
    wanted = select(EVENTS).order_by(EVENTS.c.sequence).limit(_EVENTS_A_PAGE)
    if subject is not None:
        wanted = wanted.where(EVENTS.c.subject == subject)
    while True:
        with connected() as connection:
            rows = connection.execute(wanted.where(EVENTS.c.sequence > after)).mappings().all()
        yield rows
        if len(rows) < _EVENTS_A_PAGE:
            return
        after = rows[-1]["sequence"]


def event(connection: Connection, sequence: int) -> Event:
    """Return the event of a number, or raise `UnknownEventError`."""
    row = connection.execute(select(EVENTS).where(EVENTS.c.sequence == sequence)).mappings().first()
    if row is None:
        raise UnknownEventError(sequence)
    return event_of(row)


def numbered(connection: Connection, numbers: Sequence[int]) -> dict[int, Event]:
    """Return the events of these numbers, those that there are."""
    found: dict[int, Event] = {}
    for start in range(0, len(numbers), _EVENTS_A_PAGE):
        part = numbers[start : start + _EVENTS_A_PAGE]
        wanted = select(EVENTS).where(EVENTS.c.sequence.in_(part))
        found |= {row["sequence"]: event_of(row) for row in connection.execute(wanted).mappings()}
    return found


def refuse_if_overtaken(connection: Connection, subject: str | None, after: int) -> None:
    """Raise `OvertakenError` if an event of a subject is newer than one; see `interface`."""
    of_subject = select(EVENTS.c.sequence).where(EVENTS.c.sequence > after).limit(1)
    if subject is not None:
        of_subject = of_subject.where(EVENTS.c.subject == subject)
    newer = connection.scalar(of_subject)
    if newer is not None:
        raise OvertakenError(subject, newer)


def newest(connection: Connection, subject: str | None = None) -> int:
    """Return the number of the last event, or of the last of a subject; 0 if there is none."""
    number = select(func.max(EVENTS.c.sequence))
    if subject is not None:
        number = number.where(EVENTS.c.subject == subject)
    return connection.scalar(number) or 0


def erase_payload(
    connection: Connection, pen: Pen, sequence: int, actor: Actor, reason: str
) -> Event:
    """Erase the words of an event and record that; figures in them are kept by the new event.

    Raises
    ------
    UnknownEventError
        If there is no such event, or its words are gone already.
    """
    erased = event(connection, sequence)
    if erased.payload is None:
        raise UnknownEventError(sequence, is_erased=True)
    connection.execute(
        update(EVENTS).where(EVENTS.c.sequence == sequence).values(payload=None, salt=None)
    )
    words = ties.words_of_erasure(erased, reason)
    return pen.write(Action.PAYLOAD_ERASED, erased.subject, words, actor)


def row_of(event: Event) -> dict[str, Any]:
    """Return an event as a row of the table."""
    return {
        "sequence": event.sequence,
        "recorded_utc": msgspec.to_builtins(event.recorded_utc),
        "monotonic_ns": event.monotonic_ns,
        "boot": event.boot,
        "actor_name": event.actor.untrusted_name,
        "actor_known_by": event.actor.known_by,
        "action": event.action.value,
        "subject": event.subject,
        "tool": event.tool,
        "commitment": bytes.fromhex(event.commitment),
        "payload": None if event.payload is None else rfc8785.dumps(event.payload).decode("utf-8"),
        "salt": event.salt,
        "previous": bytes.fromhex(event.previous),
        "hash": bytes.fromhex(event.hash),
    }


def event_of(row: RowMapping) -> Event:
    """Return a row of the table as an event, or raise `UnreadableRecordError`."""
    with rows_of_ours(f"event {row['sequence']} of the custody log"):
        payload = row["payload"]
        return msgspec.convert(
            {
                **{name: row[name] for name in _AS_THEY_ARE},
                **{name: hex_of(row[name]) for name in _HASHES},
                "actor": {"untrusted_name": row["actor_name"], "known_by": row["actor_known_by"]},
                "payload": None if payload is None else msgspec.json.decode(payload),
            },
            Event,
            builtin_types=(bytes,),
        )
