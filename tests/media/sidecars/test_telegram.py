"""A Telegram Desktop export fills the source records of its clips; damage is said in words."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.media.sidecars import telegram_export
from tests.media.sidecars.telegram_export import NIGHT, PHOTO, ROUND, SAVED, THUMBNAIL, write_export
from verify.domain.sources import DateClaimant, SourceRecord
from verify.media.sidecars import sources_beside

_NOW = datetime(2026, 11, 26, tzinfo=UTC)
_POSTED = datetime(2020, 2, 27, 23, 41, 5, tzinfo=UTC)


@pytest.fixture
def media(tmp_path: Path) -> dict[str, Path]:
    return write_export(tmp_path / "DataExport_2020-03-01")


def _one_chat(folder: Path, messages: Any, **fields: Any) -> Path:
    folder.mkdir(exist_ok=True)
    chat = {"name": "Channel", "type": "public_channel", "id": 1, "messages": messages, **fields}
    (folder / "result.json").write_text(json.dumps(chat), "utf-8")
    return folder / "clip.mp4"


def _said(clip: Path) -> SourceRecord:
    return sources_beside([clip], _NOW).records[clip]


def test_every_clip_of_an_export_gets_its_record_with_no_typing(media: dict[str, Path]) -> None:
    beside = sources_beside(list(media.values()), _NOW)

    assert set(beside.records) == set(media.values())
    video = beside.records[media[NIGHT]]
    assert video.untrusted_platform == "Telegram"
    assert video.untrusted_channel == "شبكة أخبار الشمال"
    assert video.untrusted_handle == "channel1234567890"
    assert video.untrusted_address == "https://t.me/c/1234567890/512"
    assert video.untrusted_caption == f"{telegram_export.CAPTION} #إدلب المصدر"
    assert video.untrusted_forwarded_from is None
    assert video.untrusted_fetched_how == "export of Telegram Desktop"
    assert video.untrusted_note == "Kind of chat: public channel\nSigned: محرر الليل"
    assert video.read_from == ["result.json"]
    posted, edited = video.dates
    assert posted.claimed_by is DateClaimant.SOURCE
    assert posted.earliest_utc == posted.latest_utc == _POSTED
    assert posted.is_zone_known
    assert (posted.meaning, edited.meaning) == ("posted", "edited")


def test_a_photo_a_round_video_and_a_thumbnail_are_found(media: dict[str, Path]) -> None:
    records = sources_beside(list(media.values()), _NOW).records

    assert records[media[PHOTO]].untrusted_caption == "صورة من المكان"
    assert records[media[ROUND]].untrusted_channel == "Night watch"
    assert records[media[ROUND]].untrusted_handle == "Abu Omar (user4242)"
    assert "small picture" in (records[media[THUMBNAIL]].untrusted_note or "")


def test_a_forward_names_its_origin_and_its_date_is_that_of_the_forward(
    media: dict[str, Path],
) -> None:
    records = sources_beside(list(media.values()), _NOW).records

    saved = records[media[SAVED]]
    assert saved.untrusted_forwarded_from == "مصدر محلي"
    assert "Saved from: Night watch" in (saved.untrusted_note or "")
    assert {date.meaning for date in saved.dates if date.claimed_by is DateClaimant.SOURCE} == {
        "forwarded to this chat"
    }
    assert [date.claimed_by for date in saved.dates] == [DateClaimant.SOURCE, DateClaimant.NAME]
    hidden = records[media[ROUND]]
    assert hidden.untrusted_forwarded_from is None
    assert "does not say from whom" in (hidden.untrusted_note or "")


def test_media_that_the_export_leaves_out_are_counted(media: dict[str, Path]) -> None:
    remarks = sources_beside([media[NIGHT]], _NOW).remarks

    (remark,) = remarks
    assert "1 messages have media that this export leaves out" in remark
    assert "export again" in remark


def test_a_file_that_no_message_names_is_said(media: dict[str, Path]) -> None:
    other = media[NIGHT].with_name("other.mp4")

    beside = sources_beside([other], _NOW)

    assert other not in beside.records
    assert any("no message names chats/chat_001/video_files/other.mp4" in x for x in beside.remarks)


def test_an_export_before_2022_has_times_without_a_zone(tmp_path: Path) -> None:
    clip = _one_chat(tmp_path, [{"id": 1, "date": "2020-02-27T23:41:05", "file": "clip.mp4"}])

    (date,) = _said(clip).dates

    assert not date.is_zone_known
    assert date.earliest_utc == _POSTED - timedelta(hours=14)
    assert date.latest_utc == _POSTED + timedelta(hours=12)
    assert "zone of the machine that exported" in date.meaning


def test_a_clip_in_two_messages_keeps_both_dates_the_earlier_first(tmp_path: Path) -> None:
    clip = _one_chat(
        tmp_path,
        [
            {"id": 2, "date_unixtime": "1582900000", "file": "clip.mp4", "text": "again"},
            {"id": 1, "date_unixtime": "1582846865", "file": "clip.mp4", "text": "first"},
        ],
    )

    record = _said(clip)

    assert [date.untrusted_text for date in record.dates] == ["1582846865", "1582900000"]
    assert record.untrusted_caption == "first"
    assert "Other caption (by result.json): again" in (record.untrusted_note or "")


def test_control_characters_as_telegram_writes_them_are_put_right(tmp_path: Path) -> None:
    clip = _one_chat(tmp_path, [{"id": 1, "file": "clip.mp4", "text": "a MARK b \\x0B"}])
    export = tmp_path / "result.json"
    export.write_bytes(export.read_bytes().replace(b"MARK", rb"\x0B\x1F"))

    beside = sources_beside([clip], _NOW)

    assert beside.records[clip].untrusted_caption == "a \x0b\x1f b \\x0B"
    assert any("were put right" in remark for remark in beside.remarks)


def test_a_lone_surrogate_and_broken_bytes_are_replaced(tmp_path: Path) -> None:
    messages = [{"id": 1, "file": "clip.mp4", "text": "half HALF pair PAIR byte BYTE zero \0"}]
    clip = _one_chat(tmp_path, messages)
    export = tmp_path / "result.json"
    written = export.read_bytes().replace(b"HALF", rb"\ud83d").replace(b"BYTE", b"\xff")
    export.write_bytes(written.replace(b"PAIR", rb"\ud83d\ude00"))

    caption = _said(clip).untrusted_caption

    assert caption == "half \ufffd pair \U0001f600 byte \ufffd zero \ufffd"
    caption.encode()


def test_bidirectional_characters_stay_in_the_caption(tmp_path: Path) -> None:
    clip = _one_chat(tmp_path, [{"id": 1, "file": "clip.mp4", "text": "\u202egnp.exe"}])

    assert _said(clip).untrusted_caption == "\u202egnp.exe"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cannot be read"),
        (b'{"name": "x", "messages": [{"id": 1', "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"messages":' + b'{"a":' * 100_000, "cannot be read"),
        (b'{"name": "package", "version": 1}', "no export of Telegram Desktop"),
        (b'{"messages": {"a": 1}}', "the list of messages cannot be read"),
        (b'{"messages": null}', "the list of messages cannot be read"),
        (b'{"chats": [1]}', "the field chats cannot be read"),
        (b'{"chats": {"list": [1, "a"]}}', "a chat cannot be read"),
        (b'{"messages": [1, null, "x"]}', "a message cannot be read"),
        (b'{"messages": [{"file": {"a": 1}}]}', "the field file is no text"),
        (b"\x00\x01\x02", "cannot be read"),
    ],
)
def test_what_is_no_export_is_said_and_nothing_taken(
    content: bytes, words: str, tmp_path: Path
) -> None:
    (tmp_path / "result.json").write_bytes(content)
    clip = tmp_path / "clip.mp4"

    beside = sources_beside([clip], _NOW)

    assert beside.records == {}
    assert any(words in remark for remark in beside.remarks), beside.remarks
    assert all(remark.startswith(str(tmp_path / "result.json")) for remark in beside.remarks)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": {"a": 1}},
        {"text": [1, None, {"type": "bold"}, {"text": [1]}, [2]]},
        {"date_unixtime": "yesterday", "date": 7},
        {"date_unixtime": 10**30},
        {"date_unixtime": -1},
        {"date_unixtime": "99999999999"},
        {"date_unixtime": True, "date": "2020-02-31T00:00:00"},
        {"from": ["x"], "from_id": {"y": 1}, "author": True},
        {"forwarded_from": 5.5, "id": "x", "edited_unixtime": []},
    ],
)
def test_a_field_of_the_wrong_kind_is_left_out_and_the_rest_is_taken(
    fields: dict[str, Any], tmp_path: Path
) -> None:
    clip = _one_chat(tmp_path, [{"id": 1, "file": "clip.mp4", **fields}])

    beside = sources_beside([clip], _NOW)

    assert beside.records[clip].untrusted_channel == "Channel"
    assert beside.records[clip].dates == []
    assert beside.remarks


def test_a_caption_that_is_too_long_shows_that_it_was_cut(tmp_path: Path) -> None:
    clip = _one_chat(tmp_path, [{"id": 1, "file": "clip.mp4", "text": "ق" * 30_000}])

    beside = sources_beside([clip], _NOW)

    caption = beside.records[clip].untrusted_caption or ""
    assert len(caption) == 20_000
    assert caption.endswith("[…]")
    assert any("cut to 20,000 of 30,000 characters" in remark for remark in beside.remarks)


def test_many_bad_messages_make_few_remarks(tmp_path: Path) -> None:
    clip = _one_chat(tmp_path, [1] * 5_000)

    remarks = sources_beside([clip], _NOW).remarks

    assert len(remarks) == 21
    assert "and 4,981 more remarks" in remarks[-1]


def test_a_link_in_the_place_of_an_export_is_not_followed(tmp_path: Path) -> None:
    clip = _one_chat(tmp_path / "real", [{"id": 1, "file": "clip.mp4"}])
    folder = tmp_path / "led"
    folder.mkdir()
    (folder / "result.json").symlink_to(clip.with_name("result.json"))

    beside = sources_beside([folder / "clip.mp4"], _NOW)

    assert beside.records == {}
    assert "it is a link" in beside.remarks[0]


def test_an_export_in_html_is_pointed_out_once(tmp_path: Path) -> None:
    (tmp_path / "messages.html").write_text("<html>")
    clips = [tmp_path / "video_files" / name for name in ("a.mp4", "b.mp4")]

    beside = sources_beside(clips, _NOW)

    (remark,) = beside.remarks
    assert "export again with the format JSON" in remark


def test_an_export_over_the_cap_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = _one_chat(tmp_path, [{"id": 1, "file": "clip.mp4"}])
    monkeypatch.setattr("verify.media.sidecars.telegram._CAP_BYTES", 50)

    beside = sources_beside([clip], _NOW)

    assert beside.records == {}
    assert "nothing was taken from it" in beside.remarks[0]


def test_a_name_that_a_system_took_apart_is_found(tmp_path: Path) -> None:
    name = "Café.mp4"
    messages = [{"id": 1, "file": f"video_files/{name}", "text": "found"}]
    _one_chat(tmp_path, messages)
    clip = tmp_path / "video_files" / "Cafe\u0301.mp4"

    assert _said(clip).untrusted_caption == "found"
