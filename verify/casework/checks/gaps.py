"""How long after one flash another one came, held against the flashes that were found.

Of many flashes some pair lies at any distance, so only few of them can support what is said.
"""

import re
from itertools import combinations

from verify.casework.checks.draft import Draft, basis, counted, why_missing
from verify.casework.checks.known import Known
from verify.casework.checks.quantities import around, measured_interval
from verify.domain.claims import Claim, Number
from verify.domain.proposals import Check, Outcome, Subject
from verify.domain.traces import TraceKind

_I = re.IGNORECASE
_FLASH = r"(?:flash|explosion|blast|light|one)"
_BEHIND = re.compile(
    rf"\s*(?:seconds?\s+)?(?:apart\b|(?:after|before)\s+the\s+(?:first|second|last|other)\b"
    rf"|later\s+(?:by\s+)?(?:a\s+second|another)\s+{_FLASH})",
    _I,
)
# "A second, weaker flash" counts flashes and is no time.
_ORDINAL = re.compile(rf"\s*,|\s+(?:\w+\s+)?{_FLASH}\b", _I)
# "A bang heard a second after the first flash" is a delay. Bangs may be apart, too.
_BANG = re.compile(r"\b(?:hear\w*|bangs?|booms?|thuds?|sounds?|thunder\w*|audible)\b[^,;.]*$", _I)
_ROUNDING_S, _SHARE = 0.5, 0.1
_CLOSE_S, _CLOSE_SHARE = 0.5, 0.25
_FEW = 3


def is_gap(claim: Claim, number: Number) -> bool:
    """Return whether a number is no delay of sound: "1.6 seconds apart", or "a second flash"."""
    before, behind = around(claim, number)
    if number.text.lower() == "a second" and _ORDINAL.match(behind):
        return True
    if number.unit_or_category != "s" or not (found := _BEHIND.match(behind)):
        return False
    return "apart" in found[0].lower() or not _BANG.search(before)


def check_gap(claim: Claim, about: Subject, known: Known) -> list[Draft]:
    """Hold each claimed time between flashes against those of the clip."""
    numbers = [
        one for one in claim.numbers if is_gap(claim, one) and _BEHIND.match(around(claim, one)[1])
    ]
    if known.analysis is None:
        return []
    return [_one(number, claim, about, known) for number in numbers]


def _one(number: Number, claim: Claim, about: Subject, known: Known) -> Draft:
    analysis = known.analysis
    if _BANG.search(around(claim, number)[0]):
        return _draft(
            Outcome.CANNOT_TELL,
            "It tells how far apart sounds were; which of those in the clip are meant, a person "
            "has to hear.",
        )
    if analysis is None or analysis.flashes is None:
        missing = "" if analysis is None else f": {why_missing(analysis, 'flashes')}"
        return _draft(Outcome.CANNOT_TELL, f"Flashes were not looked for{missing}.")
    onsets = [one.onset_s for one in analysis.flashes if one.accepted]
    error_s = max((one.onset_error_s for one in analysis.flashes if one.accepted), default=0.0)
    gaps = [later - earlier for earlier, later in combinations(onsets, 2)]
    told = measured_interval(number, _ROUNDING_S, _SHARE)
    near = [gap for gap in gaps if told.holds(gap, 2 * error_s)]
    if claim.negated or not near:
        return _draft(
            Outcome.CANNOT_TELL,
            f"No two of {counted(len(onsets), 'flash')} lie so far apart; faint and distant ones "
            "are not listed.",
        )
    is_cut = any(one.kind is TraceKind.DROPPED_FRAMES for one in analysis.traces or [])
    low, high = number.min, number.max
    is_close = (
        low is not None
        and high is not None
        and any(
            low - min(_CLOSE_S, _CLOSE_SHARE * low)
            <= gap
            <= high + min(_CLOSE_S, _CLOSE_SHARE * high)
            for gap in near
        )
    )
    supports = is_close and len(onsets) <= _FEW and about is Subject.CLIP and not is_cut
    return Draft(
        check=Check.GAP,
        outcome=Outcome.SUPPORTS if supports else Outcome.FITS,
        why="Two flashes lie so far apart; with another time that would be unlikely."
        if supports
        else "Two flashes lie about so far apart; so would some at other times.",
        rests_on=[
            basis("analysis", "/flashes", f"{near[0]:.2f} s", f"{2 * error_s:.2f} s either way")
        ],
        would_mislead=("frames left out, or footage slowed down or speeded up",),
    )


def _draft(outcome: Outcome, why: str) -> Draft:
    return Draft(check=Check.GAP, outcome=outcome, why=why)
