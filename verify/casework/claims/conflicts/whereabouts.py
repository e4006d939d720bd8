"""One event at two places that the article itself puts far apart."""

import re
from collections.abc import Sequence

from verify.casework.claims.conflicts.telling import Telling, ordered
from verify.casework.claims.places import bare_name
from verify.domain.claims import Conflict, ConflictKind, Mention

_FAR_KM = 30.0
_FAR_WORDS = re.compile(
    r"\b(?:on\s+the\s+(?:other|opposite|far)\s+(?:side|end|coast|bank|shore)\s+of"
    r"|in\s+another\s+(?:province|region|country|city|district|state|county)|"
    r"hundreds\s+of\s+(?:kilomet\w+|miles)|in\s+a\s+different\s+(?:province|region|country"
    r"|city|district|state|county)|at\s+the\s+other\s+end\s+of)\b",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\s*(?:kilomet(?:re|er)s?|km|miles?|nautical\s+miles?|nm)?\s*(?:away|further|farther|up\b"
    r"|down\b|to\s+the\s+|from\s+(?:there|the\s+town|the\s+city|(?-i:[A-Z]))|off\b|inland"
    r"|along|apart"
    r"|north|south|east|west|across)",
    re.IGNORECASE,
)
_SEEN_FROM = re.compile(
    r"\b(?:seen|heard|felt|visible|from|to|towards?|reached|broadcast|far\s+as|way"
    r"|for)\s+(?:the\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
_OF_CARE = re.compile(r"\b(?:hospital|clinic|infirmary|General|police\s+station)\b")
_FROM_NAME = re.compile(
    r"(?:km|kilomet(?:re|er)s?|miles?)\s+(?:[a-z-]+\s+){0,2}(?:from|of)\s+(?:the\s+)?[A-Z]"
)
_NEARNESS_WORDS = 60


def place_conflicts(told: Sequence[Telling]) -> list[Conflict]:
    """Return pairs that put one event at places far apart, by the article's own distances.

    Parameters
    ----------
    told : sequence of Telling
        The claims.
    """
    found: list[Conflict] = []
    events = [one for one in told if one.is_of_event and one.kinds]
    for one in events:
        far = _far_place(one)
        for other in events if far else ():
            here = _event_place(other)
            if far is None or here is None or other.i == one.i or _is_same(here.text, far.text):
                continue
            if one.is_own_voice or other.is_own_voice:
                why = f"{here.text} against {far.text}, told to be far from there"
                pair = ordered(one, other)
                found.append(Conflict(kind=ConflictKind.PLACE, sentences=pair, why=why))
    # "Hit the village of X, 40 km from Y" tells where X is, unless a report puts the event at Y.
    if all(conflict.sentences[0] == 0 for conflict in found) and not _is_plainly_far(events):
        return []
    # The pair of two reports rather than of a headline.
    found.sort(key=lambda conflict: (conflict.sentences[0] == 0, conflict.sentences))
    return found[:1]


def _is_plainly_far(events: Sequence[Telling]) -> bool:
    """Whether a distance is told from "there", rather than from another place by name."""
    return any(_far_place(one) and not _FROM_NAME.search(one.plain) for one in events)


def _event_place(one: Telling) -> Mention | None:
    if _far_place(one):
        return None
    return next((place for place in one.claim.where if not _OF_CARE.search(place.text)), None)


def _far_place(one: Telling) -> Mention | None:
    """Return a place of the event that the sentence puts far from where the article is."""
    start = one.claim.span[0]
    for place in one.claim.where:
        first, last = place.span[0] - start, place.span[1] - start
        if first < 0 or _SEEN_FROM.search(one.plain[:first]):
            continue
        behind = one.plain[last : last + _NEARNESS_WORDS]
        if _FAR_WORDS.search(behind):
            return place
        for number in one.claim.numbers:
            value = number.min if number.min is not None else number.max
            at = number.span[0] - start
            is_behind = last <= at <= last + _NEARNESS_WORDS and not re.search(
                r"[;.]", one.plain[last:at]
            )
            is_away = _AWAY.match(one.plain, number.span[1] - start)
            if (
                number.unit_or_category == "km"
                and (value or 0) >= _FAR_KM
                and is_behind
                and is_away
            ):
                return place
    return None


def _is_same(one: str, other: str) -> bool:
    first, second = bare_name(one).casefold(), bare_name(other).casefold()
    return first in second or second in first
