"""Several clips by keyboard alone, in a real Chromium: from choosing them to evidence and back.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.conftest import Served
from tests.ui.keys import Keys
from tests.ui.laying import lay_numbered, lay_sync
from verify.domain.case_file import CaseFile
from verify.domain.evidence import OffsetItem, Stance, Weight

_FLASHES = (20, 47, 83, 105)
_FRAMES = 125
_LATER = 10
"""Frames by which the second clip shows the same moments later; 25 are a second."""
_CLAIM = 5


def _lay_two(home: Path, folder: Path, *names: str) -> list[str]:
    """Lay two clips that show the same flashes."""
    return [
        lay_numbered(home, folder / name, frames=_FRAMES, flashes=[one + later for one in _FLASHES])
        for name, later in zip(names, (0, _LATER), strict=True)
    ]


@pytest.mark.usefixtures("walls")
def test_clips_are_chosen_compared_and_their_offset_is_held_up_and_found_again(
    keys: Keys, alone: Served, case_id: str, case: Callable[[], CaseFile], tmp_path: Path
) -> None:
    _lay_two(alone.home, tmp_path, "first.mp4", "second.mp4")
    keys.open("sync", "Lay two to twelve clips")
    keys.choose_several("Clips", "first.mp4", "second.mp4")
    keys.enter("Compare their clocks")
    keys.see("How their clocks lie")
    keys.to("How the clocks of each pair lie")
    said = keys.page.get_by_role("region", name="How the clocks of each pair lie")
    assert "+0.400" in said.inner_text()
    assert keys.save("Save the picture").read_bytes().startswith(b"\xff\xd8\xff")

    keys.to("Offset")
    keys.enter("Make this evidence")
    keys.see("These clips are not in the case.")
    keys.choose("Case", case_id)
    keys.enter("Put these clips into the case")
    keys.until(lambda: len(case().clips) == 3)
    keys.choose("Claim", str(_CLAIM))
    keys.pick("beside it", "against it")
    keys.pick("not said", "medium")
    keys.write("What it shows", "both saw the flashes")
    keys.enter("Hold it up")
    keys.see("Kept: it is evidence on claim 5 now.")
    (evidence,) = case().evidence
    assert (evidence.stance, evidence.weight) == (Stance.CONTRADICTS, Weight.MEDIUM)
    (item,) = evidence.items
    assert isinstance(item, OffsetItem)
    assert item.offset_s == pytest.approx(_LATER / 25, abs=0.02)

    keys.enter("Back to the claim")
    keys.page.locator(f".st-key-claim-{_CLAIM}:focus").wait_for()
    keys.enter("Open both on one clock")
    keys.see("At one moment")


def test_clips_are_played_stepped_and_set_against_one_another(
    keys: Keys, alone: Served, tmp_path: Path
) -> None:
    clips = _lay_two(alone.home, tmp_path, "left.mp4", "right.mp4")
    sync_id, page = "7" * 16, keys.page
    lay_sync(alone.home, sync_id, clips, {clips[0]: 0.0, clips[1]: _LATER / 25})
    keys.open(f"sync?sync={sync_id}", "At one moment")

    def stand_at(first: int, second: int) -> None:
        page.locator(f'.compare[data-frames="{first},{second}"]').wait_for()

    keys.to("Clips on one clock: space plays")
    keys.press("Home")
    stand_at(0, 0)
    keys.press(*["."] * (_LATER + 13), ",", ",")
    stand_at(11, 11 + _LATER)
    keys.press(" ")
    video = page.locator(".compare video").first.element_handle()
    page.wait_for_function("video => video.currentTime > 0.7", arg=video)
    keys.press(" ")
    page.locator('.compare[data-frames*=","]').wait_for()
    shown = page.locator(".compare").get_attribute("data-frames") or ""
    first, second = map(int, shown.split(","))
    assert first > 11
    assert second == first + _LATER

    keys.press("Home", *["."] * 20)
    keys.to("Offset of right.mp4, seconds")
    keys.press("Control+a")
    page.keyboard.type("0")
    keys.press("Enter")
    keys.see("yours; 0.4000 s was found")
    page.wait_for_url("**/sync?*offset=*")
    keys.enter("Go back to the offset that was found")
    keys.see("as found", exact=True)

    keys.enter("Slider", back=True)
    keys.to("How much of each is shown")
    keys.press("ArrowRight", "PageUp")
    assert (
        page.get_by_role("slider", name="How much of each").get_attribute("aria-valuenow") == "62"
    )
    keys.enter("One, then the other", back=True)
    keys.press("x")
    keys.enter("Difference")
    keys.to("How much the difference is amplified")
    keys.press("ArrowRight")
    keys.see("5 ×")
    keys.enter("Side by side", back=True)
