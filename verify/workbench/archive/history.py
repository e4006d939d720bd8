"""The custody log as a desk reads it: who did what, what replaced what, what was erased and why.

Reading is not checking: a log that was altered reads as well as any; see `checking`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from verify.domain.archive_errors import NotInArchiveError, SeveralEntriesError, SeveralInLogError
from verify.domain.custody import Action, Event
from verify.storage.ties import erasures
from verify.workbench.archive.holdings import LEAST_KEY_DIGITS, entry_meant
from verify.workbench.archive.shelf import Shelf

_ADDING = frozenset({Action.ADDED, Action.IMPORTED})
_JUDGING = frozenset({Action.ACCEPTED, Action.REJECTED})


@dataclass(frozen=True, slots=True)
class Told:
    """An event, and what other events say of it.

    Attributes
    ----------
    instead_of : int or None
        The event that it corrects: what that one says of the same does not hold any more.
    erased_by : Event or None
        The event that says by whom, when and why its words were erased.
    """

    event: Event
    instead_of: int | None
    erased_by: Event | None


def events(shelf: Shelf, subject: str | None = None) -> Iterator[Told]:
    """Return the events of the log in order; those of one file or entry, or all.

    An erasure stands later in the log than what it erased, so the log is read twice.
    """
    erased_by = _erased_by(shelf.store.events(subject))
    holding: dict[tuple[str, ...], int] = {}
    for event in shelf.store.events(subject):
        instead_of = None
        if (said := _what_it_settles(event)) is not None:
            # What comes in again fills gaps of a source; it corrects nothing.
            instead_of = None if event.action in _ADDING else holding.get(said)
            holding[said] = _first_of(event)
        elif event.action is Action.REMOVED:
            holding.pop(("source", str(event.subject)), None)
        yield Told(event, instead_of, erased_by.get(event.sequence))


def _erased_by(events: Iterator[Event]) -> dict[int, Event]:
    """Return the erasures by what they erased."""
    erasing = {event.sequence: event for event in events if event.action is Action.PAYLOAD_ERASED}
    erased_by = {}
    for event in erasing.values():
        by: Event | None = event
        # Where an erasure was erased itself, the later one keeps what that one had erased.
        for number, _ in erasures(event):
            if by is not None:
                erased_by[number] = by
            by = erasing.get(number)
    return erased_by


def _what_it_settles(event: Event) -> tuple[str, ...] | None:
    """Return what an event lays down until another one of the same lays down otherwise."""
    words = event.payload or {}
    if event.action is Action.SOURCE_RECORDED or (event.action in _ADDING and "source" in words):
        return "source", str(event.subject)
    if event.action in _JUDGING:
        other = words.get("match_sha256") or words.get("query_sha256")
        return None if other is None else ("match", str(event.subject), str(other))
    return None


def _first_of(event: Event) -> int:
    """Return the event itself, or of the two of a judgement the one with its words."""
    first = (event.payload or {}).get("judged_in")
    return first if isinstance(first, int) else event.sequence


def event_of(shelf: Shelf, number: int) -> Event:
    """Return the event of a number.

    Raises
    ------
    UnknownEventError
        If there is none.
    """
    return shelf.store.event(number)


def subject_meant(shelf: Shelf, text: str) -> str:
    """Return what a key, its beginning or a name stands for in the log, removed entries too.

    Raises
    ------
    NotInArchiveError, SeveralEntriesError, SeveralInLogError
        If it stands for nothing, or for more than one.
    """
    try:
        return entry_meant(shelf, text).key
    except (NotInArchiveError, SeveralEntriesError):
        found = _subjects(shelf, text)
        if not found:
            raise
        if len(found) > 1:
            raise SeveralInLogError(text, sorted(found)) from None
        return found.pop()


def _subjects(shelf: Shelf, text: str) -> set[str]:
    digits = text.lower() if len(text) >= LEAST_KEY_DIGITS else None
    return {
        event.subject
        for event in shelf.store.events()
        if event.subject is not None
        and (
            (digits is not None and event.subject.startswith(digits))
            or (event.payload or {}).get("untrusted_name") == text
        )
    }


def words_elsewhere(shelf: Shelf, event: Event) -> int:
    """Return how many other events about the same still have words, which may say the same."""
    if event.subject is None:
        return 0
    return sum(
        other.payload is not None and other.sequence != event.sequence
        for other in shelf.store.events(event.subject)
        if other.action is not Action.PAYLOAD_ERASED
    )


def erase(shelf: Shelf, number: int, reason: str) -> Event:
    """Erase the words of an event for good; return the event that says who did it and why.

    The entry and a kept file stay, and so do words in other events; see `holdings.remove`.

    Raises
    ------
    UnknownEventError
        If there is no such event, or its words were erased before.
    ErasureUnfinishedError
        If they are erased, but others use the store, so that bytes of them may be left.
    """
    return shelf.store.erase_payload(number, shelf.actor, reason)
