"""One event at two places that the article itself puts far apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
    r"|down\b|to\s+the\s+|from\s+(?:there|the\s+town|the\s+city|(?-i:[A-Z]))|off\b|inland|downstream|upstream|downriver|upriver|offshore|out\s+(?:to|at)\s+sea"
    r"|along|apart"
    r"|north|south|east|west|across)",
    re.IGNORECASE,
)
_SEEN_FROM = re.compile(
    r"\b(?:seen|heard|felt|visible|from|to|towards?|reached|broadcast|far\s+as|way|away\s+as|(?:windows|panes|walls|homes|people)\s+in|\w+d\s+windows\s+in"
    r"|for)\s+(?:the\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
_OF_CARE = re.compile(r"\b(?:hospital|clinic|infirmary|General|police\s+station)\b")
# "Flown to a burns unit in Bruno"
_CARE_IN = re.compile(
    r"\b(?:hospitals?|clinics?|infirmary|unit|ward|morgue|mortuary|cent(?:er|re)|prison|jail|court)\s+(?:in|at|of|near)"
    r"\s+(?:the\s+)?$|\b(?:taken|flown|airlifted|rushed|moved|brought|transferred|towed|fled|evacuated)\s+[^,;]{0,40}$",
    re.IGNORECASE,
)
# "45 km from Bruno", "160 km east of the capital": from where the distance is told.
_REFERENCE = re.compile(
    r"\s*(?:kilomet(?:re|er)s?|km|miles?|nautical\s+miles?|nm)?\s*(?:[a-z-]+\s+){0,3}?(?:from|of)\s+"
    r"(?P<name>(?:the\s+)?(?:[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*|[a-z]+))"
)
_HERE = re.compile(r"(?:there|here|the\s+(?:scene|site|spot|place))$")
_NEARNESS_WORDS = 60


@dataclass(frozen=True, slots=True)
class _Far:
    """A place told to be far: from the place named `reference`, or from where the article is."""

    place: Mention
    reference: str | None


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
        if (far := _far_place(one)) is None:
            continue
        for other in events:
            if other.i == one.i or not (one.is_own_voice or other.is_own_voice):
                continue
            # A distance from a place by name speaks of that place alone, and of reports.
            places = _event_places(other)
            if far.reference:
                is_named = not other.is_head
                places = [p for p in places if is_named and _is_same(p.text, far.reference)]
            if places and not any(_is_same(place.text, far.place.text) for place in places):
                why = f"{places[0].text} against {far.place.text}, told to be far from there"
                pair = ordered(one, other)
                found.append(Conflict(kind=ConflictKind.PLACE, sentences=pair, why=why))
    # The pair of two reports rather than of a headline.
    found.sort(key=lambda conflict: (conflict.sentences[0] == 0, conflict.sentences))
    return found[:1]


def _event_places(one: Telling) -> list[Mention]:
    """Return where a claim puts its event: not where the hurt were taken."""
    far = _far_place(one)
    if far and not far.reference:
        return []
    start = one.claim.span[0]
    kept = []
    for place in one.claim.where:
        before = one.plain[: max(0, place.span[0] - start)]
        is_aside = _CARE_IN.search(before) or _SEEN_FROM.search(before)
        if not _OF_CARE.search(place.text) and not is_aside:
            kept.append(place)
    # A list goes from the place to what it lies in or near.
    return kept if far else kept[:1]


def _far_place(one: Telling) -> _Far | None:
    """Return a place of the event that the sentence puts far from another."""
    start = one.claim.span[0]
    for place in one.claim.where:
        first, last = place.span[0] - start, place.span[1] - start
        before = one.plain[: max(0, first)]
        if first < 0 or _SEEN_FROM.search(before) or _CARE_IN.search(before):
            continue
        behind = one.plain[last : last + _NEARNESS_WORDS]
        if _FAR_WORDS.search(behind):
            return _Far(place, None)
        for number in one.claim.numbers:
            value = number.min if number.min is not None else number.max
            at, end = number.span[0] - start, number.span[1] - start
            between = one.plain[last:at]
            is_behind = last <= at <= last + _NEARNESS_WORDS and not re.search(r"[;.]", between)
            is_behind = is_behind and not any(
                last <= other.span[0] - start < at for other in one.claim.where
            )
            is_far = number.unit_or_category == "km" and (value or 0) >= _FAR_KM
            if is_far and is_behind and _AWAY.match(one.plain, end):
                told = _REFERENCE.match(one.plain, end)
                reference = told["name"] if told and not _HERE.match(told["name"]) else None
                return _Far(place, reference)
    return None


def _is_same(one: str, other: str) -> bool:
    first, second = bare_name(one).casefold(), bare_name(other).casefold()
    return first in second or second in first
