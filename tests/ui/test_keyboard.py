"""Choosing files and the player by keyboard alone, in a real Chromium.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

from pathlib import Path

import pytest

from tests.analyses import flash
from tests.ui.conftest import Served
from tests.ui.keys import Keys
from tests.ui.test_player import CLIPS, USUAL
from verify.domain.evidence import MomentItem
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Desk


@pytest.fixture
def clip(alone: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    found = [flash(onset_s=at / 25, onset_frame=at, end_s=at / 25 + 0.2) for at in (30, 90)]
    return CLIPS[USUAL].lay(alone, tmp_path_factory.mktemp("keys"), flashes=found)


def test_enter_on_the_box_for_files_opens_the_chooser(keys: Keys, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(b"%PDF-1.7 a document")
    keys.open("", "Drop videos or pictures here")
    chooser = keys.chooser_of("Choose videos or pictures")

    assert chooser.is_multiple()
    chooser.set_files(file)
    keys.see("not taken")


def test_a_box_is_moved_sized_and_taken_by_keys_and_becomes_evidence(
    keys: Keys, alone: Served, clip: str
) -> None:
    cases = CaseDesk(Desk(alone.home))
    case_id = cases.open("By keys")
    cases.add_article(case_id, b"Nine people were killed on Thursday.", "a.txt")
    analysis = Desk(alone.home).analysis(clip)
    here = next(one for one in cases.clips_here() if one.clip_id == clip)
    cases.add_clip(case_id, here)
    number = cases.case(case_id).claims[0].number
    page = keys.page
    keys.open(f"clip?clip={clip}&case={case_id}&claim={number}", "In short")
    page.locator(".player[data-frame]").wait_for()
    keys.to("Player: space plays")
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
    assert keys.focused.startswith("Player")

    page.get_by_role("button", name="Hold it up").wait_for()
    keys.to("Hold it up")
    page.keyboard.press("Enter")
    page.get_by_text("is evidence on claim").first.wait_for()
    (evidence,) = cases.case(case_id).evidence
    (item,) = evidence.items
    assert isinstance(item, MomentItem)
    assert item.box_px == (78, 45, 138, 80)
    assert analysis.footage.sha256 == item.clip_sha256


def test_escape_leaves_a_box_and_the_focus_stays_in_the_player(keys: Keys, clip: str) -> None:
    page = keys.page
    keys.open(f"clip?clip={clip}", "In short")
    page.locator(".player[data-frame]").wait_for()
    keys.to("Player: space plays")
    page.keyboard.press("b")
    page.locator(".box:not([hidden])").wait_for()
    page.keyboard.press("Escape")
    page.locator(".box").wait_for(state="hidden")
    assert keys.focused.startswith("Player")

    page.keyboard.press("i")
    keys.to("Forget stretch and box")
    page.keyboard.press("Enter")
    assert keys.focused.startswith("Player")
    page.keyboard.press("]")
    page.locator('.player[data-frame="30"]').wait_for()
