"""Quantities of a sentence as intervals, each with its comparator; `categories` says of what.

Dates, clock times, ordinals, names (Su-22, pier 4) and the pronoun "one" are no quantities.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verify.casework.claims.cardinals import CARDINAL, number_value
from verify.casework.claims.counting import is_quantity
from verify.casework.claims.expressions import Expression
from verify.casework.claims.words import any_of
from verify.casework.claims.words.quantities import COMPARATORS, SHORT_UNITS, UNITS, VAGUE
from verify.domain.claims import Comparator


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number where it stands in its sentence, and what was written with it.

    Attributes
    ----------
    unit : str or None
        Metric, where one is written; the values are in it.
    after : int
        Where the words behind number and unit begin.
    """

    start: int
    end: int
    min: float | None
    max: float | None
    comparator: Comparator
    unit: str | None
    after: int


_COMPARE = {
    sign: re.compile(rf"(?:{any_of(words)})\s+(?:a\s+total\s+of\s+)?$", re.IGNORECASE)
    for sign, words in COMPARATORS.items()
}
_CURRENCY = (
    r"(?P<money>(?:US|HK|NZ|A|C|R)?\$|[€£¥₺₽₴₪₹₦₱]"
    r"|(?<!\w)(?:Rs|USD|EUR|GBP|INR|CHF|SEK|NOK|AED)\s?)"
)
_NUMBER = re.compile(
    rf"(?P<lead>between\s+|from\s+)?{_CURRENCY}?(?<![\w.,/:'-])(?P<low>{CARDINAL})(?P<plus>\+)?"
    rf"(?:(?P<lowunit>\s?(?:km|mm|mn|m|bn|%))?(?P<to>\s+(?:and|to|or)\s+"
    rf"|\s?[-–—]\s?){_CURRENCY.replace('money', 'money2')}?"
    rf"(?P<high>{CARDINAL}))?(?![\d/:])",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?<![\w-])(?P<vague>" + any_of("|".join(VAGUE)) + r")(?![\w-])", re.IGNORECASE
)
_TIMES_OVER = re.compile(
    r"(?<![\w-])(?P<word>twice|thrice|single|lone|half)(?![\w-])", re.IGNORECASE
)
_TIMES_VALUE = {"twice": 2.0, "thrice": 3.0, "single": 1.0, "lone": 1.0}
_AND_A_HALF = re.compile(
    rf"(?<![\w.,-])(?P<number>{CARDINAL})\s+and\s+a\s+half(?=[\s-])", re.IGNORECASE
)
_A_UNIT = re.compile(
    r"(?<![\w-])(?P<half>half\s+)?an?\s+(?:full\s+|whole\s+"
    r"|good\s+)?(?P<quarter>quarter\s+of\s+an\s+)?(?P<unit>second"
    r"|minute|hour)"
    r"(?P<more>\s+and\s+a\s+half)?(?!\s+(?:\w+\s+)?(?:one|time|later\s+a)\b)(?![\w-])",
    re.IGNORECASE,
)
# "a second flash" is an ordinal; as a duration it is followed by no noun.
_DURATION_FOLLOWS = re.compile(
    r"\s*(?:$|[,.;:!?)\"'-]|(?:later|earlier|after|before|apart|or|and|until|long|of|in|at"
    r"|between|away|"
    r"from|ago|passes|passed|each|every|on|while|when|for|to|as)\b)"
)
_AN_ORDINAL = re.compile(
    r",\s+(?:[a-z-]+\s+){1,2}(?:flash|blast|explosion|bang|boom|strike|attack|raid|shot|rocket|missile"
    r"|drone|wave|fire|quake|tremor|shock|vehicle|m[ae]n|wom[ae]n|body|person|victim|bomb|shell|plane"
    r"|ship|boat|clip|video|crash|fall|collapse|burst|glow|light|aircraft|helicopter)\b",
    re.IGNORECASE,
)
_HALF_A = re.compile(r"(?<![\w-])half\s+an?\s(?=[a-z])", re.IGNORECASE)
_GROUPS = re.compile(
    r"(?<![\w-])(?P<word>pair|trio|quartet)(?=\s+of\s+(?!trousers|shoes|boots|gloves|glasses|socks"
    r"|binoculars|scissors|pliers|jeans))",
    re.IGNORECASE,
)
_GROUP_SIZES = {"pair": 2.0, "trio": 3.0, "quartet": 4.0}
# "A half-mile", "half-hour intervals"
_HALF_JOINED = re.compile(
    r"(?<![\w-])half-(?P<unit>miles?|hours?|kilomet(?:re|er)s?|minutes?)(?![\w-])", re.IGNORECASE
)
_FRACTIONS = {"third": 3, "fifth": 5, "tenth": 10, "hundredth": 100}
_FRACTION = re.compile(
    r"(?<![\w-])(?:a|one)\s+(?P<part>third|fifth|tenth|hundredth)\s+of\s+an?\s+(?P<unit>second"
    r"|minute|hour)\b",
    re.IGNORECASE,
)
_SHARES = re.compile(
    r"(?<![\w-])(?:(?P<a>an?|one|two|three)[ -])(?P<part>thirds?|quarters?|fifths?"
    r"|tenths?)(?=\s+of\b|(?<=thirds)(?!\w)|(?<=quarters)(?!\w))"
    r"|\b(?:by|than|to|nearly|almost|about|around|roughly|over)\s+(?P<a2>a|one)[ -]"
    r"(?P<part2>third|quarter|fifth|tenth)(?=\s*(?:$|[,.;:)]|(?:in|to|on|since|after|from|this|last|over|at"
    r"|for|and)\b))",
    re.IGNORECASE,
)
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_COMPOSED = re.compile(
    rf"(?P<one>{CARDINAL})\s+(?P<big>minutes?|hours?)(?:,|\s+and)?\s+(?P<two>{CARDINAL})\s+"
    r"(?P<small>seconds?|minutes?)(?![\w-])",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?:[-\s]?)(?P<unit>" + any_of(*SHORT_UNITS) + r")(?!\w|-\d)", re.IGNORECASE)
_SPELLED = re.compile(r"(?P<joint>[-\s]+)(?P<unit>" + any_of(*UNITS) + r")(?![\w])", re.IGNORECASE)
_UNITS = {
    " ".join(name.lower().split()): value
    for table in (UNITS, SHORT_UNITS)
    for names, value in table.items()
    for name in names.split("|")
}
_AGE = re.compile(r"-years?-olds?\b|\s+year-olds?\b", re.IGNORECASE)
_MONEY = re.compile(
    r"\s?(?:(?:us|euro|canadian|australian)\s+)?(?:"
    + next(n for n in UNITS if n.startswith("euro")).replace(" ", "")
    + r")\b",
    re.IGNORECASE,
)
_FIGURES = 3
_RATE = re.compile(r"\b(?!(?:across|minus|plus|was|is|has|lasts|takes|as)\b)[a-z]{3,}s\s+$")
_AREAS = re.compile(
    r"\s+(?:[a-z]+\s+)?(?:regions|cities|towns|districts|villages|provinces|countries|states"
    r"|seas)\b"
)
_TURNED_OVER = re.compile(
    r"\b(?:roll|turn|flip|tip|knock|fall|fell|run|ran|hand|took|take|flies|fl[ey]w?|pass"
    r"|mov)\w*\s+over\s+$",
    re.IGNORECASE,
)
_PINNED = re.compile(r"\b(?:found|buried|trapped|crushed|pinned|lay|lying)\s+$", re.IGNORECASE)
_DURATIONS = frozenset(("s", "min", "h", "days", "weeks", "years"))
# "Lasted over an hour" is more than one; "fell over an hour" took one.
_LASTED = re.compile(
    r"(?:^|[,;(]|\b(?:last\w*|took|takes?|taking|for|after|of|was|were|is|are|be|spent|wait\w*"
    r"|delay\w*|burn\w*|within|in|by|to|at|just|well|slightly|and|or))\s*$",
    re.IGNORECASE,
)
_MINUS = re.compile(r"(?:\bminus\s+|(?<!\w)[-−])$", re.IGNORECASE)
_MONEY_SCALES = {"k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_MONEY_SCALE = re.compile(r"\s?(k|m|bn|b|tn)\b", re.IGNORECASE)


def find_quantities(
    plain: str, times: Sequence[Expression], *, counts_one: re.Pattern[str]
) -> list[Quantity]:
    """Return the quantities of a sentence in their order.

    Parameters
    ----------
    plain : str
        The sentence.
    times : sequence of Expression
        What was read as a time in it; numbers of dates and clocks are no quantities.
    counts_one : pattern
        What may follow "one" where it is a number: a thing that is counted.
    """
    taken = [
        (one.start, one.end)
        for one in times
        if (one.offset_min is None or one.clock is not None)
        and not (one.relative or "").endswith("ago")
    ]
    found: list[Quantity] = []
    for quantity in (
        *_composed(plain),
        *_durations(plain),
        *_plain_numbers(plain, counts_one),
        *_vague(plain),
    ):
        span = (quantity.start, quantity.end)
        is_free = all(span[1] <= start or span[0] >= end for start, end in taken)
        if is_free:
            found.append(quantity)
            taken.append(span)
    return sorted(found, key=lambda one: one.start)


def _composed(plain: str) -> Iterator[Quantity]:
    """Yield "one minute and six seconds" and its like, in the smaller unit."""
    for found in _COMPOSED.finditer(plain):
        big, small = found["big"].lower().rstrip("s"), found["small"].lower().rstrip("s")
        first, second = number_value(found["one"]), number_value(found["two"])
        if big != small and first is not None and second is not None:
            value = first * (3600.0 if (big, small) == ("hour", "second") else 60.0) + second
            unit = {"second": "s", "minute": "min"}[small]
            yield _quantity(plain, found.start(), found.end(), value, value, unit, found.end())


def _durations(plain: str) -> Iterator[Quantity]:
    for found in _FRACTION.finditer(plain):
        unit = {"second": "s", "minute": "min", "hour": "h"}[found["unit"].lower()]
        value = _figures(1 / _FRACTIONS[found["part"].lower()])
        yield _quantity(plain, *found.span(), value, value, unit, found.end())
    for found in _AND_A_HALF.finditer(plain):
        number = number_value(found["number"])
        written, after, _ = _unit(plain, found.end())
        if number is not None and written is not None:
            value = _converted(number + 0.5, _factor(plain[found.end() : after]))
            yield _quantity(plain, *found.span(), value, value, written, after)
    for found in _A_UNIT.finditer(plain):
        unit = {"second": "s", "minute": "min", "hour": "h"}[found["unit"].lower()]
        value = 0.5 if found["half"] else 1.5 if found["more"] else 1.0
        value = 0.25 if found["quarter"] else value
        # "900 passengers an hour" is a rate.
        if _RATE.search(plain, 0, found.start()) and not found["half"]:
            continue
        if (
            unit == "s"
            and not found["more"]
            and (
                not _DURATION_FOLLOWS.match(plain, found.end())
                or _AN_ORDINAL.match(plain, found.end())
            )
        ):
            continue
        yield _quantity(plain, *found.span(), value, value, unit, found.end())
    for found in _HALF_A.finditer(plain):
        written, after, quoted = _unit(plain, found.end() - 1)
        if written is not None and written not in {"s", "min", "h"}:
            value = _converted(0.5, _factor(plain[found.end() - 1 : after]))
            end = quoted if quoted > found.end() else found.end() - 1
            yield _quantity(plain, found.start(), end, value, value, written, after)
    for found in _SHARES.finditer(plain):
        group = "" if found["a"] else "2"
        count = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}[found[f"a{group}"].lower()]
        share = _figures(100 * count / _PARTS[found[f"part{group}"].lower().rstrip("s")])
        start = found.start(f"a{group}")
        yield _quantity(plain, start, found.end(), share, share, "percent", found.end())
    for found in _GROUPS.finditer(plain):
        size = _GROUP_SIZES[found["word"].lower()]
        yield _quantity(plain, *found.span(), size, size, None, found.end())
    for found in _HALF_JOINED.finditer(plain):
        unit, factor = _UNITS[found["unit"].lower()]
        value = _converted(0.5, factor)
        yield _quantity(plain, *found.span(), value, value, unit, found.end())
    for found in _TIMES_OVER.finditer(plain):
        word = found["word"].lower()
        if word != "half":
            value = _TIMES_VALUE[word]
            yield _quantity(plain, *found.span(), value, value, None, found.end())
        elif not re.match(
            r"\s+(?:an?|past|way|hour|minute|second|dozen|mile)\b|-", plain[found.end() :]
        ):
            before = plain[: found.start()].lower()
            if not before.endswith(
                ("and a ", "first ", "second ", "and-a-", "other ", "top ", "a ")
            ):
                yield _quantity(plain, *found.span(), 50.0, 50.0, "percent", found.end())


def _vague(plain: str) -> Iterator[Quantity]:
    for found in _VAGUE.finditer(plain):
        if re.search(r"\bin(?:\s+the)?\s+$", plain[: found.start()]) and not re.match(
            r"\s+of\b", plain[found.end() :]
        ):
            continue
        low, high = VAGUE[" ".join(found["vague"].lower().split())]
        unit, after, _ = _unit(plain, found.end())
        yield Quantity(*found.span(), float(low), float(high), "vague", unit, after)


def _plain_numbers(plain: str, counts_one: re.Pattern[str]) -> Iterator[Quantity]:
    at = 0
    while found := _NUMBER.search(plain, at):
        at = found.end()
        low, high = number_value(found["low"]), number_value(found["high"] or "")
        if found["high"] and not _is_range(found, low, high):
            at = found.end("low")
            high = None
        end = (
            found.end()
            if high is not None
            else found.end("plus")
            if found["plus"]
            else found.end("low")
        )
        start = found.start("money") if found["money"] else found.start("low")
        is_below_zero = _unit(plain, end)[0] == "degC" and _MINUS.search(plain, 0, start)
        if low is None or not is_quantity(
            plain, found, (start, end), counts_one, has_unit=_unit(plain, end)[0] is not None
        ):
            continue
        is_money = bool(found["money"])
        scale = _MONEY_SCALE.match(plain, end) if is_money else None
        if scale:
            scaled_by = _MONEY_SCALES[scale[1].lower()]
            # "$2 to $3m": both are of millions.
            low, end = low * scaled_by, scale.end()
            high = None if high is None else high * scaled_by
        unit, after, quoted = ("money", end, end) if is_money else _unit(plain, end)
        if is_money is False and _AGE.match(plain, end):
            unit, after, quoted = "years_age", _AGE.match(plain, end).end(), end  # type: ignore[union-attr]
        factor = (
            1.0 if unit is None or is_money or unit == "years_age" else _factor(plain[end:after])
        )
        if high is not None:
            scaled = (_converted(low, factor), _converted(high, factor))
            lead = (
                found.start("lead")
                if (found["lead"] or "").lower().startswith("between")
                else start
            )
            yield Quantity(lead, quoted, *scaled, "range", unit, after)
        elif is_below_zero:
            yield Quantity(is_below_zero.start(), quoted, -low, -low, "=", unit, after)
        elif found["plus"]:
            yield Quantity(start, quoted, _converted(low, factor), None, ">=", unit, after)
        else:
            value = _converted(low, factor)
            yield _quantity(plain, start, quoted, value, value, unit, after)


def _is_range(found: re.Match[str], low: float | None, high: float | None) -> bool:
    if low is None or high is None or not low < high:
        return False
    joint = found["to"].strip()
    return joint != "and" or (found["lead"] or "").lower().startswith("between")


def _unit(plain: str, end: int) -> tuple[str | None, int, int]:
    """Return the unit behind a number, where the words go on, and where the quote ends."""
    read = [(found, p is _GLUED) for p in (_SPELLED, _GLUED) if (found := p.match(plain, end))]
    if not read:
        return None, end, end
    # "Kilometres per hour" is more than "kilometres".
    found, is_glued = max(read, key=lambda one: one[0].end())
    unit = _UNITS[" ".join(found["unit"].lower().split())][0]
    is_metre = "-" in plain[end : found.start("unit")] and unit in {"m", "km"}
    return unit, found.end(), found.end() if is_glued or is_metre else end


def _factor(words: str) -> float:
    return _UNITS[" ".join(words.strip("- ").lower().split())][1]


def _converted(value: float, factor: float) -> float:
    return value if factor == 1.0 else _figures(value * factor)


def _figures(value: float) -> float:
    return float(f"{value:.{_FIGURES}g}")


def _quantity(
    plain: str, start: int, end: int, low: float, high: float, unit: str | None, after: int
) -> Quantity:
    """Return a single number with the comparator that stands before it."""
    best: tuple[int, Comparator] | None = None
    for sign, pattern in _COMPARE.items():
        found = pattern.search(plain, 0, start)
        if found and _TURNED_OVER.search(plain, 0, found.end()):
            continue
        if found and sign == "<" and _PINNED.search(plain, 0, found.start()):
            continue
        if found and found[0].lower().startswith("over"):
            is_span = unit in _DURATIONS and not _LASTED.search(plain, 0, found.start())
            if is_span or _AREAS.match(plain, after):
                continue
        if found and (best is None or found.start() < best[0]):
            best = (found.start(), sign)  # type: ignore[assignment]
    if re.match(r"\s+or\s+more\b", plain[after:]):
        return Quantity(start, end, low, None, ">=", unit, after)
    if re.match(r"\s+or\s+(?:so|thereabouts)\b|-odd\b", plain[after:]):
        return Quantity(start, end, low, high, "~", unit, after)
    if best is None:
        return Quantity(start, end, low, high, "=", unit, after)
    sign = best[1]
    first = None if sign in {"<", "<="} else low
    last = None if sign in {">", ">="} else high
    return Quantity(best[0], end, first, last, sign, unit, after)
