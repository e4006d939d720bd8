"""What the rows of a desk's log say, and which entries of an archive they are of.

A row is of an entry if it names its SHA-256; if not, if it names the file, as names are compared
without regard to case, folder and the form of Unicode; if not, if it names the address. Where that
leaves several entries or none, the row is given back with the reason and nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from verify.domain.archive import Entry, EntryKind
from verify.domain.sources import LONGEST_LINE, LONGEST_TEXT, SourceRecord, storable
from verify.exchange.sheets.cells import Row, Sheet, text_of
from verify.exchange.sheets.columns import Columns, cell_text
from verify.exchange.sheets.dates import date_in

_SHA256 = re.compile("[0-9a-f]{64}")
_CUT = " […]"
# RFC 3986, appendix B, without the fragment; urllib, beside what fetches, is kept out of here.
_ADDRESS = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*:(?=//))?(?://(?P<host>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?P<query>\?[^#]+)?"
)


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of a log.

    Attributes
    ----------
    sha256, name, address : str
        As they are compared; empty where the row does not say.
    record : SourceRecord
        What it says of where the footage came from.
    remark : str or None
        What could not be taken as it stands.
    """

    row: Row
    sha256: str
    name: str
    address: str
    record: SourceRecord
    remark: str | None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A row that is of no single entry, and why."""

    number: int
    untrusted_name: str
    why: str
    row: Row


def log_rows(sheet: Sheet, columns: Columns, sheet_name: str, now: datetime) -> Iterator[LogRow]:
    """Yield what the rows below the heading say."""
    first = 0 if columns.header is None else columns.header.number + 1
    for row in sheet.rows:
        if row.number >= first:
            yield _log_row(row, sheet, columns, sheet_name, now)


def _log_row(row: Row, sheet: Sheet, columns: Columns, sheet_name: str, now: datetime) -> LogRow:
    sha256, name, address, date_text, note = (
        cell_text(row, columns.places, meaning)
        for meaning in ("sha256", "name", "address", "date", "note")
    )
    remarks = []
    dates = []
    if date_text:
        cell = row.cells[columns.places["date"]]
        meaning = f"in column {columns.label('date')} of the desk's sheet"[:150]
        found = date_in(cell, meaning, now, sheet.day_count_from)
        if found is None:
            remarks.append(f"{date_text[:40]!r} is no date that can be read; kept in the note")
            note = "\n".join(filter(None, (note, f"Date in the sheet: {date_text}")))
        else:
            dates.append(found)
    if sha256 and _SHA256.fullmatch(sha256.lower()) is None:
        remarks.append(f"{sha256[:24]!r} is no SHA-256; passed over")
        sha256 = ""
    if len(address) > LONGEST_LINE or len(note) > LONGEST_TEXT:
        remarks.append("the address or note was cut: it is too long")
    record = SourceRecord(
        untrusted_address=_bounded(address, LONGEST_LINE),
        untrusted_note=_bounded(note, LONGEST_TEXT),
        read_from=[storable(sheet_name)[:LONGEST_LINE]],
        dates=dates,
    )
    return LogRow(
        row,
        sha256.lower(),
        comparable_name(name),
        comparable_address(address),
        record,
        "; ".join(remarks) or None,
    )


def _bounded(text: str, longest: int) -> str | None:
    kept = storable(text)
    if len(kept) > longest:
        kept = kept[: longest - len(_CUT)] + _CUT
    return kept or None


def comparable_name(name: str) -> str:
    r"""Return a file name as names are compared.

    Examples
    --------
    >>> comparable_name("C:\\clips\\Nacht Kyiv.MP4") == comparable_name("nacht kyiv.mp4")
    True
    """
    last = re.split(r"[/\\]", name.strip())[-1]
    return " ".join(unicodedata.normalize("NFKC", last).casefold().split())


def comparable_address(address: str) -> str:
    """Return an address as addresses are compared: scheme, case of the host, last stroke apart.

    Examples
    --------
    >>> comparable_address("HTTPS://T.me/Idlib/12/")
    't.me/Idlib/12'
    """
    parts = _ADDRESS.match(address.strip())
    if parts is None:
        return address.strip()
    host, path, query = (parts[name] or "" for name in ("host", "path", "query"))
    return f"{host.casefold()}{path.rstrip('/')}{query}"


class Matching:
    """The entries that the rows of a log may be of; others are not kept.

    Parameters
    ----------
    rows : sequence of LogRow
        All of the log.
    entries : iterable of Entry
        All of the archive.
    """

    def __init__(self, rows: Sequence[LogRow], entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {}
        self._by_name: dict[str, list[str]] = {row.name: [] for row in rows if row.name}
        self._by_address: dict[str, list[str]] = {row.address: [] for row in rows if row.address}
        sha256s = {row.sha256 for row in rows}
        for entry in entries:
            names = {comparable_name(name) for name in entry.untrusted_names}
            address = comparable_address(entry.source.untrusted_address or "")
            is_wanted = entry.key in sha256s
            # A desk often leaves out the ending.
            for name in names | {PurePosixPath(name).stem for name in names}:
                if name in self._by_name:
                    self._by_name[name].append(entry.key)
                    is_wanted = True
            if address in self._by_address:
                self._by_address[address].append(entry.key)
                is_wanted = True
            if is_wanted:
                self.entries[entry.key] = entry

    def of(self, row: LogRow) -> str | Unmatched:
        """Return the key of the entry that a row is of, or why there is no single one."""
        if row.sha256 in self.entries:
            return row.sha256
        named = self._by_name.get(row.name, [])
        addressed = self._by_address.get(row.address, [])
        found = named or addressed
        if named and addressed:
            # Of a post with several clips one may be here without its address yet.
            unsaid = [key for key in named if not self.entries[key].source.untrusted_address]
            found = [key for key in named if key in addressed] or unsaid
            if not found:
                return _unmatched(row, "its name is of one entry and its address of another")
        if row.sha256 and found:
            # Of hashes from a list the file's SHA-256 is not known, so another is no contradiction.
            found = [key for key in found if self.entries[key].kind is EntryKind.HASHES]
            if not found:
                return _unmatched(row, "the entry of this name or address has another SHA-256")
        if len(found) == 1:
            return found[0]
        if found:
            return _unmatched(row, f"{len(found):,} entries have this name or address")
        if not (row.sha256 or row.name or row.address):
            return _unmatched(row, "it names no file, address or SHA-256")
        return _unmatched(row, "no entry of the archive has this name, address or SHA-256")


def _unmatched(row: LogRow, why: str) -> Unmatched:
    shown = row.name or row.address or row.sha256 or text_of(row.row.cells[0])
    return Unmatched(row.row.number, shown[:200], why, row.row)
