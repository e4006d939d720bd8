"""Where Sun and Moon stood, as findings: the content of `verify sky --json`, "verify/sky/1".

Altitudes are of the body's centre above the horizon of a flat landscape, azimuths from true north
through east. An altitude without air is what the bands of twilight are defined by; the apparent one
is what a camera sees. Every moment stands in three clocks: UTC, the place's, the desk's.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.footage import Sha256
from verify.domain.places import Place
from verify.domain.weekdays import WeekdayCheck

SCHEMA_NAME = "verify/sky/1"

Instant = Annotated[datetime, Meta(tz=True)]
Error = Annotated[float, Meta(ge=0, description="either way, degrees")]
Altitude = Annotated[float, Meta(ge=-90, le=90, description="degrees above the horizon")]
Azimuth = Annotated[float, Meta(ge=0, lt=360, description="degrees, true north through east")]


class Light(StrEnum):
    """The light of the sky by the Sun's altitude alone; clouds and lamps are not known."""

    DAY = "day"
    CIVIL_TWILIGHT = "civil_twilight"
    NAUTICAL_TWILIGHT = "nautical_twilight"
    ASTRONOMICAL_TWILIGHT = "astronomical_twilight"
    NIGHT = "night"


class PhaseName(StrEnum):
    """The Moon's phase; the four principal ones within half a day of their moment, about."""

    NEW = "new moon"
    WAXING_CRESCENT = "waxing crescent"
    FIRST_QUARTER = "first quarter"
    WAXING_GIBBOUS = "waxing gibbous"
    FULL = "full moon"
    WANING_GIBBOUS = "waning gibbous"
    LAST_QUARTER = "last quarter"
    WANING_CRESCENT = "waning crescent"


class EventKind(StrEnum):
    """What happens at a moment."""

    SUNRISE = "sunrise"
    SUNSET = "sunset"
    CIVIL_DAWN = "civil_dawn"
    CIVIL_DUSK = "civil_dusk"
    NAUTICAL_DAWN = "nautical_dawn"
    NAUTICAL_DUSK = "nautical_dusk"
    ASTRONOMICAL_DAWN = "astronomical_dawn"
    ASTRONOMICAL_DUSK = "astronomical_dusk"
    MOONRISE = "moonrise"
    MOONSET = "moonset"


class Rule(StrEnum):
    """What makes an hour impossible."""

    NIGHT_DARK_UNDER_THE_SUN = "night_dark_under_the_sun"
    DAYLIT_SKY_AT_NIGHT = "daylit_sky_at_night"
    MOON_BELOW_THE_HORIZON = "moon_below_the_horizon"
    MOON_TOO_CLOSE_TO_THE_SUN = "moon_too_close_to_the_sun"


class Moment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One moment in three clocks."""

    utc: Instant
    place: Annotated[Instant, Meta(description="by the clock of the place")]
    desk: Annotated[Instant, Meta(description="by the clock of the reader's desk")]


class Direction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a body stands, seen from the place."""

    altitude_deg: Annotated[Altitude, Meta(description="of the centre, as if there were no air")]
    altitude_error_deg: Error
    apparent_altitude_deg: Annotated[
        Altitude | None, Meta(description="raised by the air; null more than 1 degree down")
    ]
    apparent_altitude_error_deg: Error | None
    azimuth_deg: Azimuth
    azimuth_error_deg: Annotated[float, Meta(ge=0, le=180, description="either way, degrees")]


class MoonPhase(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How much of the Moon is lit."""

    name: PhaseName
    lit_percent: Annotated[float, Meta(ge=0, le=100, description="of the disc, within 0.5")]
    from_sun_deg: Annotated[float, Meta(ge=0, le=180, description="angle between Moon and Sun")]


class SkyState(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The sky at one moment."""

    moment: Moment
    light: Light
    sun: Direction
    moon: Direction


class SkyEvent(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A body rises or sets, or a band of twilight begins or ends."""

    kind: EventKind
    moment: Moment
    error_s: Annotated[float, Meta(ge=0, description="either way, seconds, over a flat horizon")]
    azimuth_deg: Azimuth


class LightSpan(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch of one light, [start, end)."""

    light: Light
    start: Moment
    end: Moment


class Excluded(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Hours that what the clip shows does not fit, [start, end); of a single time, start = end."""

    rule: Rule
    start: Moment
    end: Moment
    because: str
    only_if: Annotated[
        str | None, Meta(description="what must hold for it, and nobody has said; else null")
    ]
    unless: Annotated[list[str], Meta(description="what would explain it all the same")]


class Reading(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way of reading the time that was asked for; there are two where clocks were changed."""

    why: Annotated[str, Meta(description="how the time was read")]
    start: Moment
    end: Annotated[Moment, Meta(description="of a window; equal to start for a single time")]
    at: Annotated[SkyState | None, Meta(description="at a single time; null for a window")]
    moon_phase: Annotated[MoonPhase, Meta(description="at the start")]
    moon_phase_at_end: MoonPhase
    course: Annotated[
        list[SkyState],
        Meta(description="in even steps and at both ends: the window, or the day around a time"),
    ]
    light_spans: Annotated[list[LightSpan], Meta(description="over the course")]
    events: Annotated[list[SkyEvent], Meta(description="over the course, in their order")]
    excluded: list[Excluded]
    excluded_share: Annotated[
        float,
        Meta(
            ge=0,
            le=1,
            description="share of the window that is excluded, under what its entries name and "
            "for any one shot; 0 or 1 of a time",
        ),
    ]


class ClipLight(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was brought in from a clip to be compared."""

    untrusted_name: str
    sha256: Sha256
    classes: Annotated[
        list[str], Meta(description="darkness of its shots, each class once, as in analysis.json")
    ]
    outdoors: Annotated[bool, Meta(description="whether a person says that it was filmed outdoors")]


class Sky(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sun and Moon over one place at one time or through a window."""

    schema: Annotated[str, Meta(pattern="^verify/sky/1$")]
    version: str
    engine: Annotated[str, Meta(description="what computed the positions")]
    zone_rules: Annotated[str, Meta(description="version of the IANA time zone database")]
    place: Place
    desk_zone: str
    asked: Annotated[str, Meta(description="the time as it was given")]
    read_in: Annotated[str, Meta(description="the clock that it was read in")]
    readings: Annotated[list[Reading], Meta(min_length=1)]
    clip: ClipLight | None
    moon_visible: Annotated[bool, Meta(description="whether a person says the Moon is in the clip")]
    weekday: WeekdayCheck | None
    uncertainty: Annotated[list[str], Meta(description="what the errors hold and leave out")]
    would_mislead: list[str]
