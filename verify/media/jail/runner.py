"""Start a Python module of ours where it can do little harm, and say how little.

Every byte of a sender's footage is parsed in such a process: no environment, its own scratch
folder as working directory, limits on memory, processor time, file size and open files, a wall
clock that kills the whole process group. What it is denied beyond that is not assumed from a
mechanism but seen: `probe` runs the same runner with attempts to break out.

Level C denies excess only: this version does not yet keep a broken decoder from the network or
from other files, and every result says so.
"""

import contextlib
import functools
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from verify.domain.findings import Sandbox
from verify.domain.limits import DecodeLimits
from verify.media.jail import attempts, launcher

_OPEN_FILES = 256
_STDERR_BYTES = 64 << 10
_LINE_BYTES = 64 << 10
_STOP_GRACE_S = 2.0


@dataclass(frozen=True, slots=True)
class Ending:
    """How a jailed process ended.

    Attributes
    ----------
    exit_code : int
        As the system reports it; negative for a signal.
    timed_out : bool
        Whether the wall clock ended it.
    error_text : str
        The last 64 KiB of what it wrote to standard error; hostile text.
    """

    exit_code: int
    timed_out: bool
    error_text: str


OnLine = Callable[[bytes], None]

_NOTHING: Mapping[str, Path] = MappingProxyType({})


def _ignore(_line: bytes) -> None:
    """Take no notice of what the process prints."""


def run(
    module: str,
    arguments: Sequence[str],
    scratch: Path,
    limits: DecodeLimits,
    on_line: OnLine = _ignore,
    *,
    readable: Mapping[str, Path] = _NOTHING,
) -> Ending:
    """Run `python -m module` in the jail and wait for its end.

    Parameters
    ----------
    module : str
        A module of this package with a `__main__` guard.
    arguments : sequence of str
        Its arguments; never text from a sender.
    scratch, limits, on_line, readable
        As for `run_program`.
    """
    command = [sys.executable, "-I", "-X", "utf8", "-m", module, *arguments]
    return run_program(command, scratch, limits, on_line, readable=readable)


def run_program(
    command: Sequence[str],
    scratch: Path,
    limits: DecodeLimits,
    on_line: OnLine = _ignore,
    *,
    readable: Mapping[str, Path] = _NOTHING,
) -> Ending:
    """Run a program in the jail, such as ffmpeg, and wait for its end.

    It has `scratch` as its working folder and an environment of ours, reads nothing on its standard
    input, may start threads but no other process.

    Parameters
    ----------
    command : sequence of str
        The program's absolute path and its arguments; never text from a sender.
    scratch : Path
        The one folder it works in and may write to; nothing else may be in use there.
    limits : DecodeLimits
        Bounds on memory, time and file size.
    on_line : callable, optional
        Called with each line that the process prints, without its newline. An exception raised
        there ends the process and goes on to the caller: that is how a job is cancelled.
    readable : mapping of str to Path, optional
        Files that it may read besides, by the name of ours under which it finds each in `scratch`.
    """
    for name, path in readable.items():
        (scratch / name).symlink_to(path.resolve())
    return _run(list(command), scratch, limits, on_line)


def _run(
    command: list[str],
    scratch: Path,
    limits: DecodeLimits,
    on_line: OnLine,
) -> Ending:
    bounds = f"{limits.memory_bytes}:{limits.cpu_time_s}:{limits.file_bytes}:{_OPEN_FILES}"
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-I", "-S", launcher.__file__, bounds, *command],
        cwd=scratch,
        env=_environment(scratch),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        timed_out, error_text = _attend(process, limits.wall_time_s, on_line)
    finally:
        _kill_group(process)
    return Ending(process.returncode, timed_out, error_text.decode("utf-8", "replace"))


def _environment(scratch: Path) -> dict[str, str]:
    # One thread in the linear algebra: its pools reserve address space for every core.
    return {
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _attend(
    process: "subprocess.Popen[bytes]", wall_time_s: float, on_line: OnLine
) -> tuple[bool, bytes]:
    """Read both pipes until they close or the time is up; return (timed out, stderr's tail)."""
    deadline = time.monotonic() + wall_time_s
    pending, error_tail = b"", b""
    with selectors.DefaultSelector() as selector:
        for pipe in filter(None, (process.stdout, process.stderr)):
            os.set_blocking(pipe.fileno(), False)
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return True, error_tail
            for key, _events in selector.select(left_s):
                block = os.read(key.fd, 1 << 16)
                if not block:
                    selector.unregister(key.fileobj)
                elif key.fileobj is process.stderr:
                    error_tail = (error_tail + block)[-_STDERR_BYTES:]
                else:
                    *lines, pending = (pending + block).split(b"\n")
                    pending = pending[-_LINE_BYTES:]
                    for line in lines:
                        on_line(line[:_LINE_BYTES])
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return True, error_tail
    return False, error_tail


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all it started, and reap it. Safe when it has ended already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(_STOP_GRACE_S)
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


@functools.cache
def probe() -> Sandbox:
    """Return what a process in this jail is seen to be denied on this machine, probed once.

    Raises
    ------
    OSError
        If no process can be started at all.
    """
    limits = DecodeLimits(memory_bytes=1 << 30, wall_time_s=30.0, cpu_time_s=10)
    with tempfile.TemporaryDirectory(prefix="verify-probe-") as outside:
        canary = Path(outside) / "canary"
        canary.write_bytes(b"canary")
        scratch = Path(outside) / "scratch"
        scratch.mkdir()
        printed: list[bytes] = []
        command = [sys.executable, "-I", "-S", attempts.__file__]
        command += [str(canary), outside, str(limits.memory_bytes)]
        _run(command, scratch, limits, printed.append)
    # A probe that was cut off printed no line: then nothing is known to be denied.
    seen: dict[str, bool] = json.loads(printed[0]) if printed else {}
    return Sandbox(
        level="C",
        denied=[name for name, is_denied in seen.items() if is_denied],
        not_denied=[name for name, is_denied in seen.items() if not is_denied],
    )
