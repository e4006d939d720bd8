"""A first look at a clip: shown while the rest is being found, and gone once that has come."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.analyses import a_sound, an_analysis, flash
from tests.presentation.test_match_section import make_match, make_search
from tests.ui.browsing import expect, open_at, settled, signed_in_page
from tests.ui.conftest import JPEG, Served, add_clip
from tests.ui.test_player import CLIPS, USUAL
from verify.domain.errors import VerifyError
from verify.domain.findings import Analysis
from verify.jobs.queue import FIRST_LOOK_FOLDER, RESULT_FOLDER, Job, JobState
from verify.workbench.desk import Comfort, Desk
from verify.workbench.desk_errors import NoResultError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_TELLING = "This is a first look."


@contextmanager
def being_analysed(folder: Path, **more: object) -> Iterator[None]:
    """Make what was laid as the result of a clip the first look of a worker that lives.

    Afterwards it is the result, with what was found besides.
    """
    first = (folder / RESULT_FOLDER).rename(folder / FIRST_LOOK_FOLDER)
    with (folder / "alive").open("w") as life:
        fcntl.flock(life, fcntl.LOCK_EX)
        _set_job(folder, JobState.RUNNING)
        yield
        if first.exists():
            file = shutil.copytree(first, folder / RESULT_FOLDER) / "analysis.json"
            found = msgspec.json.decode(file.read_bytes(), type=Analysis)
            file.write_bytes(msgspec.json.encode(msgspec.structs.replace(found, **more)))
        _set_job(folder, JobState.DONE)
    shutil.rmtree(first, ignore_errors=True)


def _set_job(folder: Path, state: JobState) -> None:
    job = Job(state=state, queued_utc=datetime.now(UTC), worker_pid=os.getpid())
    aside = folder / ".job.json"
    aside.write_bytes(msgspec.json.encode(job))
    aside.replace(folder / "job.json")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "home")


def test_a_first_look_is_shown_and_is_no_result(desk: Desk) -> None:
    clip_id = add_clip(desk.home, an_analysis(flashes=[flash()]))
    folder = desk.queue.folder_of(clip_id)

    with being_analysed(folder):
        assert desk.clip(clip_id).has_first_look
        assert desk.shown(clip_id).analysis() == an_analysis(flashes=[flash()])
        assert desk.result_files(clip_id) == []
        with pytest.raises(NoResultError):
            desk.analysis(clip_id)

    assert not desk.clip(clip_id).has_first_look
    assert desk.shown(clip_id).file("report.html").parent.name == RESULT_FOLDER


def test_the_first_look_of_a_worker_that_died_is_forgotten(desk: Desk) -> None:
    clip_id = add_clip(desk.home, an_analysis())
    folder = desk.queue.folder_of(clip_id)
    (folder / RESULT_FOLDER).rename(folder / FIRST_LOOK_FOLDER)
    _set_job(folder, JobState.RUNNING)

    assert desk.clip(clip_id).job.state is JobState.FAILED

    assert not (folder / FIRST_LOOK_FOLDER).exists()
    with pytest.raises(VerifyError):
        desk.shown(clip_id).analysis()


def test_only_drawings_and_pictures_leave_a_first_look(person: Served) -> None:
    """A table or findings that somebody saves would be taken for the whole."""
    clip_id = add_clip(person.home, an_analysis())
    folder = person.home / "clips" / clip_id
    (folder / RESULT_FOLDER / "brightness.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'/>"
    )

    with being_analysed(folder):
        assert person.ask("GET", f"/wb/clips/{clip_id}/brightness.svg").status == 200
        for name in ("analysis.json", "report.html"):
            assert person.ask("GET", f"/wb/clips/{clip_id}/{name}").status == 404

    assert person.ask("GET", f"/wb/clips/{clip_id}/analysis.json").status == 200


def test_a_page_that_waits_is_told_how_a_job_stands(person: Served) -> None:
    clip_id = add_clip(person.home, an_analysis())
    folder = person.home / "clips" / clip_id
    address = f"/wb/clips/{clip_id}/standing"

    with being_analysed(folder):
        (folder / "progress.json").write_bytes(b'{"share":0.4,"message":"Decoded 9 frames"}')
        told = json.loads(person.ask("GET", address).body)
        assert told == {"state": "running, first look", "share": 0.4, "words": "Decoded 9 frames"}

    assert json.loads(person.ask("GET", address).body)["state"] == "done"
    for other in (address.replace(clip_id, "0" * 16), f"/wb/clips/{clip_id}/panorama/standing"):
        assert person.ask("GET", other).status == 404


@pytest.mark.smoke
def test_a_page_that_waits_shows_how_far_it_is_without_being_drawn_anew(
    browser: "Browser", person: Served, tmp_path: Path
) -> None:
    clip_id = CLIPS[USUAL].lay(person, tmp_path)
    folder = person.home / "clips" / clip_id
    received: list[object] = []

    def tell(frames: int) -> None:
        progress = {"share": frames / 900, "message": f"Decoded {frames} frames"}
        (folder / "progress.json").write_text(json.dumps(progress))

    with signed_in_page(browser, person) as page, being_analysed(folder):
        page.on(
            "websocket", lambda one: one.on("framereceived", lambda told: received.append(told))
        )
        tell(100)
        open_at(page, f"http://127.0.0.1:{person.port}/clip?clip={clip_id}")
        page.get_by_text("Decoded 100 frames").wait_for()
        settled(page)
        received.clear()

        tell(450)

        page.get_by_text("Decoded 450 frames").wait_for()
        bar = page.get_by_role("progressbar", name="How far it has come")
        expect(bar).to_have_js_property("value", 0.5)
        assert received == []


@pytest.mark.smoke
def test_the_page_shows_a_first_look_and_then_the_whole_with_the_player_as_it_was(
    browser: "Browser", person: Served, tmp_path: Path
) -> None:
    Desk(person.home).set_comfort(Comfort())
    flashes = [flash(onset_s=at / 25, onset_frame=at, end_s=at / 25 + 0.2) for at in (30, 90)]
    found = make_search(make_match())
    clip_id = CLIPS[USUAL].lay(person, tmp_path, flashes=flashes, archive=found)
    folder = person.home / "clips" / clip_id
    pair = folder / RESULT_FOLDER / "seen-before"
    pair.mkdir()
    for side in ("here", "there"):
        (pair / f"0001-{side}.jpg").write_bytes(JPEG)

    with signed_in_page(browser, person) as page:
        with being_analysed(folder, sounds=[a_sound(onset_s=3.0)]):
            open_at(page, f"http://127.0.0.1:{person.port}/clip?clip={clip_id}")
            page.get_by_text(_TELLING).wait_for()
            page.get_by_role("region", name="Seen before").wait_for()
            expect(page.locator(".pair figure")).to_have_count(2)
            expect(page.get_by_role("link", name="Compare side by side")).to_have_count(0)
            expect(page.get_by_role("link", name="Open a case")).to_have_count(0)
            page.get_by_role("button", name="Cancel").wait_for()
            page.locator(".veil").get_by_role("button", name="Show").click()
            page.locator(".picture:not(.covered)").wait_for()
            flash_listed = page.locator(".list").get_by_role("button", name="Show 0:03.600")
            flash_listed.click()
            page.locator('.player[data-frame="90"]').wait_for()
            expect(page.get_by_role("tab", name="Keyframes")).to_have_count(0)

        page.get_by_role("tab", name="Keyframes").wait_for()
        expect(page.get_by_role("status").filter(has_text="Done: ")).to_have_count(1)
        expect(page.get_by_text(_TELLING)).to_have_count(0)
        page.get_by_role("link", name="Compare side by side").wait_for()
        page.locator('.player[data-frame="90"]').wait_for()
        expect(page.locator(".player .picture.covered")).to_have_count(0)
        page.locator(".list").get_by_role("button", name="Show 0:03.000").wait_for()
        expect(flash_listed).to_be_focused()
        assert json.loads((folder / "job.json").read_bytes())["state"] == "done"
