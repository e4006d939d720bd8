"""Draw the pictures of the pages in docs/ and of README anew, from the sample case in the real app.

    python -m docs.photograph FOLDER      FOLDER is what `samples/idlib-2020/case.sh` has made

Needs Chromium. The archive gets what a desk may have had before, with where it came from; the clips
are analysed by the app as they are when a person drops them. Everything shown is a simulation.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.passwords import CHEAP, WORDS
from tests.ui.certificate import write_certificate
from verify.domain.roles import Role
from verify.workbench.people import People

_PROJECT = Path(__file__).resolve().parents[1]
_PICTURES = _PROJECT / "docs" / "pictures"
_SAMPLES = _PROJECT / "samples"
_VERIFY = Path(sys.executable).with_name("verify")
_BEFORE = ("night-strike-reupload.mp4", "street.jpg", "vfr.mp4")
_SHEET = (
    "name,date,address,note\n"
    "night-strike-reupload.mp4,2020-02-26 19:12 UTC,https://example.org/channel/412,"
    "Sent by a reader; the channel is gone\n"
    "night-fire.mp4,2019-11-03,https://example.org/photo/7,From the desk's own shelf\n"
)
_NIGHT = "2020-02-27 17:00/2020-02-28 04:30"
_WIDTH_PX, _HEIGHT_PX = 1280, 900
_BAR_PX, _MARGIN_PX = 64, 8
_MOST_TRIES = 10
_PATIENCE_MS = 180_000


def prepare(folder: Path) -> None:
    """Put what was there before into the archive, and what the desk knows of it."""
    home = folder / "home"
    sheet = folder / "desk-log.csv"
    sheet.write_text(_SHEET, "utf-8")
    files = [str(_SAMPLES / name) for name in _BEFORE]
    run("archive", "add", *files, "--home", str(home))
    run("archive", "import", "--sheet", str(sheet), "--home", str(home))


def run(*call: str) -> None:
    """Call our own command."""
    subprocess.run([_VERIFY, *call], check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def draw_sky() -> None:
    """Draw the chart of Sun and Moon in the night of the sample case."""
    clip, chart = str(_SAMPLES / "night-strike.mp4"), str(_PICTURES / "sky.svg")
    run("sky", "--place", "Idlib", "--at", _NIGHT, "--clip", clip, "-o", chart, "--force")


def claim_on_video(folder: Path) -> str:
    """Return the number of the claim that says what the video is."""
    proposals = (folder / "proposals.txt").read_text("utf-8")
    return str(re.findall(r"(?m)^([0-9]+)\. A video of about 13 seconds", proposals)[0])


@contextmanager
def serving(folder: Path, *how: str) -> Iterator[str]:
    """Serve the app and give the address that a browser opens first."""
    command = [str(_VERIFY), "ui", "--home", str(folder / "home"), *how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            said = server.stdout.readline() if server.stdout else ""
            yield re.findall(r"http\S+", said)[0]
        finally:
            server.terminate()


class Photographer:
    """Goes from page to page and takes a picture of each.

    Parameters
    ----------
    page : Page
    base : str
        Address of the app.
    """

    def __init__(self, page: Page, base: str) -> None:
        self.page, self._base = page, base

    def go(self, address: str) -> None:
        """Open a page and wait until it is drawn."""
        self.page.goto(f"{self._base}{address}")
        self.page.get_by_role("heading").first.wait_for()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being drawn or fetched."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")
        self.page.wait_for_load_state("networkidle")

    def take(
        self, name: str, *, since: Locator | None = None, until: Locator | None = None
    ) -> None:
        """Keep a picture of a window as high as it takes to show the page from one part to another.

        Parameters
        ----------
        since : Locator, optional
            What stands first below the bar of pages; else the page begins at its head.
        until : Locator, optional
            What stands last; else the window is as high as usual.
        """
        main = self.page.locator("[data-testid=stMain]")
        height_px = _HEIGHT_PX
        # Parts of a page are as high as the window allows: some grow with it.
        for _ in range(_MOST_TRIES):
            self.page.set_viewport_size({"width": _WIDTH_PX, "height": height_px})
            main.evaluate("node => node.scrollTo(0, 0)")
            self.settle()
            above_px = 0 if since is None else top_px(since) - _BAR_PX
            main.evaluate("(node, top) => node.scrollTo(0, top)", above_px)
            self.settle()
            last_px = height_px if until is None else bottom_px(until) + _MARGIN_PX
            # Parts lie between pixels, and which they are rounded to can depend on the height.
            if abs(last_px - height_px) <= 1:
                break
            height_px = last_px
        else:
            raise RuntimeError(f"No window is as high as {name} takes.")
        self.page.screenshot(path=_PICTURES / f"{name}.png", animations="disabled")
        self.page.set_viewport_size({"width": _WIDTH_PX, "height": _HEIGHT_PX})


def top_px(part: Locator) -> int:
    """Return where a part begins in the window."""
    part.wait_for()
    return round((part.bounding_box() or {"y": 0})["y"])


def bottom_px(part: Locator) -> int:
    """Return where a part ends in the window."""
    part.wait_for()
    box = part.bounding_box() or {"y": 0, "height": 0}
    return round(box["y"] + box["height"])


def take_leaf(page: Page, name: str, until: Locator, width_px: int = _WIDTH_PX) -> None:
    """Keep a picture of a page that is none of the app's, down to a part."""
    page.set_viewport_size({"width": width_px, "height": _HEIGHT_PX})
    page.set_viewport_size({"width": width_px, "height": bottom_px(until) + _MARGIN_PX})
    page.screenshot(path=_PICTURES / f"{name}.png", animations="disabled")
    page.set_viewport_size({"width": _WIDTH_PX, "height": _HEIGHT_PX})


def drop(one: Photographer, name: str) -> str:
    """Drop a sample, wait for its findings and return the id of its clip."""
    one.go("/")
    one.page.locator("input[type=file]").first.set_input_files(_SAMPLES / name)
    one.page.get_by_role("tab", name="In short").wait_for()
    one.settle()
    return str(re.findall(r"clip=([0-9a-f]{16})", one.page.url)[0])


def photograph(one: Photographer, claim: str) -> None:
    """Walk the app from drop to report; show the claim of a number."""
    page = one.page
    one.go("/settings?part=Pictures")
    # All of this is made by a program; nobody needs to be spared it.
    page.get_by_text("Cover pictures until I ask").click()
    one.settle()
    clip = drop(one, "night-strike.mp4")
    drop(one, "night-strike-reupload.mp4")
    one.go("/")
    one.take("footage", until=page.get_by_text("Sandbox level"))
    photograph_clip(one, clip)
    one.go("/sync")
    page.get_by_role("combobox").first.click()
    for name in ("night-strike.mp4", "night-strike-reupload.mp4"):
        page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Compare their clocks").click()
    page.get_by_role("heading", name="How their clocks lie").wait_for()
    one.take("sync", until=page.locator(".st-key-strip figure"))
    one.go("/cases")
    one.take("cases", until=page.get_by_test_id("stForm"))
    page.get_by_role("link", name="Night strike, Idlib").click()
    page.get_by_role("tab", name="Claims").wait_for()
    one.settle()
    case = re.findall(r"case=([^&]+)", page.url)[0]
    # A claim that people have concluded on.
    one.go(f"/case?case={case}&part=Claims&claim={claim}")
    page.locator(f".st-key-claim-{claim}").wait_for()
    one.take("case", until=page.get_by_role("button", name="Claim 9", exact=True))
    one.go(f"/case?case={case}&part=Report")
    page.get_by_text("Show what page one would say").click()
    one.take("case-tab-report", until=page.locator("[class*=st-key-front-]").nth(2))
    one.go("/archive?part=Browse")
    entry = page.get_by_role("link", name="night-strike-reupload.mp4")
    one.take("archive", until=page.locator(".st-key-entries li").last)
    entry.click()
    page.get_by_role("heading", name="What is kept").wait_for()
    one.take("archive-entry", until=page.locator(".st-key-stills li").first)
    one.go("/settings?part=Privacy")
    one.take("settings", until=page.get_by_text("verify check --timestamp-request"))


def photograph_clip(one: Photographer, clip: str) -> None:
    """Show a clip, its keyframes and matches, and the page from which stills of it are sent."""
    page = one.page
    one.go(f"/clip?clip={clip}")
    one.take("app", until=page.locator("svg.curve").first)
    one.go(f"/clip?clip={clip}&part=Keyframes")
    tabs = page.get_by_role("tablist")
    one.take("keyframes", since=tabs, until=page.locator(".st-key-sheet li").last)
    one.go(f"/matches?clip={clip}")
    one.take(
        "matches",
        since=page.get_by_text("Look at", exact=True),
        until=page.locator(".compare").first,
    )
    one.go(f"/clip?clip={clip}&part=Seen before")
    page.get_by_role("button", name="Make stills to search by").click()
    stills = page.get_by_role("link", name="Open the stills")
    page.goto(f"{one.page.url.partition('/clip')[0]}{stills.get_attribute('href')}")
    take_leaf(page, "elsewhere", page.locator(".engines li").first)


def photograph_door(folder: Path, chromium: Browser) -> None:
    """Show the door of a newsroom's server, and who somebody is behind it."""
    people = People(folder / "home", CHEAP)
    people.add("Jon", WORDS)
    people.add("Mara", WORDS, Role.JOURNALIST)
    certificate, key = write_certificate(folder)
    how = ("--address", "0.0.0.0", "--host", "127.0.0.1")  # noqa: S104 - any but the loopback asks
    with serving(folder, *how, "--tls-cert", str(certificate), "--tls-key", str(key)) as link:
        page = chromium.new_page(ignore_https_errors=True)
        page.set_default_timeout(_PATIENCE_MS)
        page.goto(link)
        page.get_by_label("Name").fill("Mara")
        take_leaf(page, "sign-in", page.get_by_text("Forgotten your"), width_px=720)
        page.get_by_label("Password").fill(WORDS)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="You").wait_for()
        behind = Photographer(page, link.rstrip("/"))
        behind.go("/you")
        behind.take("you", until=page.get_by_role("link", name="Sign out"))


def photograph_reports(folder: Path, page: Page) -> None:
    """Show the report of a clip and that of the case, as they lie in a folder."""
    page.goto((folder / "night-strike.verify" / "report.html").as_uri())
    take_leaf(page, "report", page.locator("#keyframes li").first, width_px=1120)
    page.goto((folder / "report-internal" / "report.html").as_uri())
    take_leaf(page, "case-report", page.locator(".front section").nth(3))


def main() -> None:
    """Take all pictures."""
    folder = Path(sys.argv[1]).resolve()
    browser = shutil.which("chromium")
    if browser is None:
        sys.exit("Chromium is not installed.")
    prepare(folder)
    draw_sky()
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=browser) as chromium,
    ):
        page = chromium.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        photograph_reports(folder, page)
        with serving(folder) as link:
            page.goto(link)
            photograph(Photographer(page, link.partition("/?")[0]), claim_on_video(folder))
        photograph_door(folder, chromium)


if __name__ == "__main__":
    main()
