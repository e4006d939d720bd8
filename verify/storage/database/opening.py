"""Opening a store: made if there is none, brought up to date if an earlier version wrote it."""

from pathlib import Path

from sqlalchemy import Connection, Engine, column, select, table
from sqlalchemy import inspect as look_at

from verify.domain.store_errors import ForeignStoreError, NewerStoreError, StoreDamagedError
from verify.storage.database import schema
from verify.storage.database.dialects import dialect_of

_MIGRATIONS = Path(__file__).parent / "migrations"
_ALEMBICS_TABLE = "alembic_version"


def bring_up_to_date(engine: Engine, place: Path | str) -> None:
    """Make the tables what this version works with; a file is copied first if it holds any.

    Raises
    ------
    ForeignStoreError
        If there are tables that nobody of ours made.
    NewerStoreError
        If a later version has written it.
    StoreDamagedError
        If it does not say which version has.
    """
    dialect = dialect_of(engine)
    with engine.connect() as connection:
        if _revision(connection, place) == schema.REVISIONS[-1]:
            return
        dialect.begin_write(connection)
        # Another process may have done it while this one waited.
        revision = _revision(connection, place)
        if revision == schema.REVISIONS[-1]:
            return
        if revision is not None:
            dialect.keep_before_migration(engine, revision)
        _migrate(connection)
        connection.commit()


def _revision(connection: Connection, place: Path | str) -> str | None:
    """Return the form of the tables, None if there are none."""
    tables = look_at(connection).get_table_names()
    if _ALEMBICS_TABLE not in tables:
        if tables:
            raise ForeignStoreError(place, "a database of another program")
        return None
    revision = connection.scalar(select(column("version_num")).select_from(table(_ALEMBICS_TABLE)))
    if revision is None:
        raise StoreDamagedError(place, "it does not say of which form it is")
    if revision not in schema.REVISIONS:
        raise NewerStoreError(place, str(revision))
    return str(revision)


def _migrate(connection: Connection) -> None:
    # A quarter of a second to import, and seldom wanted.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
