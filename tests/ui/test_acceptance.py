"""Uploads and jobs through reloads, broken connections and servers that end, in a real Chromium.

These run with --whole: each takes a server of its own, most a real analysis. What else was asked of
the app as a whole, and where it is held:

    start, first page, from choosing a file to the answer   bench/answer.py prints them
    nobody else is asked, markup of others is text, axe     test_walk
    frames on the screen, pauses, evidence links            test_player
    memory, 4 GB, several uploads at once                   bench/uploads.py prints them
    ranges, slices, ownership                               test_routes, test_signing_in
    review copies                                           test_player, test_copies_in_a_browser
    verdicts stored, nobody overruled unaware               test_cases
    who may pass, from where                                test_gate, test_access
    covered at first, comfort kept                          test_views, test_browser
    dark frames lead no match                               workbench/test_searching
"""

import hashlib
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg
import msgspec
import pytest

from tests.ui.browsing import PATIENCE_MS, expect, new_page
from tests.ui.conftest import REPOSITORY, free_port
from verify.jobs.queue import ClipRecord, Job, JobState, write_clip

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

_SLICE_BYTES = 8 << 20
_CANCELLED_WITHIN_S = 3.0
_ENDS_WITHIN_S = 6.0
_DEATH_SHOWN_WITHIN_S = 30.0


@pytest.fixture(autouse=True)
def _only_whole(is_whole_run: bool) -> None:
    if not is_whole_run:
        pytest.skip("takes servers and analyses of its own; run with --whole")


class Server:
    """The app as a person starts it, on one port and one home whatever becomes of its process."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.link = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "verify", "ui"]
        self._process = subprocess.Popen(
            [*command, "--home", str(self.home), "--port", str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        assert self._process.stdout is not None
        found = re.search(r"http://\S+", self._process.stdout.readline())
        assert found is not None
        self.link = found.group()

    def end(self, by: int) -> str:
        """End it and return what it says on its way."""
        assert self._process is not None
        self._process.send_signal(by)
        said, errors = self._process.communicate(timeout=30)
        return said + errors

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def address(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def jobs(self) -> dict[str, Job]:
        files = (self.home / "clips").glob("*/job.json")
        return {
            file.parent.name: msgspec.json.decode(file.read_bytes(), type=Job) for file in files
        }


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "home")
    server.start()
    yield server
    for job in server.jobs().values():
        if job.state is JobState.RUNNING and job.worker_pid is not None:
            os.killpg(job.worker_pid, signal.SIGKILL)
    if server.is_running():
        server.end(signal.SIGTERM)


@pytest.fixture
def signed_in(browser: "Browser") -> Iterator["BrowserContext"]:
    with closing(browser.new_context(viewport={"width": 1280, "height": 900})) as context:
        yield context


@pytest.fixture
def page(signed_in: "BrowserContext", server: Server) -> "Page":
    page = new_page(signed_in)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(server.link)
    page.get_by_text("Choose files").wait_for()
    return page


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Write bytes of no kind, three slices and a half."""
    file = tmp_path / "large.bin"
    file.write_bytes(random.Random(7).randbytes(_SLICE_BYTES * 7 // 2))
    return file


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a clip whose analysis takes a while."""
    file = tmp_path_factory.mktemp("made") / "long.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi"]
    source = "testsrc2=size=1280x720:rate=30:duration=60"
    coded = ["-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, "-i", source, *coded, str(file)], check=True)
    return file


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_although_a_player_has_not_read_all_that_it_asked_for(
    server: Server, by: int
) -> None:
    clip_id = "0123456789abcdef"
    folder = server.home / "clips" / clip_id
    folder.mkdir(parents=True)
    with (folder / "received").open("wb") as file:
        file.truncate(1 << 30)
    now = datetime.now(UTC)
    write_clip(folder, ClipRecord(untrusted_name="a", size_bytes=1 << 30, received_utc=now))
    (folder / "job.json").write_bytes(msgspec.json.encode(Job(state=JobState.DONE, queued_utc=now)))
    cookie = http.client.HTTPConnection("127.0.0.1", server.port)
    cookie.request("GET", server.link.partition(str(server.port))[2])
    kept = cookie.getresponse().headers["set-cookie"].partition(";")[0]
    cookie.close()
    player = http.client.HTTPConnection("127.0.0.1", server.port)
    player.request("GET", f"/wb/clips/{clip_id}/footage", headers={"Cookie": kept})
    assert player.getresponse().read(1000) == bytes(1000)

    asked_s = time.monotonic()
    said = server.end(by)
    assert time.monotonic() - asked_s < _ENDS_WITHIN_S
    assert said == "", said
    player.close()


def _received(server: Server) -> list[str]:
    """Return the SHA-256 of each clip that was received."""
    files = (server.home / "clips").glob("*/received")
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _breaks_after(page: "Page", slices: int) -> Callable[[], int]:
    """Let so many slices of the first file through, break each one after; tells how many came."""
    passed: list[str] = []

    def broken(route: "Route") -> None:
        address = route.request.url
        if route.request.method != "PUT":
            route.continue_()
        elif address in passed and len(passed) >= slices:
            route.abort("connectionreset")
        else:
            passed.append(address)
            route.continue_()

    page.route("**/wb/uploads/*", broken)
    return lambda: len(passed)


def _send_slowly(page: "Page") -> None:
    """Let a slice pass each tenth of a second: there is time to do something in between."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    speed = _SLICE_BYTES
    conditions = {"offline": False, "latency": 100, "downloadThroughput": -1}
    client.send("Network.emulateNetworkConditions", {**conditions, "uploadThroughput": speed})


def test_an_upload_goes_on_after_a_reload(page: "Page", server: Server, large: Path) -> None:
    _breaks_after(page, 2)
    page.locator("input[type=file]").set_input_files(large)
    page.get_by_text("Connection lost, trying again").wait_for()

    page.reload()
    page.get_by_text("16.8 MB of 29.4 MB arrived. Choose it again to go on.").wait_for()
    page.unroute("**/wb/uploads/*")
    came = _breaks_after(page, 100)
    page.locator("input[type=file]").set_input_files(large)
    page.wait_for_url("**/clip?clip=*")

    assert came() == 2
    assert _received(server) == [_sha256(large)]


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_an_upload_goes_on_when_the_server_is_back(
    page: "Page", server: Server, large: Path, by: int
) -> None:
    _send_slowly(page)
    page.locator("input[type=file]").set_input_files(large)
    page.get_by_text("8.4 MB of 29.4 MB").wait_for()
    server.end(by)
    page.get_by_text("Connection lost, trying again").wait_for()

    server.start()
    page.wait_for_url("**/clip?clip=*")

    assert _received(server) == [_sha256(large)]


def test_a_cancelled_upload_leaves_nothing_and_the_others_go_on(
    page: "Page", server: Server, large: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"something else")
    _breaks_after(page, 1)
    page.locator("input[type=file]").set_input_files(large)
    page.get_by_text("Connection lost, trying again").wait_for()
    page.locator("input[type=file]").set_input_files(other)

    page.get_by_role("button", name="Cancel the upload of large.bin").press("Enter")

    page.get_by_text("cancelled, nothing of it was kept").wait_for()
    page.get_by_role("button", name="Remove other.bin").wait_for()
    assert _received(server) == [_sha256(other)]
    assert list((server.home / "uploads").glob("*.part")) == []


def test_what_arrived_of_a_file_can_be_dropped(page: "Page", server: Server, large: Path) -> None:
    _breaks_after(page, 1)
    page.locator("input[type=file]").set_input_files(large)
    page.get_by_text("Connection lost, trying again").wait_for()
    page.reload()

    drop = page.get_by_role("button", name="Drop what has arrived of large.bin")
    drop.press("Enter")
    drop.wait_for(state="detached")

    assert list((server.home / "uploads").iterdir()) == []


def test_a_folder_is_taken_with_all_footage_in_it(
    page: "Page", server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "from a phone"
    (folder / "deeper").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / "one.mp4").write_bytes(b"one")
    (folder / "deeper" / "two.JPG").write_bytes(b"two")
    (folder / "deeper" / "notes.txt").write_bytes(b"no footage")
    (folder / ".hidden" / "three.mp4").write_bytes(b"three")

    with page.expect_file_chooser() as asked:
        page.get_by_role("button", name="Choose a folder").press("Enter")
    asked.value.set_files(folder)

    page.get_by_text("Passed over 1 file without an ending of footage").wait_for()
    page.get_by_role("button", name="Remove one.mp4").wait_for()
    page.get_by_role("button", name="Remove two.JPG").wait_for()
    assert sorted(_received(server)) == sorted(
        hashlib.sha256(content).hexdigest() for content in (b"one", b"two")
    )


def test_no_footage_is_refused_at_its_first_bytes(
    page: "Page", server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "notes.mp4"
    file.write_bytes(b"%PDF-1.7\n" + bytes(2 * _SLICE_BYTES))

    page.locator("input[type=file]").set_input_files(file)

    page.get_by_role("alert").filter(has_text="it is a PDF document").wait_for()
    assert list((server.home / "uploads").iterdir()) == []


@pytest.mark.usefixtures("walls")
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_a_job_lives_through_a_reload_and_the_end_of_the_server(
    page: "Page", server: Server, long_clip: Path, by: int
) -> None:
    page.locator("input[type=file]").set_input_files(long_clip)
    page.get_by_text(re.compile(r"Decoded [\d,]+ frames?")).wait_for()
    page.reload()
    page.get_by_text(re.compile(r"Decoded [\d,]+ frames?")).wait_for()
    ((clip_id, job),) = server.jobs().items()

    server.end(by)
    assert server.jobs()[clip_id] == job
    server.start()

    page.get_by_role("heading", name="long.mp4", exact=True).wait_for()
    page.get_by_role("tab", name="Keyframes").wait_for(timeout=4 * PATIENCE_MS)
    assert server.jobs()[clip_id].state is JobState.DONE


@pytest.mark.usefixtures("walls")
def test_cancel_ends_a_job_within_three_seconds(
    page: "Page", server: Server, long_clip: Path
) -> None:
    page.locator("input[type=file]").set_input_files(long_clip)
    page.get_by_text(re.compile(r"Decoded [\d,]+ frames?")).wait_for()
    ((_clip_id, job),) = server.jobs().items()
    assert job.worker_pid is not None
    # A machine that is too busy to draw a page in a second needs longer for all.
    page.reload()
    page.get_by_role("button", name="Cancel").wait_for()
    asked_s = time.monotonic()

    page.get_by_role("button", name="Cancel").press("Enter")
    page.get_by_role("button", name="Try again").wait_for()

    assert time.monotonic() - asked_s <= _CANCELLED_WITHIN_S
    with pytest.raises(ProcessLookupError):
        os.kill(job.worker_pid, 0)


@pytest.mark.usefixtures("walls")
def test_a_dead_worker_is_said_within_half_a_minute_and_can_be_tried_again(
    page: "Page", server: Server, long_clip: Path
) -> None:
    page.locator("input[type=file]").set_input_files(long_clip)
    page.get_by_text(re.compile(r"Decoded [\d,]+ frames?")).wait_for()
    ((clip_id, job),) = server.jobs().items()
    assert job.worker_pid is not None
    killed_s = time.monotonic()

    os.killpg(job.worker_pid, signal.SIGKILL)

    page.get_by_text("The analysis ended without an answer").wait_for()
    assert time.monotonic() - killed_s <= _DEATH_SHOWN_WITHIN_S
    expect(page.get_by_role("status").filter(has_text="without a result")).to_have_count(1)
    page.get_by_role("button", name="Try again").press("Enter")
    page.get_by_text(re.compile(r"Decoded [\d,]+ frames?")).wait_for()
    assert server.jobs()[clip_id].state is JobState.RUNNING
