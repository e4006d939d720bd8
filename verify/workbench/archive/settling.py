"""What a person decides about copies: which one to keep, or that they need no more notice.

A decision is an event of the custody log; it removes nothing. It is of the copies that were named:
where another one has come, it says nothing, and the group is shown again.
"""

from collections.abc import Collection, Iterator, Sequence

import msgspec

from verify.domain.archive import Entry
from verify.domain.custody import Action, Event, Payload
from verify.domain.duplicates import Settlement
from verify.domain.errors import BadParameterError
from verify.domain.store_errors import UnreadableRecordError
from verify.storage.interface import CustodyLog
from verify.storage.ties import erasures
from verify.workbench.archive.shelf import Shelf

__all__ = ["Settlement", "settle", "settlement_of", "settlements"]

_COPIES, _NOTE = "copies_sha256", "untrusted_note"
_ACTIONS = (Action.ACCEPTED, Action.REJECTED)


def settle(shelf: Shelf, copies: Sequence[Entry], kept: Entry | None, note: str = "") -> Settlement:
    """Record which of several copies is to be kept, or that they are to be ignored.

    Parameters
    ----------
    copies : sequence of Entry
        Two at least, the kept one among them.
    kept : Entry or None
        None to ignore them.
    note : str
        Why. It can be erased, what was decided stays.

    Raises
    ------
    BadParameterError
        If that are fewer than two.
    UnstorableTextError
        If the note has no exact form.
    """
    keys = list(dict.fromkeys(entry.key for entry in copies))
    if len(keys) < 2:
        raise BadParameterError("the copies", keys[0] if keys else "none", "two entries or more")
    words: Payload = {_COPIES: keys} | ({_NOTE: note.strip()} if note.strip() else {})
    action = Action.REJECTED if kept is None else Action.ACCEPTED
    subject = keys[0] if kept is None else kept.key
    return _settlement(shelf.store.record(action, subject, words, shelf.actor), words)


def settlements(log: CustodyLog) -> Iterator[Settlement]:
    """Yield every decision on copies, the oldest first."""
    events = list(log.events())
    kept = dict(erasure for event in events for erasure in erasures(event))
    for event in events:
        words = event.payload or kept.get(event.sequence, {})
        if event.action in _ACTIONS and _COPIES in words:
            yield _settlement(event, words)


def settlement_of(settled: Sequence[Settlement], keys: Collection[str]) -> Settlement | None:
    """Return the last decision that was of all of these entries, None if there is none."""
    wanted = set(keys)
    of_them = [each for each in settled if wanted <= set(each.copies_sha256)]
    return of_them[-1] if of_them else None


def _settlement(event: Event, words: Payload) -> Settlement:
    fields = {
        "event": event.sequence,
        "copies_sha256": words[_COPIES],
        "kept_sha256": event.subject if event.action is Action.ACCEPTED else None,
        "untrusted_note": words.get(_NOTE),
        "actor": event.actor,
        "recorded_utc": event.recorded_utc,
    }
    try:
        return msgspec.convert(fields, Settlement)
    except msgspec.ValidationError as error:
        raise UnreadableRecordError(f"event {event.sequence} of the custody log") from error
