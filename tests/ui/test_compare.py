"""Clips and pictures held against one another in a real Chromium: what the screen shows, read off.

Skipped, and said so, where there is no Chromium.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tests.analyses import an_analysis
from tests.presentation.test_match_section import make_match, make_search, make_segment
from tests.ui import numbered
from tests.ui.browsing import barriers, expect, open_at, signed_in_page
from tests.ui.conftest import Served, add_clip
from tests.ui.laying import lay_numbered, lay_sync
from tests.ui.test_player import CLIPS, FRAMES
from verify.domain.findings import Analysis
from verify.workbench.desk import Comfort, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

Grey = npt.NDArray[np.uint8]
_FRAMES = 100
_RATES = (Fraction(25), Fraction(30_000, 1001))
_OFFSET_S = Fraction(-7, 10)
"""Time in the second clip minus time in the first, of one moment."""
_SYNC_ID = "5" * 16
_SAYS_FRAMES = "node => node.dataset.frames?.includes(',') && node.dataset.frames"


class Players:
    """The clips of a page, as a person watches them."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.node = page.locator(".compare")

    def wait_for(self, *frames: int) -> None:
        """Wait until the page says that the clips stand at these frames."""
        said = ",".join(map(str, frames))
        self.page.locator(f'.compare[data-frames="{said}"]').wait_for()

    def press(self, *keys: str) -> None:
        self.node.focus()
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def says(self) -> list[int]:
        said = self.page.wait_for_function(_SAYS_FRAMES, arg=self.node.element_handle())
        return [int(one) for one in said.json_value().split(",")]

    @property
    def shows(self) -> list[int]:
        """The numbers that stand in the pictures on the screen."""
        videos = self.page.locator(".compare video")
        return [int(videos.nth(place).evaluate(numbered.READ)) for place in range(2)]

    @property
    def stage(self) -> "Locator":
        return self.page.locator(".compare .stage")

    def choose(self, how: str) -> None:
        self.page.get_by_role("button", name=how, exact=True).click()


def second_at(first: int) -> int:
    """Return which frame the second clip shows while the first shows this one, by exact sums."""
    time_s = first / _RATES[0] + _OFFSET_S
    return max(0, min(_FRAMES - 1, int(time_s * _RATES[1]) if time_s >= 0 else 0))


@pytest.fixture(scope="module")
def players(
    browser: "Browser", person: Served, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Players]:
    folder = tmp_path_factory.mktemp("numbered")
    clips = [
        lay_numbered(person.home, folder / f"{name}.mp4", frames=_FRAMES, rate=rate)
        for rate, name in zip(_RATES, ("first", "second"), strict=True)
    ]
    lay_sync(person.home, _SYNC_ID, clips, {clips[0]: 0.0, clips[1]: float(_OFFSET_S)})
    # Pictures are covered at first, whatever another test of this home chose.
    Desk(person.home).set_comfort(Comfort())
    with signed_in_page(browser, person, has_touch=True) as page:
        open_at(page, f"http://127.0.0.1:{person.port}/sync?sync={_SYNC_ID}")
        page.get_by_role("button", name="Show the pictures").click()
        yield Players(page)


def test_two_clips_show_one_moment_after_a_step_a_jump_and_a_pause(
    players: Players, is_whole_run: bool
) -> None:
    first = 18
    # They begin where both run: 0.7 s into the first, which is amid its frame.
    players.wait_for(17, 0)
    assert players.shows == [17, 0]
    players.press("Home")
    players.wait_for(0, 0)
    assert players.shows == [0, 0]

    players.press(*["."] * first)
    players.wait_for(first, second_at(first))
    assert players.shows == [first, second_at(first)]
    players.press(*["."] * 30)
    players.press(*[","] * 3)
    players.wait_for(first + 27, second_at(first + 27))
    assert players.shows == [first + 27, second_at(first + 27)]

    for _ in range(8 if is_whole_run else 2):
        players.press("Home", *["."] * 20)
        players.wait_for(20, second_at(20))
        players.press("k", " ")
        players.page.wait_for_function(
            "video => video.currentTime > 1.3", arg=players.page.query_selector(".compare video")
        )
        players.press(" ")
        shown = players.says
        assert shown[0] > 20
        assert shown[1] == second_at(shown[0])
        assert players.shows == shown


def test_an_offset_of_a_persons_own_moves_one_clip_and_stands_in_the_address(
    players: Players,
) -> None:
    page = players.page
    players.press("Home", *["."] * 30)
    players.wait_for(30, second_at(30))

    page.get_by_role("button", name="Its next frame, at the same moment").click()
    players.wait_for(30, second_at(30) + 1)
    assert players.shows == [30, second_at(30) + 1]
    page.get_by_text("yours; −0.7000 s was found").wait_for()
    page.wait_for_url("**/sync?*offset=*")

    _set_offset(players, "0.5")
    ahead = int((30 / _RATES[0] + Fraction(1, 2)) * _RATES[1])
    players.wait_for(30, ahead)
    assert players.shows == [30, ahead]

    page.get_by_role("button", name="Go back to the offset that was found").click()
    page.get_by_text("as found", exact=True).wait_for()
    page.wait_for_url(lambda address: "offset" not in address)


def test_the_slider_follows_pointer_keys_and_finger(players: Players) -> None:
    players.choose("Slider")
    handle = players.page.get_by_role("slider", name="How much of each is shown")
    box = players.stage.bounding_box()
    assert box is not None
    middle_px = box["y"] + box["height"] / 2
    mouse = players.page.mouse

    mouse.move(box["x"] + box["width"] / 2, middle_px)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 4, middle_px)
    mouse.up()
    expect(handle).to_have_attribute("aria-valuenow", "25")
    expect(handle).to_have_attribute("aria-valuetext", re.compile("first.mp4"))
    second = players.page.locator(".compare figure").nth(1)
    assert second.evaluate("node => getComputedStyle(node).clipPath").endswith("25%)")

    handle.focus()
    players.page.keyboard.press("ArrowRight")
    players.page.keyboard.press("PageUp")
    expect(handle).to_have_attribute("aria-valuenow", "37")
    players.page.touchscreen.tap(box["x"] + box["width"] * 0.8, middle_px)
    expect(handle).to_have_attribute("aria-valuenow", "80")


def test_no_way_swaps_pictures_more_than_three_times_a_second(
    players: Players, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("watches for two seconds; run with --whole")
    players.choose("One, then the other")
    stage, page = players.stage, players.page
    page.get_by_label("How often the pictures are swapped").select_option("by hand (X)")
    seen: dict[str, Any] = stage.evaluate(
        """async (stage) => {
          const node = stage.parentElement, times = [];
          const watch = new MutationObserver(() => times.push(performance.now()));
          watch.observe(stage, { attributes: true, attributeFilter: ["data-shown"] });
          const began = performance.now();
          while (performance.now() - began < 1500) {
            node.dispatchEvent(new KeyboardEvent("keydown", { key: "x", bubbles: true }));
            await new Promise((done) => requestAnimationFrame(done));
          }
          watch.disconnect();
          const gaps = times.slice(1).map((time, place) => time - times[place]);
          return { swaps: times.length, least_ms: Math.min(...gaps) };
        }"""
    )
    assert 2 <= seen["swaps"] <= 5
    assert seen["least_ms"] > 300

    page.get_by_label("How often the pictures are swapped").select_option("every half second")
    stage.evaluate(
        """stage => new Promise((done) => {
          const before = stage.dataset.shown;
          new MutationObserver((_, watch) => {
            if (stage.dataset.shown !== before) { watch.disconnect(); done(); }
          }).observe(stage, { attributes: true });
        })"""
    )
    every_ms = page.get_by_label("How often the pictures are swapped").evaluate(
        "select => [...select.options].map((one) => +one.value).filter(Boolean)"
    )
    assert min(every_ms) >= 500


def test_the_difference_of_one_frame_with_itself_is_black(
    players: Players, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("reads the screen as a person sees it; run with --whole")
    page = players.page
    _set_offset(players, "0")
    players.press("Home")
    players.wait_for(0, 0)
    players.choose("Difference")
    assert _stage(players).max() < 40

    page.get_by_role("button", name="Go back to the offset that was found").click()
    players.press(*["."] * 20)
    players.wait_for(20, second_at(20))
    assert _stage(players).max() > 150


def _set_offset(players: Players, seconds: str) -> None:
    field = players.page.get_by_label("Offset of second.mp4, seconds")
    field.fill(seconds)
    field.press("Enter")


def _stage(players: Players) -> Grey:
    """Return the stage as it stands on the screen, without its edges and what is written there."""
    box = players.stage.bounding_box()
    assert box is not None
    picture = players.page.screenshot(
        clip={
            "x": box["x"] + box["width"] * 0.05,
            "y": box["y"] + box["height"] * 0.3,
            "width": box["width"] * 0.9,
            "height": box["height"] * 0.7,
        }
    )
    return np.asarray(Image.open(BytesIO(picture)).convert("L"))


def test_a_match_that_was_mirrored_and_drawn_small_lies_exactly_over_the_clip(
    players: Players, person: Served, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("opens a page of its own; run with --whole")
    blocks = np.random.default_rng(7).integers(30, 220, (5, 9), np.uint8)
    here = Image.fromarray(blocks).resize((288, 160), Image.Resampling.NEAREST)
    there = Image.new("L", (288, 160), 128)
    there.paste(here.transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize((144, 80)), (0, 0))
    # match = 0.5 * (-x + iy) + 0.5: half as large, and from the right edge to the left.
    segment = make_segment(
        query_start_s=0.0,
        query_end_s=2.0,
        match_start_s=0.0,
        match_end_s=2.0,
        speed=1.0,
        mirrored=True,
        turn=(0.5, 0.0),
        shift=(0.5, 0.0),
        frames_matched=8,
        frames_possible=8,
    )
    found = make_search(make_match(segments=[segment]))
    analysis = msgspec.structs.replace(an_analysis(keyframes=[]), archive=found)
    clip_id = add_clip(person.home, analysis)
    folder = person.home / "clips" / clip_id / "result" / "seen-before"
    folder.mkdir()
    for side, picture in (("here", here), ("there", there)):
        picture.convert("RGB").save(folder / f"0001-{side}.jpg", quality=95)

    page = players.page
    open_at(page, f"http://127.0.0.1:{person.port}/matches?clip={clip_id}")
    page.get_by_role("button", name="Show the pictures").click()
    players.choose("Difference")
    page.get_by_label("How much the difference is amplified").fill("1")
    for place in range(2):
        shown = players.stage.locator("img").nth(place)
        expect(shown).to_have_js_property("complete", True)
        shown.evaluate("picture => picture.decode()")

    apart = np.asarray(here, float) - np.asarray(there, float)
    assert np.abs(apart).mean() > 40
    assert _stage(players).mean() < 6


@pytest.mark.parametrize(
    ("here", "there", "begin_s", "later_s"),
    [
        ("a start that is not 0", "VP9", 1.0, 0.6),
        ("VP9", "B-frames at 29.97", 1.0, 0.6),
        ("uneven times", "VP9", 3.2, 0.6),
        ("uneven times", "three seconds left out", 1.0, 4.6),
    ],
)
def test_a_clip_and_an_entry_that_runs_faster_show_one_moment(
    here: str,
    there: str,
    begin_s: float,
    later_s: float,
    players: Players,
    person: Served,
    tmp_path: Path,
    is_whole_run: bool,
) -> None:
    if not is_whole_run:
        pytest.skip("opens a page of its own; run with --whole")
    speed = 1.05
    entry_sha256 = hashlib.sha256(there.encode()).hexdigest()
    entry = CLIPS[there].lay(person, tmp_path)
    _change(person.home, entry, lambda one: _with_sha256(one, entry_sha256))
    segment = make_segment(
        query_start_s=begin_s,
        query_end_s=begin_s + 1.0,
        match_start_s=speed * begin_s + later_s,
        match_end_s=speed * (begin_s + 1.0) + later_s,
        speed=speed,
        mirrored=False,
        frames_matched=8,
        frames_possible=8,
    )
    match = make_match(segments=[segment])
    footage = msgspec.structs.replace(match.footage, sha256=entry_sha256)
    found = make_search(msgspec.structs.replace(match, footage=footage))
    clip_id = CLIPS[here].lay(person, tmp_path, archive=found)
    times = [
        [(one.pts_of(number) - one.pts_of(0)) / one.rate for number in range(FRAMES)]
        for one in (CLIPS[here], CLIPS[there])
    ]

    def there_at(frame: int) -> int:
        time_s = float(times[0][frame]) * speed + later_s + 1e-6
        return max(0, sum(float(one) <= time_s for one in times[1]) - 1)

    page = players.page
    open_at(page, f"http://127.0.0.1:{person.port}/matches?clip={clip_id}")
    page.get_by_role("button", name="Show the pictures").click()
    first = sum(one <= begin_s for one in times[0]) - 1
    assert players.says[0] == first
    for by in (".", ".", ",", ".", "."):
        players.press(by)
        first += 1 if by == "." else -1
        players.wait_for(first, there_at(first))
        assert players.shows == [first, there_at(first)]
    for _ in range(4):
        reached = players.page.evaluate_handle("() => performance.now() + 700")
        players.press(" ")
        page.wait_for_function("until => performance.now() > until", arg=reached)
        players.press(" ")
        shown = players.says
        assert shown == [shown[0], there_at(shown[0])]
        assert players.shows == shown


def _change(home: Path, clip_id: str, change: Callable[[Analysis], Analysis]) -> None:
    file = home / "clips" / clip_id / "result" / "analysis.json"
    analysis = msgspec.json.decode(file.read_bytes(), type=Analysis)
    file.write_bytes(msgspec.json.encode(change(analysis)))


def _with_sha256(analysis: Analysis, sha256: str) -> Analysis:
    footage = msgspec.structs.replace(analysis.footage, sha256=sha256)
    return msgspec.structs.replace(analysis, footage=footage)


def test_the_pages_of_matches_and_of_several_clips_have_no_barrier(
    players: Players, person: Served, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("opens pages of its own; run with --whole")
    found = make_search(make_match())
    clip_id = add_clip(
        person.home, msgspec.structs.replace(an_analysis(keyframes=[]), archive=found)
    )
    page, broken = players.page, []
    for address in ("sync", f"sync?sync={_SYNC_ID}", f"matches?clip={clip_id}"):
        open_at(page, f"http://127.0.0.1:{person.port}/{address}")
        broken += [f"{address} {rule}: {part[:160]}" for rule, part in barriers(page)]

    assert not broken, "\n".join(broken)
