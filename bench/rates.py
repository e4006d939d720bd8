"""The rates of one machine, that the tables of an archive's growth are computed from."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

RATES_FILE = Path(__file__).resolve().parent / "rates.json"


class Rates(msgspec.Struct, frozen=True):
    """What was measured, on one machine on one day; per core where a core does it.

    Attributes
    ----------
    ingest_cpu_s_a_minute : float
        To take in a minute of 1080p footage, all that `archive add` does.
    hashes_a_minute, store_bytes_a_minute, points_bytes_a_minute : float
        What a minute leaves: hashes; everything in the database, stills with it; points as a
        search holds them.
    ram_bytes_a_hash, bands_bytes_a_hash, store_bytes_a_hash : float
    scan_a_s, scan_one_a_s, bands_a_s : float
        Comparisons a second on one core, a query with a hash: by scanning for hundreds of queries
        at once, for one alone, which waits for memory, and by bands.
    store_hashes_a_s : float
        Read from PostgreSQL into RAM by one process.
    copied_hashes_a_s : float
        Written to it by COPY.
    entries_added_a_s : float
        One at a time, durable, with their events.
    ask_s, ask_part_s : float
        What a search by workers takes besides: once, and for each part.
    queries_a_minute : float
        Hashes that a minute of a clip is asked by, pictures within its frames included.
    """

    machine: str
    measured: str
    ingest_cpu_s_a_minute: float
    hashes_a_minute: float
    store_bytes_a_minute: float
    points_bytes_a_minute: float
    ram_bytes_a_hash: float
    bands_bytes_a_hash: float
    store_bytes_a_hash: float
    scan_a_s: float
    scan_one_a_s: float
    bands_a_s: float
    store_hashes_a_s: float
    copied_hashes_a_s: float
    entries_added_a_s: float
    ask_s: float
    ask_part_s: float
    queries_a_minute: float


def predicted_s(rates: Rates, hashes: int, queries: float, cores: int) -> float:
    """Return how long a search by scanning takes, spread over cores, without what Dask adds."""
    return hashes * max(queries / rates.scan_a_s, 1 / rates.scan_one_a_s) / cores


def read_rates() -> Rates:
    """Return what was measured last."""
    if not RATES_FILE.is_file():
        raise SystemExit(f"{RATES_FILE.name} is not there; --measure writes it")
    return msgspec.json.decode(RATES_FILE.read_bytes(), type=Rates)


def today() -> str:
    """Return the date, UTC."""
    return datetime.now(UTC).strftime("%-d %B %Y")
