"""The events of a case as lines of a package, and whether they hold together.

A line is the event in the form of RFC 8785, which writes one thing in one way only. Its words stand
in it as the very text that was committed to, so that they can be checked with nothing but a hash.
An event whose words are not for the reader is a number and a hash.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import rfc8785

from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.custody import GENESIS, Action, Event, commitment_of, hash_of
from verify.domain.store_errors import UnreadableRecordError
from verify.domain.store_faults import Fault, FaultKind
from verify.exchange.packages.layout import EVENTS
from verify.storage.case_records import REGISTER, case_file, openings

_OF_OTHERS = frozenset({Action.ASKED_ELSEWHERE})
"""Events under another subject that evidence of a case may name."""
_MOST_EVENTS = 100_000
_LONGEST_LINE_BYTES = 16 << 20
"""An article of the most characters, with all that is read in it, has a few of these."""
_UNRELIABLE = "Nothing should rest on what it says."
_ASK = "Ask whoever sent the package for another copy, and keep this one."


class BadHistory(ValueError):  # noqa: N818 - reaches a user as a fault or an error of ours
    """What is wrong with a line of events."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """An event of which no more is told than its number and hash."""

    sequence: int
    hash: str


def line_of(event: Event) -> bytes:
    """Return an event as a line."""
    fields = msgspec.to_builtins(event)
    payload = fields.pop("payload")
    return _line(
        fields
        | {
            "monotonic_ns": str(event.monotonic_ns),
            "salt": None if event.salt is None else event.salt.hex(),
            "payload_text": None if payload is None else rfc8785.dumps(payload).decode(),
        }
    )


def withheld_line_of(event: Event) -> bytes:
    """Return the line of an event that is not told."""
    return _line({"sequence": event.sequence, "hash": event.hash})


def _line(fields: dict[str, Any]) -> bytes:
    return rfc8785.dumps(fields) + b"\n"


def assert_bounded(content: bytes) -> None:
    """Refuse lines of others that would take more memory than those of any case need.

    Raises
    ------
    BadHistory
        If there are too many, or one is too long.
    """
    lines = content.split(b"\n")
    if len(lines) > _MOST_EVENTS or max(map(len, lines)) > _LONGEST_LINE_BYTES:
        raise BadHistory("it is longer than any that is read")


def events_in(content: bytes) -> list[Event | Withheld]:
    """Return the events that lines hold.

    Raises
    ------
    BadHistory
        If a line is none of ours, to the letter.
    """
    lines = content.split(b"\n")
    if lines.pop() != b"" or not lines:
        raise BadHistory("it does not end with a whole line")
    return [_event(number, line) for number, line in enumerate(lines, start=1)]


def _event(number: int, line: bytes) -> Event | Withheld:
    try:
        fields = _strict(line)
        if set(fields) == {"sequence", "hash"}:
            return Withheld(*msgspec.convert((fields["sequence"], fields["hash"]), tuple[int, str]))
        text, salt = fields.pop("payload_text"), fields.pop("salt")
        counted = fields["monotonic_ns"]
        return msgspec.convert(
            fields
            | {
                "payload": None if text is None else _strict(text.encode()),
                "salt": None if salt is None else bytes.fromhex(salt),
                "monotonic_ns": int(counted) if str(int(counted)) == counted else None,
            },
            Event,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadHistory(f"line {number:,} is none that Verify writes") from error


def _strict(text: bytes) -> dict[str, Any]:
    """Return an object that is written in the form of RFC 8785, which no other text of it is."""
    value = json.loads(text)
    if not isinstance(value, dict) or rfc8785.dumps(value) != text:
        raise ValueError("not the one form of what it says")
    return value


def whole(events: Iterable[Event | Withheld]) -> list[Event] | None:
    """Return all events; None if some are withheld."""
    told = list(events)
    there = [event for event in told if isinstance(event, Event)]
    return there if len(there) == len(told) else None


def case_of(events: Sequence[Event]) -> CaseFile:
    """Return the case that events tell of.

    Raises
    ------
    BadHistory
        If they are not the events of one case.
    """
    opening, rest = _parted(events)
    try:
        return case_file(opening, rest)
    except UnreadableRecordError as error:
        raise BadHistory(f"they cannot be read as a case ({error})") from error


def _parted(events: Sequence[Event]) -> tuple[CaseOpening, list[Event]]:
    try:
        opened = openings(event for event in events if event.subject == REGISTER)
    except UnreadableRecordError as error:
        raise BadHistory("they do not tell how the case was opened") from error
    if len(opened) != 1 or events[0].sequence != opened[0].event:
        raise BadHistory("they do not begin with the opening of one case")
    (opening,) = opened
    rest = events[1:]
    for event in rest:
        own = event.subject in (opening.case_id, REGISTER) or event.action in _OF_OTHERS
        if not own or event.action is Action.CASE_OPENED:
            raise BadHistory(f"event {event.sequence} is not of this case")
    return opening, [event for event in rest if event.subject == opening.case_id]


def history_faults(events: Sequence[Event | Withheld]) -> Iterator[Fault]:
    """Yield what does not hold together: an event that was changed, moved, or slipped in."""
    before: Event | Withheld = Withheld(0, GENESIS)
    for event in events:
        if isinstance(event, Event):
            yield from _event_faults(event, before)
        if event.sequence <= before.sequence:
            yield _fault(FaultKind.REWRITTEN, event.sequence, "It stands after a later event.")
        before = event


def _event_faults(event: Event, before: Event | Withheld) -> Iterator[Fault]:
    if hash_of(event) != event.hash:
        yield _fault(FaultKind.ALTERED, event.sequence, "It is not what its hash was made of.")
    if event.payload is not None or event.salt is not None:
        is_as_committed = (
            event.payload is not None
            and event.salt is not None
            and commitment_of(event.payload, event.salt) == event.commitment
        )
        if not is_as_committed:
            meaning = "Its words are not those that were written down."
            yield _fault(FaultKind.ALTERED, event.sequence, meaning)
    if event.sequence == before.sequence + 1 and event.previous != before.hash:
        yield _fault(FaultKind.REWRITTEN, event.sequence, "It does not follow the one before it.")


def _fault(kind: FaultKind, sequence: int, meaning: str) -> Fault:
    return Fault(
        kind=kind,
        what="event in the package",
        where=f"{sequence} in {EVENTS}",
        meaning=f"{meaning} {_UNRELIABLE}",
        advice=_ASK,
    )
