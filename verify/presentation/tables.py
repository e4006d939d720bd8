"""CSV tables of an inspection: one line per frame, keyframe or flash (RFC 4180, UTF-8).

The columns are the field names of the domain's types, so a table cannot drift from them. Floats
have a fixed number of decimals by what they measure (`decimals_of`). Text is guarded against being
run as a formula by a spreadsheet; `read_rows` takes the guard off again, so text comes back whole.
"""

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, NamedTuple, TextIO, TypeVar, get_type_hints

from verify.domain.errors import BadTableError
from verify.domain.findings import Flash, Keyframe
from verify.domain.rows import HashRow

Row = TypeVar("Row", bound=NamedTuple)

# Decimals by the last or first part of the name. A microsecond is far below any frame interval; a
# thousandth of a code value is a quarter of the step that one pixel of a 320 x 180 picture makes
# in the mean; linear light at night starts near 1e-4 of full scale.
_DECIMALS_BY_ENDING = {"_s": 6, "_share": 6, "luminance": 7}
_DECIMALS_BY_START = {"luminance": 7, "luma": 3, "sharpness": 2}

# What a spreadsheet takes for the start of a formula, or skips before it (OWASP, "CSV Injection";
# the full-width signs are read as their narrow forms by East Asian versions).
_FORMULA = r"(?=['\"]*[=+\-@\t\r\n＝＋－＠])"
# A cell starts anew at a semicolon or tab where a spreadsheet is set to those, at line breaks too.
_CELL_START = r"(\A|[;\t\r\n])"
_UNGUARDED, _GUARDED = re.compile(_CELL_START + _FORMULA), re.compile(_CELL_START + "'" + _FORMULA)
_LONGEST_LINE = 1_000


def decimals_of(column: str) -> int:
    """Return how many decimals a float in this column is written with.

    Times and shares have 6, linear light 7, luma code values 3, sharpness 2.

    Raises
    ------
    KeyError
        If the column's name has none of the known units.
    """
    for start, decimals in _DECIMALS_BY_START.items():
        if column.startswith(start):
            return decimals
    for ending, decimals in _DECIMALS_BY_ENDING.items():
        if column.endswith(ending):
            return decimals
    raise KeyError(column)


def guard_text(text: str) -> str:
    """Return `text` with an apostrophe wherever a spreadsheet might start to read a formula.

    Examples
    --------
    >>> guard_text("=HYPERLINK(1)"), guard_text("night-strike"), guard_text("a;=1")
    ("'=HYPERLINK(1)", 'night-strike', "a;'=1")
    """
    return _UNGUARDED.sub(r"\1'", text)


def unguard_text(cell: str) -> str:
    """Return the text that `guard_text` was given."""
    return _GUARDED.sub(r"\1", cell)


def _cell_writer(column: str, kind: type) -> Callable[[Any], str]:
    if kind is float:
        return f"{{:.{decimals_of(column)}f}}".format
    if kind is int:
        return str
    return guard_text


class CsvSink(Generic[Row]):
    """Writes rows of one kind to an open text file, one at a time.

    Parameters
    ----------
    file : text file
        Opened for writing as UTF-8 with `newline=""`; the header is written at once. The caller
        closes it.
    row_type : type
        The NamedTuple whose fields are the columns; fields are int, float or str.
    """

    def __init__(self, file: TextIO, row_type: type[Row]) -> None:
        hints = get_type_hints(row_type)
        self._cells = [_cell_writer(column, hints[column]) for column in row_type._fields]
        self._writer = csv.writer(file)
        self._writer.writerow(row_type._fields)

    def write(self, row: Row) -> None:
        """Add one line."""
        self._writer.writerow([write(value) for write, value in zip(self._cells, row, strict=True)])


def read_rows(file: TextIO, row_type: type[Row]) -> Iterator[Row]:
    """Yield the rows of a table that `CsvSink` wrote.

    Parameters
    ----------
    file : text file
        Opened as UTF-8 with `newline=""`.
    row_type : type
        The NamedTuple that the table was written from.

    Raises
    ------
    BadTableError
        If the header is another one, a line has too few or many cells, or a number is none.
    """
    hints = get_type_hints(row_type)
    readers = [_READERS[hints[column]] for column in row_type._fields]
    lines = csv.reader(_bounded_lines(file))
    try:
        if tuple(next(lines, [])) != row_type._fields:
            raise ValueError(f"the columns are not {','.join(row_type._fields)}")
        for cells in lines:
            values = [read(cell) for read, cell in zip(readers, cells, strict=True)]
            yield row_type._make(values)
    except (ValueError, csv.Error) as error:
        raise BadTableError(max(1, lines.line_num), str(error)) from error


def _bounded_lines(file: TextIO) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            raise ValueError(f"the line has more than {_LONGEST_LINE:,} characters")
        yield line


def _finite(cell: str) -> float:
    value = float(cell)
    if not math.isfinite(value):
        raise ValueError(f"{cell} is no finite number")
    return value


_READERS: dict[type, Callable[[str], object]] = {str: unguard_text, int: int, float: _finite}


def hashes_csv(rows: Iterable[HashRow]) -> str:
    """Return hashes.csv whole: one line per hashed frame, in the order given."""
    text = io.StringIO(newline="")
    sink = CsvSink(text, HashRow)
    for row in rows:
        sink.write(row)
    return text.getvalue()


class KeyframeRow(NamedTuple):
    """One keyframe as a table line; the fields are those of `Keyframe`."""

    frame: int
    pts: int
    time_s: float
    timecode: str
    picked_because: str
    file: str
    sha256: str
    pdq: str
    pdq_quality: int
    phash: str
    dhash: str
    sharpness: float
    luma_mean: float


def keyframes_csv(keyframes: Iterable[Keyframe]) -> str:
    """Return keyframes.csv: one line per keyframe, in the order given."""
    text = io.StringIO(newline="")
    sink = CsvSink(text, KeyframeRow)
    for keyframe in keyframes:
        sink.write(KeyframeRow(*(getattr(keyframe, name) for name in KeyframeRow._fields)))
    return text.getvalue()


FLASH_COLUMNS = (
    "number",
    "onset_s",
    "peak_s",
    "end_s",
    "onset_frame",
    "peak_frame",
    "onset_pts",
    "onset_error_s",
    "half_life_s",
    "rise_s",
    "rise_luminance",
    "area_share",
    "left_px",
    "top_px",
    "width_px",
    "height_px",
    "saturated",
    "band_row_px",
    "gain_least",
    "kind",
    "accepted",
    "reason",
    "hints",
)
"""Columns of flashes.csv. `number` counts from 1 in the order of `analysis.json`."""


def flashes_csv(flashes: Iterable[Flash]) -> str:
    """Return flashes.csv: one line per rise in light, accepted or not, in the order given.

    Hints are joined by "; ". What is unknown is an empty cell.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(FLASH_COLUMNS)
    for number, flash in enumerate(flashes, start=1):
        left, top, width, height = flash.box_px
        facts: dict[str, object] = {
            "number": number,
            "left_px": left,
            "top_px": top,
            "width_px": width,
            "height_px": height,
            "gain_least": flash.exposure_reacted and f"{flash.exposure_reacted.gain:.3f}",
            "hints": "; ".join(flash.hints),
        }
        writer.writerow(
            _flash_cell(column, facts.get(column, getattr(flash, column, None)))
            for column in FLASH_COLUMNS
        )
    return text.getvalue()


def _flash_cell(column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.{decimals_of(column)}f}"
    return guard_text(value) if isinstance(value, str) else str(value)
