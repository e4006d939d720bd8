"""Weapons, munitions, aircraft, ships, vehicles and hazardous agents that a sentence names.

A type named by an eye-witness or an official is a claim; a clip seldom shows it.
"""

import re
from collections.abc import Sequence

from verify.casework.claims.words import any_of
from verify.casework.claims.words.arms import (
    AGENTS,
    CALIBRE,
    DESIGNATIONS,
    EQUIPMENT,
    MAKES,
    MODIFIERS,
    NOT_AFTER,
    NOT_BEFORE,
)
from verify.domain.claims import Span

_NOUN = rf"(?i:{any_of(EQUIPMENT)}(?:e?s)?|{any_of(AGENTS)})"
_TYPE = rf"(?:{'|'.join(DESIGNATIONS)})(?:s(?!\w)|-(?:style|type|class|like|series))?"
# "Two Il-76 transports": such a word names a thing only behind a type.
# "Fateh-110", "Quds-1" of no table: a name and a number, beside a word for arms.
_NUMBERED = (
    r"(?!(?:Covid|Article|Group|Level|Phase|Unit|Channel|Formula|Apollo|Area|Route|Sector)-)"
    r"[A-Z][a-z]{2,}-\d{1,3}[A-Z]{0,2}"
)
_OF_TYPE = rf"\s+of\s+(?:the\s+|a\s+)?(?:type|model|class|make)\s+(?!{_TYPE})[A-Z][\w-]*"
_BEHIND_TYPE = r"(?i:(?:transport|fighter|trainer|launcher|batter(?:y|ie)|system|freighter)s?)"
_NAMED_TYPE = r"[A-Z][a-z]+-(?:type|class|style)"
_LED = rf"(?:(?:{CALIBRE}|{any_of(MAKES)}|(?i:{any_of(MODIFIERS, EQUIPMENT)}))[ -]+){{0,3}}"
_THING = re.compile(
    rf"(?<![\w-])(?:(?P<agent>(?i:{any_of(AGENTS)}))"
    rf"|{_LED}(?:(?:{_TYPE}|{_NUMBERED})(?:\s+{_TYPE})?"
    rf"(?:\s+(?:(?i:{any_of(MODIFIERS)})[ -]+){{0,2}}(?:{_NOUN}|{_BEHIND_TYPE}))?"
    rf"|(?:{_NAMED_TYPE}\s+)?{_NOUN}(?:{_OF_TYPE})?))(?![\w])"
)
_ALONE = re.compile(rf"(?!(?:{_TYPE})$)(?:{_NUMBERED})s?")
_ARMS = re.compile(rf"(?<![\w-])(?:{_NOUN})(?![\w-])")
_NOT_BEFORE = re.compile(
    rf"(?:(?<=jet)\s+of\b|(?<=jets)\s+of\b|'s?\s|\s+(?i:{any_of(NOT_BEFORE)})(?![\w-])"
    rf"|-(?!{CALIBRE})\w)"
)
_NOT_AFTER = re.compile(rf"(?<![\w-])(?i:{any_of(NOT_AFTER)})\s+$")
# One who wears a bomb, or an aircraft.
_HUMAN = re.compile(
    r"\b(?:suicide|himself|herself|themselves|vest|belt|car\s+bombers?|walked|drove)\b",
    re.IGNORECASE,
)
# "Warplanes bomb a camp", "to shell the town": verbs.
_IS_VERB = re.compile(r"(?:bomb|shell|rocket|mortar|torpedo|taser|knife|gun|axe|tank|train)")
_SUBJECT_BEFORE = re.compile(
    r"(?<![\w-])(?:(?!(?:as|this|his|its|was|us|plus|previous|various|serious|\w*ss|\w*ous)\b)[A-Za-z]{3,}s"
    r"|to|will|would|men|troops|did)\s+$"
)
# "Twenty engines" of a fire brigade.
_ENGINES = re.compile(r"(?<!fire )(?<![\w-])engines(?![\w-])", re.IGNORECASE)
_FIREFIGHTING = re.compile(
    r"\bfire\s?(?:fighters?|m[ae]n|brigades?|crews?|service)\b", re.IGNORECASE
)
# Where coal is dug there are mines too.
_MINE = re.compile(
    r"\b(?:hit|struck|stepped\s+on|blown\s+up\s+by|drove\s+over|ran\s+over|triggered|laid|planted|clear(?:ed|ing)"
    r"|defus(?:ed|ing)|detonated|sown\s+with|strewn\s+with)\s+(?:[\w-]+\s+){0,2}?(?P<mine>mines?)"
    r"(?![\w-]|\s+(?:shafts?|workers?|owners?|company|site|entrance))",
    re.IGNORECASE,
)
# A tank of an army, or of a factory.
_TANK = re.compile(r"tanks?", re.IGNORECASE)
_HOLDS = re.compile(
    r"\b(?:leak\w*|lit(?:re|er)s?|flow\w*|acid|gas|oil|fuel|chemical\w*|liquid|storage|burst|crude|barrels?|capacity|refinery|depot|diesel|litre"
    r"|drain\w*|petrol)\b",
    re.IGNORECASE,
)


def find_equipment(plain: str, taken: Sequence[Span]) -> list[Span]:
    """Return where a sentence names equipment.

    Parameters
    ----------
    plain : str
        The sentence.
    taken : sequence of Span
        Names of places and sources: "Port Tanker", "two nearby ships said".
    """
    found: list[Span] = []
    for match in _THING.finditer(plain):
        start, end = match.span()
        is_inside = any(first <= start and end <= last for first, last in taken)
        is_human = match[0].lower().endswith(("bomber", "bombers")) and _HUMAN.search(plain)
        is_vessel = _TANK.fullmatch(match[0]) and _HOLDS.search(plain)
        is_other = (
            (_ALONE.fullmatch(match[0]) and not _ARMS.search(plain))
            or is_human
            or is_vessel
            or _is_verb(plain, start, end)
            or _NOT_BEFORE.match(plain, end)
            or _NOT_AFTER.search(plain[:start])
        )
        is_name = match[0][0].isupper() and start > 0 and re.match(r"\s[A-Z][a-z]", plain[end:])
        if not is_inside and not is_other and not (is_name and not re.search(r"\d", match[0])):
            found.append((start, end))
    found += [one.span("mine") for one in _MINE.finditer(plain)]
    if _FIREFIGHTING.search(plain):
        found += [one.span() for one in _ENGINES.finditer(plain)]
    return sorted(set(found))


def _is_verb(plain: str, start: int, end: int) -> bool:
    """Whether a word is a verb behind its subject: "jets bomb the town"."""
    return bool(
        _IS_VERB.fullmatch(plain[start:end])
        and _SUBJECT_BEFORE.search(plain[:start])
        and re.match(r"\s+(?!(?:and|or|was|were|is|are|had|has)\b)[\w'\"]", plain[end:])
    )
