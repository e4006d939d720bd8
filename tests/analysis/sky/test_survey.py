"""The answer as a whole: the evening of the sample case, days without night, changed clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.analysis.sky.conftest import See, Sight
from verify.analysis.sky.exclusion import Shown
from verify.analysis.sky.survey import Question, survey
from verify.domain.findings import DarknessClass
from verify.domain.places import Place
from verify.domain.sky import EventKind, Light, PhaseName, Reading, Rule, Sky
from verify.domain.weekdays import Weekday
from verify.gazetteer.zones import RULES_VERSION, zone

_IDLIB = (35.93062, 36.63393)
# The article of the sample case: an evening and a night, 27 to 28 February 2020, in Idlib.
_CASE = "2020-02-27 17:00/2020-02-28 04:30"


def _place(latitude_deg: float, longitude_deg: float, zone_name: str, *, extent: float) -> Place:
    return Place(
        name="A place",
        spelling="A place",
        country="A country",
        country_code="AA",
        region=None,
        near=None,
        also=[],
        population=None,
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        position_error_km=extent,
        zone=zone_name,
        zone_source="the test",
        other_zones=[],
        source="the test",
    )


def _sky(
    asked: str,
    position: tuple[float, float] = _IDLIB,
    zone_name: str = "Asia/Damascus",
    *,
    shown: Shown | None = None,
    weekday: Weekday | None = None,
    extent: float = 2.9,
) -> Sky:
    return survey(
        Question(
            place=_place(*position, zone_name, extent=extent),
            asked=asked,
            place_zone=zone(zone_name),
            desk_zone=zone("Europe/Berlin"),
            desk_zone_name="Europe/Berlin",
            zone_rules=RULES_VERSION,
            version="0",
            shown=shown or Shown(),
            weekday=weekday,
        )
    )


def _event_utc(reading: Reading, kind: EventKind) -> datetime:
    (event,) = (event for event in reading.events if event.kind is kind)
    return event.moment.utc


def test_the_night_of_the_sample_case_comes_out_as_the_sky_really_stood(seen: See) -> None:
    (reading,) = _sky(_CASE).readings

    assert reading.start.utc == datetime(2020, 2, 27, 15, 0, tzinfo=UTC)
    sights = [Sight(*_IDLIB, state.moment.utc) for state in reading.course]
    for body in ("sun", "moon"):
        for state, truth in zip(reading.course, seen(body, sights), strict=True):
            found = state.sun if body == "sun" else state.moon
            assert found.altitude_deg == pytest.approx(truth.altitude_deg, abs=0.01)
            assert found.azimuth_deg == pytest.approx(truth.azimuth_deg, abs=0.05)
            if found.apparent_altitude_deg is not None:
                assert found.apparent_altitude_deg == pytest.approx(truth.refracted_deg, abs=0.1)
    # At each event the body stands where its definition wants it; for the Moon 34 minutes of air,
    # and the radius of a Moon a day after its farthest: 14.8 minutes.
    for body, kind, altitude_deg in (
        ("sun", EventKind.SUNSET, -50 / 60),
        ("sun", EventKind.CIVIL_DUSK, -6),
        ("sun", EventKind.NAUTICAL_DUSK, -12),
        ("sun", EventKind.ASTRONOMICAL_DUSK, -18),
        ("moon", EventKind.MOONSET, -(34 + 14.8) / 60),
    ):
        (truth,) = seen(body, [Sight(*_IDLIB, _event_utc(reading, kind))])
        assert truth.altitude_deg == pytest.approx(altitude_deg, abs=0.01)


def test_the_night_of_the_sample_case_as_a_reader_sees_it() -> None:
    (reading,) = _sky(_CASE).readings

    clocks = {event.kind: event.moment.place.strftime("%H:%M") for event in reading.events}
    assert clocks == {
        EventKind.SUNSET: "17:25",
        EventKind.CIVIL_DUSK: "17:51",
        EventKind.NAUTICAL_DUSK: "18:21",
        EventKind.ASTRONOMICAL_DUSK: "18:51",
        EventKind.MOONSET: "20:53",
    }
    assert [span.light for span in reading.light_spans] == [
        Light.DAY,
        Light.CIVIL_TWILIGHT,
        Light.NAUTICAL_TWILIGHT,
        Light.ASTRONOMICAL_TWILIGHT,
        Light.NIGHT,
    ]
    assert reading.moon_phase.name is PhaseName.WAXING_CRESCENT
    assert reading.start.desk.strftime("%H:%M %z") == "16:00 +0100"


def test_a_dark_clip_excludes_the_hour_before_sunset_only_and_only_outdoors() -> None:
    dark = Shown((DarknessClass.NIGHT,))
    (reading,) = _sky(_CASE, shown=dark).readings

    (excluded,) = reading.excluded
    assert excluded.rule is Rule.NIGHT_DARK_UNDER_THE_SUN
    assert excluded.only_if == "it was filmed outdoors"
    assert len(excluded.unless) >= 2
    assert excluded.start == reading.start
    assert excluded.end.utc < _event_utc(reading, EventKind.SUNSET)
    assert reading.excluded_share == pytest.approx(6.6 / 690, abs=0.001)

    (outdoors,) = _sky(_CASE, shown=dark._replace(outdoors=True)).readings
    assert outdoors.excluded[0].only_if is None


def test_a_visible_moon_excludes_the_hours_after_it_set() -> None:
    (reading,) = _sky(_CASE, shown=Shown(moon_visible=True)).readings

    (excluded,) = reading.excluded
    assert excluded.rule is Rule.MOON_BELOW_THE_HORIZON
    assert excluded.start.utc > _event_utc(reading, EventKind.MOONSET)
    assert excluded.end == reading.end


def test_a_daylit_sky_excludes_the_night_but_not_the_twilight() -> None:
    (reading,) = _sky(_CASE, shown=Shown((DarknessClass.DAY,))).readings

    (excluded,) = reading.excluded
    assert excluded.rule is Rule.DAYLIT_SKY_AT_NIGHT
    assert excluded.start.utc == _event_utc(reading, EventKind.NAUTICAL_DUSK)


@pytest.mark.parametrize(
    "kind", [DarknessClass.TWILIGHT, DarknessClass.CANNOT_TELL, DarknessClass.LIT_INTERIOR]
)
def test_light_that_fits_any_hour_excludes_none(kind: DarknessClass) -> None:
    (reading,) = _sky("2020-02-27", shown=Shown((kind,), outdoors=True)).readings

    assert reading.excluded == []


def test_the_moon_is_not_seen_beside_the_sun() -> None:
    (reading,) = _sky("2020-02-23 12:00", shown=Shown(moon_visible=True)).readings

    assert [one.rule for one in reading.excluded] == [Rule.MOON_TOO_CLOSE_TO_THE_SUN]
    assert reading.excluded_share == 1


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("13:00", 1), ("16:55", 1), ("17:10", 0), ("17:30", 0), ("23:00", 0)],
)
def test_a_single_time_fits_a_dark_clip_or_not(clock: str, expected: int) -> None:
    shown = Shown((DarknessClass.NIGHT,), outdoors=True)
    (reading,) = _sky(f"2020-02-27 {clock}", shown=shown).readings

    assert reading.excluded_share == expected
    assert reading.at is not None
    assert reading.at.moment == reading.start


def test_a_single_time_comes_with_the_whole_day_of_the_place() -> None:
    (reading,) = _sky("2020-02-27 20:00").readings

    assert reading.course[0].moment.place.strftime("%d %H:%M") == "27 00:00"
    assert reading.course[-1].moment.place.strftime("%d %H:%M") == "28 00:00"
    assert EventKind.SUNRISE in {event.kind for event in reading.events}


def test_a_time_that_came_twice_has_two_skies() -> None:
    first, second = _sky("2021-10-31 03:30", (50.45, 30.52), "Europe/Kyiv").readings

    assert first.at is not None
    assert second.at is not None
    assert second.start.utc - first.start.utc == timedelta(hours=1)
    # An hour of the Earth's turning.
    assert second.at.sun.altitude_deg - first.at.sun.altitude_deg == pytest.approx(8.6, abs=0.5)


def test_far_north_the_sun_may_stay_up_or_down_all_day() -> None:
    tromso = (69.65, 18.96)
    (summer,) = _sky("2020-06-21", tromso, "Europe/Oslo").readings
    (winter,) = _sky("2020-12-21", tromso, "Europe/Oslo").readings

    assert [span.light for span in summer.light_spans] == [Light.DAY]
    assert Light.DAY not in {span.light for span in winter.light_spans}


@pytest.mark.parametrize(
    ("position", "zone_name", "asked"),
    [
        ((27.70, 85.32), "Asia/Kathmandu", "2024-03-01/2024-03-05"),
        # Put back by half an hour, 02:00 to 01:30.
        ((-31.55, 159.08), "Australia/Lord_Howe", "2024-04-06/2024-04-10"),
        # Put forward by half an hour, 02:00 to 02:30.
        ((-31.55, 159.08), "Australia/Lord_Howe", "2024-10-05/2024-10-09"),
        # 44 minutes and 30 seconds behind, forward to UTC on 7 January 1972.
        ((6.30, -10.80), "Africa/Monrovia", "1972-01-05/1972-01-08"),
    ],
)
def test_the_course_keeps_the_round_hours_of_the_place_through_a_change_of_its_clock(
    position: tuple[float, float], zone_name: str, asked: str
) -> None:
    (reading,) = _sky(asked, position, zone_name).readings

    between = [state.moment for state in reading.course[1:-1]]
    # Every minute whose clock shows a full hour, one by one.
    clock, at, wanted = zone(zone_name), reading.start.utc + timedelta(seconds=30), []
    while at < reading.end.utc:
        local = at.astimezone(clock)
        if (local.minute, local.second) == (0, 0) and at > reading.start.utc:
            wanted.append(at)
        at += timedelta(seconds=30)
    assert [moment.utc for moment in between] == wanted


def test_errors_grow_with_the_place_and_towards_the_horizon() -> None:
    (small,) = _sky("2020-02-27 17:20", extent=0.0).readings
    (large,) = _sky("2020-02-27 17:20", extent=20.0).readings

    assert small.at is not None
    assert large.at is not None
    assert small.at.sun.altitude_error_deg <= 0.02
    assert large.at.sun.altitude_error_deg == pytest.approx(0.19, abs=0.01)
    assert (small.at.sun.apparent_altitude_error_deg or 0) > 0.2
    assert small.events[0].error_s < large.events[0].error_s


def test_the_weekday_is_held_against_the_days_as_written() -> None:
    thursday = _sky("2020-02-27 20:00", weekday=Weekday.THURSDAY).weekday
    friday = _sky("2020-02-27 20:00", weekday=Weekday.FRIDAY).weekday
    night = _sky(_CASE, weekday=Weekday.FRIDAY).weekday

    assert thursday is not None
    assert friday is not None
    assert night is not None
    assert (thursday.fits, friday.fits, night.fits) == (True, False, True)


def test_the_answer_says_which_clock_was_read_and_what_would_mislead() -> None:
    own = _sky(_CASE)
    given = _sky("2020-02-27 20:10+03:00")

    assert own.read_in == "the place's time, Asia/Damascus"
    assert "Asia/Damascus" in own.would_mislead[0]
    assert given.read_in == "the offset written"
    assert not any("newsroom" in caveat for caveat in given.would_mislead)
