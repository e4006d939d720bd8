"""The check of a store in a database: its file, its log, and its archive against the log.

All of it is read in one transaction, so that what others write meanwhile is not taken for a fault.
"""

from collections.abc import Iterator
from contextlib import nullcontext

from sqlalchemy import Connection, Engine, RowMapping, select

from verify.domain.custody import Event
from verify.domain.store_errors import StoreDamagedError, UnreadableRecordError
from verify.domain.store_faults import Fault, FaultKind
from verify.storage import ties
from verify.storage.database import archive, log, sqlite
from verify.storage.database.schema import FOOTAGE, REMOVALS
from verify.storage.log_check import Holding, LogCheck, entry_faults

_TORN = "Some of it cannot be read, and what can may not be what was written."
_TAKE_A_BACKUP = "Work on with a backup, and keep this file for whoever looks into it."


def faults(engine: Engine) -> Iterator[Fault]:
    """Return what is wrong, each fault as it is found."""
    with engine.connect() as connection:
        try:
            sqlite.begin_reading(connection)
            for said in sqlite.damage(connection):
                yield _database(FaultKind.DAMAGED, said, _TORN, _TAKE_A_BACKUP)
            for guard in sqlite.missing_guards(connection):
                yield _database(
                    FaultKind.UNGUARDED,
                    guard,
                    "It keeps events from being changed or deleted, and was taken away or changed.",
                    "Find out who has access to the file; compare the log with a backup.",
                )
            yield from _log_and_archive(connection)
        except StoreDamagedError as error:
            yield _database(FaultKind.DAMAGED, error.detail, _TORN, _TAKE_A_BACKUP)


def _log_and_archive(connection: Connection) -> Iterator[Fault]:
    check = LogCheck()
    yield from check.faults(_rows(connection))
    yield from entry_faults(_holdings(connection), check.there)
    listed = set(connection.scalars(select(REMOVALS.c.number)))
    for number in sorted(listed ^ check.left):
        yield _database(
            FaultKind.ALTERED,
            f"removal of entry {number}",
            "The log and the list of removals disagree, so a search may find what was removed or "
            "miss what was not.",
            "Start a new search; if it comes again, compare the store with a backup.",
        )


def _rows(connection: Connection) -> Iterator[tuple[int, str, Event | None]]:
    for row in _log(connection, None):
        stored = row["hash"]
        own_hash = stored.hex() if isinstance(stored, bytes) else str(stored)
        yield row["sequence"], own_hash, _event_or_none(row)


def _log(connection: Connection, subject: str | None) -> Iterator[RowMapping]:
    for rows in log.pages(lambda: nullcontext(connection), subject, 0):
        yield from rows


def _event_or_none(row: RowMapping) -> Event | None:
    try:
        event = log.event_of(row)
    except UnreadableRecordError:
        return None
    return event if log.row_of(event) == dict(row) else None


def _holdings(connection: Connection) -> Iterator[Holding]:
    footage = select(FOOTAGE.c.number, FOOTAGE.c.key, FOOTAGE.c.event_hash)
    for number, key, event_hash in connection.execute(footage.order_by(FOOTAGE.c.number)):
        try:
            held = archive.known(connection, number)
        except UnreadableRecordError:
            held = None
        events = [event for row in _log(connection, key.hex()) if (event := _event_or_none(row))]
        yield Holding(
            key=key.hex(),
            number=number,
            event_hash=event_hash.hex(),
            added=next((event for event in events if event.sequence == number), None),
            held=held,
            told=ties.told(events),
        )


def _database(kind: FaultKind, where: str, meaning: str, advice: str) -> Fault:
    return Fault(kind=kind, what="database", where=where[:2000], meaning=meaning, advice=advice)
