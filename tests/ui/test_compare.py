"""Clips and pictures held against one another in a real Chromium: what the screen shows, read off.

Skipped, and said so, where there is no Chromium.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from tests.analyses import an_analysis
from tests.ui import numbered
from tests.ui.conftest import Served, add_clip
from verify.domain.sync import Sync
from verify.jobs.queue import ClipRecord, Job, JobState, write_clip
from verify.workbench.sync_job import SyncFound, SyncOrder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

_FRAMES = 100
_RATES = (Fraction(25), Fraction(30_000, 1001))
_OFFSET_S = Fraction(-7, 10)
"""Time in the second clip minus time in the first, of one moment."""
_SYNC_ID = "5" * 16
_PATIENCE_MS = 60_000


def _lay(person: Served, folder: Path, rate: Fraction, name: str) -> str:
    """Lay a numbered clip into the home of the server, with its table, as a worker would have."""
    file = numbered.write(
        folder / name, "libx264", frames=_FRAMES, rate=rate, options={"crf": "18", "bf": "2"}
    )
    analysis = an_analysis(keyframes=[])
    replaced = msgspec.structs.replace
    assert analysis.footage.video is not None
    assert analysis.timebase is not None
    video = replaced(analysis.footage.video, codec="h264")
    footage = replaced(analysis.footage, container="mov,mp4,m4a,3gp,3g2,mj2", video=video)
    timebase = replaced(
        analysis.timebase,
        frames=_FRAMES,
        time_base=(rate.denominator, rate.numerator),
        duration_s=float(_FRAMES / rate),
    )
    analysis = replaced(analysis, footage=footage, timebase=timebase)
    clip_id = add_clip(person.home, analysis, name=name)
    home = person.home / "clips" / clip_id
    (home / "received").write_bytes(file.read_bytes())
    rows = [f"{number},{number}" for number in range(_FRAMES)]
    (home / "result" / "brightness.csv").write_text("\n".join(["frame,pts", *rows]) + "\n")
    return clip_id


def lay_sync(home: Path, clips: list[str], offsets_s: dict[str, float]) -> None:
    """Lay a comparison of clips into a home, as its job would have left it."""
    folder = home / "syncs" / _SYNC_ID
    (folder / "result").mkdir(parents=True)
    now = datetime.now(UTC)
    write_clip(folder, ClipRecord(untrusted_name="two clips", size_bytes=1, received_utc=now))
    records: dict[str, msgspec.Struct] = {
        "order.json": SyncOrder(clips=clips),
        "job.json": Job(state=JobState.DONE, queued_utc=now),
        "result/sync.json": SyncFound(
            clips=clips,
            finding=Sync(pairs=[]),
            offsets_s=offsets_s,
            unread=[],
            without_strip="No strip was written.",
        ),
    }
    for name, record in records.items():
        (folder / name).write_bytes(msgspec.json.encode(record))


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
        self.page.locator('.compare[data-frames*=","]').wait_for()
        return [int(one) for one in (self.node.get_attribute("data-frames") or "").split(",")]

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
        _lay(person, folder, rate, f"{name}.mp4")
        for rate, name in zip(_RATES, ("first", "second"), strict=True)
    ]
    lay_sync(person.home, clips, {clips[0]: 0.0, clips[1]: float(_OFFSET_S)})
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, has_touch=True)
    name, _, value = person.cookie.partition("=")
    context.add_cookies(
        [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "sameSite": "Strict"}]
    )
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(f"http://127.0.0.1:{person.port}/sync?sync={_SYNC_ID}")
    page.get_by_role("button", name="Show the pictures").click()
    yield Players(page)
    context.close()


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
    page.get_by_text("yours; -0.7000 s was found").wait_for()
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
    assert handle.get_attribute("aria-valuenow") == "25"
    assert "first.mp4" in (handle.get_attribute("aria-valuetext") or "")
    second = players.page.locator(".compare figure").nth(1)
    assert second.evaluate("node => getComputedStyle(node).clipPath").endswith("25%)")

    handle.focus()
    players.page.keyboard.press("ArrowRight")
    players.page.keyboard.press("PageUp")
    assert handle.get_attribute("aria-valuenow") == "37"
    players.page.touchscreen.tap(box["x"] + box["width"] * 0.8, middle_px)
    assert handle.get_attribute("aria-valuenow") == "80"


def test_no_way_swaps_pictures_more_than_three_times_a_second(players: Players) -> None:
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


def test_the_difference_of_one_frame_with_itself_is_black(players: Players) -> None:
    page = players.page
    _set_offset(players, "0")
    players.press("Home")
    players.wait_for(0, 0)
    players.choose("Difference")
    assert _brightest(players) < 40

    page.get_by_role("button", name="Go back to the offset that was found").click()
    players.press(*["."] * 20)
    players.wait_for(20, second_at(20))
    assert _brightest(players) > 150


def _set_offset(players: Players, seconds: str) -> None:
    field = players.page.get_by_label("Offset of second.mp4, seconds")
    field.fill(seconds)
    field.press("Enter")


def _brightest(players: Players) -> int:
    """Return the brightest value of the middle of the stage as it stands on the screen."""
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
    return int(np.asarray(Image.open(BytesIO(picture)).convert("L")).max())
