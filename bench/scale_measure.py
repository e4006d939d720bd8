"""The rates that `bench.scale` computes with, measured on this machine."""

import os
import platform
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np
import psycopg

from bench import clips, hashes
from bench.archive import _BENCH, _entries
from bench.made_archive import archive_on_a_server
from bench.measure import cost_of
from bench.rates import Rates, today
from verify.jobs import partitions
from verify.jobs.partitions import open_partitioned
from verify.storage.database import open_store
from verify.storage.hamming import HammingIndex, HashKind
from verify.storage.hamming.bands import bytes_of
from verify.storage.hamming.kernels import Words

RADIUS_BITS = 31
_QUERIES = 300
_ROUNDS = 5
# Far more than are needed: what one part adds is little.
_MANY_PARTS = 32
_ADDED = 60
# As docs/search.md has it; landmarks of sounds take a hundredth of that besides.
_BYTES_A_POINT = 96
# Windows of pictures within pictures are asked for too: as many again as there are frames.
_WINDOWS_A_FRAME = 1.0


def measured(count: int) -> Rates:
    """Measure everything; some minutes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ingest = _ingest(folder)
        print(ingest, flush=True)
        scanned = _scan(count, folder)
        print(scanned, flush=True)
        kept = _store(count, folder)
        print(kept, flush=True)
    return Rates(
        machine=_machine(),
        measured=today(),
        queries_a_minute=ingest.hashes * (1 + _WINDOWS_A_FRAME),
        ingest_cpu_s_a_minute=ingest.cpu_s,
        hashes_a_minute=ingest.hashes,
        store_bytes_a_minute=ingest.store_bytes,
        points_bytes_a_minute=ingest.points_bytes,
        ram_bytes_a_hash=scanned.ram_bytes,
        bands_bytes_a_hash=scanned.bands_bytes,
        scan_a_s=scanned.scan_a_s,
        scan_one_a_s=scanned.scan_one_a_s,
        bands_a_s=scanned.bands_a_s,
        store_bytes_a_hash=kept.bytes_a_hash,
        store_hashes_a_s=kept.read_a_s,
        copied_hashes_a_s=kept.copied_a_s,
        entries_added_a_s=kept.added_a_s,
        ask_s=kept.ask_s,
        ask_part_s=kept.ask_part_s,
    )


def _machine() -> str:
    flags, model = "", platform.processor() or platform.machine()
    about = Path("/proc/cpuinfo")
    if about.exists():
        told = dict(line.split(":", 1) for line in about.read_text().splitlines() if ":" in line)
        named = {key.strip(): value.strip() for key, value in told.items()}
        model, flags = named.get("model name", model), named.get("flags", "")
    counts = "with" if "avx512_vpopcntdq" in flags else "without"
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return f"{model}, {cores} cores, {counts} AVX-512 VPOPCNTDQ, load average {load:.0f}"


class _Ingest(NamedTuple):
    """Of a minute of footage."""

    cpu_s: float
    hashes: float
    store_bytes: float
    points_bytes: float


def _ingest(folder: Path) -> _Ingest:
    home = folder / "home"
    clip = clips.full_hd_half_minute()
    command = [sys.executable, "-m", "verify", "archive", "add", "--home", home, clip]
    cpu_s = cost_of(command).cpu_s
    with closing(open_store(f"sqlite:///{home / 'verify.db'}")) as store:
        (entry,) = store.entries()
        count, duration_s = entry.hash_count, entry.duration_s or 0.0
        points = store.features(entry.key)
    minutes = duration_s / 60
    held = _BYTES_A_POINT * len(points.codes) if points is not None else 0
    return _Ingest(
        cpu_s / minutes,
        count / minutes,
        sum(file.stat().st_size for file in home.glob("verify.db*")) / minutes,
        held / minutes,
    )


class _Scan(NamedTuple):
    """One core; bytes of a hash."""

    scan_a_s: float
    scan_one_a_s: float
    bands_a_s: float
    ram_bytes: float
    bands_bytes: float


def _scan(count: int, folder: Path) -> _Scan:
    index = HammingIndex(code_folder=folder / "code", threads=1, bands_bytes=0)
    index.refresh(hashes.Made(hashes.made(count)))
    segments, _ = index.columns()
    arrays = [
        array
        for part in segments
        for array in (part.planes, part.time_ms, part.quality, part.numbers, part.firsts, part.keys)
    ]
    queries = np.random.default_rng(3).integers(0, 2**64, (_QUERIES, 4), dtype=np.uint64)
    scan_s = _took_s(index, queries)
    one_s = _took_s(index, queries[:1])
    banded = HammingIndex(code_folder=folder / "code", threads=1, bands_bytes=16 << 30)
    banded.start_from(*index.columns())
    banded._are_bands_faster = True
    banded.sort_into_bands()
    bands_s = _took_s(banded, queries)
    compared = count * _QUERIES
    ram_bytes = sum(array.nbytes for array in arrays) / count
    bands_bytes = sum(bytes_of(part.rows) for part in segments) / count
    return _Scan(compared / scan_s, count / one_s, compared / bands_s, ram_bytes, bands_bytes)


def _took_s(index: HammingIndex, queries: Words) -> float:
    """Return processor time: on a busy machine the clock tells of others too."""
    times_s = []
    for _round in range(_ROUNDS):
        started = process_time()
        index.search(queries, RADIUS_BITS)
        times_s.append(process_time() - started)
    return median(times_s)


class _Store(NamedTuple):
    """A server of PostgreSQL, and workers that ask it."""

    bytes_a_hash: float
    copied_a_s: float
    read_a_s: float
    added_a_s: float
    ask_s: float
    ask_part_s: float


def _store(count: int, folder: Path) -> _Store:
    with archive_on_a_server(count) as (address, copied_s):
        with psycopg.connect(address) as connection:
            told = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        size_bytes = told[0] if told else 0
        with closing(open_store(address)) as store:
            index = HammingIndex(code_folder=folder / "code", threads=1)
            started = perf_counter()
            index.refresh(store)
            read_s = perf_counter() - started
            index.close()
            started = perf_counter()
            for entry in _entries(next(hashes.made(_ADDED * hashes.ENTRY_HASHES, seed=99))):
                store.add(entry, _BENCH)
            added_s = perf_counter() - started
    # Next to nothing to compare, so what is measured is the asking.
    few = 2_000
    whole = few * _MANY_PARTS
    asks_s = {}
    with archive_on_a_server(whole) as (address, _), closing(open_store(address)) as store:
        for size in (few, whole):
            partitions._LEAST_HASHES_A_PART = partitions.MOST_HASHES_A_PART = size
            with open_partitioned(
                "local:1", store, address, HashKind.PDQ, folder / "code"
            ) as parts:
                queries = np.zeros((256, 4), np.uint64)
                times_s = []
                for _round in range(2 * _ROUNDS):
                    started = perf_counter()
                    parts.search(queries, RADIUS_BITS)
                    times_s.append(perf_counter() - started)
                asks_s[len(parts.ranges)] = min(times_s)
    (fewest, once_s), (most, all_s) = sorted(asks_s.items())
    part_s = max(0.0, (all_s - once_s) / (most - fewest))
    return _Store(
        size_bytes / count,
        count / copied_s,
        count / read_s,
        _ADDED / added_s,
        max(0.0, once_s - fewest * part_s),
        part_s,
    )
