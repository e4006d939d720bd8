"""What a quantity counts: by its unit, by the noun behind it, by what became of the people.

People are told apart by the nearest word of harm or help in their own clause. A number whose noun
is left out ("six of them", "the other 13") counts what the number before it counts.
"""

import re
from collections.abc import Sequence

from verify.casework.claims.ages import counts_years_of_age, is_age, join_ages
from verify.casework.claims.fates import FATES, fate, first_fate, led_fate, took_part
from verify.casework.claims.heads import Head, head_of, is_demonym, is_plain_verb, may_be_person
from verify.casework.claims.nouns import AGENTS, PEOPLE, THINGS, singular
from verify.casework.claims.numbers import Quantity
from verify.casework.claims.words import any_of
from verify.casework.claims.words.quantities import ELIDED

_RESTATED = {*FATES, *THINGS.values(), "people", "other"}
_INCLUDED = re.compile(r"(?:including|among\s+them)\s+$", re.IGNORECASE)
_SMALLER_ONES = re.compile(
    r"\s+(?:[a-z]+\s+){0,2}ones?\b|\s+(?:large|small|big)(?:r)?\s+one\b", re.IGNORECASE
)
_ELIDED = re.compile(rf"\s*(?:{any_of(ELIDED)})(?![\w-])", re.IGNORECASE)
_ELIDED_BEFORE = re.compile(
    r"(?:the\s+other|of\s+(?:which|whom|them)(?:\s+in)?|another|a\s+further|a|the\s+remaining)\s+$",
    re.IGNORECASE,
)
_COUNTED_BEFORE = re.compile(
    r"\b(?P<what>(?:death|injury|casualty)\s+(?:toll|figure|count|number)|toll|losses"
    r"|number\s+of\s+(?:the\s+)?(?P<noun>[\w-]+)(?:\s+(?P<noun2>[\w-]+))?|turnout|magnitude"
    r"|death\s+count)\b"
    r"(?:\s+|[^.;]{0,60}?\b(?:at|as|to|of|is|was|stands|past|from|reach|reached|hit|passed|passes|surpasses|surpassed|exceeds|tops|rises"
    r"|climbs)\s*)$",
    re.IGNORECASE,
)
# "It cost five lives"
_LOST = re.compile(
    r"\b(?:cost\w*|los[te]\w*|losing|claim\w*|took|taken|takes)\b[^.;]*$", re.IGNORECASE
)
# "Put the dead at 23 and the injured at 106"
_PUT_AT = re.compile(
    r"\bthe\s+(?P<fate>dead|killed|injured|wounded|missing|arrested|detained|displaced)\s+at\s+"
    r"(?:about\s+|some\s+|at\s+least\s+|more\s+than\s+)?$",
    re.IGNORECASE,
)
_OF_WHOLE = re.compile(
    r"\s+(?:out\s+)?of\s+(?:the|its|their|our|all|[\w-]+\s+[\w-]+'s?|[\w-]+'s?)\s+(?:[a-z]+'s\s+)?"
)
_SO_FATED = re.compile(
    r"\s+(?:killed|dead|injured|wounded|hurt|missing|rescued|evacuated|arrested|detained|trapped|treated)"
    r"\b(?=\s*(?:$|[,.;]|was|were|have|had|has|are|is))"
)
_MAGNITUDE = re.compile(r"\bmagnitude\s+(?:of\s+)?(?:about\s+)?$", re.IGNORECASE)
_QUAKE = re.compile(
    r"\b(?:quake|earthquake|magnitude|seism\w+|tremor|aftershock|richter)\b", re.IGNORECASE
)
_MEASURED = re.compile(
    r"\b(?:measured|measuring|gave|put|recorded|rated|registered|at|of|a|Richter)\b", re.IGNORECASE
)
_LIGHTS = re.compile(
    r"\b(?:arc\w*|flash\w*|blink\w*|flicker\w*|lit\s+up|light\w*|spark\w*)\b[^,.;]{0,24}$",
    re.IGNORECASE,
)
_BANGS = re.compile(r"\b(?:explo\w+|detonat\w+|boom\w*|bang\w*)\b[^,.;]{0,24}$", re.IGNORECASE)
_OPENED_WATCHED = re.compile(
    r"\b(?:viewed|watched|seen|played|streamed)\s+(?:about\s+|some\s+|more\s+than\s+|over\s+"
    r"|nearly\s+)?$",
    re.IGNORECASE,
)
# "Two gunmen killed four" counts gunmen.
_HARMS = re.compile(
    r"\s+(?:have\s+|had\s+)?(?:kill(?:ed|s)?|wound(?:ed|s)?|injured?|stabb?ed|stab|shot|shoot"
    r"|murdered)\b"
    r"(?!\s*(?:$|[,.;:!?)\"])|\s+(?:by|in|at|on|after|when|and|dead\s+by)\b)",
    re.IGNORECASE,
)
_COUNTED_ONLY = re.compile(r"\s*\"?\s*(?:[,.;]|$|(?:had|have|has|were|was)\b)")
# "The crew of 14"
_GROUP_OF = re.compile(
    r"\b(?:crew|crowd|party|group|team|congregation|squad|gang|family|audience)\s+of\s+$",
    re.IGNORECASE,
)
_COUNTING = re.compile(
    r"\b(?:counted|put|puts|speaks?|spoke|said|says|reported|gave|listed|treated|recorded"
    r"|registered|talks?|talked|holds?|held|sticks?|stuck)\s+(?:of\s+|to\s+|it\s+at\s+)?\"?$"
)
_OF_PEOPLE_ONLY = frozenset(("detained", "injured", "killed"))
_UNDERWENT = re.compile(
    r"\s+(?:were|was|have\s+been|had\s+been|are|got)\s+(?:\w+\s+)?(?:\w+ed|hurt|shot|slain)\b"
)
# "3 shot at a petrol station": people; "14 shots" are none.
_SHOT = re.compile(r"\s+shot\b(?!\s+(?:dead|and\s+killed|to\s+death|down))", re.IGNORECASE)
_PUT_IT_AT = re.compile(
    r"\b(?:figure|number|total|count|crowd|attendance|it|them|that)\s+(?:was\s+|is\s+)?(?:at|as)\s+\"?$"
)
_SCALES = frozenset(("percent", "magnitude", "m", "km", "degC", "km/h"))
_ENDED = re.compile(r"\s*(?:[,.;:!?)\"]|$)")
_MACHINES = re.compile(
    r"\s+(?:units?|pieces?|items?)\s+of\s+(?:[a-z-]+\s+)?(?:equipment|machinery|hardware|armour|armor)\b"
)
# "Nine trapped miners were rescued": what became of them in the end.
_THEN_MET = re.compile(
    r"\s+(?:(?:were|was|are|have\s+been|had\s+been|has\s+been)\s+)?(?:\w+ly\s+)?(?P<fate>rescued|freed|saved|killed|brought\s+out"
    r"|found\s+(?:dead|alive|safe)|pulled\s+out|died|recovered\s+alive|dug\s+out|brought\s+to\s+safety)\b"
)
_NONE_OF_THE = re.compile(r"\b(?:[Nn]one|[Aa]ll|[Ee]ach|[Mm]ost|[Hh]alf)\s+of\s+the\s+$")
_ABOARD_LAST = re.compile(r"\s+(?:people\s+)?(?:aboard|on\s+board)\s*$")
_OF_THEM = re.compile(r"\s+of\s+(?:them|these|those)\b")
_LONE = re.compile(
    r"\b(?:gunman|shooter|attacker|assailant|suspect|bomber|driver)\b", re.IGNORECASE
)


def categorise(
    plain: str, quantities: Sequence[Quantity], *, about_quake: bool, before: str | None = None
) -> list[str]:
    """Return the unit or category of each quantity of a sentence.

    Parameters
    ----------
    plain : str
        The sentence.
    quantities : sequence of Quantity
        In their order.
    about_quake : bool
        Whether the article is about an earthquake: "measured 6.3" is a magnitude then.
    before : str, optional
        What was counted last in the sentence before: "a monitor counted five", "four of them".
    """
    kinds: list[str] = []
    for index, one in enumerate(quantities):
        begins = quantities[index - 1].after if index else 0
        previous = next((kind for kind in reversed(kinds) if kind in _RESTATED), None)
        kind = _category(plain, one, begins, previous, before_it=before, about_quake=about_quake)
        is_bare = kind == "other" and previous is None and _COUNTED_ONLY.match(plain, one.after)
        is_bare = is_bare and _COUNTING.search(plain, 0, one.start)
        is_put = kind == "other" and before and _PUT_IT_AT.search(plain, 0, one.start)
        kind = before if before and (is_bare or is_put) else kind
        # "19 per cent; ministers have offered 4.75"
        unit = quantities[index - 1].unit if index else None
        is_elided = kind == "other" and unit in _SCALES and _ENDED.match(plain, one.after)
        kinds.append(str(unit) if is_elided else kind)
    join_ages(plain, quantities, kinds)
    _part_from_whole(plain, quantities, kinds)
    # "9 of 14 provinces": the first counts what the second counts.
    for index in reversed(range(len(kinds) - 1)):
        between = plain[quantities[index].after : quantities[index + 1].start]
        is_unclear = kinds[index] in {"other", "people"}
        if is_unclear and re.fullmatch(r"\s+(?:out\s+)?of\s+(?:the\s+|all\s+)?", between):
            kinds[index] = kinds[index + 1]
    return kinds


def _part_from_whole(plain: str, quantities: Sequence[Quantity], kinds: list[str]) -> None:
    """Tell a part from the people it is of: "96 of the 97 people aboard were safe"."""
    for index in range(len(kinds) - 1):
        one, other = quantities[index], quantities[index + 1]
        head = head_of(plain, other.after)
        is_of = _OF_WHOLE.fullmatch(plain[one.after : other.start])
        if is_of and head.kind == "people" and not _SO_FATED.match(plain, head.end):
            if kinds[index] in {"other", "people"}:
                kinds[index] = kinds[index + 1]
            kinds[index + 1] = "people"


def _category(
    plain: str,
    one: Quantity,
    begins: int,
    previous: str | None,
    *,
    before_it: str | None,
    about_quake: bool,
) -> str:
    before, after = plain[: one.start], plain[one.after :]
    if one.unit is not None:
        return "years_age" if counts_years_of_age(before, after, one.unit) else one.unit
    if _is_magnitude(plain, one, about_quake=about_quake):
        return "magnitude"
    if is_age(before, after, one) or "the age of" in plain[one.start : one.end].lower():
        return "years_age"
    if plain[one.start : one.end].lower() in {"twice", "thrice"} or re.match(r"\s+times\b", after):
        return _times_of(before)
    if _MACHINES.match(after):
        return "vehicles"
    compound = re.match(r"-(?P<noun>[a-z]+)\b", after)
    if compound:
        return THINGS.get(singular(compound["noun"]), "other")
    head = head_of(plain, one.after)
    return _kind_of(plain, one, begins, head, previous=previous, before_it=before_it)


def _kind_of(
    plain: str,
    one: Quantity,
    begins: int,
    head: Head,
    *,
    previous: str | None,
    before_it: str | None,
) -> str:
    """Return what a number without a unit counts."""
    before, after, own = plain[: one.start], plain[one.after :], plain[begins : one.start]
    if _GROUP_OF.search(before) and _is_left_out(head):
        met = fate(own, after)
        return met or "people"
    if _ABOARD_LAST.match(after):
        return "people"
    if head.noun in {"body", "corpse"} and head.kind is not None:
        return "killed"
    if head.noun == "life" and _LOST.search(before):
        return "killed"
    may_be_people = head.kind in {None, "people"}
    if may_be_people and (counted := _counted_before(before)):
        return counted
    is_elided = head.noun is None or head.kind == "people"
    if (is_elided or may_be_person(plain[one.after : head.end])) and (led := led_fate(own)):
        return led
    if head.noun in AGENTS and _HARMS.match(plain, head.end):
        return "people"
    within = first_fate(plain[one.after : head.end]) if head.kind == "people" else None
    if within == "missing" and (ended := _THEN_MET.match(plain, head.end)):
        return first_fate(ended["fate"]) or "missing"
    if within not in {None, "attended"}:
        return str(within)
    is_included = bool(_INCLUDED.search(before)) and head.kind == "people"
    if previous and (is_included or (head.kind is None and _refers_back(before, after))):
        return _restated(after, previous)
    if not may_be_people:
        return str(head.kind)
    if head.kind is None and _SHOT.match(after):
        return "injured"
    told = fate(own, plain[head.end :])
    if head.kind is None and head.noun is not None:
        # "ten search dogs" are none, "two watchmen" and "20 Vardians" may be people.
        # "Two accomplices were arrested": what this happens to is people.
        is_harmed = told in _OF_PEOPLE_ONLY and _UNDERWENT.match(plain, head.end)
        is_person = is_harmed or may_be_person(plain[one.after : head.end])
        by_country = "people" if is_demonym(plain[one.after : head.end]) else "other"
        return (told if is_person else None) or by_country
    if told:
        return told
    if previous is None and before_it and _OF_THEM.match(after):
        return before_it
    if head.kind == "people" and previous in FATES and _is_added(own, plain[head.end :]):
        return str(previous)
    if head.kind is None and head.noun is None and _NONE_OF_THE.search(before):
        return before_it if before_it in {*FATES, "people"} else "people"
    is_people = head.kind == "people" or _LONE.search(after[:20]) or took_part(plain)
    return "people" if is_people else previous or _thing_before(before) or "other"


def _is_left_out(head: Head) -> bool:
    """Whether no noun is counted, or one that is no thing: "a crew of 14 left"."""
    return head.kind is None


def _is_added(own: str, behind: str) -> bool:
    """Whether people are added to those before: "wounded five officers and two nurses"."""
    joined = re.search(r"(?:,|\band|\bplus)\s+(?:at\s+least\s+|about\s+|some\s+)?$", own)
    words = [word for word in re.findall(r"[a-z]+", own) if is_plain_verb(word)]
    return (
        bool(joined) and not words and not re.match(r"\s+(?:\w+ed|were|was|had|have|are)\b", behind)
    )


def _thing_before(before: str) -> str | None:
    """Return what was named last, in the plural: "explosions in the suburbs, at least six"."""
    named = [singular(word) for word in re.findall(r"[A-Za-z]+s\b", before)]
    return next((THINGS[noun] for noun in reversed(named) if noun in THINGS), None)


def _is_magnitude(plain: str, one: Quantity, *, about_quake: bool) -> bool:
    before, after = plain[: one.start], plain[one.after :]
    if _MAGNITUDE.search(before) or re.match(r"[-\s]magnitude\b|\s+on\s+the\s+Richter", after):
        return True
    is_decimal = "." in plain[one.start : one.end] and 0 < (one.min or one.max or 0) < 10
    return about_quake and is_decimal and bool(_MEASURED.search(before[-30:]))


def is_about_quake(plain: str) -> bool:
    """Return whether a text is about an earthquake."""
    return bool(_QUAKE.search(plain))


def _times_of(before: str) -> str:
    if _OPENED_WATCHED.search(before):
        return "views"
    if _LIGHTS.search(before):
        return "flashes"
    return "explosions" if _BANGS.search(before) else "other"


def _counted_before(before: str) -> str | None:
    if put := _PUT_AT.search(before):
        return first_fate(put["fate"])
    found = _COUNTED_BEFORE.search(before)
    if not found:
        return None
    what = found["what"].lower()
    if "toll" in what or what == "losses" or what.split()[0] in {"death", "injury", "casualty"}:
        return "injured" if "injury" in what else "killed"
    if what == "turnout":
        return "people"
    if what == "magnitude":
        return "magnitude"
    for noun in (found["noun2"], found["noun"]):
        if noun and singular(noun) in THINGS:
            return THINGS[singular(noun)]
        if noun:
            for kind, pattern in FATES.items():
                if pattern.search(noun):
                    return kind
    if found["noun"] and singular(found["noun"]) in PEOPLE:
        met = first_fate(before[found.end("noun") :])
        return met if met and met != "attended" else "people"
    return None


def _refers_back(before: str, after: str) -> bool:
    return bool(
        _ELIDED.match(after)
        or _ELIDED_BEFORE.search(before)
        or _SMALLER_ONES.match(after)
        or _INCLUDED.search(before)
        or re.match(r"\s+(?:critically|seriously|of\s+them)\b", after)
    )


def _restated(after: str, previous: str) -> str:
    """Return what "six of them critically" counts: another fate may be told right behind it."""
    nearby = re.match(r"[^,.;]{0,48}", after)
    told = first_fate(nearby[0]) if nearby else None
    return told if told and told != "attended" else previous
