"""A desk's log written again: what the archive knows of each entry, a row each.

Every cell is text that no spreadsheet runs. The headings are those that an import of the log
understands, so it can be filled in and read back.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import openpyxl
from openpyxl.cell import WriteOnlyCell

from verify.domain.archive import Entry
from verify.domain.sources import DateClaimant
from verify.exchange.sheets.cells import text_of
from verify.exchange.sheets.log_rows import Unmatched
from verify.presentation.tables import guard_text

HEADINGS = (
    "sha256",
    "name",
    "address",
    "date",
    "note",
    "other names",
    "all dates",
    "platform",
    "channel",
    "read from",
    "kind",
    "hashes",
    "added",
)
# What XML 1.0 has no form for; a workbook with it would not open.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_CUT = " […]"


def log_cells(entry: Entry) -> Sequence[str]:
    """Return the row of an entry, cells in the order of `HEADINGS`."""
    source = entry.source
    by_trust = sorted(
        (date for date in source.dates if date.claimed_by is not DateClaimant.FILE),
        key=lambda date: (DateClaimant.SHEET, DateClaimant.SOURCE, DateClaimant.NAME).index(
            date.claimed_by
        ),
    )
    return (
        entry.key,
        entry.untrusted_names[0],
        source.untrusted_address or "",
        by_trust[0].untrusted_text if by_trust else "",
        source.untrusted_note or "",
        "\n".join(entry.untrusted_names[1:]),
        "\n".join(
            f"{date.untrusted_text} ({date.claimed_by.value}: {date.meaning})"
            for date in source.dates
        ),
        source.untrusted_platform or "",
        source.untrusted_channel or "",
        "\n".join(source.read_from),
        entry.kind.value,
        str(entry.hash_count),
        entry.added_utc.isoformat(),
    )


def write_csv(file: BinaryIO, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as CSV in UTF-8 with the mark that spreadsheets know it by."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text)
    for cells in rows:
        writer.writerow([guard_text(cell) for cell in cells])
    text.flush()
    # The file is closed by whoever opened it.
    text.detach()


def write_xlsx(file: BinaryIO, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as a workbook of one sheet; a cell too long for one is cut and says so."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("log")
    for cells in rows:
        made = []
        for text in cells:
            cell = WriteOnlyCell(sheet, _xlsx_text(text))
            # Text that begins with = would else be taken for a formula.
            cell.data_type = "s"
            made.append(cell)
        sheet.append(made)
    book.save(file)


def _xlsx_text(text: str) -> str:
    kept = guard_text(_NOT_IN_XML.sub("\ufffd", text))
    return kept if len(kept) <= _LONGEST_CELL else kept[: _LONGEST_CELL - len(_CUT)] + _CUT


def unmatched_rows(header: Sequence[str], rows: Iterable[Unmatched]) -> Iterator[Sequence[str]]:
    """Yield rows of no single entry as they stand in the sheet, number and reason first."""
    yield "row", "why", *header
    for row in rows:
        yield str(row.number), row.why, *map(text_of, row.row.cells)
