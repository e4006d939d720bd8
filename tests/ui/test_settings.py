"""The settings page as Streamlit builds it: what it says is what is so here."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.conftest import add_clip
from tests.ui.test_cases import page, texts
from ui import current
from verify import __version__
from verify.domain import findings as f
from verify.media import jail
from verify.workbench import house, reverse
from verify.workbench.desk import Desk
from verify.workbench.tasks import CheckAll, Tasks

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

_WEAK: dict[str, Any] = {
    "level": "C",
    "mechanism": "limits",
    "denied": ["excess memory"],
    "not_denied": ["tcp"],
    "passed_over": ["bubblewrap: not found"],
    "allowed_by": None,
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path / "home")
    current.use(desk)
    monkeypatch.setattr("verify.jobs.queue.Queue._start_waiting", lambda _queue: None)
    return desk


def _rows(app: "AppTest") -> dict[str, str]:
    for one in app.get("bidi_component"):
        if one.proto.component_name.endswith("verify_sections"):
            (block,) = json.loads(one.proto.json)["blocks"]
            return dict(block["rows"])
    pytest.fail("no rows are on the page")


def test_how_pictures_are_shown_is_kept_for_the_person(desk: Desk) -> None:
    app = page("settings", part="Pictures")

    app.toggle(key="blur").set_value(True).run()

    assert desk.comfort().blur
    assert page("settings", part="Pictures").toggle(key="blur").value


def test_everybody_who_could_be_sent_something_is_named(desk: Desk) -> None:
    app = page("settings", part="Privacy")

    rows = _rows(app)
    for engine in reverse.engines(desk.home):
        assert engine.operator in rows[engine.name]
    assert "the place that you look at" in rows["OpenStreetMap"]
    assert "Nothing leaves this machine by itself" in texts(app)


def test_the_command_for_a_time_stamp_stands_at_the_head_of_a_line(desk: Desk) -> None:
    del desk
    said = [one.value for one in page("settings", part="Privacy").text]

    assert sum(line.startswith("verify check --timestamp-request ") for line in said) == 1


def test_a_sandbox_that_does_not_hold_asks_for_consent_and_takes_it_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jail, "probe", lambda: f.Sandbox(**_WEAK))

    app = page("settings", part="Sandbox")
    rows = _rows(app)
    assert (rows["Denied"], rows["Still possible"]) == (
        "memory beyond its limit",
        "network connections",
    )
    assert rows["Tried, and failed"] == "bubblewrap: not found"
    next(one for one in app.button if one.label.startswith("Allow")).click().run()
    assert desk.sandbox()[1]
    next(one for one in app.button if one.label == "Take this back").click().run()

    assert not desk.sandbox()[1]


def test_room_is_counted_by_what_lies_there(desk: Desk) -> None:
    add_clip(desk.home, None)
    (desk.home / "uploads" / "x.part").write_bytes(bytes(3_000_000))

    rows = _rows(page("settings", part="Storage"))

    assert rows["Clips"] == "1"
    assert rows["Cases"] == "0"
    assert rows["Archive"] == "0 entries"
    assert rows["Uploads under way"] == "3.0 MB"
    parts = dict(house.room(desk).parts)
    assert parts["In all"] > parts["Uploads under way"] == 3_000_000


@pytest.mark.usefixtures("desk")
def test_versions_of_what_a_result_depends_on_are_named() -> None:
    rows = _rows(page("settings", part="Versions"))

    assert rows["Verify"] == __version__
    assert {"Python", "FFmpeg", "numpy", "streamlit"} <= set(rows)


def test_the_integrity_check_is_a_task(desk: Desk) -> None:
    app = page("settings", part="Integrity")

    next(one for one in app.button if one.label.startswith("Check")).click().run()

    (task,) = Tasks(desk).all()
    assert isinstance(Tasks(desk).work(task.clip_id), CheckAll)
    assert "Waiting for its turn" in texts(app)
