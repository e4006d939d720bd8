"""Run a command and read what its whole process tree cost."""

import os
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


def cost_of(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Cost:
    """Run the command to its end, its output thrown away.

    `wait4` counts the child and every descendant that was waited for, which all of ours are.

    Raises
    ------
    RuntimeError
        If the command fails.
    """
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
    # Kilobytes on Linux, bytes on macOS.
    peak_mb = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return Cost(usage.ru_utime + usage.ru_stime, wall_s, peak_mb)


def median_cost(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure by itself."""
    return Cost(
        median(cost.cpu_s for cost in costs),
        median(cost.wall_s for cost in costs),
        max(cost.peak_mb for cost in costs),
    )
