"""From a dropped clip to a saved report in a real Chromium, and each page of the app as it is left.

Skipped, and said so, where there is no Chromium; takes a real analysis, so it runs with --whole.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.analyses import an_analysis
from tests.ui.conftest import Served, add_clip
from verify.domain.evidence import Stance
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

_PATIENCE_MS = 60_000
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
# What Streamlit's own parts break; each rule with the part of the page where it may be broken.
_OF_STREAMLIT = {"presentation-role-conflict": "stFileUploaderDropzone"}


@pytest.fixture(autouse=True)
def _only_whole(is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("takes an analysis and many pages; run with --whole")


@pytest.fixture
def asked_for() -> list[str]:
    """Collect the addresses that the page asked for."""
    return []


@pytest.fixture
def page(browser: "Browser", person: Served, asked_for: list[str]) -> Iterator["Page"]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    name, _, value = person.cookie.partition("=")
    context.add_cookies(
        [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "sameSite": "Strict"}]
    )
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("dialog", lambda dialog: asked_for.append(f"script ran: {dialog.message}"))
    yield page
    context.close()


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


def _elsewhere(person: Served, asked_for: list[str]) -> list[str]:
    host = f"127.0.0.1:{person.port}"
    ours = (f"http://{host}", f"ws://{host}", "blob:", "data:")
    return [address for address in asked_for if not address.startswith(ours)]


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
    page.get_by_text("Kept: it is evidence on claim 5 now.").wait_for()
    click(page.get_by_role("link", name="Back to the claim"))
    card = page.locator(".st-key-claim-5")
    card.get_by_text("smoke behind the houses").wait_for()
    click(card.get_by_role("radiogroup").get_by_text("disputed", exact=True))
    card.get_by_role("textbox", name="Reason").fill("two sides, two counts")
    click(card.get_by_role("button", name="Write it down"))
    card.get_by_text("two sides, two counts").wait_for()
    click(page.get_by_role("tab", name="Report"))
    click(page.get_by_role("button", name="Write the report"))
    with page.expect_download() as saved:
        click(page.get_by_role("link", name="Save the report"))

    report = Path(saved.value.path()).read_text()
    assert "two sides, two counts" in report
    assert "smoke behind the houses" in report
    assert len(clicks) <= 10
    assert _elsewhere(person, asked_for) == []


def test_words_of_others_are_text_on_every_page_and_call_nobody(
    page: "Page", person: Served, hostile_case: str, asked_for: list[str]
) -> None:
    base = f"http://127.0.0.1:{person.port}"
    for address in (f"{base}/", f"{base}/cases", *_tabs(base, hostile_case)):
        _settled(page, address)
        assert page.locator("img[src='x'], a[href*='evil.example']").count() == 0, address

    assert _elsewhere(person, asked_for) == []


def test_no_page_has_a_barrier_that_is_not_streamlits_own(
    page: "Page", person: Served, hostile_case: str
) -> None:
    pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    base, found = f"http://127.0.0.1:{person.port}", []
    for address in (f"{base}/", f"{base}/cases", *_tabs(base, hostile_case)):
        _settled(page, address)
        page.evaluate(axe)
        broken: list[dict[str, Any]] = page.evaluate("axe.run().then(found => found.violations)")
        found += [
            f"{address.partition('?')[2]} {rule['id']}: {node['html'][:160]}"
            for rule in broken
            for node in rule["nodes"]
            if _OF_STREAMLIT.get(rule["id"], "\0") not in node["html"]
        ]

    assert not found, "\n".join(found)


def _tabs(base: str, case_id: str) -> list[str]:
    return [f"{base}/case?case={case_id}&part={part.replace(' ', '+')}" for part in _PARTS]


def _settled(page: "Page", address: str) -> None:
    page.goto(address)
    page.get_by_role("heading").first.wait_for()
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
