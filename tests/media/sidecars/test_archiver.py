"""The tables of auto-archiver: which row is of which file, and what its times can mean."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verify.media.sidecars import sources_beside

_NOW = datetime(2026, 11, 26, tzinfo=UTC)
_POSTED = datetime(2020, 2, 27, 23, 41, 5, tzinfo=UTC)
_COLUMNS = [
    "Link",
    "Destination folder",
    "Archive status",
    "Archive location",
    "Archive date",
    "Upload timestamp",
    "Upload title",
    "Text content",
    "Hash",
]


def _row(post: str, page: str, **cells: str) -> dict[str, str]:
    return {
        "Link": f"https://t.me/north/{post}",
        "Archive status": "telegram_extractor: success",
        "Archive location": page,
        "Archive date": "2020-02-28T10:00:00.123456+00:00",
        "Upload timestamp": "2020-02-27T23:41:05+00:00",
        "Upload title": f"Post {post}",
        "Text content": "قصف ليلي",
        **cells,
    }


def _sheet(place: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> None:
    with place.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, _COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def _database(place: Path, rows: list[tuple[str, Any, Any]]) -> None:
    """Write what csv.DictWriter makes of dataclasses as dictionaries: `repr`, cell by cell."""
    with place.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["status", "metadata", "media"])
        writer.writerows(rows)


def _medium(key: str, **properties: Any) -> dict[str, Any]:
    return {
        "filename": f"/tmp/tmpx/{key}",
        "_key": key,
        "urls": [f"./local_archive/{key}"],
        "properties": {"hash": "SHA-256:ab", "size": 3.5, **properties},
        "_mimetype": "video/mp4",
        "_stored": True,
    }


def test_a_sheets_row_is_found_by_the_folder_of_its_page(tmp_path: Path) -> None:
    pages = "https://archive.example/north/https-t-me-north-"
    _sheet(tmp_path / "log.csv", [_row("1", f"{pages}1/p.html"), _row("2", f"{pages}2/q.html")])
    clip = tmp_path / "north" / "https-t-me-north-2" / "abc.mp4"
    clip.parent.mkdir(parents=True)

    record = sources_beside([clip], _NOW).records[clip]

    assert record.untrusted_address == "https://t.me/north/2"
    assert record.untrusted_caption == "Post 2\n\nقصف ليلي"
    assert record.untrusted_fetched_how == "auto-archiver (telegram_extractor: success)"
    assert f"Archived at: {pages}2/q.html" in (record.untrusted_note or "")
    assert "Found by the folder" in (record.untrusted_note or "")
    assert record.read_from == ["log.csv"]


def test_a_sheets_times_are_not_taken_for_utc_though_they_say_so(tmp_path: Path) -> None:
    _sheet(tmp_path / "log.csv", [_row("1", "https://archive.example/x/clip.mp4")])
    clip = tmp_path / "clip.mp4"

    posted, fetched = sources_beside([clip], _NOW).records[clip].dates

    assert not posted.is_zone_known
    assert posted.earliest_utc == _POSTED - timedelta(hours=14)
    assert posted.latest_utc == _POSTED + timedelta(hours=12)
    assert "zone not looked at" in fetched.meaning


def test_a_folder_that_several_rows_share_says_nothing(tmp_path: Path) -> None:
    _sheet(tmp_path / "log.csv", [_row(n, f"local_archive/{n}.html") for n in "12"])
    clip = tmp_path / "local_archive" / "abc.mp4"
    clip.parent.mkdir()

    assert sources_beside([clip], _NOW).records == {}


def test_the_database_names_each_medium_and_the_stills_inside_it(tmp_path: Path) -> None:
    metadata = {
        "_processed_at": datetime(2020, 2, 28, 10, 0, 0, 123, tzinfo=UTC),
        "url": "https://t.me/north/1",
        "title": 'It\'s "night"\n',
        "content": "قصف \u202e ليلي \\ \x0b",
        "timestamp": _POSTED,
        "is_live": None,
    }
    stills = [_medium("still-1.jpg"), _medium("still-2.jpg")]
    media = [_medium("abc.mp4", thumbnails=stills, transcript=["text", 1]), _medium("def.mp4")]
    rows = [("telegram_extractor: success", metadata, media), ("no archiver", {}, [])]
    _database(tmp_path / "db.csv", rows)
    folder = tmp_path / "local_archive"
    folder.mkdir()
    clips = [folder / name for name in ("abc.mp4", "def.mp4", "still-2.jpg", "other.mp4")]

    beside = sources_beside(clips, _NOW)

    assert list(beside.records) == clips[:3]
    assert beside.remarks == []
    record = beside.records[clips[0]]
    assert record.untrusted_address == "https://t.me/north/1"
    assert record.untrusted_caption == 'It\'s "night"\n\n\nقصف \u202e ليلي \\ \x0b'
    posted, fetched = record.dates
    assert posted.is_zone_known
    assert posted.earliest_utc == _POSTED
    assert fetched.earliest_utc == datetime(2020, 2, 28, 10, tzinfo=UTC)


def test_any_text_that_python_wrote_is_read_back(tmp_path: Path) -> None:
    for number, text in enumerate(("'", '"', "\\", "\\'\"", "\x00\x7f", "\u2028", "😀", "None {}")):
        metadata = {"url": "https://x.example", "title": text}
        _database(tmp_path / "db.csv", [("ok", metadata, [_medium("clip.mp4")])])
        clip = tmp_path / "clip.mp4"

        caption = sources_beside([clip], _NOW).records[clip].untrusted_caption

        assert caption == text.replace("\0", "\ufffd"), number


@pytest.mark.parametrize(
    "cell", ["{'url': <object>}", "__import__('os').abort()", "{" * 5000, "[1, 2", "{'a': 1}}", ""]
)
def test_a_row_that_python_could_not_have_written_is_said(cell: str, tmp_path: Path) -> None:
    good = ("ok", {"url": "https://x.example"}, [_medium("clip.mp4")])
    _database(tmp_path / "db.csv", [("bad", cell, cell), good])
    clip = tmp_path / "clip.mp4"

    beside = sources_beside([clip], _NOW)

    assert beside.records[clip].untrusted_address == "https://x.example"
    assert any("row 2" in remark for remark in beside.remarks)


def test_another_table_is_none_of_the_archivers(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("name,link,date\nclip.mp4,https://x.example,2020\n")
    (tmp_path / "pipe.csv").mkdir()

    beside = sources_beside([tmp_path / "clip.mp4"], _NOW)

    assert beside.records == {}
    assert beside.remarks == []


def test_a_sheet_in_another_encoding_is_said(tmp_path: Path) -> None:
    row = _row("1", "https://archive.example/clip.mp4")
    row["Upload title"], row["Text content"] = "café", ""
    _sheet(tmp_path / "log.csv", [row], encoding="cp1252")
    clip = tmp_path / "clip.mp4"

    beside = sources_beside([clip], _NOW)

    assert beside.records[clip].untrusted_caption == "caf\ufffd"
    assert any("Save the sheet as CSV in UTF-8" in remark for remark in beside.remarks)


def test_a_failed_row_without_a_page_is_of_no_clip(tmp_path: Path) -> None:
    _sheet(tmp_path / "log.csv", [_row("1", "", **{"Archive status": "Archive failed"})])

    assert sources_beside([tmp_path / "clip.mp4"], _NOW).records == {}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.text(max_size=20), min_size=3, max_size=9), max_size=4),
    st.sampled_from(["status,metadata,media", ",".join(_COLUMNS)]),
)
def test_any_table_gives_records_or_remarks(
    tmp_path: Path, rows: list[list[str]], header: str
) -> None:
    with (tmp_path / "log.csv").open("w", encoding="utf-8", newline="", errors="replace") as file:
        file.write(f"{header}\n")
        csv.writer(file).writerows(rows)

    sources_beside([tmp_path / "clip.mp4"], _NOW)
