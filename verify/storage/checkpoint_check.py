"""The check of a log against its checkpoints, and of these against the keys that signed them.

A checkpoint counts only if its signature was checked with a key that somebody vouches for: this
account, whoever runs the check, or the log where a key of these sealed it. Any other is named and
not counted, whatever it says, for anybody can lay one there.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509

from verify.domain.checkpoints import LARGEST_NOTE_BYTES, Checkpoint, Note, PublicKey, read_note
from verify.domain.custody import Action, Event
from verify.domain.errors import shown_name
from verify.domain.store_faults import Fault, FaultKind
from verify.storage.checkpoints import (
    Checkpoints,
    is_note,
    read_small,
    stem_of,
    token_named,
)
from verify.storage.interface import CustodyLog
from verify.storage.stamp_check import Stamped, stamp_faults

_WHAT = "checkpoint"
_KEEP = "Leave the store as it is for whoever looks into it, and compare it with a backup."
_RESTORED = (
    "If a backup was brought back, move the checkpoints made after it to another place and keep "
    "them. Else leave the store as it is for whoever looks into it."
)
_ASK = (
    "Ask whoever sealed it for the line that verify key prints there, by a way that you trust, "
    "and check again with --key and that line."
)


@dataclass(frozen=True, slots=True)
class Head:
    """How a log ended, as it was noted somewhere else.

    Attributes
    ----------
    events : int
        How many it had.
    digits : str
        The first hex digits of the last one's hash, or all.
    note : Note or None
        Where it was a checkpoint; words have no time and no signature.
    where : str
        What it was read from.
    """

    events: int
    digits: str
    note: Note | None
    where: str


@dataclass(slots=True)
class _Log:
    """What one walk along the log gives."""

    events: int = 0
    hashes: dict[int, str] = field(default_factory=dict)
    keys: list[tuple[int, PublicKey]] = field(default_factory=list)
    stamps: dict[str, set[str | None]] = field(default_factory=dict)


@dataclass(slots=True)
class CheckpointCheck:
    """One comparison of a log with what was sealed.

    Parameters
    ----------
    keys : sequence of PublicKey
        Whose signatures count.
    roots : sequence of Certificate
        Authorities whose time stamps count.
    elsewhere : Head or None
        What was kept apart from the home.

    Attributes
    ----------
    agreeing : list of Checkpoint
        Afterwards: those of the home that count and fit the log, by their number of events.
    stamped : list of Stamped
        Afterwards: of those, which an authority stamped.
    elsewhere_agrees : bool
        Afterwards: whether the log is still what was noted elsewhere.
    unsealed : int or None
        Afterwards: how many events at the end no agreeing checkpoint of the home speaks for.
    """

    keys: Sequence[PublicKey] = ()
    roots: Sequence[x509.Certificate] = ()
    elsewhere: Head | None = None
    agreeing: list[Checkpoint] = field(default_factory=list)
    stamped: list[Stamped] = field(default_factory=list)
    elsewhere_agrees: bool = False
    unsealed: int | None = None
    _log: _Log = field(default_factory=_Log)
    _earlier: list[PublicKey] = field(default_factory=list)

    def faults(self, checkpoints: Checkpoints, log: CustodyLog) -> Iterator[Fault]:
        """Return what does not fit.

        Raises
        ------
        VerifyError
            If the log cannot be read to its end.
        """
        notes: dict[Path, Note] = {}
        try:
            places = sorted(checkpoints.places())
        except OSError as error:
            yield _unreadable(checkpoints.root, error)
            places = []
        for place in places:
            if is_note(place):
                try:
                    notes[place] = read_note(read_small(place, LARGEST_NOTE_BYTES))
                except OSError as error:
                    yield _unreadable(place, error)
                except ValueError:
                    yield _altered(place)
            elif token_named(place) is None:
                yield _fault(
                    FaultKind.STRAY, _WHAT, place, "Nothing of ours is called so.", "Look into it."
                )
        self._walk(log, {note.checkpoint.events for note in notes.values()})
        yield from self._faults_of_notes(notes)
        yield from self._faults_of_elsewhere()
        by_stem = {place.stem: note for place, note in notes.items()}
        stamped: list[Stamped] = []
        yield from stamp_faults(places, by_stem, self._log.stamps, self.roots, stamped)
        self.stamped += [stamp for stamp in stamped if stamp.note.checkpoint in self.agreeing]
        self.agreeing.sort(key=lambda each: (each.events, each.sealed_utc))
        sealed = self.agreeing[-1].events if self.agreeing else 0
        self.unsealed = self._log.events - sealed

    def _walk(self, log: CustodyLog, wanted: set[int]) -> None:
        wanted = {1, *wanted} | ({self.elsewhere.events} if self.elsewhere else set())
        for event in log.events():
            self._log.events = event.sequence
            if event.sequence in wanted:
                self._log.hashes[event.sequence] = event.hash
            if event.action is Action.TIMESTAMPED and event.subject:
                stamps = self._log.stamps.setdefault(event.subject, set())
                stamps.add(_text_in(event, "token_sha256"))
            elif event.action is Action.KEY_CHANGED and (key := _text_in(event, "old_key")):
                # What is no key vouches for nothing; that words were changed is named elsewhere.
                with suppress(ValueError):
                    self._log.keys.append((event.sequence, PublicKey.read(key)))

    def _faults_of_notes(self, notes: dict[Path, Note]) -> Iterator[Fault]:
        unknown: dict[Path, Note] = {}
        counted: dict[Path, Note] = {}
        yield from _by_signer(notes, self.keys, counted, unknown)
        # What a key that counts has sealed says which keys were there before it.
        reach = max((n.checkpoint.events for n in counted.values() if self._fits(n)), default=0)
        self._earlier = [key for sequence, key in self._log.keys if sequence <= reach]
        strange: dict[Path, Note] = {}
        yield from _by_signer(unknown, self._earlier, counted, strange)
        if strange:
            first, note = next(iter(strange.items()))
            more = f", and {len(strange) - 1} more" if len(strange) > 1 else ""
            yield _fault(
                FaultKind.UNKNOWN_KEY,
                _WHAT,
                f"{first}{more}",
                f"Signed with the key {', '.join(note.key_ids)}, which this account does not "
                "know. Whoever can write here could have laid it there, so it was not counted.",
                _ASK,
            )
        for place, note in counted.items():
            if place.stem != stem_of(note):
                yield _fault(
                    FaultKind.RENAMED, _WHAT, place, "It is called as another would be.", _KEEP
                )
        yield from self._faults_of_log(list(counted.values()))

    def _fits(self, note: Note) -> bool:
        sealed, hashes = note.checkpoint, self._log.hashes
        return hashes.get(1) == sealed.log and hashes.get(sealed.events) == sealed.head

    def _faults_of_log(self, counted: list[Note]) -> Iterator[Fault]:
        self.agreeing += [note.checkpoint for note in counted if self._fits(note)]
        others = [note.checkpoint for note in counted if not self._fits(note)]
        longer = [sealed for sealed in others if sealed.events > self._log.events]
        if longer:
            last = max(longer, key=lambda sealed: sealed.events)
            yield _cut(self._log.events, last.events, f"a checkpoint of {_time(last)}")
        if differing := [sealed for sealed in others if sealed.events <= self._log.events]:
            first = min(differing, key=lambda sealed: sealed.events)
            below = [sealed.events for sealed in self.agreeing if sealed.events < first.events]
            yield _rewritten(max(below, default=0), first.events, f"at {_time(first)}")

    def _faults_of_elsewhere(self) -> Iterator[Fault]:
        head = self.elsewhere
        if head is None:
            return
        where = shown_name(head.where)
        if head.note is not None:
            try:
                signer = head.note.signer([*self.keys, *self._earlier])
            except ValueError:
                yield _altered(head.where)
                return
            if signer is None:
                yield _fault(
                    FaultKind.UNKNOWN_KEY,
                    _WHAT,
                    head.where,
                    f"Signed with the key {', '.join(head.note.key_ids)}, which this account does "
                    "not know. The log was held against it; who signed it was not checked.",
                    _ASK,
                )
        own = self._log.hashes.get(head.events, "")
        if head.events > self._log.events:
            yield _cut(self._log.events, head.events, where)
        elif not own.startswith(head.digits):
            yield _rewritten(0, head.events, f"when {where} was noted")
        else:
            self.elsewhere_agrees = True


def _by_signer(
    notes: dict[Path, Note],
    keys: Sequence[PublicKey],
    counted: dict[Path, Note],
    unknown: dict[Path, Note],
) -> Iterator[Fault]:
    """Sort checkpoints by whether one of the keys signed them; name those that are no such text."""
    for place, note in notes.items():
        try:
            (unknown if note.signer(keys) is None else counted)[place] = note
        except ValueError:
            yield _altered(place)


def _text_in(event: Event, name: str) -> str | None:
    """Return one of the words of an event; None if they were erased, or hold no such text."""
    word = (event.payload or {}).get(name)
    return word if isinstance(word, str) else None


def _time(sealed: Checkpoint) -> str:
    return f"{sealed.sealed_utc:%Y-%m-%d %H:%M:%S} UTC"


def _cut(last: int, sealed: int, by: str) -> Fault:
    missing = f"event {sealed}" if sealed == last + 1 else f"events {last + 1} to {sealed}"
    return _fault(
        FaultKind.TRUNCATED,
        "log",
        f"after event {last}",
        f"It had {sealed} events, as {by} says, and ends earlier now: {missing} cut off.",
        _RESTORED,
    )


def _rewritten(before: int, sealed: int, when: str) -> Fault:
    return _fault(
        FaultKind.REWRITTEN,
        "log",
        f"between events {before + 1} and {sealed}",
        f"Event {sealed} is not the one that the log ended with {when}: it was written anew "
        "somewhere in between, however well it holds together now.",
        _RESTORED,
    )


def _altered(where: Path | str) -> Fault:
    meaning = "It is not what was signed, so it says nothing any more."
    return _fault(FaultKind.ALTERED, _WHAT, where, meaning, _KEEP)


def _unreadable(place: Path, error: OSError) -> Fault:
    meaning = f"The system says: {error.strerror}. What it says of the log is not known."
    advice = "Give back the right to read it, then check again."
    return _fault(FaultKind.UNREADABLE, _WHAT, place, meaning, advice)


def _fault(kind: FaultKind, what: str, where: Path | str, meaning: str, advice: str) -> Fault:
    return Fault(kind=kind, what=what, where=shown_name(str(where)), meaning=meaning, advice=advice)
