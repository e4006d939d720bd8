"""What is particular to PostgreSQL: its sessions, its locks, its words for what went wrong.

The other half of what `sqlite` does; `dialects` names what both offer. A writer holds one lock of
the database until it commits: events get their numbers in the order of commits, without gaps, and
what a writer read is still so when it writes. Readers never wait for it.
"""

import atexit
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url, select
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import PoolProxiedConnection

from verify.domain.errors import VerifyError
from verify.domain.store_errors import (
    StoreAddressError,
    StoreBusyError,
    StoreDamagedError,
    StoreFullError,
    StoreUnreachableError,
    UnstorableTextError,
)
from verify.storage.addresses import server_name
from verify.storage.database.schema import METADATA

# "Vrfy": other programs' locks in the same database are other numbers.
_WRITE_LOCK = int.from_bytes(b"Vrfy", "big")
_CONNECT_S = 10
# Many people's pages and routes in one process; the server itself takes a hundred as it comes.
_POOL_SIZE, _POOL_OVERFLOW = 10, 10
_ROWS_AT_ONCE = 64

# Durable whatever the server's own setting; times as they are meant.
_SETTINGS = {
    "synchronous_commit": "on",
    "timezone": "UTC",
    "client_encoding": "UTF8",
    "idle_in_transaction_session_timeout": "0",
}


class _Guard(NamedTuple):
    """A trigger: when it fires, as written and as the catalogue says it, and what it runs."""

    when: str
    catalogued: int
    body: str


# In the catalogue: 1 for each row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate.
_GUARDS = {
    "events_are_not_deleted": _Guard(
        "BEFORE DELETE ON events FOR EACH ROW",
        1 + 2 + 8,
        "BEGIN RAISE EXCEPTION 'events are never deleted'; END",
    ),
    "events_are_not_cut_off": _Guard(
        "BEFORE TRUNCATE ON events FOR EACH STATEMENT",
        2 + 32,
        "BEGIN RAISE EXCEPTION 'events are never deleted'; END",
    ),
    "events_are_appended": _Guard(
        "BEFORE INSERT ON events FOR EACH ROW",
        1 + 2 + 4,
        """BEGIN
  IF NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM events) THEN
    RAISE EXCEPTION 'events are appended only';
  END IF;
  RETURN NEW;
END""",
    ),
    "events_only_lose_their_words": _Guard(
        "BEFORE UPDATE ON events FOR EACH ROW",
        1 + 2 + 16,
        """BEGIN
  IF NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
    OR (NEW.sequence, NEW.recorded_utc, NEW.monotonic_ns, NEW.boot, NEW.actor_name,
        NEW.actor_known_by, NEW.action, NEW.subject, NEW.tool, NEW.commitment, NEW.previous,
        NEW.hash)
    IS DISTINCT FROM (OLD.sequence, OLD.recorded_utc, OLD.monotonic_ns, OLD.boot, OLD.actor_name,
        OLD.actor_known_by, OLD.action, OLD.subject, OLD.tool, OLD.commitment, OLD.previous,
        OLD.hash) THEN
    RAISE EXCEPTION 'events are never changed';
  END IF;
  RETURN NEW;
END""",
    ),
}
GUARDS = tuple(
    statement
    for name, guard in _GUARDS.items()
    for statement in (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${guard.body}$$",
        f"CREATE TRIGGER {name} {guard.when} EXECUTE FUNCTION {name}()",
    )
)
"""Statements that make the triggers which keep a slip of ours, or of a curious hand, from changing
the log."""

_TRIGGERS = """
SELECT t.tgname, t.tgtype, t.tgenabled, p.prosrc
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"""
_RULES = "SELECT rulename FROM pg_rules WHERE schemaname = current_schema()"
_NOT_IN_FORCE = """
SELECT 'the constraint ' || conname || ' was never held against what was there' FROM pg_constraint
WHERE NOT convalidated AND connamespace = current_schema()::regnamespace
UNION ALL
SELECT 'the index ' || i.indexrelid::regclass || ' is not whole' FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT 'a foreign key of ' || t.tgrelid::regclass || ' is switched off' FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgisinternal AND t.tgenabled <> 'O' AND c.relnamespace = current_schema()::regnamespace"""


_kept: dict[tuple[int, str, float], Engine] = {}
_keeping = threading.Lock()
_staying = threading.Event()


def stay_connected() -> None:
    """Keep connections from now on: this process opens and closes stores many times a second.

    A connection costs the server a process, and both a tenth of a second where many work. Until
    then, closing a store leaves nothing behind at the server.
    """
    _staying.set()


def let_go(engine: Engine) -> None:
    """Hang up, unless this process is to stay connected."""
    with _keeping:
        is_kept = engine in _kept.values()
    if not is_kept:
        engine.dispose()


@atexit.register
def _hang_up() -> None:
    for (process, *_), engine in _kept.items():
        engine.dispose(close=process == os.getpid())


def engine_for(address: str, patience_s: float) -> Engine:
    """Return an engine on the store in a database of a server; the database is there already.

    Every error of the server comes out as one of `store_errors`, with the name of the database and
    without its password.

    Parameters
    ----------
    address : str
        Such as `postgresql://verify@db.example:5432/verify`; what stands behind a question mark is
        handed to the driver, as `sslmode=verify-full`.

    Raises
    ------
    StoreAddressError
        If it is none.
    """
    if not _staying.is_set():
        return _new_engine(address, patience_s)
    # What a fork inherits are not connections of its own.
    key = (os.getpid(), address, patience_s)
    with _keeping:
        if key not in _kept:
            _kept[key] = _new_engine(address, patience_s)
        return _kept[key]


def _new_engine(address: str, patience_s: float) -> Engine:
    place = server_name(address)

    class _Pool(QueuePool):
        def connect(self) -> PoolProxiedConnection:
            try:
                return super().connect()
            except PoolTimeoutError as error:
                raise StoreBusyError(place, patience_s) from error

    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
        settings = _SETTINGS | {"lock_timeout": f"{patience_s * 1000:.0f}"}
        engine = create_engine(
            url,
            poolclass=_Pool,
            pool_size=_POOL_SIZE,
            max_overflow=_POOL_OVERFLOW,
            pool_pre_ping=True,
            pool_timeout=patience_s,
            connect_args={
                "application_name": "verify",
                "connect_timeout": _CONNECT_S,
                "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
            },
        )
    except ArgumentError as error:
        raise StoreAddressError(address) from error

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        error = context.original_exception
        # A connection that was cut while nobody used it is no error: another is made.
        if context.is_pre_ping:
            return
        if ours := _in_our_words(error, place, patience_s):
            raise ours from error

    return engine


def begin_write(connection: Connection) -> None:
    """Begin a transaction that writes: wait for the one lock now, not in the middle.

    Raises
    ------
    StoreBusyError
        If others hold it for as long as the store is told to wait.
    """
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_WRITE_LOCK,))


def begin_reading(connection: Connection) -> None:
    """Begin a transaction in which everything stays as it is now, whatever others write."""
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


@contextmanager
def reading_in_bulk(connection: Connection) -> Iterator[None]:
    """Read through a cursor of the server: the driver would hold all rows else."""
    connection.execution_options(stream_results=True, max_row_buffer=_ROWS_AT_ONCE)
    try:
        yield
    finally:
        connection.execution_options(stream_results=False)


def keep_before_migration(engine: Engine, revision: str) -> None:
    """Do nothing: tables change within a transaction here, and backups are the server's."""


def forget_what_was_erased(connection: Connection) -> bool:
    """Take erased words out of the table's unused rows.

    The server's log of writes and its backups hold them until those are let go.

    Returns
    -------
    bool
        False if others use the table, so that some of it may be left.
    """
    connection.execution_options(isolation_level="AUTOCOMMIT")
    try:
        connection.exec_driver_sql("VACUUM (FULL) events")
    except StoreBusyError:
        return False
    return True


def damage(connection: Connection) -> Iterator[str]:
    """Return what of the server's own guarantees does not hold for our tables."""
    for (said,) in connection.exec_driver_sql(_NOT_IN_FORCE):
        yield str(said)
    for table in METADATA.sorted_tables:
        for key in table.foreign_keys:
            parent = key.column.table
            lost = select(key.parent).where(
                ~select(key.column).where(key.column == key.parent).correlate(table).exists()
            )
            for (row,) in connection.execute(lost):
                yield f"row {row} of {table} belongs to a row of {parent} that is not there"


def missing_guards(connection: Connection) -> Iterator[str]:
    """Return the names of triggers that are not there as they were made, or are switched off."""
    found = _triggers(connection)
    for name, guard in _GUARDS.items():
        if found.get(name) != (guard.catalogued, "O", guard.body):
            yield name


def strange_triggers(connection: Connection) -> list[str]:
    """Return the names of triggers and rules that are none of the guards."""
    rules = connection.exec_driver_sql(_RULES).scalars()
    return sorted({*_triggers(connection), *rules} - _GUARDS.keys())


def _triggers(connection: Connection) -> Mapping[str, tuple[int, str, str]]:
    return {
        name: (kind, enabled.decode() if isinstance(enabled, bytes) else enabled, body)
        for name, kind, enabled, body in connection.exec_driver_sql(_TRIGGERS)
    }


def _in_our_words(error: BaseException, place: str, waited_s: float) -> VerifyError | None:
    """Return what an error of the driver means; by its SQLSTATE where the server gave one."""
    state = getattr(error, "sqlstate", None)
    kind = type(error).__name__
    if state == "22021" or (state is None and kind == "DataError"):
        return UnstorableTextError("it holds a character U+0000")
    if state is None:
        is_drivers = kind == "OperationalError"
        return StoreUnreachableError(place, _first_line(error)) if is_drivers else None
    match state[:2], state:
        case _, "55P03" | "40P01" | "57014":
            return StoreBusyError(place, waited_s)
        case _, "53100":
            return StoreFullError(place)
        case "XX", "XX001" | "XX002":
            return StoreDamagedError(place, _first_line(error))
        # No connection, no room for one, no right, or a standby that is only read.
        case ("08" | "28" | "3D" | "53" | "57", _) | (_, "42501" | "25006"):
            return StoreUnreachableError(place, _first_line(error))
        # Our statements fit our tables.
        case "42", _:
            return StoreDamagedError(place, _first_line(error))
        case _:
            return None


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]
