"""What a person does in the app, done by keyboard alone in a real Chromium: no click, no pointer.

Each walk gets to its place by Tab, sees on the way that the focus shows, and looks at what came of
it. Skipped, and said so, where there is no Chromium; runs with --whole.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.analyses import flash
from tests.ui.conftest import Served
from tests.ui.test_player import CLIPS, USUAL
from verify.domain.evidence import MomentItem
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Comfort, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_PATIENCE_MS = 60_000
_MOST_TABS = 120
_AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
# The whole page as something that scrolls, and fields, whose border changes colour instead.
_RINGLESS_OF_STREAMLIT = {"stMain", "field"}
# The name of what has the focus, through shadow roots, and whether a person sees that it has.
_FOCUSED = """() => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  const label = one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent;
  const rings = [];
  for (let node = one, up = 0; node instanceof Element && up < 4; node = node.parentElement, up++) {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
    rings.push((outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none");
  }
  const isField = one.getRootNode() === document && ["INPUT", "TEXTAREA"].includes(one.tagName);
  const part = isField ? "field" : (one.dataset?.testid ?? "");
  return { name: label.trim(), tag: one.tagName, part, seen: rings.some(Boolean) };
}"""


@pytest.fixture(autouse=True)
def _only_whole(is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("walks many pages; run with --whole")


@pytest.fixture
def page(browser: "Browser", person: Served) -> Iterator["Page"]:
    Desk(person.home).set_comfort(Comfort(cover=False))
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    name, _, value = person.cookie.partition("=")
    context.add_cookies(
        [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "sameSite": "Strict"}]
    )
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    yield page
    context.close()
    Desk(person.home).set_comfort(Comfort())


@pytest.fixture
def clip(person: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    found = [flash(onset_s=at / 25, onset_frame=at, end_s=at / 25 + 0.2) for at in (30, 90)]
    return CLIPS[USUAL].lay(person, tmp_path_factory.mktemp("keys"), flashes=found)


def _open(page: "Page", person: Served, path: str) -> None:
    page.goto(f"http://127.0.0.1:{person.port}/{path}")
    page.locator(_AT_REST).wait_for()


def _tab_to(page: "Page", name: str, *, back: bool = False) -> None:
    """Press Tab until what has the focus is called so; each stop on the way shows that it has."""
    walked = []
    for _ in range(_MOST_TABS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        at = page.evaluate(_FOCUSED)
        walked.append(at["name"][:40])
        if at["tag"] != "BODY" and at["part"] not in _RINGLESS_OF_STREAMLIT:
            assert at["seen"], f"no ring on {at}"
        if re.match(name, at["name"]):
            return
    raise AssertionError(f"{name} was not reached: {walked}")


def test_enter_on_the_box_for_files_opens_the_chooser(page: "Page", person: Served) -> None:
    _open(page, person, "")
    page.get_by_text("Drop videos or pictures here").wait_for()
    _tab_to(page, "Choose videos or pictures")
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Enter")

    assert chosen.value.is_multiple()


def test_a_box_is_moved_sized_and_taken_by_keys_and_becomes_evidence(
    page: "Page", person: Served, clip: str
) -> None:
    cases = CaseDesk(Desk(person.home))
    case_id = cases.open("By keys")
    cases.add_article(case_id, b"Nine people were killed on Thursday.", "a.txt")
    analysis = Desk(person.home).analysis(clip)
    here = next(one for one in cases.clips_here() if one.clip_id == clip)
    cases.add_clip(case_id, here)
    number = cases.case(case_id).claims[0].number
    _open(page, person, f"clip?clip={clip}&case={case_id}&claim={number}")
    page.locator(".player[data-frame]").wait_for()
    _tab_to(page, "Player: space plays")
    page.keyboard.press("b")
    page.get_by_text("Draw a box with the pointer, or move this one").wait_for()
    # 288 by 160 px: a step is a fiftieth of the longest side.
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowLeft", "Control+ArrowUp"):
        page.keyboard.press(key)
    page.get_by_text(
        "Box 78, 45, 138, 80 px (left, top, width, height). Enter takes it."
    ).wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("Box 78, 45, 138, 80 px (left, top, width, height).", exact=True).wait_for()
    assert page.evaluate(_FOCUSED)["name"].startswith("Player")

    page.get_by_role("button", name="Hold it up").wait_for()
    _tab_to(page, "Hold it up")
    page.keyboard.press("Enter")
    page.get_by_text("is evidence on claim").wait_for()
    (evidence,) = cases.case(case_id).evidence
    (item,) = evidence.items
    assert isinstance(item, MomentItem)
    assert item.box_px == (78, 45, 138, 80)
    assert analysis.footage.sha256 == item.clip_sha256


def test_escape_leaves_a_box_and_the_focus_stays_in_the_player(
    page: "Page", person: Served, clip: str
) -> None:
    _open(page, person, f"clip?clip={clip}")
    page.locator(".player[data-frame]").wait_for()
    _tab_to(page, "Player: space plays")
    page.keyboard.press("b")
    page.locator(".box:not([hidden])").wait_for()
    page.keyboard.press("Escape")
    page.locator(".box").wait_for(state="hidden")
    assert page.evaluate(_FOCUSED)["name"].startswith("Player")

    page.keyboard.press("i")
    _tab_to(page, "Forget stretch and box")
    page.keyboard.press("Enter")
    assert page.evaluate(_FOCUSED)["name"].startswith("Player")
    page.keyboard.press("]")
    page.locator('.player[data-frame="30"]').wait_for()
