"""Judgements in the custody log: two events each, so that both files have it under their subject.

Only the first one carries the note, so that it is erased in one place; the second names the first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from verify.domain.custody import Action, Actor, Event, Payload
from verify.domain.errors import BadParameterError
from verify.domain.judgements import LONGEST_NOTE, Judgement
from verify.domain.store_errors import (
    UnknownEntryError,
    UnreadableRecordError,
    UnstorableTextError,
)
from verify.storage import ties
from verify.storage.pen import Pen

_ACTIONS = {True: Action.ACCEPTED, False: Action.REJECTED}
_MATCH, _QUERY, _FIRST, _NOTE = "match_sha256", "query_sha256", "judged_in", "untrusted_note"


def write(
    pen: Pen, query_sha256: str, match_sha256: str, actor: Actor, *, accepted: bool, note: str
) -> Judgement:
    """Write the two events of a judgement; see `interface.CustodyLog.judge`."""
    if not ties.is_key(query_sha256):
        raise UnknownEntryError(query_sha256)
    if query_sha256 == match_sha256:
        raise BadParameterError("the match", match_sha256, "another file than the one judged")
    if len(note) > LONGEST_NOTE:
        raise UnstorableTextError(f"the note has more than {LONGEST_NOTE:,} characters")
    action = _ACTIONS[accepted]
    words: Payload = {_MATCH: match_sha256} | ({_NOTE: note} if note else {})
    first = pen.write(action, query_sha256, words, actor)
    pen.write(action, match_sha256, {_QUERY: query_sha256, _FIRST: first.sequence}, actor)
    return _judgement(first, words)


def read(
    events: Iterable[Event], numbered: Callable[[Sequence[int]], Mapping[int, Event]]
) -> list[Judgement]:
    """Return the judgements among the events of one file.

    Parameters
    ----------
    events : iterable of Event
        All events whose subject is the file, in order.
    numbered : callable
        Returns the events of these numbers, those that there are.

    Raises
    ------
    UnreadableRecordError
        If an event says what no judgement does.
    """
    listed = list(events)
    kept = dict(erasure for event in listed for erasure in ties.erasures(event))
    said = [
        (event, words)
        for event in listed
        if event.action in _ACTIONS.values()
        and ((words := event.payload or kept.get(event.sequence, {})).keys() & {_MATCH, _FIRST})
    ]
    elsewhere = [words[_FIRST] for _, words in said if isinstance(words.get(_FIRST), int)]
    firsts = numbered(elsewhere)
    return [
        _judgement(event, words)
        if _MATCH in words
        else _told_by_the_second(event, words[_FIRST], firsts)
        for event, words in said
    ]


def _told_by_the_second(second: Event, number: Any, firsts: Mapping[int, Event]) -> Judgement:
    first = firsts.get(number) if isinstance(number, int) else None
    if first is None:
        raise _unreadable(second)
    # Should its words be erased: whom it is about is known here.
    return _judgement(first, (first.payload or {}) | {_MATCH: second.subject})


def _judgement(first: Event, words: Payload) -> Judgement:
    fields = {
        "event": first.sequence,
        "query_sha256": first.subject,
        "match_sha256": words[_MATCH],
        "accepted": first.action is Action.ACCEPTED,
        "untrusted_note": words.get(_NOTE),
        "actor": first.actor,
        "recorded_utc": first.recorded_utc,
        "is_erased": first.payload is None,
    }
    try:
        return msgspec.convert(fields, Judgement)
    except msgspec.ValidationError as error:
        raise _unreadable(first) from error


def _unreadable(event: Event) -> UnreadableRecordError:
    return UnreadableRecordError(f"event {event.sequence} of the custody log")
