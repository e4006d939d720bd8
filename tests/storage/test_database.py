"""The file that a store lies in: made, recognised, brought up to date, guarded, waited for."""

import errno
import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.storage.footage import REPORTER, key_of, new_entry
from verify.domain.custody import Action
from verify.domain.errors import DiskFullError
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import (
    EmptyStoreError,
    ErasureUnfinishedError,
    ForeignStoreError,
    NewerStoreError,
    StoreAddressError,
    StoreBusyError,
    StoreChangedError,
    StoreDamagedError,
    StoreFullError,
    StoreUnfinishedError,
    StoreUnreachableError,
    UnknownEventError,
    UnreadableRecordError,
)
from verify.storage import durable
from verify.storage.database import open_store, opening, schema, sqlite
from verify.storage.interface import Store

_OPENED: list[Store] = []


@pytest.fixture(autouse=True)
def _every_store_is_closed() -> Iterator[None]:
    yield
    while _OPENED:
        _OPENED.pop().close()


def at(file: Path, patience_s: float = 30) -> Store:
    _OPENED.append(open_store(f"sqlite:///{file}", patience_s=patience_s))
    return _OPENED[-1]


def _sql(file: Path, *statements: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        return [row for statement in statements for row in connection.execute(statement)]


@pytest.fixture
def sqlite_store(store_file: Path) -> Iterator[Store]:
    store = at(store_file)
    yield store
    store.close()


def test_a_store_is_made_where_there_is_none_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "100% why? #1" / "verify.db"

    store = at(file)
    store.add(new_entry("x"), REPORTER)

    for made in (file, file.with_name("verify.db-wal"), file.parent):
        assert stat.S_IMODE(made.stat().st_mode) & 0o077 == 0
    store.close()
    assert at(file).entry(key_of("x")).untrusted_names == ["x"]


def test_migrations_come_to_the_tables_that_the_code_works_with(store_file: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{store_file}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, schema.METADATA)
        revision = context.get_current_revision()
    engine.dispose()

    assert differences == []
    assert revision == schema.REVISIONS[-1]


def test_a_store_is_durable_and_strict_by_its_settings(sqlite_store: Store) -> None:
    with sqlite_store._engine.connect() as connection:  # type: ignore[attr-defined]
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }

    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "verify.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "postgresql://me:pw@h",
        "mysql://me:pw@h/d",
    ],
)
def test_an_address_of_no_store_is_refused(address: str) -> None:
    with pytest.raises(StoreAddressError, match=r"sqlite:///folder/verify\.db") as caught:
        open_store(address)

    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("content", [b"name,hash\n", b"\0" * 5000, b"SQLite format 2\0" * 99])
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.csv"
    file.write_bytes(content)

    with pytest.raises(ForeignStoreError, match=r"notes\.csv is no database, not a store of"):
        at(file)

    assert file.read_bytes() == content


def test_a_store_cut_to_nothing_is_not_taken_for_a_new_one(store_file: Path) -> None:
    store_file.write_bytes(b"")

    with pytest.raises(EmptyStoreError, match=r"empty \(0 bytes\).*take a backup"):
        at(store_file)

    assert store_file.read_bytes() == b""


def test_a_store_whose_making_was_cut_off_is_made_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(opening, "make_tables", cut_off)
        with pytest.raises(KeyboardInterrupt):
            at(tmp_path / "verify.db")

    store = at(tmp_path / "verify.db")

    store.add(new_entry("x"), REPORTER)
    assert list(store.faults()) == []
    store.close()


@pytest.mark.parametrize(
    ("problem", "error"),
    [(errno.ENOSPC, StoreFullError), (errno.EIO, StoreUnreachableError)],
)
def test_a_store_that_cannot_be_made_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: int, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(problem, os.strerror(problem))

    monkeypatch.setattr(durable, "write_all", fail)

    with pytest.raises(error):
        at(tmp_path / "verify.db")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mark", [0, 42])
def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path, mark: int) -> None:
    file = tmp_path / "places.sqlite"
    _sql(file, f"PRAGMA application_id = {mark}", "CREATE TABLE places (url)")
    before = file.read_bytes()

    with pytest.raises(ForeignStoreError, match="another program"):
        at(file)

    assert file.read_bytes() == before


def test_a_store_of_a_later_version_is_refused_and_left_as_it_is(store_file: Path) -> None:
    _sql(store_file, "UPDATE alembic_version SET version_num = '0099'")
    before = store_file.read_bytes()

    with pytest.raises(NewerStoreError, match=r"later version of Verify.*0099"):
        at(store_file)

    assert store_file.read_bytes() == before
    assert sorted(file.name for file in store_file.parent.iterdir()) == ["verify.db"]


_NEXT_FORM = """
import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("footage", sa.Column("place", sa.String))
    {then}
"""


def _next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str = "") -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(opening._MIGRATIONS, folder)
    (folder / "versions" / "v0099_place.py").write_text(
        _NEXT_FORM.format(then=then, before=schema.REVISIONS[-1])
    )
    monkeypatch.setattr(opening, "_MIGRATIONS", folder)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "0099"))


def test_an_earlier_form_is_copied_first_and_brought_up_to_date(
    store_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = at(store_file)
    store.add(new_entry("x"), REPORTER)
    store.close()
    _next_version(tmp_path, monkeypatch)

    store = at(store_file)

    assert store.entry(key_of("x")).hash_count == 6
    store.close()
    columns = [row[1] for row in _sql(store_file, "PRAGMA table_info(footage)")]
    assert columns[-1] == "place"
    copy = store_file.with_name("verify.db.form-0003.1")
    assert _sql(copy, "SELECT version_num FROM alembic_version") == [("0003",)]
    assert _sql(copy, "SELECT count(*) FROM frame_hashes") == [(1,)]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_migration_that_fails_leaves_all_as_it_was(
    store_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _sql(store_file, "SELECT sql FROM sqlite_master")
    _next_version(tmp_path, monkeypatch, then="raise RuntimeError('half-way')")

    with pytest.raises(RuntimeError, match="half-way"):
        at(store_file)

    assert _sql(store_file, "SELECT sql FROM sqlite_master") == before
    assert _sql(store_file, "SELECT version_num FROM alembic_version") == [("0003",)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor_name = 'other'",
        "UPDATE events SET payload = '{}'",
        "UPDATE events SET payload = NULL, salt = NULL, tool = '2'",
        "DELETE FROM events",
        "DELETE FROM events WHERE sequence = 2",
        "INSERT INTO events SELECT 9, recorded_utc, monotonic_ns, boot, actor_name, actor_known_by,"
        " action, subject, tool, commitment, payload, salt, previous, hash FROM events LIMIT 1",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE sequence = 1",
        "REPLACE INTO events SELECT 1, recorded_utc, monotonic_ns, boot, 'other', actor_known_by,"
        " action, subject, tool, commitment, payload, salt, previous, hash FROM events",
    ],
)
def test_the_log_resists_a_curious_hand(store_file: Path, statement: str) -> None:
    store = at(store_file)
    for name in "ab":
        store.record(Action.VIEWED, name, {"name": name}, REPORTER)
    store.close()
    before = _sql(store_file, "SELECT * FROM events")

    with pytest.raises(sqlite3.IntegrityError, match="events are"):
        _sql(store_file, statement)

    assert _sql(store_file, "SELECT * FROM events") == before


def test_erased_words_are_in_no_byte_of_the_files(store_file: Path) -> None:
    secret = "the-name-of-a-source-" * 3
    store = at(store_file)
    store.add(new_entry("x", source=SourceRecord(untrusted_note=secret)), REPORTER)
    for number in range(40):
        store.record(Action.VIEWED, str(number), {"n": number}, REPORTER)
    store.record_source(key_of("x"), SourceRecord(), REPORTER)

    store.erase_payload(1, REPORTER, "asked for by its owner")

    found = [
        file.name for file in store_file.parent.iterdir() if secret.encode() in file.read_bytes()
    ]
    assert found == []
    store.close()


def test_an_erasure_that_others_are_in_the_way_of_is_said_and_can_be_finished(
    store_file: Path,
) -> None:
    store = at(store_file, patience_s=0.05)
    store.record(Action.VIEWED, None, {"why": "a secret"}, REPORTER)
    with closing(sqlite3.connect(store_file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM events").fetchall()

        with pytest.raises(ErasureUnfinishedError, match="erased and the log says so"):
            store.erase_payload(1, REPORTER, "asked for")

    with pytest.raises(UnknownEventError, match="erased before"):
        store.erase_payload(1, REPORTER, "asked for")
    assert [event.action for event in store.events()] == ["viewed", "payload_erased"]
    assert b"a secret" not in b"".join(file.read_bytes() for file in store_file.parent.iterdir())
    store.close()


def test_a_store_held_by_another_program_is_said_to_be_in_use(store_file: Path) -> None:
    store = at(store_file, patience_s=0.05)
    store.add(new_entry("x"), REPORTER)
    with closing(sqlite3.connect(store_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreBusyError, match="in use by another program"):
            store.add(new_entry("y"), REPORTER)

        assert [entry.untrusted_names for entry in store.entries()] == [["x"]]
    store.add(new_entry("y"), REPORTER)
    store.close()


def test_a_locked_store_is_not_opened_and_says_so(store_file: Path) -> None:
    with closing(sqlite3.connect(store_file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(StoreBusyError, match=r"verify\.db was in use"):
            at(store_file, patience_s=0.05)


def test_a_damaged_store_is_refused_where_it_is_met(store_file: Path) -> None:
    store = at(store_file)
    store.add_all([new_entry(str(number)) for number in range(50)], REPORTER)
    store.close()
    content = bytearray(store_file.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    store_file.write_bytes(content)

    with pytest.raises(StoreDamagedError, match=r"verify\.db is damaged"):
        list(at(store_file).entries())


def test_a_full_disk_is_said_and_the_entry_is_not_half_there(store_file: Path) -> None:
    store = at(store_file)
    store.add(new_entry("x"), REPORTER)
    engine = store._engine  # type: ignore[attr-defined]

    @sa.event.listens_for(engine, "checkout")
    def _fill(connection: sqlite3.Connection, *_: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreFullError, match=r"no room left.*left as it was") as caught:
        store.add_all([new_entry(str(number)) for number in range(20)], REPORTER)

    assert isinstance(caught.value, DiskFullError)
    assert [entry.untrusted_names for entry in store.entries()] == [["x"]]
    assert len(list(store.events())) == 1
    store.close()


@pytest.mark.parametrize(
    ("free_blocks", "error"), [(0, StoreFullError), (1000, StoreUnreachableError)]
)
def test_an_io_error_on_a_full_disk_is_called_a_full_disk(
    monkeypatch: pytest.MonkeyPatch, store_file: Path, free_blocks: int, error: type[Exception]
) -> None:
    store = at(store_file)
    engine = store._engine  # type: ignore[attr-defined]

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _fail(*_: object) -> None:
        failure = sqlite3.OperationalError("disk I/O error")
        failure.sqlite_errorcode = sqlite3.SQLITE_IOERR | 19 << 8  # in making the shared memory
        raise failure

    disk = os.statvfs(store_file)
    full = SimpleNamespace(f_bavail=free_blocks, f_frsize=disk.f_frsize)
    monkeypatch.setattr(os, "statvfs", lambda _folder: full)

    with pytest.raises(error, match="acknowledged before is kept"):
        store.stats()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_store_that_may_not_be_written_says_so(store_file: Path) -> None:
    store_file.chmod(0o400)

    with pytest.raises(StoreUnreachableError, match="cannot be written or read"):
        at(store_file).add(new_entry("x"), REPORTER)


def test_a_store_that_is_written_to_while_it_is_read_as_it_lies_says_so_at_the_end(
    store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for is_written in (False, True):
        with monkeypatch.context() as patch:
            patch.setattr(sqlite, "can_be_written", lambda _path: False)
            reader = open_store(f"sqlite:///{store_file}")
        assert reader.stats().entries == 0
        if not is_written:
            reader.close()
            assert not store_file.with_name("verify.db-wal").exists()
            continue
        at(store_file).add(new_entry("x"), REPORTER)
        with pytest.raises(StoreChangedError, match="while it was read"):
            reader.close()


def test_what_a_killed_writer_left_is_read_too_or_said_to_be_missing(
    store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(store_file).add(new_entry("newest"), REPORTER)
    left = {file.name: file.read_bytes() for file in store_file.parent.glob("verify.db*")}
    closed = store_file.parent / "closed"
    closed.mkdir()
    for name, content in left.items():
        (closed / name).write_bytes(content)
    monkeypatch.setattr(sqlite, "can_be_written", lambda _path: False)

    assert at(closed / "verify.db").entry(key_of("newest")).untrusted_names == ["newest"]
    (closed / "verify.db-shm").unlink()
    with pytest.raises(StoreUnfinishedError, match="Copy the whole folder"):
        at(closed / "verify.db")


def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError, match="directory"):
        at(tmp_path)


def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "verify.db")

    with pytest.raises(StoreUnreachableError, match="pipe or device"):
        at(tmp_path / "verify.db")


def test_a_store_that_does_not_say_its_form_is_damaged_not_newer(store_file: Path) -> None:
    _sql(store_file, "DELETE FROM alembic_version")

    with pytest.raises(StoreDamagedError, match="of which form"):
        at(store_file)


def test_rows_that_were_meddled_with_are_an_error_with_a_next_step(store_file: Path) -> None:
    store = at(store_file)
    store.add(new_entry("x"), REPORTER)
    _sql(
        store_file,
        "UPDATE footage SET descriptors = '['",
        "UPDATE frame_hashes SET pdq = x'00'",
    )

    with pytest.raises(UnreadableRecordError, match="verify check"):
        store.entry(key_of("x"))
    with pytest.raises(UnreadableRecordError, match="hashes of entry 1"):
        store.hashes(key_of("x"))
    with pytest.raises(UnreadableRecordError, match="one of the entries 1 to 1"):
        list(store.changes(0).added)
    store.close()


def test_threads_share_a_store(sqlite_store: Store) -> None:
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(8):
                sqlite_store.add(new_entry(f"{name} {number}"), REPORTER)
                list(sqlite_store.entries(name))
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert sqlite_store.stats().entries == 24
    assert list(sqlite_store.faults()) == []
