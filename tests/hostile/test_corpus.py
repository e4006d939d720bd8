"""Hostile and broken files: each ends in a verdict within its limits, and leaks nothing.

`make hostile` opens all of them and prints the table (`--whole`); the default run opens a part.
"""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import pytest

from tests.hostile import corpus, inscriptions, picture_bombs
from tests.hostile.callers import LIMITS, Caller, Verdict
from tests.hostile.lures import Lures
from tests.hostile.table import lines

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches through /proc and inotify")

_CALLERS = 2
_CALLER_MB, _WORKER_MB = 300, 1_500
# The end of a worker, and of the caller, on a machine that other tests share.
_VERDICT_WITHIN_S = LIMITS.wall_time_s + 15
# Hashing comes before the limits, and depends on nothing but the size.
_HASHED_BYTES_PER_S = 40e6
# These are never footage, whatever is in them; some of the others play.
_NEVER_FOOTAGE = ("indirection/concat", "indirection/hls", "indirection/dash", "special/")
_COMMAND_LINE_FILES = 2


@dataclass
class Hostile:
    """The hostile files, and what they reach for."""

    folder: Path
    files: list[Path]
    lures: Lures
    reports: dict[str, Path] = field(default_factory=dict)

    def name(self, file: Path) -> str:
        """Return how the table names a file."""
        return "/".join(file.parts[-2:])

    def size_bytes(self, name: str) -> int:
        """Return the size of a file by its name in the table."""
        return next(file.lstat().st_size for file in self.files if self.name(file) == name)


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, samples: Path, is_whole_run: bool
) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "indirection").mkdir()
    lures = Lures(folder / "indirection")
    try:
        files = corpus.build(folder, lures, samples, whole=is_whole_run)
        shared = samples.parent.parent / "shared" / "data" / "hostile"
        found = [file for file in sorted(shared.rglob("*")) if file.is_file()]
        files += found if is_whole_run else found[::40]
        lures.openings()
        yield Hostile(folder, files, lures)
    finally:
        lures.close()


@pytest.fixture(scope="module")
def verdicts(
    hostile: Hostile,
    tmp_path_factory: pytest.TempPathFactory,
    is_whole_run: bool,
    ledger: list[str],
) -> dict[str, Verdict]:
    """Inspect all files, and record what became of each."""
    place = tmp_path_factory.mktemp("verdicts")
    waiting: SimpleQueue[tuple[int, Path] | None] = SimpleQueue()
    # Mixed, so that the two callers do not meet all the slow ones at once.
    files = random.Random(0).sample(hostile.files, len(hostile.files))
    for order in enumerate(files):
        waiting.put(order)
    reached: dict[str, Verdict] = {}

    def work(number: int) -> None:
        caller = Caller(place / f"scratch-{number}")
        try:
            while (order := waiting.get()) is not None:
                name, result = hostile.name(order[1]), place / str(order[0])
                reached[name] = caller.inspect(order[1], result)
                hostile.reports[name] = result / "result" / "report.html"
        finally:
            caller.close()

    for _ in range(_CALLERS):
        waiting.put(None)
    with ThreadPoolExecutor(_CALLERS) as pool:
        list(pool.map(work, range(_CALLERS)))
    if is_whole_run:
        ledger += lines(reached)
    return reached


def test_each_file_ends_in_a_verdict_with_its_reason(verdicts: dict[str, Verdict]) -> None:
    assert {name: one.reason for name, one in verdicts.items() if one.verdict == "error"} == {}
    unforeseen = {name: one.reason for name, one in verdicts.items() if one.verdict == "failed"}
    assert unforeseen == {}
    assert all(one.reason for one in verdicts.values() if one.verdict != "fine")


def test_each_file_stays_within_its_limits(verdicts: dict[str, Verdict], hostile: Hostile) -> None:
    greedy = {
        name: one
        for name, one in verdicts.items()
        if one.wall_s > _VERDICT_WITHIN_S + hostile.size_bytes(name) / _HASHED_BYTES_PER_S
        or one.caller_mb > _CALLER_MB
        or one.worker_mb > _WORKER_MB
    }
    assert greedy == {}


def test_no_file_leaves_a_process_or_a_scratch_file(verdicts: dict[str, Verdict]) -> None:
    assert {name: one.left for name, one in verdicts.items() if one.left} == {}


def test_what_names_other_files_is_refused_and_reaches_none(
    verdicts: dict[str, Verdict], hostile: Hostile
) -> None:
    taken = [name for name, one in verdicts.items() if one.verdict != "refused"]

    assert [name for name in taken if name.startswith(_NEVER_FOOTAGE)] == []
    assert hostile.lures.openings() == 0
    assert hostile.lures.visitors() == []


@pytest.mark.usefixtures("walls")
def test_what_stands_in_a_file_does_nothing_in_its_report(
    verdicts: dict[str, Verdict], hostile: Hostile, browser: "Browser"
) -> None:
    names = [name for name in verdicts if name.startswith("inscriptions/")]
    pages = {name: hostile.reports[name] for name in names if hostile.reports[name].is_file()}
    context = browser.new_context()
    page = context.new_page()
    asked_for: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for name, report in pages.items():
        asked_for.clear()
        page.goto(report.as_uri())
        # What is folded away counts too.
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        page.wait_for_timeout(50)

        assert dialogs == [], name
        assert [url for url in asked_for if not url.startswith("data:")] == [report.as_uri()], name
        assert page.locator("script, iframe, object, embed, base").count() == 0, name
        if "inject_script" in name:
            assert "<script>alert(1)" in page.inner_text("body"), name
    context.close()
    assert len(pages) >= len(corpus.ALWAYS)
    assert hostile.lures.visitors() == []


def test_the_lures_see_who_comes(tmp_path: Path) -> None:
    lures = Lures(tmp_path)
    try:
        lures.other.read_bytes()
        socket.create_connection(("127.0.0.1", lures.port)).close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"x", ("127.0.0.1", lures.port))

        assert lures.openings() > 0
        assert sorted(call[:3] for call in lures.visitors()) == ["tcp", "udp"]
    finally:
        lures.close()


@pytest.mark.usefixtures("walls")
def test_the_command_line_ends_in_a_sentence(
    hostile: Hostile, tmp_path: Path, is_whole_run: bool
) -> None:
    count = 10 * _COMMAND_LINE_FILES if is_whole_run else _COMMAND_LINE_FILES
    # The command has the limits of daily use, which some of the bombs take minutes to meet.
    files = [file for file in hostile.files if file.parent.name != "bombs"]
    for number, file in enumerate(random.Random(1).sample(files, min(count, len(files)))):
        ended = subprocess.run(
            [
                sys.executable,
                "-m",
                "verify",
                "inspect",
                "-o",
                str(tmp_path / str(number)),
                "--",
                file,
            ],
            capture_output=True,
            cwd=tmp_path,
            timeout=300,
        )
        said = (ended.stdout + ended.stderr).decode()

        assert ended.returncode in {0, 1, 2}, (file, said)
        assert "Traceback" not in said
        assert all(line.isprintable() for line in said.split("\n")), (file, said)
        assert ended.returncode == 0 or said.splitlines()[-1].startswith("Error: ")
    assert not list(tmp_path.rglob("PWNED*"))


@pytest.mark.usefixtures("walls")
def test_a_name_is_nothing_but_a_name(tmp_path: Path, is_whole_run: bool) -> None:
    place = tmp_path / "place"
    place.mkdir()
    names = inscriptions.NAMES if is_whole_run else inscriptions.NAMES[::12]
    for name in names:
        (place / os.fsdecode(name)).write_bytes(b"no footage")

    ended = subprocess.run(
        [sys.executable, "-m", "verify", "metadata", "--", *map(os.fsdecode, names)],
        capture_output=True,
        cwd=place,
        timeout=300,
    )
    said = ended.stderr.decode()

    assert ended.returncode == 1
    assert said.count("is not footage that Verify can read") == len(names)
    assert all(line.isprintable() for line in said.split("\n"))
    assert len(list(place.iterdir())) == len(names)


@pytest.mark.usefixtures("walls")
def test_a_caller_that_is_killed_takes_its_worker_along_and_is_swept_up(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    # Busy in one call of the decoder for seconds: the worker notices nothing by itself.
    bomb.write_bytes(picture_bombs.png((8_000, 8_000), 8, 6))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    program = (
        "import sys; from pathlib import Path; from verify.jobs.inspection import inspect;"
        "from verify.jobs.messages import InspectionOptions as Options;"
        "inspect(Path(sys.argv[1]), Path(sys.argv[2]), options=Options())"
    )
    command = [sys.executable, "-c", program]
    environment = os.environ | {"TMPDIR": str(scratch)}
    process = subprocess.Popen([*command, bomb, scratch / "result"], env=environment)
    while not (at_work := _working_in(scratch)) and process.poll() is None:
        time.sleep(0.02)
    assert at_work
    process.kill()
    process.wait()

    deadline_s = time.monotonic() + 60
    while _working_in(scratch) and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert _working_in(scratch) == []
    small = tmp_path / "small.png"
    small.write_bytes(picture_bombs.png((64, 64), 8, 2))
    subprocess.run([*command, small, scratch / "result"], env=environment, check=True)
    assert [entry.name for entry in scratch.iterdir() if entry.name != "result"] == []


def _working_in(folder: Path) -> list[int]:
    """Return the processes whose working folder, as they see it or we, lies in `folder`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if b"verify.jobs.worker" in command and os.fsencode(folder) in command + _maps(entry):
            found.append(int(entry.name))
    return found


def _maps(process: Path) -> bytes:
    """Return what a process sees mounted, and where it works."""
    try:
        return (process / "mountinfo").read_bytes() + os.fsencode((process / "cwd").readlink())
    except OSError:
        return b""
