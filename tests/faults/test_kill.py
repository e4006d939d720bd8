"""Kill the work at any moment: no half result, no process that lives on, no trash for ever.

`make faults` kills more often (`--whole`); the default run kills a few times.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_LOOKS = 200
# Nobody is told of what is raised while an object ends.
_DROPS_AN_INTERRUPT = """
import signal, sys, threading
from verify.cli import commands

class Interrupted:
    def __del__(self):
        print("It ends.", flush=True)
        signal.raise_signal(int(sys.argv[1]))

@commands.main.command()
def work():
    Interrupted()
    threading.Event().wait(30)

commands.main(["work"])
"""


def workers_left_in(folder: Path) -> list[str]:
    """Return what still works in `folder` after a while."""
    # In looks and not by the clock: the machine itself may stand still.
    for _look in range(_LOOKS):
        if not workers_in(folder):
            return []
        time.sleep(0.05)
    return workers_in(folder)


def workers_in(folder: Path) -> list[str]:
    """Return what works in `folder`, or is bubblewrap on its way there: state and words."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            cwd = (entry / "cwd").readlink()
            program, *told = (entry / "cmdline").read_bytes().split(b"\0")
            state = (entry / "stat").read_text()
        except OSError:
            continue
        # While it starts it works elsewhere, and would be missed.
        on_its_way = program.endswith(b"bwrap") and os.fsencode(folder) in b" ".join(told)
        if on_its_way or cwd.is_relative_to(folder):
            found.append(f"{state} {program!r} {told}")
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_kill_at_any_moment_leaves_nothing_or_all(
    tmp_path: Path, samples: Path, is_whole_run: bool
) -> None:
    rng = random.Random(20)
    result = tmp_path / "result"
    command = [sys.executable, "-m", "verify", "inspect", samples / "night-fire-cut.mp4"]
    for _round in range(40 if is_whole_run else 3):
        process = subprocess.Popen(
            [*command, "-o", result, "--force"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(rng.uniform(0.05, 2.5))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

        if result.exists():
            assert (result / "analysis.json").is_file()
            assert (result / "report.html").is_file()
        assert workers_left_in(tmp_path) == []

    subprocess.run([*command, "-o", result, "--force"], check=True, capture_output=True)
    assert list(tmp_path.iterdir()) == [result]


def _ignoring_nothing() -> None:
    # A shell tells its background jobs to ignore Ctrl-C, and nohup to ignore a closed terminal.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_polite_end_clears_up_and_says_so(
    number: signal.Signals, tmp_path: Path, samples: Path
) -> None:
    clip = samples / "night-fire-cut.mp4"
    process = subprocess.Popen(
        [sys.executable, "-m", "verify", "inspect", clip, "-o", tmp_path / "result"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_ignoring_nothing,
    )
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(".verify-partial-*/*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "Stopped." in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_that_python_drops_comes_again(number: signal.Signals) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _DROPS_AN_INTERRUPT, str(number.value)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=_ignoring_nothing,
    )

    assert (ended.returncode, ended.stderr) == (130, "Stopped. Nothing half-written was left.\n")
    assert ended.stdout == "It ends.\n"
