"""A person's way through the app in a real Chromium; skipped, and said so, where there is none."""

import re
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg
import pytest

from tests.ui import browsing
from tests.ui.browsing import elsewhere, expect, new_page, noted, open_at, rests, settled
from tests.ui.conftest import Served, add_clip
from verify.workbench.desk import Comfort, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

    from verify.domain.findings import Analysis

# Keeps back what the page tells the server, until it is let go.
_HOLDS_ITS_WORDS_BACK = """() => {
  const send = WebSocket.prototype.send, held = [];
  WebSocket.prototype.send = function (...words) { held.push(() => send.apply(this, words)); };
  window.letGo = () => { WebSocket.prototype.send = send; held.forEach((one) => one()); };
}"""


@pytest.fixture(scope="module")
def signed_in(browser: "Browser", person: Served) -> Iterator["BrowserContext"]:
    """Let all pages share what the browser keeps: the app's scripts are read and compiled once."""
    # What another module's tests chose of this server stays there.
    Desk(person.home).set_comfort(Comfort())
    with browsing.signed_in(browser, person, viewport={"width": 1440, "height": 1000}) as context:
        yield context


@pytest.fixture
def page(signed_in: "BrowserContext") -> Iterator["Page"]:
    with closing(new_page(signed_in)) as page:
        yield page


@pytest.fixture(scope="module")
def clip_page(signed_in: "BrowserContext", person: Served, clip: str) -> Iterator["Page"]:
    """Open the page of a clip once for those that leave it as it was."""
    with closing(new_page(signed_in)) as page:
        open_at(page, _address(person, f"/clip?clip={clip}&part=Keyframes"))
        yield page


@pytest.fixture(scope="module")
def list_page(signed_in: "BrowserContext", person: Served) -> Iterator["Page"]:
    """Open the list of clips once; what a test puts there bears a name of its own."""
    with closing(new_page(signed_in)) as page:
        page.goto(_address(person))
        page.get_by_role("heading", name="Clips on this machine").wait_for()
        yield page


def _address(person: Served, path: str = "/") -> str:
    return f"http://127.0.0.1:{person.port}{path}"


@pytest.fixture(scope="module")
def small_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a clip of 2 s whose name is markup."""
    file = tmp_path_factory.mktemp("made") / "<b>night & day.mp4"
    source = "testsrc2=size=320x180:rate=25:duration=2"
    program = imageio_ffmpeg.get_ffmpeg_exe()
    command = [program, "-v", "error", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p"]
    subprocess.run([*command, str(file)], check=True)
    return file


@pytest.mark.smoke
@pytest.mark.usefixtures("walls")
def test_choosing_a_file_leads_to_its_findings_without_a_further_click(
    page: "Page", person: Served, small_clip: Path
) -> None:
    asked_for = noted(page)
    page.goto(_address(person))
    page.locator("input[type=file]").set_input_files(small_clip)

    page.get_by_role("heading", name="Light through time").wait_for()

    expect(page.get_by_role("heading", name=small_clip.name, exact=True)).to_have_count(1)
    expect(page.locator("b", has_text="night")).to_have_count(0)
    page.get_by_role("tab", name="Keyframes").click()
    first = page.locator(".open img").first
    first.scroll_into_view_if_needed()
    expect(first).to_have_js_property("naturalWidth", 320)
    page.locator("svg.curve").wait_for()
    page.locator(".plot").hover()
    page.get_by_text(re.compile(r"^0:0[01]\.\d{3}\s+frame 2[45]\s+mean luma")).wait_for()
    assert elsewhere(asked_for, person) == []

    page.reload()
    page.get_by_role("heading", name=small_clip.name, exact=True).wait_for()


def test_the_tab_of_a_clip_bears_its_name(clip_page: "Page") -> None:
    clip_page.locator("button.open").first.wait_for()

    expect(clip_page).to_have_title(re.compile(r"^.+\.\w+ - Verify$"))


def test_a_keyframe_opens_by_keyboard_and_closes_with_escape(clip_page: "Page") -> None:
    clip_page.locator("button.open").first.press("Enter")
    dialog = clip_page.get_by_role("dialog")
    expect(dialog).to_contain_text("00:00:01.000")

    clip_page.keyboard.press("ArrowRight")
    clip_page.keyboard.press("ArrowRight")
    expect(dialog).to_contain_text("00:00:02.000")

    clip_page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_a_keyframe_on_a_narrow_screen_can_be_read_and_left_by_a_touch_beside_it(
    clip_page: "Page",
) -> None:
    wide = clip_page.viewport_size
    assert wide is not None
    clip_page.set_viewport_size({"width": 390, "height": 844})
    clip_page.locator("button.open").first.click()
    dialog = clip_page.get_by_role("dialog")
    caption = dialog.locator("span").bounding_box()
    assert caption is not None
    assert caption["width"] > 240

    clip_page.mouse.click(5, 5)
    dialog.wait_for(state="hidden")
    clip_page.set_viewport_size(wide)


def test_pictures_start_covered_and_what_a_person_chose_stays(clip_page: "Page") -> None:
    seen = "ol:not(.covered) .open img"
    _is_covered(clip_page)

    clip_page.get_by_role("button", name="Pictures").click()
    clip_page.get_by_text("Cover pictures until I ask").click()
    clip_page.locator(seen).first.wait_for()
    clip_page.reload()
    settled(clip_page)
    clip_page.locator(seen).first.wait_for()

    clip_page.get_by_role("button", name="Pictures").click()
    clip_page.get_by_text("Cover pictures until I ask").click()
    _is_covered(clip_page)
    clip_page.keyboard.press("Escape")
    clip_page.get_by_role("button", name="Show all of them").click()
    clip_page.locator(seen).first.wait_for()


def _is_covered(page: "Page") -> None:
    expect(page.locator("ol.covered .open img")).not_to_have_count(0)
    expect(page.locator("ol.covered .open img").first).to_be_hidden()


def test_a_file_that_is_refused_says_why_where_it_was_chosen(
    list_page: "Page", tmp_path: Path
) -> None:
    (tmp_path / "empty.mp4").touch()
    list_page.locator("input[type=file]").set_input_files(tmp_path / "empty.mp4")

    alert = list_page.get_by_role("alert").filter(has_text="empty.mp4 is empty (0 bytes)")
    alert.wait_for()


@pytest.mark.smoke
def test_each_clip_of_the_list_is_opened_and_removed_by_keyboard_and_name(
    page: "Page", person: Served, findings: "Analysis"
) -> None:
    name = f"![x](//evil.example/{secrets.token_hex(4)}) <i>a.mp4"
    clip = add_clip(person.home, findings, name=name)
    page.goto(_address(person))
    page.get_by_role("link", name=f"Open {name}").press("Enter")
    page.get_by_role("heading", name=name, exact=True).wait_for()
    page.go_back()

    page.get_by_role("button", name=f"Remove {name}").press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=f"Remove {name}").press("Enter")
    page.get_by_role("button", name=f"Delete {name}").press("Enter")
    page.get_by_role("link", name=f"Open {name}").wait_for(state="detached")

    assert not (person.home / "clips" / clip).exists()
    assert not any(clip in str(entry) for entry in person.home.rglob("*"))


def test_opening_a_clip_is_one_step_from_which_back_leads_to_the_list(
    page: "Page", person: Served, findings: "Analysis"
) -> None:
    name = f"{secrets.token_hex(4)}.mp4"
    clip = add_clip(person.home, findings, name=name)
    page.goto(_address(person))
    page.get_by_role("link", name=f"Open {name}").click()
    page.get_by_role("heading", name=name, exact=True).wait_for()
    expect(page).to_have_url(_address(person, f"/clip?clip={clip}"))

    page.go_back()

    page.get_by_role("heading", name="Clips on this machine").wait_for()
    expect(page).to_have_url(_address(person))
    page.go_forward()
    page.get_by_role("heading", name=name, exact=True).wait_for()


def _uploads(page: "Page", file: Path) -> None:
    page.locator("input[type=file]").first.set_input_files(file)


def _tries_the_sample(page: "Page", _file: Path) -> None:
    page.get_by_role("button", name="Try the sample clip").click()


def _opens_a_case(page: "Page", _file: Path) -> None:
    page.get_by_label("What is it about?").fill("One step")
    page.get_by_role("button", name="Open the case").click()


@pytest.mark.parametrize(
    ("begun", "goes_on", "arrived"),
    [
        ("/", _uploads, r"/clip\?clip=\w+$"),
        ("/", _tries_the_sample, r"/clip\?clip=\w+$"),
        ("/archive?part=Search", _uploads, r"/clip\?clip=\w+$"),
        ("/cases", _opens_a_case, r"/case\?case=\w+$"),
    ],
    ids=["upload", "sample", "asking the archive", "new case"],
)
def test_from_a_page_that_a_deed_led_to_back_leads_to_where_one_was_in_one_step(
    page: "Page",
    person: Served,
    small_clip: Path,
    begun: str,
    goes_on: Callable[["Page", Path], None],
    arrived: str,
) -> None:
    open_at(page, _address(person, begun))
    before = page.get_by_role("heading").first.inner_text()
    goes_on(page, small_clip)
    page.wait_for_url(re.compile(arrived))
    settled(page)
    there = page.url

    page.go_back()

    expect(page).to_have_url(_address(person, begun))
    page.get_by_role("heading", name=before, exact=True).wait_for()
    rests(page)
    expect(page).to_have_url(_address(person, begun))
    page.go_forward()
    expect(page).to_have_url(there)
    expect(page.get_by_role("heading", name=before, exact=True)).to_have_count(0)


def test_a_page_left_open_shows_what_another_page_added(
    list_page: "Page", person: Served, findings: "Analysis"
) -> None:
    name = f"{secrets.token_hex(4)}.mp4"

    add_clip(person.home, findings, name=name)

    list_page.get_by_role("link", name=f"Open {name}").wait_for()


def test_a_list_that_another_page_changed_says_what_is_gone(
    list_page: "Page", person: Served, findings: "Analysis"
) -> None:
    name = f"{secrets.token_hex(4)}.mp4"
    clip = add_clip(person.home, findings, name=name)
    list_page.get_by_role("button", name=f"Remove {name}").click()
    # The list asks for itself every few seconds, and would have found out.
    list_page.evaluate(_HOLDS_ITS_WORDS_BACK)
    list_page.get_by_role("button", name=f"Delete {name}").click()
    shutil.rmtree(person.home / "clips" / clip)
    list_page.evaluate("letGo()")

    list_page.get_by_role("alert").filter(has_text="This clip is not here").wait_for()
    expect(list_page.get_by_text(name)).to_have_count(0)


@pytest.mark.smoke
def test_what_cannot_be_read_is_refused_at_once_and_others_go_on(
    page: "Page", person: Served, small_clip: Path, tmp_path: Path
) -> None:
    gone = tmp_path / "a\u202e4pm.mp4"
    gone.write_bytes(b"x" * 100)
    other = tmp_path / f"{secrets.token_hex(4)}.mp4"
    shutil.copy(small_clip, other)
    page.goto(_address(person))
    page.get_by_text("Choose files").wait_for()
    # As a browser answers for a folder, or for a file on a stick that was pulled out.
    page.evaluate("""() => {
        const slice = Blob.prototype.slice, fail = () => Promise.reject(new Error("gone"));
        Blob.prototype.slice = function (...range) {
            return this.size === 100 ? { arrayBuffer: fail } : slice.apply(this, range);
        };
    }""")
    page.locator("input[type=file]").set_input_files([gone, other])

    page.get_by_role("alert").filter(has_text="cannot be read").wait_for()
    page.get_by_text("a\ufffd4pm.mp4").wait_for()
    page.get_by_role("button", name=f"Remove {other.name}").wait_for()
    expect(page.get_by_text("received", exact=True)).to_have_count(0)


def test_a_page_waits_while_another_sends_the_same_file(page: "Page", person: Served) -> None:
    sent: list[str] = []

    def busy(route: "Route") -> None:
        sent.append(route.request.url)
        if len(sent) == 1:
            route.fulfill(status=409, headers={"x-offset": "0"})
        else:
            route.continue_()

    page.route("**/wb/uploads/*", busy)
    page.goto(_address(person))
    page.locator("input[type=file]").set_input_files(
        {"name": f"{secrets.token_hex(4)}.txt", "mimeType": "", "buffer": b"no footage"}
    )
    page.get_by_text("Another page is sending this file").wait_for()
    # The sentence of another test's text file may stand in the list already; its page is its own.
    page.wait_for_url("**/clip?clip=*")

    assert len([url for url in sent if not url.endswith("finish")]) == 2
