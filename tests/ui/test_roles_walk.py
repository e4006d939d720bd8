"""Roles in a browser: what is offered, what an address leads to, what a lost role does to a page.

Skipped, and said so, where there is no Chromium; many pages, so it runs with --whole.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.passwords import CHEAP, WORDS
from tests.ui.browsing import a_run, barriers, expect, settled
from tests.ui.conftest import Served
from verify.domain.roles import Role
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Desk
from verify.workbench.people import People

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PEOPLE = {"Vera": Role.VIEWER, "Jon": Role.JOURNALIST, "Joy": Role.JOURNALIST, "Eda": Role.EDITOR}


@pytest.fixture(autouse=True)
def _only_whole(is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("several browsers and many pages; run with --whole")


@pytest.fixture(scope="module")
def cases(newsroom: Served) -> dict[str, str]:
    """Return the ids of a shared case and of a private one of Jon's."""
    people = People(newsroom.home, CHEAP)
    for name, role in _PEOPLE.items():
        people.add(name, WORDS, role)
    jon = CaseDesk(Desk(newsroom.home).worked_at_by(people.named("Jon").person))
    made = {"shared": jon.open("Market strike"), "private": jon.open("Secret", is_private=True)}
    for case_id in made.values():
        jon.add_article(case_id, b"Nine people were killed on Thursday.", "a.txt")
    return made


def test_a_viewer_reads_and_is_offered_nothing_to_do(
    enter: Callable[[str, str], "Page"], cases: dict[str, str]
) -> None:
    page = enter("Vera", f"/case?case={cases['shared']}")

    page.get_by_text("To write in cases takes the role journalist; yours is viewer.").wait_for()
    page.get_by_role("heading", name="Market strike").wait_for()
    for offered in ("Put a clip in", "Check the claims", "Give your verdict", "Write a note"):
        expect(page.get_by_text(offered, exact=True)).to_have_count(0)
    for part in ("Hypotheses", "Checklist", "Clips", "Place", "For anybody", "Report", "History"):
        with a_run(page):
            page.get_by_role("tab", name=part, exact=True).click()
        panel = page.get_by_role("tabpanel", name=part, exact=True)
        panel.wait_for()
        expect(panel.locator("[data-testid^=stBaseButton]")).to_have_count(0)


def test_a_journalist_is_not_led_to_anothers_private_case_an_editor_is(
    enter: Callable[[str, str], "Page"], cases: dict[str, str], newsroom: Served
) -> None:
    goal = f"/case?case={cases['private']}"
    joy = enter("Joy", goal)
    joy.get_by_text(f"Case {cases['private']} is private").wait_for()
    expect(joy.get_by_text("Secret")).to_have_count(0)
    joy.goto(f"{newsroom.link}cases")
    joy.get_by_text("Market strike").first.wait_for()
    settled(joy)
    expect(joy.get_by_text("Secret")).to_have_count(0)

    enter("Eda", goal).get_by_role("heading", name="Secret").wait_for()

    jon = enter("Jon", goal)
    jon.get_by_role("button", name="Private").click()
    jon.get_by_label("Invite, by name").fill("Joy")
    jon.get_by_role("button", name="Invite", exact=True).click()
    jon.get_by_text("Invited.").first.wait_for()
    joy.goto(f"{newsroom.link.rstrip('/')}{goal}")
    joy.get_by_role("heading", name="Secret").wait_for()
    joy.get_by_text("Give your verdict").first.wait_for()


def test_a_role_that_is_taken_away_holds_in_an_open_page_and_no_word_is_lost(
    enter: Callable[[str, str], "Page"], cases: dict[str, str], newsroom: Served
) -> None:
    people = People(newsroom.home, CHEAP)
    people.give_role("Joy", Role.JOURNALIST)
    page = enter("Joy", f"/case?case={cases['shared']}")
    page.get_by_role("button", name="Write a note").first.click()
    page.get_by_role("textbox", name="Note").first.fill("the mayor says nine")
    people.give_role("Joy", Role.VIEWER)

    page.get_by_role("button", name="Keep the note").first.click()

    page.get_by_text(
        "To write in cases takes the role journalist; yours is viewer"
    ).first.wait_for()
    words = page.get_by_role("dialog").get_by_role("textbox", name="Your words, to use elsewhere")
    expect(words).to_have_value("the mayor says nine")
    assert barriers(page, "[role=dialog]") == []
    assert CaseDesk(Desk(newsroom.home)).case(cases["shared"]).notes == []


def test_whoever_is_removed_is_told_in_the_open_page_and_led_to_sign_in(
    enter: Callable[[str, str], "Page"], cases: dict[str, str], newsroom: Served
) -> None:
    people = People(newsroom.home, CHEAP)
    people.add("Leaver", WORDS, Role.JOURNALIST)
    page = enter("Leaver", f"/case?case={cases['shared']}")
    card = page.locator(".st-key-claim-5")
    card.get_by_text("Give your verdict").click()
    card.get_by_role("textbox", name="Reason").fill("the mayor says nine")
    people.remove("Leaver")

    card.get_by_text("Change", exact=True).click()

    told = page.get_by_role("dialog", name="You are signed out")
    told.wait_for()
    expect(page.get_by_text("Connection failed with status")).to_be_hidden()
    assert barriers(page, "dialog.verify-door") == []
    told.get_by_role("button", name="Stay on this page").click()
    expect(card.get_by_role("textbox", name="Reason")).to_have_value("the mayor says nine")
    page.goto(page.url)
    page.get_by_role("heading", name="Sign in").wait_for()
