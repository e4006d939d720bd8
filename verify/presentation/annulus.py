"""A distance as a ring on a map: GeoJSON around the place of a camera.

A ring says where a source can have been if camera, flash and sound are what they are taken for.
It is drawn on request only, and a ring that rests on one pair says so in its properties.
"""

import math
from collections.abc import Sequence

from verify.domain.errors import BadParameterError
from verify.domain.findings import Flash
from verify.domain.sounds import FlashToBang, Sound
from verify.presentation import geojson

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG); the earth's flatness moves a ring of 10 km by up to 30 m."""

_SHOWS = "distances from flash to bang"
RINGS_MARK = geojson.beginning(_SHOWS)
"""How a file of rings begins."""

_CORNERS = 90


def annulus_geojson(
    camera_deg: tuple[float, float],
    flashes: Sequence[Flash],
    sounds: Sequence[Sound],
    pairs: Sequence[FlashToBang],
) -> str:
    """Return one ring for each distance, as a GeoJSON FeatureCollection (RFC 7946).

    Parameters
    ----------
    camera_deg : tuple of float
        Latitude and longitude, WGS 84; latitude within 85 degrees of the equator.
    flashes, sounds, pairs : sequences
        Findings of one clip. A pair without a delay to measure gives a disc.

    Raises
    ------
    BadParameterError
        If the place is none, or too near a pole for a ring.
    """
    latitude_deg, longitude_deg = camera_deg
    if not (-85 <= latitude_deg <= 85 and -180 <= longitude_deg <= 180):
        raise BadParameterError("camera", camera_deg, "latitude -85 to 85, longitude -180 to 180")
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": _rings(camera_deg, pair)},
            "properties": {
                "conditional": pair.conditional,
                "reason": pair.reason,
                "flash_s": flashes[pair.flash_index].onset_s,
                "sound_s": sounds[pair.sound_index].onset_s,
                "low_m": round(pair.low_m, 1),
                "high_m": round(pair.high_m, 1),
            },
        }
        for pair in pairs
        if pair.high_m > 0
    ]
    return geojson.collection(features, _SHOWS)


def _rings(camera_deg: tuple[float, float], pair: FlashToBang) -> list[list[list[float]]]:
    # RFC 7946, 3.1.6: the outer ring runs counter-clockwise, a hole clockwise.
    outer = _ring(camera_deg, pair.high_m, clockwise=False)
    return [outer] if pair.low_m <= 0 else [outer, _ring(camera_deg, pair.low_m, clockwise=True)]


def _ring(
    camera_deg: tuple[float, float], radius_m: float, *, clockwise: bool
) -> list[list[float]]:
    """Return a closed ring of longitude and latitude, on a sphere."""
    latitude, longitude = map(math.radians, camera_deg)
    arc = radius_m / EARTH_RADIUS_M
    turn = 2 * math.pi / _CORNERS * (1 if clockwise else -1)
    corners = []
    for corner in range(_CORNERS):
        bearing = turn * corner
        north = math.asin(
            math.sin(latitude) * math.cos(arc)
            + math.cos(latitude) * math.sin(arc) * math.cos(bearing)
        )
        east = longitude + math.atan2(
            math.sin(bearing) * math.sin(arc) * math.cos(latitude),
            math.cos(arc) - math.sin(latitude) * math.sin(north),
        )
        corners.append([round(math.degrees(east), 7), round(math.degrees(north), 7)])
    return [*corners, corners[0]]
