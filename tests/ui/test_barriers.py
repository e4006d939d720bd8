"""What bars somebody, as axe-core sees it by day and by night, where walks of pages do not come.

That is what opens over a page or is folded away in it, what is empty or went wrong, what a viewer
sees, a tablet, the door, and the pages that are saved. Skipped, and said so, where there is no
Chromium; runs with --whole.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from PIL import Image

from tests.analyses import a_viewer_safety, an_analysis, flash, keyframe
from tests.passwords import CHEAP, WORDS
from tests.presentation.test_match_section import make_match, make_search
from tests.ui.browsing import (
    a_run,
    barriers,
    by_day_and_night,
    expect,
    new_page,
    open_at,
    rests,
    settled,
    signed_in_page,
)
from tests.ui.conftest import Served, add_clip, signed_in_at
from tests.ui.keys import lay_people
from tests.ui.laying import lay_sync
from tests.ui.test_archive_page import fill
from tests.ui.test_first_look import being_analysed
from tests.ui.test_player import CLIPS, USUAL
from verify.domain.evidence import Stance
from verify.domain.roles import Role
from verify.domain.verdicts import VerdictWord
from verify.jobs.queue import Job, JobState
from verify.presentation.report import render_report
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk
from verify.workbench.elsewhere import Elsewhere
from verify.workbench.people import People

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, ViewportSize

_CLAIM = 5
_OVER = "[data-testid=stPopoverBody]"
_MENU = "[role=listbox]"
_CALENDAR = "[data-testid=stDateInputCalendar]"
_DESK: "ViewportSize" = {"width": 1280, "height": 1000}
_TABLET: "ViewportSize" = {"width": 820, "height": 1180}
_FOLDED = "details:not([open]) > summary:visible"
_MOST_TRIES = 10
_UNKNOWN, _SYNC_ID = "0" * 16, "b" * 16
_WAYS = ("Slider", "One, then the other", "Difference", "Side by side")


class Look:
    """Somebody who looks at pages by day and by night, and notes what bars others."""

    def __init__(self, page: "Page", base: str) -> None:
        self.page, self.base = page, base
        self.found: list[str] = []

    def open(self, path: str) -> None:
        open_at(self.page, f"{self.base}/{path}")

    def at(self, what: str, part: str | None = None) -> None:
        """Note what bars somebody from what is on the screen, or from a part of it."""
        for colours in by_day_and_night(self.page):
            self._note(what, part, colours)

    def _note(self, what: str, part: str | None, colours: str) -> None:
        # Of all rules one sees colours.
        rules = ("color-contrast",) if colours == "dark" else ()
        self.found += [
            f"{what}, {colours}: {rule}: {where[:200]}"
            for rule, where in barriers(self.page, part, rules)
        ]

    def unfold(self) -> None:
        """Open all that is folded away on the screen."""
        folded = self.page.locator(_FOLDED)
        folded.evaluate_all("all => all.forEach((one) => one.click())")
        expect(folded).to_have_count(0)

    def over(self, name: str) -> None:
        """Open what a button opens over the page, note what bars there, and close it."""
        opened = self.page.locator(_OVER)
        self.page.get_by_role("button", name=name, exact=True).first.click()
        opened.wait_for()
        self.at(f"over the page, {name}", _OVER)
        self.page.keyboard.press("Escape")
        opened.wait_for(state="detached")

    def unrolled(self, field: "Locator") -> None:
        """Unroll the menu of a field and note what bars there."""
        menu = self.page.locator(_MENU)
        for colours in by_day_and_night(self.page):
            # A page that is drawn anew, as in other colours, rolls it up.
            for _ in range(_MOST_TRIES):
                rests(self.page)
                if menu.count() and menu.is_visible():
                    break
                field.press("ArrowDown")
            self._note("a menu", _MENU, colours)

    def turn_to(self, tab: str) -> None:
        with a_run(self.page):
            self.page.get_by_role("tab", name=tab, exact=True).click()
        self.page.get_by_role("tab", name=tab, exact=True, selected=True).wait_for()


@pytest.fixture(scope="module")
def page(browser: "Browser", alone: Served) -> Iterator["Page"]:
    with signed_in_page(browser, alone) as page:
        yield page


@pytest.fixture
def look(page: "Page", alone: Served) -> Look:
    Desk(alone.home).set_comfort(Comfort())
    return Look(page, f"http://127.0.0.1:{alone.port}")


@pytest.fixture(scope="module")
def clip(alone: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Lay a clip that flashes much and looks like two entries of the archive."""
    clip_id = CLIPS[USUAL].lay(
        alone,
        tmp_path_factory.mktemp("barriers"),
        flashes=[flash(onset_s=at / 25, onset_frame=at, end_s=at / 25 + 0.2) for at in (30, 90)],
        viewer_safety=a_viewer_safety(
            general_flash_fail=True, worst_second_s=1.2, flashes_in_worst_second=4
        ),
        keyframes=[keyframe()],
        archive=make_search(make_match(), make_match("ef")),
    )
    result = alone.home / "clips" / clip_id / "result"
    (result / "seen-before").mkdir()
    sides = ("0001-here", "0001-there", "0002-here", "0002-there")
    for file in (keyframe().file, *(f"seen-before/{side}.jpg" for side in sides)):
        Image.new("RGB", (288, 160), "teal").save(result / file)
    (result / "report.html").write_text(render_report(Desk(alone.home).analysis(clip_id), None, {}))
    return clip_id


@pytest.fixture(scope="module")
def case_id(alone: Served, clip: str) -> str:
    """Lay a private case in which something of each kind was written."""
    lay_people(alone.home)
    cases = CaseDesk(Desk(alone.home))
    case_id, sha256 = _case_with(alone.home, clip)
    cases.set_private(case_id, is_private=True)
    cases.invite(case_id, "Ada")
    moment_s = (keyframe().time_s, None)
    cases.hold_up(case_id, _CLAIM, Stance.CONTEXT, sha256, moment_s, None, "a flash")
    return case_id


def _case_with(home: Path, clip_id: str) -> tuple[str, str]:
    """Open a case with a clip and write in it; return its id and the clip's SHA-256."""
    cases = CaseDesk(Desk(home))
    case_id = cases.open("Without barriers")
    cases.add_article(case_id, b"Nine people were killed on Thursday.", "a.txt")
    here = next(one for one in cases.clips_here() if one.clip_id == clip_id)
    cases.add_clip(case_id, here)
    cases.observe(case_id, _CLAIM, Stance.CONTRADICTS, "smoke", "it rises", is_link=False)
    cases.note(case_id, _CLAIM, "asked the **hospital**")
    reason = "as @somebody says"
    cases.give_verdict(case_id, VerdictWord.LIKELY, reason, claim=_CLAIM, instead_of=None)
    cases.write_hypothesis(case_id, here.sha256, "the strike")
    cases.place(case_id, here.sha256, "35.9306,36.6339", 100, "the minaret")
    return case_id, here.sha256


def test_what_opens_in_a_case(look: Look, case_id: str) -> None:
    page = look.page
    look.open(f"case?case={case_id}&claim={_CLAIM}")
    with a_run(page):
        page.locator(f".st-key-change-{_CLAIM} label").click()
    look.unfold()
    with a_run(page):
        page.get_by_role("button", name="Hold it up").click()
    look.at("claims, unfolded, with a refusal")
    for name in ("Put a clip in", "Private", "Write a note"):
        look.over(name)
    look.unrolled(page.get_by_role("combobox", name="Hold up as evidence"))
    page.keyboard.press("Escape")
    for tab, over in (
        ("Hypotheses", None),
        ("Checklist", "Answer item 1"),
        ("Clips", None),
        ("For anybody", None),
        ("History", None),
        ("Place", "Maps of others"),
    ):
        look.turn_to(tab)
        look.unfold()
        look.at(f"{tab}, unfolded")
        if over is not None:
            look.over(over)
    page.set_viewport_size(_TABLET)
    look.turn_to("Claims")
    look.at("claims on a tablet")
    page.set_viewport_size(_DESK)

    assert not look.found, "\n".join(look.found)


def test_reports_and_other_pages_to_be_saved(
    look: Look, alone: Served, clip: str, tmp_path: Path
) -> None:
    page, desk = look.page, Desk(alone.home)
    plain = an_analysis(keyframes=[])
    footage = msgspec.structs.replace(plain.footage, sha256="ab" * 32)
    told = add_clip(alone.home, msgspec.structs.replace(plain, footage=footage))
    case_id, _ = _case_with(alone.home, told)
    look.open(f"case?case={case_id}&part=Report")
    with a_run(page):
        page.get_by_text("Show what page one would say").click()
    with a_run(page):
        page.get_by_role("button", name="Write the report").click()
    look.at("what page one would say, and a report to save")
    report = page.get_by_role("link", name="Open the report").get_attribute("href")
    Elsewhere(desk).make(clip)
    pages = (str(report), f"/wb/clips/{clip}/reverse.html", f"/wb/clips/{clip}/report.html")
    for number, address in enumerate(pages):
        # As it is saved: where the app shows it, no script runs in it, and so not axe-core.
        saved = tmp_path / f"{number}.html"
        saved.write_bytes(alone.ask("GET", address).body)
        page.goto(saved.as_uri())
        look.at(address)

    assert not look.found, "\n".join(look.found)


def test_the_player_as_it_is_used_and_what_opens_on_the_page_of_a_clip(
    look: Look, case_id: str, clip: str
) -> None:
    page = look.page
    look.open(f"clip?clip={clip}&case={case_id}&claim={_CLAIM}")
    page.locator(".player[data-frame]").wait_for()
    page.locator(".picture.covered").wait_for()
    look.unfold()
    look.at("a clip that is covered, unfolded")
    page.get_by_role("button", name="Show it dimmed").click()
    page.keyboard.press("b")
    page.locator(".box:not([hidden])").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("px (left, top, width, height).").wait_for()
    look.at("the player, dimmed, with a box", ".st-key-player")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    look.at("the player, large", ".st-key-player")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")
    look.over("Pictures")
    page.set_viewport_size(_TABLET)
    look.at("a clip on a tablet")
    page.set_viewport_size(_DESK)
    look.turn_to("Keyframes")
    page.get_by_role("button", name="Look at").first.click()
    page.locator("dialog[open]").wait_for()
    look.at("a keyframe at full size", ".st-key-sheet")
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    with a_run(page):
        page.get_by_role("checkbox", name="Choose ").check()
    look.at("a keyframe that was chosen")
    look.turn_to("Seen before")
    look.unfold()
    look.at("seen before, unfolded")

    assert not look.found, "\n".join(look.found)


def test_clips_and_pictures_held_against_one_another_in_each_way(
    look: Look, alone: Served, clip: str, tmp_path: Path
) -> None:
    page = look.page
    look.open(f"matches?clip={clip}")
    look.unfold()
    look.at("matches, covered, unfolded")
    page.get_by_role("button", name="Show the pictures").first.click()
    for how in _WAYS:
        page.get_by_role("button", name=how, exact=True).first.click()
        look.at(f"matches, {how}", ".st-key-match-1-0-stills")
    other = CLIPS["VP9"].lay(alone, tmp_path)
    lay_sync(alone.home, _SYNC_ID, [clip, other], {clip: 0.0, other: -0.7})
    look.open(f"sync?sync={_SYNC_ID}")
    page.get_by_role("button", name="Show the pictures").click()
    look.unfold()
    look.at("clips in step")

    assert not look.found, "\n".join(look.found)


def test_a_first_look_what_went_wrong_and_what_is_not_there(
    look: Look, alone: Served, tmp_path: Path
) -> None:
    page, home = look.page, alone.home
    clip_id = CLIPS[USUAL].lay(alone, tmp_path, archive=make_search(make_match()))
    with being_analysed(home / "clips" / clip_id):
        look.open(f"clip?clip={clip_id}")
        page.get_by_text("This is a first look.").wait_for()
        look.at("a first look")
        look.open("")
        look.at("footage that is being analysed")
        file = tmp_path / "notes.txt"
        file.write_bytes(b"%PDF-1.7 a document")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("alert").get_by_text("is not taken").wait_for()
        page.get_by_role("button", name="Remove ").last.click()
        look.at("a refused file, and a removal that is asked about")
    failed = Job(state=JobState.FAILED, queued_utc=datetime.now(UTC), problem="It is broken.")
    broken = add_clip(home, None, name="broken.mp4", job=failed)
    for path in (
        f"clip?clip={broken}",
        f"clip?clip={_UNKNOWN}",
        f"case?case={_UNKNOWN}",
        f"sync?sync={_UNKNOWN}",
        f"matches?clip={_UNKNOWN}",
        f"archive?entry={_UNKNOWN}",
    ):
        look.open(path)
        look.at(path)

    assert not look.found, "\n".join(look.found)


def test_archive_and_people_unfolded(look: Look, alone: Served) -> None:
    (key,) = fill(alone.home, "without-barriers.mp4")
    lay_people(alone.home)
    page = look.page
    look.open(f"archive?entry={key}")
    look.unfold()
    look.at("an entry, unfolded")
    look.open("archive?part=Browse")
    page.get_by_test_id("stDateInputCalendarButton").first.click()
    page.locator(_CALENDAR).wait_for()
    look.at("a calendar", _CALENDAR)
    page.keyboard.press("Escape")
    look.turn_to("Search")
    page.get_by_role("textbox", name="Or a hash").fill("ab" * 32)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("of it (PDQ)").wait_for()
    look.at("an answer to a hash")
    look.open("settings?part=People")
    look.at("people")
    look.unrolled(page.get_by_role("combobox").first)

    assert not look.found, "\n".join(look.found)


def test_pages_on_which_there_is_nothing_yet(browser: "Browser", tmp_path: Path) -> None:
    with signed_in_at(tmp_path / "home") as bare, signed_in_page(browser, bare) as page:
        look = Look(page, f"http://127.0.0.1:{bare.port}")
        for path in ("", "cases", "sync", "archive", "archive?part=Work", "settings?part=People"):
            look.open(path)
            look.at(f"nothing at {path}")
        case_id = CaseDesk(Desk(bare.home)).open("Nothing in it")
        look.open(f"case?case={case_id}")
        look.unfold()
        look.at("an empty case")
        for tab in ("Hypotheses", "Clips", "Place", "For anybody"):
            look.turn_to(tab)
            look.at(f"an empty case, {tab}")

    assert not look.found, "\n".join(look.found)


def test_the_door_and_what_a_viewer_sees(browser: "Browser", newsroom: Served) -> None:
    home, base = newsroom.home, newsroom.link.rstrip("/")
    People(home, CHEAP).add("Wanda", WORDS, Role.VIEWER)
    cases = CaseDesk(Desk(home))
    case_id = cases.open("For all to see")
    cases.add_article(case_id, b"Nine people were killed on Thursday.", "a.txt")
    clip_id = add_clip(home, an_analysis(keyframes=[keyframe()]))
    with closing(browser.new_context(ignore_https_errors=True, viewport=_DESK)) as context:
        page = new_page(context)
        look = Look(page, base)
        page.goto(f"{base}/you")
        look.at("the door")
        for password in ("not the password", WORDS):
            page.get_by_label("Name").fill("Wanda")
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Sign in").click()
            if password != WORDS:
                page.get_by_text("Name or password is wrong.").wait_for()
                look.at("the door after a wrong password")
        page.get_by_text("You are Wanda").wait_for()
        settled(page)
        look.at("a viewer")
        for path in (f"case?case={case_id}", f"clip?clip={clip_id}", "", "cases", "archive"):
            look.open(path)
            look.at(f"a viewer at {path}")
        page.goto(f"{base}/sign-out")
        page.get_by_role("link", name="Back to the app").wait_for()
        look.at("the way out")
        page.get_by_role("button", name="Sign out").click()
        page.get_by_text("You are signed out.").wait_for()
        look.at("the door, from within")

    assert not look.found, "\n".join(look.found)
