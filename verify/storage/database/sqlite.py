"""What is particular to SQLite: its file, its settings, its locks, its words for what went wrong.

Nothing outside this module knows the dialect. Writers take the one write lock before they read
(`BEGIN IMMEDIATE`), so that what they read is still so when they write; readers never wait.
"""

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext

from verify.domain.errors import NO_ROOM, VerifyError
from verify.domain.store_errors import (
    EmptyStoreError,
    ForeignStoreError,
    StoreBusyError,
    StoreChangedError,
    StoreDamagedError,
    StoreFullError,
    StoreUnfinishedError,
    StoreUnreachableError,
)
from verify.storage import durable

_MAGIC = b"SQLite format 3\0"
# "Vrfy" in the file's header tells our store from other people's databases.
_APPLICATION_ID = int.from_bytes(b"Vrfy", "big")
_FOR_THE_OWNER = 0o600
_JOURNAL, _JOURNAL_INDEX = "-wal", "-shm"
_NEW_FILE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC
_MADE_WITHIN_S = 0.5
# A row of 300 hashes and an event leave least room unused on pages of this size.
_PAGE_BYTES = 2048
_CHECKPOINT_PAGES = 4096
_LONGEST_JOURNAL_BYTES = 64 << 20
_LARGEST_MAP_BYTES = 1 << 40
_FULL_BELOW_BYTES = 1 << 16
_LOOK_AGAIN_S = (0.001, 0.005)
# The second is for what the driver cannot even say of a torn file.
_DRIVERS_ERRORS = (sqlite3.Error, UnicodeDecodeError)

_FOR_READING = ("foreign_keys = ON", "trusted_schema = OFF")
_FOR_WRITING = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "fullfsync = ON",
    "secure_delete = ON",
    f"wal_autocheckpoint = {_CHECKPOINT_PAGES}",
    f"journal_size_limit = {_LONGEST_JOURNAL_BYTES}",
)
_AS_IT_LIES = {"immutable": "1"}

GUARDS = {
    "events_are_not_deleted": """
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END""",
    "events_are_appended": """
CREATE TRIGGER events_are_appended BEFORE INSERT ON events
WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'events are appended only'); END""",
    "events_only_lose_their_words": """
CREATE TRIGGER events_only_lose_their_words BEFORE UPDATE ON events
WHEN NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
  OR (NEW.sequence, NEW.recorded_utc, NEW.monotonic_ns, NEW.boot, NEW.actor_name,
      NEW.actor_known_by, NEW.action, NEW.subject, NEW.tool, NEW.commitment, NEW.previous,
      NEW.hash)
  IS NOT (OLD.sequence, OLD.recorded_utc, OLD.monotonic_ns, OLD.boot, OLD.actor_name,
      OLD.actor_known_by, OLD.action, OLD.subject, OLD.tool, OLD.commitment, OLD.previous,
      OLD.hash)
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
}
"""Triggers that keep a slip of ours, or of a curious hand, from changing the log."""


def engine_for(path: Path, patience_s: float) -> Engine:
    """Return an engine on the store in a file, which is made if there is none.

    Every error of the driver comes out as one of `store_errors`. Where the file or its folder
    cannot be written to, it is read as it lies; see `_read_only`.

    Raises
    ------
    ForeignStoreError, EmptyStoreError
        If the file is no database, not one of ours, or has no bytes.
    StoreUnreachableError, StoreBusyError, StoreDamagedError, StoreFullError, StoreUnfinishedError
        If it cannot be opened.
    """
    before = _identity(path)
    _make_or_recognise(path, patience_s)
    how = _read_only(path)
    url = URL.create("sqlite", database=str(path))
    if how:
        url = URL.create("sqlite", database=path.absolute().as_uri(), query={**how, "uri": "true"})
    engine = create_engine(url, connect_args={"timeout": patience_s})

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own way of beginning transactions is too late for BEGIN IMMEDIATE.
        connection.isolation_level = None
        try:
            for pragma in _FOR_READING if how else (*_FOR_READING, *_FOR_WRITING):
                connection.execute(f"PRAGMA {pragma}")
        except _DRIVERS_ERRORS as error:
            connection.close()
            raise (_in_our_words(error, path, patience_s) or error) from error

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        error = context.original_exception
        if isinstance(error, _DRIVERS_ERRORS) and (ours := _in_our_words(error, path, patience_s)):
            raise ours from error

    if how == _AS_IT_LIES:

        @event.listens_for(engine, "engine_disposed")
        def _was_left_alone(_engine: Engine) -> None:
            if _identity(path) != before or _beside(path, _JOURNAL).exists():
                raise StoreChangedError(path)

    return engine


def let_go(engine: Engine) -> None:
    """Close the file."""
    engine.dispose()


def begin_write(connection: Connection) -> None:
    """Begin a transaction that writes: wait for the lock now, not in the middle.

    SQLite would look every 0.1 s whether the lock is free; against a process that writes without a
    pause that is too seldom to get it, so this looks more often.

    Raises
    ------
    StoreBusyError
        If others hold it for as long as the store is told to wait.
    """
    patience_ms = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    until = time.monotonic() + patience_ms / 1000
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except StoreBusyError:
                if time.monotonic() > until:
                    raise
                time.sleep(random.uniform(*_LOOK_AGAIN_S))  # noqa: S311
            else:
                return
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience_ms}")


def begin_reading(connection: Connection) -> None:
    """Begin a transaction in which everything stays as it is now, whatever others write."""
    connection.exec_driver_sql("BEGIN")


@contextmanager
def reading_in_bulk(connection: Connection) -> Iterator[None]:
    """Read through a map of the file, which takes a third of the time.

    Only here, since a failing disk kills a process that reads through a map, and is an error else.
    """
    connection.exec_driver_sql(f"PRAGMA mmap_size = {_LARGEST_MAP_BYTES}")
    try:
        yield
    finally:
        connection.exec_driver_sql("PRAGMA mmap_size = 0")


def keep_before_migration(engine: Engine, revision: str) -> None:
    """Write a whole copy of the store, of its older form, to a new file beside it; durable."""
    with engine.connect() as connection:
        (path,) = (row.file for row in connection.exec_driver_sql("PRAGMA database_list"))
        copy = _free_name(Path(path), revision)
        os.close(os.open(copy, _NEW_FILE, _FOR_THE_OWNER))
        connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    durable.sync_folder(copy.parent)


def _free_name(path: Path, revision: str) -> Path:
    names = (path.with_name(f"{path.name}.form-{revision}.{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def forget_what_was_erased(connection: Connection) -> bool:
    """Take erased words out of the journal too, and out of the slack of the file's pages.

    Returns
    -------
    bool
        False if others use the store, so that some of it may be left.
    """
    try:
        connection.exec_driver_sql("VACUUM")
    except (StoreBusyError, StoreFullError):
        return False
    (is_busy, *_) = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not is_busy


def damage(connection: Connection) -> Iterator[str]:
    """Return what SQLite's own check finds wrong."""
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield str(said)
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} belongs to a row of {parent} that is not there"


def missing_guards(connection: Connection) -> Iterator[str]:
    """Return the names of triggers that are not there as they were made."""
    found = _triggers(connection)
    for name, sql in GUARDS.items():
        if found.get(name) != sql.strip():
            yield name


def strange_triggers(connection: Connection) -> list[str]:
    """Return the names of triggers that are none of the guards."""
    return sorted(_triggers(connection).keys() - GUARDS.keys())


def _triggers(connection: Connection) -> dict[str, str]:
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    return {name: sql for name, sql in connection.exec_driver_sql(triggers)}  # noqa: C416


def _make_or_recognise(path: Path, patience_s: float) -> None:
    """Make a database without tables that only its owner can read, or see that this is ours."""
    try:
        durable.make_folders(path.parent)
        if _is_made(path):
            return
        if not path.is_file() and not path.is_dir():
            raise StoreUnreachableError(path, "it is a pipe or device, or leads nowhere")
        magic = _first_bytes(path)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StoreFullError(path.parent) from error
        raise StoreUnreachableError(path, error.strerror or str(error)) from error
    if not magic:
        raise EmptyStoreError(path)
    if magic != _MAGIC:
        raise ForeignStoreError(path, "no database")
    try:
        # Other programs' databases are not written to, not even by setting how they are journalled.
        how = urlencode(_read_only(path) or {"mode": "ro"})
        reader = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", timeout=patience_s, uri=True)
        with closing(reader):
            (mark,) = reader.execute("PRAGMA application_id").fetchone()
    except _DRIVERS_ERRORS as error:
        raise (_in_our_words(error, path, patience_s) or error) from error
    if mark != _APPLICATION_ID:
        raise ForeignStoreError(path, "a database of another program")


def _read_only(path: Path) -> dict[str, str]:
    """Return how to open a store where nothing can be written; nothing for one where it can.

    Without a journal beside it no process has it open, so it is read as it lies, without the locks
    that would have to be written; whether it stayed so is seen at the end. With a journal SQLite
    joins those who have it open, by the index that they left.

    Raises
    ------
    StoreUnfinishedError
        If there is a journal without its index, which would have to be written.
    """
    if can_be_written(path):
        return {}
    if not _beside(path, _JOURNAL).exists():
        return _AS_IT_LIES
    if not _beside(path, _JOURNAL_INDEX).exists():
        raise StoreUnfinishedError(path)
    return {"mode": "ro"}


def can_be_written(path: Path) -> bool:
    """Return whether this account, on this disk, can write to a file and beside it."""
    place = path.resolve()
    return os.access(place, os.W_OK) and os.access(place.parent, os.W_OK)


def _beside(path: Path, ending: str) -> Path:
    place = path.resolve()
    return place.with_name(f"{place.name}{ending}")


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        # What is the matter with it is said when it is opened.
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _is_made(path: Path) -> bool:
    """Make the file unless there is one. It is never empty, so that one cut to nothing shows."""
    with closing(sqlite3.connect(":memory:")) as model:
        model.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        model.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        content = model.serialize()
    try:
        handle = os.open(path, _NEW_FILE, _FOR_THE_OWNER)
    except FileExistsError:
        return False
    try:
        durable.write_all(handle, content)
        os.fsync(handle)
    except OSError:
        path.unlink()
        raise
    finally:
        os.close(handle)
    durable.sync_folder(path.parent)
    return True


def _first_bytes(path: Path) -> bytes:
    """Return what tells a database; a file that another process is just making is waited for."""
    until = time.monotonic() + _MADE_WITHIN_S
    while True:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
        if magic or time.monotonic() > until:
            return magic
        time.sleep(_LOOK_AGAIN_S[0])


def _in_our_words(
    error: sqlite3.Error | UnicodeDecodeError, path: Path, waited_s: float
) -> VerifyError | None:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StoreFullError(path.parent)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusyError(path, waited_s)
        case sqlite3.SQLITE_NOTADB:
            return ForeignStoreError(path, "no database")
        # Our statements fit our tables, and our text is UTF-8: if not, it is the file.
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_ERROR:
            return StoreDamagedError(path, str(error))
        # Not every call of SQLite's tells a full disk from a failing one.
        case sqlite3.SQLITE_IOERR if _is_full(path.parent):
            return StoreFullError(path.parent)
        case (
            sqlite3.SQLITE_IOERR
            | sqlite3.SQLITE_CANTOPEN
            | sqlite3.SQLITE_READONLY
            | sqlite3.SQLITE_PERM
        ):
            return StoreUnreachableError(path, str(error))
        case _:
            return None


def _is_full(folder: Path) -> bool:
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _FULL_BELOW_BYTES
