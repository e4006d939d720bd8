"""What a quantity counts: by its unit, by the noun behind it, by what became of the people.

People are told apart by the nearest word of harm or help in their own clause. A number whose noun
is left out ("six of them", "the other 13") counts what the number before it counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verify.casework.claims.nouns import PEOPLE, THINGS, singular
from verify.casework.claims.numbers import Quantity
from verify.casework.claims.words import any_of, forms, word_set
from verify.casework.claims.words.quantities import COMPOUNDS, ELIDED
from verify.casework.claims.words.statuses import ATTENDED, STATUSES

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
    r"\s*(?:more|other|further|additional|of\s+(?:its|their|his|her|the|our|these|those)"
    r"|civilian|all)?\s*",
    re.IGNORECASE,
)
_STATUS = {
    kind: re.compile(rf"(?<![\w-])(?:{forms(words)})(?![\w-])", re.IGNORECASE)
    for kind, words in STATUSES.items()
}
_ATTENDED = re.compile(rf"(?<![\w-])(?:{forms(ATTENDED)})(?![\w-])", re.IGNORECASE)
_ELIDED = re.compile(rf"\s*(?:{any_of(ELIDED)})(?![\w-])", re.IGNORECASE)
_ELIDED_BEFORE = re.compile(
    r"(?:the\s+other|of\s+(?:which|whom|them)(?:\s+in)?|another|a\s+further|a|the\s+remaining)\s+$",
    re.IGNORECASE,
)
_INCLUDED = re.compile(r"(?:including|among\s+them)\s+$", re.IGNORECASE)
_PARENTHESIS = re.compile(
    r",\s+(?:including|among\s+them|most\s+of\s+them|some\s+of\s+them|all\s+of\s+them"
    r"|many\s+of\s+them)\b[^,.;]*,",
    re.IGNORECASE,
)
_OF_A_THING = re.compile(
    r"\b(?:video|clip|footage|recording|film|picture|image|photo|sequence|bridge|building|ship"
    r"|vessel|aircraft|plane|dam|house|road|tunnel|pipeline|law|treaty|tanker|ferry)s?\b",
    re.IGNORECASE,
)
_SMALLER_ONES = re.compile(
    r"\s+(?:[a-z]+\s+){0,2}ones?\b|\s+(?:large|small|big)(?:r)?\s+one\b", re.IGNORECASE
)
# A status on the other side of these belongs to other people.
_CLAUSE_END = re.compile(
    r"[;:!?()\"—–]|\b(?:said|says|told(?!\s+to)|reported|added|while|whereas|although|but"
    r"|before|after|when|because|"
    r"officials|according)\b|,\s+(?:and|including|among|while|but|the|a|an|according|most|some)\b|,",
    re.IGNORECASE,
)
_AND_NUMBER = re.compile(
    r"\band\s+(?:(?:at\s+least|more\s+than|about|some|nearly|up\s+to)\s+)?(?:\d|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|dozens|hundreds|another)",
    re.IGNORECASE,
)
_COUNTED_BEFORE = re.compile(
    r"\b(?P<what>(?:death|injury|casualty)\s+toll|toll"
    r"|number\s+of\s+(?:the\s+)?(?P<noun>[\w-]+)(?:\s+(?P<noun2>[\w-]+))?|turnout|magnitude"
    r"|death\s+count)\b"
    r"[^.;]{0,60}?\b(?:at|to|of|is|was|stands|past|from|reached|hit|passed|exceeds|tops|rises"
    r"|climbs)\s*$",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(
    r"(?:\baged?(?:\s+of)?|\b(?:she|he|they|who|i)\s+(?:is|was|were|am|turned|turns|'s))\s+$",
    re.IGNORECASE,
)
_AGE_APPOSED = re.compile(r"(?:[^\W\d_][\w.'-]*)(?:,\s+|\s+\()$")
_AFTER_AGE = re.compile(r"\s*(?:[,)]|$|\.(?:\s|$))")
_MAGNITUDE = re.compile(r"\bmagnitude\s+(?:of\s+)?(?:about\s+)?$", re.IGNORECASE)
_QUAKE = re.compile(
    r"\b(?:quake|earthquake|magnitude|seism\w+|tremor|aftershock|richter)\b", re.IGNORECASE
)
_MEASURED = re.compile(
    r"\b(?:measured|gave|put|recorded|rated|registered|at|of|a|Richter)\b", re.IGNORECASE
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
_LONE = re.compile(
    r"\b(?:gunman|shooter|attacker|assailant|suspect|bomber|driver)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Head:
    """The noun that a number counts."""

    noun: str | None
    kind: str | None
    end: int


def categorise(plain: str, quantities: Sequence[Quantity], *, about_quake: bool) -> list[str]:
    """Return the unit or category of each quantity of a sentence.

    Parameters
    ----------
    plain : str
        The sentence.
    quantities : sequence of Quantity
        In their order.
    about_quake : bool
        Whether the article is about an earthquake: "measured 6.3" is a magnitude then.
    """
    kinds: list[str] = []
    for index, one in enumerate(quantities):
        begins = quantities[index - 1].after if index else 0
        previous = kinds[-1] if kinds else None
        kinds.append(_category(plain, one, begins, previous, about_quake=about_quake))
    return kinds


def _category(
    plain: str, one: Quantity, begins: int, previous: str | None, *, about_quake: bool
) -> str:
    before, after = plain[: one.start], plain[one.after :]
    if one.unit is not None:
        is_of_person = (
            one.unit == "years" and re.match(r"\s+old\b", after) and not _OF_A_THING.search(before)
        )
        return "years_age" if is_of_person else one.unit
    if _is_magnitude(plain, one, about_quake=about_quake):
        return "magnitude"
    if _is_age(before, after, one):
        return "years_age"
    if plain[one.start : one.end].lower() in {"twice", "thrice"} or re.match(r"\s+times\b", after):
        return _times_of(before)
    head = _head(plain, one.after)
    if head.kind in {None, "people"} and (counted := _counted_before(before)):
        return counted
    is_included = bool(_INCLUDED.search(before)) and head.kind == "people"
    if previous and (is_included or (head.kind is None and _refers_back(before, after))):
        return _restated(after, previous)
    if head.kind not in {None, "people"}:
        return str(head.kind)
    if head.kind is None and head.noun is not None:
        # "ten search dogs": something is counted that no table knows.
        return _status_of_elided(plain, one, begins, head) or "other"
    status = _status(plain, one, begins, head.end)
    if status:
        return status
    if head.kind == "people" or _LONE.search(plain[one.after : one.after + 20]):
        return "people"
    if _ATTENDED.search(plain):
        return "people"
    return previous or _thing_before(before) or "other"


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
    if value is None or not 0 < value < 120 or value != int(value):
        return False
    if re.match(r"[-\s]years?[-\s]old", after):
        return True
    if _AGE_BEFORE.search(before) and (_AFTER_AGE.match(after) or "age" in before[-8:].lower()):
        return True
    return bool(
        _AGE_APPOSED.search(before) and one.comparator == "=" and re.match(r"[,)]", after)
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
        if word.lower() == "of" and words:
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
        elif known and _is_verbal(word):
            break
    if known:
        return known
    first = words[0][0] if words else None
    rest = plain[start:]
    is_fate = any(pattern.match(rest) for pattern in (*_STATUS.values(), _ATTENDED))
    if first is None or is_fate or first.lower() in {"more", "others", "other", "of"}:
        return _Head(None, None, start)
    return _Head(singular(words[-1][0]), None, words[-1][1])


def _is_verbal(word: str) -> bool:
    return word.lower().endswith(("ed", "ing")) or _is_status(word)


def _is_status(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in _STATUS.values())


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
            for kind, pattern in _STATUS.items():
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
    if previous in {*STATUSES, "people"} and nearby:
        found = [(m.start(), kind) for kind, p in _STATUS.items() if (m := p.search(nearby[0]))]
        if found:
            return min(found)[1]
    return previous


def _status_of_elided(plain: str, one: Quantity, begins: int, head: _Head) -> str | None:
    """Return a fate only for nouns that may be people: "20 Vardians were killed"."""
    noun_words = plain[one.after : head.end].split()
    if not noun_words or not noun_words[-1][0].isupper():
        return None
    return _status(plain, one, begins, head.end)


def _status(plain: str, one: Quantity, begins: int, head_end: int) -> str | None:
    """Return the fate told nearest to the number, within its clause."""
    led = plain[max(begins, one.start - 30) : one.start]
    for kind, pattern in _STATUS.items():
        # "killing 27 people", "leaves 14 dead" reads on; only the word right before counts here.
        for found in pattern.finditer(led):
            if not led[found.end() :].strip() or re.fullmatch(
                r"\s+(?:a\s+total\s+of|of|another|a\s+further|all|the|him\s+and)\s+",
                led[found.end() :],
            ):
                return kind
    right = _PARENTHESIS.sub(lambda found: " " * len(found[0]), plain[head_end:])
    stop = _AND_NUMBER.search(right)
    limit = min(len(right), stop.start() if stop else len(right))
    clause = _CLAUSE_END.search(right[:limit])
    near = right[: clause.start()] if clause else right[:limit]
    found_right = _nearest(near)
    if found_right:
        return None if found_right == "attended" else found_right
    # "17 and 30 were injured"; "three passengers and a driver, all from Ka, were killed"
    wider = re.split(r"[.;!?]|\bsaid\b|\btold\b", right, maxsplit=1)[0]
    if stop and (found_wide := _nearest(wider)) and found_wide != "attended":
        return found_wide
    left = plain[begins : one.start]
    cut = max((m.end() for m in re.finditer(r"[;.!?]|\bwhile\b|\bbut\b", left)), default=0)
    last: tuple[int, str] | None = None
    for kind, pattern in _STATUS.items():
        for found in pattern.finditer(left[cut:]):
            if last is None or found.start() > last[0]:
                last = (found.start(), kind)
    return last[1] if last else None


def _nearest(words: str) -> str | None:
    """Return the first fate in some words, or that people took part in something."""
    tables = {**_STATUS, "attended": _ATTENDED}
    found = [(m.start(), kind) for kind, pattern in tables.items() if (m := pattern.search(words))]
    return min(found)[1] if found else None


def noun_counted(plain: str, after: int) -> str | None:
    """Return the noun behind a number, in the singular, or None if it is left out.

    Examples
    --------
    >>> noun_counted("27 young people were killed", 2), noun_counted("kills 33 at a market", 8)
    ('person', None)
    """
    head = _head(plain, after)
    return head.noun if head.kind is not None else None
