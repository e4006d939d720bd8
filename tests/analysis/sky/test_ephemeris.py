"""Sun and Moon stand where skyfield, with JPL's ephemeris, sees them."""

import math
import random
from datetime import UTC, datetime

import pytest

from tests.analysis.sky.conftest import See, Sight
from verify.analysis.sky.ephemeris import (
    POSITION_ERROR_DEG,
    Position,
    Site,
    refraction_deg,
    refraction_error_deg,
)

_BAR_DEG = 0.1


def _random_sights(number: int) -> list[Sight]:
    draw = random.Random(2035)
    first, last = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (1990, 2036))
    return [
        Sight(
            # Evenly over the sphere, not over the map.
            math.degrees(math.asin(draw.uniform(-1, 1))),
            draw.uniform(-180, 180),
            datetime.fromtimestamp(round(draw.uniform(first, last)), UTC),
        )
        for _ in range(number)
    ]


def _position(body: str, sight: Sight) -> Position:
    site = Site(sight.latitude_deg, sight.longitude_deg)
    utc_s = sight.utc.timestamp()
    return site.sun(utc_s) if body == "sun" else site.moon(utc_s)


@pytest.mark.parametrize("body", ["sun", "moon"])
def test_a_body_is_within_a_tenth_of_a_degree_at_a_thousand_places_and_times(
    body: str, seen: See
) -> None:
    sights = _random_sights(1000)
    worst_deg = dict.fromkeys(("altitude", "across", "refracted"), 0.0)
    for sight, truth in zip(sights, seen(body, sights), strict=True):
        position = _position(body, sight)
        turn = (position.azimuth_deg - truth.azimuth_deg + 180) % 360 - 180
        errors = {
            "altitude": position.altitude_deg - truth.altitude_deg,
            # Azimuths crowd at the zenith; what counts is the angle on the sky.
            "across": turn * math.cos(math.radians(truth.altitude_deg)),
        }
        raised = refraction_deg(position.altitude_deg)
        if raised is not None:
            errors["refracted"] = position.altitude_deg + raised - truth.refracted_deg
        for kind, error in errors.items():
            worst_deg[kind] = max(worst_deg[kind], abs(error))

    assert max(worst_deg.values()) < _BAR_DEG, worst_deg
    # What the docs and the stated error rest on.
    assert worst_deg["altitude"] < POSITION_ERROR_DEG
    assert worst_deg["across"] < POSITION_ERROR_DEG


def test_the_moon_is_seen_from_the_ground_not_from_the_centre_of_the_earth(seen: See) -> None:
    sight = Sight(35.93062, 36.63393, datetime(2020, 2, 27, 18, 45, tzinfo=UTC))
    (truth,) = seen("moon", [sight])

    # From the centre it would stand almost a degree higher.
    assert _position("moon", sight).altitude_deg == pytest.approx(truth.altitude_deg, abs=0.01)


def test_how_far_the_moon_is_lit_agrees_with_published_phases() -> None:
    site = Site(0.0, 0.0)
    # NASA's table of phases, GSFC: full 2020-02-09 07:33 UT, new 2020-02-23 15:32 UT, first quarter
    # 2020-03-02 19:57 UT.
    for month, day, hour, minute, lit_percent, east_deg in (
        (2, 9, 7, 33, 100, 180),
        (2, 23, 15, 32, 0, 0),
        (3, 2, 19, 57, 50, 90),
    ):
        face = site.moon_face(datetime(2020, month, day, hour, minute, tzinfo=UTC).timestamp())
        assert face.lit_percent == pytest.approx(lit_percent, abs=1.5)
        assert (face.east_of_sun_deg - east_deg + 180) % 360 - 180 == pytest.approx(0, abs=0.1)


def test_refraction_is_least_certain_at_the_horizon_and_not_given_below() -> None:
    assert refraction_error_deg(0.0) == pytest.approx(0.35)
    assert refraction_error_deg(10.0) < 0.1
    assert refraction_deg(-1.01) is None
    assert refraction_deg(90.0) == 0.0
