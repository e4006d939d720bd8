"""What the page that takes footage in tells its uploader."""

import json
from pathlib import Path
from typing import Any

import pytest

from ui import current
from verify.workbench.desk import Announcement, Desk

_APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"
_GIGABYTE = 1_000_000_000


def _told_to_uploader() -> dict[str, Any]:
    from streamlit.testing.v1 import AppTest  # Here: collecting the tests would load it.

    app = AppTest.from_file(str(_APP), default_timeout=30).run()
    assert not app.exception, app.exception
    (part,) = (
        one
        for one in app.get("bidi_component")
        if one.proto.component_name.endswith("verify_uploader")
    )
    told: dict[str, Any] = json.loads(part.proto.json)
    return told


def test_room_endings_and_what_is_unfinished_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path / "home")
    current.use(desk)
    announced = Announcement(untrusted_name="<b>a\u202eb.mp4", size_bytes=10, changed_ms=1)
    upload_id, _offset = desk.uploads.begin(desk.person.key, announced)
    with desk.uploads.slice_at(desk.person.key, upload_id, 0) as writer:
        writer.write(b"0123")
    desk.uploads.begin("somebody else", announced)
    monkeypatch.setattr(type(desk.uploads), "room_bytes", lambda _uploads: 71 * _GIGABYTE)

    told = _told_to_uploader()

    assert told["room"] == "There is room for 71.0 GB on this machine."
    assert {".mp4", ".heic"} <= set(told["endings"])
    assert told["unfinished"] == [
        {"id": upload_id, "name": "<b>a\ufffdb.mp4", "offset": 4, "size": 10}
    ]
