"""A claim's place and time held against Sun and Moon: with the clip's light, and by its own words.

The second needs no clip: "pitch dark at two in the afternoon" is at odds with itself. "Night" alone
is not, because evenings are called so while the Sun is up.
"""

import re
from datetime import date, datetime, timedelta

from verify.casework.checks.darkness import (
    DAY,
    NIGHT,
    SO_WOULD_NIGHT_CLIPS,
    classes_of,
    darkness_basis,
    said_light,
    says_dark,
    says_daylight,
)
from verify.casework.checks.draft import Draft, basis, why_missing
from verify.casework.checks.known import Known
from verify.domain.claims import Claim, Measurement, When
from verify.domain.findings import DarknessClass
from verify.domain.proposals import Basis, Check, Outcome
from verify.domain.shares import percent
from verify.domain.sky import Excluded, Light, Reading, Rule, Sky, SkyState

# As in `verify sky`: a camera may show the sky dark or light as it pleases between these.
_SUN_HIGH_DEG = 3.0
_SUN_LOW_DEG = -12.0
_DARK_DEG = -6.0
_MOON_DOWN_DEG = -2.0
# Two days from full some 95 % are lit; nobody calls four fifths full.
_FULL_PERCENT = 80.0
_DARK_LIGHTS = {Light.NAUTICAL_TWILIGHT, Light.ASTRONOMICAL_TWILIGHT, Light.NIGHT}
_MOON_RULES = {Rule.MOON_BELOW_THE_HORIZON, Rule.MOON_TOO_CLOSE_TO_THE_SUN}

_I = re.IGNORECASE
_MOON = re.compile(
    r"\b(?:moonlit|moonlight|full\s+moon|under\s+(?:a|the)\s+moon"
    r"|moon\s+(?:is|was|hung|hangs|stood|stands|shone|visible))\b",
    _I,
)
_NO_MOON = re.compile(
    r"\b(?:no\s+moon|not\s+\w+\s+up|had\s+(?:not|already|set)|not\s+yet|down|below|rose|set)\b", _I
)
_FULL_MOON = re.compile(r"\bfull\s+moon\b", _I)
# Words are loose, so the hours that they may mean are wide: [from, to) by the place's clock.
_PARTS = {
    "early": (0, 6),
    "dawn": (3, 8),
    "morning": (5, 12),
    "day": (6, 20),
    "afternoon": (12, 19),
    "evening": (16, 24),
    "night": (18, 30),
}
_CLOCK = re.compile(r"(\d\d:\d\d)(?:/(\d\d:\d\d))?([+-]\d\d:\d\d|Z)?$")
_LONGEST_DAYS = 8
_WHOLE_DAY = timedelta(hours=20)


def sky_to_ask(when: When) -> str | None:
    """Return a claim's time as `verify sky --at` takes it, None if no date is known.

    A part of the day becomes the hours that it may mean, a date without an hour the whole day.

    Examples
    --------
    >>> day = date(2020, 2, 27)
    >>> said = When(text="", span=(0, 0), date_from=day, date_to=day, time="night")
    >>> sky_to_ask(said)
    '2020-02-27 18:00/2020-02-28 06:00'
    """
    if when.date_from is None:
        return None
    first, last = when.date_from, when.date_to or when.date_from
    if (last - first).days >= _LONGEST_DAYS:
        return None
    clock = _CLOCK.match(when.time) if when.time else None
    if clock is None:
        begins, ends = _PARTS.get(when.time or "", (0, 24))
        return f"{_hour(first, begins)}/{_hour(last, ends)}"
    offset = clock[3] or ""
    if clock[2] is None and first == last:
        return f"{first} {clock[1]}{offset}"
    until = clock[2] or clock[1]
    if first == last and until <= clock[1]:
        last += timedelta(days=1)
    return f"{first} {clock[1]}{offset}/{last} {until}{offset}"


def _hour(day: date, hour: int) -> str:
    return f"{datetime.combine(day, datetime.min.time()) + timedelta(hours=hour):%Y-%m-%d %H:%M}"


def check_sky(claim: Claim, known: Known) -> Draft | None:
    """Hold the clip's light against the Sun at the claim's place and time.

    None if there is no clip, or the claim tells no time that a Sun was asked for.
    """
    sky, analysis = known.sky, known.analysis
    is_of_hours = claim.measurement is Measurement.NIGHT and claim.when is not None
    is_of_posts = claim.measurement is Measurement.DUPLICATE
    if analysis is None or is_of_posts or (sky is None and not is_of_hours):
        return None
    if sky is None:
        return _cannot_tell(
            "Whether it was light or dark there at that time was not asked: place and date have "
            "to be known."
        )
    classes = classes_of(analysis)
    if classes is None:
        missing = why_missing(analysis, "shots", "brightness")
        return _cannot_tell(f"The light of the shots was not measured: {missing}.")
    rests_on = [darkness_basis(analysis), *(_sun_basis(i, sky) for i in range(len(sky.readings)))]
    if sky.clip is None or sky.clip.sha256 != analysis.footage.sha256:
        return _cannot_tell("The sky was asked without this clip; ask again with it.", rests_on)
    if claim.negated:
        return _cannot_tell("It says what was not; that is for a person to compare.", rests_on)
    if known.is_excluded_by_sky:
        return _excluded(sky, known, classes, rests_on)
    return _open(sky, classes, rests_on)


def _excluded(sky: Sky, known: Known, classes: set[DarknessClass], rests_on: list[Basis]) -> Draft:
    found: list[Excluded] = [one for reading in sky.readings for one in reading.excluded]
    by_moon = [one for one in found if one.rule in _MOON_RULES]
    by_sun = [one for one in found if one.rule not in _MOON_RULES]
    if not by_moon and len(classes) > 1:
        return _cannot_tell(
            "Some shots do not fit the Sun at that time, but they show both light and dark; "
            "which of them is meant, a person has to say.",
            rests_on,
        )
    if not by_moon and known.outdoors is False and classes == {NIGHT}:
        return _cannot_tell("Filmed indoors, a clip may be dark at any hour.", rests_on)
    told = by_sun if len(classes) == 1 and by_sun else by_moon
    conditions = [one.only_if for one in told if one.only_if and not known.outdoors]
    return Draft(
        check=Check.SKY,
        outcome=Outcome.CONTRADICTS,
        why=f"At that place and time the clip does not fit the sky: {told[0].because}.",
        rests_on=rests_on,
        only_if=list(dict.fromkeys(conditions)),
        would_mislead=list(dict.fromkeys(why for one in told for why in one.unless))
        + sky.would_mislead,
    )


def _open(sky: Sky, classes: set[DarknessClass], rests_on: list[Basis]) -> Draft:
    if all(reading.end.utc - reading.start.utc >= _WHOLE_DAY for reading in sky.readings):
        return _cannot_tell(
            "No hour is said, and of a whole day some are dark and some light.", rests_on
        )
    lights = {light for reading in sky.readings for light in _lights(reading)}
    if classes == {NIGHT} and lights & _DARK_LIGHTS:
        why = f"It was dark there at that time, and the clip is dark; {SO_WOULD_NIGHT_CLIPS}."
    elif classes == {DAY} and Light.DAY in lights:
        why = "The Sun was up there at that time, and the clip has a sky of the day; so would "
        why += "clips of any other fine day."
    elif classes <= {NIGHT, DAY} and len(classes) == 1:
        return _cannot_tell(
            "With the Sun where it was there, a camera may show the sky dark or light.", rests_on
        )
    else:
        return _cannot_tell(
            "The light of the clip is not plainly that of night or of day throughout.", rests_on
        )
    share = min(reading.excluded_share for reading in sky.readings)
    if share > 0:
        why += f" It does not fit {percent(share)} of the hours that are said."
    return Draft(
        check=Check.SKY,
        outcome=Outcome.FITS,
        why=why,
        rests_on=rests_on,
        would_mislead=sky.would_mislead,
    )


def check_own_words(claim: Claim, known: Known) -> Draft | None:
    """Hold "dark", "daylight" and "moonlit" against the sky at the claim's own place and time.

    None if no sky was asked, or the claim says nothing of the kind.
    """
    if known.sky is None or claim.negated:
        return None
    says_moon = bool(_MOON.search(claim.text)) and not _NO_MOON.search(claim.text)
    said = said_light(claim)
    if said is None and not says_moon:
        return None
    states = [state for reading in known.sky.readings for state in _states(reading)]
    sun = [state.sun.altitude_deg for state in states]
    moon = [state.moon.altitude_deg for state in states]
    lit = max(reading.moon_phase.lit_percent for reading in known.sky.readings)
    if says_moon and max(moon) < _MOON_DOWN_DEG:
        outcome, why = Outcome.CONTRADICTS, "The Moon was below the horizon there at that time."
    elif says_moon and _FULL_MOON.search(claim.text) and lit < _FULL_PERCENT:
        outcome, why = Outcome.CONTRADICTS, f"Of the Moon {lit:.0f} % were lit then."
    elif says_dark(claim) and min(sun) > _SUN_HIGH_DEG:
        outcome, why = Outcome.CONTRADICTS, "The Sun was up there at that time; it says dark."
    elif says_daylight(claim) and max(sun) < _SUN_LOW_DEG:
        outcome, why = Outcome.CONTRADICTS, "It was night there at that time; it says daylight."
    elif said is NIGHT and max(sun) < _DARK_DEG:
        outcome, why = Outcome.FITS, "It was dark there at that time; so it is every night."
    elif said is DAY and min(sun) > 0:
        outcome, why = Outcome.FITS, "The Sun was up there at that time; so it is every day."
    elif said is None and min(moon) > 0:
        outcome, why = Outcome.FITS, "The Moon was up there at that time, as on many nights."
    else:
        outcome, why = (
            Outcome.CANNOT_TELL,
            "Through that time the sky there was neither dark nor light throughout.",
        )
    return Draft(
        check=Check.SKY,
        outcome=outcome,
        why=why,
        rests_on=[_sun_basis(i, known.sky) for i in range(len(known.sky.readings))],
        would_mislead=known.sky.would_mislead,
        is_of_clip=False,
    )


def _states(reading: Reading) -> list[SkyState]:
    return [reading.at] if reading.at is not None else reading.course


def _lights(reading: Reading) -> set[Light]:
    """Return the lights of the time that was asked for, without the hours that are excluded."""
    if reading.at is not None:
        return set() if reading.excluded else {reading.at.light}
    return {
        state.light
        for state in reading.course
        if not any(one.start.utc <= state.moment.utc < one.end.utc for one in reading.excluded)
    }


def _sun_basis(index: int, sky: Sky) -> Basis:
    states = _states(sky.readings[index])
    sun = [state.sun.altitude_deg for state in states]
    error = max(state.sun.altitude_error_deg for state in states)
    over = f"{min(sun):.1f}" if len(sun) == 1 else f"{min(sun):.1f} to {max(sun):.1f}"
    return basis(
        "sky",
        f"/readings/{index}",
        f"the Sun's altitude {over} degrees over {sky.place.title}, {sky.asked}",
        f"{error:.2f} degrees either way, by {sky.read_in}; hills and houses are not known",
    )


def _cannot_tell(why: str, rests_on: list[Basis] | None = None) -> Draft:
    return Draft(check=Check.SKY, outcome=Outcome.CANNOT_TELL, why=why, rests_on=rests_on or [])
