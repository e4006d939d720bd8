"""One thing before another in one sentence, after it in another.

What is before what is read from "before", "after" and their like, from states ("in flight" is
before coming to rest), and from clock times of the same day.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verify.casework.claims.conflicts.telling import Telling
from verify.casework.claims.words import forms
from verify.casework.claims.words.sequence import HAPPENINGS, LEAVING, STATES
from verify.domain.claims import Conflict, ConflictKind

_HAPPENINGS = {
    name: re.compile(rf"(?<![\w-])(?:{forms(words)})(?![\w-])", re.IGNORECASE)
    for name, words in HAPPENINGS.items()
}
_STATES = [
    (re.compile(rf"(?<![\w-])(?:{forms(words)})(?![\w-])", re.IGNORECASE), name)
    for words, name in STATES
]
_OUT_BY_THEN = re.compile(
    r"\bby\s+then\s+(?P<rest>[^.;]*)|\bby\s+that\s+time\s+(?P<rest2>[^.;]*)", re.IGNORECASE
)
_CONNECTIVE = re.compile(
    r"(?P<after>,?\s+(?:only\s+|shortly\s+|just\s+|immediately\s+|soon\s+|long\s+"
    r"|well\s+)?(?:after|once|as\s+soon\s+as)\s+)|"
    r"(?P<before>,?\s+(?:shortly\s+|just\s+|immediately\s+|long\s+|well\s+)?(?:before|until"
    r"|ahead\s+of|followed\s+by|and\s+then|(?:that\s+|which\s+)?(?:set\s+off|triggered|led\s+to|sparked|caused))\s+)",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^(?P<way>after|before|once|by\s+the\s+time"
    r"|as\s+soon\s+as)\s+(?P<first>[^,]+),\s*(?P<second>.+)$",
    re.IGNORECASE,
)
_ONLY_AFTER = re.compile(
    r"^(?:only|not\s+until)\s+(?:after\s+)?(?P<first>[^,;]+?)\s+(?:did|had|were|was)\s+(?P<second>.+)$",
    re.IGNORECASE,
)
# "It had been burning for an hour when police came"
_HAD_BY_THEN = re.compile(
    r"\bhad\s+(?:already\s+)?(?:been\s+)?\w+[^,;]*?\s+(?:when|by\s+the\s+time)\s+"
)
_APART_MIN = 10


@dataclass(frozen=True, slots=True)
class _Order:
    """The first happened before the second, as sentence `i` tells."""

    first: str
    second: str
    i: int
    telling: Telling


def order_conflicts(told: Sequence[Telling]) -> list[Conflict]:
    """Return pairs of sentences that tell one sequence of events the other way round.

    Parameters
    ----------
    told : sequence of Telling
        The claims.
    """
    usable = [one for one in told if one.is_of_event]
    stated = [order for one in usable for order in _stated(one)]
    clocked = list(_clocked(usable))
    found = []
    for index, one in enumerate(stated):
        for other in (*stated[index + 1 :], *clocked):
            is_reverse = (one.first, one.second) == (other.second, other.first)
            voices = one.telling.is_own_voice or other.telling.is_own_voice
            if is_reverse and one.i != other.i and voices:
                pair = (min(one.i, other.i), max(one.i, other.i))
                why = f"{one.first} before {one.second} against {other.first} before {other.second}"
                found.append(Conflict(kind=ConflictKind.ORDER, sentences=pair, why=why))
    return found[:1]


def _happenings(words: str) -> list[str]:
    """Return what a stretch of words tells of, in the order of the text."""
    hits = [
        (found.start(), name)
        for name, pattern in _HAPPENINGS.items()
        if (found := pattern.search(words))
    ]
    return [name for _, name in sorted(hits)]


def _stated(one: Telling) -> Iterator[_Order]:
    for words in re.split(r"\"\s*|;\s*", one.plain):
        yield from (_Order(first, second, one.i, one) for first, second in _orders(words))


def _orders(words: str) -> Iterator[tuple[str, str]]:
    led = _LED.match(words)
    if led:
        firsts, seconds = _happenings(led["first"]), _happenings(led["second"])
        is_before = led["way"].lower() in {"before", "by the time"}
        for a, b in ((a, b) for a in firsts[:1] for b in seconds[:1] if a != b):
            yield (b, a) if is_before else (a, b)
    if only := _ONLY_AFTER.match(words):
        firsts, seconds = _happenings(only["first"]), _happenings(only["second"])
        yield from ((a, b) for a in firsts[:1] for b in seconds[:1] if a != b)
        return
    for joint in _CONNECTIVE.finditer(words):
        left = re.split(r"\bwhen\b|;|,\s+and\b", words[: joint.start()])[-1]
        right = re.split(r",|;", words[joint.end() :])[0]
        for a, b in (
            (a, b) for a in _happenings(left)[:1] for b in _happenings(right)[:1] if a != b
        ):
            yield (b, a) if joint["after"] else (a, b)
    if over := _HAD_BY_THEN.search(words):
        left, right = words[: over.end()], words[over.end() :]
        for a, b in (
            (a, b) for a in _happenings(left)[:1] for b in _happenings(right)[:1] if a != b
        ):
            yield (a, b)
    happened = _happenings(words)
    for pattern, later in _STATES:
        if pattern.search(words):
            yield from ((name, later) for name in happened if name != later)
    then = _OUT_BY_THEN.search(words)
    if then:
        gone = _happenings(then["rest"] or then["rest2"] or "")
        before = _happenings(words[: then.start()])
        yield from ((a, b) for a in gone[:1] for b in before[:1] if a != b)
    if re.search(forms(LEAVING), words, re.IGNORECASE):
        yield from (
            (name, "getting out")
            for name in happened
            if name not in {"getting out", "coming to rest"}
        )


def _clocked(told: Sequence[Telling]) -> Iterator[_Order]:
    """Yield the order of things told with clock times on one day, ten minutes or more apart."""
    timed = [
        (when.date_from, 60 * int(when.time[:2]) + int(when.time[3:5]), names[0], one)
        for one in told
        if (when := one.claim.when) and when.time and when.time[0].isdigit() and when.date_from
        if (names := _happenings(one.plain))
    ]
    for day, minute, name, one in timed:
        for other_day, other_minute, other_name, _ in timed:
            if day == other_day and minute + _APART_MIN <= other_minute and name != other_name:
                yield _Order(name, other_name, one.i, one)
    for day, minute, name, one in timed:
        for other_day, other_minute, other_name, _ in timed:
            if day == other_day and other_minute + _APART_MIN <= minute and name != other_name:
                yield _Order(other_name, name, one.i, one)
