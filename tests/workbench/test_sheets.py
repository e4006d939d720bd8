"""The desk's spreadsheet: its rows go to the entries that they name, and nothing is guessed."""

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from tests.storage.footage import REPORTER, key_of, new_entry
from verify.domain.archive import EntryKind
from verify.domain.custody import Action
from verify.domain.errors import BadParameterError
from verify.domain.exchange_errors import BadSheetError, FileTakenError
from verify.domain.sources import DateClaimant, SourceRecord
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive.sheets import SheetReading, export_sheet, import_sheet
from verify.workbench.archive.shelf import Shelf

POST = "https://t.me/idlib/12"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    store = memory_store()
    with closing(store):
        store.add(new_entry("Strike.MP4"), REPORTER)
        store.add(new_entry("twice.mp4"), REPORTER)
        store.add(new_entry("Twice.mp4"), REPORTER)
        posted = SourceRecord(untrusted_address=POST, untrusted_note="seen by Omar")
        store.add(new_entry("e\u0301te\u0301.mov", source=posted), REPORTER)
        elsewhere = SourceRecord(untrusted_address="https://t.me/kyiv/7")
        store.add(new_entry("IMG_0001.mp4", source=elsewhere), REPORTER)
        store.add(new_entry("hashed.mp4", kind=EntryKind.HASHES, size_bytes=None), REPORTER)
        yield Shelf(tmp_path, store, objects_of(store, tmp_path), REPORTER)
        assert list(store.faults()) == []


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.csv"


def write(file: Path, *rows: tuple[str, ...]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    file.write_text(text.getvalue(), "utf-8", newline="")


def source(shelf: Shelf, name: str) -> SourceRecord:
    return shelf.store.entry(key_of(name)).source


def test_a_row_becomes_part_of_the_source_record(shelf: Shelf, log: Path) -> None:
    write(
        log,
        ("file", "link", "date", "notes"),
        ("C:\\clips\\strike.mp4", "https://example.org/1", "27.02.2020", "two\nlines"),
    )
    answer = import_sheet(shelf, log)
    assert (answer.rows, answer.matched, answer.entries) == (1, 1, 1)
    record = source(shelf, "Strike.MP4")
    assert record.untrusted_address == "https://example.org/1"
    assert record.untrusted_note == "two\nlines"
    assert record.read_from == ["log.csv"]
    (date,) = record.dates
    assert date.claimed_by is DateClaimant.SHEET
    assert date.untrusted_text == "27.02.2020"
    assert 'column C "date"' in date.meaning


def test_what_is_known_stays_and_the_sheets_other_word_goes_into_the_note(
    shelf: Shelf, log: Path
) -> None:
    write(log, ("name", "url", "note"), ("ÉTÉ.mov", "https://example.org/2", "night"))
    import_sheet(shelf, log)
    record = source(shelf, "e\u0301te\u0301.mov")
    assert record.untrusted_address == POST
    assert record.untrusted_note == (
        "seen by Omar\nOther address (by log.csv): https://example.org/2\nnight"
    )


def test_a_sheet_that_is_read_again_changes_nothing(shelf: Shelf, log: Path) -> None:
    write(log, ("name", "url", "note"), ("strike", POST, "night"), ("été.mov", "x://y", "a\nb"))
    assert import_sheet(shelf, log).entries == 2
    before = list(shelf.store.events())
    assert [event.action for event in before[-2:]] == [Action.SOURCE_RECORDED] * 2
    again = import_sheet(shelf, log)
    assert (again.matched, again.entries) == (2, 0)
    assert list(shelf.store.events()) == before


@pytest.mark.parametrize(
    ("row", "entry"),
    [
        (("", "strike.mp4", ""), "Strike.MP4"),
        (("", "folder/STRIKE.mp4", ""), "Strike.MP4"),
        (("", "strike", ""), "Strike.MP4"),
        (("", "\u00e9t\u00e9.MOV", ""), "e\u0301te\u0301.mov"),
        (("", "", "http://T.me/idlib/12/"), "e\u0301te\u0301.mov"),
        ((key_of("twice.mp4").upper(), "twice.mp4", ""), "twice.mp4"),
        (("f" * 64, "hashed.mp4", ""), "hashed.mp4"),
    ],
)
def test_a_row_finds_its_entry(shelf: Shelf, log: Path, row: tuple[str, ...], entry: str) -> None:
    write(log, ("sha256", "name", "link", "note"), (*row, "this one"))
    answer = import_sheet(shelf, log)
    assert answer.unmatched == []
    assert "this one" in (source(shelf, entry).untrusted_note or "")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "twice.mp4", ""), "2 entries have this name or address"),
        (("", "other.mp4", ""), "no entry of the archive has this name"),
        (("", "", ""), "names no file"),
        (("f" * 64, "strike.mp4", ""), "has another SHA-256"),
        (("", "img_0001.mp4", POST), "name is of one entry and its address of another"),
    ],
)
def test_a_row_of_no_single_entry_is_given_back_with_the_reason(
    shelf: Shelf, log: Path, tmp_path: Path, row: tuple[str, ...], why: str
) -> None:
    write(log, ("sha256", "name", "link", "note"), (*row, "=cmd()"))
    rest = tmp_path / "rest.csv"
    answer = import_sheet(shelf, log, unmatched_to=rest)
    (unmatched,) = answer.unmatched
    assert unmatched.number == 2
    assert why in unmatched.why
    assert answer.entries == 0
    header, cells = csv.reader(io.StringIO(rest.read_text("utf-8-sig")))
    assert header == ["row", "why", "sha256", "name", "link", "note"]
    assert cells == ["2", unmatched.why, *row, "'=cmd()"]


def test_a_file_of_unmatched_rows_replaces_nothing_and_then_nothing_is_taken(
    shelf: Shelf, log: Path
) -> None:
    write(log, ("name", "note"), ("strike.mp4", "night"))
    other = log.with_name("precious.csv")
    other.write_text("precious", "utf-8")
    with pytest.raises(FileTakenError):
        import_sheet(shelf, log, unmatched_to=other)
    with pytest.raises(BadParameterError, match="another file than the sheet"):
        import_sheet(shelf, log, unmatched_to=log, force=True)
    assert other.read_text("utf-8") == "precious"
    assert source(shelf, "Strike.MP4").is_empty


def test_what_is_no_date_stays_as_words(shelf: Shelf, log: Path) -> None:
    write(log, ("name", "date", "note"), ("strike.mp4", "last Thursday", "night"))
    answer = import_sheet(shelf, log)
    assert answer.remarks == [
        "Row 2: 'last Thursday' is no date that can be read; kept in the note."
    ]
    record = source(shelf, "Strike.MP4")
    assert record.untrusted_note == "night\nDate in the sheet: last Thursday"
    assert record.dates == []


def test_columns_are_as_the_user_says(shelf: Shelf, log: Path) -> None:
    write(log, ("strike.mp4", "ignored", "night"))
    answer = import_sheet(shelf, log, SheetReading("name=A,note=C"))
    assert "Columns (no heading): name from A, note from C." in answer.notes
    assert source(shelf, "Strike.MP4").untrusted_note == "night"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a,b\nc,d\n", "no column that says which footage"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "before 2007"),
        (b"PK\x03\x04torn", "no workbook, or a torn one"),
    ],
)
def test_what_is_no_sheet_is_refused(shelf: Shelf, log: Path, content: bytes, says: str) -> None:
    log.write_bytes(content)
    with pytest.raises(BadSheetError, match=says):
        import_sheet(shelf, log)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_log_is_written_with_cells_that_run_nothing_and_read_back_the_same(
    shelf: Shelf, tmp_path: Path, log: Path, ending: str
) -> None:
    write(
        log,
        ("name", "address", "date", "note"),
        ("strike.mp4", "=HYPERLINK(1)", "27.02.2020", "@now\x07 ليل"),
    )
    import_sheet(shelf, log)
    out = tmp_path / f"out{ending}"
    written = export_sheet(shelf, out)
    assert written.entries == 6
    if ending == ".csv":
        rows = list(csv.reader(io.StringIO(out.read_text("utf-8-sig"), newline="")))
    else:
        sheet = openpyxl.load_workbook(out).active
        assert sheet is not None
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
            "inlineStr",
            "s",
            "n",
        }
        rows = [[str(cell or "") for cell in row] for row in sheet.values]
    assert rows[0][:5] == ["sha256", "name", "address", "date", "note"]
    assert rows[1][0] == key_of("Strike.MP4")
    assert rows[1][1:4] == ["Strike.MP4", "'=HYPERLINK(1)", "27.02.2020"]
    assert rows[1][4].startswith("'@now")
    again = import_sheet(shelf, out)
    assert (again.rows, again.matched) == (6, 6)
    assert source(shelf, "Strike.MP4").untrusted_address == "=HYPERLINK(1)"


def test_a_log_of_another_ending_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(BadParameterError, match="xlsx"):
        export_sheet(shelf, tmp_path / "log.ods")
