"""Dates as newsrooms write them: 3 May, May 3 and 4, 2024-05-03, in the spring of 2019."""

import re
from collections.abc import Iterator

from verify.casework.claims.expressions import Expression
from verify.casework.claims.words import any_of
from verify.casework.claims.words.calendar import MONTHS, SEASONS, WEEKDAYS

_DAY = any_of("|".join(WEEKDAYS))
_MONTH = any_of("|".join(MONTHS))
_SEASON = any_of("|".join(SEASONS))
# What may follow "May 3 and 4" if 4 is a day and no count.
_NO_COUNT = r"(?=\s*(?:[,.;:)]|$)|\s+(?:in|at|on|near|when|as|by|while|(?:19|20)\d\d)\b)"
_DATES = (
    # "on May 3 and 4", "the night of May 4 to 5"
    rf"(?P<month>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:and|to|into|-|–)\s*"
    rf"(?P<day_to>\d{{1,2}})(?:st|nd|rd|th)?{_NO_COUNT}(?:,?\s+(?P<year>(?:19|20)\d\d))?(?!\d)",
    # "between 21 and 29 August"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:and|to|-|–)\s*(?P<day_to>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?\s+"
    rf"(?:of\s+)?(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>(?:19|20)\d\d))?(?!\d)",
    rf"(?P<weekday>{_DAY})?(?:\.|\b),?\s*(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?"
    rf"(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>(?:19|20)\d\d))?(?!\d)",
    rf"(?P<month>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|\.\d|\s?[ap]\.?m)"
    r"(?:,?\s+(?P<year>(?:19|20)\d\d))?(?!\d)",
    rf"(?P<month>{_MONTH})\b\.?,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)(?!\d)",
    r"(?<![\d./-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])",
    r"(?<![\d./-])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d\d)(?!\d)",
    r"(?:between|from)\s+(?P<year>(?:18|19|20)\d\d)\s+(?:and|to|until|till)\s+"
    r"(?P<year_to>(?:18|19|20)\d\d)(?!\d|,\d)",
    r"\bin\s+(?P<year>(?:18|19|20)\d\d)\s?[-–](?P<year_to>(?:18|19|20)\d\d)(?!\d|,\d)",
    r"\b(?:in|during|since)\s+the\s+(?:early\s+|late\s+|mid-)?(?P<decade>(?:18|19|20)\d0)s\b",
    rf"\b(?:(?:in|since|during|by|until)\s+(?:(?:the\s+)?(?:early|late|middle\s+of)\s+)?(?:the\s+)?)"
    rf"(?P<season>{_SEASON})\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)(?!\d|,\d)",
    rf"\b(?:(?:in|since|during|by)\s+)?(?:last|this)\s+(?P<season>{_SEASON})(?![\w-])",
    rf"(?:between|from)\s+(?P<month>{_MONTH})\s+(?:and|to|until|till)\s+(?P<month_to>{_MONTH})"
    rf"(?![\w-]|\.?\s\d\d?\b)(?:,?\s+(?P<year>(?:19|20)\d\d))?",
    r"(?<=\bin )(?P<year>(?:18|19|20)\d\d)(?!\d|,\d|%|-|\s+(?:people|homes|houses))",
    r"(?<=\bsince )(?P<year>(?:18|19|20)\d\d)(?!\d|,\d)",
    r"(?<=\buntil )(?P<year>(?:18|19|20)\d\d)(?!\d|,\d)",
    r"(?<=\bduring )(?P<year>(?:18|19|20)\d\d)(?!\d|,\d)",
    r"(?<=\bfrom )(?P<year>(?:18|19|20)\d\d)(?!\d|,\d)",
    # "the 1999 Marmara earthquake"
    r"(?<=\b[Tt]he )(?P<year>(?:18|19|20)\d\d)(?=\s+(?:[A-Z][\w'’-]*\s+){0,2}"
    r"(?:earthquake|quake|tsunami|floods?|war|fire|attacks?|bombing|massacre|crash|disaster|eruption|hurricane|storm|riots?|coup|uprising|collapse)\b)",
    r"(?<=\bof )(?P<year>(?:19|20)\d\d)(?!\d|,\d)",
)
# "may" is a verb, "march" a protest: a month without a day needs its preposition and its capital.
_BARE_MONTH = re.compile(
    r"(?<![\w-])(?:(?P<share>(?:[Ii]n\s+)?(?:early|mid|late)"
    r"|(?:[Aa]t\s+|[Bb]y\s+)?the\s+(?:start|beginning|end|middle)\s+of)"
    r"|[Ii]n|[Ss]ince|[Uu]ntil|[Ll]ast|[Dd]uring|[Ff]rom)[ -](?P<month>"
    rf"{any_of('|'.join(name.capitalize() for name in MONTHS))})(?![\w-]|\.?\s\d)"
)


def date_pieces(plain: str) -> Iterator[Expression]:
    """Yield the dates of a sentence, and its months, seasons and years without a day."""
    for pattern in _DATES:
        for found in re.finditer(pattern, plain, re.IGNORECASE):
            if _is_month(found):
                yield _date_piece(found)
    for found in _BARE_MONTH.finditer(plain):
        start = found.start("share") if found["share"] else found.start("month")
        yield Expression(start, found.end(), month=MONTHS[found["month"].lower()])


def is_title(found: re.Match[str]) -> bool:
    """Whether a day is part of a name: "The Sunday Times", "the 3rd May Brigade"."""
    before, behind = found.string[: found.start()], found.string[found.end() :]
    is_led = re.search(r"\b[Tt]he\s+(?:[a-z]+\s+)?$", before) or "the " in found[0].lower()
    return bool(is_led and re.match(r"\s+[A-Z][a-z]", behind))


def _is_month(found: re.Match[str]) -> bool:
    """Whether what looks like a month is one: "may 20" is a verb, 40.13. no date."""
    groups = found.groupdict()
    month, day = groups.get("month"), groups.get("day")
    if day and not groups["year"] and is_title(found):
        return False
    number = (int(month) if month.isdigit() else MONTHS[month.lower()]) if month else 1
    is_name = bool(month) and not str(month).isdigit()
    return (
        1 <= number <= 12
        and (not day or 1 <= int(day) <= 31)
        and (not is_name or str(month)[0].isupper())
    )


def _date_piece(found: re.Match[str]) -> Expression:
    groups = found.groupdict()
    month, weekday = groups.get("month"), groups.get("weekday")
    start = found.start()
    while found.string[start] in " .,":
        start += 1
    year = int(groups["year"]) if groups.get("year") else None
    if decade := groups.get("decade"):
        return Expression(start, found.end(), year=int(decade), year_to=int(decade) + 9)
    if season := groups.get("season"):
        first, last = SEASONS[season.lower()]
        return Expression(start, found.end(), year=year, month=first, month_to=last)
    return Expression(
        start,
        found.end(),
        year=year,
        year_to=int(groups["year_to"]) if groups.get("year_to") else None,
        month=(int(month) if month.isdigit() else MONTHS[month.lower()]) if month else None,
        month_to=MONTHS[groups["month_to"].lower()] if groups.get("month_to") else None,
        day=int(groups["day"]) if groups.get("day") else None,
        day_to=int(groups["day_to"]) if groups.get("day_to") else None,
        weekday=WEEKDAYS[weekday.lower()] if weekday else None,
    )
