"""Numbers of one thing that exclude one another; and numbers that only look alike.

Compared are intervals: "at least eight" admits 14. Parts ("six of them", "three more bodies") are
not compared with wholes, nor soldiers with people. A figure in the article's own voice that some
source also gives only repeats that source.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from verify.casework.claims.conflicts.telling import Telling, ordered
from verify.casework.claims.heads import noun_counted
from verify.casework.claims.hedging import denied_from
from verify.casework.claims.words import forms, word_set
from verify.casework.claims.words.statuses import ATTENDED, STATUSES
from verify.domain.claims import Conflict, ConflictKind, Number, Pair

_OF_PEOPLE = frozenset(STATUSES)
_OF_THINGS = frozenset(
    (
        "aircraft",
        "drones",
        "rockets",
        "shells",
        "rounds",
        "vehicles",
        "ships",
        "buildings",
        "explosions",
    )
)
# One word for those that papers call by many.
_SAME = {
    noun: group
    for group, nouns in {
        "child": "child kid pupil student schoolchild boy girl teenager toddler",
        "worker": "worker employee staff miner technician crew labourer engineer crewman",
        "soldier": "soldier troop serviceman servicewoman conscript fighter militant",
        "police": "officer policeman policewoman constable",
        "protester": "protester demonstrator marcher rioter",
        "house": "house home dwelling cottage bungalow",
        "person": "person people resident villager inhabitant victim local onlooker "
        "spectator bystander passenger body corpse",
    }.items()
    for noun in nouns.split()
}
# Named as part of a toll, not as all of it.
_PARTS = frozenset(("child", "police", "woman", "journalist", "medic", "firefighter", "rescuer"))
_FOOTAGE = re.compile(
    r"\b(?:videos?|footage|clips?|film|recordings?|pictures?|camera)\b", re.IGNORECASE
)
_MANNING = frozenset(("crew", "crewman"))
_ATTACKERS = word_set(
    "gunman attacker assailant shooter suspect bomber robber raider burglar thief sniper hijacker "
    "kidnapper"
)
_LONE = re.compile(
    rf"\b(?:[Aa]|[Oo]ne|[Ll]one|[Ss]ole)\s+(?:lone\s+|masked\s+"
    rf"|armed\s+)?(?:{'|'.join(sorted(_ATTACKERS))})\b(?!s)"
    r"|\b(?:[Aa]\s+)?(?:man|woman|youth|teenager)\s+(?:with\s+a\s+(?:knife|gun|rifle)|stabb\w+"
    r"|shot|opened\s+fire"
    r"|opens\s+fire|armed\s+with)"
)
_ARMED = re.compile(
    r"\b(?:armed|carrying\s+(?:\w+\s+){0,3}(?:knives|guns?|rifles?|weapons?|bombs?|machetes|explosives"
    r"|pistols?|kalashnikovs?)|with\s+(?:a\s+)?(?:knives|guns?|rifles?|machetes)|opened\s+fire"
    r"|stabb\w+|masked)\b",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    r"\bof\s+(?:the\s+)?(?:injured|wounded|dead|victims|rescued|missing|those|\d+)[^,]{0,30},\s+$|"
    r"\b(?:another|a\s+further|further|additional|remaining|including|among\s+them|of\s+whom"
    r"|of\s+which|the\s+other|first|"
    r"bod(?:y|ies)\s+of|and|other|an?\s+extra|plus)\s+(?:at\s+least\s+|about\s+|some\s+)?$",
    re.IGNORECASE,
)
# Those worst off are a part of those hurt.
_GRAVE = re.compile(r"[^,.;]{0,30}\b(?:critical|serious)(?:ly|\s+condition)\b", re.IGNORECASE)
_NAMED_PART = re.compile(
    r"\b(?:including|among\s+them|of\s+whom|of\s+which)\s+(?:at\s+least\s+|about\s+)?$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"\s+(?:more|others?|of\s+(?:them|whom|these|those|its|their|the\s+(?!dead|injured|wounded"
    r"|victims))|further|additional|more\s+bodies|bodies\s+(?:have|had|has|were"
    r"|was)?\s*(?:been\s+)?(?:recovered|found|pulled|identified)|remains)\b",
    re.IGNORECASE,
)
# "Three of the dead" are a part, "all seven of the dead" are the whole.
_SOME_OF = re.compile(r"\s+of\s+the\s+(?:dead|injured|wounded|victims|missing|survivors)\b")
_ALL = re.compile(r"\b[Aa]ll\s+$")
# "Six minors are among the dead"
_AMONG_ALL = re.compile(
    r"[^,.;]{0,40}\b(?:are|were|is|was)\s+among\s+(?:the|those|them)\b", re.IGNORECASE
)
_UPDATE = re.compile(
    r"\b(?:(?<!will )(?<!may )(?<!could )(?<!might )(?<!to )rise[sn]?|rose|rising"
    r"|climb(?:s|ed|ing)?|now|updated|revised|raised|increased"
    r"|had\s+(?:(?:first|earlier|previously)\s+)?(?:put|said|spoken|given|reported|counted"
    r"|stood)|earlier|previously|"
    r"initial(?:ly)?|at\s+first|latest|new\s+toll|up\s+from|down\s+from|first\s+(?:said"
    r"|reported|spoke|put)|since\s+then|by\s+then|later|preliminary|lowered|corrected"
    r"|so\s+far)\b",
    re.IGNORECASE,
)
# "In Lesna, 14 were arrested": of one place, not of all.
_OF_ONE_PLACE = re.compile(
    r"^(?:In|At|Near)\s+(?:the\s+)?(?:(?!All|Total|January|February|March|April|May|June|July|August|September"
    r"|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][a-z]+|capital"
    r"|(?:port|city|town|village|neighbou?ring|nearby)\s)[^,\d]{0,40},\s|\b(?:nationwide"
    r"|across\s+the\s+country|in\s+other\s+(?:cities|towns|parts))\b"
)
_NO_NEWER = re.compile(r"\bno\s+new\b|\bunchanged\b", re.IGNORECASE)
_ABOARD = re.compile(r"\b(?:aboard|on\s+board|carrying)\b", re.IGNORECASE)
_ATTENDED = re.compile(rf"\b(?:{forms(ATTENDED)})\b", re.IGNORECASE)
_MOST_LOOK_ALIKES = 6


# What is counted, and the intervals of both sides.
_Key = tuple[str, frozenset[tuple[float | None, float | None]]]


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number of a claim, and what exactly it counts."""

    telling: Telling
    number: Number
    counted: str
    is_part: bool
    noun: str
    is_named_part: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """What the numbers of an article say about one another."""

    conflicts: list[Conflict]
    disagree: list[Pair]
    updates: list[Pair]


def compare_numbers(told: Sequence[Telling]) -> Compared:
    """Return which numbers of an article exclude one another, and why that may be.

    Parameters
    ----------
    told : sequence of Telling
        The claims.
    """
    every = [figure for one in told for figure in _figures(one)]
    parts = {(one.counted, one.number.min, one.number.max) for one in every if one.is_named_part}
    figures = _whole_figures(told, every)
    result = Compared([], [], [])
    conflicts: list[tuple[_Key, Conflict]] = []
    # Asked once each: of a long chronicle there are some hundred thousand pairs.
    sourced = [figure for figure in figures if not figure.telling.is_own_voice]
    voiced = {id(figure) for figure in figures if _voiced(figure, sourced)}
    ages = {id(figure.telling): _age(figure.telling) for figure in figures}
    for one, other in combinations(figures, 2):
        if one.counted != other.counted or one.telling.i == other.telling.i:
            continue
        if not _is_comparable(one, other, figures) or _is_part_told_again(one, other, parts):
            continue
        if not _exclude(one.number, other.number) or not _is_one_event(one, other):
            continue
        pair, why = ordered(one.telling, other.telling), _why(one, other)
        if _is_update(ages[id(one.telling)], ages[id(other.telling)]):
            result.updates.append(
                Pair(sentences=pair, why=f"{why}: the later may update the earlier")
            )
        elif id(one) in voiced and id(other) in voiced:
            result.disagree.append(Pair(sentences=pair, why=f"{why}, each by its own source"))
        elif one.telling.is_own_voice or other.telling.is_own_voice:
            conflict = Conflict(kind=ConflictKind.NUMBER, sentences=pair, why=why)
            conflicts.append((_key(one, other), conflict))
    return Compared(_one_each(conflicts), _distinct(result.disagree), _distinct(result.updates))


def _whole_figures(told: Sequence[Telling], every: Sequence[_Figure]) -> list[_Figure]:
    """Return the figures that are no parts of others; "a gunman" only if no number says one."""
    figures = [figure for figure in every if not figure.is_part]
    says_one = any(figure.counted == "attackers" and figure.number.max == 1 for figure in figures)
    return figures if says_one else [*figures, *(lone for one in told if (lone := _lone(one)))]


def _is_part_told_again(
    one: _Figure, other: _Figure, parts: set[tuple[str, float | None, float | None]]
) -> bool:
    """Whether a figure is that of a part named elsewhere: "seven, four of them in Lesna"."""
    return any((side.counted, side.number.min, side.number.max) in parts for side in (one, other))


def _is_comparable(one: _Figure, other: _Figure, figures: Sequence[_Figure]) -> bool:
    """Whether two figures count the same people: "kills four" and "seven workers" may.

    A smaller figure of some ("five children") against a larger one of all is a part of it; a
    figure of all that is told again as one of all needs no other reading.
    """
    if one.noun == other.noun:
        return True
    if "person" not in {one.noun, other.noun} or {one.noun, other.noun} & _PARTS:
        return False
    whole, other_one = (one, other) if one.noun == "person" else (other, one)
    again = [
        figure
        for figure in figures
        if figure is not whole
        and figure.noun == "person"
        and figure is not other_one
        and figure.counted == whole.counted
        and not _exclude(figure.number, whole.number)
    ]
    return not again


def look_alikes(told: Sequence[Telling]) -> list[Pair]:
    """Return pairs of sentences whose numbers are of different fates, which headlines mix up."""
    seen: dict[tuple[str, str], Pair] = {}
    figures = [f for one in told for f in _figures(one) if f.counted in _OF_PEOPLE]
    for one, other in combinations(figures, 2):
        kinds = (min(one.counted, other.counted), max(one.counted, other.counted))
        if one.counted == other.counted or one.telling.i == other.telling.i or kinds in seen:
            continue
        why = (
            f"{one.number.text} {one.counted} and {other.number.text} {other.counted} are "
            f"different things"
        )
        seen[kinds] = Pair(sentences=ordered(one.telling, other.telling), why=why)
    return list(seen.values())[:_MOST_LOOK_ALIKES]


def _figures(one: Telling) -> Iterator[_Figure]:
    if not one.may_be_of_event:
        return
    start = one.claim.span[0]
    denied = denied_from(one.plain)
    seen: set[str] = set()
    for number in one.claim.numbers:
        first, last = number.span[0] - start, number.span[1] - start
        if first < 0 or (denied is not None and denied < first):
            continue
        before, after = one.plain[:first], one.plain[last:]
        noun = noun_counted(one.plain, last)
        counted = _counted(one, number, noun)
        if counted:
            # "14 people, three in a bad state"
            is_aside = noun is None and counted in seen
            is_some_of = bool(_SOME_OF.match(after)) and not _ALL.search(before)
            is_part = (
                is_some_of
                or bool(_PART_BEFORE.search(before) or _PART_AFTER.match(after))
                or is_aside
            )
            seen.add(counted)
            is_crowd = counted in {"attackers", "crowd", "aboard", "crew"}
            group = "person" if noun is None or is_crowd else _SAME.get(noun, noun)
            is_part = (
                is_part or bool(_GRAVE.match(after)) or bool(_OF_ONE_PLACE.search(one.sentence))
            )
            is_part = is_part or bool(_AMONG_ALL.match(after))
            is_named = bool(_NAMED_PART.search(before) or _PART_AFTER.match(after))
            yield _Figure(one, number, counted, is_part, group, is_named)


def _lone(one: Telling) -> _Figure | None:
    """Return "a gunman", "a man stabbed" as a figure: one attacker."""
    found = _LONE.search(one.plain)
    if found is None or not one.is_of_event or not one.kinds & {"shooting", "strike", "casualty"}:
        return None
    start = one.claim.span[0]
    number = Number(
        text=found[0],
        span=(start + found.start(), start + found.end()),
        min=1.0,
        max=1.0,
        comparator="=",
        unit_or_category="people",
    )
    return _Figure(one, number, "attackers", is_part=False, noun="person")


def _counted(one: Telling, number: Number, noun: str | None) -> str | None:
    """Return what is compared: a fate, a thing of one kind of event, those aboard, the crowd."""
    kind = number.unit_or_category
    is_armed = noun in {"man", "woman", "youth"} and _ARMED.search(one.plain)
    if kind == "people" and (noun in _ATTACKERS or is_armed):
        return "attackers"
    if kind in _OF_PEOPLE or kind == "magnitude":
        return kind
    if kind in _OF_THINGS:
        return kind
    if kind != "people":
        return None
    if noun in _MANNING or (noun == "member" and "crew member" in one.plain):
        return "crew"
    if _ABOARD.search(one.plain):
        return "aboard" if noun in {None, "person"} else None
    return "crowd" if _ATTENDED.search(one.plain) else None


def _exclude(one: Number, other: Number) -> bool:
    """Whether two intervals have nothing in common; "about" leaves a tenth either way."""
    lows, highs = [], []
    for number in (one, other):
        slack = 0.1 if number.comparator == "~" else 0.0
        lows.append(-float("inf") if number.min is None else number.min * (1 - slack))
        highs.append(float("inf") if number.max is None else number.max * (1 + slack))
    return lows[0] > highs[1] or lows[1] > highs[0]


def _is_one_event(one: _Figure, other: _Figure) -> bool:
    if one.counted in _OF_THINGS:
        # What was heard is more than what one clip shows.
        both = (one.telling.sentence, other.telling.sentence)
        is_filmed = [bool(_FOOTAGE.search(sentence)) for sentence in both]
        return is_filmed[0] == is_filmed[1] and bool(one.telling.kinds & other.telling.kinds)
    return True


class _Age(NamedTuple):
    """What a sentence says of how new its figures are."""

    is_no_newer: bool
    is_marked: bool
    is_update: bool


def _age(one: Telling) -> _Age:
    return _Age(
        is_no_newer=bool(_NO_NEWER.search(one.sentence)),
        is_marked=bool(one.clock_mark),
        is_update=bool(_UPDATE.search(one.sentence)),
    )


def _is_update(one: _Age, other: _Age) -> bool:
    if one.is_no_newer or other.is_no_newer:
        return False
    return (one.is_marked and other.is_marked) or one.is_update or other.is_update


def _voiced(one: _Figure, sourced: Sequence[_Figure]) -> bool:
    """Whether some source gives this figure: its own sentence's, or another's that it repeats."""
    return any(
        other.counted == one.counted
        and not _exclude(other.number, one.number)
        and {other.number.min, other.number.max} & {one.number.min, one.number.max} - {None}
        for other in sourced
    )


def _why(one: _Figure, other: _Figure) -> str:
    first, second = sorted((one, other), key=lambda figure: figure.telling.i)
    return f"{first.number.text} against {second.number.text} ({first.counted})"


def _one_each(found: Sequence[tuple[_Key, Conflict]]) -> list[Conflict]:
    """Keep one pair for each pair of figures: of reports rather than a headline, and near."""
    best: dict[_Key, Conflict] = {}
    for key, one in found:
        first, last = one.sentences
        rank = (first == 0, last - first)
        kept = best.get(key)
        if kept is None or rank < (kept.sentences[0] == 0, kept.sentences[1] - kept.sentences[0]):
            best[key] = one
    return list(best.values())


def _key(one: _Figure, other: _Figure) -> _Key:
    sides = ((side.number.min, side.number.max) for side in (one, other))
    return one.counted, frozenset(sides)


def _distinct(found: Sequence[Pair]) -> list[Pair]:
    return list({one.sentences: one for one in reversed(found)}.values())[::-1]
