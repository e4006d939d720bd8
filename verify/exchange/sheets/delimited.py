"""A spreadsheet saved as text: its encoding told by its bytes, its delimiter by its lines.

Nothing is decoded loosely: bytes that an encoding does not have mean that it is another. Which of
the old Windows encodings it is follows from what letters the bytes would be, and is said aloud.
"""

import csv
import io
import re
from collections.abc import Sequence

from verify.exchange.sheets.cells import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    BadSheet,
    Row,
    Sheet,
    kept_rows,
)

ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1251", "cp1256")
LARGEST_BYTES = 128 << 20
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DELIMITERS = ",;\t|"
_ROWS_TO_TELL = 30
_CHARACTERS_TO_TELL = 1 << 20
_MIXED_LINES_SHOWN = 5
# Of the bytes beyond ASCII: in German or French they stand alone among ASCII letters, in Arabic and
# Cyrillic side by side.
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_BYTES_TO_TELL = 1 << 20
_WORD = 3
_SIDE_BY_SIDE = 0.5
_ARABIC = 0.85


def read_delimited(content: bytes, encoding: str | None = None) -> Sheet:
    """Return a sheet that was saved as CSV or as text.

    Parameters
    ----------
    encoding : str, optional
        One of `ENCODINGS`; told by the bytes otherwise.

    Raises
    ------
    BadSheet
        If it is not of the encoding, or of several, or not a table.
    """
    used = encoding or encoding_of(content)
    try:
        text = content.decode(used)
    except (UnicodeDecodeError, LookupError) as error:
        raise BadSheet(
            f"is not {used}: {error}", "Save it as CSV in UTF-8, or name another --encoding."
        ) from error
    if "\0" in text:
        raise BadSheet("holds zero bytes, so it is no text", "Save it as CSV in UTF-8 or as xlsx.")
    notes = [] if used == "utf-8-sig" else [f"Read as {used}; say --encoding if names look wrong."]
    lines, delimiter = _without_hint(text)
    delimiter = delimiter or delimiter_of(lines[:_CHARACTERS_TO_TELL])
    named = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}[delimiter]
    notes.append(f"Cells are divided by {named}.")
    return Sheet(kept_rows(_rows(lines, delimiter)), notes)


def encoding_of(content: bytes) -> str:
    """Return the encoding of a text, one of `ENCODINGS`.

    Raises
    ------
    BadSheet
        If some lines are UTF-8 and others are not.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:4096]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Commas and line ends of a sheet have a zero for their other half, in any script.
        if sample[offset::2].count(0) * 12 > len(sample) and not sample[1 - offset :: 2].count(0):
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_mixed(content)
        return _windows_encoding_of(content)
    return "utf-8-sig"


def _refuse_mixed(content: bytes) -> None:
    others, utf_8 = [], 0
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.isascii():
            try:
                line.decode("utf-8")
                utf_8 += 1
            except UnicodeDecodeError:
                others.append(number)
    if utf_8:
        shown = ", ".join(f"{number:,}" for number in others[:_MIXED_LINES_SHOWN])
        raise BadSheet(
            f"mixes encodings: {utf_8:,} of its lines are UTF-8, others are not, such as line "
            f"{shown}",
            "Whoever joined its parts has to save them alike; or name an --encoding for all.",
        )


def _windows_encoding_of(content: bytes) -> str:
    runs = _BEYOND_ASCII.findall(content[:_BYTES_TO_TELL])
    count = sum(map(len, runs))
    if sum(len(run) for run in runs if len(run) >= _WORD) < _SIDE_BY_SIDE * count:
        return "cp1252"
    letters = bytes(byte for run in runs for byte in run if byte >= 0xC0).decode("cp1256")
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in letters)
    return "cp1256" if arabic >= _ARABIC * max(1, len(letters)) else "cp1251"


def _without_hint(text: str) -> tuple[str, str | None]:
    """Return a text without the line `sep=;` that some spreadsheets begin with, and its sign."""
    first, _, rest = text.partition("\n")
    hint = first.strip().lower()
    if len(hint) == 5 and hint.startswith("sep=") and hint[4] in _DELIMITERS:
        # An empty line keeps the numbers of the others.
        return f"\n{rest}", hint[4]
    return text, None


def delimiter_of(text: str) -> str:
    r"""Return the delimiter that divides the first rows into the same number of cells most often.

    Examples
    --------
    >>> delimiter_of("name;note\na, b;c, d\n")
    ';'
    """

    def likeness(delimiter: str) -> tuple[float, int]:
        try:
            counts = [len(row.cells) for row in _rows(text, delimiter, _ROWS_TO_TELL)]
        except BadSheet:
            return 0.0, 0
        usual = max(set(counts), key=lambda count: (counts.count(count), count), default=1)
        return (counts.count(usual) / len(counts), usual) if usual > 1 else (0.0, 0)

    return max(_DELIMITERS, key=likeness)


def _rows(text: str, delimiter: str, most: int | None = None) -> Sequence[Row]:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    start = 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS or len(rows) >= MOST_ROWS:
                raise BadSheet(
                    f"has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns",
                    "Save the part that is about footage.",
                )
            if cells:
                rows.append(Row(start, cells))
            if most is not None and len(rows) >= most:
                break
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadSheet(
            f"cannot be read at line {reader.line_num:,}: {error}", "Save it as CSV in UTF-8."
        ) from error
    return rows
