"""The places of a case for a map: GeoJSON (RFC 7946) and KML 2.2; points, radii, directions.

A wedge shows where the camera looks; how wide it sees is not known, so its width means nothing.
What people wrote is text there: globes draw the description of a place as a web page, and would
fetch what it names.
"""

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from verify.domain.errors import BadParameterError
from verify.domain.findings import Analysis
from verify.domain.placing import PlaceGiven
from verify.domain.written import as_written
from verify.presentation import geojson
from verify.presentation.annulus import annulus_geojson
from verify.presentation.case_records_wording import by
from verify.presentation.geodesic import Point, circle, wedge, within_180

_SHOWS = "places of a case"
_KML_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- Verify: {_SHOWS} -->\n'
GEOJSON_MARK, KML_MARK = geojson.beginning(_SHOWS), _KML_HEAD.encode()
"""How files of places begin."""

WEDGE_DEG = 40.0
_LEAST_WEDGE_M = 200.0
_NEAR_A_POLE_DEG = 89.0
_DECIMALS = 7
_WIDTH_IS_NONE = f"drawn {WEDGE_DEG:g} degrees wide; how wide the camera sees is not known"
_AS_SAID = "as a person says; settles nothing by itself"


def places_geojson(
    places: Sequence[PlaceGiven], names: Mapping[str, str], analyses: Sequence[Analysis] = ()
) -> str:
    """Return places as a FeatureCollection: of each a point, its radius, its direction.

    Parameters
    ----------
    names : dict of str to str
        What to call each clip, printable.
    analyses : sequence of Analysis
        Of clips that were placed: their distances from flash to bang are drawn around them.

    Raises
    ------
    BadParameterError
        If an analysis is of no clip that was placed, or has no distance.
    """
    features = [feature for place in places for feature in _features(place, names)]
    for analysis in analyses:
        features += _rings(places, analysis)
    return geojson.collection(features, _SHOWS)


def _features(place: PlaceGiven, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    shown = _shown(place)
    if shown is None:
        return
    point, ring, direction = shown
    said = {
        "clip": names.get(place.clip_sha256, place.clip_sha256),
        "clip_sha256": place.clip_sha256,
        "known_by": as_written(place.untrusted_known_by or ""),
        "given_by": by(place),
        "radius_m": place.radius_m,
        "facing_deg": place.facing_deg,
        "note": _AS_SAID,
    }
    yield _feature("Point", _rounded([point])[0], said | {"shows": "camera"})
    for what, shape, note in (
        ("radius", ring, _AS_SAID),
        ("direction", direction, _WIDTH_IS_NONE),
    ):
        parts = [[_rounded(part)] for part in within_180(shape)]
        if parts:
            kind, drawn = ("Polygon", parts[0]) if len(parts) == 1 else ("MultiPolygon", parts)
            yield _feature(kind, drawn, said | {"shows": what, "note": note})


def _feature(kind: str, coordinates: Any, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _rings(places: Sequence[PlaceGiven], analysis: Analysis) -> Iterator[dict[str, Any]]:
    placed = [one for one in places if one.clip_sha256 == analysis.footage.sha256]
    if not placed or not analysis.flash_to_bang:
        lacks = "distances from flash to bang" if placed else "a clip that was placed"
        raise BadParameterError(
            "--rings", analysis.footage.untrusted_name, f"an analysis with {lacks}"
        )
    for place in placed:
        if place.latitude_deg is None or place.longitude_deg is None:
            continue
        drawn = annulus_geojson(
            (place.latitude_deg, place.longitude_deg),
            analysis.flashes or [],
            analysis.sounds or [],
            analysis.flash_to_bang or [],
        )
        for feature in json.loads(drawn)["features"]:
            feature["properties"] |= {
                "shows": "distance from flash to bang",
                "clip_sha256": place.clip_sha256,
                "note": f"around the point of event {place.event}, without its radius",
            }
            yield feature


def places_kml(places: Sequence[PlaceGiven], names: Mapping[str, str], title: str) -> str:
    """Return places as a KML document, a folder for each."""
    folders = "".join(_folder(place, names) for place in places)
    return (
        f"{_KML_HEAD}"
        '<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
        f"<name>{_text(title)}</name>\n{_STYLES}{folders}</Document>\n</kml>\n"
    )


_STYLES = (
    '<Style id="radius"><LineStyle><color>ff3399ff</color><width>2</width></LineStyle>'
    "<PolyStyle><color>333399ff</color></PolyStyle></Style>\n"
    '<Style id="direction"><LineStyle><color>ffffcc33</color><width>2</width></LineStyle>'
    "<PolyStyle><color>40ffcc33</color></PolyStyle></Style>\n"
)


def _folder(place: PlaceGiven, names: Mapping[str, str]) -> str:
    shown = _shown(place)
    if shown is None:
        return ""
    point, ring, direction = shown
    name = names.get(place.clip_sha256, place.clip_sha256)
    known = as_written(place.untrusted_known_by or "")
    said = f"Known by: {known}. Given by {by(place)}; {_AS_SAID}."
    east, north = _rounded([point])[0]
    drawn = (
        f"<Placemark><name>{_text(name)}</name><description>{_page(said)}</description>"
        f"<Point><coordinates>{east},{north}</coordinates></Point></Placemark>\n"
    )
    for what, shape, note in (
        ("radius", ring, f"{place.radius_m} m, {_AS_SAID}"),
        ("direction", direction, f"{place.facing_deg} degrees, {_WIDTH_IS_NONE}"),
    ):
        polygons = "".join(_polygon(part) for part in within_180(shape))
        if polygons:
            drawn += (
                f"<Placemark><name>{_text(f'{name}: {what}')}</name>"
                f"<description>{_page(note)}</description><styleUrl>#{what}</styleUrl>"
                f"<MultiGeometry>{polygons}</MultiGeometry></Placemark>\n"
            )
    return f"<Folder><name>{_text(name)}</name>\n{drawn}</Folder>\n"


def _polygon(ring: Sequence[Point]) -> str:
    corners = " ".join(f"{x},{y}" for x, y in _rounded(ring))
    return (
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{corners}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )


def _shown(place: PlaceGiven) -> tuple[Point, list[Point], list[Point]] | None:
    """Return a place's point, its radius and its direction; None once it was erased.

    So near a pole that a ring may hold it there is a point only: a map has no shape for that.
    """
    if place.latitude_deg is None or place.longitude_deg is None:
        return None
    point = (place.longitude_deg, place.latitude_deg)
    radius_m = float(place.radius_m or 0)
    if abs(place.latitude_deg) > _NEAR_A_POLE_DEG or not radius_m:
        return point, [], []
    length_m = max(_LEAST_WEDGE_M, 2 * radius_m)
    direction = (
        [] if place.facing_deg is None else wedge(point, place.facing_deg, WEDGE_DEG, length_m)
    )
    return point, circle(point, radius_m), direction


def _rounded(points: Sequence[Point]) -> list[list[float]]:
    return [[round(x, _DECIMALS), round(y, _DECIMALS)] for x, y in points]


def _text(text: str) -> str:
    """Return a text for an element that holds plain text."""
    return html.escape(text)


def _page(text: str) -> str:
    """Return a text for an element whose content is drawn as a web page: as letters, no more."""
    return html.escape(html.escape(text))
