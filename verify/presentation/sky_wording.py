"""The sky in words, the same in the terminal, on the chart and in a report."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from verify.domain.errors import shown_name
from verify.domain.places import Place, position_words
from verify.domain.sky import (
    Direction,
    EventKind,
    Excluded,
    Light,
    Moment,
    Reading,
    Rule,
    Sky,
    SkyEvent,
)
from verify.domain.weekdays import WeekdayCheck

LIGHT_WORDS = {
    Light.DAY: "day",
    Light.CIVIL_TWILIGHT: "civil twilight",
    Light.NAUTICAL_TWILIGHT: "nautical twilight",
    Light.ASTRONOMICAL_TWILIGHT: "astronomical twilight",
    Light.NIGHT: "night",
}

EVENT_WORDS = {
    EventKind.SUNRISE: "sunrise",
    EventKind.SUNSET: "sunset",
    EventKind.CIVIL_DAWN: "civil dawn",
    EventKind.CIVIL_DUSK: "civil dusk",
    EventKind.NAUTICAL_DAWN: "nautical dawn",
    EventKind.NAUTICAL_DUSK: "nautical dusk",
    EventKind.ASTRONOMICAL_DAWN: "night ends",
    EventKind.ASTRONOMICAL_DUSK: "night begins",
    EventKind.MOONRISE: "moonrise",
    EventKind.MOONSET: "moonset",
}

RULE_WORDS = {
    Rule.NIGHT_DARK_UNDER_THE_SUN: "the Sun is up",
    Rule.DAYLIT_SKY_AT_NIGHT: "it is night",
    Rule.MOON_BELOW_THE_HORIZON: "the Moon is down",
    Rule.MOON_TOO_CLOSE_TO_THE_SUN: "the Moon cannot be seen",
}

_BY_THE_LIGHT = {Rule.NIGHT_DARK_UNDER_THE_SUN, Rule.DAYLIT_SKY_AT_NIGHT}
_NOTHING_FITS = "nothing of the time asked for fits"
_SOME_SHOTS = (
    "the shots differ in light, and what is excluded is so for some of them; which of them is "
    "meant, a person has to say"
)


def clock(moment: datetime) -> str:
    """Return the time of day, to the nearest minute.

    Examples
    --------
    >>> clock(datetime(2020, 2, 27, 17, 25, 53))
    '17:26'
    """
    return f"{moment + timedelta(seconds=30):%H:%M}"


def day_and_clock(moment: datetime) -> str:
    """Return day and time of day, to the nearest minute.

    Examples
    --------
    >>> day_and_clock(datetime(2020, 2, 27, 23, 59, 45))
    '28 Feb 00:00'
    """
    rounded = moment + timedelta(seconds=30)
    return f"{rounded.day} {rounded:%b %H:%M}"


def offset_words(moment: datetime) -> str:
    """Return how far a clock is from UTC.

    Examples
    --------
    >>> from datetime import UTC
    >>> offset_words(datetime(2020, 2, 27, tzinfo=UTC))
    'UTC+00:00'
    """
    text = f"{moment:%z}"
    return f"UTC{text[:3]}:{text[3:5]}"


def moment_words(moment: Moment, sky: Sky) -> str:
    """Return a moment in the three clocks: the place's, UTC and the desk's."""
    return (
        f"{day_and_clock(moment.place)} at the place = {day_and_clock(moment.utc)} UTC = "
        f"{day_and_clock(moment.desk)} at the desk ({sky.desk_zone}, {offset_words(moment.desk)})"
    )


def place_words(place: Place) -> str:
    """Return which place was taken, how it was found and how wide it is."""
    parts = [shown_name(place.title)]
    if place.name is not None:
        parts.append(position_words(place.latitude_deg, place.longitude_deg))
    if place.near is not None:
        parts.append(f"close to {shown_name(place.near)}")
    if place.spelling is not None and place.spelling != place.name:
        parts.append(f"listed there as {shown_name(place.spelling)!r} too")
    extent = f", reaches about {place.position_error_km:g} km" if place.position_error_km else ""
    return f"{'; '.join(parts)} ({place.source}{extent})"


def event_words(event: SkyEvent) -> str:
    """Return when something rises, sets, begins or ends, by the clock of the place."""
    words = f"{EVENT_WORDS[event.kind]} {day_and_clock(event.moment.place)}"
    error_min = max(1, round(event.error_s / 60))
    return f"{words} \u00b1 {error_min} min, bearing {event.azimuth_deg:.0f}\u00b0"


def light_words(reading: Reading) -> str:
    """Return the light of the sky in its order, by the clock of the place."""
    spans = reading.light_spans
    if len(spans) == 1:
        return f"{LIGHT_WORDS[spans[0].light]} all the time"
    is_long = spans[-1].end.utc - spans[0].start.utc > timedelta(days=1, hours=1)
    when = day_and_clock if is_long else clock
    until = [f"{LIGHT_WORDS[span.light]} until {when(span.end.place)}" for span in spans[:-1]]
    return f"{', '.join(until)}, then {LIGHT_WORDS[spans[-1].light]}"


def standing_words(direction: Direction) -> str:
    """Return how high a body stands, with its error, and where.

    What it looks like is told where it is up; what it is without air where it is down.
    """
    if direction.apparent_altitude_deg is not None and direction.apparent_altitude_deg >= 0:
        up_deg, error_deg = direction.apparent_altitude_deg, direction.apparent_altitude_error_deg
        height = f"{up_deg:.1f}\u00b0 up"
    else:
        up_deg, error_deg = direction.altitude_deg, direction.altitude_error_deg
        height = f"{-up_deg:.1f}\u00b0 down"
    return (
        f"{height} (\u00b1 {max(0.1, error_deg or 0.0):.1f}\u00b0), "
        f"bearing {direction.azimuth_deg:.0f}\u00b0"
    )


def excluded_words(one: Excluded) -> str:
    """Return which hours do not fit, why, and what would explain it all the same."""
    when = day_and_clock(one.start.place)
    if one.end != one.start:
        when += f" to {day_and_clock(one.end.place)}"
    condition = f", if {one.only_if}" if one.only_if else ""
    return f"{when}{condition}: {one.because}. Unless {'; or '.join(one.unless)}."


def left_words(sky: Sky, reading: Reading) -> str | None:
    """Return what is left of the window, or None where nothing was compared."""
    if sky.clip is None and not sky.moon_visible:
        return None
    if not reading.excluded:
        return "nothing of the time asked for is excluded; that says little, most hours fit"
    of_shots = _BY_THE_LIGHT if sky.clip is not None and len(sky.clip.classes) > 1 else set()
    holds = [one for one in reading.excluded if one.rule not in of_shots]
    if any(one.only_if is None and _is_of_all(one, reading) for one in holds):
        return _NOTHING_FITS
    if len(holds) < len(reading.excluded):
        return _SOME_SHOTS
    conditions = dict.fromkeys(one.only_if for one in holds if one.only_if)
    condition = "".join(f"if {one}, " for one in conditions)
    if (share := reading.excluded_share) >= 1:
        return f"{condition}{_NOTHING_FITS}"
    left = f"{100 * (1 - share):.0f} % of the window is not excluded"
    return f"{condition}{left}; that says little of it"


def _is_of_all(one: Excluded, reading: Reading) -> bool:
    return one.start.utc <= reading.start.utc and one.end.utc >= reading.end.utc


def weekday_words(check: WeekdayCheck) -> str:
    """Return whether a stated weekday fits, with the calendar's own."""
    days = [
        f"{d.day} {d:%B %Y} is a {day.value}"
        for d, day in zip(check.dates, check.weekdays, strict=True)
    ]
    if check.fits:
        return f"{check.stated.value} fits: {'; '.join(days)}"
    return (
        f"{check.stated.value} does not fit: {'; '.join(days)}. Date or weekday is wrong, or one "
        "of them was told by another place's clock"
    )


def sky_sentences(sky: Sky) -> str:
    """Return the answer as a listener needs it in place of the chart."""
    sentences = []
    for reading in sky.readings:
        sentences.append(
            f"{day_and_clock(reading.course[0].moment.place)} to "
            f"{day_and_clock(reading.course[-1].moment.place)} by {sky.place.zone}: "
            f"{light_words(reading)}."
        )
        events = map(event_words, reading.events)
        sentences += [f"{event[0].upper()}{event[1:]}." for event in events]
        sentences += [f"Does not fit: {excluded_words(one)}" for one in reading.excluded]
    return " ".join(sentences)


def told_lines(sky: Sky) -> Iterator[str]:
    """Yield the answer in sentences: how it was read, what stood where, what to be careful of."""
    for reading in sky.readings:
        yield f"Read as {moment_words(reading.start, sky)}: {reading.why}."
        if reading.at is not None:
            at = reading.at
            yield (
                f"Then it is {LIGHT_WORDS[at.light]} (by the Sun alone). "
                f"Sun: {standing_words(at.sun)}. Moon: {standing_words(at.moon)}."
            )
        if (left := left_words(sky, reading)) is not None:
            yield f"{left[0].upper()}{left[1:]}"
    yield sky_sentences(sky)
    yield from (f"Careful: {caveat}" for caveat in sky.would_mislead)
