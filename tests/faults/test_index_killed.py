"""Kill workers of `verify index`, or the call itself, at random moments: nothing is lost.

Runs with `--whole` only, over the clips and by the killer of `bench.index`.
"""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bench.index import index, make_clips

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="adopts orphans"),
    pytest.mark.usefixtures("walls"),
]
_CLIPS = 25


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, shared_data: Path, is_whole_run: bool) -> Path:
    if not is_whole_run:
        pytest.skip("takes minutes; runs with --whole")
    folder = tmp_path_factory.mktemp("clips")
    make_clips(shared_data, folder, _CLIPS)
    return folder


@pytest.mark.parametrize("how", [("--workers", "2"), ("--cluster", "local:2")])
def test_workers_that_are_killed_lose_no_clip_and_change_none(
    folder: Path, how: tuple[str, str]
) -> None:
    whole, _none = index(folder, "--workers", "2")
    hurt, killed = index(folder, *how, kills=4, every_s=whole.cost.wall_s / 8)
    assert killed == 4
    assert hurt.digests == whole.digests
    assert len(hurt.digests) == _CLIPS - 1
    assert [Path(one["file"]).name for one in hurt.said["failed"]] == ["spoilt-0000.mp4"]
    assert len(hurt.said["remarks"]) >= 3


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Return a scheduler with two workers, as a newsroom starts them, by its address."""
    file = tmp_path / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    host = ["--host", "127.0.0.1", "--no-dashboard"]
    begun = ["--port", "0", "--scheduler-file", str(file)]
    each = ["--nthreads", "1", "--nworkers", "2", "--local-directory", str(tmp_path)]
    with subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", *host, *begun], **quiet
    ) as process:
        while not file.is_file() or not file.read_bytes():
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.05)
        address = json.loads(file.read_bytes())["address"]
        workers = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", address, *host, *each], **quiet
        )
        yield address, process
        for one in (workers, process):
            one.terminate()
            one.wait()


def test_a_scheduler_that_goes_away_ends_the_call_and_the_next_goes_on(
    folder: Path, tmp_path: Path, scheduler: tuple[str, "subprocess.Popen[bytes]"]
) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "verify", "index", str(folder), "--home", str(home)]
    address, process = scheduler
    call = subprocess.Popen(
        [*command, "--cluster", address], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    _wait_for(home, 2, call)
    process.kill()
    _out, told = call.communicate()
    assert call.returncode == 1
    assert f"The Dask scheduler at {address} does not answer any more." in told
    assert "Traceback" not in told
    done = subprocess.run([*command, "--json"], capture_output=True, check=False)
    said = json.loads(done.stdout)
    assert said["entries"] == _CLIPS - 1
    assert said["not_opened"] >= 2


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_call_that_is_ended_at_any_moment_is_gone_on_with(
    folder: Path, tmp_path: Path, number: signal.Signals
) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "verify", "index", str(folder), "--home", str(home)]
    chance = random.Random(3)
    for least in (1, 5):
        process = subprocess.Popen(
            [*command, "--workers", "2"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        _wait_for(home, least + chance.randrange(3), process)
        family = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, number) if number == signal.SIGINT else process.kill()
        _out, told = process.communicate()
        _gone, left = psutil.wait_procs(family, timeout=30)
        assert [one for one in left if one.status() != psutil.STATUS_ZOMBIE] == []
        if number == signal.SIGINT:
            assert process.returncode == 130
            assert "The same call again goes on from there." in told
            assert "Traceback" not in told
    done = subprocess.run([*command, "--workers", "2", "--json"], capture_output=True, check=False)
    said = json.loads(done.stdout)
    assert said["entries"] == _CLIPS - 1
    assert said["known"] == said["not_opened"] >= 5


def _wait_for(home: Path, entries: int, process: "subprocess.Popen[str]") -> None:
    seen = home / "indexed" / "files.jsonl"
    while not seen.is_file() or len(seen.read_bytes().splitlines()) < entries:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05)
