"""Lists that other programs wrote: each form, and each kind of badness, by its line."""

from pathlib import Path

import numpy as np
import pytest

from verify.domain.archive import EntryKind, key_of_hashes
from verify.exchange.forms import ListForm, form_of, read_list
from verify.exchange.listed import BadLine, LeftOut, Listed
from verify.presentation.vpdq import read_vpdq

A, B, C = "a1" * 32, "b2" * 32, "0c" * 32
HEADER = "frame,pts,time_s,pdq,pdq_quality,phash,dhash\n"


def table(*rows: str, header: str = HEADER) -> list[str]:
    return [header, *(f"{row}\n" for row in rows)]


def read(lines: list[str], form: ListForm | None = None) -> list[Listed | LeftOut]:
    told = form or form_of(lines)
    assert told is not None
    return list(read_list(lines, told, "list.csv", "clip.mp4"))


def taken(lines: list[str], form: ListForm | None = None) -> list[Listed]:
    items = read(lines, form)
    assert all(isinstance(item, Listed) for item in items), items
    return [item for item in items if isinstance(item, Listed)]


def problem(lines: list[str], form: ListForm | None = None) -> tuple[int, str]:
    (item,) = (item for item in read(lines, form) if isinstance(item, LeftOut))
    return item.line, item.problem


@pytest.mark.parametrize(
    ("lines", "form"),
    [
        (table(f"0,0,0.0,{A},100,,"), ListForm.TABLE),
        ([f"name,pdq,time_s\nx,{A},0\n"], ListForm.TABLE),
        (['["', A, ',100,0.0"]'], ListForm.VPDQ),
        ([f"0,100,{A},0.000\n"], ListForm.VPDQ),
        ([f"{A}\n"], ListForm.PDQ),
        ([f"{A},strike.mp4\n"], ListForm.PDQ),
        (["hash;name\n", f"{A};strike.mp4\n"], ListForm.PDQ),
        (["1.23E+75\n"], ListForm.PDQ),
        (['{"form":"verify.entry/1"}\n'], ListForm.ENTRIES),
        (["Dear colleague,\n", "find attached\n"], None),
        (["\n"], None),
    ],
)
def test_a_form_is_told_by_its_content(lines: list[str], form: ListForm | None) -> None:
    assert form_of("".join(lines).splitlines(keepends=True)) is form


def test_our_own_table_is_one_entry_with_all_its_hashes() -> None:
    rows = (
        f"0,0,0.000000,{A},100,{'0' * 15}1,{'f' * 16}",
        f"1,512,0.040040,{C},31,{'2' * 16},{'3' * 16}",
    )
    (item,) = taken(table(*rows))
    hashes = item.entry.hashes
    assert item.entry.untrusted_name == "clip.mp4"
    assert item.entry.kind is EntryKind.HASHES
    assert item.entry.key == key_of_hashes(hashes)
    assert item.entry.source is not None
    assert item.entry.source.read_from == ["list.csv"]
    assert hashes.time_ms.tolist() == [0, 40]
    assert hashes.quality.tolist() == [100, 31]
    assert [f"{word:016x}" for word in hashes.pdq[1]] == [C[:16]] * 4
    assert hashes.phash is not None
    assert hashes.phash.tolist() == [1, 0x2222222222222222]
    assert hashes.dhash is not None
    assert hashes.dhash.dtype == np.uint64


def test_a_table_of_several_is_divided_by_name_and_key() -> None:
    header = "key,name,time_s,pdq\n"
    items = taken(
        table(f",x.mp4,0,{A}", f",x.mp4,1,{B}", f",=y.mp4,0,{A}", f"{C},z.mp4,0,{B}", header=header)
    )
    assert [(item.line, item.entry.untrusted_name, len(item.entry.hashes)) for item in items] == [
        (2, "x.mp4", 2),
        (4, "=y.mp4", 1),
        (5, "z.mp4", 1),
    ]
    assert items[2].entry.key == C
    assert [item.has_own_key for item in items] == [False, False, True]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"0,0,0.0,{A[:40]},100,,", "has 40 hex digits, not 64"),
        (f"0,0,0.0,{A}ff,100,,", "has 66 hex digits, not 64"),
        (f"0,0,0.0,{'x' * 64},100,,", "no hexadecimal hash"),
        ("0,0,0.0,1.23E+75,100,,", "rounded; its digits are lost"),
        (f"0,0,0.0,{'1234' + '0' * 60},100,,", "rounded; its digits are lost"),
        (f"0,0,0.0,{A},101,,", "quality '101' is not a whole number from 0 to 100"),
        (f"0,0,0.0,{A},9.5,,", "quality '9.5'"),
        (f"0,0,-1,{A},100,,", "time '-1' is not from 0"),
        (f"0,0,nan,{A},100,,", "time 'nan'"),
        (f"0,0,soon,{A},100,,", "time 'soon' is not a number"),
        (f"0,0,9e9,{A},100,,", "is not from 0 to 4,294,967 seconds"),
        (f"0,0,0.0,{A},100,{'1' * 15},", "pHash is not 16 hex digits"),
        (f"0,0,0.0,{A},100,", "more or fewer cells"),
    ],
)
def test_a_bad_line_is_named_and_leaves_its_entry_out(row: str, says: str) -> None:
    line, told = problem(table(row))
    assert line == 2
    assert says in told


def test_one_bad_line_leaves_out_the_whole_entry_and_no_other() -> None:
    header = "name,time_s,pdq\n"
    rows = (f"x,0,{A}", "x,1,zz", f"x,2,{A}", f"y,0,{B}")
    bad, good = read(table(*rows, header=header))
    assert isinstance(bad, LeftOut)
    assert (bad.line, bad.untrusted_name) == (3, "x")
    assert isinstance(good, Listed)
    assert good.entry.untrusted_name == "y"


def test_time_that_runs_back_is_told() -> None:
    assert (
        "hash 2 is earlier than the one before"
        in problem(table(f"0,0,1.0,{A},1,,", f"1,1,0.5,{B},1,,"))[1]
    )


def test_a_column_that_is_there_for_some_lines_only_is_told() -> None:
    rows = (f"0,0,0,{A},1,{'1' * 16},", f"1,1,1,{B},1,,")
    assert "pHash is missing in 1 of 2 lines" in problem(table(*rows))[1]


def test_lines_of_one_name_in_two_places_are_refused() -> None:
    rows = (f"x,0,{A}", f"y,0,{B}", f"x,1,{C}")
    with pytest.raises(BadLine, match="'x' in two places, again at line 4"):
        read(table(*rows, header="name,time_s,pdq\n"))


def test_lost_leading_zeros_are_put_back_and_told_by_line() -> None:
    items = taken([f"{A}\n", f"{C[1:]},shortened.mp4\n", f"y.mp4,{'f' * 56}\n"])
    assert [list(item.mended_lines) for item in items] == [[], [2], [3]]
    assert [item.entry.untrusted_name for item in items] == [
        "clip.mp4 line 1",
        "shortened.mp4",
        "y.mp4",
    ]
    assert int(items[1].entry.hashes.pdq[0][0]) == int(C[:16], 16)
    assert int(items[2].entry.hashes.pdq[0][0]) == 0xFFFFFFFF


def test_a_shorter_hash_is_no_pdq_that_lost_its_zeros() -> None:
    assert problem([f"{'f' * 55}\n"])[1] == "the PDQ hash has 55 hex digits, not 64"
    assert problem([f"{'f' * 16}\n"], ListForm.PDQ)[1] == "the PDQ hash has 16 hex digits, not 64"


def test_each_bare_hash_is_an_entry_of_its_own_of_unknown_quality() -> None:
    first, second = taken([f"{A}\n", "\n", f'{B},"night, strike.mp4"\n'])
    assert (first.line, second.line) == (1, 3)
    assert second.entry.untrusted_name == "night, strike.mp4"
    assert second.entry.hashes.quality.tolist() == [255]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (f"0,100,{A},0.0\n1,100,{A[1:]},0.1\n", 2, "not 64 hex digits"),
        (f"0,101,{A},0.0\n", 1, "quality is not a whole number from 0 to 100"),
        (f'["{A},100,0.0", 7]', 2, "not text"),
        (f"0,100,{A},1.0\n1,100,{A},0.5\n", 1, "earlier than the one before"),
        ("[]", 1, "it has no hashes"),
    ],
)
def test_a_bad_vpdq_text_is_left_out_whole(text: str, line: int, says: str) -> None:
    told = problem(text.splitlines(keepends=True), ListForm.VPDQ)
    assert told[0] == line
    assert says in told[1]


def test_the_reference_tools_own_lists_come_in_whole(shared_data: Path) -> None:
    lists = sorted((shared_data / "dup" / "vpdq").glob("*-bar.txt"))
    assert len(lists) >= 10
    for file in lists:
        text = file.read_text("utf-8")
        (item,) = taken(text.splitlines(keepends=True))
        words = np.ascontiguousarray(item.entry.hashes.pdq, ">u8").tobytes().hex()
        assert words == "".join(line.split(",")[2] for line in text.splitlines())
        assert len(item.entry.hashes) == len(read_vpdq(text)) == text.count("\n")
