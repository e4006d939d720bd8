"""What the jail costs on a good clip of ten seconds, against a bare process, in one run.

A process starts behind each wall in turn, so that a busy machine disturbs all alike. Each first
tries to break out, as the first one that a call of `verify` starts does; the next need not. Nor
do those that are known not to hold.
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
from statistics import median, stdev
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

_WORKER = ["verify.jobs.worker"]
_NOTHING = ["timeit", "-n1", "-r1", "pass"]


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


def _bare(clip: Path) -> Callable[[Path], None]:
    def run(scratch: Path) -> None:
        (scratch / MEDIA_FILE).symlink_to(clip)
        command = [sys.executable, "-I", "-X", "utf8", "-m", *_WORKER]
        # As in the jail: the pools of the linear algebra would cost more than any wall.
        alone = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run(command, cwd=scratch, env=alone, stdout=subprocess.PIPE, check=True)

    return run


def _bare_start(scratch: Path) -> None:
    command = [sys.executable, "-I", "-X", "utf8", "-m", *_NOTHING]
    subprocess.run(command, cwd=scratch, stdout=subprocess.PIPE, check=True)


def _behind(
    wall: Wall, target: list[str], clip: Path | None, *, holds: bool
) -> Callable[[Path], None]:
    def run(scratch: Path) -> None:
        with levels.trial(wall, lambda _sandbox: True) as trial:
            run_behind(
                wall,
                Kind.MODULE,
                target,
                scratch,
                DecodeLimits(),
                readable={} if clip is None else {MEDIA_FILE: clip},
                trial=trial if holds else None,
            )

    return run


@dataclass(frozen=True, slots=True)
class _Spent:
    wall_ms: float
    cpu_ms: float


def _cpu_s() -> float:
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _spent_on(clip: Path | None, run: Callable[[Path], None]) -> _Spent:
    """Return what a process took by the clock and in processor time, children included."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        if clip is not None:
            _ask(clip, scratch)
        started, before_s = perf_counter(), _cpu_s()
        run(scratch)
        reap_orphans()
        spent = _Spent(1000 * (perf_counter() - started), 1000 * (_cpu_s() - before_s))
        if clip is not None and not (scratch / FINDINGS_FILE).is_file():
            raise RuntimeError("the worker left no findings")
        return spent


def _cpu_s() -> float:
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _more_ms(behind: list[_Spent], bare: list[_Spent]) -> str:
    """Return the medians of pairs: a busy machine takes from one what it takes from the other."""
    words = []
    for figure in ("wall_ms", "cpu_ms"):
        more = [
            getattr(one, figure) - getattr(other, figure)
            for one, other in zip(behind, bare, strict=True)
        ]
        error = 1.2533 * stdev(more) / len(more) ** 0.5  # Of a median, if normally spread.
        words.append(f"{median(more):+6.0f} ± {error:2.0f}")
    return "        ".join(words)


def _compare(what: str, target: list[str], clip: Path | None, rounds: int) -> None:
    """Print a line for each wall that is here."""
    found = walls.found()
    seen = {wall: levels.look_at(wall)[0] for wall in found}
    bare_run = _bare_start if clip is None else _bare(clip)
    bare: list[_Spent] = []
    behind: dict[Wall, list[_Spent]] = {wall: [] for wall in found}
    _spent_on(clip, bare_run)
    for _round in range(rounds):
        bare.append(_spent_on(clip, bare_run))
        for wall in found:
            run = _behind(wall, target, clip, holds=seen[wall].holds)
            behind[wall].append(_spent_on(clip, run))
    wall_ms, cpu_ms = (median(getattr(one, name) for one in bare) for name in ("wall_ms", "cpu_ms"))
    print(f"The jail on {what}, median of {rounds}, ms; its trial included")
    print(f"    {'bare':<36}{wall_ms:8.0f} by the clock {cpu_ms:8.0f} of CPU")
    for wall in found:
        print(f"  {seen[wall].level} {wall.mechanism:<36}{_more_ms(behind[wall], bare)}")


def main(rounds: int = 30) -> None:
    """Compare a mere start, and the whole work on a clip of 10 s."""
    adopt_orphans()
    _compare("a start of Python", _NOTHING, None, 2 * rounds)
    _compare("the worker with a clip of 10 s", _WORKER, clips.ten_seconds(), rounds)
