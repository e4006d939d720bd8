"""Entries a page at a time, newest first: no more rows are read than it takes to fill the page.

What is looked for in words is held against the rows as they stand before any of them is made an
entry of: of a hundred thousand most are not meant.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, select

from verify.domain.archive import Entry, Still
from verify.domain.browsing import EntryFilter
from verify.domain.sources import ClaimedDate
from verify.domain.store_errors import UnknownEntryError
from verify.storage.database import reading
from verify.storage.database.rows import hex_of, rows_of_ours
from verify.storage.database.schema import FOOTAGE, STILLS

_ENTRIES_AT_ONCE = 1000


class _Dated(msgspec.Struct):
    """Of a source record no more than its dates: the rest takes longer to read."""

    dates: list[ClaimedDate] = []


_NUMBER_AND_SOURCE = select(FOOTAGE.c.number, FOOTAGE.c.key, FOOTAGE.c.source)


def newest(
    connection: Connection, wanted: EntryFilter, before: int | None, most: int
) -> list[Entry]:
    """Return the newest entries that are wanted, at most so many, of those before a number."""
    found: list[Entry] = []
    while len(found) < most:
        rows = connection.execute(_batch(wanted, before)).all()
        if not rows:
            break
        before = rows[-1].number
        near = _near(connection, wanted, rows)
        for start in range(0, len(near), most):
            found += [
                entry
                for entry in reading.entries_of(connection, near[start : start + most])
                if wanted.lists(entry)
            ]
            if len(found) >= most:
                break
    return found[:most]


def _batch(wanted: EntryFilter, before: int | None) -> Select[Any]:
    query = _NUMBER_AND_SOURCE.order_by(FOOTAGE.c.number.desc()).limit(_ENTRIES_AT_ONCE)
    if before is not None:
        query = query.where(FOOTAGE.c.number < before)
    if wanted.kind is not None:
        query = query.where(FOOTAGE.c.kind == wanted.kind.value)
    if wanted.has_original is not None:
        query = query.where(FOOTAGE.c.has_original.is_(wanted.has_original))
    return query


def _near(connection: Connection, wanted: EntryFilter, rows: Sequence[Row[Any]]) -> list[int]:
    """Return the numbers of the rows that may be wanted, as they come; none that is, is missing."""
    text = wanted.text.casefold()
    # As the record stands in the row: only these are written otherwise there.
    is_plain = text.isprintable() and not {'"', "\\"} & set(text)
    called = reading.names(connection, rows[-1].number, rows[0].number) if text else {}
    return [
        row.number
        for row in rows
        if (not wanted.asks_for_dates or wanted.is_dated(_dates(row)))
        and (
            not text
            or not is_plain
            or text in str(row.source).casefold()
            or text in hex_of(row.key)
            or any(text in name.casefold() for name in called.get(row.number, ()))
        )
    ]


def _dates(row: Row[Any]) -> list[ClaimedDate]:
    with rows_of_ours(f"entry {row.number} of the archive"):
        return msgspec.json.decode(row.source, type=_Dated).dates


def still(connection: Connection, key: str, place: int) -> Still:
    """Return one still of an entry by its place in time order, from 0.

    Raises
    ------
    UnknownEntryError
        If there is no such entry, or none of its stills is there.
    """
    number = reading.number_of(connection, key)
    of_entry = select(STILLS.c.time_ms, STILLS.c.jpeg).where(STILLS.c.number == number)
    # A database counts no further.
    row = connection.execute(
        of_entry.order_by(STILLS.c.time_ms).offset(min(place, 2**31)).limit(1)
    ).first()
    if row is None:
        raise UnknownEntryError(key)
    with rows_of_ours(f"a still of entry {number} of the archive"):
        return reading.still_of(*row)
