"""Many hashes in parts, in this process, searched: predictions of `bench.scale` and the clock."""

import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple, cast

import numpy as np

from bench import hashes
from bench.rates import Rates, predicted_s
from verify.domain.store_errors import UnknownEventError
from verify.storage.hamming import Answer, HammingIndex
from verify.storage.hamming.kernels import Words
from verify.storage.hamming.partition import Moment, Partition, cut, joined, whole
from verify.storage.interface import ArchiveChanges, HashBatch, HashCounts, Store

RADIUS_BITS = 31
_QUERY_COUNTS = (1, 30, 300)
_PLANTED = 150
_MOST_FLIPPED = 20
_ROUNDS = 3
_PART_HASHES = 5_000_000
_BLOCK_HASHES = 999_900
_BLOCKS = 10


class _Event(NamedTuple):
    hash: str


class MadeArchive:
    """An archive of any size out of ten million made hashes, read in ranges as parts do.

    Each further ten million are the first ones moved as far away as strangers are.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.entries = -(-count // hashes.ENTRY_HASHES)
        self._blocks = list(hashes.made(min(count, _BLOCKS * _BLOCK_HASHES)))

    def event(self, sequence: int) -> _Event:
        """Return what has the hash of an event."""
        if not 1 <= sequence <= self.entries:
            raise UnknownEventError(sequence)
        return _Event("made")

    def hash_counts(self) -> HashCounts:
        """Return how many hashes each entry has."""
        counts = np.full(self.entries, hashes.ENTRY_HASHES)
        counts[-1] = self.count - hashes.ENTRY_HASHES * (self.entries - 1)
        return HashCounts(np.arange(1, self.entries + 1), counts)

    def words(self, first_row: int, rows: int) -> Words:
        """Return hashes from a row on, no more than to the end of its block."""
        block, first = divmod(first_row, _BLOCK_HASHES)
        shift = np.random.default_rng(block // _BLOCKS).integers(0, 2**64, 4, dtype=np.uint64)
        return self._blocks[block % _BLOCKS][first : first + rows] ^ shift

    def changes(
        self, after: int, *, until: int | None = None, with_64_bit: bool = False
    ) -> ArchiveChanges:
        """Return the entries of a range."""
        if with_64_bit:
            raise ValueError("only PDQs")
        last = self.entries if until is None else min(until, self.entries)
        return ArchiveChanges(self.entries, [], self._batches(after, last))

    def _batches(self, after: int, last: int) -> Iterator[HashBatch]:
        row, end = after * hashes.ENTRY_HASHES, min(last * hashes.ENTRY_HASHES, self.count)
        while row < end:
            words = self.words(row, end - row)
            first_entry = row // hashes.ENTRY_HASHES
            for batch in hashes.Made(iter([words])).changes(0).added:
                numbers = batch.numbers + first_entry
                keys = [f"{number:064x}" for number in numbers.tolist()]
                yield HashBatch(numbers, keys, batch.counts, batch.hashes)
            row += len(words)


def check(rates: Rates, count: int) -> None:
    """Print what was predicted, what it took, and by how much they differ."""
    cores = os.cpu_count() or 1
    archive = MadeArchive(count)
    moment = Moment(archive.entries, "made")
    rng = np.random.default_rng(31)
    rows = rng.integers(0, count, _PLANTED)
    planted = np.concatenate([archive.words(int(row), 1) for row in rows])
    planted = hashes.with_bits_flipped(planted, _MOST_FLIPPED, rng)
    strange = rng.integers(0, 2**64, (max(_QUERY_COUNTS) - _PLANTED, 4), dtype=np.uint64)
    queries = np.ascontiguousarray(np.stack([planted, strange], axis=1).reshape(-1, 4))
    print(f"{count:,} hashes, {cores} cores")
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(cores) as pool:
        new_index = _new_index_in(Path(name) / "code")
        before_bytes = _resident_bytes()
        started = perf_counter()
        parts = [
            Partition(cast("Store", archive), entries, new_index)
            for entries in cut(archive.hash_counts(), min(_PART_HASHES, -(-count // (4 * cores))))
        ]
        sizes = whole(pool.map(lambda part: part.size(moment), parts), moment)
        built_s = perf_counter() - started
        assert sum(size.hashes for size in sizes) == count
        print(f"{len(parts)} parts built within {built_s:.0f} s")
        grown = _resident_bytes() - before_bytes
        _line("memory, MB", count * rates.ram_bytes_a_hash / 1e6, grown / 1e6)
        for asked in _QUERY_COUNTS:
            times_s = []
            for _round in range(_ROUNDS + 1):
                started = perf_counter()
                answer = _searched(pool, parts, moment, queries[:asked])
                times_s.append(perf_counter() - started)
            predicted_ms = predicted_s(rates, count, asked, cores) * 1e3
            _line(f"{asked} queries, ms", predicted_ms, median(times_s[1:]) * 1e3)
        _assert_found(answer, rows)
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"all {_PLANTED} hashes that were changed by up to {_MOST_FLIPPED} bits were found")
    print(f"peak of the process {peak_gb:.2f} GB")


def _new_index_in(code_folder: Path) -> Callable[[], HammingIndex]:
    return lambda: HammingIndex(code_folder=code_folder, threads=1, bands_bytes=0)


def _searched(
    pool: ThreadPoolExecutor, parts: list[Partition], moment: Moment, queries: Words
) -> Answer:
    said = pool.map(lambda part: part.search(moment, queries, RADIUS_BITS), parts)
    return joined(whole(said, moment), moment.up_to)


def _assert_found(answer: Answer, rows: "np.typing.NDArray[np.int64]") -> None:
    found = set(zip(answer.hits.query.tolist(), answer.hits.number.tolist(), strict=True))
    for place, row in enumerate(rows.tolist()):
        assert (2 * place, row // hashes.ENTRY_HASHES + 1) in found, row


def _line(what: str, predicted: float, took: float) -> None:
    off = took / predicted - 1
    print(
        f"  {what:<16} predicted {predicted:10.1f}, measured {took:10.1f}: {off:+.0%}", flush=True
    )


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()
