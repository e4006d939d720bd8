"""Light that a claim tells of without counting it: a fireball, a blaze, a power cut."""

import re

from verify.casework.checks.counts import check_count
from verify.casework.checks.draft import Draft, basis, counted, why_missing
from verify.casework.checks.known import Known
from verify.domain.claims import Claim, Measurement
from verify.domain.findings import FlashKind
from verify.domain.proposals import Check, Outcome, Subject

_LIGHT = re.compile(
    r"\b(?:flash\w*|fireball|flames?|blaze|burn\w*|ablaze|glow\w*|lit\s+up|lightning|explo\w+"
    r"|blasts?|detonat\w+|rockets?|missiles?|shell\w*|streaks?|muzzle|shots?|fired|opens\s+fire"
    r"|(?:a|the|caught|on)\s+fire(?!\s+(?:service|chief|brigade|station)))\b",
    re.IGNORECASE,
)
_HEARD_ONLY = re.compile(
    r"\b(?:shots?|explosions?|blasts?|shelling)\s+(?:was|were|is|are)\s+heard\b", re.IGNORECASE
)
_FALLS = re.compile(
    r"\b(?:power\s+cuts?|blackouts?|darkness|lights?\s+(?:going|went|go)\s+out"
    r"|lamps?\s+(?:going|went|go)\s+out|went\s+dark)\b",
    re.IGNORECASE,
)


def check_light(claim: Claim, about: Subject, known: Known) -> Draft | None:
    """Hold light without a count against the rises in light that were found; None if none is told.

    It never does more than fit: lamps, lightning and flares rise as fires do.
    """
    analysis = known.analysis
    is_of_light = claim.measurement in {Measurement.BRIGHTNESS, Measurement.FLASH_COUNT}
    if analysis is None or not is_of_light or check_count(claim, about, known):
        return None
    if not (_LIGHT.search(claim.text) or _FALLS.search(claim.text)) or _is_told_otherwise(claim):
        return None
    if claim.negated or _FALLS.search(claim.text):
        return _cannot_tell("Only rises in light are listed; look at the curve of brightness.")
    if analysis.flashes is None:
        return _cannot_tell(f"Flashes were not looked for: {why_missing(analysis, 'flashes')}.")
    accepted = [one for one in analysis.flashes if one.accepted]
    if not accepted:
        return _cannot_tell(
            "No rise in light was found; what burns from the start, is small or far away, or "
            "happens by day is not listed."
        )
    lasting = sum(one.kind is FlashKind.SUSTAINED for one in accepted)
    told = (
        f"{counted(len(accepted) - lasting, 'flash')}, {counted(lasting, 'rise')} that stayed lit"
    )
    return Draft(
        check=Check.LIGHT,
        outcome=Outcome.FITS,
        why=f"{counted(len(accepted), 'flash')} found; so would lamps, lightning or a flare be.",
        rests_on=[
            basis(
                "analysis",
                "/flashes",
                told,
                "what lit up is not told; 0.6 a minute are no light of the place",
            )
        ],
        would_mislead=("a caption, a logo or a screen that lights up", "headlights and torches"),
    )


def _is_told_otherwise(claim: Claim) -> bool:
    """Return whether a claim is of times between lights, or of what was heard and not seen."""
    is_of_times = any(one.unit_or_category in {"s", "min"} for one in claim.numbers)
    return is_of_times or bool(_HEARD_ONLY.search(claim.text))


def _cannot_tell(why: str) -> Draft:
    return Draft(check=Check.LIGHT, outcome=Outcome.CANNOT_TELL, why=why)
