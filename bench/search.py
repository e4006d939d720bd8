"""Radius search in RAM against FAISS's exact index, in one process, turn by turn, equal answers.

Run by `python -m bench.run --only search` in the environment that has FAISS. Prints figures; that
the answers are the same is asserted.
"""

import argparse
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import faiss
import numpy as np

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from bench import hashes  # noqa: E402
from verify.storage.hamming import kernels  # noqa: E402
from verify.storage.hamming.compiled import machine_code  # noqa: E402
from verify.storage.hamming.index import HammingIndex  # noqa: E402
from verify.storage.hamming.kernels import Words  # noqa: E402

RADIUS_BITS = 31
_QUERY_COUNTS = (1, 30, 300)
_BANDS_BYTES = 16 << 30
_REAL = REPOSITORY.parent / "shared" / "data" / "dup"
_GB_FOR_HUNDRED_MILLION = 8

Found = tuple[Words, Words, Words]


class Ours:
    """Our index, allowed to sort rows into bands or not."""

    def __init__(self, parts: Iterator[Words], folder: Path) -> None:
        self._folder = folder
        self.index = HammingIndex(code_folder=folder, bands_bytes=0)
        self.index.refresh(hashes.Made(parts))

    def banded(self) -> HammingIndex:
        """Return an index of the same rows, sorted."""
        index = HammingIndex(code_folder=self._folder, bands_bytes=_BANDS_BYTES)
        index.start_from(*self.index.columns())
        index.sort_into_bands()
        return index


def _ours(index: HammingIndex, queries: Words) -> Found:
    found = index.search(queries, RADIUS_BITS).hits
    return found.query, found.time_ms, found.distance_bits


def _theirs(index: faiss.IndexBinaryFlat, queries: Words) -> Found:
    # FAISS wants the distance to be below the radius.
    ends, distances, rows = index.range_search(queries.view(np.uint8), RADIUS_BITS + 1)
    return np.repeat(np.arange(len(queries)), np.diff(ends.astype(np.int64))), rows, distances


def _is_same(one: Found, other: Found) -> bool:
    """Whether hits are the same; FAISS gives distances as floats, rows in any order."""
    ordered = [
        np.array(found, np.int64)[:, np.lexsort((found[1], found[0]))] for found in (one, other)
    ]
    return np.array_equal(*ordered)


def against_faiss(name: str, rows: Words, queries: Words, rounds: int, folder: Path) -> None:
    """Print times for 1, 30 and 300 queries."""
    print(f"{name}: {len(rows):,} hashes, radius {RADIUS_BITS}, median of {rounds}")
    ours = Ours(iter([rows]), folder)
    started = perf_counter()
    banded = ours.banded()
    sorting_s = perf_counter() - started
    flat = faiss.IndexBinaryFlat(256)
    flat.add(rows.view(np.uint8))
    ways: dict[str, Callable[[Words], Found]] = {
        "scan": lambda asked: _ours(ours.index, asked),
        "with bands": lambda asked: _ours(banded, asked),
        "FAISS flat": lambda asked: _theirs(flat, asked),
    }
    is_banded = banded.has_bands
    print(f"  bands {'are' if is_banded else 'are not'} faster; sorting took {sorting_s:.1f} s")
    for count in _QUERY_COUNTS:
        asked = np.ascontiguousarray(queries[:count])
        took_ms: dict[str, list[float]] = {way: [] for way in ways}
        for turn in range(rounds):
            answers = {}
            for way, search in ways.items():
                started = perf_counter()
                answers[way] = search(asked)
                took_ms[way].append((perf_counter() - started) * 1e3)
            if turn == 0:
                assert _is_same(answers["scan"], answers["FAISS flat"])
                assert _is_same(answers["with bands"], answers["FAISS flat"])
        theirs = median(took_ms["FAISS flat"])
        figures = "".join(
            f"   {way} {median(took_ms[way]):8.1f} ms {theirs / median(took_ms[way]):5.1f} x"
            for way in ("scan", "with bands")
        )
        hits = len(answers["scan"][0])
        print(f"  {count:>3} queries, {hits:>6} hits:{figures}   FAISS flat {theirs:8.1f} ms")


def hundred_million(folder: Path) -> None:
    """Print memory and times for a hundred million hashes, if there is room for them."""
    with Path("/proc/meminfo").open() as file:
        (available,) = (line.split()[1] for line in file if line.startswith("MemAvailable"))
    if int(available) < _GB_FOR_HUNDRED_MILLION << 20:
        print(f"100 million hashes: not run, needs {_GB_FOR_HUNDRED_MILLION} GiB of free memory")
        return
    rng = np.random.default_rng(9)
    blocks = list(hashes.made(10_000_000))
    # Another ten million each time, as far from the first as strangers are.
    shifts = rng.integers(0, 2**64, (10, 4), dtype=np.uint64)
    rows = (block ^ shift for shift in shifts for block in blocks)
    started = perf_counter()
    index = Ours(rows, folder).index
    print(f"{index.hashes:,} hashes, taken in within {perf_counter() - started:.0f} s")
    columns, _ = index.columns()
    size_bytes = sum(
        array.nbytes
        for part in columns
        for array in (part.planes, part.time_ms, part.quality, part.firsts, part.numbers, part.keys)
    )
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"  columns {size_bytes / 1e9:.2f} GB, peak of the process {peak_gb:.2f} GB")
    near = hashes.with_bits_flipped(blocks[0][:300:2] ^ shifts[3], 40, rng)
    queries = np.concatenate([near, rng.integers(0, 2**64, (150, 4), dtype=np.uint64)])
    rng.shuffle(queries)
    for count in _QUERY_COUNTS:
        took_s = []
        for _round in range(3):
            started = perf_counter()
            found = index.search(queries[:count], RADIUS_BITS)
            took_s.append(perf_counter() - started)
        print(
            f"  {count:>3} queries, {len(found.hits):>6} hits: scan {median(took_s) * 1e3:8.0f} ms"
        )


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="made hashes")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hundred-million", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = perf_counter()
        for kernel in (kernels.scan_pdq, kernels.sort_into_bands, kernels.search_bands):
            machine_code(kernel, folder)
        print(f"First run after installation: kernels compiled in {perf_counter() - started:.1f} s")
        if asked.hundred_million:
            hundred_million(folder)
            return
        rng = np.random.default_rng(5)
        rows = np.concatenate(list(hashes.made(asked.rows)))
        near = hashes.with_bits_flipped(rows[rng.integers(0, len(rows), 150)], 40, rng)
        queries = np.concatenate([near, rng.integers(0, 2**64, (150, 4), dtype=np.uint64)])
        against_faiss("Made", rows, rng.permutation(queries), asked.rounds, folder)

        clips = hashes.real_clips(_REAL if _REAL.is_dir() else REPOSITORY / "samples")
        before, after = hashes.real(clips, min(asked.rows, 1_000_000) + 150)
        apart = np.bitwise_count(before ^ after).sum(axis=1)
        frames, most = sum(len(clip[0]) for clip in clips), np.quantile(apart, 0.9)
        print(f"{frames} frames of {len(clips)} clips; coded anew, half of them differ by up to")
        print(f"  {np.median(apart):.0f} bits of 256, nine of ten by up to {most:.0f}")
        chosen = rng.integers(0, len(before) - 150, 150)
        queries = np.concatenate([after[chosen], before[-150:]])
        against_faiss("Real", before[:-150], rng.permutation(queries), asked.rounds, folder)


if __name__ == "__main__":
    main()
