"""What an archive of many hashes costs: to fill, to keep, to open, to add to and remove from.

Processes that open it are new, and their time counts from their start; what they read is in the
system's memory, as it is for whoever searches twice.
"""

import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from bench import hashes
from verify.domain.archive import EntryKind, FrameHashes, NewEntry, key_of_hashes
from verify.domain.custody import Actor
from verify.storage.database import open_store
from verify.storage.hamming import HashKind, open_index
from verify.storage.hamming.kernels import Words

_ENTRIES_A_TRANSACTION = 200
_OPENINGS = 7
_CHANGES = 30
_BENCH = Actor(untrusted_name="bench", known_by="system_account")


def _entry(words: Words) -> NewEntry:
    held = FrameHashes(
        time_ms=np.arange(len(words), dtype=np.uint32) * 250,
        pdq=words,
        quality=np.full(len(words), 80, np.uint8),
    )
    key = key_of_hashes(held)
    return NewEntry(key, EntryKind.HASHES, f"clip {key[:8]}.mp4", held, {"pdq": "1"})


def _entries(words: Words) -> list[NewEntry]:
    return [
        _entry(words[first : first + hashes.ENTRY_HASHES])
        for first in range(0, len(words), hashes.ENTRY_HASHES)
    ]


def _to_answer(database: Path, folder: Path, *more: str) -> tuple[float, float]:
    """Return seconds by the clock, from the start of a process to its answer, and of processor."""
    command = [sys.executable, "-m", "bench.first_answer", str(database), str(folder), *more]
    started = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        answer = process.stdout.readline() if process.stdout else ""
        wall_s = perf_counter() - started
    if not answer:
        raise RuntimeError("no answer")
    return wall_s, float(answer)


def main(hash_count: int) -> None:
    """Print all figures for so many hashes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "cache"
        database = Path(name) / "verify.db"
        _fill(database, hash_count)
        _open(database, folder)
        _change(database, folder)


def _fill(database: Path, hash_count: int) -> None:
    store = open_store(f"sqlite:///{database}")
    spent_s = 0.0
    for words in hashes.made(hash_count):
        entries = iter(_entries(words))
        while some := list(islice(entries, _ENTRIES_A_TRANSACTION)):
            started = perf_counter()
            store.add_all(some, _BENCH)
            spent_s += perf_counter() - started
    store.close()
    size_bytes = sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*"))
    entries_a_s = hash_count / hashes.ENTRY_HASHES / spent_s
    print(f"Archive: {hash_count:,} hashes in entries of {hashes.ENTRY_HASHES}, added with their")
    print(f"  events in {spent_s:.0f} s, {entries_a_s:.0f} entries a second")
    print(
        f"  {size_bytes / hash_count:.1f} bytes on disk for each hash, time, quality and log in it"
    )


def _open(database: Path, folder: Path) -> None:
    def line(name: str, costs: list[tuple[float, float]]) -> None:
        wall_s, cpu_s = map(median, zip(*costs, strict=True))
        print(f"  {name:<42}{wall_s:6.2f} s, {cpu_s:.2f} s CPU")

    print("A new process, from its start to the answer to 30 queries")
    line("first run after installation, compiling", [_to_answer(database, folder)])
    line("nothing but code kept", [_to_answer(database, folder, "--keep")])
    costs = [_to_answer(database, folder) for _ in range(_OPENINGS)]
    line(f"columns kept, median of {_OPENINGS}", costs)
    line("the quickest of them", [min(costs)])
    (columns,) = folder.glob("*.columns")
    print(f"  columns take {columns.stat().st_size / 1e6:.0f} MB more on disk")


def _change(database: Path, folder: Path) -> None:
    store = open_store(f"sqlite:///{database}")
    index = open_index(store, HashKind.PDQ, folder, folder)
    words = next(hashes.made(_CHANGES * hashes.ENTRY_HASHES, seed=99))
    took_ms: dict[str, list[float]] = {}
    for entry in _entries(words):
        steps = {
            "append of 300 hashes": lambda entry=entry: store.add(entry, _BENCH),
            "  taken into RAM": lambda: index.refresh(store),
            "removal of one footage": lambda entry=entry: store.remove(entry.key, _BENCH, "bench"),
            "  taken out of RAM": lambda: index.refresh(store),
        }
        for name, step in steps.items():
            started = perf_counter()
            step()
            took_ms.setdefault(name, []).append((perf_counter() - started) * 1e3)
    for name, times_ms in took_ms.items():
        print(f"  {name:<24}{median(times_ms):6.2f} ms, {max(times_ms):6.2f} at worst")
    index.close()
    store.close()
