"""A log that anybody can change, and one that was sealed as it grew."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tests.storage.footage import REPORTER, SetClock
from verify.domain.checkpoints import PublicKey, read_note
from verify.domain.custody import Action, Actor, Event, hash_of, next_event
from verify.domain.store_faults import Fault
from verify.storage.checkpoint_check import CheckpointCheck, Head
from verify.storage.checkpoints import Checkpoints
from verify.storage.key_file import KeyFile
from verify.storage.sealing import Sealer


@dataclass
class Log:
    """A log that anybody can change."""

    kept: list[Event] = field(default_factory=list)
    clock: SetClock = field(default_factory=SetClock)

    def events(self, subject: str | None = None, after: int = 0) -> Iterator[Event]:
        return (event for event in self.kept[after:] if subject in (None, event.subject))

    def last_event(self) -> int:
        return len(self.kept)

    def event(self, sequence: int) -> Event:
        return self.kept[sequence - 1]

    def record(
        self, action: Action, subject: str | None, words: dict[str, object], actor: Actor
    ) -> Event:
        last = self.kept[-1] if self.kept else None
        self.kept.append(
            next_event(last, self.clock(), action, subject, words, salt=b"s", actor=actor, tool="0")
        )
        return self.kept[-1]

    def view(self, times: int = 1) -> Event:
        return [self.record(Action.VIEWED, None, {"frame": n}, REPORTER) for n in range(times)][-1]

    def rewrite(self, first: int) -> None:
        """Blame somebody else from one event on, every hash made anew."""
        for at in range(first - 1, len(self.kept)):
            other = msgspec.structs.replace(
                self.kept[at],
                actor=msgspec.structs.replace(REPORTER, untrusted_name="somebody else"),
                previous=self.kept[at - 1].hash if at else "0" * 64,
            )
            self.kept[at] = msgspec.structs.replace(other, hash=hash_of(other))


class SealedLog:
    """A log of 12 events, sealed after 4, 8 and 10 of them."""

    def __init__(self, home: Path, log: Log) -> None:
        self.log = log
        self.keys = KeyFile(home / "keys")
        self.checkpoints = Checkpoints(home, "verify.db")
        self.sealer = Sealer(self.checkpoints, self.keys, REPORTER, self.log.clock)
        places = sorted(self.checkpoints.places())
        self.notes = [(place, read_note(place.read_bytes())) for place in places]

    def check(
        self, elsewhere: Head | None = None, keys: list[PublicKey] | None = None
    ) -> tuple[CheckpointCheck, list[Fault]]:
        check = CheckpointCheck(keys=keys or self.keys.known(), elsewhere=elsewhere)
        faults = list(check.faults(self.checkpoints, self.log))
        assert all(fault.meaning.endswith(".") and fault.advice.endswith(".") for fault in faults)
        return check, faults

    def named(self, elsewhere: Head | None = None) -> set[tuple[str, str, str]]:
        faults = self.check(elsewhere)[1]
        return {(fault.what, Path(fault.where).name, fault.kind) for fault in faults}

    def head(self, at: int) -> Head:
        return Head(at, self.log.kept[at - 1].hash, None, "what was noted")
