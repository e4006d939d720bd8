"""What the jail costs on a good clip of ten seconds, against a bare process, in one run.

A process starts behind each wall in turn, so that a busy machine disturbs all alike; the probe is
counted in full, though a process that opens several clips runs it once.
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

import msgspec

from bench import clips
from bench.measure import adopt_orphans, reap_orphans
from verify.domain.findings import Sandbox
from verify.domain.limits import DecodeLimits
from verify.jobs.messages import (
    FINDINGS_FILE,
    MEDIA_FILE,
    OUTPUT_FOLDER,
    REQUEST_FILE,
    InspectionOptions,
    WorkRequest,
)
from verify.media.jail import levels, walls
from verify.media.jail.process import Kind, run_behind
from verify.media.jail.walls import Wall

_WORKER = "verify.jobs.worker"


def _ask(clip: Path, scratch: Path) -> None:
    (scratch / OUTPUT_FOLDER).mkdir()
    nothing = Sandbox(
        level="C", mechanism="", denied=[], not_denied=[], passed_over=[], allowed_by="user"
    )
    request = WorkRequest(
        untrusted_name=clip.name,
        sha256="0" * 64,
        size_bytes=clip.stat().st_size,
        threads=min(4, os.cpu_count() or 1),
        now=datetime.now(UTC),
        sandbox=nothing,
        options=InspectionOptions(),
    )
    (scratch / REQUEST_FILE).write_bytes(msgspec.json.encode(request))


def _bare(clip: Path, scratch: Path) -> None:
    (scratch / MEDIA_FILE).symlink_to(clip)
    command = [sys.executable, "-I", "-X", "utf8", "-m", _WORKER]
    # As in the jail: the pools of the linear algebra would cost more than any wall.
    alone = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run(command, cwd=scratch, env=alone, stdout=subprocess.PIPE, check=True)


def _behind(wall: Wall) -> Callable[[Path, Path], None]:
    def run(clip: Path, scratch: Path) -> None:
        limits = DecodeLimits()
        run_behind(wall, Kind.MODULE, [_WORKER], scratch, limits, readable={MEDIA_FILE: clip})

    return run


@dataclass(frozen=True, slots=True)
class _Spent:
    wall_ms: float
    cpu_ms: float


def _spent(work: Callable[[], object]) -> _Spent:
    """Return what a piece of work took by the clock and in processor time, children included."""
    started, before_s = perf_counter(), _cpu_s()
    work()
    reap_orphans()
    return _Spent(1000 * (perf_counter() - started), 1000 * (_cpu_s() - before_s))


def _cpu_s() -> float:
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _spent_on(clip: Path, run: Callable[[Path, Path], None]) -> _Spent:
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        _ask(clip, scratch)
        spent = _spent(lambda: run(clip, scratch))
        if not (scratch / FINDINGS_FILE).is_file():
            raise RuntimeError("the worker left no findings")
        return spent


def _more_ms(behind: list[_Spent], bare: list[_Spent], probes: list[_Spent]) -> str:
    """Return the medians of pairs: a busy machine takes from one what it takes from the other."""
    words = []
    for figure in ("wall_ms", "cpu_ms"):
        more = median(
            getattr(one, figure) - getattr(other, figure)
            for one, other in zip(behind, bare, strict=True)
        )
        probe = median(getattr(one, figure) for one in probes)
        words.append(f"{more:+6.0f} + {probe:4.0f} = {more + probe:4.0f}")
    return "     ".join(words)


def main(rounds: int = 10) -> None:
    """Print a line for each wall that is here."""
    adopt_orphans()
    clip = clips.ten_seconds()
    found = walls.found()
    levels_of = {wall: levels.look_at(wall)[0].level for wall in found}
    bare: list[_Spent] = []
    behind: dict[Wall, list[_Spent]] = {wall: [] for wall in found}
    probes: dict[Wall, list[_Spent]] = {wall: [] for wall in found}
    _spent_on(clip, _bare)
    for _round in range(rounds):
        bare.append(_spent_on(clip, _bare))
        for wall in found:
            behind[wall].append(_spent_on(clip, _behind(wall)))
            probes[wall].append(_spent(lambda: levels.look_at(wall)))  # noqa: B023
    wall_ms, cpu_ms = (median(getattr(one, name) for one in bare) for name in ("wall_ms", "cpu_ms"))
    print(f"The jail on a clip of 10 s, median of {rounds}: run + probe, ms")
    print(f"    {'a bare worker':<36}{wall_ms:8.0f} by the clock {cpu_ms:8.0f} of CPU")
    for wall in found:
        more = _more_ms(behind[wall], bare, probes[wall])
        print(f"  {levels_of[wall]} {wall.mechanism:<36}{more}")
