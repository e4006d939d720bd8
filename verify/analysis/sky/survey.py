"""The whole answer: Sun, Moon and twilight over a place, for every reading of a time."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache, partial
from itertools import pairwise

from verify.analysis.sky import caveats
from verify.analysis.sky.bands import BANDS, SUNRISE_DEG, light_at, phase_name
from verify.analysis.sky.clock import Asked, Meant, parse_asked, readings
from verify.analysis.sky.crossings import Crossing, crossings
from verify.analysis.sky.ephemeris import (
    ENGINE,
    POSITION_ERROR_DEG,
    MoonFace,
    Position,
    Site,
    refraction_deg,
    refraction_error_deg,
)
from verify.analysis.sky.exclusion import Exclusion, Shown, covered_s, exclusions
from verify.domain.places import Place
from verify.domain.sky import (
    SCHEMA_NAME,
    ClipLight,
    Direction,
    EventKind,
    Excluded,
    LightSpan,
    Moment,
    MoonPhase,
    Reading,
    Sky,
    SkyEvent,
    SkyState,
)
from verify.domain.weekdays import Weekday, WeekdayCheck, check_weekday

_HORIZON_REFRACTION_DEG = 34 / 60
_STEPS_S = (60, 300, 600, 900, 1800, 3600)
_MOST_STEPS = 100
# Twice within it no body crosses the horizon, but near the poles.
_LOOK_EVERY_S = 600.0
_LONGEST_ERROR_S = 43_200.0
_KM_PER_DEG = 111.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, with all that the answer rests on besides the sky.

    Attributes
    ----------
    place : Place
    asked : str
        See `clock.parse_asked`.
    place_zone, desk_zone : tzinfo
        Rules of both clocks.
    desk_zone_name, zone_rules, version : str
        Named in the answer.
    clip : ClipLight, optional
        The clip that is compared, with what a person says of it.
    shown : Shown
        What the clip shows.
    weekday : Weekday, optional
        The weekday that the article names.
    """

    place: Place
    asked: str
    place_zone: tzinfo
    desk_zone: tzinfo
    desk_zone_name: str
    zone_rules: str
    version: str
    clip: ClipLight | None = None
    shown: Shown
    weekday: Weekday | None = None


def survey(question: Question) -> Sky:
    """Return where Sun and Moon stood, and which hours what the clip shows excludes.

    Raises
    ------
    BadParameterError
        If the time cannot be read.
    """
    place = question.place
    asked = parse_asked(question.asked)
    over = _Sky(question)
    answers = [
        over.reading(asked, meant) for meant in readings(asked, question.place_zone, place.zone)
    ]
    return Sky(
        schema=SCHEMA_NAME,
        version=question.version,
        engine=ENGINE,
        zone_rules=question.zone_rules,
        place=place,
        desk_zone=question.desk_zone_name,
        asked=question.asked,
        read_in="the offset written" if asked.has_offset else f"the place's time, {place.zone}",
        readings=answers,
        clip=question.clip,
        moon_visible=question.shown.moon_visible,
        weekday=_weekday(question, asked),
        uncertainty=caveats.uncertainty(place),
        would_mislead=caveats.would_mislead(place, asked),
    )


def _weekday(question: Question, asked: Asked) -> WeekdayCheck | None:
    if question.weekday is None:
        return None
    return check_weekday(question.weekday, *asked.by(question.place_zone).dates)


class _Sky:
    """Computes for one place, with its clocks and the errors that its extent brings."""

    def __init__(self, question: Question) -> None:
        self._question = question
        place = question.place
        self._site = Site(place.latitude_deg, place.longitude_deg)
        # All bands of twilight are looked for at the same moments.
        self._sun = cache(self._site.sun)
        # Whoever goes a degree along the ground sees the sky turn by as much.
        self._place_error_deg = POSITION_ERROR_DEG + place.position_error_km / _KM_PER_DEG

    def reading(self, asked: Asked, meant: Meant) -> Reading:
        start_s, end_s = meant.start.timestamp(), meant.end.timestamp()
        span = (meant.start, meant.end) if asked.is_window else self._day_of(meant.start)
        first_s, last_s = span[0].timestamp(), span[1].timestamp()
        step_s = next(
            (step for step in _STEPS_S if (last_s - first_s) / step <= _MOST_STEPS), _STEPS_S[-1]
        )
        excluded = exclusions(self._site, self._question.shown, start_s, end_s, _LOOK_EVERY_S)
        if asked.is_window:
            share = covered_s(excluded) / (end_s - start_s)
        else:
            share = float(bool(excluded))
        solar = self._solar_crossings(first_s, last_s)
        return Reading(
            why=meant.why,
            start=self._moment(start_s),
            end=self._moment(end_s),
            at=None if asked.is_window else self._state(start_s),
            moon_phase=_phase(self._site.moon_face(start_s)),
            moon_phase_at_end=_phase(self._site.moon_face(end_s)),
            course=[self._state(at_s) for at_s in self._round_times(first_s, last_s, step_s)],
            light_spans=self._light_spans(solar, first_s, last_s),
            events=self._events(solar, first_s, last_s),
            excluded=[self._excluded(one) for one in excluded],
            excluded_share=round(min(1.0, share), 4),
        )

    def _day_of(self, moment: datetime) -> tuple[datetime, datetime]:
        """Return the day around a moment by the clock of the place, which may have 23 hours."""
        day = moment.astimezone(self._question.place_zone).date()
        midnights = [
            datetime.combine(at, time(), self._question.place_zone).astimezone(UTC)
            for at in (day, day + timedelta(days=1))
        ]
        return midnights[0], midnights[1]

    def _round_times(self, first_s: float, last_s: float, step_s: float) -> Iterator[float]:
        """Yield both ends, and between them the multiples of the step by the place's clock."""
        yield first_s
        at_s = first_s
        while (at_s := self._next_round(at_s, step_s)) < last_s:
            yield at_s
        if last_s > first_s:
            yield last_s

    def _next_round(self, utc_s: float, step_s: float) -> float:
        offset_s = self._offset_s(utc_s)
        next_s = ((utc_s + offset_s) // step_s + 1) * step_s - offset_s
        # It is none any more if the clock was changed meanwhile, by less than a step.
        return next_s + -(next_s + self._offset_s(next_s)) % step_s

    def _offset_s(self, utc_s: float) -> float:
        offset = self._moment(utc_s).place.utcoffset() or timedelta()
        return offset.total_seconds()

    def _moment(self, utc_s: float) -> Moment:
        utc = datetime.fromtimestamp(round(utc_s), UTC)
        return Moment(
            utc=utc,
            place=utc.astimezone(self._question.place_zone),
            desk=utc.astimezone(self._question.desk_zone),
        )

    def _state(self, utc_s: float) -> SkyState:
        sun, moon = self._sun(utc_s), self._site.moon(utc_s)
        return SkyState(
            moment=self._moment(utc_s),
            light=light_at(sun.altitude_deg),
            sun=self._direction(sun),
            moon=self._direction(moon),
        )

    def _direction(self, position: Position) -> Direction:
        altitude_deg = position.altitude_deg
        error_deg = self._place_error_deg
        raised_deg = refraction_deg(altitude_deg)
        # Close to the zenith a small step turns the azimuth far.
        across = max(math.cos(math.radians(altitude_deg)), error_deg / 180)
        return Direction(
            altitude_deg=round(altitude_deg, 3),
            altitude_error_deg=_up(error_deg),
            apparent_altitude_deg=(
                None if raised_deg is None else round(altitude_deg + raised_deg, 3)
            ),
            apparent_altitude_error_deg=(
                None if raised_deg is None else _up(error_deg + refraction_error_deg(altitude_deg))
            ),
            # What would be rounded up to 360 is north.
            azimuth_deg=round(position.azimuth_deg, 3) % 360,
            azimuth_error_deg=_up(min(180.0, error_deg / across)),
        )

    def _solar_crossings(
        self, first_s: float, last_s: float
    ) -> list[tuple[Crossing, EventKind, float]]:
        """Return when the Sun passes the bounds of the bands, in order, with what that is."""
        found = [
            (crossing, band.dawn if crossing.rises else band.dusk, band.begins_deg)
            for band in BANDS
            for crossing in crossings(
                partial(self._sun_above_deg, band.begins_deg), first_s, last_s, _LOOK_EVERY_S
            )
        ]
        return sorted(found, key=lambda one: one[0].time_s)

    def _sun_above_deg(self, begins_deg: float, utc_s: float) -> float:
        return self._sun(utc_s).altitude_deg - begins_deg

    def _light_spans(
        self, solar: list[tuple[Crossing, EventKind, float]], first_s: float, last_s: float
    ) -> list[LightSpan]:
        bounds = [first_s, *(crossing.time_s for crossing, _, _ in solar), last_s]
        return [
            LightSpan(
                light=light_at(self._sun((early + late) / 2).altitude_deg),
                start=self._moment(early),
                end=self._moment(late),
            )
            for early, late in pairwise(bounds)
        ]

    def _events(
        self, solar: list[tuple[Crossing, EventKind, float]], first_s: float, last_s: float
    ) -> list[SkyEvent]:
        events = [
            self._event(kind, crossing, self._sun, at_horizon=begins == SUNRISE_DEG)
            for crossing, kind, begins in solar
        ]
        for crossing in crossings(self._moon_limb_deg, first_s, last_s, _LOOK_EVERY_S):
            kind = EventKind.MOONRISE if crossing.rises else EventKind.MOONSET
            events.append(self._event(kind, crossing, self._site.moon, at_horizon=True))
        return sorted(events, key=lambda event: event.moment.utc)

    def _moon_limb_deg(self, utc_s: float) -> float:
        moon = self._site.moon(utc_s)
        return moon.altitude_deg + moon.radius_deg + _HORIZON_REFRACTION_DEG

    def _event(
        self,
        kind: EventKind,
        crossing: Crossing,
        position_at: Callable[[float], Position],
        *,
        at_horizon: bool,
    ) -> SkyEvent:
        error_deg = self._place_error_deg + (refraction_error_deg(0.0) if at_horizon else 0.0)
        early, late = (position_at(crossing.time_s + away_s) for away_s in (-30, 30))
        deg_per_s = abs(late.altitude_deg - early.altitude_deg) / 60
        return SkyEvent(
            kind=kind,
            moment=self._moment(crossing.time_s),
            error_s=float(math.ceil(min(_LONGEST_ERROR_S, error_deg / max(deg_per_s, 1e-9)))),
            azimuth_deg=round(position_at(crossing.time_s).azimuth_deg, 1) % 360,
        )

    def _excluded(self, exclusion: Exclusion) -> Excluded:
        return Excluded(
            rule=exclusion.rule,
            start=self._moment(exclusion.start_s),
            end=self._moment(exclusion.end_s),
            because=exclusion.because,
            only_if=exclusion.only_if,
            unless=exclusion.unless,
        )


def _phase(face: MoonFace) -> MoonPhase:
    return MoonPhase(
        name=phase_name(face.east_of_sun_deg),
        lit_percent=round(face.lit_percent, 1),
        from_sun_deg=round(face.from_sun_deg, 1),
    )


def _up(error_deg: float) -> float:
    """Return an error rounded up, so that it still holds."""
    return math.ceil(error_deg * 1000) / 1000
