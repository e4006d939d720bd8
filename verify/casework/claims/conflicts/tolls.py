"""Numbers of one thing that exclude one another; and numbers that only look alike.

Compared are intervals: "at least eight" admits 14. Parts ("six of them", "three more bodies") are
not compared with wholes, nor soldiers with people. A figure in the article's own voice that some
source also gives only repeats that source.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import NamedTuple, TypeVar

from verify.casework.claims.conflicts.figures import (
    OF_PEOPLE,
    OF_THINGS,
    Figure,
    figures_of,
    lone_attacker,
    summed,
)
from verify.casework.claims.conflicts.telling import Telling, ordered
from verify.casework.claims.places import bare_name
from verify.domain.claims import Conflict, ConflictKind, Number, Pair

# Named as part of a toll, not as all of it.
_PARTS = frozenset(("child", "police", "woman", "journalist", "medic", "firefighter", "rescuer"))
_FOOTAGE = re.compile(
    r"\b(?:videos?|footage|clips?|film|recordings?|pictures?|camera)\b", re.IGNORECASE
)
_DISEASE = re.compile(
    r"\b(?:cholera|measles|malaria|ebola|flu|influenza|virus|epidemic|outbreak|disease|infections?|infected)\b",
    re.IGNORECASE,
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
_NO_NEWER = re.compile(r"\bno\s+new\b|\bunchanged\b", re.IGNORECASE)
_MOST_LOOK_ALIKES = 6
_MOST_FIGURES = 400
MOST_LISTED = 100
"""As many pairs of each sort are listed; a chronicle of hundreds of tolls has thousands."""


_Listed = TypeVar("_Listed")
# What is counted, the intervals of both sides, and of those that one was put together from.
_Intervals = frozenset[tuple[float | None, float | None]]
_Key = tuple[str, _Intervals, _Intervals]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the numbers of an article say about one another."""

    conflicts: list[Conflict]
    disagree: list[Pair]
    updates: list[Pair]
    remarks: list[str]


def compare_numbers(told: Sequence[Telling]) -> Compared:
    """Return which numbers of an article exclude one another, and why that may be.

    Parameters
    ----------
    told : sequence of Telling
        The claims.
    """
    every = [figure for one in told for figure in summed(list(figures_of(one)))]
    parts = {(one.counted, one.number.min, one.number.max) for one in every if one.is_named_part}
    figures = _whole_figures(told, every)
    remarks = []
    if len(figures) > _MOST_FIGURES:
        remarks.append(f"Only the first {_MOST_FIGURES} of {len(figures)} figures are compared.")
        figures = figures[:_MOST_FIGURES]
    result = Compared([], [], [], remarks)
    conflicts: list[tuple[_Key, Conflict]] = []
    # Asked once each: of a long chronicle there are some hundred thousand pairs.
    sourced = [figure for figure in figures if not figure.telling.is_own_voice]
    voiced = {id(figure) for figure in figures if _voiced(figure, sourced)}
    ages = {id(figure.telling): _age(figure.telling) for figure in every}
    # "Nobody was killed" excludes any part of a toll too.
    none = [figure for figure in figures if figure.number.max == 0]
    some = [figure for figure in every if figure.is_part and none]
    for one, other in chain(combinations(figures, 2), product(none, some)):
        if one.counted != other.counted or one.telling.i == other.telling.i:
            continue
        if not _is_comparable(one, other, figures) or (
            one.number.max != 0 and _is_part_told_again(one, other, parts)
        ):
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
    return Compared(
        _bounded(_one_each(conflicts), "numbers that exclude one another", remarks),
        _bounded(_distinct(result.disagree), "numbers that sources disagree on", remarks),
        _bounded(_distinct(result.updates), "numbers that later ones may update", remarks),
        remarks,
    )


def _bounded(found: list[_Listed], what: str, remarks: list[str]) -> list[_Listed]:
    """Return what is listed of what was found, and say so where that is not all."""
    if len(found) > MOST_LISTED:
        remarks.append(f"Of {len(found)} pairs of {what}, {MOST_LISTED} are listed.")
    return found[:MOST_LISTED]


def _whole_figures(told: Sequence[Telling], every: Sequence[Figure]) -> list[Figure]:
    """Return the figures that are no parts of others; "a gunman" only if no number says one."""
    figures = [figure for figure in every if not figure.is_part]
    says_one = any(figure.counted == "attackers" and figure.number.max == 1 for figure in figures)
    return (
        figures if says_one else [*figures, *(lone for one in told if (lone := lone_attacker(one)))]
    )


def _is_part_told_again(
    one: Figure, other: Figure, parts: set[tuple[str, float | None, float | None]]
) -> bool:
    """Whether a figure is that of a part named elsewhere: "seven, four of them in Lesna"."""
    is_summand = any(
        (side.number.min, side.number.max) in whole.summands
        for side, whole in ((one, other), (other, one))
    )
    return is_summand or any(
        (side.counted, side.number.min, side.number.max) in parts for side in (one, other)
    )


def _is_comparable(one: Figure, other: Figure, figures: Sequence[Figure]) -> bool:
    """Whether two figures count the same people: "kills four" and "seven workers" may.

    A smaller figure of some ("five children") against a larger one of all is a part of it; a
    figure of all that is told again as one of all needs no other reading.
    """
    none = next((side for side in (one, other) if side.number.max == 0), None)
    if none is not None and (none.word or {one.noun, other.noun} & _PARTS):
        return one.word == other.word or bool({one.word, other.word} & {"", "body", "corpse"})
    if one.noun == other.noun:
        return True
    if one.counted.startswith("age of "):
        return "person" in {one.noun, other.noun}
    if "person" not in {one.noun, other.noun} or {one.noun, other.noun} & _PARTS:
        return False
    whole, other_one = (one, other) if one.noun == "person" else (other, one)
    # "Kills three" of a headline are the three soldiers that the report tells of.
    named = {
        figure.noun
        for figure in figures
        if figure.counted == whole.counted
        and (figure.number.min, figure.number.max) == (whole.number.min, whole.number.max)
    } - {"person"}
    if named and other_one.noun not in named:
        return False
    # Fewer of a kind, told after all, are some of them, but where they are said to be all.
    highest = float("inf") if other_one.number.max is None else other_one.number.max
    is_after = whole.telling.i < other_one.telling.i and not whole.telling.is_head
    if highest < (whole.number.min or 0) and is_after and not other_one.is_all:
        return False
    if other_one.is_all:
        return True
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
    figures = [f for one in told for f in figures_of(one) if f.counted in OF_PEOPLE]
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


def _exclude(one: Number, other: Number) -> bool:
    """Whether two intervals have nothing in common; "about" leaves a tenth either way."""
    lows, highs = [], []
    for number in (one, other):
        slack = 0.1 if number.comparator == "~" else 0.0
        lows.append(-float("inf") if number.min is None else number.min * (1 - slack))
        highs.append(float("inf") if number.max is None else number.max * (1 + slack))
    return lows[0] > highs[1] or lows[1] > highs[0]


def _is_one_event(one: Figure, other: Figure) -> bool:
    if one.counted in OF_THINGS:
        # What was heard is more than what one clip shows.
        both = (one.telling.sentence, other.telling.sentence)
        is_filmed = [bool(_FOOTAGE.search(sentence)) for sentence in both]
        return is_filmed[0] == is_filmed[1] and bool(one.telling.kinds & other.telling.kinds)
    if 0 in {one.number.max, other.number.max} and _are_two_places(one.telling, other.telling):
        return False
    if one.telling.kinds & other.telling.kinds and _are_two_days(one.telling, other.telling):
        return False
    sick = [bool(_DISEASE.search(side.telling.sentence)) for side in (one, other)]
    return sick[0] == sick[1]


def _are_two_places(one: Telling, other: Telling) -> bool:
    first, second = ({bare_name(place.text) for place in t.claim.where} for t in (one, other))
    return bool(first and second) and not first & second


def _are_two_days(one: Telling, other: Telling) -> bool:
    """Whether two claims are each of a day of its own."""
    first, second = one.claim.when, other.claim.when
    if not (first and second and first.date_from and second.date_from):
        return False
    is_of_days = first.date_from == first.date_to and second.date_from == second.date_to
    return is_of_days and first.date_from != second.date_from


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


def _voiced(one: Figure, sourced: Sequence[Figure]) -> bool:
    """Whether some source gives this figure: its own sentence's, or another's that it repeats."""
    return any(
        other.counted == one.counted
        and not _exclude(other.number, one.number)
        and {other.number.min, other.number.max} & {one.number.min, one.number.max} - {None}
        for other in sourced
    )


def _why(one: Figure, other: Figure) -> str:
    first, second = sorted((one, other), key=lambda figure: figure.telling.i)
    return f"{first.number.text} against {second.number.text} ({first.counted})"


def _one_each(found: Sequence[tuple[_Key, Conflict]]) -> list[Conflict]:
    """Keep one pair for each pair of figures: of reports rather than a headline, and near.

    "17" and "at least 17" against eight are one pair.
    """
    told: set[tuple[str, float]] = set()
    kept = []
    for key, one in sorted(found, key=lambda one: _rank(one[1])):
        counted, sides, summands = key
        ends = _ends(counted, sides)
        # Of three figures two pairs say that they differ.
        if not ends <= told:
            told |= ends | _ends(counted, summands)
            kept.append(one)
    return kept


def _rank(one: Conflict) -> tuple[bool, int, tuple[int, int]]:
    first, last = one.sentences
    return first == 0, last - first, one.sentences


def _key(one: Figure, other: Figure) -> _Key:
    sides = ((side.number.min, side.number.max) for side in (one, other))
    return one.counted, frozenset(sides), one.summands | other.summands


def _ends(counted: str, intervals: _Intervals) -> set[tuple[str, float]]:
    return {(counted, end) for interval in intervals for end in interval if end is not None}


def _distinct(found: Sequence[Pair]) -> list[Pair]:
    return list({one.sentences: one for one in reversed(found)}.values())[::-1]
