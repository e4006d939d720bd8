"""What somebody who can write to the file of a store does behind its back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import msgspec

from tests.storage.footage import REPORTER
from verify.domain.custody import Event, Payload, commitment_of, hash_of
from verify.storage.database import log, sqlite

Tamper = Callable[[sqlite3.Connection], object]


def tampered(file: Path, tamper: Tamper) -> None:
    """Change a store as somebody with the right tools would; its guards stand again afterwards."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        for guard in sqlite.GUARDS:
            connection.execute(f"DROP TRIGGER {guard}")
        tamper(connection)
        for guard in sqlite.GUARDS.values():
            connection.execute(guard)


def sql(statement: str, *values: object) -> Tamper:
    return lambda connection: connection.execute(statement, values)


def swapped(one: int, other: int) -> Tamper:
    """Exchange two events."""

    def swap(connection: sqlite3.Connection) -> None:
        for now, then in ((one, -1), (other, one), (-1, other)):
            connection.execute("UPDATE events SET sequence = ? WHERE sequence = ?", (then, now))

    return swap


def rewritten(first: int, last: int | None = None) -> Tamper:
    """Blame somebody else from one event to another, or to the end; every hash made anew."""
    blamed = msgspec.structs.replace(REPORTER, untrusted_name="somebody else")
    return _anew(first, last, lambda event: msgspec.structs.replace(event, actor=blamed))


def reworded(sequence: int, words: Callable[[Payload], Payload]) -> Tamper:
    """Change what an event says; commitment and hashes are made anew from there to the end."""

    def change(event: Event) -> Event:
        if event.sequence != sequence or event.payload is None or event.salt is None:
            return event
        payload = words(event.payload)
        commitment = commitment_of(payload, event.salt)
        return msgspec.structs.replace(event, payload=payload, commitment=commitment)

    return _anew(sequence, None, change)


def later_by(sequence: int, hours: float) -> Tamper:
    """Change the time of all events from one on; hashes are made anew."""

    def change(event: Event) -> Event:
        later = event.recorded_utc.astimezone(UTC) + timedelta(hours=hours)
        return msgspec.structs.replace(event, recorded_utc=later)

    return _anew(sequence, None, change)


def _anew(first: int, last: int | None, change: Callable[[Event], Event]) -> Tamper:
    def tamper(connection: sqlite3.Connection) -> None:
        rows: Any = connection.execute("SELECT * FROM events ORDER BY sequence")
        events = [log.event_of(row) for row in rows]
        for at in range(first - 1, last or len(events)):
            previous = events[at - 1].hash if at else "0" * 64
            other = msgspec.structs.replace(change(events[at]), previous=previous)
            events[at] = msgspec.structs.replace(other, hash=hash_of(other))
            row = log.row_of(events[at])
            names = ", ".join(f"{name} = :{name}" for name in row)
            connection.execute(f"UPDATE events SET {names} WHERE sequence = :sequence", row)

    return tamper
