"""Two people who signed in, each in a browser of their own: nothing is lost, and each is told.

Skipped, and said so, where there is no Chromium; many pages, so it runs with --whole.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.analyses import an_analysis
from tests.passwords import WORDS
from tests.ui.conftest import Served, add_clip
from verify.domain.case_file import CaseFile
from verify.domain.evidence import Stance
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk
from verify.workbench.people import People

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

_PATIENCE_MS = 20_000
_CLAIM = 5


@pytest.fixture(autouse=True)
def _only_whole(is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("two browsers and many pages; run with --whole")


@pytest.fixture
def enter(browser: "Browser", newsroom: Served) -> Iterator[Callable[[str, str], "Page"]]:
    """Return what opens a browser of its own, signs somebody in and goes to a page."""
    contexts = []

    def entered(name: str, goal: str) -> "Page":
        context = browser.new_context(
            ignore_https_errors=True, viewport={"width": 1280, "height": 1000}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.goto(f"{newsroom.link.rstrip('/')}{goal}")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(WORDS)
        page.get_by_role("button", name="Sign in").click()
        # Drawn by the entry script, before any page.
        page.get_by_role("link", name="You").wait_for()
        _settled(page)
        return page

    yield entered
    for context in contexts:
        context.close()


@pytest.fixture
def case_id(newsroom: Served) -> str:
    """Lay a case with a claim, a clip, evidence and a hypothesis into the home of the server."""
    add_clip(newsroom.home, an_analysis())
    cases = CaseDesk(Desk(newsroom.home))
    case_id = cases.open("Strike")
    cases.add_article(case_id, b"Nine people were killed on Thursday.", "a.txt")
    clip = cases.clips_here()[0]
    cases.add_clip(case_id, clip)
    cases.observe(case_id, _CLAIM, Stance.CONTEXT, "smoke", "it rises", is_link=False)
    cases.write_hypothesis(case_id, clip.sha256, "the strike")
    return case_id


@pytest.fixture
def case(newsroom: Served, case_id: str) -> Callable[[], CaseFile]:
    """Return what reads the case as it stands."""
    return lambda: CaseDesk(Desk(newsroom.home)).case(case_id)


def _settled(page: "Page") -> None:
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def _card(page: "Page") -> "Locator":
    return page.locator(f".st-key-claim-{_CLAIM}")


def _conclude(page: "Page", word: str, reason: str) -> None:
    card = _card(page)
    card.get_by_role("radiogroup").get_by_text(word, exact=True).click()
    _settled(page)
    card.get_by_role("textbox", name="Reason").fill(reason)
    card.get_by_role("button", name="Write it down").click()
    _is_written(card)


def _is_written(card: "Locator") -> None:
    """Wait until a verdict is written: its reason has left the field."""
    from playwright.sync_api import expect

    expect(card.get_by_role("textbox", name="Reason")).to_have_value("", timeout=_PATIENCE_MS)


def test_of_two_verdicts_the_second_is_told_and_keeps_its_words(
    enter: Callable[[str, str], "Page"], case_id: str, case: Callable[[], CaseFile]
) -> None:
    goal = f"/case?case={case_id}&claim={_CLAIM}"
    ada, bea = enter("Ada", goal), enter("Bea", goal)
    bea_card = _card(bea)
    bea_card.get_by_role("radiogroup").get_by_text("likely", exact=True).click()
    _settled(bea)
    bea_card.get_by_role("textbox", name="Reason").fill("two witnesses")

    _conclude(ada, "disputed", "two counts")
    bea_card.get_by_role("button", name="Write it down").click()

    bea_card.get_by_text("Ada concluded otherwise or anew").wait_for()
    assert bea_card.get_by_role("textbox", name="Reason").input_value() == "two witnesses"
    (verdict,) = case().verdicts
    assert (verdict.actor.untrusted_name, verdict.actor.known_by) == ("Ada", "sign_in")

    bea_card.get_by_role("button", name="Write it down").click()
    _is_written(bea_card)
    assert [one.actor.untrusted_name for one in case().verdicts] == ["Ada", "Bea"]


def test_who_began_a_verdict_is_told_even_if_the_page_was_drawn_anew(
    enter: Callable[[str, str], "Page"], case_id: str, case: Callable[[], CaseFile]
) -> None:
    goal = f"/case?case={case_id}&claim={_CLAIM}"
    ada, bea = enter("Ada", goal), enter("Bea", goal)
    bea_card = _card(bea)
    bea_card.get_by_role("textbox", name="Reason").fill("two witnesses")
    bea_card.get_by_role("textbox", name="Reason").blur()
    _settled(bea)
    _conclude(ada, "disputed", "two counts")

    bea_card.get_by_role("radiogroup").get_by_text("likely", exact=True).click()
    _settled(bea)
    bea_card.get_by_role("button", name="Write it down").click()

    bea_card.get_by_text("Ada concluded otherwise or anew").wait_for()
    assert [one.actor.untrusted_name for one in case().verdicts] == ["Ada"]
    assert bea_card.get_by_role("textbox", name="Reason").input_value() == "two witnesses"


def test_of_two_wordings_the_second_is_told_and_keeps_its_words(
    enter: Callable[[str, str], "Page"], case_id: str, case: Callable[[], CaseFile]
) -> None:
    goal = f"/case?case={case_id}&claim={_CLAIM}"
    pages = {name: enter(name, goal) for name in ("Ada", "Bea")}
    for name, page in pages.items():
        _card(page).get_by_text("Change", exact=True).click()
        _settled(page)
        _card(page).get_by_role("textbox", name=re.compile("^Word it anew")).fill(
            f"Nine died, says {name}."
        )
    for page in pages.values():
        _card(page).get_by_role("button", name="Write it in its place").click()
        _settled(page)

    bea = pages["Bea"]
    bea.get_by_text("Nine died, says Bea.").first.wait_for()
    bea.get_by_text("Nine died, says Ada.").first.wait_for()
    worded = {one.untrusted_text for one in case().claims if one.stands}
    assert "Nine died, says Ada." in worded
    assert "Nine died, says Bea." not in worded


def test_of_two_withdrawals_the_second_is_told_and_keeps_its_words(
    enter: Callable[[str, str], "Page"], case_id: str, case: Callable[[], CaseFile]
) -> None:
    goal = f"/case?case={case_id}&claim={_CLAIM}"
    pages = {name: enter(name, goal) for name in ("Ada", "Bea")}
    for name, page in pages.items():
        _card(page).get_by_text("Change", exact=True).click()
        _settled(page)
        _card(page).get_by_role("textbox", name="Why it does not count any more").fill(
            f"not smoke, says {name}"
        )
    for page in pages.values():
        _card(page).get_by_role("button", name="Withdraw it").click()
        _settled(page)

    bea = pages["Bea"]
    bea.get_by_text("not smoke, says Bea").first.wait_for()
    (withdrawal,) = case().withdrawals
    assert withdrawal.actor.untrusted_name == "Ada"


def test_of_two_answers_the_second_is_told_and_keeps_its_words(
    enter: Callable[[str, str], "Page"], case_id: str, case: Callable[[], CaseFile]
) -> None:
    goal = f"/case?case={case_id}&part=Checklist"
    pages = {name: enter(name, goal) for name in ("Ada", "Bea")}
    for name, page in pages.items():
        page.get_by_role("button", name="Answer", exact=True).first.click()
        page.get_by_role("textbox", name="Answer to item 1").fill(f"asked the source, says {name}")
    for page in pages.values():
        page.get_by_role("button", name="Write it down").first.click()
        _settled(page)

    bea = pages["Bea"]
    bea.get_by_text("asked the source, says Ada").first.wait_for()
    assert (
        bea.get_by_role("textbox", name="Answer to item 1").input_value()
        == "asked the source, says Bea"
    )
    assert [one.actor.untrusted_name for one in case().answers] == ["Ada"]


def test_of_two_hypotheses_in_one_place_the_second_is_told_and_keeps_its_words(
    enter: Callable[[str, str], "Page"], case_id: str, case: Callable[[], CaseFile]
) -> None:
    goal = f"/case?case={case_id}&part=Hypotheses"
    pages = {name: enter(name, goal) for name in ("Ada", "Bea")}
    for name, page in pages.items():
        page.get_by_role("combobox", name=re.compile("In the place of")).click()
        page.get_by_role("option", name=re.compile("the strike")).click()
        page.get_by_role("textbox", name="What it may be").fill(f"an older strike, says {name}")
    for page in pages.values():
        page.get_by_role("button", name="Write it down").click()
        _settled(page)

    bea = pages["Bea"]
    bea.get_by_text("an older strike, says Ada").first.wait_for()
    assert (
        bea.get_by_role("textbox", name="What it may be").input_value()
        == "an older strike, says Bea"
    )
    texts = [one.untrusted_text for one in case().standing_hypotheses()]
    assert texts == ["an older strike, says Ada"]


def test_what_one_person_sets_or_types_shows_to_nobody_else(
    enter: Callable[[str, str], "Page"], newsroom: Served, case_id: str
) -> None:
    ada_at_home, bea_at_home = (
        Desk(newsroom.home).worked_at_by(People(newsroom.home).named(name).person)
        for name in ("Ada", "Bea")
    )
    ada_at_home.set_comfort(Comfort(cover=False, grey=True))
    ada = enter("Ada", f"/case?case={case_id}&claim={_CLAIM}")
    _card(ada).get_by_role("textbox", name="Reason").fill("only mine")
    bea = enter("Bea", f"/case?case={case_id}&claim={_CLAIM}")

    assert _card(bea).get_by_role("textbox", name="Reason").input_value() == ""
    assert bea.get_by_text("only mine").count() == 0
    assert bea_at_home.comfort() == Comfort()
    bea.goto(f"{newsroom.link}you")
    bea.get_by_text("You are Bea: signed in with a password.").wait_for()


def test_whoever_is_removed_sees_nothing_more(
    enter: Callable[[str, str], "Page"], newsroom: Served, case_id: str
) -> None:
    people = People(newsroom.home)
    people.add("Leaving", WORDS)
    page = enter("Leaving", f"/case?case={case_id}&claim={_CLAIM}")
    people.remove("Leaving")

    _card(page).get_by_text("Change", exact=True).click()
    page.goto(f"{newsroom.link}cases")

    page.get_by_role("heading", name="Sign in").wait_for()
    assert page.get_by_text("Strike").count() == 0


def test_a_cold_page_anywhere_begins_at_the_entry_script(
    enter: Callable[[str, str], "Page"], newsroom: Served
) -> None:
    for goal in ("/cases", "/case", "/clip", "/you"):
        page = enter("Ada", goal)
        assert page.url == f"{newsroom.link.rstrip('/')}{goal}"
