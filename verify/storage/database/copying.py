"""A store copied to another database, row by row, and held against what it was copied from.

What is copied is read at one moment of the source. While it goes on, the target says that it is no
store yet, and nobody opens it; a copy that was cut off goes on where it stopped. Only once every
table holds the same rows, by number and by SHA-256, does it become one.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Row,
    Select,
    Table,
    column,
    func,
    insert,
    select,
    table,
    tuple_,
    update,
)

from verify.domain.store_errors import CopyDiffersError, StoreTakenError
from verify.storage.database import schema
from verify.storage.database.dialects import dialect_of
from verify.storage.database.opening import (
    BEING_COPIED,
    Place,
    bring_up_to_date,
    engine_at,
    form_of,
    make_tables,
)

OnRows = Callable[[str, int, int], None]
"""Told of a table, how many of its rows were copied, and how many there are."""

_FORM = table("alembic_version", column("version_num"))
# The rows of a long clip's stills or hashes are a few hundred kilobytes each.
_ROWS_AT_ONCE = 100


class CopiedTable(NamedTuple):
    """A table that is the same on both sides: how many rows, and the SHA-256 of them all."""

    name: str
    rows: int
    sha256: str


def copy_store(
    source: str, target: str, *, anew: bool, on_rows: OnRows, patience_s: float = 30.0
) -> list[CopiedTable]:
    """Copy the store at an address to another, and return what both hold now.

    Parameters
    ----------
    source, target : str
        Addresses as `open_store` takes them. On a server the target's database must be there.
    anew : bool
        Whether a copy that was begun and cut off is thrown away first.
    on_rows : callable
        Told after each step.
    patience_s : float
        How long to wait while another process writes.

    Raises
    ------
    StoreTakenError
        If there is a store with anything in it at the target; it is left as it is.
    CopyDiffersError
        If the source was changed between two goes, so that what was copied is not what it holds.
    VerifyError
        As `open_store`.
    """
    ours, place = engine_at(source, patience_s)
    try:
        bring_up_to_date(ours, place)
        theirs, place = engine_at(target, patience_s)
        try:
            _begin(theirs, place, anew=anew)
            return _copy(ours, theirs, on_rows)
        finally:
            theirs.dispose()
    finally:
        ours.dispose()


def _begin(engine: Engine, place: Place, *, anew: bool) -> None:
    """Make the tables and mark them as a copy in hand, or see that they are one."""
    with engine.connect() as connection:
        dialect_of(connection).begin_write(connection)
        form = form_of(connection, place)
        if form == BEING_COPIED and anew:
            schema.METADATA.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE alembic_version")
            form = None
        if form is None:
            make_tables(connection)
        elif form != BEING_COPIED and (form != schema.REVISIONS[-1] or not _is_empty(connection)):
            raise StoreTakenError(place)
        connection.execute(update(_FORM).values(version_num=BEING_COPIED))
        connection.commit()


def _is_empty(connection: Connection) -> bool:
    return not any(_count(connection, one) for one in schema.METADATA.sorted_tables)


def _count(connection: Connection, one: Table) -> int:
    return connection.scalar(select(func.count()).select_from(one)) or 0


def _copy(source: Engine, target: Engine, on_rows: OnRows) -> list[CopiedTable]:
    # Parents before their children, events first.
    tables = schema.METADATA.sorted_tables
    with source.connect() as reading:
        dialect_of(reading).begin_reading(reading)
        for one in tables:
            _copy_table(one, reading, target, on_rows)
        with target.connect() as written:
            dialect_of(written).begin_reading(written)
            copied = [_same_in_both(one, reading, written) for one in tables]
    with target.connect() as connection:
        dialect_of(connection).begin_write(connection)
        connection.execute(update(_FORM).values(version_num=schema.REVISIONS[-1]))
        connection.commit()
    return copied


def _copy_table(one: Table, reading: Connection, target: Engine, on_rows: OnRows) -> None:
    keys, total = list(one.primary_key.columns), _count(reading, one)
    newest = select(*keys).order_by(*(key.desc() for key in keys)).limit(1)
    with target.connect() as connection:
        done = _count(connection, one)
    while True:
        with target.connect() as connection:
            dialect_of(connection).begin_write(connection)
            last = connection.execute(newest).first()
            rows = reading.execute(_after(one, keys, last)).mappings().all()
            if rows:
                connection.execute(insert(one), [dict(row) for row in rows])
                connection.commit()
        done += len(rows)
        on_rows(one.name, done, total)
        if not rows:
            return


def _after(one: Table, keys: Sequence[Column[Any]], last: Row[Any] | None) -> Select[Any]:
    rows = select(one).order_by(*keys).limit(_ROWS_AT_ONCE)
    return rows if last is None else rows.where(tuple_(*keys) > tuple_(*last))


def _same_in_both(one: Table, reading: Connection, written: Connection) -> CopiedTable:
    ours, theirs = _told(one, reading), _told(one, written)
    if ours != theirs:
        raise CopyDiffersError(one.name, ours.rows, theirs.rows)
    return ours


def _told(one: Table, connection: Connection) -> CopiedTable:
    digest, rows = hashlib.sha256(), 0
    wanted = select(one).order_by(*one.primary_key.columns)
    with dialect_of(connection).reading_in_bulk(connection):
        for some in connection.execute(wanted).partitions(_ROWS_AT_ONCE):
            for row in some:
                digest.update(msgspec.msgpack.encode(tuple(row)))
            rows += len(some)
    return CopiedTable(str(one.name), rows, digest.hexdigest())
