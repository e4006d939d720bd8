"""Names, notes, exports and tables together: one record each, everything read once."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.media.sidecars.telegram_export import SAVED, write_export
from verify.domain.sources import DateClaimant
from verify.media.sidecars import sources_beside
from verify.media.sidecars.side_file import SideFile

_NOW = datetime(2026, 11, 26, tzinfo=UTC)


def test_a_name_alone_is_a_record_with_its_date(tmp_path: Path) -> None:
    clips = [tmp_path / "VID-20200227-WA0003.mp4", tmp_path / "clip.mp4"]

    beside = sources_beside(clips, _NOW)

    assert list(beside.records) == clips[:1]
    assert [date.claimed_by for date in beside.records[clips[0]].dates] == [DateClaimant.NAME]
    assert beside.remarks == []


def test_name_post_and_download_all_claim_their_dates(tmp_path: Path) -> None:
    clip = write_export(tmp_path)[SAVED]
    note = {"webpage_url": "https://video.example/1", "timestamp": 1582800000, "uploader": "x"}
    clip.with_suffix(".info.json").write_text(json.dumps(note))

    record = sources_beside([clip], _NOW).records[clip]

    assert record.read_from == ["result.json", f"{clip.stem}.info.json"]
    assert record.untrusted_platform == "Telegram"
    assert record.untrusted_address == "https://video.example/1"
    assert [(date.claimed_by, date.untrusted_text) for date in record.dates] == [
        (DateClaimant.SOURCE, "1582966800"),
        (DateClaimant.SOURCE, "1582800000"),
        (DateClaimant.NAME, clip.name),
    ]


def test_each_side_file_is_read_once_for_many_clips(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = list(write_export(tmp_path).values())
    (tmp_path / "log.csv").write_text("Link,Archive status\nhttps://x.example,ok\n")
    read: list[str] = []
    whole = SideFile.read
    monkeypatch.setattr(
        SideFile, "read", lambda file, cap: (read.append(file.path.name), whole(file, cap))[1]
    )

    sources_beside(media * 3, _NOW)

    assert read.count("result.json") == 1
    assert read.count("log.csv") == 1


def test_paths_as_given_are_the_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_export(tmp_path)
    monkeypatch.chdir(tmp_path / "chats" / "chat_003")
    relative = Path("video_files/VID-20200227-WA0003.mp4")

    assert sources_beside([relative], _NOW).records[relative].untrusted_caption == "انفجار"


def test_a_name_that_is_no_text_can_be_stored_and_shown(tmp_path: Path) -> None:
    write_export(tmp_path)
    clip = tmp_path / "VID-20200227-WA0003 \udcff\u202e.mp4"
    clip.with_suffix(".info.json").write_text('{"title": "x"}')

    beside = sources_beside([clip], _NOW)

    record = beside.records[clip]
    assert record.read_from == ["VID-20200227-WA0003 \ufffd\u202e.info.json"]
    assert record.dates[0].untrusted_text == "VID-20200227-WA0003 \ufffd\u202e.mp4"
    assert beside.remarks
    assert not any(mark in "".join(beside.remarks) for mark in ("\u202e", "\udcff"))


def test_footage_is_not_opened(tmp_path: Path) -> None:
    clip = tmp_path / "VID-20200227-WA0003.mp4"

    assert not clip.exists()
    assert sources_beside([clip], _NOW).records
