"""What a quantity counts: by its unit, by the noun behind it, by what became of the people.

People are told apart by the nearest word of harm or help in their own clause. A number whose noun
is left out ("six of them", "the other 13") counts what the number before it counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verify.casework.claims.fates import FATES, fate, first_fate, is_fate, led_fate, took_part
from verify.casework.claims.nouns import AGENTS, PEOPLE, THINGS, singular, thing_designated
from verify.casework.claims.numbers import Quantity
from verify.casework.claims.words import any_of, forms, word_set
from verify.casework.claims.words.quantities import COMPOUNDS, ELIDED
from verify.casework.claims.words.worth import PAST

_VERB = re.compile(rf"(?:{forms(PAST)})", re.IGNORECASE)
_RESTATED = {*FATES, *THINGS.values(), "people", "other"}
_PERSON_ENDINGS = ("men", "women", "ers", "ors", "ists", "ees", "ians", "ants", "folk")
_WORD = re.compile(r"[^\W\d_][\w'’]*(?:-[\w'’]+)*|[,.;:!?()\"—–]")
# The noun phrase behind a number ends here.
_STOPS = word_set(
    "in on at near from to by with for after before when while who which that as was were is are "
    "had has have been be and or but if than into over under across through during "
    "because since "
    "until outside inside off up down out about around could would may might can will said say "
    "says told remain remained went came ran apart followed following aboard per "
    "including among "
    "then also still now later"
)
_POSSESSIVES = re.compile(
    r"\s*(?:(?:more|other|further|additional|all"
    r"|of\s+(?:its|their|his|her|the|our|these|those))\b\s*)?",
    re.IGNORECASE,
)
_INCLUDED = re.compile(r"(?:including|among\s+them)\s+$", re.IGNORECASE)
_DEAD_WERE = re.compile(
    r"\b(?:dead|victims?|wounded|injured|children|passengers|suspects?|pilots?"
    r"|drivers?)\s+(?:was|were|is|are)\s+$",
    re.IGNORECASE,
)
_PERSON_OF = re.compile(
    r"\b(?:man|woman|boy|girl|person|driver|child|mother|father|lad|lady)\s+of\s+$", re.IGNORECASE
)
_OF_A_THING = re.compile(
    r"\b(?:video|clip|footage|recording|film|picture|image|photo|sequence|bridge|building|ship"
    r"|vessel|aircraft|plane|dam|house|road|tunnel|pipeline|law|treaty|tanker|ferry)s?\b",
    re.IGNORECASE,
)
_SMALLER_ONES = re.compile(
    r"\s+(?:[a-z]+\s+){0,2}ones?\b|\s+(?:large|small|big)(?:r)?\s+one\b", re.IGNORECASE
)
_ELIDED = re.compile(rf"\s*(?:{any_of(ELIDED)})(?![\w-])", re.IGNORECASE)
_ELIDED_BEFORE = re.compile(
    r"(?:the\s+other|of\s+(?:which|whom|them)(?:\s+in)?|another|a\s+further|a|the\s+remaining)\s+$",
    re.IGNORECASE,
)
_COUNTED_BEFORE = re.compile(
    r"\b(?P<what>(?:death|injury|casualty)\s+toll|toll"
    r"|number\s+of\s+(?:the\s+)?(?P<noun>[\w-]+)(?:\s+(?P<noun2>[\w-]+))?|turnout|magnitude"
    r"|death\s+count)\b"
    r"[^.;]{0,60}?\b(?:at|to|of|is|was|stands|past|from|reach|reached|hit|passed|exceeds|tops|rises"
    r"|climbs)\s*$",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(
    r"(?:\bages?\s+(?:from|between)|\b(?:boy|girl|man|woman|child|lad|youth)\s+of"
    r"|\baged?(?:\s+of)?|\b(?:she|he|they|who"
    r"|i)\s+(?:is|was|were|am|turned|turns|'s))\s+$",
    re.IGNORECASE,
)
_AGE_APPOSED = re.compile(r"(?:[^\W\d_][\w.'-]*)(?:,\s+|\s+\()$")
_AFTER_AGE = re.compile(r"\s*(?:[,)]|$|\.(?:\s|$))")
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
    r"(?!\s+(?:by|in|at|on|after|when|dead\s+by)\b)",
    re.IGNORECASE,
)
_COUNTED_ONLY = re.compile(r"\s*(?:[,.;]|$)")
_COUNTING = re.compile(
    r"\b(?:counted|put|puts|speaks?|spoke|said|says|reported|gave|listed|treated|recorded"
    r"|registered)\s+(?:of\s+|it\s+at\s+)?$"
)
_OF_PEOPLE_ONLY = frozenset(("detained", "injured", "killed"))
_UNDERWENT = re.compile(
    r"\s+(?:were|was|have\s+been|had\s+been|are|got)\s+(?:\w+\s+)?(?:\w+ed|hurt|shot|slain)\b"
)
_LONE = re.compile(
    r"\b(?:gunman|shooter|attacker|assailant|suspect|bomber|driver)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Head:
    """The noun that a number counts."""

    noun: str | None
    kind: str | None
    end: int


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
        What the last people counted in the sentence before had met: "a monitor counted five".
    """
    kinds: list[str] = []
    for index, one in enumerate(quantities):
        begins = quantities[index - 1].after if index else 0
        previous = next((kind for kind in reversed(kinds) if kind in _RESTATED), None)
        kind = _category(plain, one, begins, previous, about_quake=about_quake)
        is_bare = kind == "other" and previous is None and _COUNTED_ONLY.match(plain, one.after)
        is_bare = is_bare and _COUNTING.search(plain, 0, one.start)
        kinds.append(before if before and is_bare else kind)
    # "9 of 14 provinces": the first counts what the second counts.
    for index in reversed(range(len(kinds) - 1)):
        between = plain[quantities[index].after : quantities[index + 1].start]
        is_unclear = kinds[index] in {"other", "people"}
        if is_unclear and re.fullmatch(r"\s+(?:out\s+)?of\s+(?:the\s+|all\s+)?", between):
            kinds[index] = kinds[index + 1]
    return kinds


def _category(
    plain: str, one: Quantity, begins: int, previous: str | None, *, about_quake: bool
) -> str:
    before, after = plain[: one.start], plain[one.after :]
    if one.unit is not None:
        is_old = re.match(r"\s+old\b", after) and not _OF_A_THING.search(before)
        is_of_person = one.unit == "years" and (is_old or _PERSON_OF.search(before))
        return "years_age" if is_of_person else one.unit
    if _is_magnitude(plain, one, about_quake=about_quake):
        return "magnitude"
    if _is_age(before, after, one):
        return "years_age"
    if plain[one.start : one.end].lower() in {"twice", "thrice"} or re.match(r"\s+times\b", after):
        return _times_of(before)
    compound = re.match(r"-(?P<noun>[a-z]+)\b", after)
    if compound:
        return THINGS.get(singular(compound["noun"]), "other")
    head = _head(plain, one.after)
    return _kind_of(plain, one, begins, previous, head)


def _kind_of(plain: str, one: Quantity, begins: int, previous: str | None, head: _Head) -> str:
    """Return what a number without a unit counts."""
    before, after, own = plain[: one.start], plain[one.after :], plain[begins : one.start]
    may_be_people = head.kind in {None, "people"}
    if may_be_people and (counted := _counted_before(before)):
        return counted
    is_elided = head.noun is None or head.kind == "people"
    if (is_elided or _may_be_person(plain[one.after : head.end])) and (led := led_fate(own)):
        return led
    if head.noun in AGENTS and _HARMS.match(plain, head.end):
        return "people"
    within = first_fate(plain[one.after : head.end]) if head.kind == "people" else None
    if within not in {None, "attended"}:
        return str(within)
    is_included = bool(_INCLUDED.search(before)) and head.kind == "people"
    if previous and (is_included or (head.kind is None and _refers_back(before, after))):
        return _restated(after, previous)
    if not may_be_people:
        return str(head.kind)
    told = fate(own, plain[head.end :])
    if head.kind is None and head.noun is not None:
        # "ten search dogs" are none, "two watchmen" and "20 Vardians" may be people.
        # "Two accomplices were arrested": what this happens to is people.
        is_harmed = told in _OF_PEOPLE_ONLY and _UNDERWENT.match(plain, head.end)
        is_person = is_harmed or _may_be_person(plain[one.after : head.end])
        return (told if is_person else None) or "other"
    if told:
        return told
    if head.kind == "people" and previous in FATES and _is_added(own, plain[head.end :]):
        return str(previous)
    is_people = head.kind == "people" or _LONE.search(after[:20]) or took_part(plain)
    return "people" if is_people else previous or _thing_before(before) or "other"


def _may_be_person(phrase: str) -> bool:
    """Whether a noun that no table knows may be of people, by its capital or its ending."""
    words = phrase.split()
    return bool(words) and (words[-1][0].isupper() or words[-1].endswith(_PERSON_ENDINGS))


def _is_added(own: str, behind: str) -> bool:
    """Whether people are added to those before: "wounded five officers and two nurses"."""
    joined = re.search(r"(?:,|\band|\bplus)\s+(?:at\s+least\s+|about\s+|some\s+)?$", own)
    words = [word for word in re.findall(r"[a-z]+", own) if _is_plain_verb(word)]
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


def _is_age(before: str, after: str, one: Quantity) -> bool:
    value = one.min if one.min is not None else one.max
    if one.comparator == "range" and re.search(r"\bage[sd]?\s+(?:from|between|of)?\s*$", before):
        return True
    if value is None or not 0 < value < 120 or value != int(value):
        return False
    if re.match(r"[-\s]years?[-\s]old", after):
        return True
    if _PERSON_OF.search(before) or (_DEAD_WERE.search(before) and _AFTER_AGE.match(after)):
        return True
    if _AGE_BEFORE.search(before) and (_AFTER_AGE.match(after) or "age" in before[-8:].lower()):
        return True
    apposed = re.search(r"([A-Za-z-]+),\s+$", before)
    if apposed and singular(apposed[1]) in PEOPLE and re.match(r"[,)]|\.?\s*$", after):
        return True
    return bool(
        _AGE_APPOSED.search(before) and one.comparator == "=" and re.match(r"[,)]|\.?\s*$", after)
    ) and bool(
        re.search(
            r"[A-Z][\w.'-]*,\s+$|[A-Z][\w.'-]*\s+\($|\b(?:suspect|man|woman|driver|boy|girl"
            r"|mother|father|gunman|victim|student|pilot),\s+$",
            before,
        )
    )


def _times_of(before: str) -> str:
    if _OPENED_WATCHED.search(before):
        return "views"
    if _LIGHTS.search(before):
        return "flashes"
    return "explosions" if _BANGS.search(before) else "other"


def _head(plain: str, after: int) -> _Head:
    """Return the last known noun of the phrase behind a number, else its last word."""
    start = after + len(_POSSESSIVES.match(plain, after)[0])  # type: ignore[index]
    words: list[tuple[str, int]] = []
    for found in _WORD.finditer(plain, start):
        word = found[0]
        gap = plain[words[-1][1] if words else start : found.start()]
        if not word[0].isalpha() or word.lower() in _STOPS or gap.strip() or len(words) == 5:
            break
        if word.lower() == "of" or (words and _is_plain_verb(word)):
            break
        words.append((word, found.end()))
    known: _Head | None = None
    for index, (word, end) in enumerate(words):
        noun = singular(word)
        compound = f"{singular(words[index - 1][0])} {noun}" if index else ""
        if compound in COMPOUNDS:
            known = _Head(noun, COMPOUNDS[compound], end)
        elif noun in PEOPLE or noun in {"person", "child"}:
            known = _Head(noun, "people", end)
        elif noun in THINGS:
            known = _Head(noun, THINGS[noun], end)
        elif kind := thing_designated(word):
            known = _Head(noun, kind, end)
        elif known and _is_verbal(word):
            break
        elif known and known.kind != "people" and _is_compound(words, index):
            known = None
    if known:
        return known
    first = words[0][0] if words else None
    rest = plain[start:]
    if (
        first is None
        or _VERB.fullmatch(first)
        or is_fate(rest)
        or first.lower() in {"more", "others", "other", "of"}
    ):
        return _Head(None, None, start)
    return _Head(singular(words[-1][0]), None, words[-1][1])


def _is_compound(words: list[tuple[str, int]], index: int) -> bool:
    """Whether a known noun only tells of what kind the next is: "shell casings"."""
    before, word = words[index - 1][0], words[index][0]
    is_singular = singular(before) == before.lower() and before.islower()
    return is_singular and word.islower() and word.endswith("s") and not word.endswith("ss")


def _is_plain_verb(word: str) -> bool:
    """Whether a word is a verb in the past; "armoured" and "tired" may be adjectives."""
    return bool(_VERB.fullmatch(word)) and not word.lower().endswith("ed")


def _is_verbal(word: str) -> bool:
    return word.lower().endswith(("ed", "ing")) or _is_status(word)


def _is_status(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in FATES.values())


def _counted_before(before: str) -> str | None:
    found = _COUNTED_BEFORE.search(before)
    if not found:
        return None
    what = found["what"].lower()
    if "toll" in what or "death count" in what:
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
    return "people" if found["noun"] and singular(found["noun"]) in PEOPLE else None


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


def noun_counted(plain: str, after: int) -> str | None:
    """Return the noun behind a number, in the singular, or None if it is left out.

    Examples
    --------
    >>> noun_counted("27 young people were killed", 2), noun_counted("kills 33 at a market", 8)
    ('person', None)
    """
    head = _head(plain, after)
    return head.noun if head.kind is not None else None
