"""A workbook (xlsx, xlsm): the values that its program last worked out; nothing in it is run.

It is a stranger's zip of XML. How much it unpacks to is looked at before anything is, entities are
refused, links to other files are not followed, macros not loaded.
"""

import contextlib
import io
import lzma
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zipfile import BadZipFile, LargeZipFile

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from verify.exchange.sheets.cells import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    BadSheet,
    Cell,
    Row,
    Sheet,
    kept_rows,
)

LARGEST_PACKED_BYTES = 64 << 20
_LARGEST_UNPACKED_BYTES = 256 << 20
_MOST_PARTS = 5_000
_MOST_MERGED = 50_000
# A program that reads on row by row would go on for as long as a row's number says.
_LAST_ROW = 1 << 20
_UNREADABLE = (
    BadZipFile,
    LargeZipFile,
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    # What openpyxl raises for parts that are missing or not of their form.
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    # What unpacking a part raises, each method of it its own.
    zlib.error,
    lzma.LZMAError,
    OSError,
)
_SAVE_ANEW = "Open it in a spreadsheet program and save the sheet as CSV in UTF-8."


def read_workbook(content: bytes, worksheet: str | None = None) -> Sheet:
    """Return a worksheet: the one named, else the first that is not hidden.

    Raises
    ------
    BadSheet
        If it is no workbook, torn, made to exhaust the machine, or has no such worksheet.
    """
    _refuse_bombs(content)
    try:
        # openpyxl prints the numbers of styles that are not there where answers are printed, and
        # warns of parts that it leaves aside, such as validation of what is typed in.
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content, worksheet)
    except _UNREADABLE as error:
        if isinstance(error, BadSheet):
            raise
        raise BadSheet(f"cannot be read as a workbook: {error}", _SAVE_ANEW) from error


def _refuse_bombs(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
            is_locked = any(part.flag_bits & 1 for part in parts.infolist())
    except (BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise BadSheet(f"is no workbook, or a torn one: {error}", _SAVE_ANEW) from error
    if is_locked:
        raise BadSheet("is locked with a password", "Save it without one.")
    if len(sizes) > _MOST_PARTS or sum(sizes) > _LARGEST_UNPACKED_BYTES:
        raise BadSheet(
            f"would unpack to {sum(sizes) / 1e6:,.0f} MB in {len(sizes):,} parts, the limit is "
            f"{_LARGEST_UNPACKED_BYTES / 1e6:,.0f} MB in {_MOST_PARTS:,}",
            "It may be made to exhaust the machine; save the sheet as CSV where it is from.",
        )


def _read(content: bytes, worksheet: str | None) -> Sheet:
    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=True, keep_links=False, keep_vba=False
    )
    try:
        title = _title(book, worksheet)
        merged, unsaid = _marks(book[title])
        rows, errors = _rows(book[title])
        notes = [f"Worksheet: {title}."]
        if merged:
            notes.append(
                f"{len(merged):,} merged areas: the value of each was taken for every row of it."
            )
            rows = _spread(rows, merged)
        if unsaid:
            notes.append(
                f"{_places(unsaid)} a formula without its last value, taken as empty; save the "
                "workbook in a spreadsheet program to have it."
            )
        if errors:
            notes.append(f"{_places(errors)} an error of a formula, taken as empty.")
        return Sheet(kept_rows(rows), notes, day_count_from=book.epoch)
    finally:
        book.close()


def _title(book: Any, worksheet: str | None) -> str:
    titles = [sheet.title for sheet in book.worksheets]
    if worksheet is not None:
        if worksheet not in titles:
            raise BadSheet(
                f"has no worksheet {worksheet!r}",
                f"It has {', '.join(map(repr, titles[:20]))}; name one with --worksheet.",
            )
        return worksheet
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            return str(sheet.title)
    raise BadSheet(
        "has only hidden worksheets",
        f"It has {', '.join(map(repr, titles[:20]))}; name one with --worksheet.",
    )


def _marks(sheet: Any) -> tuple[list[tuple[int, int, int, int]], list[str]]:
    """Return what openpyxl passes over when it reads values row by row.

    Merged areas as first column, first row, last column, last row, from 1; and the cells whose
    formula stands there without a value.
    """
    merged: list[tuple[int, int, int, int]] = []
    unsaid: list[str] = []
    with sheet._get_source() as source:
        for _, element in iterparse(source, forbid_dtd=True):
            name = element.tag.rpartition("}")[2]
            if name == "c":
                children = {child.tag.rpartition("}")[2]: child.text for child in element}
                if "f" in children and not children.get("v"):
                    unsaid.append(element.get("r", "?"))
            elif name == "mergeCell":
                merged.append(range_boundaries(element.get("ref")))
                if len(merged) > _MOST_MERGED:
                    raise BadSheet(f"has more than {_MOST_MERGED:,} merged areas", _SAVE_ANEW)
            if name in ("row", "mergeCell"):
                element.clear()
    return merged, unsaid


def _rows(sheet: Any) -> tuple[list[Row], list[str]]:
    """Return rows, and which cells show an error instead of a value."""
    rows: list[Row] = []
    errors: list[str] = []
    # What the sheet says of its own extent may be wrong.
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells: list[Cell] = []
        for cell in values:
            if cell.data_type == "e":
                errors.append(cell.coordinate)
            cells.append("" if cell.data_type == "e" else _cell(cell.value))
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            rows.append(Row(number, cells))
        if number > _LAST_ROW or len(rows) > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise BadSheet(
                f"has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns",
                "Save the part that is about footage.",
            )
    return rows, errors


def _cell(value: Any) -> Cell:
    match value:
        case None:
            return ""
        case bool() | time() | timedelta():
            return str(value)
        case datetime() | date():
            return value
        case int() | float():
            return float(value)
    text = str(value)
    if len(text) > LONGEST_CELL:
        raise BadSheet(f"has a cell of {len(text):,} characters", _SAVE_ANEW)
    return text


def _spread(rows: Sequence[Row], merged: Sequence[tuple[int, int, int, int]]) -> list[Row]:
    """Return rows with the value of each merged area in the first column of all its rows."""
    cells = {row.number: list(row.cells) for row in rows}
    for column, first, _, last in merged:
        source = cells.get(first, [])
        if last == first or len(source) < column or source[column - 1] == "":
            continue
        for number in range(first + 1, last + 1):
            # Rows without anything of their own are not made to say something.
            if number in cells:
                row = cells[number]
                row += [""] * (column - len(row))
                row[column - 1] = source[column - 1]
    return [Row(number, cells[number]) for number in sorted(cells)]


def _places(coordinates: Sequence[str]) -> str:
    shown = ", ".join(coordinates[:5])
    if len(coordinates) == 1:
        return f"Cell {shown} holds"
    more = f" and {len(coordinates) - 5:,} more" if len(coordinates) > 5 else ""
    return f"Cells {shown}{more} hold"
