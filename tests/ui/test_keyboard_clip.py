"""Footage, and the search elsewhere, by keyboard alone, in a real Chromium.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from PIL import Image

from tests.analyses import an_analysis, flash, keyframe
from tests.ui.browsing import a_run, expect
from tests.ui.conftest import Served, add_clip
from tests.ui.keys import Keys
from tests.ui.test_first_look import being_analysed
from tests.ui.test_player import CLIPS, FLASHES, FRAMES, USUAL
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk, JobState
from verify.workbench.elsewhere import Elsewhere

if TYPE_CHECKING:
    from playwright.sync_api import Route

_PICKED = (0, 60, 120)
_MORE_THAN_ARE_READ = 100_001
# What lies beyond the edge of a cell of the sheet is not drawn.
_RING_HAS_ROOM = """open => {
  const { outlineOffset, outlineWidth } = getComputedStyle(open), cell = open.closest("li");
  const room = open.getBoundingClientRect().left - cell.getBoundingClientRect().left;
  return room >= parseFloat(outlineOffset) + parseFloat(outlineWidth);
}"""
_TABLE_HEAD = "frame,pts,time_s,luma_mean"


@pytest.fixture
def clip(alone: Served, tmp_path: Path) -> str:
    """Lay a clip that plays, with two flashes, a table of its light and pictures of keyframes."""
    clip_id = CLIPS[USUAL].lay(
        alone,
        tmp_path,
        flashes=[flash(onset_s=at / 30, onset_frame=at, end_s=at / 30 + 0.2) for at in FLASHES],
        keyframes=[
            keyframe(frame=at, pts=1001 * at, time_s=_time_s(at), file=f"keyframes/{at:04}.jpg")
            for at in _PICKED
        ],
    )
    result = alone.home / "clips" / clip_id / "result"
    for at in _PICKED:
        Image.new("RGB", (320, 180), "teal").save(result / "keyframes" / f"{at:04}.jpg")
    rows = [f"{at},{at},{_time_s(at):.6f},{40 + at % 20}" for at in range(FRAMES)]
    (result / "brightness.csv").write_text("\n".join([_TABLE_HEAD, *rows]) + "\n")
    return clip_id


def _time_s(frame: int) -> float:
    return frame * 1001 / 30_000


def _is_at(keys: Keys, frame: int) -> None:
    keys.page.locator(f'.player[data-frame="{frame}"]').wait_for()


def test_keyframes_are_uncovered_looked_at_chosen_saved_and_made_evidence(
    keys: Keys, alone: Served, clip: str
) -> None:
    cases = CaseDesk(Desk(alone.home))
    case_id = cases.open("Chosen by keys")
    cases.add_article(case_id, b"Nine people were killed on Thursday.", "a.txt")
    (claim, *_) = cases.case(case_id).claims
    cases.add_clip(case_id, next(one for one in cases.clips_here() if one.clip_id == clip))
    Desk(alone.home).set_comfort(Comfort())
    keys.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = f"clip?clip={clip}&case={case_id}&claim={claim.number}"
    keys.open(address, "In short")
    # The player says where it is, and what it offers then is drawn.
    _is_at(keys, 0)
    keys.see("Hold it up")
    with a_run(keys.page):
        keys.turn("In short", "Keyframes")
    keys.enter("Show all of them")
    keys.page.locator("ol:not(.covered) .open").first.wait_for()
    assert keys.focused.startswith("Look at Frame 0")
    assert keys.page.locator(".open").first.evaluate(_RING_HAS_ROOM)

    keys.press("ArrowRight", "Enter")
    dialog = keys.page.locator("dialog[open]")
    dialog.get_by_text("2 of 3").wait_for()
    keys.press("g", "+")
    dialog.get_by_text("1.5 times as bright, 1.5 times as large").wait_for()
    keys.to("Brightness on the screen")
    keys.press("ArrowRight")
    dialog.get_by_text("1.75 times as bright, 1.5 times as large").wait_for()
    keys.enter("Copy picture")
    dialog.get_by_text("Copied: the picture and nothing else.").wait_for()
    assert keys.save("Save picture").read_bytes().startswith(b"\xff\xd8")
    keys.enter("Next", back=True)
    dialog.get_by_text("3 of 3").wait_for()
    keys.press("Escape")
    dialog.get_by_text("1.5 times as large").wait_for(state="hidden")
    keys.press("Escape")
    dialog.wait_for(state="detached")
    keys.until(lambda: keys.focused.startswith("Look at Frame 120"))

    keys.to("Choose Frame 120")
    keys.press(" ", "Home", " ")
    assert keys.focused.startswith("Choose Frame 0")
    keys.see("2 frames chosen.")
    keys.write("What it shows", "the strike", back=True)
    keys.enter("Hold them up")
    keys.until(lambda: len(cases.case(case_id).evidence) == 2)
    assert keys.save("Save 0:00").read_bytes().startswith(b"\xff\xd8")
    keys.enter("Search elsewhere by these")
    keys.to("Open the stills")


def test_the_curve_is_read_and_a_place_on_it_is_shown(keys: Keys, clip: str) -> None:
    keys.open(f"clip?clip={clip}", "In short")
    _is_at(keys, 0)
    place = keys.page.get_by_role("slider", name="Place on the curve")
    keys.to("Place on the curve")
    keys.press(*["ArrowRight"] * 4, "ArrowLeft")
    expect(place).to_have_attribute("aria-valuetext", "0:00.100, frame 3, mean luma 43.0")
    keys.see("0:00.100   frame 3   mean luma 43.0")
    keys.press("PageUp")
    expect(place).to_have_attribute("aria-valuetext", "0:00.334, frame 10, mean luma 50.0")
    keys.press("Enter")
    _is_at(keys, 10)
    keys.press("End", "Enter")
    _is_at(keys, FRAMES - 1)
    keys.press("[")
    _is_at(keys, FLASHES[1])
    expect(place).to_have_attribute("aria-valuetext", "0:03.003, frame 90, mean luma 50.0")
    assert keys.focused.startswith("Place on the curve")

    keys.to("Flash, at 0:01.000")
    keys.press("Enter")
    _is_at(keys, FLASHES[0])
    keys.press("ArrowRight", "Enter")
    _is_at(keys, FLASHES[1])
    assert keys.focused.startswith("Flash, at 0:03.000")
    # All marks of a kind are one stop.
    keys.press("Tab")
    assert not keys.focused.startswith("Flash, at")


def test_the_curve_of_a_clip_of_hours_is_read_by_time_alone(
    keys: Keys, alone: Served, clip: str
) -> None:
    analysis, replaced = Desk(alone.home).analysis(clip), msgspec.structs.replace
    assert analysis.timebase is not None
    many = replaced(analysis, timebase=replaced(analysis.timebase, frames=_MORE_THAN_ARE_READ))
    file = alone.home / "clips" / clip / "result" / "analysis.json"
    file.write_bytes(msgspec.json.encode(many))
    keys.open(f"clip?clip={clip}", "In short")
    _is_at(keys, 0)
    keys.to("Place on the curve")
    keys.press("PageUp", "ArrowRight")
    # A step is a thousandth of its five seconds.
    place = keys.page.get_by_role("slider", name="Place on the curve")
    expect(place).to_have_attribute("aria-valuetext", "0:00.255")
    keys.press("Enter")
    _is_at(keys, 8)


def test_the_player_is_led_looped_slowed_and_its_frame_passed_on(keys: Keys, clip: str) -> None:
    page = keys.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys.open(f"clip?clip={clip}", "In short")
    _is_at(keys, 0)
    video = page.locator(".player video")
    keys.enter("Show 0:03.000")
    _is_at(keys, FLASHES[1])
    keys.enter("Copy the address of this frame")
    keys.see("Copied the address of this frame.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/clip?clip={clip}&frame={FLASHES[1]}")

    keys.enter("Loop around this flash", back=True)
    expect(video).to_have_js_property("paused", False)
    expect(video).to_have_js_property("playbackRate", 0.25)
    keys.press("k")
    expect(video).to_have_js_property("paused", True)
    expect(page.get_by_role("button", name="Loop around")).to_have_attribute(
        "aria-pressed", "false"
    )
    keys.to("Speed")
    keys.press("Home")
    keys.to("Play or pause", back=True)
    keys.press(" ")
    expect(video).to_have_js_property("paused", False)
    expect(video).to_have_js_property("playbackRate", 0.1)
    keys.press(" ")
    expect(video).to_have_js_property("paused", True)


def test_how_pictures_are_shown_is_chosen_and_escape_leads_back(
    keys: Keys, alone: Served, clip: str
) -> None:
    desk = Desk(alone.home)
    keys.open(f"clip?clip={clip}", "In short")
    keys.enter("Pictures")
    keys.to("Blur pictures")
    keys.press(" ")
    keys.page.locator(".picture.blur").wait_for()
    assert desk.comfort().blur
    keys.until(lambda: keys.focused.startswith("Blur pictures"))
    keys.to("Without colour")
    keys.press(" ")
    keys.page.locator(".picture.grey").wait_for()
    keys.press("Escape")
    keys.page.get_by_text("Without colour").wait_for(state="hidden")
    keys.until(lambda: keys.focused == "Pictures")


def test_report_tables_and_pictures_of_a_clip_are_saved(keys: Keys, clip: str) -> None:
    keys.open(f"clip?clip={clip}", "In short")
    keys.to("Open the report")
    with keys.page.context.expect_page() as opened:
        keys.press("Enter")
    opened.value.close()
    assert keys.save("Save the report").read_text().startswith("<!DOCTYPE html>")
    assert keys.save("Brightness (CSV)").read_text().startswith(_TABLE_HEAD)
    assert len(zipfile.ZipFile(keys.save("Keyframes (ZIP)")).namelist()) == len(_PICKED)


@pytest.mark.usefixtures("walls")
def test_a_clip_is_held_against_the_archive_again_cancelled_and_tried_again(
    keys: Keys, alone: Served, clip: str
) -> None:
    desk = Desk(alone.home)
    before = add_clip(alone.home, an_analysis(keyframes=[]), name="before it in the queue.mp4")
    keys.open(f"clip?clip={clip}&part=Seen+before", "Search elsewhere")
    with being_analysed(desk.folder_of(before)):
        keys.enter("Ask the archive again")
        keys.see("Waiting for its turn")
        keys.enter("Cancel")
        keys.see("Cancelled.")
        keys.until(lambda: desk.clip(clip).job.state is JobState.CANCELLED)
        keys.enter("Try again")
        keys.see("Waiting for its turn")
    keys.until(lambda: desk.clip(clip).job.state is JobState.DONE)
    keys.see("In short")


def test_stills_are_made_and_sent_to_an_engine_in_two_steps(
    keys: Keys, alone: Served, samples: Path
) -> None:
    clip_id = add_clip(alone.home, an_analysis(keyframes=[]))
    shutil.copy(samples / "street.jpg", alone.home / "clips" / clip_id / "received")
    sent: list[str] = []

    def keep_in(route: "Route") -> None:
        sent.append(route.request.method)
        route.abort()

    keys.page.context.route(
        lambda url: not url.startswith(f"http://127.0.0.1:{alone.port}"),
        keep_in,
    )
    keys.open(f"clip?clip={clip_id}&part=Seen+before", "Search elsewhere")
    keys.enter("Make stills to search by")
    keys.see("Open the stills")
    keys.to("Open the stills")
    with keys.page.context.expect_page() as opened:
        keys.press("Enter")
    other = Keys(opened.value, "")
    other.see("Nothing leaves before you press a button")
    assert sent == []
    other.to("Send ")
    with other.page.context.expect_page():
        other.press("Enter")
    keys.until(lambda: sent == ["POST"])

    keys.enter("Write down what an engine gave")
    keys.to("found")
    keys.press("ArrowDown")
    keys.write("What else to know", "other streets")
    keys.enter("Write it down")
    stills = Elsewhere(Desk(alone.home)).stills(clip_id)
    assert stills is not None
    keys.until(lambda: bool(Elsewhere(Desk(alone.home)).asked(stills.footage.sha256)))


def test_footage_is_sent_cancelled_and_removed(keys: Keys, alone: Served, tmp_path: Path) -> None:
    file = tmp_path / "long.mp4"
    file.write_bytes(b"\0" * 100)
    held = add_clip(alone.home, an_analysis(), name="to be removed.mp4")
    keys.open("", "to be removed.mp4")
    # What is sent never arrives.
    keys.page.route("**/wb/uploads/*", lambda _route: None)
    keys.choose_files("Choose videos or pictures", file)
    keys.enter("Cancel the upload of long.mp4")
    keys.see("cancelled, nothing of it was kept")
    assert keys.focused == "Choose videos or pictures"

    keys.enter("Remove to be removed.mp4")
    assert keys.focused == "Keep to be removed.mp4"
    keys.enter("Delete to be removed.mp4", back=True)
    keys.until(lambda: not (alone.home / "clips" / held).exists())
