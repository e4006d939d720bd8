"""The player in a real Chromium: what stands on the screen, read off it, is the frame asked for.

Skipped, and said so, where there is no Chromium.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.analyses import an_analysis, flash
from tests.ui import numbered
from tests.ui.browsing import signed_in_page
from tests.ui.conftest import Served, add_clip

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FRAMES = 150
FLASHES = (30, 90)
_SAYS_WHAT_IT_SHOWS = (
    f"node => +node.dataset.frame === ({numbered.READ})(node.querySelector('video'))"
)
_PLAYS_BEYOND = """([node, frame]) => {
  const video = node.querySelector("video"), button = node.querySelector("[aria-label^='Play or']");
  return +node.dataset.frame > frame && [video.paused, video.playbackRate, button.textContent];
}"""
# As a browser is after some gaps: sent on while it stands, it does not go, but plays from there.
_STAYS_AT_ITS_FRAME = """video => {
  const time = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime");
  let sent_s = null;
  Object.defineProperty(video, "currentTime", {
    get: () => sent_s ?? time.get.call(video),
    set: (to_s) => { sent_s = to_s; time.set.call(video, video.paused ? 0 : to_s); },
  });
  video.play = () => {
    if (sent_s !== null) time.set.call(video, sent_s);
    sent_s = null;
    return HTMLMediaElement.prototype.play.call(video);
  };
}"""
# At once: the event that it plays may come when the frame has been found.
_PRESSES_K_WHEN_IT_PLAYS = """node => {
  window.paces = [];
  const video = node.querySelector("video"), play = video.play;
  video.play = () => {
    const playing = play();
    node.dispatchEvent(new KeyboardEvent("keydown", { key: "k", bubbles: true }));
    window.paces.push(video.playbackRate);
    return playing;
  };
}"""
# The middle of each side of what is drawn, which is a line of some pixels.
_INK_OF_THE_BOX = """sheet => {
  const { width, height } = sheet;
  const { data } = sheet.getContext("2d").getImageData(0, 0, width, height);
  const at = [...Array(width * height).keys()].filter((one) => data[4 * one + 3] > 127);
  const xs = at.map((one) => one % width), ys = at.map((one) => Math.floor(one / width));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [right, bottom] = [Math.max(...xs), Math.max(...ys)];
  return [left + 1, top + 1, right - left - 1, bottom - top - 1];
}"""
_SLOWEST = 1 / 16
_X264 = {"crf": "18", "bf": "2"}


@dataclass(frozen=True)
class Clip:
    """How a numbered clip is written, and what its table says of the times of its frames."""

    codec: str
    ending: str = "mp4"
    rate: Fraction = Fraction(25)
    pts_of: Callable[[int], int] = lambda number: number

    def lay(self, person: Served, folder: Path, **changes: Any) -> str:
        """Lay the clip into the home of the server, with its table, as a worker would have."""
        options = _X264 if self.codec == "libx264" else {"deadline": "realtime", "b": "0"}
        file = numbered.write(
            folder / f"numbered.{self.ending}",
            self.codec,
            frames=FRAMES,
            rate=self.rate,
            pts_of=self.pts_of,
            options=options,
        )
        analysis = an_analysis(**({"keyframes": []} | changes))
        assert analysis.footage.video is not None
        assert analysis.timebase is not None
        container = {"mp4": "mov,mp4,m4a,3gp,3g2,mj2", "webm": "matroska,webm"}[self.ending]
        codec = {"libx264": "h264", "libvpx-vp9": "vp9"}[self.codec]
        video = msgspec.structs.replace(analysis.footage.video, codec=codec)
        replaced = msgspec.structs.replace
        footage = replaced(analysis.footage, container=container, video=video)
        duration_s = float((self.pts_of(FRAMES - 1) + 1 - self.pts_of(0)) / self.rate)
        timebase = replaced(
            analysis.timebase,
            frames=FRAMES,
            time_base=(self.rate.denominator, self.rate.numerator),
            duration_s=duration_s,
        )
        clip_id = add_clip(person.home, replaced(analysis, footage=footage, timebase=timebase))
        home = person.home / "clips" / clip_id
        (home / "received").write_bytes(file.read_bytes())
        rows = [f"{number},{self.pts_of(number)}" for number in range(FRAMES)]
        (home / "result" / "brightness.csv").write_text("\n".join(["frame,pts", *rows]) + "\n")
        return clip_id


USUAL = "B-frames at 29.97"
CLIPS = {
    USUAL: Clip("libx264", rate=Fraction(30_000, 1001)),
    "VP9": Clip("libvpx-vp9", ending="webm"),
    "uneven times": Clip(
        "libx264", rate=Fraction(100), pts_of=lambda k: 4 * k + k * k % 3 + (20 if k > 75 else 0)
    ),
    "a start that is not 0": Clip("libx264", pts_of=lambda k: k + 40),
    "three seconds left out": Clip("libx264", pts_of=lambda k: k + (75 if k > 60 else 0)),
    "frames a millisecond apart": Clip(
        "libx264", rate=Fraction(1000), pts_of=lambda k: 40 * k - (39 if k % 10 == 5 else 0)
    ),
    "VP9 with uneven times": Clip(
        "libvpx-vp9", ending="webm", pts_of=lambda k: k + k // 7 + (20 if k > 75 else 0)
    ),
}
GAPS = {
    "uneven times": 75,
    "three seconds left out": 60,
    "frames a millisecond apart": 74,
    "VP9 with uneven times": 75,
}
"""Kinds of clips with a jump in their times, and a frame before it."""


class Player:
    """The player of a page, as a person uses it."""

    def __init__(self, page: "Page", address: str) -> None:
        self._page = page
        page.goto(address)
        self._node = page.locator(".player")
        self._video = page.locator(".player video")
        self.wait_for(None)

    def wait_for(self, frame: int | None) -> None:
        """Wait until the player says that it shows a frame, or any."""
        says = "[data-frame]" if frame is None else f'[data-frame="{frame}"]'
        self._page.locator(f".player{says}").wait_for()

    def seek(self, frame: int) -> None:
        script = "frame => dispatchEvent(new CustomEvent('verify-seek', {detail: {frame}}))"
        self._page.evaluate(script, frame)

    def press(self, *keys: str) -> None:
        self._node.focus()
        for key in keys:
            self._page.keyboard.press(key)

    @property
    def says(self) -> int:
        return int(self._node.get_attribute("data-frame") or -1)

    @property
    def shows(self) -> int:
        """The number that stands in the picture on the screen."""
        return int(self._video.evaluate(numbered.READ))

    def video(self, script: str) -> Any:
        return self._video.evaluate(f"video => {script}")


@pytest.fixture(scope="module")
def page(browser: "Browser", person: Served) -> Iterator["Page"]:
    with signed_in_page(browser, person) as page:
        yield page


@pytest.fixture(scope="module")
def usual(person: Served, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Lay a clip with two flashes; opened once or twice, as each page costs a second or two."""
    found = [
        flash(onset_s=onset / 25, onset_frame=onset, end_s=onset / 25 + 0.2) for onset in FLASHES
    ]
    return CLIPS[USUAL].lay(person, tmp_path_factory.mktemp("numbered"), flashes=found)


@pytest.fixture(scope="module")
def player(page: "Page", person: Served, usual: str) -> Player:
    """Return the player of that clip, opened at a frame of its address."""
    player = Player(page, _address(person, usual, "&frame=87"))
    player.wait_for(87)
    assert player.shows == 87
    return player


def _address(person: Served, clip_id: str, more: str = "") -> str:
    return f"http://127.0.0.1:{person.port}/clip?clip={clip_id}{more}"


@pytest.mark.smoke
@pytest.mark.parametrize("name", CLIPS)
def test_the_frame_on_the_screen_is_the_one_that_was_asked_for(
    name: str, page: "Page", person: Served, usual: str, tmp_path: Path, is_whole_run: bool
) -> None:
    if name != USUAL and not is_whole_run:
        pytest.skip("one kind of clip tells most; run with --whole")
    clip_id = usual if name == USUAL else CLIPS[name].lay(person, tmp_path)
    player = Player(page, _address(person, clip_id))
    assert (player.says, player.shows) == (0, 0)

    rng = random.Random(1)
    for frame in [
        FRAMES - 1,
        0,
        *(rng.randrange(FRAMES) for _ in range(50 if is_whole_run else 4)),
    ]:
        player.seek(frame)
        player.wait_for(frame)
        assert player.shows == frame

    player.seek(50)
    player.wait_for(50)
    player.press(*["."] * 20)
    player.wait_for(70)
    assert player.shows == 70
    player.press(*[","] * 3)
    player.wait_for(67)
    assert player.shows == 67

    for _ in range(10 if is_whole_run else 2):
        player.seek(20)
        player.wait_for(20)
        player.press("l")
        page.wait_for_function(
            "node => +node.dataset.frame > 26", arg=page.query_selector(".player")
        )
        player.press("k")
        page.wait_for_timeout(150)
        page.wait_for_function(_SAYS_WHAT_IT_SHOWS, arg=page.query_selector(".player"))
        assert player.says == player.shows


@pytest.mark.parametrize("name", GAPS)
def test_every_frame_near_a_jump_in_time_is_reached_from_anywhere_and_step_by_step(
    name: str, page: "Page", person: Served, tmp_path: Path, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("opens a page of its own; run with --whole")
    player = Player(page, _address(person, CLIPS[name].lay(person, tmp_path)))
    near = range(GAPS[name] - 4, GAPS[name] + 14)
    for frame in [*near, *reversed(near), *random.Random(2).sample(near, len(near)), FRAMES - 20]:
        player.seek(frame)
        player.wait_for(frame)
        assert player.shows == frame

    player.seek(near[0])
    player.wait_for(near[0])
    for key, frames in ((".", near[1:]), (",", near[-2::-1])):
        for frame in frames:
            player.press(key)
            player.wait_for(frame)
            assert player.shows == frame
    assert player.video("[video.paused, video.playbackRate]") == [True, 1]


def test_who_presses_play_while_a_frame_is_looked_for_after_a_gap_sees_it_play(
    page: "Page", person: Served, tmp_path: Path, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("opens a page of its own; run with --whole")
    name = "three seconds left out"
    frame = GAPS[name] + 9
    player = Player(page, _address(person, CLIPS[name].lay(person, tmp_path)))
    button = page.get_by_role("button", name="Play or pause")
    button.evaluate(
        """button => {
          window.labels = new Set();
          const note = () => window.labels.add(button.textContent);
          new MutationObserver(note).observe(button, { childList: true });
        }"""
    )
    player.seek(frame)
    player.wait_for(frame)
    assert player.video("[video.paused, video.playbackRate]") == [True, 1]
    assert "Pause" not in page.evaluate("[...window.labels]")

    node = page.query_selector(".player")
    for _ in range(5):
        player.seek(frame)
        player.wait_for(frame)
        player.press(".", " ")
        # Read in the moment in which it holds: the clip ends soon.
        plays = page.wait_for_function(_PLAYS_BEYOND, arg=[node, frame + 8])
        assert plays.json_value() == [False, 1, "Pause"]
        player.press("k", "j")
        page.wait_for_function(f"node => +node.dataset.frame < {frame - 3}", arg=node)
        player.press("k")
        page.wait_for_function(_SAYS_WHAT_IT_SHOWS, arg=node)


def test_who_changes_the_speed_while_a_frame_is_looked_for_sees_that_frame_and_its_number(
    page: "Page", person: Served, tmp_path: Path
) -> None:
    clip = CLIPS["three seconds left out"]
    player = Player(page, _address(person, clip.lay(person, tmp_path)))
    page.locator(".player video").evaluate(_STAYS_AT_ITS_FRAME)
    page.locator(".player").evaluate(_PRESSES_K_WHEN_IT_PLAYS)
    for frame in range(20, 40):
        player.seek(frame)
        player.wait_for(frame)
        assert player.shows == frame
        # Twice for a frame where the browser is slow.
        paces = page.evaluate("window.paces")
        assert len(paces) >= frame - 19
        assert set(paces) == {_SLOWEST}
        assert player.video("[video.paused, video.playbackRate]") == [True, 1]


def test_an_address_opens_its_frame_and_the_button_copies_such_an_address(
    page: "Page", person: Served, usual: str, player: Player
) -> None:
    assert (player.says, player.shows) == (87, 87)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the address of this frame").click()
    page.get_by_text("Copied the address of this frame.").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == _address(person, usual, "&frame=87")


def test_an_address_opens_its_stretch_and_its_box_as_they_were_marked(
    page: "Page", person: Served, usual: str
) -> None:
    frame_s = 1001 / 30_000
    at = f"&time={60 * frame_s:.6f}&until={90 * frame_s:.6f}"
    address = _address(person, usual, f"{at}&box=8,16,24,32")
    player = Player(page, address)
    player.wait_for(60)
    page.get_by_text("Stretch 0:02.002 to 0:03.003. Box 8, 16, 24, 32 px").wait_for()
    inked = page.locator("canvas.box").evaluate(_INK_OF_THE_BOX)

    page.get_by_role("button", name="Copy the address of this frame").click()
    page.get_by_text("Copied the address of this stretch and box.").wait_for()

    assert player.shows == 60
    assert inked == [8, 16, 24, 32]
    assert page.evaluate("navigator.clipboard.readText()") == address
    for nonsense in ("&box=8,16,2400,32", "&until=9999", "&until=0.5"):
        player = Player(page, _address(person, usual, f"&frame=60{nonsense}"))
        player.wait_for(60)
        assert not page.locator("canvas.box").is_visible()
        assert "Stretch" not in page.locator(".player .said").inner_text()


def test_comfort_changes_what_is_seen_and_loads_nothing_anew(page: "Page", player: Player) -> None:
    player.seek(40)
    player.wait_for(40)
    resources = "performance.getEntriesByType('resource')"
    loads = f"{resources}.filter(one => one.name.includes('/footage')).length"
    before = page.evaluate(loads)

    page.get_by_role("button", name="Pictures").click()
    page.get_by_text("Blur pictures").click()
    page.locator(".picture.blur").wait_for()

    assert (player.says, player.shows) == (40, 40)
    assert page.evaluate(loads) == before
    page.get_by_text("Blur pictures").click()
    page.locator(".picture:not(.blur)").wait_for()


def test_brackets_go_from_flash_to_flash_and_a_loop_runs_at_a_quarter_of_the_speed(
    page: "Page", player: Player
) -> None:
    player.seek(0)
    player.wait_for(0)
    first, second = FLASHES
    for key, frame in (("]", first), ("]", second), ("[", first)):
        player.press(key)
        player.wait_for(frame)
        assert player.shows == frame
    player.press("o")
    page.wait_for_function("video => !video.paused", arg=page.query_selector(".player video"))

    assert player.video("[video.playbackRate, video.muted]") == [0.25, True]


@pytest.mark.usefixtures("walls")
def test_a_file_that_no_browser_plays_gets_a_copy_that_says_so(
    page: "Page", person: Served, tmp_path: Path, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("takes an analysis and a copy; run with --whole")
    options = {"crf": "18", "x265-params": "log-level=error"}
    file = numbered.write(tmp_path / "hevc.mp4", "libx265", frames=FRAMES, options=options)
    page.goto(f"http://127.0.0.1:{person.port}/")
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text("This is a review copy").wait_for()
    player = Player(page, page.url)

    rng = random.Random(3)
    for frame in (0, 33, 149, *(rng.randrange(FRAMES) for _ in range(47))):
        player.seek(frame)
        player.wait_for(frame)
        assert player.shows == frame
