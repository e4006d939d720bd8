"""Towns near a position: the right ones, at the right distance, in the right direction."""

import math

import pytest

from verify.gazetteer.nearest import nearest_places


def test_a_position_north_of_a_town_is_that_far_north_of_it() -> None:
    idlib = next(p for p in nearest_places(35.93, 36.63) if p.name == "Idlib")
    north = idlib.latitude_deg + 10 / 111.2

    place = next(p for p in nearest_places(north, idlib.longitude_deg) if p.name == "Idlib")

    assert place.distance_km == pytest.approx(10, abs=0.05)
    assert place.bearing_deg % 360 == pytest.approx(0, abs=0.1)
    assert place.country == "Syria"


@pytest.mark.parametrize("latitude", [-80.0, -33.9, 0.5, 51.4169, 69.6])
@pytest.mark.parametrize("longitude", [-179.99, -0.0806, 34.862, 179.99])
def test_distance_and_bearing_lead_from_each_town_to_the_position(
    latitude: float, longitude: float
) -> None:
    for place in nearest_places(latitude, longitude):
        # Napier's rules, apart from the formulas of the module.
        a, b = math.radians(90 - place.latitude_deg), place.distance_km / 6371.0088
        turn = math.radians(place.bearing_deg)
        reached = math.cos(a) * math.cos(b) + math.sin(a) * math.sin(b) * math.cos(turn)

        assert 90 - math.degrees(math.acos(reached)) == pytest.approx(latitude, abs=0.02)


def test_the_nearest_come_first_and_a_large_city_is_among_them() -> None:
    places = nearest_places(51.4169, -0.0806)

    distances = [place.distance_km for place in places]
    assert distances == sorted(distances)
    assert "London" in {place.name for place in places}
    assert places[0].distance_km < 1


def test_a_large_town_makes_a_distance_less_certain_than_a_small_one() -> None:
    places = {place.name: place for place in nearest_places(51.4169, -0.0806)}

    assert places["London"].distance_error_km > 20
    assert places["Crystal Palace"].distance_error_km < 1


def test_the_open_sea_has_no_towns() -> None:
    assert nearest_places(-48.9, -123.4) == []


def test_both_sides_of_the_date_line_are_near_each_other() -> None:
    west = {place.name for place in nearest_places(-16.8, 179.99)}

    assert west & {place.name for place in nearest_places(-16.8, -179.99)}
