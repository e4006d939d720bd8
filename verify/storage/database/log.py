"""The custody log in a database: appended to within the transaction of what it records."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
import rfc8785
from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from verify import __version__
from verify.domain.custody import (
    SALT_BYTES,
    Action,
    Actor,
    Event,
    Payload,
    clock_jump_s,
    next_event,
)
from verify.domain.store_errors import UnknownEventError, UnstorableTextError
from verify.storage import ties
from verify.storage.clock import Clock
from verify.storage.database.schema import EVENTS

_BATCH = 500


class Pen:
    """Writes events, each following the one before, in a transaction that holds the write lock."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        newest = select(EVENTS).order_by(EVENTS.c.sequence.desc()).limit(1)
        row = connection.execute(newest).mappings().first()
        self._last = event_of(row) if row else None

    def write(self, action: Action, subject: str | None, payload: Payload, actor: Actor) -> Event:
        """Append an event, and before it one that says so if the clock was set meanwhile."""
        moment = self._clock()
        if self._last and (jump_s := clock_jump_s(self._last, moment)) is not None:
            self._append(Action.CLOCK_JUMPED, None, {"jump_s": round(jump_s, 3)}, actor)
        return self._append(action, subject, payload, actor)

    def _append(self, action: Action, subject: str | None, payload: Payload, actor: Actor) -> Event:
        try:
            event = next_event(
                self._last,
                self._clock(),
                action,
                subject,
                payload,
                salt=secrets.token_bytes(SALT_BYTES),
                actor=actor,
                tool=__version__,
            )
        except ValueError as error:
            raise UnstorableTextError(str(error)) from error
        self._connection.execute(insert(EVENTS), row_of(event))
        self._last = event
        return event


def events(engine: Engine, subject: str | None, after: int) -> Iterator[Event]:
    """Return events in order; no transaction stays open between one batch and the next."""
    while True:
        batch = select(EVENTS).where(EVENTS.c.sequence > after)
        if subject is not None:
            batch = batch.where(EVENTS.c.subject == subject)
        batch = batch.order_by(EVENTS.c.sequence).limit(_BATCH)
        with engine.connect() as connection:
            rows = connection.execute(batch).mappings().all()
        for row in rows:
            yield event_of(row)
        if len(rows) < _BATCH:
            return
        after = rows[-1]["sequence"]


def erase_payload(
    connection: Connection, pen: Pen, sequence: int, actor: Actor, reason: str
) -> Event:
    """Erase the words of an event and record that; figures in them are kept by the new event.

    Raises
    ------
    UnknownEventError
        If there is no such event, or its words are gone already.
    """
    row = connection.execute(select(EVENTS).where(EVENTS.c.sequence == sequence)).mappings().first()
    if row is None or row["payload"] is None:
        raise UnknownEventError(sequence, is_erased=row is not None)
    event = event_of(row)
    connection.execute(
        update(EVENTS).where(EVENTS.c.sequence == sequence).values(payload=None, salt=None)
    )
    return pen.write(
        Action.PAYLOAD_ERASED,
        event.subject,
        {"sequence": sequence, "reason": reason, "kept": ties.figures_in(event.payload or {})},
        actor,
    )


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


def event_of(row: RowMapping | Mapping[str, Any]) -> Event:
    """Return a row of the table as an event.

    Raises
    ------
    ValueError, TypeError
        If somebody wrote into the row what no event has.
    """
    return Event(
        sequence=row["sequence"],
        recorded_utc=datetime.fromisoformat(row["recorded_utc"]),
        monotonic_ns=row["monotonic_ns"],
        boot=row["boot"],
        actor=Actor(untrusted_name=row["actor_name"], known_by=row["actor_known_by"]),
        action=Action(row["action"]),
        subject=row["subject"],
        tool=row["tool"],
        commitment=row["commitment"].hex(),
        payload=None if row["payload"] is None else msgspec.json.decode(row["payload"]),
        salt=row["salt"],
        previous=row["previous"].hex(),
        hash=row["hash"].hex(),
    )
