"""A clip and what looks like it by keyboard alone, in a real Chromium: compared, and judged.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

import dataclasses
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from tests.presentation.test_match_section import make_match, make_search, make_segment
from tests.storage.footage import REPORTER, new_entry
from tests.ui.browsing import a_run, expect
from tests.ui.conftest import Served
from tests.ui.keys import Keys
from tests.ui.laying import lay_numbered
from verify import settings
from verify.domain.judgements import Judgement
from verify.domain.matches import Segment
from verify.workbench.archive.shelf import opened
from verify.workbench.desk import Comfort, Desk
from verify.workbench.judged_matches import JudgedMatches

_RATE = 25
_LATER_S = 1.0
"""By which the entry shows the same moments later."""
_BEGIN_S = (1.0, 2.0)

_SAYS_IT_IS_PAST = "([line, frame]) => /frame (\\d+)/.exec(line.textContent)?.[1] > frame"


@pytest.fixture(scope="module")
def clip(alone: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Lay a clip of which two stretches look like ones of an entry whose file is here, too."""
    folder, home = tmp_path_factory.mktemp("matched"), alone.home
    entry = lay_numbered(home, folder / "entry.mp4", frames=121)
    clip_id = lay_numbered(home, folder / "seen.mp4", frames=99)
    desk, replaced = Desk(home), msgspec.structs.replace
    match = make_match(segments=[_segment(begin_s) for begin_s in _BEGIN_S])
    there, here = desk.analysis(entry).footage.sha256, desk.analysis(clip_id)
    with opened(home, settings.storage_address(home), REPORTER, makes=True) as shelf:
        shelf.store.add(dataclasses.replace(new_entry("entry.mp4"), key=there), REPORTER)
    match = replaced(match, footage=replaced(match.footage, sha256=there))
    found = make_search(match)
    found = replaced(found, query=replaced(found.query, sha256=here.footage.sha256))
    result = home / "clips" / clip_id / "result"
    (result / "analysis.json").write_bytes(msgspec.json.encode(replaced(here, archive=found)))
    (result / "seen-before").mkdir()
    for side, colour in (("here", "teal"), ("there", "olive")):
        Image.new("RGB", (320, 180), colour).save(result / "seen-before" / f"0001-{side}.jpg")
    return clip_id


def _segment(begin_s: float) -> Segment:
    return make_segment(
        query_start_s=begin_s,
        query_end_s=begin_s + 1.0,
        match_start_s=begin_s + _LATER_S,
        match_end_s=begin_s + _LATER_S + 1.0,
        speed=1.0,
        mirrored=False,
        frames_matched=8,
        frames_possible=8,
    )


def test_both_sides_are_compared_by_picture_and_by_clip_stretch_by_stretch(
    keys: Keys, alone: Served, clip: str
) -> None:
    Desk(alone.home).set_comfort(Comfort())
    page = keys.page
    keys.open(f"matches?clip={clip}", "Say what you make of it")
    keys.enter("Show the pictures")
    page.locator(".stage:not(.covered)").wait_for()
    assert keys.focused.startswith("A picture of this clip and one of the entry")
    keys.to("How much of each is shown")
    keys.press("ArrowRight", "PageDown")
    handle = page.get_by_role("slider", name="How much of each is shown")
    expect(handle).to_have_attribute("aria-valuenow", "42")
    keys.enter("One, then the other", back=True)
    keys.to("How often the pictures are swapped")
    keys.press("Home")
    stage = page.locator(".compare .stage")
    shown = stage.get_attribute("data-shown")
    keys.press("x")
    expect(stage).not_to_have_attribute("data-shown", str(shown))
    keys.enter("Difference", back=True)
    keys.to("How much the difference is amplified")
    keys.press("ArrowRight")
    keys.see("5 ×")
    keys.enter("Side by side", back=True)
    page.locator(".stage[data-mode=beside]").wait_for()

    keys.pick("Pictures of one moment", "Both clips")
    keys.enter("Show the pictures")
    first = round(_BEGIN_S[0] * _RATE)
    _stand_at(keys, first)
    keys.to("This clip and the entry on one clock: space plays")
    keys.press(".", ".", ",")
    _stand_at(keys, first + 1)
    keys.press(" ")
    page.wait_for_function(_SAYS_IT_IS_PAST, arg=[page.query_selector(".line"), first + 3])
    keys.press(" ")
    page.locator('.compare[data-frames*=","]').wait_for()
    here, there = map(int, (page.locator(".compare").get_attribute("data-frames") or "").split(","))
    assert here > first + 3
    assert there == here + _LATER_S * _RATE

    keys.choose("Stretch", "2. ", back=True)
    _stand_at(keys, round(_BEGIN_S[1] * _RATE))


def _stand_at(keys: Keys, frame: int) -> None:
    there = frame + round(_LATER_S * _RATE)
    keys.page.locator(f'.compare[data-frames="{frame},{there}"]').wait_for()


def test_a_match_is_judged_on_either_page_and_the_last_word_is_shown(
    keys: Keys, alone: Served, clip: str
) -> None:
    Desk(alone.home).set_comfort(Comfort())
    keys.open(f"matches?clip={clip}", "Say what you make of it")
    keys.enter("Say what you make of it")
    keys.pick("the same footage", "the same footage")
    keys.write("Why, for whoever searches next", "the same smoke")
    keys.enter("Write it down")
    keys.see("Written down.")
    keys.see("the same smoke")
    assert _judgement(alone.home, clip).accepted

    keys.enter("Back to the clip")
    keys.see("In short")
    with a_run(keys.page):
        keys.turn("In short", "Seen before")
    on_the_match = keys.page.locator("li strong")
    on_the_match.filter(has_text="the same smoke").wait_for()
    keys.enter("Show: The entry, about the middle of what is alike")
    assert keys.focused == "The entry, about the middle of what is alike"
    keys.enter("Say what you make of a match")
    keys.pick("the same footage", "other footage that looks alike")
    keys.write("Why, for whoever searches next", "another hill")
    keys.enter("Write it down")
    on_the_match.filter(has_text="another hill").wait_for()
    assert not _judgement(alone.home, clip).accepted


def _judgement(home: Path, clip_id: str) -> Judgement:
    desk = Desk(home)
    found = JudgedMatches(desk).as_they_stand(desk.analysis(clip_id)).archive
    assert found is not None
    (match,) = found.matches
    assert match.judgement is not None
    return match.judgement
