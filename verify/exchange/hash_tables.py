"""Hash tables: one line per frame, the columns named in the first line; `hashes.csv` is one.

Columns may stand in any order and others beside them are passed over. Without a column `name` or
`key` the table is of one piece of footage; with one, lines that follow each other under the same
key and name are.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from verify.exchange import listed
from verify.exchange.listed import BadLine, LeftOut, Listed
from verify.presentation.tables import unguard_text

NEEDED = ("time_s", "pdq")
COLUMNS = ("key", "name", "time_s", "pdq", "pdq_quality", "phash", "dhash")
_KEY = re.compile("[0-9a-fA-F]{64}")
_UNTOLD = "\0"
_Row = tuple[int, dict[str, str] | None]


def columns_of(header: Sequence[str]) -> list[str]:
    """Return the names of columns as they are compared."""
    return [name.strip().lower() for name in header]


def read_table(
    lines: Iterable[str], list_name: str, untrusted_name: str
) -> Iterator[Listed | LeftOut]:
    """Yield what a table says.

    Parameters
    ----------
    lines : iterable of str
        With their ends, so that a quoted name may go over several.
    untrusted_name : str
        Of the footage, where the table has no column for it.

    Raises
    ------
    BadLine
        If no entry can be told from another: the header is another one, or the lines of one piece
        of footage do not follow each other.
    """
    ended: set[tuple[str, str]] = set()
    for (key, name), group in groupby(_rows(lines), key=lambda row: _identity(row[1])):
        rows = list(group)
        if (key, name) in ended and name != _UNTOLD:
            raise BadLine(
                f"has lines of {name or key!r} in two places, again at line {rows[0][0]:,}; sort "
                "it by name and time"
            )
        ended.add((key, name))
        yield _entry(rows, key, name or untrusted_name, list_name)


def _rows(lines: Iterable[str]) -> Iterator[_Row]:
    reader = csv.reader(lines)
    try:
        header = columns_of(next(reader, []))
        if missing := [name for name in NEEDED if name not in header]:
            raise BadLine(f"has no column {' and none '.join(missing)} in its first line")
        start = reader.line_num + 1
        for cells in reader:
            if cells:
                whole = len(cells) == len(header)
                yield start, dict(zip(header, cells, strict=True)) if whole else None
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadLine(f"cannot be read at line {reader.line_num:,}: {error}") from error


def _identity(row: dict[str, str] | None) -> tuple[str, str]:
    if row is None:
        # Of whom it is cannot be told, so it is an entry of its own that is left out.
        return "", _UNTOLD
    return row.get("key", "").strip().lower(), unguard_text(row.get("name", ""))


def _entry(rows: Sequence[_Row], key: str, name: str, list_name: str) -> Listed | LeftOut:
    times_ms, pdqs, qualities, phashes, dhashes, mended = [], [], [], [], [], []
    line = rows[0][0]
    try:
        for line, row in rows:
            if row is None:
                raise BadLine("it has more or fewer cells than the first line has columns")
            pdq, is_mended = listed.pdq_hex(row["pdq"])
            pdqs.append(pdq)
            times_ms.append(listed.time_ms_of(row["time_s"]))
            qualities.append(listed.quality_of(row.get("pdq_quality", "")))
            phashes.append(listed.word_hex(row.get("phash", ""), "pHash"))
            dhashes.append(listed.word_hex(row.get("dhash", ""), "dHash"))
            if is_mended:
                mended.append(line)
        line = rows[0][0]
        if key and _KEY.fullmatch(key) is None:
            raise BadLine("the key is not 64 hex digits")
        hashes = listed.frame_hashes(
            times_ms,
            pdqs,
            qualities,
            listed.none_if_empty(phashes, "pHash"),
            listed.none_if_empty(dhashes, "dHash"),
        )
        entry = listed.entry_of_hashes(listed.name_of(name), hashes, list_name, key or None)
    except BadLine as error:
        return LeftOut(line, str(error), None if name == _UNTOLD else name)
    return Listed(rows[0][0], entry, mended_lines=mended, has_own_key=bool(key))
