"""Times as written: which words tell one, and what they say, before any date is resolved.

Pieces (a clock, a weekday, a date, a part of the day) that stand together are one expression.
`resolving` turns an expression into dates; this module knows no date of publication.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from verify.casework.claims.cardinals import number_value
from verify.casework.claims.clocks import clock_pieces
from verify.casework.claims.dates import date_pieces, is_title
from verify.casework.claims.expressions import Expression
from verify.casework.claims.words import any_of, word_set
from verify.casework.claims.words.calendar import (
    EVENT_NOUNS,
    MONTHS,
    PARTS,
    WEEKDAYS,
)

_DAY = any_of("|".join(WEEKDAYS))
_MONTH = any_of("|".join(MONTHS))
_PART = any_of(*(words.removeprefix("day | ") for words in PARTS.values()))
_PART_OF = {
    phrase.strip(): part for part, phrases in PARTS.items() for phrase in phrases.split("|")
} | {"dark": "night"}
_DAYTIME = r"(?:day|morning|night|afternoon|evening)"
_ENDS = r"(?=\s*(?:[,.;)]|$)|\s+(?:in|at|near|on|when|and|but)\b)"
_RELATIVE = re.compile(
    r"(?<![\w-])(?P<relative>the\s+day\s+before\s+yesterday|yesterday|today|tonight|last\s+night|"
    r"overnight|last\s+(?:week(?!end)|month|year)|earlier\s+this\s+(?:week|month|year)"
    r"|this\s+(?:week|month|year)|(?:a|one|two|three|four|five|six|seven|ten|\d{1,2})"
    r"\s+(?:days?|weeks?)\s+(?:ago|(?:earlier|later|before)(?=\s*[,.]|$))"
    r"|this\s+(?:morning|afternoon|evening)|tomorrow"
    rf"|the\s+(?:next|following|previous|same|preceding)\s+{_DAYTIME}"
    rf"|the\s+{_DAYTIME}\s+(?:before|after){_ENDS}"
    rf"|(?:later|earlier)\s+(?:that|the\s+same)\s+{_DAYTIME}"
    r"|(?:the|last|this|past)\s+weekend(?=\s*(?:[,.;)]|$)|\s+(?:in|at|near|on|when|and|after|\w+ed)\b)"
    r"|that(?:\s+same)?\s+(?:morning|afternoon|evening|night)|(?<=\bspent )the\s+night)"
    r"(?:\s+(?P<part>morning|afternoon|evening|night))?(?![\w-])",
    re.IGNORECASE,
)
_AFTER_PART = any_of("dark | nightfall | dusk | sunset | sundown | dawn | daybreak | sunrise")
_PARTS_WRITTEN = re.compile(
    # "In the evening", "at dawn", "before dawn", "by night", "in broad daylight"
    rf"(?<![\w-])(?:(?:in|during|by|at|before|on|over|throughout|until"
    rf"|into)\s+(?:the\s+(?:middle|course|early\s+part|late\s+part)"
    rf"\s+of\s+)?(?:the\s+|a\s+|full\s+)?"
    rf"(?P<part>{_PART})(?:\s+of)?|(?P<bare>pre-?dawn|broad\s+daylight)|(?:at"
    rf"|by)\s+(?P<plain>day)|after\s+(?P<after>{_AFTER_PART}))(?![\w-]|\s+(?:sky|skies|shift|club|vision))",
    re.IGNORECASE,
)
_BEFORE_EVENT = re.compile(
    rf"(?<![\w-])(?P<part>(?:late[- ])?night(?:-?time)?|overnight|pre-?dawn|dawn|(?:early[- ]"
    rf"|late[- ])?"
    rf"(?:morning|evening|afternoon)|midnight|noon|midday)(?=\s+(?:{any_of(EVENT_NOUNS)})(?![\w-]))",
    re.IGNORECASE,
)
_DAYS = re.compile(
    rf"(?<![\w-])(?:(?P<lead>early|late|earlier)\s+(?:on\s+)?)?(?P<weekday>{_DAY})(?!\w)\.?"
    rf"(?:(?:'s)?\s+(?P<part>{_PART})(?![\w-]))?",
    re.IGNORECASE,
)
_NIGHT_BETWEEN = re.compile(
    rf"(?:(?:in\s+)?(?:the\s+)?(?:night|overnight)\s+(?:from|of|between"
    rf"|(?:that\s+)?(?:connects|connecting|linking|joining))\s+)?(?P<weekday>{_DAY})"
    rf"(?:\s+night)?\s+(?:in)?to\s+(?P<other>{_DAY})(?!\w)"
    rf"|overnight\s+(?:from\s+)?(?P<weekday2>{_DAY})"
    rf"\s+(?:in)?to\s+(?P<other2>{_DAY})(?!\w)",
    re.IGNORECASE,
)
_NIGHT_TO = re.compile(
    rf"(?:(?:in|during)\s+the\s+night|overnight)\s+(?:in)?to\s+(?P<weekday>{_DAY})(?!\w)",
    re.IGNORECASE,
)
# "on Monday this week", "in April this year"; alone "this year" tells no time.
_QUALIFIED = re.compile(rf"\b(?:{_DAY}|{_MONTH})(?:\s+of)?\s+$", re.IGNORECASE)
_WEEKDAY_SPAN = re.compile(
    rf"(?:between|from|on)\s+(?P<first>{_DAY})(?:\s+(?P<part>{_PART}))?\s+(?:and|to|until|till)\s+"
    rf"(?P<last>{_DAY})(?:\s+(?P<part2>{_PART}))?(?!\w)",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"(?<![\w-])(?:(?P<share>half\s+an|a\s+quarter\s+of\s+an)|(?P<count>\d{1,3}|[a-z]+(?:-[a-z]+)?))"
    r"\s+(?P<unit>minutes?|hours?)\s+"
    r"(?P<way>later|earlier|afterwards)(?![\w-])",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"\s*[,(]?\s*(?:(?:on|at|in|of|the|around|about|approximately|some\s?time|shortly|just|before|"
    r"after|and|was|is|by|late|early|local|time|during|a|full|sunlight|little|soon|exactly|precisely"
    r"|only|already|between|from|towards?)\s+){0,4}|\s*\.\s+(?=\d)",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|shall|(?:is|are|was|were)\s+(?:due|scheduled|expected|set)\s+to)\s+[^,.;]*$"
)
# "The fire burned until Wednesday" is over; "closed until Wednesday" is not.
_LASTED = re.compile(
    r"\b(?:burn(?:ed|t)|raged|blazed|smouldered|lasted|continued|went\s+on|dragged\s+on|fought|could"
    r"|visible|heard|seen|felt|worked|searched|waited|dug|held\s+out|trapped|stranded|hid|fell"
    r"|battled|sheltered|stayed\s+(?:there|inside)|did\s+not|had\s+not)\b[^.;]*$"
)
_UNTIL = word_set("until till")
_LEADS = word_set(
    "in on at by since until till from before after around about approximately shortly just late "
    "early "
    "during throughout towards toward least some sometime between last the already next or"
)
# Never first words of what is quoted.
_LEADS_NOT_FIRST = word_set("last the already next least or")
_IN_ONE = word_set("in on at by")
_PREVIOUS_WORD = re.compile(r"(?<![\w-])([a-z]+)\s+$", re.IGNORECASE)


def find_expressions(plain: str) -> list[Expression]:
    """Return the times that a sentence tells, in their order."""
    merged: list[Expression] = []
    for piece in _without_overlaps(_pieces(plain)):
        joined = _joined(merged[-1], piece, plain) if merged else None
        if joined:
            merged[-1] = joined
        else:
            merged.append(piece)
    return [_ahead(_with_lead(one, plain), plain) for one in merged]


def _ahead(one: Expression, plain: str) -> Expression:
    """Mark a time of what is to come, "will be held on Friday", as the word "next" would."""
    if _TO_COME.search(plain, 0, one.start) and not {"since", "after"} & set(
        one.preposition.split()
    ):
        return replace(one, preposition=f"next {one.preposition}")
    leads = one.preposition.split()
    if _UNTIL & set(leads) and _LASTED.search(plain, 0, one.start):
        return replace(
            one, preposition=" ".join("lasting" if word in _UNTIL else word for word in leads)
        )
    return one


def _pieces(plain: str) -> Iterator[Expression]:
    for found in _NIGHT_BETWEEN.finditer(plain):
        first = found["weekday"] or found["weekday2"]
        second = found["other"] or found["other2"]
        if "night" in found[0].lower():
            yield Expression(
                *found.span(),
                weekday=WEEKDAYS[first.lower()],
                weekday_to=WEEKDAYS[second.lower()],
                part="night",
            )
    for found in _NIGHT_TO.finditer(plain):
        day = WEEKDAYS[found["weekday"].lower()]
        yield Expression(*found.span(), weekday=(day - 1) % 7, weekday_to=day, part="night")
    for found in _WEEKDAY_SPAN.finditer(plain):
        same = found["part"] and (found["part2"] or "").lower() == found["part"].lower()
        yield Expression(
            *found.span(),
            weekday=WEEKDAYS[found["first"].lower()],
            weekday_to=WEEKDAYS[found["last"].lower()],
            part=_PART_OF[" ".join(found["part"].lower().split())] if same else None,
        )
    yield from date_pieces(plain)
    yield from clock_pieces(plain)
    for found in _RELATIVE.finditer(plain):
        relative = " ".join(found["relative"].lower().split())
        is_bare = relative in {"this week", "this month", "this year"}
        if not is_bare or _QUALIFIED.search(plain, 0, found.start()):
            yield Expression(*found.span(), relative=relative, part=found["part"])
    for found in _DAYS.finditer(plain):
        if found["weekday"][0].isupper() and not (_is_no_day(found) or is_title(found)):
            yield _day_piece(found)
    for found in _PARTS_WRITTEN.finditer(plain):
        part = _PART_OF[" ".join(next(filter(None, found.groups())).lower().split())]
        if part == "dawn" and found[0].lower().startswith("before"):
            part = "early"
        generic = re.match(r"(?:at|by)\s+(?:night|day)\b", found[0], re.IGNORECASE)
        yield Expression(*found.span(), part=part, is_general=bool(generic))
    for found in _BEFORE_EVENT.finditer(plain):
        words = found["part"].lower().replace("-", " ")
        last = words.replace("nighttime", "night").split()[-1]
        named = {"midnight": "night", "noon": "day", "midday": "day", "overnight": "night"}
        part = "early" if "dawn" in words and "pre" in words else named.get(last, last)
        yield Expression(*found.span(), part=part)
    for found in _LATER.finditer(plain):
        yield _later_piece(found)


def _is_no_day(found: re.Match[str]) -> bool:
    """Whether "Sun" or "Sat" is no day: a newspaper, a verb."""
    is_short = not found["weekday"].lower().endswith("day")
    before = found.string[: found.start()].lower()
    return is_short and (before.endswith("the ") or not re.search(r"(?:\bon|,|^|\d)\s*$", before))


def _day_piece(found: re.Match[str]) -> Expression:
    part = found["part"] and _PART_OF[" ".join(found["part"].lower().split())]
    lead = (found["lead"] or "").lower()
    if lead == "late":
        part = part or "evening"
    elif lead == "early":
        part = "early" if part in {None, "morning"} else part
    return Expression(*found.span(), weekday=WEEKDAYS[found["weekday"].lower()], part=part)


def _later_piece(found: re.Match[str]) -> Expression:
    share = (found["share"] or "").lower()
    count = number_value(found["count"] or "1")
    if share:
        count = 0.5 if share.startswith("half") else 0.25
    elif found["count"].lower() in {"a", "an"}:
        count = 1.0
    if count is None:
        return Expression(found.start(), found.start())
    minutes = int(count * (60 if found["unit"].lower().startswith("hour") else 1))
    earlier = found["way"].lower() == "earlier"
    return Expression(*found.span(), offset_min=-minutes if earlier else minutes)


def _without_overlaps(pieces: Iterator[Expression]) -> list[Expression]:
    """Keep the longest of pieces that share words, in the order of the text."""
    kept: list[Expression] = []
    for piece in sorted(pieces, key=lambda one: (one.start - one.end, one.start)):
        if piece.end > piece.start and all(
            piece.end <= one.start or piece.start >= one.end for one in kept
        ):
            kept.append(piece)
    return sorted(kept, key=lambda one: one.start)


def _joined(first: Expression, second: Expression, plain: str) -> Expression | None:
    """Return two pieces as one expression if nothing but small words is between them."""
    gap = plain[first.end : second.start]
    if first.clock and second.clock:
        return _joined_clocks(first, second, gap)
    if first.month and first.day and second.day and _is_range(first, gap, plain):
        return replace(
            first,
            end=second.end,
            year=first.year or second.year,
            month_to=second.month,
            day_to=second.day,
        )
    names = ("year", "month", "weekday", "relative", "clock", "offset_min")
    kept = ("year_to", "month_to", "day_to", "weekday_to", "clock_to", "other_clock", "other_zone")
    shared = [n for n in names if getattr(first, n) is not None and getattr(second, n) is not None]
    parts = {first.part, second.part}
    both_parts = None not in parts and parts not in ({"early", "morning"}, {"early", "night"})
    if shared or both_parts or first.offset_min or second.offset_min or not _GAP.fullmatch(gap):
        return None
    if " and " in gap or (first.month and first.day is None and second.weekday is not None):
        return None
    values = {
        name: getattr(first, name) if getattr(first, name) is not None else getattr(second, name)
        for name in (
            *names,
            *kept,
            "day",
            "day_to",
            "zone",
            "part",
            "weekday_to",
            "clock_to",
            "month_to",
        )
    }
    return Expression(first.start, _closed(plain, gap, second.end), **values)


def _is_range(first: Expression, gap: str, plain: str) -> bool:
    """Whether two dates are the ends of a stretch: "from 28 April to 3 May"."""
    if re.fullmatch(r"\s*(?:to|until|till|through|-|–)\s*", gap):
        return True
    is_between = re.search(r"\bbetween\s+$", plain[: first.start], re.IGNORECASE)
    return bool(is_between and re.fullmatch(r"\s+and\s+", gap))


def _closed(plain: str, gap: str, end: int) -> int:
    return end + 1 if "(" in gap and plain[end : end + 1] == ")" else end


def _joined_clocks(first: Expression, second: Expression, gap: str) -> Expression | None:
    if re.fullmatch(r"\s*[(,]\s*", gap) and second.zone and second.zone != first.zone:
        closing = 1 if "(" in gap else 0
        return replace(
            first,
            end=second.end + closing,
            other_clock=second.clock,
            other_zone=second.zone,
            weekday=second.weekday if first.weekday is None else first.weekday,
        )
    if re.fullmatch(r"\s*(?:and|to|-|–|until)\s*", gap) and first.clock_to is None:
        return replace(first, end=second.end, clock_to=second.clock, zone=second.zone)
    return None


def _with_lead(one: Expression, plain: str) -> Expression:
    """Take in the small words before an expression, and no full stop behind it."""
    start, words = one.start, [plain[one.start : one.end].split(None, 1)[0].lower()]
    kept = start
    is_attribute = bool(_BEFORE_EVENT.match(plain, one.start))
    while found := _PREVIOUS_WORD.search(plain, 0, start):
        word = found[1].lower()
        is_beside = word in {"after", "before", "since"} and is_attribute
        if word not in _LEADS or is_beside or (word in _IN_ONE and words[0] in _IN_ONE):
            break
        start = found.start()
        words.insert(0, word)
        kept = kept if word in _LEADS_NOT_FIRST else start
    end = one.end
    if plain[end - 1] == "." and not re.search(r"[ap]\.?\s?m\.$", plain[:end], re.IGNORECASE):
        end -= 1
    part = one.part
    if one.clock is None and part is None and one.day is None and one.month is None:
        part = "evening" if "late" in words else "early" if "early" in words else None
    return replace(one, start=kept, end=end, part=part, preposition=" ".join(words))
