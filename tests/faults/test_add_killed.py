"""End `archive add` at any moment: what it said is there stays, and the next call goes on.

`make faults` kills more often (`--whole`); the default run kills once.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click.testing
import pytest

from tests.faults.test_kill import workers_in, workers_left_in
from verify.cli import main

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

_NAMES = ("night-fire-cut.mp4", "night-fire.mp4")


@pytest.fixture
def command(tmp_path: Path, samples: Path) -> list[str]:
    folder = tmp_path / "footage"
    folder.mkdir()
    for name in _NAMES:
        shutil.copy(samples / name, folder)
    home = str(tmp_path / "home")
    options = ["--keep-original", "--jobs", "2", "--home", home]
    return [sys.executable, "-m", "verify", "archive", "add", str(folder), *options]


def _started(command: list[str], scratch: Path) -> "subprocess.Popen[str]":
    scratch.mkdir(exist_ok=True)
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch), "PYTHONUNBUFFERED": "1"},
    )


def _said_to_be_there(printed: str) -> set[str]:
    lines = (line.split() for line in printed.splitlines() if line.endswith("file kept"))
    return {words[1] for words in lines}


def _verify(*arguments: str) -> click.testing.Result:
    return click.testing.CliRunner().invoke(main, list(arguments))


def _listed(home: Path) -> dict[str, dict[str, Any]]:
    listed = json.loads(_verify("archive", "list", "--json", "--home", str(home)).stdout)
    return {entry["untrusted_names"][0]: entry for entry in listed["entries"]}


def test_a_kill_in_mid_add_loses_nothing_that_was_said_to_be_there(
    command: list[str], tmp_path: Path, is_whole_run: bool
) -> None:
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    rng = random.Random(5)
    there: set[str] = set()
    for _round in range(20 if is_whole_run else 1):
        process = _started(command, scratch)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(rng.uniform(0.0, 0.5))
        process.kill()
        there |= _said_to_be_there(first + process.communicate()[0])
        assert workers_left_in(tmp_path) == []
        assert there <= set(_listed(home))
        for name in rng.sample(_NAMES, 1 if is_whole_run else 0):
            _verify("archive", "remove", name, "--reason", "another round", "--home", str(home))
            there.discard(name)

    finished = _started(command, scratch)
    printed, errors = finished.communicate()
    assert finished.returncode == 0, errors
    for name in there:
        assert any(line.split()[:2] == ["known", name] for line in printed.splitlines())
    entries = _listed(home)
    assert set(entries) == set(_NAMES)
    assert all(entry["has_original"] and entry["still_count"] for entry in entries.values())
    assert _verify("check", "--home", str(home)).exit_code == 0
    assert list(scratch.iterdir()) == []


def test_a_stop_says_what_stays_and_ends_the_workers(
    command: list[str], tmp_path: Path, is_whole_run: bool
) -> None:
    if not is_whole_run:
        pytest.skip("takes two more processes; see make faults")
    process = _started([*command, "--jobs", "1"], tmp_path / "scratch")
    assert process.stdout is not None
    first = process.stdout.readline()
    # The next clip is being decoded by then.
    while process.poll() is None and not workers_in(tmp_path):
        time.sleep(0.01)
    # As Ctrl-C, which a test that runs in the background may have been told to ignore.
    process.send_signal(signal.SIGTERM)
    printed, errors = process.communicate()

    assert process.returncode == 130
    kept = len(_listed(tmp_path / "home"))
    assert kept >= len(_said_to_be_there(first + printed)) == 1
    assert f"Stopped with {kept} of 2 files" in errors
    assert "Traceback" not in errors
    assert workers_in(tmp_path) == []
    assert list((tmp_path / "scratch").iterdir()) == []
