"""How long after a flash its bang was heard, or how far away it was, held against the clip's pairs.

One pair is conditional: it holds if this sound belongs to this flash. Only a series says so itself.
What a witness heard depends on where the witness stood, so no clip tells of it. And not each time
or distance of a sentence is that of sound: how far the town lies is not either.
"""

import re

from verify.casework.checks.counts import no_sound
from verify.casework.checks.draft import Draft, basis, counted, why_missing
from verify.casework.checks.gaps import is_gap
from verify.casework.checks.known import Known
from verify.casework.checks.lengths import is_length
from verify.casework.checks.quantities import Interval, around, measured_interval
from verify.domain.claims import Claim, Measurement, Number
from verify.domain.findings import Analysis
from verify.domain.proposals import Basis, Check, Outcome, Subject
from verify.domain.sounds import FlashToBang
from verify.domain.traces import TraceKind

_METRES = {"m": 1.0, "km": 1000.0}
# Seconds are told by counting, distances by guessing.
_ROUNDING_S, _SHARE_S = 0.5, 0.1
_ROUNDING_M, _SHARE_M = 25.0, 0.2
_CLOSE_S, _CLOSE_SHARE_S, _CLOSE_SHARE_M = 0.5, 0.25, 0.1
# "20 km north of Idlib" says where it was, not how far the bang had to go.
_FROM_A_PLACE = re.compile(
    r"\s+(?:(?:due\s+)?(?:north|south|east|west)\S*\s+(?:of|from)|outside(?:\s+of)?|inside"
    r"|from\s+(?!(?:the\s+)?(?:camera|lens|phone|person|flash|explosion|blast|where)\b))\b",
    re.IGNORECASE,
)
_MISLEADS = (
    "sound laid under later, or shifted by re-encoding",
    "another flash or another bang than those that belong together; an echo",
    "footage slowed down or speeded up",
)


def check_delay(claim: Claim, about: Subject, known: Known) -> list[Draft]:
    """Hold each claimed delay or distance against the pairs of flash and bang."""
    if claim.measurement is not Measurement.FLASH_TO_BANG or known.analysis is None:
        return []
    analysis = known.analysis
    if about is Subject.EVENT:
        return [
            _cannot_tell("The delay depends on where one stands; a clip tells of its camera only.")
        ]
    if claim.negated:
        return [_cannot_tell("It says what was not; that is for a person to compare.")]
    numbers = [
        one
        for one in claim.numbers
        if one.unit_or_category in {"s", *_METRES}
        and not is_length(claim, one)
        and not is_gap(claim, one)
        and not (one.unit_or_category in _METRES and _is_from_a_place(claim, one))
    ]
    if not numbers and any(is_gap(claim, one) for one in claim.numbers):
        return []
    if not numbers:
        return [_cannot_tell("No delay or distance is told in figures.")]
    pairs = analysis.flash_to_bang
    if not pairs:
        reason = no_sound(analysis) or (
            f"Flash and bang were not paired: {why_missing(analysis, 'flash_to_bang', 'sounds')}."
            if pairs is None
            else "No flash with a sudden sound behind it was found."
        )
        return [_cannot_tell(reason)]
    return _of_several([_one(number, pairs, analysis) for number in numbers])


def _of_several(drafts: list[Draft]) -> list[Draft]:
    """Return no contradiction where words do not say which of several figures is the delay."""
    agreeing = [one for one in drafts if one.outcome in {Outcome.SUPPORTS, Outcome.FITS}]
    if len(drafts) == 1 or len(agreeing) == len(drafts):
        return drafts
    return [
        *agreeing,
        _cannot_tell(
            "It tells of several times or distances, and not each is found; which of them is that "
            "from flash to bang, a person has to say.",
            [] if agreeing else list(drafts[0].rests_on),
        ),
    ]


def _is_from_a_place(claim: Claim, number: Number) -> bool:
    return bool(_FROM_A_PLACE.match(around(claim, number)[1]))


def _one(number: Number, pairs: list[FlashToBang], analysis: Analysis) -> Draft:
    series = [pair for pair in pairs if not pair.conditional]
    found = series or pairs
    claimed = _claimed(number)
    spans = [_span(pair, number) for pair in found]
    agreeing = [pair for pair, span in zip(found, spans, strict=True) if _meet(claimed, span)]
    rests_on = [_pair_basis(pairs.index(pair), pair) for pair in (agreeing or found)[:3]]
    is_spliced = any(one.kind is TraceKind.SOUND_SPLICE for one in analysis.traces or [])
    middles = [(span.low + span.high) / 2 for span in spans]
    unit = "s" if number.unit_or_category == "s" else "m"
    told = f"{min(middles):.1f} {unit}" if unit == "s" else f"{min(middles):,.0f} {unit}"
    if is_spliced:
        return _cannot_tell("The background of the sound changes at once in this clip.", rests_on)
    if not series:
        if not agreeing:
            return _cannot_tell(
                f"No pair of {counted(len(pairs), 'pair')} agrees; which sound belongs to a flash, "
                "one pair does not say.",
                rests_on,
            )
        return Draft(
            check=Check.DELAY,
            outcome=Outcome.FITS,
            why="A pair of flash and bang agrees; whether they belong together it does not say.",
            rests_on=rests_on,
            only_if=["this sound belongs to this flash"],
            would_mislead=_MISLEADS,
        )
    if not agreeing and any(_meet(claimed, _twice(span)) for span in spans):
        return _cannot_tell(
            f"A series of {counted(len(series), 'pair')} has {told}; that is not what is claimed, "
            "but too near to it to tell.",
            rests_on,
        )
    if not agreeing:
        return Draft(
            check=Check.DELAY,
            outcome=Outcome.CONTRADICTS,
            why=f"A series of {counted(len(series), 'pair')} has {told}, not what is claimed.",
            rests_on=rests_on,
            would_mislead=_MISLEADS,
        )
    is_close = any(_is_close(number, middle) for middle in middles)
    return Draft(
        check=Check.DELAY,
        outcome=Outcome.SUPPORTS if is_close else Outcome.FITS,
        why="A series of flashes and bangs agrees; with another delay that would be unlikely."
        if is_close
        else "A series of flashes and bangs agrees about; so it would with other delays.",
        rests_on=rests_on,
        would_mislead=_MISLEADS,
    )


def _is_close(number: Number, middle: float) -> bool:
    """Return whether a measure lies so near to what is said that another would not."""
    factor = _METRES.get(number.unit_or_category, 1.0)
    if number.min is None or number.max is None:
        return False
    low, high = number.min * factor, number.max * factor
    is_delay = number.unit_or_category == "s"
    slack = min(_CLOSE_S, _CLOSE_SHARE_S * low) if is_delay else _CLOSE_SHARE_M * low
    return low - slack <= middle <= high + slack


def _claimed(number: Number) -> Interval:
    if number.unit_or_category == "s":
        return measured_interval(number, _ROUNDING_S, _SHARE_S)
    factor = _METRES[number.unit_or_category]
    low, high = measured_interval(number, _ROUNDING_M / factor, _SHARE_M)
    return Interval(low * factor, high * factor)


def _span(pair: FlashToBang, number: Number) -> Interval:
    """Return the 95 % range of a pair, as a delay in seconds or a distance in metres."""
    if number.unit_or_category != "s":
        return Interval(pair.low_m, pair.high_m)
    error_s = (pair.high_m - pair.low_m) / 2 / pair.budget.speed_of_sound_m_s
    return Interval(pair.delay_s - error_s, pair.delay_s + error_s)


def _twice(span: Interval) -> Interval:
    """Return a span with twice the error: one in twenty lies outside of the range that is told."""
    error = (span.high - span.low) / 2
    return Interval(span.low - error, span.high + error)


def _meet(one: Interval, other: Interval) -> bool:
    return one.low <= other.high and other.low <= one.high


def _pair_basis(index: int, pair: FlashToBang) -> Basis:
    return basis(
        "analysis",
        f"/flash_to_bang/{index}",
        f"{pair.delay_s:.2f} s",
        f"{pair.low_m:,.0f} to {pair.high_m:,.0f} m in 95 of 100"
        + (", if both belong together" if pair.conditional else ""),
    )


def _cannot_tell(why: str, rests_on: list[Basis] | None = None) -> Draft:
    return Draft(check=Check.DELAY, outcome=Outcome.CANNOT_TELL, why=why, rests_on=rests_on or [])
