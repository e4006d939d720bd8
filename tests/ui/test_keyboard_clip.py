"""Footage, and the search elsewhere, by keyboard alone, in a real Chromium.

Skipped, and said so, where there is no Chromium; runs with --whole.
"""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.analyses import an_analysis
from tests.ui.conftest import Served, add_clip
from tests.ui.keys import Keys
from verify.workbench.desk import Desk
from verify.workbench.elsewhere import Elsewhere

if TYPE_CHECKING:
    from playwright.sync_api import Route


def test_stills_are_made_and_sent_to_an_engine_in_two_steps(
    keys: Keys, alone: Served, samples: Path
) -> None:
    clip_id = add_clip(alone.home, an_analysis(keyframes=[]))
    shutil.copy(samples / "street.jpg", alone.home / "clips" / clip_id / "received")
    sent: list[str] = []

    def keep_in(route: "Route") -> None:
        sent.append(route.request.method)
        route.abort()

    keys.page.context.route(
        lambda url: not url.startswith(f"http://127.0.0.1:{alone.port}"),
        keep_in,
    )
    keys.open(f"clip?clip={clip_id}&part=Seen+before", "Search elsewhere")
    keys.enter("Make stills to search by")
    keys.see("Open the stills")
    keys.to("Open the stills")
    with keys.page.context.expect_page() as opened:
        keys.press("Enter")
    other = Keys(opened.value, "")
    other.see("Nothing leaves before you press a button")
    assert sent == []
    other.to("Send ")
    with other.page.context.expect_page():
        other.press("Enter")
    keys.until(lambda: sent == ["POST"])

    keys.enter("Write down what an engine gave")
    keys.to("found")
    keys.press("ArrowDown")
    keys.write("What else to know", "other streets")
    keys.enter("Write it down")
    stills = Elsewhere(Desk(alone.home)).stills(clip_id)
    assert stills is not None
    keys.until(lambda: bool(Elsewhere(Desk(alone.home)).asked(stills.footage.sha256)))


def test_footage_is_sent_cancelled_and_removed(keys: Keys, alone: Served, tmp_path: Path) -> None:
    file = tmp_path / "long.mp4"
    file.write_bytes(b"\0" * 100)
    held = add_clip(alone.home, an_analysis(), name="to be removed.mp4")
    keys.open("", "to be removed.mp4")
    # What is sent never arrives.
    keys.page.route("**/wb/uploads/*", lambda _route: None)
    keys.choose_files("Choose videos or pictures", file)
    keys.enter("Cancel the upload of long.mp4")
    keys.see("cancelled, nothing of it was kept")
    assert keys.focused == "Choose videos or pictures"

    keys.enter("Remove to be removed.mp4")
    assert keys.focused == "Keep to be removed.mp4"
    keys.enter("Delete to be removed.mp4", back=True)
    keys.until(lambda: not (alone.home / "clips" / held).exists())
