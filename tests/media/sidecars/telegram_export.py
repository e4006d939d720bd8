"""A Telegram Desktop export in its real form, with made-up people and empty media.

The form is that of the program's own writer (tdesktop, export_output_json.cpp): several chats under
`chats`, one that was left, text in parts, a forward with and without its origin, a photo, a video,
a round video message, and a video that the settings left out.
"""

import json
from pathlib import Path
from typing import Any

LEFT_OUT = "(File not included. Change data exporting settings to download.)"
CAPTION = "قصف ليلي على إدلب 🔴\u200f الآن"
NIGHT = "chats/chat_001/video_files/night strike.mp4"
THUMBNAIL = "chats/chat_001/video_files/night strike.mp4_thumb.jpg"
ROUND = "chats/chat_002/round_video_messages/file_3@28-02-2020_09-10-11.mp4"
PHOTO = "chats/chat_001/photos/photo_1@27-02-2020_23-50-00.jpg"
SAVED = "chats/chat_003/video_files/VID-20200227-WA0003.mp4"


def _message(number: int, date: str, unixtime: int, **fields: Any) -> dict[str, Any]:
    fixed = {
        "id": number,
        "type": "message",
        "date": date,
        "date_unixtime": str(unixtime),
    }
    text = fields.pop("text", "")
    parts = [text] if isinstance(text, str) and text else text or []
    entities = [
        part if isinstance(part, dict) else {"type": "plain", "text": part} for part in parts
    ]
    return {**fixed, **fields, "text": text, "text_entities": entities}


def _video(**more: Any) -> dict[str, Any]:
    return {
        "media_type": "video_file",
        "mime_type": "video/mp4",
        "duration_seconds": 12,
        "width": 1280,
        "height": 720,
        **more,
    }


def content() -> dict[str, Any]:
    """Return what stands in result.json."""
    channel = {
        "name": "شبكة أخبار الشمال",
        "type": "public_channel",
        "id": 1234567890,
        "messages": [
            {
                "id": 1,
                "type": "service",
                "date": "2019-01-01T00:00:00",
                "date_unixtime": "1546300800",
                "actor": "شبكة أخبار الشمال",
                "actor_id": "channel1234567890",
                "action": "create_channel",
                "title": "شبكة أخبار الشمال",
                "text": "",
                "text_entities": [],
            },
            _message(
                512,
                "2020-02-28T00:41:05",
                1582846865,
                edited="2020-02-28T00:45:00",
                edited_unixtime="1582847100",
                **{"from": "شبكة أخبار الشمال"},
                from_id="channel1234567890",
                author="محرر الليل",
                file=NIGHT,
                thumbnail=THUMBNAIL,
                **_video(),
                text=[
                    {"type": "bold", "text": CAPTION},
                    " ",
                    {"type": "hashtag", "text": "#إدلب"},
                    {"type": "text_link", "text": " المصدر", "href": "https://news.example/1"},
                ],
            ),
            _message(
                513,
                "2020-02-28T00:50:00",
                1582847400,
                **{"from": "شبكة أخبار الشمال"},
                from_id="channel1234567890",
                photo=PHOTO,
                width=1280,
                height=960,
                text="صورة من المكان",
            ),
            _message(
                514,
                "2020-02-28T01:00:00",
                1582848000,
                **{"from": "شبكة أخبار الشمال"},
                from_id="channel1234567890",
                file=LEFT_OUT,
                **_video(),
                text="",
            ),
        ],
    }
    group = {
        "name": "Night watch",
        "type": "private_supergroup",
        "id": 987654321,
        "messages": [
            _message(
                77,
                "2020-02-28T09:10:11",
                1582877411,
                **{"from": "Abu Omar"},
                from_id="user4242",
                forwarded_from=None,
                file=ROUND,
                media_type="video_message",
                mime_type="video/mp4",
                duration_seconds=20,
                text="",
            )
        ],
    }
    saved = {
        "type": "saved_messages",
        "id": 555,
        "messages": [
            _message(
                9,
                "2020-02-29T10:00:00",
                1582966800,
                **{"from": "Reporter"},
                from_id="user555",
                forwarded_from="مصدر محلي",
                saved_from="Night watch",
                file=SAVED,
                **_video(),
                text="انفجار",
            )
        ],
    }
    return {
        "about": "Here is the data you requested.",
        "chats": {"about": "This page lists all chats.", "list": [channel, saved]},
        "left_chats": {"about": "Chats that were left.", "list": [group]},
    }


def write_export(folder: Path) -> dict[str, Path]:
    """Write the export; return its media by their names in it."""
    media = {}
    for name in (NIGHT, THUMBNAIL, ROUND, PHOTO, SAVED):
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(name.encode())
        media[name] = place
    (folder / "result.json").write_text(
        json.dumps(content(), ensure_ascii=False, indent=1), "utf-8"
    )
    return media
