"""Many clips indexed by one and by two workers of Dask: time, CPU, equality, failures, deaths.

Run by `python -m bench.index`. Clips of two to four seconds are cut from real footage and changed
as clips are on their way: smaller, cropped, mirrored, brighter, coded anew. Some are spoilt. Each
run fills an archive of its own; afterwards the archives are compared piece by piece. In the last
runs workers are killed at random moments.
"""

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import psutil

from bench.clips import cache_folder
from bench.measure import Cost, adopt_orphans, reap_orphans
from verify.media import ffmpeg
from verify.storage.database import open_store
from verify.storage.interface import Store

_SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
_FOLDERS = ("dup/videos", "night", "shots")
_ENDINGS = frozenset((".mp4", ".mkv", ".mov"))
_SEED = 9
_CHANGES = (
    "null",
    "hflip",
    "crop=iw*0.8:ih*0.8",
    "scale=iw*0.7:ih*0.7",
    "eq=brightness=0.08:contrast=1.1",
    "crop=iw:ih*0.75,hflip",
)
_QUALITIES = (20, 27, 34)
_ONE_OF_SPOILT = 25
_LEAST_RATIO, _MOST_CPU_APART = 1.6, 0.10
_SPAWNED = "multiprocessing.spawn"
_JAILED = "verify.jobs.worker"


def make_clips(footage: Path, folder: Path, count: int) -> list[Path]:
    """Make so many clips of real footage, the same ones each time; return those that are spoilt.

    One in 25 is spoilt in one of five ways that no decoder gets a picture out of.
    """
    sources = [
        file
        for name in _FOLDERS
        for file in sorted((footage / name).iterdir())
        if file.suffix in _ENDINGS
    ]
    chance = random.Random(_SEED)
    spoilt = count // _ONE_OF_SPOILT
    for number in range(count - spoilt):
        clip = folder / f"clip-{number:04}.mp4"
        start_s, length_s = chance.uniform(0, 4), chance.uniform(2, 4)
        change = _CHANGES[number % len(_CHANGES)]
        quality = chance.choice(_QUALITIES)
        if not clip.is_file():
            source = sources[number % len(sources)]
            _make(source, clip, start_s, length_s, change, quality)
    whole = (folder / "clip-0000.mp4").read_bytes()
    return [_spoilt(folder, number, whole, chance) for number in range(spoilt)]


def _make(
    source: Path, clip: Path, start_s: float, length_s: float, change: str, quality: int
) -> None:
    fitted = "scale='min(640,iw)':-2"
    even = "scale=trunc(iw/2)*2:trunc(ih/2)*2"
    partial = clip.with_suffix(".partial")
    made = [
        *("-vf", f"{fitted},{change},{even}", "-pix_fmt", "yuv420p", "-c:v", "libx264"),
        *("-preset", "ultrafast", "-crf", str(quality), "-c:a", "aac", "-f", "mp4"),
    ]
    cut = ["-ss", f"{start_s:.2f}", "-t", f"{length_s:.2f}"]
    for where in (cut, cut[2:]):
        # From the start where the footage ends before the cut begins.
        quiet = ["-nostdin", "-v", "error", "-y", "-threads", "1"]
        command = [ffmpeg.program(), *quiet, *where, "-i", str(source), *made, str(partial)]
        subprocess.run(command, check=True)
        if _has_picture(partial):
            break
    partial.rename(clip)


def _has_picture(clip: Path) -> bool:
    quiet = ["-nostdin", "-v", "error", "-i", str(clip)]
    command = [ffmpeg.program(), *quiet, "-frames:v", "1", "-f", "rawvideo", "-"]
    said = subprocess.run(command, capture_output=True, check=False)
    return bool(said.stdout)


def _spoilt(folder: Path, number: int, whole: bytes, chance: random.Random) -> Path:
    spoilt = folder / f"spoilt-{number:04}.mp4"
    noise = chance.randbytes(3_000 + number)
    ways = (
        whole[: len(whole) // 2 + number],  # Its index is at the end, and so is lost.
        noise,
        b"",
        f"<html>No such clip, request {number}</html>\n".encode(),
        whole[:64] + noise,
    )
    spoilt.write_bytes(ways[number % len(ways)])
    return spoilt


def digests_of(store: Store) -> dict[str, str]:
    """Return for each entry the SHA-256 of all that is kept of it, but when and in which order."""
    return {entry.key: _digest(store, entry.key) for entry in store.entries()}


def _digest(store: Store, key: str) -> str:
    entry = msgspec.to_builtins(store.entry(key))
    for name in ("added_utc", "added_sequence"):
        del entry[name]
    digest = hashlib.sha256(json.dumps(entry, sort_keys=True).encode())
    for kept in (store.hashes(key), store.features(key), store.vectors(key)):
        for name in getattr(kept, "__dataclass_fields__", ()):
            digest.update(f"{name}\0".encode())
            digest.update(_bytes_of(getattr(kept, name)))
    for still in store.stills(key):
        digest.update(f"{still.time_ms}\0".encode() + still.jpeg)
    digest.update(_bytes_of(store.light_curve(key)))
    digest.update(store.audio_fingerprint(key) or b"")
    return digest.hexdigest()


def _bytes_of(column: Any) -> bytes:
    return b"" if column is None else np.ascontiguousarray(column).tobytes()


@dataclass(frozen=True, slots=True)
class Run:
    """One call of `verify index`: what it said, what it left, what it cost."""

    said: dict[str, Any]
    digests: dict[str, str]
    cost: Cost


def index(folder: Path, *options: str, kills: int = 0, every_s: float = 3.0) -> tuple[Run, int]:
    """Index a folder into an archive of its own; workers are killed at random moments meanwhile.

    Returns
    -------
    Run, int
        The second is how many were killed.
    """
    adopt_orphans()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        command = [sys.executable, "-m", "verify", "index", str(folder), "--home", str(home)]
        started = time.perf_counter()
        with subprocess.Popen(
            [*command, "--json", *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            killer = _Killer(process.pid, kills, every_s)
            killer.start()
            said = process.stdout.read() if process.stdout else b""
            _pid, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.perf_counter() - started
        killer.end()
        usages = [usage, *reap_orphans()]
        with closing(open_store(f"sqlite:///{home / 'verify.db'}")) as store:
            digests = digests_of(store)
    cpu_s = sum(one.ru_utime + one.ru_stime for one in usages)
    peak_mb = max(one.ru_maxrss for one in usages) / 1024
    return Run(json.loads(said), digests, Cost(cpu_s, wall_s, peak_mb)), killer.killed


class _Killer(threading.Thread):
    """Kills a random worker of a call now and then."""

    def __init__(self, pid: int, most: int, every_s: float) -> None:
        super().__init__()
        self._caller, self._most, self._every_s = psutil.Process(pid), most, every_s
        self._is_over = threading.Event()
        self._chance = random.Random(_SEED)
        self._has_begun = False
        self.killed = 0

    def run(self) -> None:
        while self.killed < self._most:
            if self._is_over.wait(self._chance.uniform(0, 2 * self._every_s)):
                return
            with suppress(psutil.Error):
                workers = self._workers()
                if workers and self._is_at_work():
                    self._chance.choice(workers).kill()
                    self.killed += 1

    def _workers(self) -> list[psutil.Process]:
        return [one for one in self._caller.children() if _SPAWNED in " ".join(one.cmdline())]

    def _is_at_work(self) -> bool:
        """Whether the first clip was begun; what dies before is no worker yet."""
        self._has_begun = self._has_begun or any(
            _JAILED in one.cmdline() for one in self._caller.children(recursive=True)
        )
        return self._has_begun

    def end(self) -> None:
        self._is_over.set()
        self.join()


def _named(run: Run) -> set[str]:
    return {Path(failure["file"]).name for failure in run.said["failed"]}


def _line(what: str, run: Run) -> None:
    cost, said = run.cost, run.said
    print(
        f"  {what:<28}{cost.wall_s:8.1f} s by the clock {cost.cpu_s:8.1f} s of CPU   "
        f"{said['added']} added, {len(said['failed'])} failed"
    )


def main(count: int) -> int:
    """Print the figures; return 1 if clips were lost, differ, or workers were of too little use."""
    if not _SHARED.is_dir():
        print("Many clips indexed: not run, needs the shared data")
        return 0
    folder = cache_folder() / f"index-{count}"
    folder.mkdir(exist_ok=True)
    spoilt = {path.name for path in make_clips(_SHARED, folder, count)}
    print(f"{count} clips, {len(spoilt)} of them spoilt, on {os.cpu_count()} processors")
    one, _none = index(folder, "--cluster", "local:1")
    _line("1 worker of Dask", one)
    two, _none = index(folder, "--cluster", "local:2")
    _line("2 workers of Dask", two)
    pool, _none = index(folder, "--workers", "2")
    _line("2 processes, no Dask", pool)
    kills = max(2, count // 25)
    every_s = two.cost.wall_s / (kills + 1)
    dask_hurt, dask_killed = index(folder, "--cluster", "local:2", kills=kills, every_s=every_s)
    _line(f"Dask, {dask_killed} workers killed", dask_hurt)
    pool_hurt, pool_killed = index(folder, "--workers", "2", kills=kills, every_s=every_s)
    _line(f"no Dask, {pool_killed} killed", pool_hurt)
    runs = (one, two, pool, dask_hurt, pool_hurt)
    ratio = one.cost.wall_s / two.cost.wall_s
    apart = two.cost.cpu_s / one.cost.cpu_s - 1
    # Of footage shorter than a cut two clips may be one.
    different = {
        hashlib.sha256(clip.read_bytes()).digest()
        for clip in folder.iterdir()
        if clip.name not in spoilt
    }
    promises = {
        f"2 workers are {ratio:.2f} times as fast as 1, at least {_LEAST_RATIO}": (
            ratio >= _LEAST_RATIO
        ),
        f"CPU of 2 is {apart:+.1%} of 1, at most {_MOST_CPU_APART:.0%}": (
            abs(apart) <= _MOST_CPU_APART
        ),
        f"all {len(different)} different clips are kept": len(one.digests) == len(different),
        "the same bytes in all five archives": all(run.digests == one.digests for run in runs),
        f"the {len(spoilt)} spoilt ones are named, no other": all(
            _named(run) == spoilt for run in runs
        ),
    }
    for promise, is_kept in promises.items():
        print(f"  {'holds' if is_kept else 'BROKEN'}: {promise}")
    return 0 if all(promises.values()) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=500)
    sys.exit(main(parser.parse_args().clips))
