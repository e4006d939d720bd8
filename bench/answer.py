"""From choosing a clip to the archive's answer and the list of flashes on the screen.

`python -m bench.answer`: 30 s of 1080p through the real server, a real job and Chromium, with no
further click. Times are by the clock, on a machine that does nothing else if they are to mean
anything; processor time depends less on that.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bench import clips
from bench.served import App, serving
from verify.jobs.queue import ClipRecord

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_MOST_MS = 180_000
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def _chosen(browser: "Browser", app: App, clip: Path) -> None:
    """Choose the clip in a browser that comes for the first time, and print what took how long."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(_MOST_MS)
    came_s = time.perf_counter()
    page.goto(app.link)
    page.get_by_text("Choose files").wait_for()
    chosen_s, cpu_s = time.perf_counter(), app.cpu_s()
    chosen_at_s = time.time()
    page.locator("input[type=file]").set_input_files(clip)
    page.wait_for_url("**/clip?clip=*")
    followed_s = time.perf_counter()
    answer = page.locator(".banner .head, .seen").first
    answer.wait_for()
    page.get_by_role("button", name=re.compile("^Show .*flash", re.IGNORECASE)).first.wait_for()
    shown_s, server_s = time.perf_counter(), app.cpu_s() - cpu_s
    said = answer.inner_text()
    page.get_by_role("tab", name="In short").wait_for()
    whole_s = time.perf_counter()
    (folder,) = (app.home / "clips").glob("[0-9a-f]*")
    received = msgspec.json.decode((folder / "clip.json").read_bytes(), type=ClipRecord)
    print(
        f"    app answers after {app.healthy_s:.1f} s, first page {chosen_s - came_s:.1f} s\n"
        f"    received after {received.received_utc.timestamp() - chosen_at_s:.1f} s, "
        f"followed after {followed_s - chosen_s:.1f} s\n"
        f"    on the screen after {shown_s - chosen_s:.1f} s: {said}\n"
        f"    everything there after {whole_s - chosen_s:.1f} s\n"
        f"    processor time of the server from choosing on {server_s:.1f} s"
    )


def _run(browser: "Browser", clip: Path, recycled: Path | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        if recycled is not None:
            added = ["archive", "add", "--home", str(home), str(recycled)]
            subprocess.run(
                [sys.executable, "-m", "verify", *added], check=True, capture_output=True
            )
        with serving(home) as app:
            _chosen(browser, app, clip)
            whole_server_s = app.cpu_s()
        spent_s = sum(one.ru_utime + one.ru_stime for one in app.spent)
        print(f"    processor time of the job {spent_s - whole_server_s:.1f} s")


def main() -> None:
    """Print the figures."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        print("From choosing a clip to the answer: not run, needs Chromium")
        return
    from playwright.sync_api import sync_playwright

    print("From choosing 30 s of 1080p to the answer on the screen")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_QUIET)
        for words, clip in (
            ("as a messenger sends it", clips.smooth_full_hd_half_minute()),
            ("as a phone films it", clips.full_hd_half_minute()),
        ):
            for recycled in (None, clips.excerpt_of(clip)):
                megabits = clip.stat().st_size * 8 / 30e6
                there = "an excerpt in the archive" if recycled else "no archive"
                print(f"  {words}, {megabits:.1f} Mb/s, {there}")
                _run(browser, clip, recycled)
        browser.close()


if __name__ == "__main__":
    main()
