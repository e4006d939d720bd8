"""Two people who signed in, each in a browser of their own: nothing is lost, and each is told.

Skipped, and said so, where there is no Chromium; many pages, so it runs with --whole.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.analyses import an_analysis
from tests.passwords import WORDS
from tests.ui.browsing import a_run, expect
from tests.ui.conftest import Served, add_clip
from verify.domain.case_file import CaseFile
from verify.domain.evidence import Stance
from verify.domain.standing import standing_proposals
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk
from verify.workbench.people import People

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_CLAIM = 5


@pytest.fixture(autouse=True)
def _only_whole(is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("two browsers and many pages; run with --whole")


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


def _card(page: "Page") -> "Locator":
    return page.locator(f".st-key-claim-{_CLAIM}")


def _conclude(page: "Page", word: str, reason: str) -> None:
    card = _card(page)
    _choose(card, word)
    card.get_by_role("textbox", name="Reason").fill(reason)
    card.get_by_role("button", name="Write it down").click()
    _is_written(card)


def _choose(card: "Locator", word: str) -> None:
    """Choose the word of a verdict, and wait until it can be written down."""
    card.get_by_role("radiogroup").get_by_text(word, exact=True).click()
    expect(card.get_by_role("button", name="Write it down")).to_be_enabled()


def _is_written(card: "Locator") -> None:
    """Wait until a verdict is written: its reason has left the field."""
    expect(card.get_by_role("textbox", name="Reason")).to_have_value("")


def _your_words(page: "Page") -> "Locator":
    """Return where the words stand of a form that is no longer on the page."""
    return page.get_by_role("dialog").get_by_role("textbox", name="Your words, to use elsewhere")


def test_of_two_verdicts_the_second_is_told_and_keeps_its_words(
    enter: Callable[[str, str], "Page"], case_id: str, case: Callable[[], CaseFile]
) -> None:
    goal = f"/case?case={case_id}&claim={_CLAIM}"
    ada, bea = enter("Ada", goal), enter("Bea", goal)
    bea_card = _card(bea)
    _choose(bea_card, "likely")
    bea_card.get_by_role("textbox", name="Reason").fill("two witnesses")

    _conclude(ada, "disputed", "two counts")
    bea_card.get_by_role("button", name="Write it down").click()

    bea_card.get_by_text("Ada concluded otherwise or anew").wait_for()
    expect(bea_card.get_by_role("textbox", name="Reason")).to_have_value("two witnesses")
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
    reason = bea_card.get_by_role("textbox", name="Reason")
    with a_run(bea):
        reason.fill("two witnesses")
        reason.blur()
    _conclude(ada, "disputed", "two counts")

    _choose(bea_card, "likely")
    bea_card.get_by_role("button", name="Write it down").click()

    bea_card.get_by_text("Ada concluded otherwise or anew").wait_for()
    assert [one.actor.untrusted_name for one in case().verdicts] == ["Ada"]
    expect(reason).to_have_value("two witnesses")


def test_of_two_decisions_on_a_proposal_the_second_is_told_beside_the_button(
    enter: Callable[[str, str], "Page"],
    newsroom: Served,
    case_id: str,
    case: Callable[[], CaseFile],
) -> None:
    cases = CaseDesk(Desk(newsroom.home))
    cases.check(case_id, cases.clips_here())
    name = next(str(one.name) for one in standing_proposals(case()) if one.proposal.rests_on)
    bea = enter("Bea", f"/case?case={case_id}")
    box = bea.get_by_test_id("stExpander").filter(has_text=f"Proposal {name}:")
    box.locator("summary").click()
    box.get_by_role("textbox", name="Why").fill("one flash twice")
    ada = Desk(newsroom.home).worked_at_by(People(newsroom.home).named("Ada").person)
    CaseDesk(ada).accept(case_id, name, instead_of=())

    box.get_by_role("button", name="Turn it down").click()

    refusal = box.get_by_text("by Ada), so nothing was written")
    refusal.scroll_into_view_if_needed()
    expect(box.locator("details")).to_have_attribute("open", "")
    expect(refusal).to_be_in_viewport()
    expect(box.get_by_role("button", name="Turn it down")).to_be_in_viewport()
    expect(box.get_by_role("textbox", name="Why")).to_have_value("one flash twice")
    assert not case().declined


def test_of_two_wordings_the_second_is_told_and_keeps_its_words(
    enter: Callable[[str, str], "Page"], case_id: str, case: Callable[[], CaseFile]
) -> None:
    goal = f"/case?case={case_id}&claim={_CLAIM}"
    pages = {name: enter(name, goal) for name in ("Ada", "Bea")}
    for name, page in pages.items():
        _card(page).get_by_text("Change", exact=True).click()
        _card(page).get_by_role("textbox", name=re.compile("^Word it anew")).fill(
            f"Nine died, says {name}."
        )
    ada, bea = pages.values()
    _card(ada).get_by_role("button", name="Write it in its place").click()
    expect(_card(ada)).to_have_count(0)
    _card(bea).get_by_role("button", name="Write it in its place").click()

    expect(_your_words(bea)).to_have_value("Nine died, says Bea.")
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
        _card(page).get_by_role("textbox", name="Why it does not count any more").fill(
            f"not smoke, says {name}"
        )
    ada, bea = pages.values()
    _card(ada).get_by_role("button", name="Withdraw it").click()
    expect(_card(ada).get_by_role("button", name="Withdraw it")).to_have_count(0)
    _card(bea).get_by_role("button", name="Withdraw it").click()

    expect(_your_words(bea)).to_have_value("not smoke, says Bea")
    (withdrawal,) = case().withdrawals
    assert withdrawal.actor.untrusted_name == "Ada"


def test_of_two_answers_the_second_is_told_and_keeps_its_words(
    enter: Callable[[str, str], "Page"], case_id: str, case: Callable[[], CaseFile]
) -> None:
    goal = f"/case?case={case_id}&part=Checklist"
    pages = {name: enter(name, goal) for name in ("Ada", "Bea")}
    for name, page in pages.items():
        page.get_by_role("button", name="Answer item 1", exact=True).click()
        page.get_by_role("textbox", name="Answer to item 1").fill(f"asked the source, says {name}")
    ada, bea = pages.values()
    ada.get_by_role("button", name="Write it down").first.click()
    ada.get_by_role("button", name=re.compile("^Answer.* anew$")).wait_for()
    bea.get_by_role("button", name="Write it down").first.click()

    bea.get_by_text("asked the source, says Ada").first.wait_for()
    words = bea.get_by_role("textbox", name="Answer to item 1")
    expect(words).to_have_value("asked the source, says Bea")
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
    ada, bea = pages.values()
    ada.get_by_role("button", name="Write it down").click()
    expect(ada.get_by_role("textbox", name="What it may be")).to_have_value("")
    bea.get_by_role("button", name="Write it down").click()

    bea.get_by_text("an older strike, says Ada").first.wait_for()
    words = bea.get_by_role("textbox", name="What it may be")
    expect(words).to_have_value("an older strike, says Bea")
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
    reason = _card(ada).get_by_role("textbox", name="Reason")
    with a_run(ada):
        reason.fill("only mine")
        reason.blur()
    bea = enter("Bea", f"/case?case={case_id}&claim={_CLAIM}")

    expect(_card(bea).get_by_role("textbox", name="Reason")).to_have_value("")
    expect(bea.get_by_text("only mine")).to_have_count(0)
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
    expect(page.get_by_text("Strike")).to_have_count(0)


def test_a_cold_page_anywhere_begins_at_the_entry_script(
    enter: Callable[[str, str], "Page"], newsroom: Served
) -> None:
    for goal in ("/cases", "/case", "/clip", "/you"):
        page = enter("Ada", goal)
        expect(page).to_have_url(f"{newsroom.link.rstrip('/')}{goal}")
