"""The page of a clip in a real Chromium: the answer first, care for who looks, the contact sheet.

Skipped, and said so, where there is no Chromium.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.analyses import a_sound, a_viewer_safety, an_analysis, an_overlay, flash, keyframe
from tests.presentation.test_match_section import make_match, make_search
from tests.ui.browsing import (
    a_run,
    barriers,
    elsewhere,
    expect,
    noted,
    open_at,
    rests,
    settled,
    signed_in_page,
)
from tests.ui.conftest import JPEG, Served, add_clip
from tests.ui.test_player import CLIPS, USUAL
from verify.domain.findings import Analysis, Keyframe, PickedBecause
from verify.domain.timing import timecode
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

_KEYFRAMES = 200
_WIDTH_PX, _HEIGHT_PX, _TABLET_PX = 1280, 900, 768
_HOSTILE = "<img src=x onerror=alert(1)> ![x](https://tracker.example/x.png) https://evil.example"
_PARTS = (
    "In short",
    "Seen before",
    "Keyframes",
    "Sound and distance",
    "Light",
    "Overlays and traces",
    "Claimed by the file",
    "Hashes",
    "Not done",
)


@pytest.fixture(scope="module")
def many(person: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Lay a clip with two flashes and as many keyframes as a long one has."""
    flashes = [flash(onset_s=at / 25, onset_frame=at, end_s=at / 25 + 0.2) for at in (30, 90)]
    safety = a_viewer_safety(general_flash_fail=True, worst_second_s=1.2, flashes_in_worst_second=4)
    return CLIPS[USUAL].lay(
        person,
        tmp_path_factory.mktemp("many"),
        flashes=flashes,
        viewer_safety=safety,
        keyframes=[_keyframe(number) for number in range(_KEYFRAMES)],
    )


def _keyframe(number: int) -> Keyframe:
    time_s = number * 5 / _KEYFRAMES
    return keyframe(
        frame=number * 149 // _KEYFRAMES,
        time_s=time_s,
        timecode=timecode(time_s),
        picked_because=PickedBecause.INTERVAL,
        file=f"keyframes/{number + 1:04}_interval.jpg",
    )


@pytest.fixture(scope="module")
def page(browser: "Browser", person: Served) -> Iterator["Page"]:
    # What another module's tests chose of this server stays there.
    Desk(person.home).set_comfort(Comfort())
    size = {"width": _WIDTH_PX, "height": _HEIGHT_PX}
    with signed_in_page(browser, person, viewport=size) as page:
        yield page


@pytest.fixture(scope="module")
def opened(page: "Page", person: Served, many: str) -> "Page":
    """Open the page once for the tests, which run in their order."""
    page.goto(f"http://127.0.0.1:{person.port}/clip?clip={many}")
    page.locator(".player[data-frame]").wait_for()
    settled(page)
    return page


def _lowest(what: "Locator") -> float:
    what.wait_for()
    box = what.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.smoke
def test_the_answer_stands_on_the_first_screen(opened: "Page") -> None:
    assert _lowest(opened.get_by_role("heading", level=1)) < _HEIGHT_PX
    assert _lowest(opened.locator(".seen", has_text="Seen before?")) < _HEIGHT_PX
    picture, flashes = opened.locator(".stage .picture"), opened.locator(".list ol").first
    assert _lowest(picture) < _HEIGHT_PX
    assert _lowest(flashes) < _HEIGHT_PX
    beside, shown = flashes.bounding_box(), picture.bounding_box()
    assert beside is not None
    assert shown is not None
    assert beside["x"] > shown["x"] + shown["width"]


def test_what_plays_a_clip_stands_right_below_its_picture_on_a_tablet_too(opened: "Page") -> None:
    picture, play = opened.locator(".stage .picture"), opened.get_by_label("Play or pause")
    flashes = opened.locator(".list h2").first
    for width_px in (_WIDTH_PX, _TABLET_PX):
        opened.set_viewport_size({"width": width_px, "height": _HEIGHT_PX})
        rests(opened)
        below, last, beside = (one.bounding_box() for one in (play, picture, flashes))
        assert below is not None
        assert last is not None
        assert beside is not None
        assert 0 < below["y"] - (last["y"] + last["height"]) < below["height"]
        is_beside = beside["y"] < last["y"] + last["height"]
        assert is_beside is (width_px == _WIDTH_PX)
    opened.set_viewport_size({"width": _WIDTH_PX, "height": _HEIGHT_PX})


def test_a_clip_that_flashes_much_starts_covered_mute_dimmed_and_slow(opened: "Page") -> None:
    opened.locator(".picture.covered").wait_for()
    opened.get_by_text("It flashes more than is safe for some viewers.").wait_for()
    video = opened.locator(".player video")
    expect(video).to_be_hidden()
    assert video.evaluate("video => [video.muted, video.playbackRate]") == [True, 0.25]

    opened.get_by_role("button", name="Show it as it is").click()
    opened.locator(".picture:not(.covered):not(.dimmed)").wait_for()
    assert video.evaluate("video => [video.muted, video.playbackRate]") == [True, 1]


def test_a_flash_of_the_list_leads_to_its_very_frame_by_keyboard(opened: "Page") -> None:
    opened.locator(".list").get_by_role("button", name=re.compile("^Show 0:03.600")).press("Enter")

    opened.locator('.player[data-frame="90"]').wait_for()


def test_two_hundred_keyframes_ask_for_few_pictures_and_name_each(
    opened: "Page",
) -> None:
    asked = noted(opened)
    opened.get_by_role("tab", name="Keyframes").click()
    opened.locator(".open").first.wait_for()
    opened.get_by_role("button", name="Show all of them").click()
    opened.locator("ol:not(.covered) .open img").first.wait_for()
    expect(opened.locator(".open img")).to_have_count(_KEYFRAMES)
    alts = opened.locator(".open img").evaluate_all("all => all.map(one => one.alt)")

    assert len(alts) == _KEYFRAMES
    assert alts[1] == "Frame 0 at 00:00:00.025, regular interval"
    times = opened.locator(".caption .link").all_inner_texts()
    assert (len(times), times[1]) == (_KEYFRAMES, "00:00:00.025")
    assert len([url for url in asked if "/keyframes/" in url]) <= 80

    opened.locator(".open").nth(1).press("Enter")
    dialog = opened.get_by_role("dialog")
    dialog.get_by_label("Brightness on the screen").wait_for()
    opened.keyboard.press("+")
    dialog.get_by_text("1 times as bright, 1.5 times as large").wait_for()
    opened.keyboard.press("Escape")
    dialog.get_by_text("1.5 times as large").wait_for(state="hidden")
    opened.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_chosen_keyframes_become_evidence_each_of_its_own(
    opened: "Page", person: Served, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("takes a case and several answers of the server; run with --whole")
    cases = CaseDesk(Desk(person.home))
    case_id = cases.open("Strike")
    cases.add_article(case_id, b"Nine people were killed on Thursday.", "a.txt")
    number = cases.case(case_id).claims[0].number
    clip = opened.url.partition("&")[0]
    open_at(opened, f"{clip}&part=Keyframes&case={case_id}&claim={number}")
    # Of the sheet alone: what is offered once a frame is chosen has boxes too.
    frames = opened.get_by_role("checkbox", name=re.compile("^Choose "))
    for place in (3, 5):
        frames.nth(place).check()
    opened.get_by_text("2 frames chosen.").wait_for()
    opened.get_by_role("button", name="Put this clip into the case").last.click()
    opened.get_by_role("button", name="Hold them up").click()
    opened.get_by_text(f"Kept: these 2 are evidence on claim {number} now.").first.wait_for()

    assert len(cases.case(case_id).evidence) == 2


def test_no_part_of_the_page_has_a_barrier(opened: "Page", is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("takes many looks at a page; run with --whole")
    found = []
    open_at(opened, f"{opened.url.partition('&')[0]}&part={_PARTS[-1]}")
    for part in _PARTS:
        with a_run(opened):
            opened.get_by_role("tab", name=part).click()
        opened.get_by_role("tab", name=part, selected=True).wait_for()
        found += [f"{part}: {rule}: {where[:160]}" for rule, where in barriers(opened)]

    assert not found, "\n".join(found)


@pytest.fixture
def hostile(person: Served) -> str:
    """Lay a clip whose every text, of people, of files and of the worker, is markup."""
    found = an_analysis(
        sounds=[a_sound()],
        audio_present=True,
        audio_silent=False,
        overlays=[an_overlay()],
        archive=make_search(make_match()),
    )
    plain = msgspec.to_builtins(found)
    _poison(plain, plain)
    clip_id = add_clip(person.home, msgspec.convert(plain, Analysis), name=_HOSTILE)
    result = person.home / "clips" / clip_id / "result"
    for file in ("overlays/0001_00-00-00.800_caption.jpg", "seen-before/0001-here.jpg"):
        (result / file).parent.mkdir(exist_ok=True)
        (result / file).write_bytes(JPEG)
    return clip_id


def _poison(whole: dict[str, Any], part: Any) -> None:
    """Put markup in the place of each text that may be any text."""
    for key in range(len(part)) if isinstance(part, list) else list(part):
        if isinstance(part[key], dict | list):
            _poison(whole, part[key])
        elif isinstance(part[key], str) and key not in {"file", "container", "codec", "color"}:
            kept, part[key] = part[key], _HOSTILE
            try:
                msgspec.convert(whole, Analysis)
            except msgspec.ValidationError:
                part[key] = kept


def test_no_text_of_a_clip_is_more_than_text(
    page: "Page", person: Served, hostile: str, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("takes each part of a page; run with --whole")
    asked_for = noted(page)
    page.on("dialog", lambda dialog: asked_for.append(f"script ran: {dialog.message}"))
    for part in _PARTS:
        open_at(page, f"http://127.0.0.1:{person.port}/clip?clip={hostile}&part={part}")
        page.get_by_role("tab", name=part, selected=True).wait_for()
        page.get_by_role("heading", name=_HOSTILE[:20], level=1).wait_for()
        for summary in page.locator("summary:visible").all():
            summary.click()

        expect(page.locator("img[src='x'], a[href*='evil.example']")).to_have_count(0)

    assert elsewhere(asked_for, person) == []


def test_a_single_picture_opens_without_ways_to_others(page: "Page", person: Served) -> None:
    video = an_analysis()
    footage = msgspec.structs.replace(video.footage, kind="picture")
    picture = msgspec.structs.replace(video, footage=footage, timebase=None)
    clip = add_clip(person.home, picture, name="photo.jpg")
    page.goto(f"http://127.0.0.1:{person.port}/clip?clip={clip}")

    page.get_by_role("button", name="Look at The picture").click()

    dialog = page.get_by_role("dialog", name="Keyframe at full size")
    expect(dialog.get_by_role("button", name="Close")).to_be_visible()
    expect(dialog.get_by_role("button", name="Next")).to_be_hidden()
    expect(dialog.get_by_role("button", name="Previous")).to_be_hidden()
    assert "1 of 1" not in dialog.inner_text()
    dialog.get_by_role("button", name="Close").click()
    page.get_by_text("Make this evidence").wait_for()
