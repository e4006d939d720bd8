"""How long the footage is said to be, held against this clip: whether it is the one spoken of.

A length that differs contradicts nothing, because copies are cut; but then what else is said may be
of another copy.
"""

import re

from verify.casework.checks.draft import Draft, basis
from verify.casework.checks.known import Known
from verify.casework.checks.quantities import around, measured_interval
from verify.domain.claims import Claim, Number
from verify.domain.proposals import Check, Outcome

_SECONDS = {"s": 1.0, "min": 60.0}
_BEFORE = re.compile(
    r"\b(?:lasts?|lasting|runs?(?:\s+for)?|(?:video|clip|recording|footage)\s+of)\s*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"[-\s]*(?:(?:second|minute)s?[-\s]+)?(?:long\s+)?(?:video|clip|recording|footage)",
    re.IGNORECASE,
)
_FOOTAGE = re.compile(r"\b(?:video|clip|recording|footage)\b", re.IGNORECASE)
_LONG = re.compile(r"[-\s]*(?:seconds?|minutes?)?[-\s]+(?:long|in\s+length)\b", re.IGNORECASE)
_ROUNDING_S, _SHARE = 1.5, 0.05


def is_length(claim: Claim, number: Number) -> bool:
    """Return whether a number is the length of the footage itself: "a 38-second video"."""
    before, behind = around(claim, number)
    is_beside = (
        _BEFORE.search(before)
        or _BEHIND.match(behind)
        or (_FOOTAGE.search(before) and _LONG.match(behind))
    )
    return number.unit_or_category in _SECONDS and bool(is_beside)


def check_length(claim: Claim, known: Known) -> Draft | None:
    """Hold the length that footage is said to have against the clip's; None if none is told."""
    number = next((one for one in claim.numbers if is_length(claim, one)), None)
    if number is None or known.analysis is None or known.analysis.timebase is None:
        return None
    timebase = known.analysis.timebase
    factor = _SECONDS[number.unit_or_category]
    told = measured_interval(number, _ROUNDING_S / factor, _SHARE)
    fits = told.holds(timebase.duration_s / factor)
    return Draft(
        check=Check.LENGTH,
        outcome=Outcome.FITS if fits else Outcome.CANNOT_TELL,
        why="The clip is as long as the footage is said to be; so are many."
        if fits
        else "The footage is said to be of another length than this clip of "
        f"{timebase.duration_s:.1f} s: another copy or a part of it may be meant.",
        rests_on=[
            basis(
                "analysis",
                "/timebase",
                f"{timebase.duration_s:.2f} s",
                f"{timebase.timing_error_s:.2f} s either way; copies are often cut",
            )
        ],
    )
