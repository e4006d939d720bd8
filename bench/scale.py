"""What an archive takes as it grows, computed from rates that were measured, and checked.

    python -m bench.scale --measure     measures this machine and writes bench/rates.json
    python -m bench.scale               writes the tables of docs/scale.md from that file
    python -m bench.scale --check       builds many hashes in parts, searches them, and prints how
                                        far the prediction was off

Everything in the tables is a rate times a number; nothing is known of machines that were not
measured but that they have more processors and memory.
"""

import argparse
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from bench.rates import RATES_FILE, Rates, read_rates

PAGE = Path(__file__).resolve().parent.parent / "docs" / "scale.md"

HASHES = (10**6, 10**8, 10**10)
HOURS = (10**3, 10**4, 10**5, 10**6)
_MINUTES_AN_HOUR = 60
_SPARE = 1.4
"""Memory kept free: for what comes in, and for the parts of a worker that died."""
_ANSWER_S = 10.0
_INGEST_DAYS = 30
_DAY_S = 86_400
_GB = 1e9
_MONTH_HOURS = 730


class Machine(NamedTuple):
    """What the reader rents or owns, and pays in whatever money."""

    cores: int
    memory_gb: float
    price_a_core_hour: float
    price_a_gb_month: float


class Search(NamedTuple):
    """What it takes to search so many hashes."""

    memory_gb: float
    cores: int
    machines: int
    one_minute_s: float
    load_s: float


def search_of(rates: Rates, machine: Machine, hashes: int, *, by_bands: bool) -> Search:
    """Return what it takes to answer a clip of one minute within ten seconds."""
    bytes_a_hash = rates.ram_bytes_a_hash + (rates.bands_bytes_a_hash if by_bands else 0)
    rate_a_s = rates.bands_a_s if by_bands else rates.scan_a_s
    memory_gb = hashes * bytes_a_hash * _SPARE / _GB
    compared = hashes * rates.queries_a_minute
    cores = max(1, math.ceil(compared / (rate_a_s * (_ANSWER_S - rates.ask_s))))
    machines = max(math.ceil(memory_gb / machine.memory_gb), math.ceil(cores / machine.cores))
    cores = machines * machine.cores
    load_s = hashes / (rates.store_hashes_a_s * machines)
    return Search(memory_gb, cores, machines, compared / (rate_a_s * cores), load_s)


def tables(rates: Rates, machine: Machine) -> str:
    """Return the tables of the page."""
    return "\n".join(
        [
            *_rates(rates),
            "",
            *_by_hashes(rates, machine),
            "",
            *_by_hours(rates, machine),
            "",
            *_breaks(rates, machine),
        ]
    )


def _rates(rates: Rates) -> Iterator[str]:
    hash_bytes = (rates.ram_bytes_a_hash, rates.store_bytes_a_hash, rates.bands_bytes_a_hash)
    asking_ms = rates.ask_s * 1e3, rates.ask_part_s * 1e3
    read, copied = rates.store_hashes_a_s / 1e6, rates.copied_hashes_a_s / 1e6
    yield f"Measured {rates.measured} on: {rates.machine}."
    yield ""
    yield _row("rate", "measured")
    yield _row("---", "---")
    spent = f"{rates.ingest_cpu_s_a_minute:.0f} s of processor time"
    yield _row("taking in a minute of 1080p footage", spent)
    yield _row("hashes of a minute", f"{rates.hashes_a_minute:.0f}")
    yield _row("database, a minute, stills with it", _bytes(rates.store_bytes_a_minute))
    yield _row("points of a minute, as a search holds them", _bytes(rates.points_bytes_a_minute))
    each = "{:.1f}, {:.1f}, {:.0f} bytes".format(*hash_bytes)
    yield _row("a hash in RAM; in the database; its bands, where they are used", each)
    scans = rates.scan_a_s / 1e9, rates.scan_one_a_s / 1e9
    scanned = "{:.2f} G comparisons a second, {:.2f} for one query alone".format(*scans)
    yield _row("scan, one core", scanned)
    yield _row("with bands, one core", f"{rates.bands_a_s / 1e9:.2f} G comparisons a second")
    yield _row("PostgreSQL into RAM, one process", f"{read:.2f} M hashes a second")
    yield _row("COPY into PostgreSQL", f"{copied:.2f} M hashes a second")
    yield _row("entries added one by one, durable", f"{rates.entries_added_a_s:.0f} a second")
    asking = "{:.0f} ms, and {:.1f} ms for each part".format(*asking_ms)
    yield _row("asking workers, besides comparing", asking)
    yield _row("hashes that a minute is asked by", f"{rates.queries_a_minute:.0f}")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _by_hashes(rates: Rates, machine: Machine) -> Iterator[str]:
    yield (
        f"Searched by machines of {machine.cores} cores and {machine.memory_gb:.0f} GB, a clip of "
        f"one minute answered within {_ANSWER_S:.0f} s:"
    )
    yield ""
    yield _row(
        *("hashes", "by", "footage", "RAM, two fifths spare", "machines", "cores"),
        *("a minute is compared in", "read again after a restart", "database", "cost a month"),
    )
    yield _row(*["---"] * 10)
    for hashes, by_bands in itertools.product(HASHES, (False, True)):
        took = search_of(rates, machine, hashes, by_bands=by_bands)
        hours = hashes / (rates.hashes_a_minute * _MINUTES_AN_HOUR)
        cost = _MONTH_HOURS * took.cores * machine.price_a_core_hour
        cost += took.memory_gb * machine.price_a_gb_month
        yield _row(
            *(_power(hashes), "bands" if by_bands else "scan", f"{_round(hours)} h"),
            *(_bytes(took.memory_gb * _GB), f"{took.machines:,}", f"{took.cores:,}"),
            *(_time(took.one_minute_s), _time(took.load_s)),
            *(_bytes(hashes * rates.store_bytes_a_hash), _round(cost)),
        )


def _by_hours(rates: Rates, machine: Machine) -> Iterator[str]:
    yield f"Taken in within {_INGEST_DAYS} days by the same machines:"
    yield ""
    yield _row(
        *("footage", "core-hours", "machines for it", "hashes"),
        *("database, stills with it", "points to search", "cost once"),
    )
    yield _row(*["---"] * 7)
    for hours in HOURS:
        minutes = hours * _MINUTES_AN_HOUR
        core_hours = minutes * rates.ingest_cpu_s_a_minute / 3600
        machines = math.ceil(core_hours / (_INGEST_DAYS * 24 * machine.cores))
        yield (
            f"| {_power(hours)} h | {_round(core_hours)} | {machines:,} | "
            f"{_round(minutes * rates.hashes_a_minute)} | "
            f"{_bytes(minutes * rates.store_bytes_a_minute)} | "
            f"{_bytes(minutes * rates.points_bytes_a_minute)} | "
            f"{_round(core_hours * machine.price_a_core_hour)} |"
        )


def _breaks(rates: Rates, machine: Machine) -> Iterator[str]:
    """Yield what is outgrown, in the order in which it is."""
    minute = _MINUTES_AN_HOUR
    an_hour = rates.hashes_a_minute * minute
    bytes_held = machine.memory_gb * _GB
    outgrown = [
        (
            bytes_held / (rates.points_bytes_a_minute * minute),
            f"points fill {machine.memory_gb:.0f} GB: they, and sounds, are searched by the "
            "process that asks, not by workers; mapped, so beyond this it reads from the disk",
        ),
        (
            bytes_held / (rates.ram_bytes_a_hash * _SPARE) / an_hour,
            f"hashes fill {machine.memory_gb:.0f} GB: one process is not enough, workers are",
        ),
        (
            rates.scan_a_s * machine.cores * _ANSWER_S / rates.queries_a_minute / an_hour,
            f"{machine.cores} cores need longer than {_ANSWER_S:.0f} s for a clip of a minute",
        ),
        (
            _INGEST_DAYS * 24 * machine.cores * 3600 / (rates.ingest_cpu_s_a_minute * minute),
            f"one machine needs more than {_INGEST_DAYS} days to take it in",
        ),
        (
            rates.entries_added_a_s * _INGEST_DAYS * _DAY_S / minute,
            f"the one writer of the custody log needs more than {_INGEST_DAYS} days for clips of a "
            "minute, one event each",
        ),
        (
            rates.store_hashes_a_s * _DAY_S / 24 / an_hour,
            "one server needs more than an hour to hand all hashes to workers that start anew",
        ),
        (
            (_ANSWER_S - rates.ask_s) / rates.ask_part_s * 8e6 / an_hour,
            f"asking the parts, of 8 million hashes each, alone takes {_ANSWER_S:.0f} s",
        ),
    ]
    yield "What breaks, and in which order:"
    yield ""
    yield "| beyond | hashes | what |"
    yield "|---|---|---|"
    for hours, what in sorted(outgrown):
        yield f"| {_round(hours)} h | {_round(hours * an_hour)} | {what} |"


def _power(number: int) -> str:
    exponent = round(math.log10(number))
    return f"10^{exponent}"


def _round(number: float) -> str:
    if number <= 0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(number)))
    rounded = round(number, digits if number < 10 else 1 - math.floor(math.log10(number)))
    for unit, name in ((1e9, " G"), (1e6, " M")):
        if rounded >= unit:
            return f"{rounded / unit:.3g}{name}"
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:.2g}"


def _bytes(number: float) -> str:
    for unit, name in ((1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if number >= unit:
            scaled = number / unit
            return f"{scaled:.2g} {name}" if scaled < 100 else f"{scaled:,.0f} {name}"
    return f"{number:.0f} bytes"


def _time(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1e3:.2g} ms" if seconds < 0.1 else f"{seconds * 1e3:.0f} ms"
    if seconds < 120:
        return f"{seconds:.2g} s" if seconds < 100 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


_BETWEEN = re.compile(r"(?<=<!-- tables: python -m bench.scale -->\n).*(?=\n<!-- end -->)", re.S)


def main(argv: Sequence[str] | None = None) -> None:
    """Do what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument(
        "--hashes", type=int, help="to measure with (4,000,000), or to check (10^8)"
    )
    parser.add_argument("--cores", type=int, default=16, help="of a machine of the tables")
    parser.add_argument("--memory-gb", type=float, default=64.0)
    parser.add_argument("--core-hour", type=float, default=1.0, help="price, in any money")
    parser.add_argument("--gb-month", type=float, default=0.0, help="price of memory")
    parser.add_argument("--print", action="store_true", help="print tables, write no page")
    asked = parser.parse_args(argv)
    # Imported here: tables alone are made without an archive.
    if asked.measure:
        from bench import scale_measure

        rates = scale_measure.measured(asked.hashes or 4_000_000)
        RATES_FILE.write_bytes(msgspec.json.format(msgspec.json.encode(rates), indent=2) + b"\n")
        print(f"{RATES_FILE.name} written")
        return
    if asked.check:
        from bench import scale_check

        scale_check.check(read_rates(), asked.hashes or 10**8)
        return
    machine = Machine(asked.cores, asked.memory_gb, asked.core_hour, asked.gb_month)
    told = tables(read_rates(), machine)
    if asked.print:
        print(told)
        return
    page = PAGE.read_text("utf-8")
    PAGE.write_text(_BETWEEN.sub(lambda _: told, page), "utf-8")
    print(f"{PAGE.name} written")


if __name__ == "__main__":
    main()
