"""Draw the pictures of the guide and of README anew, from the sample case in the real app.

    python docs/photograph.py FOLDER      FOLDER is what `samples/idlib-2020/case.sh` has made

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

from playwright.sync_api import Page, sync_playwright

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
_WIDTH_PX, _HEIGHT_PX = 1280, 900
_PATIENCE_MS = 180_000


def prepare(folder: Path) -> None:
    """Put what was there before into the archive, and what the desk knows of it."""
    home = folder / "home"
    sheet = folder / "desk-log.csv"
    sheet.write_text(_SHEET, "utf-8")
    files = [str(_SAMPLES / name) for name in _BEFORE]
    for call in (["add", *files], ["import", "--sheet", str(sheet)]):
        subprocess.run(  # noqa: S603 - our own command
            [_VERIFY, "archive", *call, "--home", home], check=True, stdout=subprocess.DEVNULL
        )


def claim_on_video(folder: Path) -> str:
    """Return the number of the claim that says what the video is."""
    proposals = (folder / "proposals.txt").read_text("utf-8")
    return str(re.findall(r"(?m)^([0-9]+)\. A video of about 13 seconds", proposals)[0])


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the app and give the address that signs a browser in."""
    command = [str(_VERIFY), "ui", "--home", str(folder / "home")]
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

    def take(self, name: str, scroll_px: int = 0) -> None:
        """Keep a picture of what is in the window."""
        main = self.page.locator("[data-testid=stMain]")
        main.evaluate("(node, top) => node.scrollTo(0, top)", scroll_px)
        self.settle()
        self.page.screenshot(path=_PICTURES / f"{name}.png", animations="disabled")


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
    one.take("footage")
    one.go(f"/clip?clip={clip}")
    page.locator("svg.curve").first.wait_for()
    one.take("app")
    one.go(f"/clip?clip={clip}&part=Keyframes")
    page.locator("button.open").first.wait_for()
    one.take("keyframes", 1240)
    one.go(f"/matches?clip={clip}")
    one.take("matches", 760)
    one.go("/sync")
    page.get_by_role("combobox").first.click()
    for name in ("night-strike.mp4", "night-strike-reupload.mp4"):
        page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Compare their clocks").click()
    page.get_by_role("heading", name="How their clocks lie").wait_for()
    one.take("sync")
    one.go("/cases")
    page.get_by_role("link", name="Night strike, Idlib").click()
    page.get_by_role("tab", name="Claims").wait_for()
    one.settle()
    case = re.findall(r"case=([^&]+)", page.url)[0]
    # A claim that people have concluded on.
    one.go(f"/case?case={case}&part=Claims&claim={claim}")
    page.locator(f".st-key-claim-{claim}").wait_for()
    one.take("case", 200)
    one.go(f"/case?case={case}&part=Report")
    one.take("case-tab-report")
    one.go("/archive?part=Browse")
    page.get_by_role("link", name="night-strike-reupload.mp4").wait_for()
    one.take("archive")
    page.get_by_role("link", name="night-strike-reupload.mp4").click()
    page.get_by_role("heading", name="What is kept").wait_for()
    one.take("archive-entry")
    one.go("/settings?part=Privacy")
    one.take("settings")


def main() -> None:
    """Take all pictures."""
    folder = Path(sys.argv[1]).resolve()
    browser = shutil.which("chromium")
    if browser is None:
        sys.exit("Chromium is not installed.")
    prepare(folder)
    with (
        serving(folder) as link,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=browser) as chromium,
    ):
        page = chromium.new_page(viewport={"width": _WIDTH_PX, "height": _HEIGHT_PX})
        page.set_default_timeout(_PATIENCE_MS)
        page.goto(link)
        photograph(Photographer(page, link.partition("/?")[0]), claim_on_video(folder))


if __name__ == "__main__":
    main()
