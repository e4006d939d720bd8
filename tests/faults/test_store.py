"""The store under kills, failing disks and company: nothing acknowledged is lost, nothing torn.

`make faults` goes on for longer (`--whole`); the default run takes a few of each.
"""

import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.faults import storing
from tests.storage.footage import REPORTER, new_entry

_STORING = [sys.executable, "-m", storing.__name__]


def _run(*command: str | Path) -> str:
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the file of a store with one entry, x."""
    file = tmp_path / "store" / "verify.db"
    with closing(storing.at(file)) as store:
        store.add(new_entry("x"), REPORTER)
    return file


def test_a_kill_at_any_moment_loses_nothing_acknowledged(
    tmp_path: Path, is_whole_run: bool
) -> None:
    file = tmp_path / "store" / "verify.db"
    storing.at(file).close()
    rounds = 200 if is_whole_run else 3

    acknowledged = _run(*_STORING, "kill", file, str(rounds))

    assert int(acknowledged) >= rounds / 2


def test_two_writers_and_two_searchers_never_see_an_error_from_the_making_of_the_store_on(
    tmp_path: Path, is_whole_run: bool
) -> None:
    file = tmp_path / "store" / "verify.db"

    said = _run(*_STORING, "share", file, "30" if is_whole_run else "0.4")

    wrote = [int(count) for count in re.findall(r"wrote (\d+)", said)]
    assert len(wrote) == said.count("searched") == 2
    # Neither starves the other; a moment is too short to tell.
    assert not is_whole_run or min(wrote) * 10 > max(wrote)
    with closing(storing.at(file)) as store:
        assert store.stats().entries == sum(count - count // 3 for count in wrote)
        assert list(store.faults()) == []


# So many calls does one add make from the opening of the store to its closing, and some more.
_WRITES, _SYNCS = range(1, 48), range(1, 6)
_IN_SHORT = ["pwrite64:17", "pwrite64:35", "fdatasync:3"]
_IN_FULL = [f"pwrite64:{count}" for count in _WRITES] + [f"fdatasync:{count}" for count in _SYNCS]


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("errno", ["ENOSPC", "EIO"])
def test_whatever_call_fails_an_add_leaves_all_or_nothing(
    file: Path, errno: str, is_whole_run: bool
) -> None:
    if errno == "EIO" and not is_whole_run:
        pytest.skip("in full only")
    failing = _IN_FULL if is_whole_run else _IN_SHORT
    when = f"when={storing.FAILING_CALL}"
    strace = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=pwrite64,fdatasync",
    ]
    for call, problem in (("pwrite64", errno), ("fdatasync", "EIO")):
        strace += ["-e", f"inject={call}:error={problem}:{when}"]
    if subprocess.run([*strace, "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace may not look into processes here")

    answers = _run(*strace, *_STORING, "fail", file, *failing).split()

    assert len(answers) == len(failing)
    assert set(answers) <= {"acknowledged", "StoreFullError", "StoreUnreachableError"}
    # All in short are before the acknowledgement; in full the last ones are after it.
    assert ("acknowledged" in answers) == is_whole_run
    assert errno == "EIO" or answers.count("StoreFullError") >= 2


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_strace_shows_the_sync_before_the_acknowledgement(file: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    code = (
        "import sys; from pathlib import Path; from tests.faults.storing import *\n"
        "store = at(Path(sys.argv[1])); store.add(new_entry('y'), REPORTER)\n"
        "print('acknowledged', flush=True); store.remove(key_of('y'), REPORTER, '')\n"
        "print('removed', flush=True)"
    )
    calls = "trace=pwrite64,fdatasync,write"
    strace = ["strace", "-f", "--seccomp-bpf", "-y", "-qq", "-e", calls, "-o", trace]
    ran = subprocess.run(
        [*strace, sys.executable, "-c", code, file],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    if ran.returncode:
        pytest.skip(f"strace may not look into processes here: {ran.stderr[-200:]!r}")
    lines = trace.read_text().splitlines()

    def places(*words: str) -> list[int]:
        return [at for at, line in enumerate(lines) if all(word in line for word in words)]

    written, synced = places("pwrite64(", "verify.db-wal>"), places("fdatasync(", "verify.db-wal>")
    folder = places("fdatasync(", f"{file.parent}>")
    for told in (*places("write(1", '"acknowledged'), *places("write(1", '"removed')):
        last = max(at for at in written if at < told)
        assert any(last < at < told for at in synced)
        assert folder[0] < told
