"""Workbooks: what a spreadsheet shows, from a stranger's zip."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from verify.exchange.sheets import workbook
from verify.exchange.sheets.cells import BadSheet
from verify.exchange.sheets.workbook import read_workbook


def book(*rows: list[Any], change: Callable[[Any], None] = lambda _book: None) -> bytes:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.title = "Log"
    for row in rows:
        made.active.append(row)
    change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            held = old.read(part)
            new.writestr(part.filename, change(held) if part.filename == name else held)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_text_dates_and_numbers_are_as_shown() -> None:
    sheet = read_workbook(
        book(["name", "date"], ["ليل.mp4", datetime.fromisoformat("2020-02-27T21:04")], [7, True])
    )
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (1, ["name", "date"]),
        (2, ["ليل.mp4", datetime.fromisoformat("2020-02-27T21:04")]),
        (3, [7.0, "True"]),
    ]


def test_days_are_counted_from_where_the_workbook_says() -> None:
    def mac(made: Any) -> None:
        made.epoch = CALENDAR_MAC_1904

    moment = datetime.fromisoformat("2020-02-27T21:04")
    for content in (book(["d"], [moment]), book(["d"], [moment], change=mac)):
        assert read_workbook(content).rows[1].cells == [moment]
    counted = read_workbook(book(["d"], [43888], change=mac)).day_count_from
    assert counted == datetime.fromisoformat("1904-01-01")


def test_a_formula_gives_the_value_that_was_last_worked_out() -> None:
    content = book(["name", "note"], ["a.mp4", "=1+1"], ["b.mp4", "=NA()"])
    worked_out = with_part(
        content,
        SHEET,
        lambda xml: xml.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
            b'r="B3"><f>NA()</f><v />', b'r="B3" t="e"><f>NA()</f><v>#N/A</v>'
        ),
    )
    assert worked_out != content
    sheet = read_workbook(worked_out)
    assert [row.cells for row in sheet.rows[1:]] == [["a.mp4", 2.0], ["b.mp4"]]
    assert any("Cell B3 holds an error" in note for note in sheet.notes)


def test_a_formula_without_a_value_is_told_by_its_cell() -> None:
    sheet = read_workbook(book(["name", "note"], ["a.mp4", "=1+1"]))
    assert sheet.rows[1].cells == ["a.mp4"]
    assert any("Cell B2 holds a formula without its last value" in note for note in sheet.notes)


def test_a_merged_area_says_the_same_of_each_of_its_rows() -> None:
    def merge(made: Any) -> None:
        made["Log"].merge_cells("B2:B3")
        made["Log"].merge_cells("A1:B1")

    rows = ["log", None], ["a.mp4", "https://example.org/1"], ["b.mp4", None], ["c.mp4", None]
    sheet = read_workbook(book(*rows, change=merge))
    assert [row.cells for row in sheet.rows] == [
        ["log"],
        ["a.mp4", "https://example.org/1"],
        ["b.mp4", "https://example.org/1"],
        ["c.mp4"],
    ]
    assert any("2 merged areas" in note for note in sheet.notes)


def test_the_first_sheet_that_is_not_hidden_is_read_or_the_one_named() -> None:
    def hide(made: Any) -> None:
        made.create_sheet("Second").append(["second"])
        made["Log"].sheet_state = "hidden"

    content = book(["first"], change=hide)
    assert read_workbook(content).rows[0].cells == ["second"]
    assert read_workbook(content, "Log").rows[0].cells == ["first"]
    with pytest.raises(BadSheet, match="no worksheet 'Lgo'") as caught:
        read_workbook(content, "Lgo")
    assert "'Log', 'Second'" in caught.value.advice


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_LARGEST_UNPACKED_BYTES", 100_000)
    content = with_part(book(["a"]), SHEET, lambda xml: xml + b" " * 200_000)
    assert len(content) < 250_000
    with pytest.raises(BadSheet, match="would unpack to 0 MB in"):
        read_workbook(content)


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    content = book(["a"])
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        size = parts.getinfo(SHEET).file_size
    lying = content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != content
    with pytest.raises(BadSheet, match="cannot be read as a workbook"):
        read_workbook(lying)


def test_workbooks_are_read_by_the_parser_that_refuses_entities() -> None:
    assert openpyxl.DEFUSEDXML
    assert not openpyxl.LXML


def test_entities_are_refused_not_expanded() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    content = with_part(
        book(["a"]), SHEET, lambda xml: xml.replace(b"<worksheet", laughs + b"<worksheet", 1)
    )
    with pytest.raises(BadSheet, match="cannot be read as a workbook"):
        read_workbook(content)


def test_a_row_number_beyond_all_sheets_ends_the_reading() -> None:
    content = with_part(
        book(["a"]), SHEET, lambda xml: xml.replace(b'<row r="1"', b'<row r="99999999999"')
    )
    with pytest.raises(BadSheet, match="more than"):
        read_workbook(content)


@pytest.mark.parametrize("cut", [4, 100, 2000, -30])
def test_a_torn_workbook_is_refused(cut: int) -> None:
    with pytest.raises(BadSheet):
        read_workbook(book(["a"])[:cut])


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", SHEET])
def test_a_workbook_with_a_broken_part_is_refused(part: str) -> None:
    with pytest.raises(BadSheet, match="cannot be read as a workbook"):
        read_workbook(with_part(book(["a", "b"]), part, lambda xml: xml[: len(xml) // 2]))


def test_what_the_reader_prints_of_a_broken_style_is_not_our_answer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    content = with_part(
        book(["a"]),
        "xl/styles.xml",
        lambda xml: xml.replace(
            b'<cellStyle name="Normal" xfId="0"', b'<cellStyle name="Normal" xfId="9"'
        ),
    )
    with pytest.raises(BadSheet, match="cannot be read as a workbook"):
        read_workbook(content)
    assert capsys.readouterr().out == ""
