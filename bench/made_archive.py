"""An archive of made hashes in PostgreSQL, put there by COPY; for figures, not for a custody log.

Entries, their hashes and an event for each are rows as a store writes them, but for the words and
the chain of the events, which no search reads.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import NamedTuple

import psycopg

from bench import hashes
from tests.database_server import running, server_programs
from verify.storage.database import open_store
from verify.storage.interface import HashBatch

# A server as it comes, but for memory and for what keeps data over a loss of power.
_SETTINGS = ("fsync=off", "shared_buffers=256MB", "max_wal_size=8GB", "max_connections=200")
_COPIES = {
    "events": (
        "sequence, recorded_utc, monotonic_ns, boot, actor_name, actor_known_by, action, subject, "
        "tool, commitment, payload, salt, previous, hash"
    ),
    "footage": (
        "number, key, event_hash, kind, size_bytes, duration_s, width_px, height_px, has_original, "
        "hash_count, still_count, descriptors, source"
    ),
    "frame_hashes": "number, pdq, time_ms, quality",
}


class Filled(NamedTuple):
    """The address of an archive, and how long it took to make the hashes and copy them there."""

    address: str
    took_s: float


@contextmanager
def archive_on_a_server(count: int) -> Iterator[Filled]:
    """Give an archive of so many hashes on a server that ends with the caller."""
    programs = server_programs()
    if programs is None:
        raise SystemExit("needs PostgreSQL, which is not installed on this machine")
    with running(programs, *_SETTINGS) as server:
        address = server.new_database()
        open_store(address).close()
        started = perf_counter()
        _fill(address, count)
        took_s = perf_counter() - started
        print(f"{count:,} made hashes copied into PostgreSQL in {took_s:.1f} s", flush=True)
        yield Filled(address, took_s)


def _fill(address: str, count: int) -> None:
    with psycopg.connect(address) as connection:
        # The first event has to be another in each archive: it is what a store is known by.
        previous = os.urandom(32)
        for batch in hashes.Made(hashes.made(count)).changes(0).added:
            previous = _copy(connection, batch, previous)
        connection.commit()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection, batch: HashBatch, previous: bytes) -> bytes:
    """Copy the entries of a batch, and return the hash of the last event."""
    events, footage, rows = [], [], []
    start = 0
    for number, key, size in zip(
        batch.numbers.tolist(), batch.keys, batch.counts.tolist(), strict=True
    ):
        part, start = slice(start, start + size), start + size
        event_hash = hashlib.sha256(previous + key.encode()).digest()
        at = ("2026-01-01T00:00:00Z", number, "bench", "bench", "system_account", "added", key)
        events.append((number, *at, "bench", bytes(32), None, None, previous, event_hash))
        facts = ("hashes", None, None, None, None, False, size, 0, "{}", "{}")
        footage.append((number, bytes.fromhex(key), event_hash, *facts))
        held = batch.hashes
        columns = (held.pdq[part], held.time_ms[part], held.quality[part])
        rows.append((number, *(column.tobytes() for column in columns)))
        previous = event_hash
    with connection.cursor() as cursor:
        for (table, names), told in zip(_COPIES.items(), (events, footage, rows), strict=True):
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in told:
                    copy.write_row(row)
    return previous
