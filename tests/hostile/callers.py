"""A process that inspects one file after the other as the product does, and is watched at it.

Run as a program: it reads one order a line and answers each with one line. It forks for every
file, so that each has a caller of its own whose memory, processes and leftovers can be seen. Being
the subreaper, it gets every process that a caller leaves behind.
"""

import contextlib
import ctypes
import os
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from verify.domain.errors import FailedError, VerifyError
from verify.domain.findings import Analysis
from verify.domain.limits import DecodeLimits
from verify.jobs.inspection import inspect
from verify.jobs.messages import InspectionOptions
from verify.media import jail

LIMITS = DecodeLimits(wall_time_s=20.0, cpu_time_s=15)
_PR_SET_CHILD_SUBREAPER = 36
_LOOK_EVERY_S = 0.02
_ORPHANS_GONE_WITHIN_S = 3.0


class Order(msgspec.Struct):
    """One file to inspect: the file, and an empty folder for the result; as bytes of a path."""

    file: bytes
    folder: bytes


class Verdict(msgspec.Struct):
    """What became of one file.

    Attributes
    ----------
    verdict : str
        fine, damaged, refused (the file is no footage, or too large), failed (the worker died), or
        "error" for an exception that no user should meet.
    reason : str
        Why, in the words that a user sees.
    wall_s, cpu_s : float
        From the order to the end of the caller; CPU time of caller and worker.
    caller_mb, worker_mb : float
        Most resident memory of the caller, and of any one process that it started.
    left : list of str
        Processes and files that were left behind.
    """

    verdict: str
    reason: str
    wall_s: float = 0.0
    cpu_s: float = 0.0
    caller_mb: float = 0.0
    worker_mb: float = 0.0
    left: list[str] = []


class Caller:
    """The other end of such a process."""

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(scratch)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"TMPDIR": str(scratch), "OMP_NUM_THREADS": "1"},
        )

    def inspect(self, file: Path, folder: Path) -> Verdict:
        """Have one file inspected; the result goes into `folder`, which is made."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        folder.mkdir()
        order = Order(os.fsencode(file), os.fsencode(folder))
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._process.stdout.readline(), type=Verdict)

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=10)


def main(scratch: Path) -> None:
    """Serve orders until there are no more."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    jail.probe()
    for line in sys.stdin.buffer:
        order = msgspec.json.decode(line, type=Order)
        file, folder = Path(os.fsdecode(order.file)), Path(os.fsdecode(order.folder))
        verdict = _watched(file, folder, scratch)
        sys.stdout.buffer.write(msgspec.json.encode(verdict) + b"\n")
        sys.stdout.buffer.flush()


def _watched(file: Path, folder: Path, scratch: Path) -> Verdict:
    started_s = time.monotonic()
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _inspect_and_tell(file, folder, write_end)
        os._exit(0)
    os.close(write_end)
    peaks: dict[int, tuple[float, float]] = {}
    with os.fdopen(read_end, "rb") as pipe:
        while not select.select([pipe], [], [], _LOOK_EVERY_S)[0]:
            peaks |= _memory_and_time_below(child)
        answer = pipe.read()
    _, _, usage = os.wait4(child, 0)
    verdict = msgspec.json.decode(answer, type=Verdict)
    verdict.wall_s = time.monotonic() - started_s
    # The system adds up only what was waited for, which a killed worker in a namespace is not.
    seen_mb, seen_s = zip(*peaks.values(), strict=True) if peaks else ((0.0,), (0.0,))
    verdict.cpu_s = max(sum(seen_s), usage.ru_utime + usage.ru_stime)
    verdict.worker_mb = max(verdict.worker_mb, *seen_mb)
    verdict.left = _orphans() + _leftovers(folder, scratch)
    return verdict


def _inspect_and_tell(file: Path, folder: Path, write_end: int) -> None:
    try:
        verdict = _judged(
            inspect(file, folder / "result", options=InspectionOptions(limits=LIMITS))
        )
    except FailedError as error:
        verdict = Verdict("failed", str(error))
    except VerifyError as error:
        verdict = Verdict("refused", str(error))
    except BaseException as error:  # noqa: BLE001 - it is what the test looks for
        verdict = Verdict("error", f"{type(error).__name__}: {error}")
    verdict.caller_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    verdict.worker_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    os.write(write_end, msgspec.json.encode(verdict))


def _judged(analysis: Analysis) -> Verdict:
    time = analysis.timebase
    reasons = [skip.reason for skip in analysis.skipped if skip.is_failure]
    if time is not None:
        reasons += [time.truncated_reason] if time.truncated_reason else []
        reasons += [f"{time.corrupt_frames} corrupt frames"] if time.corrupt_frames else []
        reasons += ["times do not rise"] if time.non_monotonic_frames else []
    return Verdict("damaged" if reasons else "fine", "; ".join(reasons))


def _children(process: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [
            int(child)
            for task in Path(f"/proc/{process}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    return []


def _memory_and_time_below(process: int) -> dict[int, tuple[float, float]]:
    """Return most resident memory in MiB and CPU time in s of each descendant, by its id."""
    seen, below = {}, _children(process)
    for descendant in below:
        below += _children(descendant)
        with contextlib.suppress(OSError):
            folder = Path(f"/proc/{descendant}")
            status = dict(
                line.split(":", 1) for line in (folder / "status").read_text().splitlines()
            )
            # The name of the program, in brackets, may hold spaces; utime and stime come 12 later.
            times = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
            if "VmHWM" in status:
                memory_mb = int(status["VmHWM"].split()[0]) / 1024
                seen[descendant] = memory_mb, sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
    return seen


def _orphans() -> list[str]:
    """Return what of a caller's processes still lives after a moment, and end it."""
    deadline_s = time.monotonic() + _ORPHANS_GONE_WITHIN_S
    while children := _children(os.getpid()):
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if time.monotonic() > deadline_s:
            for child in children:
                os.kill(child, signal.SIGKILL)
            return [f"process {child}" for child in children]
        time.sleep(_LOOK_EVERY_S / 4)
    return []


def _leftovers(folder: Path, scratch: Path) -> list[str]:
    kept = [entry.name for entry in folder.iterdir() if entry.name != "result"]
    return [f"file {name}" for name in kept + [entry.name for entry in scratch.iterdir()]]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
