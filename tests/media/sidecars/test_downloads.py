"""What yt-dlp notes beside a download, and what becomes of a note that is not as it should be."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from verify.domain.sources import LONGEST_LINE, DateClaimant
from verify.media.sidecars import sources_beside

_NOW = datetime(2026, 11, 26, tzinfo=UTC)
_NOTE = {
    "id": "abc123",
    "title": "Night strike",
    "description": "قصف ليلي",
    "webpage_url": "https://video.example/watch?v=abc123",
    "extractor": "youtube",
    "extractor_key": "Youtube",
    "channel": "Local news",
    "uploader": "Local news",
    "uploader_id": "@localnews",
    "timestamp": 1582846865,
    "upload_date": "20200227",
    "epoch": 1583000000,
    "formats": [{"format_id": "137", "url": "https://cdn.example/x"}],
    "_type": "video",
    "_version": {"version": "2026.01.02", "repository": "yt-dlp/yt-dlp"},
}


def _note(folder: Path, name: str = "clip.info.json", **fields: Any) -> Path:
    (folder / name).write_text(json.dumps({**_NOTE, **fields}), "utf-8")
    return folder / "clip.mp4"


def test_a_note_fills_the_record(tmp_path: Path) -> None:
    clip = _note(tmp_path)

    beside = sources_beside([clip], _NOW)

    record = beside.records[clip]
    assert beside.remarks == []
    assert record.untrusted_address == "https://video.example/watch?v=abc123"
    assert record.untrusted_platform == "Youtube"
    assert record.untrusted_channel == "Local news"
    assert record.untrusted_handle == "@localnews"
    assert record.untrusted_caption == "Night strike\n\nقصف ليلي"
    assert record.untrusted_fetched_how == "yt-dlp 2026.01.02"
    assert record.read_from == ["clip.info.json"]
    posted, day, fetched = record.dates
    assert all(date.claimed_by is DateClaimant.SOURCE for date in record.dates)
    assert posted.earliest_utc == datetime(2020, 2, 27, 23, 41, 5, tzinfo=UTC)
    assert posted.is_zone_known
    assert not day.is_zone_known
    assert day.latest_utc - day.earliest_utc == timedelta(hours=24 + 14 + 12)
    assert fetched.meaning.startswith("fetched")


def test_a_single_format_finds_the_note_of_its_download(tmp_path: Path) -> None:
    _note(tmp_path)
    clip = tmp_path / "clip.f137.mp4"

    assert sources_beside([clip], _NOW).records[clip].untrusted_handle == "@localnews"


def test_a_name_too_long_for_a_note_has_none(tmp_path: Path) -> None:
    beside = sources_beside([tmp_path / f"{'x' * 250}.mp4"], _NOW)

    assert beside.records == {}
    assert beside.remarks == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ["a"]}, "title is no text"),
        ({"timestamp": "soon"}, "timestamp is no number"),
        ({"timestamp": 1e300}, "timestamp is no date"),
        ({"timestamp": 9_999_999_999}, "still to come"),
        ({"upload_date": "2020-02-27"}, "upload_date is no date in eight digits"),
        ({"upload_date": "20201327"}, "upload_date is no date"),
        ({"upload_date": "19700101"}, "before 1990"),
        ({"_version": 7}, "_version cannot be read"),
        ({"webpage_url": "https://x.example/" + "y" * 3000}, "cut to 2,000"),
    ],
)
def test_a_wrong_field_is_said_and_the_rest_is_taken(
    fields: dict[str, Any], words: str, tmp_path: Path
) -> None:
    clip = _note(tmp_path, **fields)

    beside = sources_beside([clip], _NOW)

    assert beside.records[clip].untrusted_channel == "Local news"
    assert any(words in remark for remark in beside.remarks), beside.remarks


def test_a_version_as_long_as_a_line_does_not_cost_the_clip(tmp_path: Path) -> None:
    clip = _note(tmp_path, _version={"version": "9" * LONGEST_LINE})

    beside = sources_beside([clip], _NOW)

    fetched_how = beside.records[clip].untrusted_fetched_how
    assert fetched_how is not None
    assert fetched_how.startswith("yt-dlp 999")
    assert len(fetched_how) == LONGEST_LINE
    assert "_version.version was cut" in beside.remarks[0]


def test_a_time_with_a_fraction_is_a_time(tmp_path: Path) -> None:
    clip = _note(tmp_path, timestamp=1582846865.5, upload_date=None, epoch=None)

    (date,) = sources_beside([clip], _NOW).records[clip].dates

    assert date.earliest_utc == datetime(2020, 2, 27, 23, 41, 5, 500_000, tzinfo=UTC)


def test_numbers_that_only_python_writes_do_not_cost_the_rest(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    note = '{"channel": "NaN and \\"Infinity\\" news", "aspect_ratio": NaN, "timestamp": -Infinity}'
    clip.with_suffix(".info.json").write_text(note, "utf-8")

    beside = sources_beside([clip], _NOW)

    assert beside.records[clip].untrusted_channel == 'NaN and "Infinity" news'
    assert beside.records[clip].dates == []
    assert any("put right" in remark for remark in beside.remarks)


def test_a_remark_shows_a_hostile_name_harmlessly(tmp_path: Path) -> None:
    clip = tmp_path / "\u202e4pm.mp4"
    clip.with_suffix(".info.json").write_bytes(b"{")

    (remark,) = sources_beside([clip], _NOW).remarks

    assert "\u202e" not in remark


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*_NOTE, "original_url", "release_timestamp"]), _JSON))
def test_any_note_gives_a_record_within_its_limits(tmp_path: Path, note: dict[str, Any]) -> None:
    (tmp_path / "clip.info.json").write_text(json.dumps(note), "utf-8")
    clip = tmp_path / "clip.mp4"

    record = sources_beside([clip], _NOW).records[clip]

    assert len(record.untrusted_address or "") <= LONGEST_LINE
    for date in record.dates:
        assert date.latest_utc.year >= 1990
        assert date.earliest_utc <= _NOW
    for text in (record.untrusted_caption, record.untrusted_channel, record.untrusted_note):
        (text or "").encode()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_remark_or_a_record(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "clip.info.json").write_bytes(content)
    clip = tmp_path / "clip.mp4"

    beside = sources_beside([clip], _NOW)

    assert beside.records or beside.remarks
