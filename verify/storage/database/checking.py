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
from verify.storage.database import holdings, log
from verify.storage.database.dialects import dialect_of
from verify.storage.database.rows import hex_of, rows_of_ours
from verify.storage.database.schema import EVENTS, FOOTAGE, REMOVALS
from verify.storage.log_check import Holding, LogCheck, entry_faults

# With their stills this is some ten megabytes.
_ENTRIES_A_PAGE = 32
_BEFORE_ALL = -(2**63)
_TORN = "Some of it cannot be read, and what can may not be what was written."
_TAKE_A_BACKUP = "Work on with a backup, and keep this file for whoever looks into it."


def faults(engine: Engine) -> Iterator[Fault]:
    """Return what is wrong, each fault as it is found."""
    dialect = dialect_of(engine)
    with engine.connect() as connection:
        try:
            dialect.begin_reading(connection)
            for said in dialect.damage(connection):
                yield _database(FaultKind.DAMAGED, said, _TORN, _TAKE_A_BACKUP)
            for guard in dialect.missing_guards(connection):
                yield _database(
                    FaultKind.UNGUARDED,
                    guard,
                    "It keeps events from being changed or deleted, and was taken away or changed.",
                    "Find out who has access to the file; compare the log with a backup.",
                )
            for trigger in dialect.strange_triggers(connection):
                yield _database(
                    FaultKind.STRAY,
                    trigger,
                    "Verify never made this trigger; it can change the archive whenever something "
                    "is written.",
                    "Find out who made it and what it did; compare the store with a backup.",
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
    for rows in log.pages(lambda: nullcontext(connection), None, _BEFORE_ALL):
        for row in rows:
            event = _event_or_none(row)
            is_ours = event is not None and _is_row_of(row, event)
            yield row["sequence"], hex_of(row["hash"]), event if is_ours else None


def _is_row_of(row: RowMapping, event: Event) -> bool:
    try:
        with rows_of_ours("an event"):
            return log.row_of(event) == dict(row)
    except UnreadableRecordError:
        return False


def _event_or_none(row: RowMapping) -> Event | None:
    try:
        return log.event_of(row)
    except UnreadableRecordError:
        return None


def _holdings(connection: Connection) -> Iterator[Holding]:
    page = select(FOOTAGE.c.number, FOOTAGE.c.key, FOOTAGE.c.event_hash)
    page = page.order_by(FOOTAGE.c.number).limit(_ENTRIES_A_PAGE)
    last = 0
    while rows := connection.execute(page.where(FOOTAGE.c.number > last)).all():
        last = rows[-1].number
        held = holdings.words_of_entries(connection, rows[0].number, last)
        events = _events_of(connection, [hex_of(row.key) for row in rows])
        for row in rows:
            key = hex_of(row.key)
            yield Holding(
                key=key,
                number=row.number,
                event_hash=hex_of(row.event_hash),
                added=next((event for event in events[key] if event.sequence == row.number), None),
                held=held[row.number],
                told=ties.told(events[key]),
            )


def _events_of(connection: Connection, keys: list[str]) -> dict[str, list[Event]]:
    events: dict[str, list[Event]] = {key: [] for key in keys}
    wanted = select(EVENTS).where(EVENTS.c.subject.in_(keys)).order_by(EVENTS.c.sequence)
    for row in connection.execute(wanted).mappings():
        if event := _event_or_none(row):
            # A torn index may give what was not asked for.
            events.setdefault(row["subject"], []).append(event)
    return events


def _database(kind: FaultKind, where: str, meaning: str, advice: str) -> Fault:
    return Fault(kind=kind, what="database", where=where[:2000], meaning=meaning, advice=advice)
