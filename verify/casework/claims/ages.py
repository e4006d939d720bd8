"""Ages among the numbers of a sentence: "aged 24", "men of 44 and 61", "children under five"."""

import re
from collections.abc import Sequence

from verify.casework.claims.heads import head_of
from verify.casework.claims.nouns import PEOPLE, singular
from verify.casework.claims.numbers import Quantity

_DEAD_WERE = re.compile(
    r"\b(?:dead|victims?|wounded|injured|children|passengers|suspects?|pilots?"
    r"|drivers?)\s+(?:was|were|is|are)\s+$",
    re.IGNORECASE,
)
_PERSON_OF = re.compile(
    r"\b(?:m[ae]n|wom[ae]n|boys?|girls?|persons?|people|drivers?|child(?:ren)?|mother|father|lads?"
    r"|lad(?:y|ies)|students?|pupils?|brothers?|sisters?|sons?|daughters?|infant|baby)\s+of\s+$",
    re.IGNORECASE,
)
_SOMEBODY_OF = re.compile(r"\b([a-z-]+)\s+of\s+$")
_OF_A_THING = re.compile(
    r"\b(?:video|clip|footage|recording|film|picture|image|photo|sequence|bridge|building|ship"
    r"|vessel|aircraft|plane|dam|house|road|tunnel|pipeline|law|treaty|tanker|ferry)s?\b",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(
    r"(?:\bages?\s+(?:from|between)|\bages|\b(?:boy|girl|man|woman|child|lad|youth)s?\s+of"
    r"|\b(?:men|women|children)\s+of"
    r"|\baged?(?:\s+of)?|\b(?:she|he|they|who"
    r"|i)\s+(?:is|was|were|am|turned|turns|'s))\s+$",
    re.IGNORECASE,
)
_AGE_APPOSED = re.compile(r"(?:[^\W\d_][\w.'-]*)(?:,\s+|\s+\()$")
_AFTER_AGE = re.compile(r"\s*(?:[,)]|$|\.(?:\s|$)|(?:and|or|to)\s+\w+(?:\s+years)?(?:[\s,.)]|$))")
_YOUNGER_OR_OLDER = re.compile(
    r"\b(?:child(?:ren)?|people|those|anyone|everyone|boys?|girls?|youths|adults|m[ae]n|wom[ae]n|persons"
    r"|minors|residents|pupils)\s+(?:aged\s+)?$",
    re.IGNORECASE,
)
_ALL_OF_THEM = re.compile(
    r"\b(?:all|most|many|some|each|both|none|half)\s+(?:of\s+(?:them|whom)\s+)?(?:were\s+|are\s+|was\s+|aged\s+)*$",
    re.IGNORECASE,
)
_ENDS_AGES = re.compile(r"\s*(?:$|[,.;)]|(?:and|or|were|was|are|is|died|when|from|in)\b)")
_AGES_JOINED = re.compile(r"\s*(?:,|,?\s*(?:and|or|to))\s*")
_OLDEST_YEARS = 120
_COUNTED_ONLY = re.compile(r"\s*(?:[,.;]|$)")


def is_age(before: str, after: str, one: Quantity) -> bool:
    """Return whether a number is an age, by the words before and after it."""
    value = one.min if one.min is not None else one.max
    if one.comparator == "range" and re.search(r"\bage[sd]?\s+(?:from|between|of)?\s*$", before):
        return True
    if value is None or not 0 < value < 120 or value != int(value):
        return False
    if re.match(r"[-\s]years?[-\s]old|\s+years\s+of\s+age", after):
        return True
    is_bound = one.comparator in {"<", ">"} and _YOUNGER_OR_OLDER.search(before)
    is_all = one.comparator in {"<", ">"} and _ALL_OF_THEM.search(before)
    if (is_bound or is_all) and head_of(after, 0).noun is None:
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


def join_ages(plain: str, quantities: Sequence[Quantity], kinds: list[str]) -> None:
    """Make ages of what stands in a row with one: "men of 44 and 61", "ages 44 and 61"."""
    for index in range(1, len(kinds)):
        one, other = quantities[index - 1], quantities[index]
        between = plain[one.after : other.start]
        values = (one.max or 0.0, other.max or 0.0)
        is_row = _AGES_JOINED.fullmatch(between) and max(values) < _OLDEST_YEARS
        is_age = [kind == "years_age" for kind in kinds[index - 1 : index + 1]]
        is_parted = "," in between
        if is_parted and not _COUNTED_ONLY.match(plain, other.after):
            continue
        is_spelled = kinds[index] == "years" and _PERSON_OF.search(plain, 0, one.start)
        if is_row and (is_age[0] or is_spelled) and _ENDS_AGES.match(plain, other.after):
            kinds[index - 1 : index + 1] = ["years_age", "years_age"]


def counts_years_of_age(before: str, after: str, unit: str | None) -> bool:
    """Return whether a number of years with its unit is an age: "39 years old", "a man of 39"."""
    is_old = re.match(r"\s+old\b", after) and not _OF_A_THING.search(before)
    named = _SOMEBODY_OF.search(before)
    is_of_person = _PERSON_OF.search(before) or (named and singular(named[1]) in PEOPLE)
    return unit == "years" and bool(is_old or is_of_person)
