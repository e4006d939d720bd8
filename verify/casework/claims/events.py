"""What a sentence says happened, and the words that carry it."""

import re
from typing import NamedTuple

from verify.casework.claims.words import forms
from verify.casework.claims.words.events import EVENTS, VIOLENT
from verify.casework.claims.words.worth import PAST

_KINDS = {
    kind: re.compile(rf"(?<![\w-])(?:{forms(words)})(?![\w-])", re.IGNORECASE)
    for kind, words in EVENTS.items()
}
_PAST = re.compile(rf"(?<![\w-])(?:{forms(PAST)})(?![\w-])", re.IGNORECASE)


class Event(NamedTuple):
    """Words that tell of something happening, by kind."""

    kind: str
    start: int
    end: int


def find_events(plain: str) -> list[Event]:
    """Return what is told in the order of weight: what happened before what was done about it."""
    return [
        Event(kind, *found.span())
        for kind, pattern in _KINDS.items()
        for found in pattern.finditer(plain)
    ]


def main_kinds(plain: str) -> frozenset[str]:
    """Return the kinds of violent or sudden event that a sentence tells of."""
    return frozenset(kind for kind in VIOLENT if _KINDS[kind].search(plain))


def carrying_words(plain: str) -> tuple[int, int]:
    """Return where the words stand that carry what happened; a verb if no event is known."""
    events = find_events(plain)
    if events:
        return events[0].start, events[0].end
    verb = _PAST.search(plain)
    if verb:
        return verb.span()
    first = re.search(r"\w[\w'’-]*", plain)
    return first.span() if first else (0, len(plain))
