"""Search by Dask workers that hold an archive in parts, against one process: equal, and how fast.

Run by `python -m bench.partitions [--hashes N]`. The archive lies on a PostgreSQL server of the
run's own; one process reads and searches it all, then 2 and then 4 workers do, each a process.
That hits, keys and counts are the same, one by one and in order, is asserted. At the end a worker
is killed while it searches, again and again.
"""

import argparse
import os
import resource
import signal
import tempfile
import threading
from collections import Counter
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from bench import hashes
from bench.made_archive import archive_on_a_server
from verify.domain.errors import VerifyError
from verify.jobs.partitions import PartitionedIndex, open_partitioned
from verify.storage.database import open_store
from verify.storage.hamming import Answer, HashKind, open_index
from verify.storage.hamming.hits import Hits
from verify.storage.hamming.index import HashIndex
from verify.storage.hamming.kernels import Words
from verify.storage.interface import Store

RADIUS_BITS = 31
_WORKERS = (2, 4)
_QUERY_COUNTS = (1, 30, 300)
_KILLED_AFTER_S = 0.5


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hashes", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kills", type=int, default=3, help="workers killed in a search")
    asked = parser.parse_args()
    # As in an archive: a fifth of all queries comes from it, changed by up to 40 bits.
    rng = np.random.default_rng(5)
    first = next(hashes.made(min(asked.hashes, 1_000_000)))
    near = hashes.with_bits_flipped(first[rng.integers(0, len(first), 60)], 40, rng)
    queries = np.concatenate([near, rng.integers(0, 2**64, (240, 4), dtype=np.uint64)])
    queries = rng.permutation(queries)
    with (
        archive_on_a_server(asked.hashes) as (address, _),
        tempfile.TemporaryDirectory() as name,
        closing(open_store(address)) as store,
    ):
        folder = Path(name) / "code"
        folder.mkdir(mode=0o700)
        started = perf_counter()
        with closing(open_index(store, HashKind.PDQ, None, folder)) as one:
            print(f"One process: read within {perf_counter() - started:.1f} s")
            wanted, alone_ms = _searched(one, queries, asked.rounds)
        for workers in _WORKERS:
            _by_workers(workers, store, address, folder, queries, wanted, alone_ms, asked)
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"Peak of this process {peak_gb:.2f} GB")


def _searched(
    index: HashIndex, queries: Words, rounds: int
) -> tuple[dict[int, Answer], dict[int, float]]:
    """Return answers and times by number of queries, and print them."""
    answers, times_ms = {}, {}
    for count in _QUERY_COUNTS:
        took_ms = []
        for _round in range(rounds + 1):
            started = perf_counter()
            answers[count] = index.search(queries[:count], RADIUS_BITS)
            took_ms.append((perf_counter() - started) * 1e3)
        times_ms[count] = median(took_ms[1:])
        hits = len(answers[count].hits)
        print(f"  {count:>3} queries, {hits:>7,} hits: {times_ms[count]:8.1f} ms", flush=True)
    return answers, times_ms


def _by_workers(
    workers: int,
    store: Store,
    address: str,
    folder: Path,
    queries: Words,
    wanted: dict[int, Answer],
    alone_ms: dict[int, float],
    asked: argparse.Namespace,
) -> None:
    started = perf_counter()
    with open_partitioned(f"local:{workers}", store, address, HashKind.PDQ, folder) as parts:
        opened_s = perf_counter() - started
        parts.prepare()
        loaded_s = perf_counter() - started - opened_s
        print(
            f"{workers} workers: started within {opened_s:.1f} s; {len(parts.ranges)} parts, "
            f"{parts.hashes:,} hashes, read within {loaded_s:.1f} s"
        )
        found, times_ms = _searched(parts, queries, asked.rounds)
        for count in _QUERY_COUNTS:
            _assert_same(found[count], wanted[count])
        ratios = ", ".join(
            f"{count}: {alone_ms[count] / times_ms[count]:.2f}" for count in _QUERY_COUNTS
        )
        print(f"  the same as one process; times as fast, by queries: {ratios}")
        held = parts.memory_bytes()
        print(f"  memory of the workers {', '.join(f'{each / 1e9:.2f}' for each in held)} GB")
        _kill(parts, queries, wanted[_QUERY_COUNTS[-1]], asked.kills)


def _kill(parts: PartitionedIndex, queries: Words, wanted: Answer, times: int) -> None:
    rng = np.random.default_rng(23)
    ended: Counter[str] = Counter()
    slowest_s = 0.0
    for _kill in range(times):
        victim = int(rng.choice(parts.processes()))
        after_s = rng.uniform(0, _KILLED_AFTER_S)
        killer = threading.Timer(after_s, os.kill, (victim, signal.SIGKILL))
        killer.start()
        until = perf_counter() + after_s
        while True:
            began = perf_counter()
            try:
                _assert_same(parts.search(queries, RADIUS_BITS), wanted)
                ended["whole answer"] += 1
            except VerifyError as error:
                ended[f"error: {error}"] += 1
            slowest_s = max(slowest_s, perf_counter() - began)
            if began > until:
                break
        killer.join()
    said = ", ".join(f"{count} x {what}" for what, count in ended.items())
    print(f"  {times} workers killed while searched: {said}; the slowest {slowest_s:.1f} s")


def _assert_same(found: Answer, wanted: Answer) -> None:
    for field in fields(Hits):
        name = field.name
        assert np.array_equal(getattr(found.hits, name), getattr(wanted.hits, name)), name
    for name in ("keys", "entries", "hashes", "up_to"):
        assert getattr(found, name) == getattr(wanted, name), name


if __name__ == "__main__":
    main()
