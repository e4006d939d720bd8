"""A process in the jail, behind any wall: its limits, its end, and that nothing outlives it."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from verify.domain.limits import DecodeLimits
from verify.media.jail.process import Ending, Kind, Stop, StoppedError, run_behind
from verify.media.jail.walls import Wall


@pytest.fixture(params=["bubblewrap", "Landlock, this kernel's ABI", "limits alone"])
def wall(request: pytest.FixtureRequest, strong_wall: Callable[[str], Wall]) -> Wall:
    return Wall() if request.param == "limits alone" else strong_wall(request.param)


def _python(wall: Wall, scratch: Path, code: str, **limits: float) -> tuple[Ending, list[bytes]]:
    lines: list[bytes] = []
    (scratch / "code.py").write_text(code)
    target = [str(scratch / "code.py")]
    bounds = DecodeLimits(**limits)
    return run_behind(wall, Kind.SCRIPT, target, scratch, bounds, lines.append), lines


def test_a_worker_sees_no_environment_of_ours(
    wall: Wall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSROOM_TOKEN", "secret")

    _, lines = _python(wall, tmp_path, "import os; print(sorted(os.environ))")

    assert b"HOME" in lines[0]
    assert b"NEWSROOM_TOKEN" not in lines[0]


def test_a_worker_that_never_ends_is_ended(wall: Wall, tmp_path: Path) -> None:
    ending, _ = _python(wall, tmp_path, "import time; time.sleep(60)", wall_time_s=0.5)

    assert ending.timed_out
    assert ending.exit_code == -signal.SIGKILL


def test_a_worker_that_crashes_is_told_by_its_signal(wall: Wall, tmp_path: Path) -> None:
    ending, _ = _python(wall, tmp_path, "import ctypes; ctypes.string_at(0)")

    assert ending.exit_code == -signal.SIGSEGV
    assert not ending.timed_out


@pytest.mark.parametrize("code", [7, 183, 234])
def test_a_workers_own_exit_code_is_told(wall: Wall, tmp_path: Path, code: int) -> None:
    assert _python(wall, tmp_path, f"raise SystemExit({code})")[0].exit_code == code


def test_children_of_a_worker_do_not_outlive_it(tmp_path: Path) -> None:
    ending, lines = _python(
        Wall(),
        tmp_path,
        "import os,time\npid=os.fork()\nif pid: print(pid, flush=True)\ntime.sleep(60)",
        wall_time_s=0.5,
    )

    assert ending.timed_out
    child = int(lines[0])
    assert _left_of(lambda line: int(line.split()[0]) == child) == []


def test_a_worker_does_not_outlive_a_caller_that_is_killed(wall: Wall, tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("import time; print('here', flush=True); time.sleep(60)")
    caller = subprocess.Popen(
        [sys.executable, "-c", _CALLER, repr(wall), str(tmp_path), "script", tmp_path / "code.py"],
        stdout=subprocess.PIPE,
    )
    with caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == b"here\n"
        assert _processes(lambda line: str(tmp_path / "code.py") in line)
        caller.kill()

    assert _left_of(lambda line: str(tmp_path / "code.py") in line) == []


# Until it has begun bubblewrap does not know that its caller has ended.
@pytest.mark.parametrize("kind", ["script", "program"])
def test_what_starts_after_its_caller_was_killed_ends(
    kind: str, strong_wall: Callable[[str], Wall], tmp_path: Path
) -> None:
    code = tmp_path / "code.py"
    code.write_text("import time; time.sleep(60)")
    target = [code] if kind == "script" else [sys.executable, "-I", "-S", code]
    slow = tmp_path / "slow"
    program = strong_wall("bubblewrap").bubblewrap
    slow.write_text(f'#!/bin/sh\necho here\nsleep 0.5\nexec {program} "$@"\n')
    slow.chmod(0o700)
    wall = Wall(bubblewrap=slow, seccomp=True)
    caller = subprocess.Popen(
        [sys.executable, "-c", _CALLER, repr(wall), tmp_path, kind, *target],
        stdout=subprocess.PIPE,
    )
    with caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == b"here\n"
        caller.kill()

    assert _left_of(lambda line: str(code) in line) == []


_LOOKS = 400
_CALLER = """
import sys
from pathlib import Path, PosixPath
from verify.domain.limits import DecodeLimits
from verify.media.jail import process
from verify.media.jail.process import Kind, run_behind
from verify.media.jail.walls import Wall
wall, scratch = eval(sys.argv[1]), Path(sys.argv[2])
def show(line):
    print(line.decode(), flush=True)
run_behind(wall, Kind(sys.argv[3]), sys.argv[4:], scratch, DecodeLimits(), show)
"""


def _left_of(is_meant: Callable[[str], bool]) -> list[str]:
    """Return what still runs after a while, told in looks: the machine itself may stand still."""
    for _look in range(_LOOKS):
        if not _processes(is_meant):
            return []
        time.sleep(0.02)
    return _processes(is_meant)


def _processes(is_meant: Callable[[str], bool]) -> list[str]:
    """Return the lines of `ps` that are meant: number, parent, state, age in seconds, words."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,etime=,args="],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = listed.stdout.splitlines()
    return [line for line in lines if is_meant(line) and not line.split()[2].startswith("Z")]


def test_memory_over_the_limit_is_refused(wall: Wall, tmp_path: Path) -> None:
    code = "bytearray(600 << 20)"
    ending, _ = _python(wall, tmp_path, code, memory_bytes=512 << 20, wall_time_s=30.0)

    assert ending.exit_code == 1
    assert "MemoryError" in ending.error_text


def test_a_file_over_the_limit_is_cut_off(wall: Wall, tmp_path: Path) -> None:
    code = "open('big','wb').write(bytes(2 << 20))"
    ending, _ = _python(wall, tmp_path, code, file_bytes=1 << 20, wall_time_s=30.0)

    assert ending.exit_code != 0
    assert (tmp_path / "big").stat().st_size <= 1 << 20


def test_a_worker_that_writes_many_files_is_ended(wall: Wall, tmp_path: Path) -> None:
    code = (
        "import time\nfor n in range(8): open(f'{n}', 'wb').write(bytes(1 << 20))\ntime.sleep(60)"
    )

    ending, _ = _python(wall, tmp_path, code, file_bytes=1 << 20, scratch_bytes=4 << 20)

    assert ending.wrote_too_much
    assert not ending.timed_out
    assert ending.exit_code == -signal.SIGKILL


def test_an_exception_of_the_listener_ends_the_worker(wall: Wall, tmp_path: Path) -> None:
    def cancel(_line: bytes) -> None:
        raise InterruptedError

    (tmp_path / "code.py").write_text("import time; print(1, flush=True); time.sleep(60)")
    target = [str(tmp_path / "code.py")]
    started = time.monotonic()
    with pytest.raises(InterruptedError):
        run_behind(wall, Kind.SCRIPT, target, tmp_path, DecodeLimits(), cancel)

    assert time.monotonic() - started < 20


def test_a_silent_worker_is_ended_from_another_thread(wall: Wall, tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text("import time; print(1, flush=True); time.sleep(3600)")
    target = [str(tmp_path / "code.py")]
    seen: list[bytes] = []
    with closing(Stop()) as stop:

        def tell(line: bytes) -> None:
            seen.append(line)
            threading.Timer(0.05, stop.tell).start()

        for _already_told in (False, True):
            with pytest.raises(StoppedError):
                run_behind(
                    wall, Kind.SCRIPT, target, tmp_path, DecodeLimits(), on_line=tell, stop=stop
                )
    assert seen == [b"1"]


def test_a_program_reads_the_one_file_that_it_may_and_starts_no_other(
    wall: Wall, tmp_path: Path
) -> None:
    (tmp_path / "clip").write_bytes(b"footage")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "code.py").write_text(
        "import os; print(open('media').read())\ntry: os.fork()\nexcept OSError: print('no child')"
    )
    lines: list[bytes] = []

    ending = run_behind(
        wall,
        Kind.PROGRAM,
        [sys.executable, "-I", "-S", str(scratch / "code.py")],
        scratch,
        DecodeLimits(),
        lines.append,
        {"media": tmp_path / "clip"},
    )

    assert (ending.exit_code, ending.error_text) == (0, "")
    assert lines[0] == b"footage"
    assert (b"no child" in lines) == (wall != Wall())


def test_processor_time_over_the_limit_is_told_from_other_ends(wall: Wall, tmp_path: Path) -> None:
    ending, _ = _python(wall, tmp_path, "while True: pass", cpu_time_s=1, wall_time_s=30.0)

    assert ending.exit_code == -signal.SIGXCPU
