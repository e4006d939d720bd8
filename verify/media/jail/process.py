"""Start a process behind a wall, listen to it, and make sure of its end.

Its environment is ours, its working folder is the scratch folder, a wall clock bounds it, and it
ends with the process that started it, even if that one is killed. Which wall is for the caller to
say; `runner` takes the strongest that holds.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from verify.domain.limits import DecodeLimits
from verify.media.jail import bubblewrap, landlock, launcher, own_files, seatbelt, seccomp
from verify.media.jail.walls import Wall

_OPEN_FILES = 256
_STDERR_BYTES = 64 << 10
_LINE_BYTES = 64 << 10
_STOP_GRACE_S = 2.0
_LOOK_EVERY_S = 1.0
# More than there can be keyframes and what is set aside for them.
_MOST_FILES = 100_000
_BLOCK_BYTES = 512
# bubblewrap reports a signal as shells do: this plus its number.
_SHELL_SIGNALS = 128
# Those that end a process; ffmpeg's own exit codes lie above.
_SIGNALS = range(signal.SIGHUP, signal.SIGSYS + 1)

_SEALED = b"sealed"

OnLine = Callable[[bytes], None]
NOTHING: Mapping[str, Path] = MappingProxyType({})


class Kind(StrEnum):
    """What is run. Python runs in the process that sealed itself, and can start no program."""

    MODULE = "module"
    SCRIPT = "script"
    PROGRAM = "program"


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
    wrote_too_much : bool
        Whether it was ended because all its files together became too large, or too many.
    """

    exit_code: int
    timed_out: bool
    error_text: str
    wrote_too_much: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """Attempts to break out, made by the very process that is run, before it begins.

    Attributes
    ----------
    outside : str
        A folder that it must not reach, with what `attempts` looks for.
    passes : callable
        Given the lines that the attempts printed, says whether the process may go on. An exception
        raised there ends it and goes on to the caller.
    """

    outside: str
    passes: Callable[[list[bytes]], bool]


class NotStartedError(Exception):
    """A wall's own program could not be started."""


class StoppedError(Exception):
    """What was run was ended by a `Stop`."""


class Stop:
    """Ends what other threads run with it, at once and not only when it prints a line.

    What would be run with it afterwards is ended as it begins. Close it when all of that is over.
    """

    def __init__(self) -> None:
        # Everyone who listens sees that the pipe has ended; nobody needs a list of the others.
        self.told, self._tell = os.pipe()
        self._guard = threading.Lock()
        self.is_told = False

    def tell(self) -> None:
        """End it all."""
        with self._guard:
            if not self.is_told:
                self.is_told = True
                os.close(self._tell)

    def close(self) -> None:
        """Let go of the pipe, when nothing is run with it any more."""
        self.tell()
        os.close(self.told)


def ignore(_line: bytes) -> None:
    """Take no notice of a line that the process prints."""


def run_behind(
    wall: Wall,
    kind: Kind,
    target: Sequence[str],
    scratch: Path,
    limits: DecodeLimits,
    on_line: OnLine = ignore,
    readable: Mapping[str, Path] = NOTHING,
    trial: Trial | None = None,
    stop: Stop | None = None,
) -> Ending:
    """Run a module, script or program of ours and wait for its end.

    Parameters
    ----------
    wall : Wall
        What it is shut in by.
    kind : Kind
        What the first of `target` is.
    target : sequence of str
        The module's name or the absolute path, then its arguments; never text from a sender.
    scratch, limits, on_line, readable
        As for `runner.run_program`.
    trial : Trial, optional
        What it is to try first; not for a program.
    stop : Stop, optional
        What ends it from outside.

    Raises
    ------
    StoppedError
        If `stop` was told to end it.
    NotStartedError
        If a program that the wall needs cannot be started.
    """
    scratch = scratch.resolve()
    readable = {name: path.resolve() for name, path in readable.items()}
    programs = [Path(target[0])] if kind is Kind.PROGRAM else []
    code = own_files.code(*programs)
    if not wall.bubblewrap:
        # There it is bound to that name.
        for name, path in readable.items():
            # A wall that did not hold may have left it.
            (scratch / name).unlink(missing_ok=True)
            (scratch / name).symlink_to(path)
    with contextlib.ExitStack() as handles:
        rules = None
        if wall.landlock_abi is not None:
            rules = landlock.ruleset(
                wall.landlock_abi,
                readable=[*code, *own_files.DEVICES, *readable.values()],
                # A program needs the system's loader, which lies among the libraries.
                executable=[*programs, *own_files.LIBRARIES] if programs else [],
                writable=[scratch, Path(os.devnull)],
            )
            handles.callback(os.close, rules)
        tried = "-" if trial is None else f"{os.getpid()}:{limits.memory_bytes}:{trial.outside}"
        command = [*_launching(wall, kind, limits, rules), tried, kind, *target]
        if wall.bubblewrap:
            command = bubblewrap.prefix(wall.bubblewrap, code, readable, scratch) + command
        if wall.seatbelt:
            belt = seatbelt.prefix(wall.seatbelt, programs, code, readable, scratch)
            command = belt + command
        try:
            process = subprocess.Popen(  # noqa: S603 - our own launcher, no shell
                command,
                cwd=scratch,
                env=_environment(scratch),
                # Held open until the end; what is started ends when nobody holds it any more.
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                pass_fds=() if rules is None else (rules,),
            )
        except OSError as error:
            raise NotStartedError(str(error)) from error
    try:
        attendance = _Attendance(process, limits, scratch, on_line, trial, stop)
        attendance.listen()
    finally:
        _kill_group(process)
    exit_code = process.returncode
    if wall.bubblewrap and exit_code - _SHELL_SIGNALS in _SIGNALS:
        exit_code = _SHELL_SIGNALS - exit_code
    error_text = attendance.error_tail.decode("utf-8", "replace")
    return Ending(exit_code, attendance.timed_out, error_text, attendance.wrote_too_much)


def _launching(wall: Wall, kind: Kind, limits: DecodeLimits, rules: int | None) -> list[str]:
    """Return the command line up to what is tried."""
    packages = [] if kind is Kind.MODULE else ["-S"]
    bounds = f"{limits.memory_bytes}:{limits.cpu_time_s}:{limits.file_bytes}:{_OPEN_FILES}"
    # In bubblewrap its parent is another, which ends with us.
    caller = "-" if wall.bubblewrap else str(os.getpid())
    refused = "-"
    if wall.seccomp:
        refused = seccomp.filter_of(programs=kind is Kind.PROGRAM).hex()
    return [
        *(sys.executable, "-I", *packages, "-X", "utf8", launcher.__file__),
        *(bounds, caller, "-" if rules is None else str(rules), refused),
    ]


def _environment(scratch: Path) -> dict[str, str]:
    # One thread in the linear algebra: its pools reserve address space for every core.
    return {
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


class _Attendance:
    """Listens to a process until it ends, its time is up, or it takes too much room."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        limits: DecodeLimits,
        scratch: Path,
        on_line: OnLine,
        trial: Trial | None,
        stop: Stop | None,
    ) -> None:
        self._process = process
        self._on_line = on_line
        self._trial = trial
        self._stop = stop
        self._tried: list[bytes] = []
        self._deadline = time.monotonic() + limits.wall_time_s
        self._scratch = scratch
        self._most_bytes = limits.scratch_bytes
        self._next_look_s = 0.0
        self._pending = b""
        self.error_tail = b""
        self.timed_out = False
        self.wrote_too_much = False

    def listen(self) -> None:
        """Read both pipes to their ends and wait; return early where it must be ended."""
        with selectors.DefaultSelector() as selector, contextlib.ExitStack() as handles:
            for pipe in filter(None, (self._process.stdout, self._process.stderr)):
                os.set_blocking(pipe.fileno(), False)
                selector.register(pipe, selectors.EVENT_READ)
            end = None
            if sys.platform == "linux":
                # Told at once; to wait with a time limit is to look again after a while.
                end = os.pidfd_open(self._process.pid)
                handles.callback(os.close, end)
                selector.register(end, selectors.EVENT_READ)
            others = 0
            if self._stop is not None:
                selector.register(self._stop.told, selectors.EVENT_READ)
                others = 1
            while len(selector.get_map()) > others and not self._must_end():
                for key, _events in selector.select(self._pause_s()):
                    if self._stop is not None and key.fd == self._stop.told:
                        raise StoppedError
                    block = b"" if key.fd == end else os.read(key.fd, 1 << 16)
                    if not block:
                        selector.unregister(key.fileobj)
                    elif key.fileobj is self._process.stderr:
                        self.error_tail = (self.error_tail + block)[-_STDERR_BYTES:]
                    else:
                        self._take_lines(block)
        if self._trial is not None:
            # It broke out into another program, or never came that far.
            self._judge(self._trial)
        while not self._must_end():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(self._pause_s())
                return

    def _take_lines(self, block: bytes) -> None:
        *lines, self._pending = (self._pending + block).split(b"\n")
        self._pending = self._pending[-_LINE_BYTES:]
        for line in lines:
            if self._trial is None:
                self._on_line(line[:_LINE_BYTES])
            elif line != _SEALED:
                self._tried.append(line)
            else:
                self._judge(self._trial)

    def _judge(self, trial: Trial) -> None:
        """Let the process go on, or end it, now that it has tried."""
        self._trial = None
        stdin = self._process.stdin
        if stdin is None:
            return
        if not trial.passes(self._tried):
            stdin.close()
            return
        with contextlib.suppress(BrokenPipeError):
            os.write(stdin.fileno(), b"\n")

    def _pause_s(self) -> float:
        return max(0.0, min(_LOOK_EVERY_S, self._deadline - time.monotonic()))

    def _must_end(self) -> bool:
        now_s = time.monotonic()
        self.timed_out = now_s >= self._deadline
        if now_s >= self._next_look_s:
            self._next_look_s = now_s + _LOOK_EVERY_S
            self.wrote_too_much = _exceeds(self._scratch, self._most_bytes)
        return self.timed_out or self.wrote_too_much


def _exceeds(folder: Path, most_bytes: int) -> bool:
    """Whether a folder holds more: the system bounds each file, but not all together."""
    files = total_bytes = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total_bytes += Path(place, name).lstat().st_blocks * _BLOCK_BYTES
            files += 1
            if total_bytes > most_bytes or files > _MOST_FILES:
                return True
    return False


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all it started, and reap it. Safe when it has ended already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(_STOP_GRACE_S)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
