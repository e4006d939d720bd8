"""A weekday against its date, and night against day for one event."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from verify.casework.claims.assembling import Read
from verify.casework.claims.attribution import tells_when_said
from verify.casework.claims.conflicts.telling import Telling, is_backed, ordered
from verify.casework.claims.hedging import denied_from
from verify.casework.claims.words import word_list
from verify.casework.claims.words.events import VIOLENT
from verify.domain.claims import Conflict, ConflictKind, Pair, When
from verify.domain.weekdays import weekday_of

_NAMES = word_list("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_DAYLIGHT = re.compile(
    r"\b(?:broad\s+daylight|(?:in|full|bright)\s+(?:clear\s+|bright\s+)?daylight|full\s+sunlight|(?:bright|blazing"
    r"|midday|noon|noonday|afternoon|morning|brilliant|strong)\s+(?:\w+\s+)?(?:sun|sunlight"
    r"|sunshine|sky|light)|(?:blue|cloudless|sunny)\s+sky"
    r"|sun\s+(?:was|is|stood|stands)\s+(?:still\s+|already\s+)?(?:high|blazing|shining|out|at)|"
    r"under\s+(?:a|the)\s+(?:\w+\s+)?sun|by\s+day|at\s+day|at\s+(?:noon|midday)|sunlit|daytime"
    r"|in\s+the\s+middle\s+of\s+the\s+day|lunchtime|midday)\b",
    re.IGNORECASE,
)
_AT_NOON = re.compile(r"noon\b|midday", re.IGNORECASE)
_DARK = re.compile(
    r"\b(?:night\s+sky|pitch[- ]dark(?:ness)?|pitch[- ]black|in\s+(?:the\s+dark|(?:complete\s+"
    r"|total\s+"
    r"|utter\s+|full\s+)?darkness)|dead\s+of\s+night|middle\s+of\s+the\s+night|midnight|moonlight"
    r"|moonlit|starlit|night-?time|"
    r"by\s+night|cover\s+of\s+(?:darkness|night)|black\s+sky|dark\s+sky|night\s+skies|overnight|stars\s+(?:are|were)\s+(?:visible|out)"
    r"|(?:sky|scene|street|road|picture|yard)\s+(?:is|was|are|were)\s+(?:completely\s+|still\s+|already\s+)?"
    r"(?:dark|black)(?!\s+with)|shows?\s+(?:the|a)\s+(?:\w+\s+)?(?:street|sky|scene|road|yard|square|town|city)\s+(?:dark|black|in\s+darkness)"
    r"|under\s+the\s+stars|street\s?lamps\s+(?:are|were)\s+(?:lit|on))\b",
    re.IGNORECASE,
)
# Dusk and dawn move with season and place: they are held against what is far from them only.
_HOURS = {
    "night": (22, 23, 0, 1, 2, 3, 4),
    "evening": (19, 20, 21),
    "dawn": (5, 6, 7),
    "morning": (8, 9, 10, 11, 12),
    "afternoon": (13, 14, 15, 16, 17),
}
_PARTS = {
    "night": "night",
    "early": "night",
    "evening": "evening",
    "dawn": "dawn",
    "morning": "morning",
    "afternoon": "afternoon",
    "day": "daylight",
}
_OPPOSITE = {
    frozenset(pair)
    for pair in (
        ("night", "daylight"),
        ("night", "noon"),
        ("evening", "noon"),
        ("night", "morning"),
        ("night", "afternoon"),
        ("evening", "morning"),
        ("evening", "dawn"),
        ("afternoon", "dawn"),
    )
}
_NOT_THE_HOUR = {"until", "till", "lasting", "since", "by", "later"}
_AFTERWARDS = re.compile(
    r"\b(?:could\s+(?:still\s+)?be\s+seen|after\s+the\s+(?:march|rally|match|game|concert|speech|funeral)|still|rescue|search|funeral|reopened|returned"
    r"|remain\w*|sunset|sunrise)\b",
    re.IGNORECASE,
)
# A strike is told as an explosion too; a fire or a search goes on into other hours.
_BLOW = frozenset(("strike", "explosion", "launch"))
# Of these the reader is told that they do not show the event.
_OTHER_FOOTAGE = re.compile(
    r"\b(?:does\s+not|do\s+not|doesn't|don't)\s+(?:show|fit|match|depict|come)\b|\byears?\s+old\b"
    r"|\b(?:video|clip|footage|sequence|photo|picture|image)s?\b[^.;]{0,60}\b(?:published|uploaded|filmed|recorded"
    r"|posted|taken)\b[^.;]{0,20}\b(?:19|20)\d\d\b|\b(?:old|earlier|unrelated)\s+(?:video|clip|footage|photo)",
    re.IGNORECASE,
)
_FOOTAGE = re.compile(
    r"\b(?:videos?|footage|clips?|film|recordings?|pictures?|images?|photos?|photographs?|cctv|dash\s?cams?|cameras?)\b",
    re.IGNORECASE,
)
_CONTRASTED = re.compile(
    r"\b(?:does\s+not\s+fit|do\s+not\s+fit|does\s+not\s+match|old\s+(?:video|clip|footage))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Light:
    """Of what hour or light a claim tells; `is_seen` where it tells of the light itself."""

    kind: str
    words: str
    is_seen: bool


def weekday_conflicts(reads: Sequence[Read]) -> Iterator[Conflict]:
    """Yield sentences whose weekday and date disagree, whoever says so."""
    seen = set()
    for one in reads:
        for expression, when in zip(one.times, one.whens, strict=True):
            if expression.weekday is None or expression.day is None or when.date_from is None:
                continue
            days = {when.date_from.weekday()}
            if expression.weekday_to is not None:
                days.add((when.date_from - timedelta(days=1)).weekday())
            stated = {expression.weekday, expression.weekday_to} - {None}
            if days & stated or (one.piece.i, when.text) in seen:
                continue
            seen.add((one.piece.i, when.text))
            day = when.date_from
            why = (
                f"{day.day} {day:%B %Y} was a {weekday_of(day).value}, not a "
                f"{_NAMES[expression.weekday]}"
            )
            yield Conflict(
                kind=ConflictKind.WEEKDAY_DATE, sentences=(one.piece.i, one.piece.i), why=why
            )


def day_night_conflicts(told: Sequence[Telling]) -> tuple[list[Conflict], list[Pair]]:
    """Return pairs that tell of one event by night and by day, and those of two sources.

    Parameters
    ----------
    told : sequence of Telling
        The claims.
    """
    is_other = any(_OTHER_FOOTAGE.search(one.sentence) for one in told)
    lit = [
        (one, light)
        for one in told
        if one.may_be_of_event and not (is_other and _FOOTAGE.search(one.sentence))
        for light in _lights(one)
    ]
    conflicts: list[Conflict] = []
    disagree: list[Pair] = []
    for (one, light), (other, other_light) in combinations(lit, 2):
        is_opposite = frozenset((light.kind, other_light.kind)) in _OPPOSITE
        if one.i == other.i or not is_opposite or not _is_one_event(one, other, light, other_light):
            continue
        why = f"{light.words} against {other_light.words}"
        is_own = [
            side.is_own_voice
            and not is_backed(side, [told for told, same in lit if same.kind == shown.kind])
            for side, shown in ((one, light), (other, other_light))
        ]
        if any(is_own):
            conflicts.append(
                Conflict(kind=ConflictKind.DAY_NIGHT, sentences=ordered(one, other), why=why)
            )
        elif one.speaker != other.speaker:
            disagree.append(
                Pair(sentences=ordered(one, other), why=f"{why}, each by its own source")
            )
    # Of reports rather than of a headline.
    conflicts.sort(key=lambda conflict: conflict.sentences[0] == 0)
    return conflicts[:1], disagree[:1]


def _lights(one: Telling) -> Iterator[_Light]:
    """Yield what a claim says of light and hour."""
    if _CONTRASTED.search(one.sentence) or _AFTERWARDS.search(one.plain):
        return
    denied = denied_from(one.plain)
    for pattern, kind in ((_DAYLIGHT, "daylight"), (_DARK, "night")):
        found = pattern.search(one.plain)
        is_denied = denied is not None and not re.search(
            r"[,;]|\b(?:and|but)\b", one.plain[denied : found.start() if found else denied]
        )
        is_denied = (
            is_denied and found is not None and denied is not None and denied < found.start()
        )
        if found and not is_denied:
            kind = "noon" if _AT_NOON.search(found[0]) else kind
            yield _Light(kind, found[0], is_seen=True)
    for expression, when in one.times:
        is_of_saying = when == one.claim.source.said_when or tells_when_said(
            one.sentence, expression.start
        )
        is_other = is_of_saying or bool(_NOT_THE_HOUR & set(expression.preposition.split()))
        # "Crews are on the scene tonight" is of the day's report, from the evening on.
        is_other = is_other or expression.relative == "tonight"
        is_later = (expression.relative or "").startswith(
            ("that ", "later ")
        ) and not expression.clock
        is_other = is_other or is_later
        kind_of_hour = None if is_other or one.claim.negated else _of_time(when)
        if kind_of_hour == "evening" and when.text.lower().startswith("late"):
            kind_of_hour = "night"
        if kind_of_hour:
            yield _Light(kind_of_hour, when.text, is_seen=False)


def _of_time(when: When) -> str | None:
    if when.time is None:
        return None
    if not when.time[0].isdigit():
        return _PARTS.get(when.time)
    hour = int(when.time[:2])
    return next((kind for kind, hours in _HOURS.items() if hour in hours), None)


def _is_one_event(one: Telling, other: Telling, light: _Light, other_light: _Light) -> bool:
    """Whether two hours are of one event: both tell of it, or one of its footage and light."""
    first, second = one.claim.when, other.claim.when
    if (
        first
        and second
        and first.date_from
        and second.date_from
        and first.date_to
        and second.date_to
    ):
        apart = first.date_from > second.date_to or second.date_from > first.date_to
        if apart:
            return False
    if one.kinds and other.kinds:
        is_one_blow = bool(one.kinds & _BLOW) and bool(other.kinds & _BLOW)
        shared = bool(one.kinds & other.kinds) or is_one_blow
        return shared or light.is_seen or other_light.is_seen
    if light.is_seen and other_light.is_seen and (one.kinds or other.kinds):
        return True
    # Footage without a word for what happened is of what the article tells.
    for lone, seen, told in ((one, light, other), (other, other_light, one)):
        if seen.is_seen and _FOOTAGE.search(lone.sentence) and told.kinds & VIOLENT:
            return True
    tells_light = light.is_seen if not one.kinds else other_light.is_seen
    things = [
        {mention.text.casefold().rstrip("s") for mention in t.claim.equipment} for t in (one, other)
    ]
    return tells_light and bool(one.kinds or other.kinds) and bool(things[0] & things[1])
