"""The drawing of claimed positions: places where they belong, nothing that a name could do."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from tests import claimed
from verify.domain.claimed import Metadata
from verify.presentation.graticule import positions_svg


def _drawn(metadata: Metadata) -> ET.Element:
    svg = positions_svg(metadata)
    assert svg is not None
    return ET.fromstring(svg)


def _centres(root: ET.Element, kind: str) -> list[tuple[float, float]]:
    return [
        (float(circle.get("cx", "")), float(circle.get("cy", "")))
        for circle in root.iter("circle")
        if circle.get("class") == kind
    ]


def _texts(root: ET.Element, kind: str) -> list[str]:
    return [text.text or "" for text in root.iter("text") if text.get("class") == kind]


def _at(latitude: float, longitude: float, *towns: tuple[str, float, float]) -> Metadata:
    near = [
        claimed.near_place(name=name, latitude_deg=north, longitude_deg=east)
        for name, north, east in towns
    ]
    position = claimed.position(latitude_deg=latitude, longitude_deg=longitude, nearest=near)
    return claimed.metadata(positions=[position], track=None)


def test_north_is_up_and_east_is_right() -> None:
    root = _drawn(_at(36.0, 37.0, ("Town", 35.9, 36.8)))

    ((claim_x, claim_y),) = _centres(root, "claim")
    ((town_x, town_y),) = _centres(root, "town")

    assert claim_x > town_x
    assert claim_y < town_y


@pytest.mark.parametrize("latitude", [0.0, 35.9, -60.0])
def test_a_kilometre_is_as_long_to_the_north_as_to_the_east(latitude: float) -> None:
    # 10 km each way, by the length of a degree there (WGS 84).
    north_deg = 10 / 111.2
    east_deg = north_deg / {0.0: 1.0, 35.9: 0.8100, -60.0: 0.5}[latitude]
    towns = [("A", latitude + north_deg, 20.0), ("B", latitude, 20.0 + east_deg)]
    root = _drawn(_at(latitude, 20.0, *towns))

    ((claim_x, claim_y),) = _centres(root, "claim")
    (_a_x, a_y), (b_x, _b_y) = _centres(root, "town")

    assert claim_y - a_y == pytest.approx(b_x - claim_x, rel=0.03)


def test_every_claimed_position_and_its_nearest_town_are_in_the_picture() -> None:
    first, second = _at(35.9, 36.6, ("A", 35.95, 36.7)), _at(36.2, 37.15, ("B", 36.21, 37.1))
    metadata = claimed.metadata(positions=[*first.positions, *second.positions], track=None)

    root = _drawn(metadata)

    assert _texts(root, "number") == ["1", "2"]
    assert sorted(_texts(root, "town-name")) == ["A", "B"]
    for x, y in _centres(root, "claim"):
        assert 0 < x < 720
        assert 0 < y < 400


def test_a_place_across_the_date_line_is_drawn_beside_the_other() -> None:
    root = _drawn(_at(-16.8, 179.99, ("Town", -16.8, -179.9)))

    ((claim_x, _claim_y),) = _centres(root, "claim")
    ((town_x, _town_y),) = _centres(root, "town")

    assert town_x > claim_x


def test_zero_zero_is_not_drawn() -> None:
    blank = claimed.position(latitude_deg=0.0, longitude_deg=0.0, nearest=[])

    assert positions_svg(claimed.metadata(positions=[blank])) is None
    assert positions_svg(None) is None


def test_a_name_out_of_the_gazetteer_is_text_and_nothing_else() -> None:
    root = _drawn(_at(36.0, 37.0, ("<script>\u202ealert(1)</script>", 36.0, 36.99)))

    assert not list(root.iter("script"))
    assert _texts(root, "town-name") == ["<script>\ufffdalert(1)</script>"]


def test_names_that_would_cover_each_other_are_left_to_the_text() -> None:
    towns = [(f"Town {number}", 36.0, 36.98 + number / 10_000) for number in range(3)]
    root = _drawn(_at(36.0, 37.0, *towns))

    assert len(_centres(root, "town")) == 3
    assert len(_texts(root, "town-name")) == 2


def test_lines_carry_their_degrees_and_the_scale_its_length() -> None:
    root = _drawn(_at(-33.5, -70.3, ("Town", -33.6, -70.2)))

    labels = _texts(root, "grid-label")
    assert any(label.endswith("° S") for label in labels)
    assert any(label.endswith("° W") for label in labels)
    (scale,) = _texts(root, "scale-label")
    assert scale.endswith(" km")


def test_a_track_is_drawn_as_a_line() -> None:
    points = [claimed.track_point(latitude_deg=35.9 + i / 100) for i in range(5)]
    metadata = claimed.metadata(track=claimed.track(samples=points))

    (line,) = _drawn(metadata).iter("polyline")

    assert line.get("points", "").count(",") == 5


@pytest.mark.parametrize("north_deg", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
def test_lines_are_drawn_up_to_every_edge(north_deg: float) -> None:
    root = _drawn(_at(36.0, 37.0, ("Town", 36.0 + north_deg, 37.0)))
    paths = [path.get("d", "") for path in root.iter("path") if path.get("class") == "grid"]
    for command, extent_px in (("H", 400), ("V", 720)):
        lines = sorted(
            float(path[1:].split(command)[0].split()[command == "H"])
            for path in paths
            if command in path
        )
        step_px = lines[1] - lines[0]
        edges_px = [0.0, *lines, float(extent_px)]

        assert max(b - a for a, b in pairwise(edges_px)) <= step_px + 0.2
