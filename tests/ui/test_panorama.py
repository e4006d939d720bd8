"""A panning shot as one strip, on a case's tab of places: asked for, followed, shown, removed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.analyses import an_analysis
from tests.synthesis import pans
from tests.ui.browsing import expect, open_at, signed_in_page
from tests.ui.conftest import Served, add_clip
from tests.ui.laying import lay_pan
from ui import current
from verify.domain.errors import BadParameterError, FailedError
from verify.jobs.messages import InspectionOptions
from verify.jobs.queue import Job, JobState
from verify.workbench import panorama_job
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk
from verify.workbench.desk_errors import NoResultError
from verify.workbench.panoramas import Panoramas

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from streamlit.testing.v1 import AppTest

_APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"
_NARROW_PX = 820
# What reaches beyond the window or cannot be seen whole within it, by its words.
_RUNS_OFF = """() => [...document.querySelectorAll("[role=tabpanel], [role=tabpanel] *")]
  .flatMap((one) => [one, ...(one.shadowRoot?.querySelectorAll("*") ?? [])])
  .filter((one) => one.checkVisibility() && (one.getBoundingClientRect().right > innerWidth + 1
    || one.getBoundingClientRect().left < -1))
  .map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 60)}`)"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk at which no strip's job starts: each waits."""
    desk = Desk(tmp_path / "home")
    desk.set_comfort(Comfort(cover=False))
    monkeypatch.setattr(desk.panoramas, "_most_running", 0)
    current.use(desk)
    return desk


def _page(case_id: str) -> "AppTest":
    from streamlit.testing.v1 import AppTest  # Here: collecting the tests would load it.

    app = AppTest.from_file(str(_APP), default_timeout=30)
    app.switch_page("views/case.py")
    app.query_params["case"] = case_id
    app.query_params["part"] = "Place"
    app.session_state["panorama"] = True
    app.run()
    assert not app.exception, app.exception
    return app


def _texts(app: "AppTest") -> str:
    return "\n".join(text.value for text in app.text)


def _given(app: "AppTest", component: str) -> dict[str, Any]:
    """Return what the one component of ours of that name was given."""
    (given,) = (
        json.loads(one.proto.json)
        for one in app.get("bidi_component")
        if one.proto.component_name.endswith(f"verify_{component}")
    )
    return dict(given)


def _press(app: "AppTest", label: str) -> None:
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception, app.exception


def _case(desk: Desk, clip_id: str) -> str:
    cases = CaseDesk(desk)
    case_id = cases.open("Strike")
    (clip,) = (one for one in cases.clips_here() if one.clip_id == clip_id)
    cases.add_clip(case_id, clip)
    return case_id


def _done(desk: Desk, clip_id: str) -> None:
    """Do what the job of a clip's strip does, in this process."""
    folder = desk.panoramas.folder_of(clip_id)
    panorama_job.lay_out(
        folder / "received",
        folder / "result",
        options=InspectionOptions(),
        force=True,
        untrusted_name=desk.clip(clip_id).clip.untrusted_name,
        on_progress=lambda _: None,
    )
    done = Job(state=JobState.DONE, queued_utc=datetime.now(UTC))
    (folder / "job.json").write_bytes(msgspec.json.encode(done))


@pytest.mark.usefixtures("walls")
def test_a_pan_is_laid_out_and_shown_with_its_caveat_and_goes_with_its_clip(
    desk: Desk, tmp_path: Path
) -> None:
    clip_id = lay_pan(desk.home, tmp_path / "pan <b>.mp4")
    case_id = _case(desk, clip_id)

    app = _page(case_id)
    _press(app, "Lay it out")
    shown = _given(_page(case_id), "waiting")
    assert shown["words"].startswith("Waiting for its turn")
    assert shown["address"] == f"/wb/clips/{clip_id}/panorama/standing"
    _done(desk, clip_id)

    app = _page(case_id)
    strip = _given(app, "figure")
    assert strip["src"].startswith(f"/wb/clips/{clip_id}/panorama.jpg?")
    assert strip["alt"] == "Strip of pan <b>.mp4"
    assert "not to be measured" in strip["note"]
    assert "so the camera turns right" in _texts(app)
    assert Panoramas(desk).picture(clip_id).read_bytes().startswith(b"\xff\xd8\xff")

    desk.remove(clip_id)
    assert not (desk.panoramas.folder / clip_id).exists()


@pytest.mark.usefixtures("walls")
def test_what_does_not_pan_is_told_without_options_of_the_command_line(
    desk: Desk, tmp_path: Path
) -> None:
    clip_id = add_clip(desk.home, an_analysis(keyframes=[]), name="stand.mp4")
    film = pans.write(tmp_path / "stand.mp4", list(pans.filmed(pans.street(1), [20 + 30j] * 24)))
    (desk.folder_of(clip_id) / "received").write_bytes(film.read_bytes())
    panoramas = Panoramas(desk)
    panoramas.ask(clip_id, None, None)

    with pytest.raises(FailedError, match=r"^stand\.mp4 has no shot there that pans") as told:
        _done(desk, clip_id)

    assert "--" not in str(told.value)
    with pytest.raises(NoResultError):
        panoramas.picture(clip_id)


def test_a_part_that_ends_before_it_begins_is_refused_and_nothing_waits(desk: Desk) -> None:
    clip_id = add_clip(desk.home, an_analysis(keyframes=[]), name="pan.mp4")

    with pytest.raises(BadParameterError, match="a time after the beginning"):
        Panoramas(desk).ask(clip_id, 3.0, 2.0)

    assert Panoramas(desk).standing(clip_id) is None


# Last: a browser's loop disturbs the threads in which pages are tested without one.
@pytest.mark.usefixtures("walls")
def test_a_strip_is_asked_for_and_appears_with_its_help_on_a_narrow_page(
    browser: "Browser", person: Served, tmp_path: Path
) -> None:
    desk = Desk(person.home)
    desk.set_comfort(Comfort(cover=True))
    case_id = _case(desk, lay_pan(person.home, tmp_path / "pan.mp4"))
    with signed_in_page(browser, person, viewport={"width": _NARROW_PX, "height": 1180}) as page:
        open_at(page, f"http://127.0.0.1:{person.port}/case?case={case_id}&part=Place")
        page.get_by_text("A panning shot as one strip").click()
        page.get_by_text("its frames can be laid side by side").wait_for()
        page.get_by_role("button", name="Lay it out").click()
        page.get_by_role("button", name="Covered. Show it.").click()
        strip = page.get_by_role("img", name="Strip of pan.mp4")
        expect(strip).to_have_js_property("complete", True)
        page.get_by_text("it is no photograph and not to be measured").wait_for()
        page.get_by_text("so the camera turns right").wait_for()
        assert page.evaluate(_RUNS_OFF) == []
        assert strip.evaluate("picture => picture.naturalWidth") > 160
        with page.expect_download() as saved:
            page.get_by_role("link", name="Save the picture").click()
        assert saved.value.suggested_filename == "panorama.jpg"
