"""Run a command and read what its whole process tree cost."""

import contextlib
import ctypes
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of one run: processor time of the tree, time by the clock, largest process."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends first; on Linux only."""
    if sys.platform == "linux":
        set_child_subreaper = 36
        ctypes.CDLL(None).prctl(set_child_subreaper, *map(ctypes.c_ulong, (1, 0, 0, 0)))


def reap_orphans(*, waits: bool = True) -> list[resource.struct_rusage]:
    """Return what each orphan took; waits for all children, or takes those that have ended."""
    usages = []
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, _status, usage = os.wait4(-1, 0 if waits else os.WNOHANG)
            if pid == 0:
                break
            usages.append(usage)
    return usages


def cost_of(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Cost:
    """Run the command to its end, its output thrown away.

    `wait4` counts a child with every descendant that was waited for; what the jail leaves for
    others to wait for comes to us.

    Raises
    ------
    RuntimeError
        If the command fails.
    """
    adopt_orphans()
    started = perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=dict(environment) if environment is not None else None,
    )
    error = process.stderr.read() if process.stderr else b""
    _pid, status, usage = os.wait4(process.pid, 0)
    wall_s = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} failed: {error.decode('utf-8', 'replace')[-500:]}")
    usages = [usage, *reap_orphans()]
    # Kilobytes on Linux, bytes on macOS.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    peak_mb = max(one.ru_maxrss for one in usages) / unit
    return Cost(sum(one.ru_utime + one.ru_stime for one in usages), wall_s, peak_mb)


def median_cost(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure by itself."""
    return Cost(
        median(cost.cpu_s for cost in costs),
        median(cost.wall_s for cost in costs),
        max(cost.peak_mb for cost in costs),
    )
