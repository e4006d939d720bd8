"""Which sentences are worth checking, with the reasons; all of them stay visible.

Ranking is hard (the best of CLEF 2018 reached a mean average precision of 0.18 in English), so the
score is for the order in which to look. It adds up what evidence can settle and takes off what it
cannot: opinion, wish, question, the future.
"""

import re
from dataclasses import dataclass

from verify.casework.claims.hedging import hedge_level, is_negated
from verify.casework.claims.words import forms
from verify.casework.claims.words.events import EVENTS
from verify.casework.claims.words.worth import (
    ADDRESS,
    BACKGROUND,
    FIRST_PERSON,
    FUTURE,
    OPINION,
    PAST,
    UNKNOWN,
)

CHECKABLE_FROM = 2
"""Points from which a sentence counts as checkable."""
_LEAST, _MOST = -6, 10
_SHORT_WORDS = 6


def _words(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{forms(pattern)})(?![\w-])", flags)


_EVENT = _words(" | ".join(EVENTS.values()))
_OPINION, _FUTURE, _ADDRESS = _words(OPINION), _words(FUTURE), _words(ADDRESS)
_UNKNOWN, _BACKGROUND, _PAST = _words(UNKNOWN), _words(BACKGROUND), _words(PAST)
_FIRST_PERSON = _words(FIRST_PERSON, 0)
_FOOTAGE = _words(
    r"videos?|footage|clips?|film(?:ed)?|recordings?|pictures?|images?|photos?|cameras?"
    r"|visible|seen|heard"
)
_REPORTED = _words(
    r"(?:sa(?:y|ys|id)|claim|complain|maintain|insist|report|argue|alleg|stat|not|add|warn|tell|told"
    r"|writ|wrote|explain|contend|believ|think)\w*(?: \w+){0,3} that"
    r"|according to"
)
_OWN_FINDINGS = _words(
    r"(?:[Ww]e|[Oo]ur (?:\w+ )?(?:team|reporters?|correspondents?|researchers)) "
    r"(?:have |had )?(?:assess|estimate|count|found"
    r"|find|document|measure|record|identif|verif|interview)\w*",
    0,
)
_CAUSE = _words(r"the cause|caused|to blame for|triggered by|sparked by|set off by")
_PERFECT = _words(r"to have (?:been|\w+ed|had|gone|come|left|hit)")
_FIGURE = re.compile(r"\d{2}")
_SHOWS = _words(r"shows?|captures?|depicts?|records?|appears? to show|filmed|taken")


@dataclass(frozen=True, slots=True)
class Parts:
    """How many of each part a sentence has."""

    numbers: int
    times: int
    places: int
    equipment: int
    has_source: bool
    doubts_only: bool
    only_times_over: bool = False
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Worth:
    """Points and what they were given for."""

    points: int
    reasons: tuple[str, ...]

    @property
    def is_checkable(self) -> bool:
        """Whether evidence could settle what the sentence says."""
        return self.points >= CHECKABLE_FROM

    @property
    def score(self) -> float:
        """Points from 0 to 1, for the order in which to look."""
        within = min(max(self.points, _LEAST), _MOST)
        return round((within - _LEAST) / (_MOST - _LEAST), 2)


def worth_of(plain: str, parts: Parts) -> Worth:
    """Return how much a sentence is worth checking.

    Parameters
    ----------
    plain : str
        The sentence.
    parts : Parts
        What was read in it.
    """
    given: list[tuple[int, str]] = []
    if parts.numbers and parts.only_times_over:
        given.append((1, "says how often"))
    elif parts.numbers:
        given.append((2 + (parts.numbers > 1), "has a number"))
    if parts.times:
        given.append((1, "says when"))
    if parts.places:
        given.append((1, "names a place"))
    if parts.equipment:
        given.append((1, "names equipment"))
    if _EVENT.search(plain):
        given.append((2, "tells of an event"))
    if parts.has_source:
        given.append((1, "names its source"))
    if _FOOTAGE.search(plain) and not parts.doubts_only:
        given.append((1 + bool(_SHOWS.search(plain)), "tells of footage"))
    if _CAUSE.search(plain):
        given.append((1, "tells of a cause"))
    if hedge_level(plain, is_headline=False):
        given.append((1, "tells what somebody is not sure of"))
    if parts.times and _PAST.search(plain):
        given.append((1, "tells of something past"))
    if parts.has_source and '"' not in plain and _PAST.search(plain) and _REPORTED.search(plain):
        given.append((1, "tells what somebody said of it"))
    is_denial = is_negated(plain) and (
        _PAST.search(plain) or _EVENT.search(plain) or parts.has_source
    )
    if is_denial and '"' not in plain:
        given.append((1, "denies something"))
    given += _taken_off(plain, parts)
    return Worth(sum(points for points, _ in given), tuple(reason for _, reason in given))


def _taken_off(plain: str, parts: Parts) -> list[tuple[int, str]]:
    taken: list[tuple[int, str]] = []
    ending = plain.rstrip("\"')")
    if ending.endswith("?"):
        taken.append((-5, "is a question"))
    if _OPINION.search(plain) and not (parts.is_head and _EVENT.search(plain)):
        taken.append((-3, "voices an opinion or a wish"))
    if _ADDRESS.search(plain):
        taken.append((-4, "speaks to the reader"))
    if _FUTURE.search(plain):
        taken.append((-3, "is about what is to come"))
    if parts.doubts_only or _UNKNOWN.match(plain):
        taken.append((-5, "says that something is not known"))
    if _BACKGROUND.search(plain) and not parts.numbers:
        taken.append((-3, "tells what has long been so"))
    is_personal = _FIRST_PERSON.search(plain) and not _OWN_FINDINGS.search(plain)
    if is_personal and not parts.numbers and not parts.is_head:
        taken.append((-2, "is in the first person"))
    is_short = len(plain.split()) < _SHORT_WORDS and not parts.numbers
    if is_short and not _PAST.search(plain):
        taken.append((-1, "is short"))
    is_general = not (
        _PAST.search(plain) or _PERFECT.search(plain) or parts.has_source or parts.places
    )
    is_general = is_general and not (_FIGURE.search(plain) and not _FUTURE.search(plain))
    if is_general and not parts.is_head and not _FOOTAGE.search(plain):
        taken.append((-1, "tells of nothing past"))
    return taken
