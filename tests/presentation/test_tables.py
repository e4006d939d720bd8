"""Tables come back as they were written, and no cell runs in a spreadsheet."""

import csv
import io
import re
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.domain.errors import BadTableError
from verify.domain.findings import PickedBecause
from verify.domain.rows import BrightnessRow, HashRow
from verify.presentation.tables import (
    CsvSink,
    flashes_csv,
    guard_text,
    keyframes_csv,
    read_rows,
    unguard_text,
)


class Named(NamedTuple):
    frame: int
    name: str


def written(rows, row_type):
    text = io.StringIO(newline="")
    sink = CsvSink(text, row_type)
    for row in rows:
        sink.write(row)
    return text.getvalue()


def test_brightness_rows_come_back_to_the_stated_digits():
    row = BrightnessRow(
        7, -3003, 1 / 30, 12.34567, 1.0, 11.5, 30.25, 99.9, 255.0, 0.0001234, 0.00004321
    )
    text = written([row], BrightnessRow)

    header, line = text.split("\r\n")[:2]
    assert header == (
        "frame,pts,time_s,luma_mean,luma_p05,luma_p50,luma_p95,luma_p99,luma_max,"
        "clipped_share,luminance_mean"
    )
    assert line == "7,-3003,0.033333,12.346,1.000,11.500,30.250,99.900,255.000,0.000123,0.0000432"
    (back,) = read_rows(io.StringIO(text, newline=""), BrightnessRow)
    assert back.pts == -3003
    assert back.time_s == pytest.approx(1 / 30, abs=5e-7)


def test_hash_hex_keeps_leading_zeros_through_the_table():
    row = HashRow(0, 0, 0.0, "0" * 63 + "1", 90, "00" * 8, "0e10" * 4)

    assert list(read_rows(io.StringIO(written([row], HashRow), newline=""), HashRow)) == [row]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "'=1"])
def test_text_that_a_spreadsheet_would_run_is_guarded(text):
    (_, cells) = csv.reader(io.StringIO(written([Named(-5, text)], Named), newline=""))

    assert cells == ["-5", "'" + text]


@given(st.lists(st.text(alphabet="=+-@＝;,\t\r\n\"'a"), min_size=1))
def test_no_cell_starts_a_formula_whatever_a_spreadsheet_separates_cells_by(names):
    table = written([Named(0, name) for name in names], Named)

    for separators in (";\n\r", "\t\n\r"):
        cells = re.split(f"[{separators}]", table)
        assert [cell for cell in cells if cell.lstrip('"')[:1] in {*"=+-@＝"} - {""}] == []
    for cells in csv.reader(io.StringIO(table, newline="")):
        assert [cell for cell in cells if cell[:1] in {*"=+-@＝\t\r\n"}] == []


@given(st.text() | st.text(alphabet="=+-@＝;\t\r\n'a"))
def test_any_text_comes_back_from_its_cell(text):
    assert unguard_text(guard_text(text)) == text


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
def test_any_column_of_text_comes_back_from_the_table(names):
    rows = [Named(index, name) for index, name in enumerate(names)]

    assert list(read_rows(io.StringIO(written(rows, Named), newline=""), Named)) == rows


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("frame,title\r\n", r"Line 1 .*columns are not frame,name"),
        ("", r"Line 1 "),
        ("frame,name\r\n1,a\r\nx,b\r\n", r"Line 3 .*invalid literal"),
        ("frame,name\r\n1\r\n", r"Line 2 "),
    ],
)
def test_a_damaged_table_is_refused_with_its_line(text, message):
    with pytest.raises(BadTableError, match=message):
        list(read_rows(io.StringIO(text, newline=""), Named))


def test_keyframe_table_lists_time_reason_file_and_hashes(keyframe_at):
    (line,) = csv.DictReader(
        io.StringIO(keyframes_csv([keyframe_at(75, PickedBecause.FLASH_ONSET)]))
    )

    assert line["timecode"] == "00:00:03.000"
    assert line["time_s"] == "3.000000"
    assert line["picked_because"] == "flash-onset"
    assert line["pdq"] == "0f" * 32
    assert line["file"].endswith("_flash-onset.jpg")


def test_flash_table_keeps_rejected_rises_and_leaves_unknown_cells_empty(analysis):
    accepted, rejected = csv.DictReader(io.StringIO(flashes_csv(analysis.flashes)))

    assert (accepted["number"], accepted["accepted"], accepted["half_life_s"]) == (
        "1",
        "true",
        "0.250000",
    )
    assert (accepted["left_px"], accepted["height_px"]) == ("10", "200")
    assert (rejected["number"], rejected["accepted"], rejected["reason"]) == (
        "2",
        "false",
        "the camera moved",
    )
    assert rejected["half_life_s"] == rejected["end_s"] == ""


def test_a_hint_that_looks_like_a_formula_is_guarded_in_the_flash_table(flash_at):
    (line,) = csv.DictReader(io.StringIO(flashes_csv([flash_at(1, hints=['=cmd|"/c calc"!A1'])])))

    assert line["hints"].startswith("'=")
