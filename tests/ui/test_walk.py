"""From a dropped clip to a saved report in a real Chromium, and each page of the app as it is left.

Skipped, and said so, where there is no Chromium; takes a real analysis, so it runs with --whole.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
import pytest

from tests.analyses import a_trace, an_analysis, flash, keyframe
from tests.presentation.test_match_section import make_match, make_search
from tests.storage.footage import REPORTER, new_entry
from tests.ui.browsing import a_run, barriers, elsewhere, expect, noted, open_at, signed_in_page
from tests.ui.conftest import Served, add_clip
from verify import settings
from verify.domain.evidence import Stance
from verify.domain.findings import Analysis, Skipped
from verify.workbench.archive import shelf
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

_SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "night-strike.mp4"
_HOSTILE = "<img src=x onerror=alert(1)> ![x](https://tracker.example/x.png) https://evil.example"
_PARTS = (
    "Claims",
    "Hypotheses",
    "Checklist",
    "Clips",
    "Place",
    "For anybody",
    "Report",
    "History",
)


@pytest.fixture(autouse=True)
def _only_whole(is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("takes an analysis and many pages; run with --whole")


@pytest.fixture
def page(browser: "Browser", person: Served) -> Iterator["Page"]:
    with signed_in_page(browser, person) as page:
        yield page


@pytest.fixture
def asked_for(page: "Page") -> list[str]:
    """Collect the addresses that the page asked for, and what a script said."""
    asked_for = noted(page)
    page.on("dialog", lambda dialog: asked_for.append(f"script ran: {dialog.message}"))
    return asked_for


@pytest.fixture
def hostile_case(person: Served) -> str:
    """Lay a case whose every word is markup into the home of the server."""
    add_clip(person.home, an_analysis(), name=_HOSTILE)
    cases = CaseDesk(Desk(person.home))
    case_id = cases.open(_HOSTILE)
    cases.add_article(case_id, f"Nine people were killed. {_HOSTILE}".encode(), "a.txt")
    clip = next(one for one in cases.clips_here() if one.name == _HOSTILE)
    cases.add_clip(case_id, clip)
    cases.observe(case_id, 5, Stance.CONTEXT, _HOSTILE, _HOSTILE, is_link=False)
    cases.note(case_id, 5, _HOSTILE)
    cases.write_hypothesis(case_id, clip.sha256, _HOSTILE)
    case = cases.case(case_id)
    stances = {case.hypotheses[0].event: Stance.CONTEXT}
    cases.weigh(case_id, case.evidence[0].event, stances, _HOSTILE)
    cases.place(case_id, clip.sha256, "35.9,36.6", 100, _HOSTILE)
    return case_id


def _hostile_findings() -> Analysis:
    """Return findings in which whatever came out of a file, or from others, is markup."""
    plain = an_analysis()
    assert plain.metadata is not None
    match = make_match()
    assert match.footage.source is not None
    source = msgspec.structs.replace(match.footage.source, untrusted_platform=_HOSTILE)
    there = msgspec.structs.replace(match.footage, name=_HOSTILE, source=source)
    match = msgspec.structs.replace(match, footage=there, reason=_HOSTILE)
    return an_analysis(
        metadata=msgspec.structs.replace(
            plain.metadata,
            untrusted_device=_HOSTILE,
            untrusted_created=_HOSTILE,
            untrusted_timecode=_HOSTILE,
            untrusted_container_tags={_HOSTILE: _HOSTILE},
            untrusted_exif={_HOSTILE: _HOSTILE},
        ),
        flashes=[flash(reason=_HOSTILE), flash(onset_s=3.0, accepted=False, reason=_HOSTILE)],
        traces=[a_trace()],
        keyframes=[keyframe()],
        archive=make_search(match),
        skipped=[Skipped(analysis="lights", reason=_HOSTILE)],
    )


@pytest.fixture
def everywhere(person: Served, hostile_case: str) -> list[str]:
    """Return the address of each page, with what is markup laid where it shows it."""
    clip_id = add_clip(person.home, _hostile_findings(), name=_HOSTILE)
    entry = new_entry(_HOSTILE)
    address = settings.storage_address(person.home)
    with shelf.opened(person.home, address, REPORTER, makes=True) as archive:
        if entry.key not in {one.key for one in archive.store.entries()}:
            archive.store.add(entry, REPORTER)
    base = f"http://127.0.0.1:{person.port}"
    plain = ("", "cases", "sync", "archive", "settings", "you", f"archive?entry={entry.key}")
    of_clip = (f"clip?clip={clip_id}", f"matches?clip={clip_id}")
    return [f"{base}/{path}" for path in (*plain, *of_clip)] + _tabs(base, hostile_case)


@pytest.mark.usefixtures("walls")
def test_a_dropped_clip_becomes_a_saved_report_in_ten_clicks(
    page: "Page", person: Served, asked_for: list[str]
) -> None:
    clicks: list[str] = []

    def click(what: "Locator") -> None:
        clicks.append(str(what))
        what.click()

    page.goto(f"http://127.0.0.1:{person.port}/")
    page.locator("input[type=file]").set_input_files(_SAMPLE)
    click(page.get_by_role("link", name="Open a case with this clip"))
    page.get_by_label("What is it about?").fill("Strike")
    page.get_by_role("textbox", name="Article").fill("Nine people were killed on Thursday.")
    page.get_by_role("textbox", name="Published").fill("2020-02-28T18:00+03:00")
    click(page.get_by_role("button", name="Open the case"))
    click(page.get_by_role("link", name=re.compile("for claim 5$")))
    page.get_by_label("What it shows").fill("smoke behind the houses")
    click(page.get_by_role("button", name="Hold it up"))
    page.get_by_text("Kept: it is evidence on claim 5 now.").first.wait_for()
    click(page.get_by_role("link", name="Back to the claim"))
    card = page.locator(".st-key-claim-5")
    card.get_by_text("smoke behind the houses").wait_for()
    click(card.get_by_role("radiogroup").get_by_text("disputed", exact=True))
    card.get_by_role("textbox", name="Reason").fill("two sides, two counts")
    click(card.get_by_role("button", name="Write it down"))
    expect(card.get_by_role("textbox", name="Reason")).to_have_value("")
    card.get_by_text("two sides, two counts").wait_for()
    click(page.get_by_role("tab", name="Report"))
    click(page.get_by_role("button", name="Write the report"))
    with page.expect_download() as saved:
        click(page.get_by_role("link", name="Save the report"))

    report = Path(saved.value.path()).read_text()
    assert "two sides, two counts" in report
    assert "smoke behind the houses" in report
    assert len(clicks) <= 10
    assert elsewhere(asked_for, person) == []


def test_words_of_others_are_text_on_every_page_and_call_nobody(
    page: "Page", person: Served, everywhere: list[str], asked_for: list[str]
) -> None:
    for address in everywhere:
        for _view in _views(page, address):
            expect(page.locator("img[src='x'], a[href*='evil.example']")).to_have_count(0)

    assert elsewhere(asked_for, person) == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_has_a_barrier_that_is_not_streamlits_own(
    page: "Page", everywhere: list[str], colours: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=colours)
    found = [
        f"{address.partition('/')[2]} {view} {rule}: {part[:160]}"
        for address in everywhere
        for view in _views(page, address)
        for rule, part in barriers(page)
    ]

    assert not found, "\n".join(found)


def _views(page: "Page", address: str) -> Iterator[str]:
    """Open a page, then each of its tabs; gives the tab's name each time."""
    open_at(page, address)
    yield ""
    if "part=" not in address:
        for tab in page.get_by_role("tab").all()[1:]:
            with a_run(page):
                tab.click()
            yield tab.inner_text()


def _tabs(base: str, case_id: str) -> list[str]:
    return [f"{base}/case?case={case_id}&part={part.replace(' ', '+')}" for part in _PARTS]
