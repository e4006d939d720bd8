"""Opening a store: made if there is none, brought up to date if an earlier version wrote it."""

from itertools import count
from pathlib import Path

from sqlalchemy import Connection, Engine, column, select, table
from sqlalchemy import inspect as look_at

from verify.domain.store_errors import ForeignStoreError, NewerStoreError, StoreDamagedError
from verify.storage.database import schema, sqlite

_MIGRATIONS = Path(__file__).parent / "migrations"
_ALEMBICS_TABLE = "alembic_version"


def bring_up_to_date(engine: Engine, path: Path) -> None:
    """Make the tables what this version works with; the file is copied first if it holds any.

    Raises
    ------
    ForeignStoreError
        If there are tables that nobody of ours made.
    NewerStoreError
        If a later version has written it.
    StoreDamagedError
        If it does not say which version has.
    """
    with engine.connect() as connection:
        if _revision(connection, path) == schema.REVISIONS[-1]:
            return
        sqlite.begin_write(connection)
        # Another process may have done it while this one waited.
        revision = _revision(connection, path)
        if revision == schema.REVISIONS[-1]:
            return
        if revision is not None:
            with engine.connect() as beside:
                sqlite.copy_to(beside, _free_name(path, revision))
        _migrate(connection)
        connection.commit()


def _revision(connection: Connection, path: Path) -> str | None:
    """Return the form of the tables, None if there are none."""
    tables = look_at(connection).get_table_names()
    if _ALEMBICS_TABLE not in tables:
        if tables:
            raise ForeignStoreError(path, "a database of another program")
        return None
    revision = connection.scalar(select(column("version_num")).select_from(table(_ALEMBICS_TABLE)))
    if revision is None:
        raise StoreDamagedError(path, "it does not say of which form it is")
    if revision not in schema.REVISIONS:
        raise NewerStoreError(path, str(revision))
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


def _free_name(path: Path, revision: str) -> Path:
    names = (path.with_name(f"{path.name}.form-{revision}.{number}") for number in count(1))
    return next(name for name in names if not name.exists())
