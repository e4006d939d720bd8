"""Fifty people at one app on PostgreSQL: whether every word is kept, and how long each waits.

`python -m bench.load [--users 50] [--seconds 60]`: makes a newsroom on the loopback, lets people
search, note and send at once, each deed of all kinds and then as time is left, and looks into the
storage for all that the app said it kept. What the generator itself takes of the machine is printed
too: it shares the processors with the app.
"""

import argparse
import asyncio
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.load_newsroom import Newsroom, newsroom
from bench.load_people import Colleague, Kept, Tally
from tests.database_server import Server, server_programs
from verify.workbench.case_desk import CaseDesk
from verify.workbench.desk import Desk

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor time so far, in seconds: of the app, its database, and this generator."""

    app: float
    database: float
    generator: float


async def work(room: Newsroom, seconds: float, think_s: float) -> Tally:
    """Let everybody work for so long, and return what they did."""
    tally, until_s = Tally(), time.monotonic() + seconds
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(len(room.cookies)))
    people = []
    for number, (name, cookie) in enumerate(room.cookies.items()):
        case = room.cases[number % len(room.cases)]
        people.append(
            Colleague(
                room.origin,
                cookie,
                room.tls,
                name=name,
                case=case.case_id,
                claim=case.claims[number // len(room.cases) % len(case.claims)],
                claims=case.claims,
                archive=room.archive,
                tally=tally,
                seed=number,
            )
        )
    await asyncio.gather(*(one.work(until_s, think_s) for one in people))
    return tally


def lost(room: Newsroom, tally: Tally) -> list[str]:
    """Return what the app said it kept and did not, kept twice, or under another name."""
    cases = CaseDesk(Desk(room.app.home))
    notes: Counter[Kept] = Counter()
    held_up: Counter[Kept] = Counter()
    verdicts: Counter[Kept] = Counter()
    for one in room.cases:
        case = cases.case(one.case_id)
        for note in case.notes:
            author, words = note.actor.untrusted_name, note.untrusted_text or ""
            notes[Kept(author, one.case_id, note.claim or 0, words)] += 1
        for held in case.evidence:
            author, words = held.actor.untrusted_name, held.untrusted_note or ""
            held_up[Kept(author, one.case_id, held.claim, words)] += 1
        for verdict in case.verdicts:
            author, words = verdict.actor.untrusted_name, verdict.untrusted_reason or ""
            verdicts[Kept(author, one.case_id, verdict.claim or 0, words)] += 1
    found = [
        *_differences("note", tally.notes, notes),
        *_differences("evidence", tally.held_up, held_up),
        *_differences("verdict", tally.verdicts, verdicts),
    ]
    for clip, sha256 in tally.sent.items():
        with (room.app.home / "clips" / clip / "received").open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                found.append(f"clip {clip} is not what was sent")
    return found


def _differences(what: str, said: Sequence[Kept], stored: Counter[Kept]) -> Iterable[str]:
    for kept in said:
        if stored[kept] != 1:
            yield f"{what} by {kept.author}, {kept.words!r}: {stored[kept]} times, not once"


def _spent(room: Newsroom) -> Spent:
    return Spent(room.app.cpu_s(), _cpu_of_database_s(room.database), time.process_time())


def _cpu_of_database_s(database: Server) -> float:
    """Return the processor time of the server's processes, those that have ended included."""
    total = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if file.parent.name == str(database.pid):
            total += sum(map(int, fields[11:15]))
        elif fields[1] == str(database.pid):
            total += sum(map(int, fields[11:13]))
    return total / _TICKS_A_SECOND


def _print(tally: Tally, before: Spent, after: Spent, took_s: float, memory_mb: float) -> None:
    print(f"  took {took_s:.0f} s; each deed from the last click to what the page then shows")
    print(f"  {'':<30}{'count':>7}{'p50':>9}{'p95':>9}{'longest':>9}  seconds")
    for kind, took in sorted(tally.took_s.items()):
        p50, p95 = np.percentile(took, [50, 95])
        print(f"  {kind:<30}{len(took):>7}{p50:>9.2f}{p95:>9.2f}{max(took):>9.2f}")
    for name in ("app", "database", "generator"):
        cores = (getattr(after, name) - getattr(before, name)) / took_s
        print(f"  {name + ':':<12}{cores:5.2f} processors")
    print(
        f"  the app held {memory_mb:.0f} MB at most; this machine has {os.cpu_count()} processors"
    )


def main(users: int, seconds: float, *, think_s: float, entries: int) -> int:
    """Print the figures; returns 0 if nothing went wrong and nothing is lost."""
    programs = server_programs()
    if programs is None:
        sys.exit("This needs PostgreSQL: apt install postgresql.")
    with tempfile.TemporaryDirectory(prefix="verify-load-") as name:
        print(f"Making an archive of {entries:,} entries and {users} people", flush=True)
        with newsroom(programs, Path(name), people=users, entries=entries) as room:
            print(
                f"{users} people for {seconds:.0f} s, thinking {think_s:g} s between two deeds",
                flush=True,
            )
            before, started_s = _spent(room), time.monotonic()
            tally = asyncio.run(work(room, seconds, think_s))
            took_s, after = time.monotonic() - started_s, _spent(room)
            _print(tally, before, after, took_s, room.app.memory_mb("VmHWM"))
            gone = lost(room, tally)
            check = [sys.executable, "-m", "verify", "check", "--home", str(room.app.home)]
            is_whole = subprocess.run(check, capture_output=True, check=False).returncode == 0
            _tell(tally, gone, is_whole=is_whole)
            desk = Desk(room.app.home)
            for clip in desk.clips():
                desk.remove(clip.clip_id)  # With its analysis, which would go on without us.
    return int(bool(gone or tally.problems or not is_whole))


def _tell(tally: Tally, gone: Sequence[str], *, is_whole: bool) -> None:
    kept = len(tally.notes) + len(tally.held_up) + len(tally.verdicts)
    checked = "whole" if is_whole else "FAULTS"
    print(f"  {kept} words kept and {len(tally.sent)} files sent: {len(gone)} lost or changed")
    print(f"  {len(tally.problems)} deeds failed; verify check says: {checked}")
    for line in [*gone, *tally.problems][:20]:
        print(f"    {line}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=5, help="seconds between deeds, on average")
    parser.add_argument("--entries", type=int, default=3000, help="that the archive holds")
    asked = parser.parse_args()
    sys.exit(main(asked.users, asked.seconds, think_s=asked.think, entries=asked.entries))
