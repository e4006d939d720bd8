"""Places drawn for maps: where they should be, whole at the date line, and text stays text."""

import json
import math
from datetime import UTC, datetime
from typing import Any

import pytest
from defusedxml import ElementTree

from verify.domain.custody import Actor
from verify.domain.placing import PlaceGiven
from verify.presentation.geodesic import circle, destination, wedge, within_180
from verify.presentation.place_maps import places_geojson, places_kml

SHA256 = "ab" * 32
_KML = "{http://www.opengis.net/kml/2.2}"


def _place(latitude_deg: float | None, longitude_deg: float | None, **words: Any) -> PlaceGiven:
    return PlaceGiven(
        event=7,
        case_id="0" * 12,
        actor=Actor(untrusted_name="Leyla", known_by="own_word"),
        recorded_utc=datetime(2026, 11, 26, tzinfo=UTC),
        clip_sha256=SHA256,
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        **{
            "radius_m": 1_000,
            "facing_deg": None,
            "untrusted_known_by": "a minaret",
            "landmarks": [],
            "instead_of": None,
        }
        | words,
    )


def test_a_line_of_a_survey_ends_where_it_was_surveyed() -> None:
    # Flinders Peak to Buninyong, GDA technical manual; its ellipsoid differs by 0.1 mm.
    peak = (144 + 25 / 60 + 29.52440 / 3600, -(37 + 57 / 60 + 3.72030 / 3600))

    found = destination(peak, 306 + 52 / 60 + 5.37 / 3600, 54_972.271)

    assert found[0] == pytest.approx(143 + 55 / 60 + 35.38390 / 3600, abs=1e-8)
    assert found[1] == pytest.approx(-(37 + 39 / 60 + 10.15610 / 3600), abs=1e-8)


@pytest.mark.parametrize("latitude_deg", [0.0, 35.93, -71.0])
def test_every_corner_of_a_radius_is_as_far_away(latitude_deg: float) -> None:
    ring = circle((36.64, latitude_deg), 10_000)

    for longitude, latitude in ring:
        # Short enough for a plane, with the radii of the ellipsoid there.
        sine = math.sin(math.radians(latitude_deg))
        bulge = 1 - 0.00669437999014 * sine**2
        north_m = 6_378_137 * (1 - 0.00669437999014) / bulge**1.5
        middle = math.radians((latitude + latitude_deg) / 2)
        east_m = 6_378_137 / math.sqrt(bulge) * math.cos(middle)
        far_m = math.hypot(
            math.radians(latitude - latitude_deg) * north_m,
            math.radians(longitude - 36.64) * east_m,
        )
        assert far_m == pytest.approx(10_000, abs=2)
    assert ring[0] == ring[-1]


def test_a_direction_opens_around_its_bearing() -> None:
    _apex, *arc, _back = wedge((36.64, 35.93), 90.0, 40.0, 500.0)

    assert all(longitude > 36.645 for longitude, _ in arc)
    assert max(latitude for _, latitude in arc) - 35.93 == pytest.approx(
        35.93 - min(latitude for _, latitude in arc), rel=0.01
    )


def test_a_radius_across_the_date_line_is_cut_there() -> None:
    drawn = json.loads(places_geojson([_place(-17.0, 179.995)], {SHA256: "a.mp4"}))

    radius = drawn["features"][1]["geometry"]
    assert radius["type"] == "MultiPolygon"
    sides = [{x > 0 for x, _ in part[0]} for part in radius["coordinates"]]
    assert sorted(sides, key=str) == [{False}, {True}]
    assert all(part[0][0] == part[0][-1] for part in radius["coordinates"])
    assert len(within_180(circle((36.0, 10.0), 10_000))) == 1


def test_geojson_says_what_was_said_and_by_whom() -> None:
    drawn = json.loads(places_geojson([_place(35.93, 36.64, facing_deg=45.0)], {SHA256: "a.mp4"}))

    assert [one["properties"]["shows"] for one in drawn["features"]] == [
        "camera",
        "radius",
        "direction",
    ]
    point = drawn["features"][0]
    assert point["geometry"]["coordinates"] == [36.64, 35.93]
    assert point["properties"]["known_by"] == "a minaret"
    assert "Leyla" in point["properties"]["given_by"]
    assert "not known" in drawn["features"][2]["properties"]["note"]


def test_an_erased_place_is_not_drawn_and_one_at_a_pole_has_no_radius() -> None:
    erased = _place(None, None, radius_m=None)
    drawn = json.loads(places_geojson([erased, _place(89.95, 10.0)], {SHA256: "a.mp4"}))

    assert [one["geometry"]["type"] for one in drawn["features"]] == ["Point"]


def test_what_people_wrote_is_no_web_page_in_a_globe() -> None:
    hostile = '<img src="http://e/x">]]></description><Placemark>\u202e'

    kml = places_kml(
        [_place(35.93, 36.64, untrusted_known_by=hostile, facing_deg=10.0)],
        {SHA256: "<b>&.mp4"},
        "A & B",
    )

    read = ElementTree.fromstring(kml.encode())
    said = [one.text for one in read.iter(f"{_KML}description")]
    # Read once it is the source of a page; that page shows the words and loads nothing.
    assert "&lt;img src=&quot;http://e/x&quot;&gt;" in said[0]
    assert "<" not in "".join(said)
    assert len(list(read.iter(f"{_KML}Placemark"))) == 3
    assert "\u202e" not in kml
    (place, *_rest) = [one.text for one in read.iter(f"{_KML}coordinates")]
    assert place == "36.64,35.93"
