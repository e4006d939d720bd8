"""Processes that do all that is done with a case and its footage, killed at any moment.

Run as a program, so that one start serves many children; each child is a fork. Each says what it
begins and what it has done; what was done has to be there afterwards, what was begun may be.
"""

import hashlib
import itertools
import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.storage.footage import REPORTER
from tests.workbench.whole_home import add, address
from verify.domain.cases import CaseOpening
from verify.domain.custody import Event
from verify.domain.evidence import ObservationItem, Stance
from verify.domain.packages import Edition
from verify.domain.verdicts import VerdictWord
from verify.workbench.archive import checking, sealing
from verify.workbench.archive.shelf import Shelf, opened
from verify.workbench.cases import deciding, giving_evidence, writing
from verify.workbench.cases.checking import check_case
from verify.workbench.cases.exporting import export_package
from verify.workbench.cases.opening import open_case, read_case
from verify.workbench.cases.packages import PackageCheck, faults_of_package
from verify.workbench.cases.reporting import write_report

_MOMENT_S = 0.4


@dataclass
class Done:
    """What was acknowledged, over all rounds."""

    events: dict[int, str] = field(default_factory=dict)
    files: dict[str, bool] = field(default_factory=dict)
    handed_out: set[Path] = field(default_factory=set)
    begun: int = 0


@contextmanager
def _home(home: Path) -> Iterator[Shelf]:
    with opened(home, address(home), REPORTER, makes=True) as shelf:
        yield shelf


def kill(home: Path, rounds: int) -> None:
    """Kill one process or two, again and again; print what was acknowledged and kept."""
    rng = random.Random(3)
    done = Done()
    out = home.parent / "out"
    out.mkdir()
    kills = 0
    for number in range(rounds):
        with _home(home) as shelf:
            # A case for each round, so that none becomes too long to be read in a moment.
            case = open_case(shelf, f"Round {number}").opening
        writers = [_writer(home, out, case, f"{number}-{which}") for which in range(1 + number % 2)]
        select.select([told for _, told in writers], [], [])
        time.sleep(rng.expovariate(1 / _MOMENT_S))
        for process, _ in writers:
            os.kill(process, signal.SIGKILL)
            kills += 1
        for process, told in writers:
            os.waitpid(process, 0)
            _listen(told, out, done)
        _nothing_is_lost(home, case, done)
        if number % 10 == 0 or number == rounds - 1:
            _is_whole(home, out, done)
    print(
        f"{kills} kills, {done.begun} begun, {len(done.events)} events, {len(done.files)} files, "
        f"{len(done.handed_out)} packages and reports acknowledged and kept"
    )


def _writer(home: Path, out: Path, case: CaseOpening, name: str) -> tuple[int, int]:
    told, tell = os.pipe()
    process = os.fork()
    if process:
        os.close(tell)
        return process, told
    try:
        _work(home, out, case, name, tell)
    finally:
        traceback.print_exc()
        os._exit(1)


def _listen(told: int, out: Path, done: Done) -> None:
    """Take in what a writer acknowledged."""
    with os.fdopen(told) as lines:
        for line in lines:
            word, *facts = line.split()
            done.begun += word == "begins"
            if word == "event":
                done.events[int(facts[0])] = facts[1]
            elif word == "kept":
                done.files[facts[0]] = True
            elif word == "removes":
                # Neither there nor gone for sure, until it is said to be done.
                done.files.pop(facts[0], None)
            elif word == "removed":
                done.files[facts[0]] = False
            elif word == "handed-out":
                done.handed_out.add(out / facts[0])


def _nothing_is_lost(home: Path, case: CaseOpening, done: Done) -> None:
    with _home(home) as shelf:
        hashes = {event.sequence: event.hash for event in shelf.store.events()}
        assert done.events.items() <= hashes.items()
        entries = {entry.key for entry in shelf.store.entries()}
        for sha256, is_there in done.files.items():
            assert (sha256 in entries) == is_there
        file = read_case(shelf, case)
        assert [claim.number for claim in file.claims] == [*range(1, len(file.claims) + 1)]


def _is_whole(home: Path, out: Path, done: Done) -> None:
    keys = sealing.known_keys()
    checked = checking.Checked(checking.CheckpointCheck(keys))
    with checking.opened_to_be_checked(home, address(home)) as shelf:
        assert [str(fault) for fault in checking.faults_of(shelf, checked, lambda _: None)] == []
        assert checked.is_whole is True
        for entry in shelf.store.entries():
            content = shelf.objects.path_of(entry.key).read_bytes()
            assert hashlib.sha256(content).hexdigest() == entry.key
        words = [event.payload or {} for event in shelf.store.events()]
    known = {said["package_sha256"] for said in words if "package_sha256" in said}
    reports = {said["file"]: said["sha256s"] for said in words if said.get("form") == "report"}
    there = {place for place in out.iterdir() if not place.name.startswith(".verify-export-")}
    assert done.handed_out <= there
    for place in there:
        if place.name in reports:
            files = {file.name: file.read_bytes() for file in place.iterdir()}
            sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
            assert sums == reports[place.name]
            continue
        check = PackageCheck()
        assert [str(fault) for fault in faults_of_package(place, check, keys)] == []
        assert check.package_sha256 in known


class _Desk:
    """One writer: what it does is drawn, told before and after."""

    def __init__(self, shelf: Shelf, out: Path, case: CaseOpening, name: str, tell: int) -> None:
        self.shelf, self.out, self.case, self.name, self._tell = shelf, out, case, name, tell

    def say(self, *words: object) -> None:
        os.write(self._tell, f"{' '.join(map(str, words))}\n".encode())

    def acknowledge(self, *events: Event) -> None:
        for event in events:
            self.say("event", event.sequence, event.hash)

    def note(self) -> None:
        self.acknowledge(writing.note(self.shelf, self.case, self.name))

    def conclude(self) -> None:
        worded = writing.word_claims(self.shelf, self.case, [self.name])
        self.acknowledge(worded)
        number = (worded.payload or {})["first_claim"]
        word = VerdictWord.LIKELY
        self.acknowledge(writing.give_verdict(self.shelf, self.case, word, self.name, claim=number))

    def hold_up(self) -> None:
        item = ObservationItem(untrusted_text=self.name)
        context = Stance.CONTEXT
        given = giving_evidence.give_evidence(self.shelf, self.case, 1, context, lambda _: item)
        self.acknowledge(given)
        withdrawn = giving_evidence.withdraw_evidence(
            self.shelf, self.case, given.sequence, "another street"
        )
        self.acknowledge(withdrawn)

    def decide(self) -> None:
        """Have calendar and words checked; take over what that proposes, or turn it down."""
        text = f"The strike came on Monday, 27 February 2020, {self.name}."
        worded = writing.word_claims(self.shelf, self.case, [text])
        self.acknowledge(worded)
        (checked,) = check_case(self.shelf, self.case)
        number = (worded.payload or {})["first_claim"]
        names = [str(name) for name, of, _ in checked.made.named() if of.claim == number]
        self.acknowledge(deciding.decline(self.shelf, self.case, names, "said otherwise"))

    def take_in(self) -> None:
        content = self.name.encode() * 300
        sha256 = add(self.shelf, self.name, content)
        self.say("kept", sha256)
        if hash(self.name) % 3 == 0:
            self.say("removes", sha256)
            with self.shelf.objects.removing(sha256):
                self.shelf.store.remove(sha256, REPORTER, "twice")
            self.say("removed", sha256)

    def export(self) -> None:
        ending = ".zip" if hash(self.name) % 2 else ""
        edition = Edition.PUBLIC if hash(self.name) % 3 else Edition.INTERNAL
        place = self.out / f"{self.name}{ending}"
        packed = export_package(self.shelf, self.case, place, edition)
        self.acknowledge(self.shelf.store.event(packed.event))
        self.say("handed-out", place.name)

    def report(self) -> None:
        place = self.out / f"{self.name}.report"
        with_pdf = hash(self.name) % 4 == 0
        made = write_report(self.shelf, self.case, place, Edition.INTERNAL, with_pdf=with_pdf)
        self.acknowledge(self.shelf.store.event(made.event))
        self.say("handed-out", place.name)


def _work(home: Path, out: Path, case: CaseOpening, prefix: str, tell: int) -> None:
    rng = random.Random(prefix)
    for count in itertools.count():
        # Opened anew now and then: what was written is sealed as each command ends.
        with _home(home) as shelf:
            for act in range(4):
                desk = _Desk(shelf, out, case, f"{prefix}-{count}-{act}", tell)
                acts = (desk.note, desk.conclude, desk.hold_up, desk.decide, desk.take_in)
                chosen = rng.choice((*acts, desk.take_in, desk.export, desk.report))
                desk.say("begins", chosen.__name__)
                chosen()


if __name__ == "__main__":
    kill(Path(sys.argv[1]), int(sys.argv[2]))
