"""Clock times as newsrooms write them: 7.50am, 0310 UTC, half past three, 3 o'clock, noon."""

import re
from collections.abc import Iterator
from dataclasses import replace

from verify.casework.claims.expressions import Expression
from verify.casework.claims.words import any_of, word_list
from verify.casework.claims.words.calendar import ZONES

_ZONE = any_of("|".join(ZONES), "local time | local")
_NOON = r"(?:\s?(?P<noon>[ap])\.?\s?m\b\.?)"
_CLOCKS = (
    r"(?<=\bat )(?P<hour>1[0-2]|[1-9])"
    r"(?=\s+in\s+the\s+(?:morning|afternoon|evening)|\s+at\s+night)",
    rf"(?<![\d.,:/])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d){_NOON}",
    r"(?<![\d.,:/$€£])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:]|\.\d"
    r"|\s*min)",
    rf"(?<![\d.,:/$€£])(?P<hour>1[0-2]|0?[1-9]){_NOON}",
    r"(?<![\d.,:/$€£-])(?P<hour>[01]?\d|2[0-3])(?:[.:](?P<minute>[0-5]\d))?\s+o'clock"
    r"(?:\s+and\s+(?P<past>[0-5]?\d)\s+minutes)?",
    rf"(?<![\d.,:/$€£-])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?=\s*(?:{_ZONE}|hours|hrs|h\b))"
    r"(?:\s*(?:hours|hrs|h\b))?",
    r"(?<![\d.,:/$€£-])(?P<hour>[01]?\d|2[0-3])h(?P<minute>[0-5]\d)\b",
    r"(?:(?<=\bat )|(?<=\baround )|(?<=\babout )|(?<=\bby )|(?<=\bbefore )|(?<=\bafter )"
    r"|(?<=\buntil )"
    r"|(?<=\bsince )|(?<=\bfrom ))(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)"
    r"(?=\s*(?:$|[,;)]|\.(?:\s|$)|on\b|in\s+the\b|and\b|when\b|local|[A-Z]))(?!\s(?:Euro|Dollar))",
)
_HOURS = word_list("one two three four five six seven eight nine ten eleven twelve")
_CLOCK_WORDS = (
    rf"(?<![\w-])(?P<word>{'|'.join(_HOURS)})\s+o'clock",
    rf"(?<=\bat )(?P<word>{'|'.join(_HOURS)})(?=\s+(?:in\s+the\s+(?:morning|afternoon|evening)"
    rf"|at\s+night))",
    rf"(?<![\w-])(?P<half>half\s+past|quarter\s+past|quarter\s+to)\s+(?P<word>{'|'.join(_HOURS)})\b",
    r"(?<![\w-])(?P<named>midnight|noon|midday)(?![\w-])",
)
_AROUND = re.compile(r"\b(?:shortly|just|soon|minutes)\s+(after|before)$")
_MINUTES_OF = {"half past": 30, "quarter past": 15, "quarter to": -15}


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
    minutes = 60 * (_HOURS.index(found["word"].lower()) + 1)
    minutes += _MINUTES_OF[" ".join(groups["half"].lower().split())] if groups.get("half") else 0
    return Expression(*found.span(), clock=divmod(minutes % (24 * 60), 60))


def _with_zone(clock: Expression, plain: str) -> Expression:
    zone = re.compile(rf"\s*\(?({_ZONE})\b", re.IGNORECASE).match(plain, clock.end)
    if not zone or (zone[1].lower() == "z" and plain[clock.end : clock.end + 1] == " "):
        return clock
    return replace(clock, end=zone.end(), zone=" ".join(zone[1].lower().split()))
