"""Clock times as newsrooms write them: 7.50am, 0310 UTC, half past three, 3 o'clock, noon."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from verify.casework.claims.cardinals import number_value
from verify.casework.claims.expressions import Expression
from verify.casework.claims.words import any_of, word_list
from verify.casework.claims.words.calendar import ZONE_PLACES, ZONES

_ZONE = any_of("|".join(ZONES), "|".join(ZONE_PLACES), "local time | local")
_NOON = r"(?:\s?(?P<noon>[ap])\.?\s?m\b\.?)"
_LED = (
    "(?:"
    + "|".join(
        rf"(?<=\b{word} )"
        for word in word_list(
            "at by around about before after until till since from past near nearly almost was"
        )
    )
    + ")"
)
_OF_DAY = r"(?=\s+(?:in\s+the\s+(?:early\s+)?(?:morning|afternoon|evening)|at\s+night)\b)"
_CLOCKS = (
    rf"{_LED}(?P<hour>1[0-2]|[1-9]){_OF_DAY}",
    rf"(?<![\d.,:/])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d){_NOON}",
    r"(?<![\d.,:/$€£])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:]|\.\d"
    r"|\s*min)",
    rf"(?<![\d.,:/$€£])(?P<hour>1[0-2]|0?[1-9]){_NOON}",
    r"(?<![\d.,:/$€£-])(?P<hour>[01]?\d|2[0-3])(?:[.:](?P<minute>[0-5]\d))?\s+o'clock"
    r"(?:\s+and\s+(?P<past>[0-5]?\d)\s+minutes)?",
    r"(?:(?<=\bat )|(?<=\baround )|(?<=\babout )|(?<=\bby )|(?<=\bbefore )|(?<=\bafter )"
    r"|(?<=\buntil )|(?<=\bsince ))(?P<hour>0\d)(?P<minute>[0-5]\d)"
    r"(?![\d:/%]|[.,]\d|\s?(?:m|km|kg)\b)",
    rf"(?<![\d.,:/$€£-])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?=\s*(?:{_ZONE}|hours|hrs|h\b))"
    r"(?:\s*(?:hours|hrs|h\b))?",
    r"(?<![\d.,:/$€£-])(?P<hour>[01]?\d|2[0-3])h(?P<minute>[0-5]\d)\b",
    r"(?:(?<=\bat )|(?<=\baround )|(?<=\babout )|(?<=\bby )|(?<=\bbefore )|(?<=\bafter )"
    r"|(?<=\buntil )"
    r"|(?<=\bsince )|(?<=\bfrom ))(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)"
    r"(?=\s*(?:$|[,;)]|\.(?:\s|$)|on\b|in\s+the\b|and\b|when\b|local|[A-Z]))(?!\s(?:Euro|Dollar))",
)
# "between 4 and 5 a.m.": the second says of which half of the day the first is.
_BARE_FIRST = re.compile(
    r"(?<![\w.,:/$€£-])(?P<hour>1[0-2]|[1-9])(?:[.:](?P<minute>[0-5]\d))?"
    r"(?=\s*(?:and|to|until|till|or|-|–)\s*"
    rf"(?P<second>1[0-2]|[1-9])(?:[.:][0-5]\d)?{_NOON})",
    re.IGNORECASE,
)
# "between 0600 and 0715"
_MILITARY = re.compile(
    r"(?:(?<=\b[Bb]etween )|(?<=\b[Ff]rom ))(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)"
    r"\s+(?:and|to|until)\s+(?P<hour_to>[01]\d|2[0-3])(?P<minute_to>[0-5]\d)"
    r"(?:\s+(?:hours|hrs)\b)?(?!\d|,\d|\s+(?:people|[a-z]+s)\b)"
)
_HOURS = word_list("one two three four five six seven eight nine ten eleven twelve")
_CLOCK_WORDS = (
    rf"(?<![\w-])(?P<word>{'|'.join(_HOURS)})\s+o'clock",
    rf"{_LED}(?P<word>{'|'.join(_HOURS)}){_OF_DAY}",
    rf"{_LED}(?P<word>{'|'.join(_HOURS)})(?:\s+|-)(?P<past>thirty|fifteen|forty-five|twenty|forty|ten)"
    rf"{_OF_DAY}",
    rf"(?<![\w-])(?:an?\s+)?(?P<half>half\s+past|quarter\s+past|quarter\s+to"
    rf"|(?:five|ten|twenty|twenty-five)\s+(?:minutes\s+)?(?:past|to))\s+(?P<word>{'|'.join(_HOURS)}|midnight|noon|midday)\b",
    r"(?<![\w-])(?P<named>midnight|noon|midday)(?![\w-])",
)
_AROUND = re.compile(r"\b(?:shortly|just|soon|minutes)\s+(after|before)$")
_NOONS = frozenset(("noon", "midday"))
_MINUTES = {"half": 30, "quarter": 15}


def clock_pieces(plain: str) -> Iterator[Expression]:
    """Yield the clock times of a sentence, each with its zone."""
    for pattern in _CLOCKS:
        for found in re.finditer(pattern, plain, re.IGNORECASE):
            groups = found.groupdict()
            hour, minute = int(found["hour"]), int(groups.get("minute") or groups.get("past") or 0)
            noon = (groups.get("noon") or "").lower()
            if noon and hour <= 12:
                hour = hour % 12 + (12 if noon == "p" else 0)
            yield _with_zone(Expression(*found.span(), clock=(hour % 24, minute)), plain)
    for found in _BARE_FIRST.finditer(plain):
        hour, second = int(found["hour"]) % 12, int(found["second"]) % 12
        is_afternoon = (found["noon"].lower() == "p") == (hour <= second)
        clock = (hour + 12 * is_afternoon, int(found["minute"] or 0))
        yield Expression(*found.span(), clock=clock)
    for found in _MILITARY.finditer(plain):
        first = (int(found["hour"]), int(found["minute"]))
        last = (int(found["hour_to"]), int(found["minute_to"]))
        yield _with_zone(Expression(*found.span(), clock=first, clock_to=last), plain)
    for pattern in _CLOCK_WORDS:
        for found in re.finditer(pattern, plain, re.IGNORECASE):
            yield _with_zone(_word_clock(found), plain)


def _word_clock(found: re.Match[str]) -> Expression:
    groups = found.groupdict()
    if groups.get("named"):
        hour = 0 if found["named"].lower() == "midnight" else 12
        before = found.string[: found.start()].lower().rstrip()
        way = _AROUND.search(before)
        if hour or not way:
            return Expression(*found.span(), clock=(hour, 0))
        is_after = way[1] == "after"
        return Expression(
            *found.span(),
            clock=(0, 0) if is_after else (23, 0),
            clock_to=(1, 0) if is_after else (0, 0),
        )
    word = found["word"].lower()
    minutes = 60 * (0 if word == "midnight" else 12 if word in _NOONS else _HOURS.index(word) + 1)
    minutes += _minutes_past(groups)
    return Expression(*found.span(), clock=divmod(minutes % (24 * 60), 60))


def _minutes_past(groups: Mapping[str, str | None]) -> int:
    """Return the minutes of "nine thirty", "half past nine", "twenty to nine"."""
    past, half = groups.get("past"), groups.get("half")
    if past:
        return int(number_value(past) or 0)
    if not half:
        return 0
    count, *_, way = half.lower().split()
    minutes = _MINUTES.get(count) or int(number_value(count) or 0)
    return minutes if way == "past" else -minutes


def _with_zone(clock: Expression, plain: str) -> Expression:
    zone = re.compile(rf"\s*\(?({_ZONE})\b", re.IGNORECASE).match(plain, clock.end)
    if not zone or (zone[1].lower() == "z" and plain[clock.end : clock.end + 1] == " "):
        return clock
    return replace(clock, end=zone.end(), zone=" ".join(zone[1].lower().split()))
