"""A store on a server: its tables and guards, its locks, and what goes wrong with a server."""

import socket
import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.database_server import Server
from tests.storage.footage import REPORTER, key_of, new_entry
from verify.domain.custody import Action
from verify.domain.store_errors import (
    ErasureUnfinishedError,
    ForeignStoreError,
    NewerStoreError,
    StoreBusyError,
    StoreDamagedError,
    StoreUnreachableError,
    UnreadableRecordError,
)
from verify.domain.store_faults import FaultKind
from verify.storage import addresses
from verify.storage.database import open_store, postgresql, schema
from verify.storage.interface import Store


@pytest.fixture
def store(database_address: str) -> Iterator[Store]:
    store = open_store(database_address, patience_s=0.3)
    yield store
    store.close()


@pytest.fixture
def database(database_address: str) -> Iterator[sa.Connection]:
    """Return a connection past all of ours, as of a curious hand."""
    url = sa.make_url(database_address).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def _wrong(store: Store) -> list[tuple[FaultKind, str]]:
    return [(fault.kind, fault.where) for fault in store.faults() if not fault.is_notice]


def test_migrations_come_to_the_tables_that_the_code_works_with(database: sa.Connection) -> None:
    context = MigrationContext.configure(database, opts={"compare_type": True})

    assert compare_metadata(context, schema.METADATA) == []
    assert context.get_current_revision() == schema.REVISIONS[-1]


def test_tables_are_made_in_an_empty_database_and_only_once(database_server: Server) -> None:
    address = database_server.new_database()
    failed = []

    def open_and_add(name: str) -> None:
        try:
            store = open_store(address)
            store.add(new_entry(name), REPORTER)
            store.close()
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=open_and_add, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = open_store(address)
    try:
        assert failed == []
        assert sorted(name for one in store.entries() for name in one.untrusted_names) == [*"abc"]
        assert [event.sequence for event in store.events()] == [1, 2, 3]
        assert _wrong(store) == []
    finally:
        store.close()


def test_a_commit_is_durable_whatever_the_server_is_set_to(
    database: sa.Connection, store: Store
) -> None:
    database.exec_driver_sql("ALTER ROLE verify SET synchronous_commit = off")
    try:
        with store._engine.connect() as connection:  # type: ignore[attr-defined]
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    finally:
        database.exec_driver_sql("ALTER ROLE verify RESET synchronous_commit")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM events", "never deleted"),
        ("TRUNCATE events CASCADE", "never deleted"),
        ("UPDATE events SET subject = 'x'", "never changed"),
        ("UPDATE events SET actor_name = 'x', payload = NULL, salt = NULL", "never changed"),
        (
            "INSERT INTO events SELECT 9, recorded_utc, monotonic_ns, boot, actor_name,"
            " actor_known_by, action, subject, tool, commitment, payload, salt, previous, hash"
            " FROM events",
            "appended only",
        ),
    ],
)
def test_the_database_itself_keeps_events_from_change(
    store: Store, database: sa.Connection, statement: str, said: str
) -> None:
    store.record(Action.VIEWED, key_of("x"), {"n": 1}, REPORTER)
    with pytest.raises(sa.exc.DBAPIError, match=said):
        database.exec_driver_sql(statement)
    assert len(list(store.events())) == 1


def test_a_guard_that_is_gone_off_or_changed_is_told(store: Store, database: sa.Connection) -> None:
    for statement in (
        "DROP TRIGGER events_are_not_deleted ON events",
        "ALTER TABLE events DISABLE TRIGGER events_are_appended",
        "CREATE OR REPLACE FUNCTION events_only_lose_their_words() RETURNS trigger LANGUAGE plpgsql"
        " AS $$BEGIN RETURN NEW; END$$",
    ):
        database.exec_driver_sql(statement)

    assert _wrong(store) == [
        (FaultKind.UNGUARDED, "events_are_not_deleted"),
        (FaultKind.UNGUARDED, "events_are_appended"),
        (FaultKind.UNGUARDED, "events_only_lose_their_words"),
    ]


def test_what_others_put_in_that_could_change_the_archive_is_told(
    store: Store, database: sa.Connection
) -> None:
    for statement in (
        "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
        "CREATE TRIGGER lose BEFORE INSERT ON footage FOR EACH ROW EXECUTE FUNCTION lose()",
        "CREATE RULE forget AS ON DELETE TO stills DO INSTEAD NOTHING",
    ):
        database.exec_driver_sql(statement)

    assert _wrong(store) == [(FaultKind.STRAY, "forget"), (FaultKind.STRAY, "lose")]


def test_rows_whose_entry_was_taken_away_are_told(store: Store, database: sa.Connection) -> None:
    store.add(new_entry("x"), REPORTER)
    store.add(new_entry("y"), REPORTER)
    database.exec_driver_sql("SET session_replication_role = replica")
    database.exec_driver_sql("DELETE FROM footage WHERE number = 1")

    wrong = _wrong(store)

    assert (
        FaultKind.DAMAGED,
        "row 1 of frame_hashes belongs to a row of footage that is not there",
    ) in [*wrong]
    assert any(kind is FaultKind.MISSING for kind, _ in wrong)


def test_a_changed_event_is_told_although_the_guards_stand_again(
    store: Store, database: sa.Connection
) -> None:
    store.add(new_entry("x"), REPORTER)
    for statement in (
        "ALTER TABLE events DISABLE TRIGGER USER",
        "UPDATE events SET actor_name = 'somebody else'",
        "ALTER TABLE events ENABLE TRIGGER USER",
    ):
        database.exec_driver_sql(statement)

    assert _wrong(store) != []


def test_a_writer_waits_for_another_and_says_so_when_it_takes_too_long(
    store: Store, database_address: str
) -> None:
    other = open_store(database_address)
    with other._writing() as (_, pen):  # type: ignore[attr-defined]
        with pytest.raises(StoreBusyError, match=r"postgresql://127\.0\.0\.1:\d+/d\d+ was in use"):
            store.add(new_entry("x"), REPORTER)
        pen.write(Action.VIEWED, None, {}, REPORTER)
    other.close()

    assert store.add(new_entry("x"), REPORTER).entry.added_sequence == 2


def test_readers_do_not_wait_and_a_check_sees_one_moment(
    store: Store, database_address: str
) -> None:
    store.add(new_entry("x"), REPORTER)
    other = open_store(database_address)
    found = store.faults()
    with other._writing() as (connection, pen):  # type: ignore[attr-defined]
        assert store.entry(key_of("x")).untrusted_names == ["x"]
        assert list(found) == []
        del connection
        pen.write(Action.VIEWED, None, {}, REPORTER)
    other.close()


def test_erased_words_leave_the_table(store: Store, database: sa.Connection) -> None:
    store.record(Action.VIEWED, key_of("x"), {"said": "a source's name"}, REPORTER)
    store.erase_payload(1, REPORTER, "the source asked for it")

    (left,) = database.exec_driver_sql("SELECT pg_relation_size('events')").one()
    assert left == 8192
    assert store.event(1).payload is None


def test_an_erasure_while_others_use_the_table_is_said_to_be_unfinished(
    store: Store, database: sa.Connection
) -> None:
    store.record(Action.VIEWED, key_of("x"), {"said": "a source's name"}, REPORTER)
    database.exec_driver_sql("BEGIN")
    database.exec_driver_sql("SELECT count(*) FROM events")
    with pytest.raises(ErasureUnfinishedError):
        store.erase_payload(1, REPORTER, "the source asked for it")
    database.exec_driver_sql("COMMIT")
    assert store.event(1).payload is None


def test_tables_of_another_program_are_left_alone(database_server: Server) -> None:
    address = database_server.new_database()
    name = address.rpartition("/")[2]
    database_server.run("CREATE TABLE payroll (name text)", database=name)

    with pytest.raises(ForeignStoreError, match=r"another program.*Name another database"):
        open_store(address)


def test_a_store_of_a_later_version_is_left_alone(
    database_address: str, database: sa.Connection
) -> None:
    database.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NewerStoreError, match=r"later version.*9999"):
        open_store(database_address)


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with pytest.raises(StoreUnreachableError, match="Check that the server runs") as caught:
        open_store(f"postgresql://me:secret@127.0.0.1:{port}/verify")
    assert "secret" not in str(caught.value)


def test_a_database_that_is_not_there_is_told_and_not_made(database_server: Server) -> None:
    with pytest.raises(StoreUnreachableError, match=r'"nowhere" does not exist'):
        open_store(f"{database_server.address}/nowhere")


def test_an_account_that_may_only_read_reads_and_is_told_when_it_writes(
    database_server: Server, database_address: str, store: Store, database: sa.Connection
) -> None:
    store.add(new_entry("x"), REPORTER)
    for statement in (
        "DROP ROLE IF EXISTS reader",
        "CREATE ROLE reader LOGIN",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
    ):
        database.exec_driver_sql(statement)
    reader = open_store(database_address.replace("//verify@", "//reader@"))
    try:
        assert reader.entry(key_of("x")).untrusted_names == ["x"]
        with pytest.raises(StoreUnreachableError, match="permission denied"):
            reader.add(new_entry("y"), REPORTER)
    finally:
        reader.close()
        database.exec_driver_sql("DROP OWNED BY reader")
        database_server.run("DROP ROLE reader")


def test_tables_that_were_changed_are_told_as_damage(store: Store, database: sa.Connection) -> None:
    store.add(new_entry("x"), REPORTER)
    database.exec_driver_sql("UPDATE footage SET source = 'no record'")
    with pytest.raises(UnreadableRecordError):
        store.entry(key_of("x"))
    database.exec_driver_sql("ALTER TABLE footage DROP COLUMN source")
    with pytest.raises(StoreDamagedError, match="source"):
        store.entry(key_of("x"))


def test_a_connection_that_was_cut_is_made_anew(store: Store, database: sa.Connection) -> None:
    store.add(new_entry("x"), REPORTER)
    database.exec_driver_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'verify' AND datname = current_database()"
    )

    assert store.add(new_entry("y"), REPORTER).is_new


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://verify:p%40ss@db.example:5433/archive?sslmode=verify-full",
        "postgresql://db.example:5433/archive",
        "postgresql://p@ss:w@rd@db.example:5433/archive",
    ],
)
def test_a_store_is_called_by_host_and_database_whoever_signs_in(address: str) -> None:
    assert addresses.server_name(address) == "postgresql://db.example:5433/archive"


def test_a_process_that_stays_connected_opens_a_store_without_another_connection(
    database_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_staying", threading.Event())
    monkeypatch.setattr(postgresql, "_kept", {})
    open_store(database_address).close()
    postgresql.stay_connected()
    first = open_store(database_address)
    first.add(new_entry("x"), REPORTER)
    first.close()
    (kept,) = postgresql._kept.values()
    with kept.connect() as connection:
        number = connection.scalar(sa.text("SELECT pg_backend_pid()"))

    second = open_store(database_address)

    with kept.connect() as connection:
        assert connection.scalar(sa.text("SELECT pg_backend_pid()")) == number
    assert second.entry(key_of("x")).untrusted_names == ["x"]
    second.close()
    kept.dispose()


def test_who_waits_too_long_for_a_connection_is_told_that_the_store_is_in_use(
    database_address: str,
) -> None:
    engine = postgresql.engine_for(database_address, 0.01)
    held = [engine.connect() for _ in range(postgresql._POOL_SIZE + postgresql._POOL_OVERFLOW)]

    with pytest.raises(StoreBusyError, match="in use"):
        engine.connect()

    for connection in held:
        connection.close()
    engine.dispose()
