"""The jail: what it stops, what it says it cannot stop, and that nothing outlives it."""

import os
import sys
import time
from pathlib import Path

import pytest

from verify.domain.limits import DecodeLimits
from verify.media import jail


def _python(scratch: Path, code: str, **limits: float) -> tuple[jail.Ending, list[bytes]]:
    lines: list[bytes] = []
    ending = jail.run_program(
        [sys.executable, "-I", "-S", "-c", code],
        scratch,
        DecodeLimits(**limits),
        lines.append,
    )
    return ending, lines


def test_a_worker_sees_no_environment_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSROOM_TOKEN", "secret")

    _, lines = _python(tmp_path, "import os; print(sorted(os.environ))")

    assert b"NEWSROOM_TOKEN" not in lines[0]


def test_a_worker_that_never_ends_is_ended(tmp_path: Path) -> None:
    ending, _ = _python(tmp_path, "import time; time.sleep(60)", wall_time_s=0.5)

    assert ending.timed_out
    assert ending.exit_code == -9


def test_children_of_a_worker_do_not_outlive_it(tmp_path: Path) -> None:
    ending, lines = _python(
        tmp_path,
        "import os,time\npid=os.fork()\nif pid: print(pid, flush=True)\ntime.sleep(60)",
        wall_time_s=0.5,
    )

    assert ending.timed_out
    child = int(lines[0])
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _is_running(child):
        time.sleep(0.02)
    assert not _is_running(child)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not (state.is_file() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def test_memory_over_the_limit_is_refused(tmp_path: Path) -> None:
    ending, _ = _python(tmp_path, "bytearray(600 << 20)", memory_bytes=512 << 20, wall_time_s=30.0)

    assert ending.exit_code == 1
    assert "MemoryError" in ending.error_text


def test_a_file_over_the_limit_is_cut_off(tmp_path: Path) -> None:
    ending, _ = _python(
        tmp_path,
        "open('big','wb').write(bytes(2 << 20))",
        file_bytes=1 << 20,
        wall_time_s=30.0,
    )

    assert ending.exit_code != 0
    assert (tmp_path / "big").stat().st_size <= 1 << 20


def test_an_exception_of_the_listener_ends_the_worker(tmp_path: Path) -> None:
    def cancel(_line: bytes) -> None:
        raise InterruptedError

    started = time.monotonic()
    with pytest.raises(InterruptedError):
        jail.run_program(
            [
                *(sys.executable, "-I", "-S", "-c"),
                "import time; print(1, flush=True); time.sleep(60)",
            ],
            tmp_path,
            DecodeLimits(),
            cancel,
        )

    assert time.monotonic() - started < 20


def test_the_probe_reports_each_promise_once() -> None:
    seen = jail.probe()

    promises = {*seen.denied, *seen.not_denied}
    assert promises == {
        *("tcp", "udp", "read outside", "write outside", "environment", "signals"),
        "excess memory",
    }
    assert not set(seen.denied) & set(seen.not_denied)
    assert seen.level == "C"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit on address space")
def test_the_probe_sees_that_excess_memory_is_denied() -> None:
    assert "excess memory" in jail.probe().denied
