"""A light that blinks, held against the lights that were followed.

A rate identifies nothing: aircraft, drones, vehicles and masts share it, and so do all rates that
the frame rate folds onto it. That none was found says little: only dark shots are searched, and
steady lights are not listed.
"""

import re
from collections.abc import Sequence

from verify.casework.checks.darkness import NIGHT, classes_of
from verify.casework.checks.draft import Draft, basis, counted, why_missing
from verify.casework.checks.known import Known
from verify.casework.checks.quantities import Interval, around, measured_interval
from verify.domain.claims import Claim, Measurement, Number
from verify.domain.findings import Analysis
from verify.domain.lights import Light
from verify.domain.proposals import Basis, Check, Outcome, Subject
from verify.domain.traces import TraceKind

_I = re.IGNORECASE
_UNLIT = re.compile(r"\b(?:without|no)\s+(?:\w+\s+)?lights?\b|\bunlit\b", _I)
_BLINKS = re.compile(r"\b(?:blink\w*|strobes?|flicker\w*|flash(?:es|ing)|pulses?|pulsing)\b", _I)
_CARRIER = re.compile(
    r"\b(?:aircraft|planes?|jets?|warplanes?|helicopters?|drones?|bombers?|wing|mast)\b", _I
)
_PER_MINUTE = re.compile(r"\s*(?:times\s+|flashes\s+)?(?:a|per|each)\s+minute", _I)
_PER_SECOND = re.compile(r"\s*(?:times\s+|flashes\s+)?(?:a|per|each)\s+second", _I)
_PERIOD_BEFORE = re.compile(r"\b(?:every|intervals?\s+of(?:\s+\w+)?)\s*$", _I)
_EXACT_SHARE, _NEAR_SHARE = 0.05, 0.05
# Slower lights show too few flashes to be followed; what flashes so may be something else.
_SLOWEST_PER_MIN = 20.0
_MULTIPLES = (2.0, 3.0, 0.5, 1 / 3)
_FRAMES_CHANGED = {TraceKind.FROZEN_RUN, TraceKind.DROPPED_FRAMES, TraceKind.LOOP}
_MISLEADS = (
    "aircraft, drones, vehicles and masts share rates",
    "a frame rate changed afterwards moves each rate",
    "two lights close together, followed as one",
)


def check_blinking(claim: Claim, about: Subject, known: Known) -> Draft | None:
    """Hold a light that blinks, or crosses the sky, against the lights that were followed."""
    analysis = known.analysis
    if claim.measurement is not Measurement.BLINK_RATE or analysis is None:
        return None
    if analysis.lights is None:
        return _cannot_tell(f"Lights were not looked for: {why_missing(analysis, 'lights')}.")
    rests_on = [_light_basis(i, light) for i, light in enumerate(analysis.lights)]
    if claim.negated or _UNLIT.search(claim.text):
        return _cannot_tell(
            "Whose light it is that blinks, or that none did, is not told.", rests_on
        )
    if not analysis.lights:
        is_dark = NIGHT in (classes_of(analysis) or set())
        return _cannot_tell(
            "No light that blinks was found; steady, small and fast ones are not listed."
            if is_dark
            else "Bright shots are not searched for lights."
        )
    told = _rate(claim)
    if told is None:
        return _without_rate(claim, about, rests_on)
    return _with_rate(claim, about, told, analysis, rests_on)


def _without_rate(claim: Claim, about: Subject, rests_on: list[Basis]) -> Draft:
    says_blinking = _BLINKS.search(claim.text) and not _names_carrier(claim)
    if says_blinking and about is Subject.CLIP:
        why = "A light that keeps time was followed; flashes at random would hardly do so."
        return _draft(Outcome.SUPPORTS, why, rests_on)
    return _draft(
        Outcome.FITS,
        "A light that blinks was followed; so would lights of aircraft, drones, vehicles or masts.",
        rests_on,
    )


def _with_rate(
    claim: Claim, about: Subject, told: Interval, analysis: Analysis, rests_on: list[Basis]
) -> Draft:
    lights = analysis.lights or []
    rates = [light.flashes_per_min for light in lights]
    measured = ", ".join(f"{rate:.1f}" for rate in rates[:3])
    if any(_agrees(told, light) for light in lights):
        why = f"Measured were {measured} flashes a minute"
        if about is Subject.CLIP and not _names_carrier(claim):
            return _draft(Outcome.SUPPORTS, f"{why}, as claimed.", rests_on)
        return _draft(Outcome.FITS, f"{why}; what flashes so is not told.", rests_on)
    if any(_near(told, 60 * alias) for light in lights for alias in light.aliases_hz):
        why = f"Measured were {measured} a minute; at this frame rate the claimed rate looks alike."
        return _draft(Outcome.FITS, why, rests_on)
    is_changed = any(one.kind in _FRAMES_CHANGED for one in analysis.traces or [])
    is_multiple = any(_near(told, rate * factor) for rate in rates for factor in _MULTIPLES)
    is_other = told.low < _SLOWEST_PER_MIN or not _BLINKS.search(claim.text)
    if len(lights) > 1 or is_multiple or is_changed or is_other or about is not Subject.CLIP:
        return _cannot_tell(
            f"{counted(len(lights), 'light')} at {measured} flashes a minute; another light, or "
            "two taken for one, may be meant.",
            rests_on,
        )
    return _draft(
        Outcome.CONTRADICTS,
        f"The one light that was followed flashes {measured} times a minute, not as claimed.",
        rests_on,
        ["the light that was followed is the one that is meant"],
    )


def _rate(claim: Claim) -> Interval | None:
    """Return the claimed flashes a minute, None if no rate is told in figures."""
    for number in claim.numbers:
        before, behind = around(claim, number)
        if _PER_MINUTE.match(behind):
            return _loosely(number, 1.0)
        if _PER_SECOND.match(behind):
            return _loosely(number, 60.0)
        if number.unit_or_category == "s" and _PERIOD_BEFORE.search(before) and number.min:
            low, high = measured_interval(number, 0.0, _EXACT_SHARE)
            return Interval(60 / high, 60 / low)
    return None


def _loosely(number: Number, per_minute: float) -> Interval:
    low, high = measured_interval(number, 0.0, _EXACT_SHARE)
    return Interval(low * per_minute, high * per_minute)


def _agrees(told: Interval, light: Light) -> bool:
    return told.holds(light.flashes_per_min, 120 * light.frequency_error_hz)


def _near(told: Interval, rate: float) -> bool:
    return told.holds(rate, _NEAR_SHARE * rate)


def _names_carrier(claim: Claim) -> bool:
    return bool(claim.equipment) or bool(_CARRIER.search(claim.text))


def _light_basis(index: int, light: Light) -> Basis:
    return basis(
        "analysis",
        f"/lights/{index}",
        f"{light.flashes_per_min:.1f} flashes a minute over {light.cycles:.0f} periods",
        f"{120 * light.frequency_error_hz:.2f} a minute either way; would come by chance in "
        f"{light.false_alarm_probability:.0e} of cases; aliases apart",
    )


def _draft(outcome: Outcome, why: str, rests_on: list[Basis], only_if: Sequence[str] = ()) -> Draft:
    return Draft(
        check=Check.BLINKING,
        outcome=outcome,
        why=why,
        rests_on=rests_on[:5],
        only_if=only_if,
        would_mislead=_MISLEADS,
    )


def _cannot_tell(why: str, rests_on: list[Basis] | None = None) -> Draft:
    return Draft(
        check=Check.BLINKING,
        outcome=Outcome.CANNOT_TELL,
        why=why,
        rests_on=(rests_on or [])[:5],
    )
