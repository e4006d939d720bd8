"""The desk's own spreadsheet: what it says goes to the entries that it names, and back again.

What a sheet says is added to what is known, a few hundred entries at a time, and what is said
already adds nothing; so an import that was stopped is simply repeated.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from verify.domain.errors import BadParameterError
from verify.domain.exchange_errors import BadSheetError
from verify.domain.sources import SourceRecord, merged
from verify.exchange.sheets.cells import BadSheet, Sheet, text_of
from verify.exchange.sheets.columns import Columns, columns_of, parse_columns
from verify.exchange.sheets.delimited import ENCODINGS, LARGEST_BYTES, read_delimited
from verify.exchange.sheets.log_rows import LogRow, Matching, Unmatched, log_rows
from verify.exchange.sheets.workbook import LARGEST_PACKED_BYTES, read_workbook
from verify.exchange.sheets.writing import (
    HEADINGS,
    log_cells,
    unmatched_rows,
    write_csv,
    write_xlsx,
)
from verify.jobs.messages import Progress
from verify.jobs.progress import OnProgress
from verify.workbench.archive.files import opened_to_read, written_whole
from verify.workbench.archive.handing_out import CountedEntries, Exported, hand_out
from verify.workbench.archive.shelf import Shelf

__all__ = ["ENCODINGS", "SheetImported", "SheetReading", "export_sheet", "import_sheet"]

_ENTRIES_AT_ONCE = 250
_ZIP_MARK = b"PK\x03\x04"
# The form of workbooks until 2003, and of today's with a password.
_OLD_WORKBOOK_MARK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class SheetReading:
    """How to read a sheet where that is not to be told by its content.

    Attributes
    ----------
    columns : str
        Such as `name=A,address="Link"`; see `parse_columns`.
    """

    columns: str = ""
    worksheet: str | None = None
    encoding: str | None = None


@dataclass(slots=True)
class SheetImported:
    """What became of a sheet.

    Attributes
    ----------
    rows, matched : int
        Below the heading, and of these such as are of one entry.
    entries : int
        Entries of which something new was said.
    notes : list of str
        How the sheet was read, a sentence each.
    remarks : list of str
        What in single rows could not be taken as it stands.
    unmatched : list of Unmatched
        Rows of which nothing was taken, and why.
    """

    rows: int = 0
    matched: int = 0
    entries: int = 0
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)


def import_sheet(
    shelf: Shelf,
    path: Path,
    reading: SheetReading | None = None,
    *,
    unmatched_to: Path | None = None,
    force: bool = False,
    on_progress: OnProgress | None = None,
) -> SheetImported:
    """Add what a sheet says to the source records of the entries that its rows name.

    Parameters
    ----------
    unmatched_to : Path, optional
        A CSV file to write the rows to that are of no single entry.
    force : bool
        Whether that file is replaced if it is there.

    Raises
    ------
    BadSheetError
        If it cannot be read, or does not say which footage its rows are of.
    FileTakenError
        If something lies at `unmatched_to` and `force` is not set.
    BadParameterError
        If that is the sheet itself.
    """
    if unmatched_to is not None and unmatched_to.exists() and unmatched_to.samefile(path):
        raise BadParameterError("--unmatched", unmatched_to.name, "another file than the sheet")
    sheet, columns = _sheet(path, reading or SheetReading())
    rows = list(log_rows(sheet, columns, path.name, datetime.now(UTC)))
    answer = SheetImported(rows=len(rows), notes=[*sheet.notes, columns.said()])
    answer.remarks = [f"Row {row.row.number:,}: {row.remark}." for row in rows if row.remark]
    matching = Matching(rows, shelf.store.entries())
    said = _said_of(rows, matching, answer)
    if unmatched_to is not None:
        header = [text_of(cell) for cell in columns.header.cells] if columns.header else []
        with written_whole(unmatched_to, force=force) as file:
            write_csv(file, unmatched_rows(header, answer.unmatched))
    keys = list(said)
    for start in range(0, len(keys), _ENTRIES_AT_ONCE):
        several = {key: said[key] for key in keys[start : start + _ENTRIES_AT_ONCE]}
        shelf.store.record_sources(several, shelf.actor)
        answer.entries += len(several)
        if on_progress is not None:
            share = answer.entries / len(keys)
            on_progress(Progress(share=share, message="writing down where footage came from"))
    return answer


def _sheet(path: Path, reading: SheetReading) -> tuple[Sheet, Columns]:
    with opened_to_read(path) as file:
        content = file.read(LARGEST_BYTES + 1)
    try:
        is_workbook = content.startswith(_ZIP_MARK)
        if content.startswith(_OLD_WORKBOOK_MARK):
            raise BadSheet(
                "is a workbook in the form of before 2007, or locked with a password",
                "Save it as xlsx without a password, or as CSV in UTF-8.",
            )
        largest = LARGEST_PACKED_BYTES if is_workbook else LARGEST_BYTES
        if len(content) > largest:
            raise BadSheet(
                f"has more than {largest / 1e6:,.0f} MB", "Save the part that is about footage."
            )
        if is_workbook:
            sheet = read_workbook(content, reading.worksheet)
        else:
            sheet = read_delimited(content, reading.encoding)
        return sheet, columns_of(sheet, parse_columns(reading.columns))
    except BadSheet as error:
        raise BadSheetError(path, error.problem, error.advice) from error


def _said_of(
    rows: Sequence[LogRow], matching: Matching, answer: SheetImported
) -> dict[str, SourceRecord]:
    """Return the records that have something new, by key; count what matches and what does not."""
    of_entry: dict[str, list[SourceRecord]] = {}
    for row in rows:
        found = matching.of(row)
        if isinstance(found, Unmatched):
            answer.unmatched.append(found)
        else:
            answer.matched += 1
            of_entry.setdefault(found, []).append(row.record)
    known = matching.entries
    said = {key: merged([known[key].source, *new]) for key, new in of_entry.items()}
    return {key: record for key, record in said.items() if _says_more(record, known[key].source)}


def _says_more(record: SourceRecord, known: SourceRecord) -> bool:
    # That a sheet names a file and says nothing of it is not worth an event.
    return msgspec.structs.replace(record, read_from=known.read_from) != known


def export_sheet(
    shelf: Shelf, place: Path, *, force: bool = False, on_progress: OnProgress | None = None
) -> Exported:
    """Write a log of the archive, a row for each entry, as `.csv` or `.xlsx`.

    Raises
    ------
    BadParameterError
        If the file has another ending.
    FileTakenError
        If something is there and `force` is not set.
    """
    writers = {".csv": write_csv, ".xlsx": write_xlsx}
    write = writers.get(place.suffix.lower())
    if write is None:
        raise BadParameterError("--sheet", place.name, "an ending of .csv or .xlsx")

    def write_log(file: BinaryIO) -> int:
        entries = CountedEntries(shelf, on_progress)
        write(file, itertools.chain([HEADINGS], map(log_cells, entries)))
        return entries.count

    return hand_out(shelf, place, "sheet", write_log, force=force)
