"""Opening a store: made if there is none, brought up to date if an earlier version wrote it."""

from pathlib import Path

from sqlalchemy import Connection, Engine, column, select, table
from sqlalchemy import inspect as look_at

from verify.domain.store_errors import (
    CopyInHandError,
    ForeignStoreError,
    NewerStoreError,
    StoreDamagedError,
)
from verify.storage.addresses import is_on_server, path_in, server_name
from verify.storage.database import postgresql, schema, sqlite
from verify.storage.database.dialects import dialect_of

_MIGRATIONS = Path(__file__).parent / "migrations"
_ALEMBICS_TABLE = "alembic_version"
BEING_COPIED = "copy in hand"
"""Stands for the form of the tables as long as not all of another store is in them."""

Place = Path | str
"""A store's file, or the name of its database on a server."""


def engine_at(address: str, patience_s: float) -> tuple[Engine, Place]:
    """Return an engine on what lies at an address, and what that is called.

    Raises
    ------
    VerifyError
        As `open_store`.
    """
    if is_on_server(address):
        return postgresql.engine_for(address, patience_s), server_name(address)
    path = path_in(address)
    return sqlite.engine_for(path, patience_s), path


def bring_up_to_date(engine: Engine, place: Place) -> None:
    """Make the tables what this version works with; a file is copied first if it holds any.

    Raises
    ------
    ForeignStoreError
        If there are tables that nobody of ours made.
    NewerStoreError
        If a later version has written it.
    StoreDamagedError
        If it does not say which version has.
    CopyInHandError
        If it is a copy that is not whole yet.
    """
    dialect = dialect_of(engine)
    with engine.connect() as connection:
        if _form_of_store(connection, place) == schema.REVISIONS[-1]:
            return
        dialect.begin_write(connection)
        # Another process may have done it while this one waited.
        revision = _form_of_store(connection, place)
        if revision == schema.REVISIONS[-1]:
            return
        if revision is not None:
            dialect.keep_before_migration(engine, revision)
        make_tables(connection)
        connection.commit()


def _form_of_store(connection: Connection, place: Place) -> str | None:
    form = form_of(connection, place)
    if form == BEING_COPIED:
        raise CopyInHandError(place)
    return form


def form_of(connection: Connection, place: Place) -> str | None:
    """Return the form of the tables, or `BEING_COPIED`; None if there are none.

    Raises
    ------
    ForeignStoreError, NewerStoreError, StoreDamagedError
        As for `bring_up_to_date`.
    """
    tables = look_at(connection).get_table_names()
    if _ALEMBICS_TABLE not in tables:
        if tables:
            raise ForeignStoreError(place, "a database of another program")
        return None
    revision = connection.scalar(select(column("version_num")).select_from(table(_ALEMBICS_TABLE)))
    if revision is None:
        raise StoreDamagedError(place, "it does not say of which form it is")
    if revision not in (*schema.REVISIONS, BEING_COPIED):
        raise NewerStoreError(place, str(revision))
    return str(revision)


def make_tables(connection: Connection) -> None:
    """Make the tables of the newest form, or bring them to it, within the caller's transaction."""
    # A quarter of a second to import, and seldom wanted.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
