"""What a claim says of day and night, held against the light of the clip's shots.

A dark clip fits every night and many a cellar, so it never supports. A sky of the day is told only
where it is clear and blue, which few clips show; that carries further.
"""

import re

from verify.casework.checks.draft import Draft, basis, counted, why_missing
from verify.casework.checks.known import Known
from verify.domain.claims import Claim, Measurement
from verify.domain.findings import Analysis, DarknessClass
from verify.domain.proposals import Basis, Check, Outcome

OUTDOORS = "it was filmed outdoors"
SO_WOULD_NIGHT_CLIPS = "so would most clips filmed at night"
NIGHT, DAY = DarknessClass.NIGHT, DarknessClass.DAY

_I = re.IGNORECASE
_BY_NIGHT = re.compile(r"\b(?:night(?:time)?|nights|overnight|midnight|moonlit|moonlight)\b", _I)
_DARK = re.compile(r"\b(?:dark|darkness|pitch-dark|starlit)\b", _I)
_RECORDED = re.compile(r"\b(?:filmed|shot|recorded|taken)\b", _I)
_LAMPS_OUT = re.compile(r"\b(?:power\s+(?:cut|outage|failure)|blackout|outage)s?\b", _I)
_BY_DAY = re.compile(
    r"\b(?:daylight|daytime|(?:by|at)\s+day|sunlight|sunlit|sunshine|noon\s+sky|blue\s+sky)\b", _I
)
_MISLEADS_DARK = (
    "a cellar, a dark room, a very short exposure or a picture darkened afterwards",
    "smoke, dust or a storm",
)
_MISLEADS_DAY = (
    "a long exposure under the Moon or over a lit city",
    "white nights, and summer evenings that are called night while it is light",
    "something else that is blue: a wall, a screen, the white balance",
)


def said_light(claim: Claim) -> DarknessClass | None:
    """Return whether a claim says night or day, None if neither or both.

    Words such as "darkness" count only where the hour is what is claimed: a power cut leaves a
    town in darkness too. Of claims on where footage was before, times are those of posts.
    """
    if claim.measurement is Measurement.DUPLICATE and not _RECORDED.search(claim.text):
        return None
    part = claim.when.time if claim.when else None
    is_night = part == "night" or bool(_BY_NIGHT.search(claim.text)) or says_dark(claim)
    is_day = part == "day" or says_daylight(claim)
    if is_night == is_day:
        return None
    return NIGHT if is_night else DAY


def says_dark(claim: Claim) -> bool:
    """Return whether a claim says in words that there was no light of day."""
    is_of_lamps = claim.measurement is not Measurement.NIGHT or _LAMPS_OUT.search(claim.text)
    return not is_of_lamps and bool(_DARK.search(claim.text))


def says_daylight(claim: Claim) -> bool:
    """Return whether a claim says in words that there was light of day."""
    return bool(_BY_DAY.search(claim.text))


def classes_of(analysis: Analysis) -> set[DarknessClass] | None:
    """Return the light of all shots, None if it was not measured."""
    if not analysis.shots:
        return None
    return {shot.darkness.kind for shot in analysis.shots}


def darkness_basis(analysis: Analysis) -> Basis:
    """Return the light of the shots as a finding."""
    kinds = [str(shot.darkness.kind).replace("_", " ") for shot in analysis.shots or []]
    told = ", ".join(f"{kind} in {kinds.count(kind)}" for kind in dict.fromkeys(kinds))
    return basis(
        "analysis",
        "/shots",
        f"of {counted(len(kinds), 'shot')}: {told}",
        "a first class from brightness and the colour of the sky, with no rate of error known",
    )


def check_darkness(claim: Claim, known: Known) -> Draft | None:
    """Hold "night" or "by day" against the light of the clip; None if the claim says neither."""
    said, analysis = said_light(claim), known.analysis
    if said is None or analysis is None:
        return None
    word = "night" if said is NIGHT else "day"
    classes = classes_of(analysis)
    if classes is None:
        missing = why_missing(analysis, "shots", "brightness")
        return _cannot_tell(f"The light of the shots was not measured: {missing}.")
    rests_on = [darkness_basis(analysis)]
    if claim.negated:
        return _cannot_tell("It says what was not; that is for a person to compare.", rests_on)
    if classes == {said}:
        return _agrees(claim, said, rests_on)
    if classes == {DAY}:
        return _against(known, word, [], _MISLEADS_DAY, rests_on)
    if classes == {NIGHT} and known.outdoors is not False:
        conditions = [] if known.outdoors else [OUTDOORS]
        return _against(known, word, conditions, _MISLEADS_DARK, rests_on)
    if classes == {NIGHT}:
        return _cannot_tell("Filmed indoors, a clip may be dark at any hour.", rests_on)
    reason = (
        "The shots show both light and dark; which of them is meant, a person has to say."
        if {NIGHT, DAY} <= classes
        else "Of some shots it cannot be told whether they are of night or of day."
        if len(classes) > 1
        else "The light of the clip is neither plainly that of night nor of day."
    )
    return _cannot_tell(reason, rests_on)


def _agrees(claim: Claim, said: DarknessClass, rests_on: list[Basis]) -> Draft:
    if said is NIGHT:
        return Draft(
            check=Check.DARKNESS,
            outcome=Outcome.FITS,
            why=f"All shots are dark as night; {SO_WOULD_NIGHT_CLIPS}, and dark rooms.",
            rests_on=rests_on,
            would_mislead=_MISLEADS_DARK,
        )
    says_more = claim.when is not None or claim.where or claim.numbers
    return Draft(
        check=Check.DARKNESS,
        outcome=Outcome.FITS if says_more else Outcome.SUPPORTS,
        why="All shots have a clear blue sky of the day"
        + (
            "; so would clips of any other fine day."
            if says_more
            else ", which a clip of the night would hardly show."
        ),
        rests_on=rests_on,
        would_mislead=_MISLEADS_DAY,
    )


def _against(
    known: Known,
    word: str,
    only_if: list[str],
    would_mislead: tuple[str, ...],
    rests_on: list[Basis],
) -> Draft:
    # Where the Sun was asked, it has the word: night is light in a northern summer.
    if known.sky and not known.is_excluded_by_sky:
        return _cannot_tell(
            f"The claim says {word} and the clip looks otherwise, but the Sun leaves some of the "
            "hours that are said open.",
            rests_on,
        )
    seen = "a clear blue sky of the day" if word == "night" else "dark as night"
    return Draft(
        check=Check.DARKNESS,
        outcome=Outcome.CONTRADICTS,
        why=f"The claim says {word}, all shots of the clip are {seen}."
        if word == "day"
        else f"The claim says {word}, all shots of the clip have {seen}.",
        rests_on=rests_on,
        only_if=only_if,
        would_mislead=would_mislead,
    )


def _cannot_tell(why: str, rests_on: list[Basis] | None = None) -> Draft:
    return Draft(
        check=Check.DARKNESS, outcome=Outcome.CANNOT_TELL, why=why, rests_on=rests_on or []
    )
