"""The figures of an article's claims as they are compared: what exactly each counts.

"Nobody was killed" is a figure too: none. Families are no persons, the homeless not all who left.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import msgspec

from verify.casework.claims.conflicts.telling import Telling
from verify.casework.claims.fates import first_fate
from verify.casework.claims.heads import noun_counted
from verify.casework.claims.hedging import denied_from
from verify.casework.claims.nouns import PEOPLE, THINGS, singular
from verify.casework.claims.words import forms, word_set
from verify.casework.claims.words.statuses import ATTENDED, STATUSES
from verify.domain.claims import Number, Span

OF_PEOPLE = frozenset(STATUSES)
OF_THINGS = frozenset(
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
        "spectator bystander passenger body corpse life",
    }.items()
    for noun in nouns.split()
}
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
# "In Lesna, 14 were arrested": of one place, not of all.
_OF_ONE_PLACE = re.compile(
    r"^(?:In|At|Near)\s+(?:the\s+)?(?:(?!All|Total|January|February|March|April|May|June|July|August|September"
    r"|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][a-z]+|capital"
    r"|(?:port|city|town|village|neighbou?ring|nearby)\s)[^,\d]{0,40},\s|\b(?:nationwide"
    r"|across\s+the\s+country|in\s+other\s+(?:cities|towns|parts))\b"
)
_HOUSEHOLDS = frozenset(("family", "household", "couple"))
_HOMELESS = re.compile(
    r"\bhomeless\b|\blost\s+their\s+homes?\b|\bwithout\s+a\s+roof\b", re.IGNORECASE
)
# "Nobody was killed", "without loss of life"
_NO_FATE = (
    (
        ("killed",),
        r"\b(?:nobody|no[ -]one|none\s+of\s+(?:them|the\s+\w+)|no\s+(?:people|person"
        r"|civilians?|lives|residents?|passengers?|workers?|crew|soldiers?))\s+(?:(?:has|have|had)\s+been\s+|was\s+|were\s+|is\s+|are\s+)?"
        r"(?:killed|died|dead|lost|perished)\b|\bno\s+(?:deaths|fatalities|loss\s+of\s+life)\b"
        r"|\bwithout\s+(?:any\s+)?(?:loss\s+of\s+life|fatalities|deaths)\b"
        r"|\b(?:nobody|no[ -]one)\s+was\s+(?:inside|aboard|on\s+board|at\s+home)\b",
    ),
    (
        ("injured", "killed"),
        r"\b(?:nobody|no[ -]one|none\s+of\s+(?:them|the\s+\w+))\s+"
        r"(?:(?:has|have|had)\s+been\s+|was\s+|were\s+|is\s+)?(?:hurt|injured|harmed|wounded)\b|\bno\s+(?:injuries|casualties|victims)\b"
        r"|\bwithout\s+(?:any\s+)?(?:casualties|injuries|victims)\b",
    ),
    (
        ("missing", "killed"),
        r"\b[Aa]ll\s+(?:of\s+)?(?:the\s+)?(?:(?:\d+|[a-z]+)\s+)?(?:miners|passengers|crew|climbers|fishermen|men|women"
        r"|workers|sailors|children|people|occupants|hikers|divers|migrants|residents|tourists|pupils|villagers)"
        r"\s+(?:(?:aboard|on\s+board|inside|trapped)\s+)?(?:(?:are|were|was|have\s+been|had\s+been|got|came|made\s+it)\s+)?"
        r"(?:\w+\s+)?(?:out\s+alive|found\s+alive|safe|alive|survived|saved|rescued|brought\s+(?:out|up|ashore)\s+alive"
        r"|accounted\s+for)\b",
    ),
)
_NO_FATES = tuple((kinds, re.compile(pattern, re.IGNORECASE)) for kinds, pattern in _NO_FATE)
# Said of some, or of what is known by now.
_NOT_ALL = re.compile(
    r"\b(?:else|other|others|further|more|serious(?:ly)?|so\s+far|yet|immediate(?:ly)?|initial(?:ly)?|reports?"
    r"|reported|on\s+the\s+ground|civilians?)\b",
    re.IGNORECASE,
)
# "Four died; nobody else was hurt": four are all.
_ALL_TOLD = re.compile(
    r"\b(?:nobody|no[ -]one)\s+else\b|\bin\s+all\b|\bin\s+total\b|\ba\s+total\s+of\b", re.IGNORECASE
)
# "Police found two men dead in the yard"
_FOUND = re.compile(
    r"\b(?:found|discovered|located)\s+(?:at\s+least\s+|about\s+|some\s+)?$", re.IGNORECASE
)
# "Three died, the gunman included": the toll may be told without him.
_WITH_ATTACKER = re.compile(
    r"[^.;]{0,60}\b(?:including|among\s+them|as\s+well\s+as|and)\s+(?:the|a|their)\s+(?:suspected\s+|alleged\s+)?"
    r"(?:gunman|attacker|bomber|shooter|assailant|suspect|perpetrator|killer|suicide)\b"
)
# "Five soldiers and three civilians": both were killed.
_AND = re.compile(
    r"^(?:\s+[\w'’-]+){0,6}\s+and\s+(?:another\s+|at\s+least\s+|about\s+|some\s+|a\s+further\s+)*$"
)
_ONE_AND = re.compile(r"(?<!with\s)\b(?:a|an|one)\s+(?:[a-z-]+\s+)?([a-z-]+)\s+and\s+$")
# "No pupil was hurt", "every miner survived": of these alone.
_NONE_OF = re.compile(
    r"\b[Nn]o\s+(?P<noun>(?!one\b)[a-z]+)\s+(?:(?:has|have|had)\s+been\s+|was\s+|were\s+)"
    r"(?P<fate>killed|hurt|injured|wounded|lost|destroyed|damaged|burned|burnt|hit)\b"
    r"|\b(?:[Aa]ll|[Ee]very)\s+(?:of\s+)?(?:the\s+)?(?:(?:\d+|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|[a-z]+teen|[a-z]+ty(?:-[a-z]+)?)\s+)?(?P<noun2>[a-z]+)\b[^,.;]{0,60}?\s"
    r"(?:survived|(?:escaped|pulled|found|brought|dug|rescued|got|came|saved)\b[^,.;]{0,30}\balive|escaped\s+with\s+their\s+lives"
    r"|(?:were|was|are|have\s+been|had\s+been)\b[^,.;]{0,30}\b(?:safely|to\s+safety|unhurt|unharmed|safe\s+and\s+well))\b"
)
# "Escaped inmates", "inmates escaped"
_DID = re.compile(
    r"\s+(?:(?P<done>[a-z]{3,}ed)\s+[a-z]+\b|[a-z]+(?:\s+(?:have|had|has|were|was))?\s+(?P<did>[a-z]{3,}ed)\b)"
)
# "Hostages were freed"
_LET_GO = re.compile(
    r"[^,.;]{0,40}\b(?:were|was|have\s+been|has\s+been|are)\s+(?:\w+\s+)?(?:freed|released|let\s+go|rescued|killed)\b"
)
_NOW_ABOARD = re.compile(r"\s+(?:[\w-]+\s+){1,3}?(?:were\s+|was\s+|are\s+)?(?:aboard|on\s+board)\b")
_CARRIED = re.compile(
    r"\b(?:carrying|carried)\s+(?:about\s+|some\s+|at\s+least\s+|more\s+than\s+)?$"
)
_OF_NAMED = re.compile(r"(?P<first>[A-Z][\w'’-]+\s+)?(?P<name>[A-Z][\w'’-]+),\s+(?:aged\s+)?$")
_ABOARD = re.compile(r"\b(?:aboard|on\s+board|carrying)\b", re.IGNORECASE)
_ATTENDED = re.compile(rf"\b(?:{forms(ATTENDED)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a claim, and what exactly it counts."""

    telling: Telling
    number: Number
    counted: str
    is_part: bool
    noun: str
    is_named_part: bool = False
    is_all: bool = False
    word: str = ""
    summands: frozenset[tuple[float | None, float | None]] = frozenset()


def figures_of(one: Telling) -> Iterator[Figure]:
    """Yield the figures of a claim that may be about the main event."""
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
            is_crowd = counted in {"attackers", "crowd", "aboard", "crew"} or "age of" in counted
            group = "person" if noun is None or is_crowd else _SAME.get(noun, noun)
            if named := _OF_NAMED.search(before) if counted.startswith("age of ") else None:
                group = (named["first"] or "person").strip()
            is_part = (
                is_part or bool(_GRAVE.match(after)) or bool(_OF_ONE_PLACE.search(one.sentence))
            )
            is_part = is_part or bool(_FOUND.search(before))
            is_part = is_part or bool(_AMONG_ALL.match(after) or _WITH_ATTACKER.match(after))
            is_named = bool(_NAMED_PART.search(before) or _PART_AFTER.match(after))
            is_all = bool(_ALL_TOLD.search(one.sentence))
            yield Figure(one, number, counted, is_part, group, is_named, is_all, noun or "")
    yield from _none(one)


def summed(figures: Sequence[Figure]) -> list[Figure]:
    """Return figures with "five soldiers and three civilians" put together as eight.

    Parameters
    ----------
    figures : sequence of Figure
        Of one claim, in their order.
    """
    kept = [_with_one_more(figure) for figure in figures]
    for one, other in pairwise(figures):
        between = (
            one.telling.plain[slice(*(_at(one)[1], _at(other)[0]))]
            if one.number is not other.number
            else ""
        )
        is_joined = one.counted == other.counted and one.counted in OF_PEOPLE
        if not (is_joined and _AND.search(between)) or one.is_part or other.is_named_part:
            continue
        sides = (one.number, other.number)
        low = None if None in {n.min for n in sides} else sum(n.min or 0 for n in sides)
        high = None if None in {n.max for n in sides} else sum(n.max or 0 for n in sides)
        whole = msgspec.structs.replace(
            one.number, min=low, max=high, text=f"{one.number.text} and {other.number.text}"
        )
        parts = (replace(one, is_part=True), replace(other, is_part=True))
        rest = [figure for figure in kept if figure is not one and figure is not other]
        added = frozenset((n.min, n.max) for n in sides)
        total = replace(one, number=whole, is_part=False, noun="person", word="", summands=added)
        kept = [*rest, *parts, total]
    return kept


def _with_one_more(figure: Figure) -> Figure:
    """Return "a woman and three children" as four."""
    one_more = _ONE_AND.search(figure.telling.plain, 0, _at(figure)[0])
    if figure.counted not in OF_PEOPLE or not one_more or singular(one_more[1]) not in PEOPLE:
        return figure
    number = figure.number
    low, high = (None if side is None else side + 1 for side in (number.min, number.max))
    whole = msgspec.structs.replace(number, min=low, max=high)
    return replace(figure, number=whole, is_part=False, noun="person", word="")


def _at(figure: Figure) -> Span:
    start = figure.telling.claim.span[0]
    return figure.number.span[0] - start, figure.number.span[1] - start


def _none(one: Telling) -> Iterator[Figure]:
    """Yield "nobody was killed" as a figure of none."""
    start = one.claim.span[0]
    if _NOT_ALL.search(one.plain):
        return
    if found := _NONE_OF.search(one.plain):
        noun = singular(found["noun"] or found["noun2"])
        fate = first_fate(found["fate"]) if found["fate"] else "killed"
        fate = THINGS.get(noun, fate)
        if (noun in PEOPLE and fate in OF_PEOPLE) or fate in OF_THINGS:
            span = (start + found.start(), start + found.end())
            number = _no_number(found[0], span, fate)
            group = _SAME.get(noun, noun)
            yield Figure(one, number, fate, is_part=False, noun=group, is_all=True, word=noun)
        return
    for kinds, pattern in _NO_FATES:
        if found := pattern.search(one.plain):
            for kind in kinds:
                number = _no_number(found[0], (start + found.start(), start + found.end()), kind)
                yield Figure(one, number, kind, is_part=False, noun="person", is_all=True)
            return


def _no_number(text: str, span: Span, kind: str) -> Number:
    return Number(text=text, span=span, min=0.0, max=0.0, comparator="=", unit_or_category=kind)


def _deed_of(one: Telling, number: Number, noun: str | None) -> str | None:
    """Return "inmate escap": people of one kind who did one thing."""
    if noun is None or noun not in PEOPLE or _SAME.get(noun) == "person":
        return None
    last = number.span[1] - one.claim.span[0]
    did = _DID.match(one.plain, last)
    verb = did["done"] or did["did"] if did else None
    return f"{noun} {verb[:5]}" if verb else None


def _count_of_people(one: Telling) -> int:
    """Return how many numbers of a claim count people: "30 soldiers and 12 civilians" are two."""
    return sum(number.unit_or_category in OF_PEOPLE | {"people"} for number in one.claim.numbers)


def lone_attacker(one: Telling) -> Figure | None:
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
    return Figure(one, number, "attackers", is_part=False, noun="person")


def _counted(one: Telling, number: Number, noun: str | None) -> str | None:
    """Return what is compared: a fate, a thing of one kind of event, those aboard, the crowd."""
    kind = number.unit_or_category
    first, last = number.span[0] - one.claim.span[0], number.span[1] - one.claim.span[0]
    if noun in {"hostage", "captive", "prisoner"} and _LET_GO.match(one.plain, last):
        return None
    if kind in {"people", "missing"} and noun in PEOPLE and noun not in _MANNING | {"passenger"}:
        is_aboard = _NOW_ABOARD.match(one.plain, last) or _CARRIED.search(one.plain, 0, first)
        if is_aboard and _count_of_people(one) == 1:
            return "aboard"
    is_armed = noun in {"man", "woman", "youth"} and _ARMED.search(one.plain)
    if kind == "people" and (noun in _ATTACKERS or is_armed):
        return "attackers"
    if kind == "evacuated" and _HOMELESS.search(one.plain):
        return "homeless households" if noun in _HOUSEHOLDS else "homeless"
    if kind in OF_PEOPLE and noun in _HOUSEHOLDS:
        return f"{kind} households"
    if kind in OF_PEOPLE or kind == "magnitude":
        return kind
    if kind == "years_age":
        named = _OF_NAMED.search(one.plain, 0, number.span[0] - one.claim.span[0])
        return f"age of {named['name']}" if named else None
    if kind in OF_THINGS:
        return kind
    if kind != "people":
        return None
    if noun in _MANNING or (noun == "member" and "crew member" in one.plain):
        return "crew"
    if _ABOARD.search(one.plain):
        return "aboard" if noun in {None, "person"} else None
    if deed := _deed_of(one, number, noun):
        return deed
    return "crowd" if _ATTENDED.search(one.plain) else None
