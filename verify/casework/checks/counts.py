"""How many flashes or bangs a claim tells of, held against those that were found.

A list of flashes is a lower bound: small, distant and faint ones are not on it. So fewer than
claimed never contradicts; clearly more than claimed does, if a clip is what the claim is about. And
a number that is said to be just that is never supported: one flash too small to be listed makes it
another.
"""

import re
from math import exp

from verify.casework.checks.draft import Draft, basis, counted, why_missing
from verify.casework.checks.known import Known
from verify.casework.checks.quantities import counted_interval, is_least
from verify.domain.claims import Claim, Measurement, Number
from verify.domain.findings import Analysis, FlashKind
from verify.domain.proposals import Basis, Check, Outcome, Subject
from verify.domain.traces import TraceKind

_COUNTED = {"flashes", "explosions", "rounds", "shells", "rockets", "drones"}
# A claim that tells an hour besides is read as one of the hour.
_COUNTING = frozenset((Measurement.FLASH_COUNT, Measurement.NIGHT))
_HEARD = re.compile(r"\b(?:hear\w*|bangs?|booms?|pops?|thuds?|sounds?|audible)\b", re.IGNORECASE)
# "Two in the first second", "one from each": a whole clip's flashes are no answer to that.
_OF_A_PART = re.compile(
    r"\b(?:each|every|per|(?:first|last|opening|final|closing)\s+(?:\w+\s+)?(?:second|minute|half|part)s?"
    r"|at\s+the\s+(?:start|beginning|end)|at\s+(?:once|a\s+time)|in\s+a\s+row)\b",
    re.IGNORECASE,
)
# Up to 0.6 accepted flashes a minute were none on real footage (docs/light.md); taken as one here.
_FALSE_A_MINUTE = 1.0
_CHANCE = 0.02
_MISLEADS = (
    "a caption, a logo or a screen that lights up is listed as a flash",
    "an edit that shows one flash twice, or leaves one out",
)


def check_count(claim: Claim, about: Subject, known: Known) -> Draft | None:
    """Hold a count of flashes or bangs against the clip's; None if the claim tells no count."""
    if claim.measurement not in _COUNTING or known.analysis is None:
        return None
    numbers = [one for one in claim.numbers if one.unit_or_category in _COUNTED]
    if not numbers:
        return None
    if claim.negated or len(numbers) > 1:
        return _cannot_tell(
            "It tells of several counts, or of what was not; a person has to compare them."
        )
    if _OF_A_PART.search(claim.text):
        return _cannot_tell(
            "It tells of a part of the clip, or of each of several; a person has to count there."
        )
    number = numbers[0]
    if number.unit_or_category != "flashes" and _HEARD.search(claim.text):
        return _sounds(number, known.analysis)
    return _flashes(number, about, known)


def _flashes(number: Number, about: Subject, known: Known) -> Draft:
    analysis = known.analysis
    if analysis is None or analysis.flashes is None:
        missing = "" if analysis is None else f": {why_missing(analysis, 'flashes')}"
        return _cannot_tell(f"Flashes were not looked for{missing}.")
    accepted = [one for one in analysis.flashes if one.accepted]
    found, rejected = len(accepted), len(analysis.flashes) - len(accepted)
    rests_on = [_flash_basis(found, rejected)]
    claimed = counted_interval(number)
    is_count_of_flashes = number.unit_or_category == "flashes"
    holds_back = _holds_back(analysis)
    listed = f"{counted(found, 'flash')} {'was' if found == 1 else 'were'} found"
    if found > claimed.high:
        is_clearly_more = found - claimed.high >= _more_than_false(analysis)
        return _more(number, about, listed, holds_back, rests_on, is_clearly_more=is_clearly_more)
    if found < claimed.low:
        return _cannot_tell(
            f"{listed}, fewer than claimed; small, distant and faint ones are not listed.", rests_on
        )
    spare = _more_than_false(analysis) - 1
    is_enough = is_least(number) and found >= claimed.low + spare and about is not Subject.LINK
    supports = is_count_of_flashes and not holds_back and is_enough
    if supports:
        why = f"{listed}; were there fewer than claimed, that would be unlikely. It speaks for the "
        why += "number only."
    elif is_count_of_flashes:
        why = f"{listed}, which fits the number; it is the least number of those to be seen"
        why += f" ({holds_back})." if holds_back else "."
    else:
        why = f"{listed}, which fits the number; what flashed is not told, and lamps flash too."
    return Draft(
        check=Check.COUNT,
        outcome=Outcome.SUPPORTS if supports else Outcome.FITS,
        why=why,
        rests_on=rests_on,
        would_mislead=_MISLEADS,
    )


def _more(
    number: Number,
    about: Subject,
    listed: str,
    holds_back: str | None,
    rests_on: list[Basis],
    *,
    is_clearly_more: bool,
) -> Draft:
    if number.unit_or_category != "flashes":
        return _cannot_tell(
            f"{listed}, more than claimed; a flash may be something else.", rests_on
        )
    if about is Subject.EVENT:
        return _cannot_tell(
            f"{listed}, more than claimed; for an event people may count otherwise.", rests_on
        )
    if holds_back:
        return _cannot_tell(f"{listed}, more than claimed, but {holds_back}.", rests_on)
    if not is_clearly_more or number.comparator in {"~", "vague"}:
        return _cannot_tell(
            f"{listed}, more than claimed by no more than may be false ones; look at each.",
            rests_on,
        )
    return Draft(
        check=Check.COUNT,
        outcome=Outcome.CONTRADICTS,
        why=f"{listed}, clearly more than claimed.",
        rests_on=rests_on,
        would_mislead=_MISLEADS,
    )


def _more_than_false(analysis: Analysis) -> int:
    """Return how many flashes of a clip as long can hardly all be false ones, two at least.

    The least number of which a Poisson process reaches it in fewer than one of fifty such clips.
    """
    duration_s = 0.0 if analysis.timebase is None else analysis.timebase.duration_s
    expected = _FALSE_A_MINUTE * duration_s / 60
    number, share, tail = 0, exp(-expected), 1.0
    while tail >= _CHANCE:
        tail -= share
        number += 1
        share *= expected / number
    return max(2, number)


def _holds_back(analysis: Analysis) -> str | None:
    """Return what makes the number of flashes uncertain both ways, None if nothing does."""
    flashes = analysis.flashes or []
    if any(one.accepted and one.kind is FlashKind.SUSTAINED for one in flashes):
        return "a fire that flickers lists further rises"
    if any(one.kind is TraceKind.LOOP for one in analysis.traces or []):
        return "a stretch of the clip is shown twice"
    return None


def _flash_basis(found: int, rejected: int) -> Basis:
    return basis(
        "analysis",
        "/flashes",
        f"{found} accepted, {rejected} rejected",
        "of clear flashes one in a hundred is missed, and 0.6 a minute are none; of small or "
        "distant ones more are missed",
    )


def _sounds(number: Number, analysis: Analysis) -> Draft:
    missing = no_sound(analysis)
    if missing is None and analysis.sounds is None:
        missing = f"Sounds were not looked for: {why_missing(analysis, 'sounds')}."
    if missing:
        return _cannot_tell(missing)
    found = sum(one.accepted for one in analysis.sounds or [])
    rests_on = [
        basis(
            "analysis",
            "/sounds",
            f"{found} accepted of {len(analysis.sounds or [])}",
            "doors, steps and echoes are among them, and soft booms are missed",
        )
    ]
    heard = f"{counted(found, 'sudden sound')} {'was' if found == 1 else 'were'} found"
    if not counted_interval(number).holds(found):
        return _cannot_tell(f"{heard}; which of them are meant, a person has to hear.", rests_on)
    return Draft(
        check=Check.COUNT,
        outcome=Outcome.FITS,
        why=f"{heard}, which fits the number; what made them is not told.",
        rests_on=rests_on,
        would_mislead=(
            "doors, handling of the microphone, echoes",
            "sound that was laid under",
            *(("other sound tracks of the file, not heard",) if _tracks(analysis) > 1 else ()),
        ),
    )


def _tracks(analysis: Analysis) -> int:
    audio = analysis.footage.audio
    return 0 if audio is None else audio.tracks


def no_sound(analysis: Analysis) -> str | None:
    """Return why nothing can be heard in a clip, None if something can."""
    if not analysis.audio_present:
        return "This file has no sound track; other copies may have one."
    if analysis.audio_silent and _tracks(analysis) > 1:
        return (
            f"The first of {_tracks(analysis)} sound tracks of this file is silent; the others "
            "were not heard."
        )
    if analysis.audio_silent:
        return "The sound track of this file is silent; other copies may have sound."
    return None


def _cannot_tell(why: str, rests_on: list[Basis] | None = None) -> Draft:
    return Draft(check=Check.COUNT, outcome=Outcome.CANNOT_TELL, why=why, rests_on=rests_on or [])
