"""What became of people that are counted, told by the words nearest to the number.

The word right before counts most ("killing 27"), then the first behind it in its own clause, then
the last one before.
"""

import re

from verify.casework.claims.words import forms
from verify.casework.claims.words.statuses import ATTENDED, STATUSES

FATES = {
    kind: re.compile(rf"(?<![\w-])(?:{forms(words)})(?![\w-])", re.IGNORECASE)
    for kind, words in STATUSES.items()
}
_ATTENDED = re.compile(rf"(?<![\w-])(?:{forms(ATTENDED)})(?![\w-])", re.IGNORECASE)
_ABOARD = re.compile(r"\b(?:aboard|on\s+board)\b", re.IGNORECASE)
_PARENTHESIS = re.compile(
    r",\s+(?:including|among\s+them|(?:[\w-]+\s+){1,3}of\s+(?:them|whom))\b[^,.;]*,", re.IGNORECASE
)
# "The other two, a cook and an oiler, were taken away"
_APPOSED = re.compile(
    r"^\s*,\s+[^;.!?\"]{2,80}?,\s+(?=(?:was|were|have|had|has|are|is|died|drowned|perished|remain\w*"
    r"|suffered|survived|escaped)\b)",
    re.IGNORECASE,
)
# "Miners who had been trapped for 52 hours were lifted out"
_WHO = re.compile(
    r"^\s*,?\s+(?:who|which|that)\s+(?:had|have|were|was)\b[^.;!?\"]{2,110}?\s(?=(?:were|was|have\s+been|had\s+been|has\s+been)\s+\w+)",
    re.IGNORECASE,
)
# A fate on the other side of these belongs to other people.
_CLAUSE_END = re.compile(
    r"[;:!?()\"—–,]|\b(?:said|says|told(?!\s+to)|reported|added|while|whereas|although|but"
    r"|before(?!\s+(?:the|an?)\s+(?:[\w-]+\s+)?(?:judge|court|prosecutor|magistrate))"
    r"|after|when|because|officials|according)\b",
    re.IGNORECASE,
)
_AND_NUMBER = re.compile(
    r"\band\s+(?:(?:at\s+least|more\s+than|about|some|nearly|up\s+to)\s+)?(?:\d|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|dozens|hundreds|scores|another)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s+(?:(?:a\s+total\s+of|of|another|a\s+further|all|the|him\s+and)\s+)?")
_LED_REACH = 30
# "Lost 60 men killed and wounded": of both together.
_BOTH = re.compile(
    r"\s*(?:killed|dead|deaths?)\s*(?:and|or|/)\s*(?:wounded|injur(?:ed|ies))\b", re.IGNORECASE
)
_FREEING = re.compile(
    r"\b(?:to\s+)?(?:free|freeing|freed|rescu(?:e|ing|ed)|sav(?:e|ed|ing))\s+$", re.IGNORECASE
)
# "Burning 41" hurts 41; a burning car hurts nobody by that word.
_BURNING = re.compile(r"\b(?:burning|scalding|maiming)\s+$", re.IGNORECASE)


def took_part(words: str) -> bool:
    """Return whether some words tell of taking part, being aboard, a crowd."""
    return bool(_ATTENDED.search(words) or _ABOARD.search(words))


def is_fate(words: str) -> bool:
    """Return whether some words begin with what became of people."""
    return any(pattern.match(words) for pattern in (*FATES.values(), _ATTENDED, _ABOARD))


def led_fate(before: str) -> str | None:
    """Return the fate told by the word right before a number: "killing 27", "hurts 14".

    Parameters
    ----------
    before : str
        The words before the number, from the number before it on.
    """
    led = before[-_LED_REACH:]
    if _BURNING.search(led):
        return "injured"
    if _FREEING.search(led):
        return "rescued"
    for kind, pattern in FATES.items():
        if any(_BETWEEN.fullmatch(led[found.end() :]) for found in pattern.finditer(led)):
            return kind
    return None


def fate(before: str, behind: str) -> str | None:
    """Return what became of the people that a number counts, or None if nothing is told.

    Parameters
    ----------
    before : str
        The words before the number, from the number before it on.
    behind : str
        The words behind what is counted.
    """
    if _BOTH.match(behind):
        return "people"
    right = behind
    for aside in (_WHO, _APPOSED, _PARENTHESIS):
        right = aside.sub(lambda found: " " * len(found[0]), right)
    another = _AND_NUMBER.search(right)
    own = right[: another.start()] if another else right
    clause = _CLAUSE_END.search(own)
    near = first_fate(own[: clause.start()] if clause else own)
    if near:
        return None if near == "attended" else near
    if another:
        # "Three passengers and two drivers were killed."
        wider = first_fate(re.split(r"[.;!?]|\bsaid\b|\btold\b", right, maxsplit=1)[0])
        if wider and wider != "attended":
            return wider
    cut = max(
        (one.end() for one in re.finditer(r"[;.!?]|\b(?:while|but|as|when)\b", before)), default=0
    )
    told = [
        (found.start(), kind)
        for kind, pattern in FATES.items()
        for found in pattern.finditer(before[cut:])
    ]
    return max(told)[1] if told else None


def first_fate(words: str) -> str | None:
    """Return the first fate in some words, or "attended" where people took part in something."""
    tables = {**FATES, "attended": _ATTENDED}
    found = [(m.start(), kind) for kind, pattern in tables.items() if (m := pattern.search(words))]
    return min(found)[1] if found else None
