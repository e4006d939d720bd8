"""Towns near a position, each with distance and direction.

A town is one point in the gazetteer, so a distance is as uncertain as the town is wide. Reading
takes half a second, so it is read when a position is stated and not before.
"""

import math
from collections.abc import Iterator
from functools import cache

import msgspec
import numpy as np

from verify.domain.claimed import NearPlace
from verify.gazetteer.towns import country_names, extent_km, read_towns

# IUGG mean radius; against the ellipsoid a distance is off by at most 0.56 %.
_EARTH_RADIUS_KM = 6371.0088
_SPHERE_ERROR = 0.0056
# The nearest few of any size, then the nearest that a reader may have heard of.
_NEAREST = 3
_KNOWN_SIZES = (15_000, 100_000, 1_000_000)
# Beyond this a town says nothing of where in the sea or desert a place is.
_FARTHEST_KM = 1_500.0


class _City(msgspec.Struct, gc=False):
    """What is read of an entry; the rest is skipped while decoding."""

    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int


@cache
def _towns() -> tuple[list[_City], np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """Return the towns and their points as unit vectors, shape (towns, 3)."""
    towns = read_towns(_City)
    degrees = np.array([(town.latitude, town.longitude) for town in towns])
    return towns, _unit_vectors(np.radians(degrees))


def _unit_vectors(
    radians: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    latitude, longitude = radians[:, 0], radians[:, 1]
    return np.column_stack(
        (
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        )
    )


def nearest_places(latitude_deg: float, longitude_deg: float) -> list[NearPlace]:
    """Return towns near a position, the nearest first; none if all are far away.

    The three nearest of any size, and the nearest with at least 15,000, 100,000 and 1,000,000
    inhabitants.

    Parameters
    ----------
    latitude_deg, longitude_deg : float
        Degrees north and east, WGS 84.
    """
    towns, vectors = _towns()
    here = np.radians(np.array([[latitude_deg, longitude_deg]]))
    # The chord keeps its precision near zero, where the arc cosine of a product loses it.
    chords = np.linalg.norm(vectors - _unit_vectors(here)[0], axis=1)
    order = np.argsort(chords, kind="stable")
    chosen = dict.fromkeys(_chosen(towns, order))
    places = []
    for index in sorted(chosen, key=lambda i: float(chords[i])):
        away_km = _arc_km(float(chords[index]))
        if away_km <= _FARTHEST_KM:
            places.append(_place(towns[index], away_km, latitude_deg, longitude_deg))
    return places


def _chosen(towns: list[_City], order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Iterator[int]:
    yield from map(int, order[:_NEAREST])
    wanted = list(_KNOWN_SIZES)
    for index in map(int, order):
        while wanted and towns[index].population >= wanted[0]:
            wanted.pop(0)
            yield index
        if not wanted:
            return


def _place(town: _City, away_km: float, latitude_deg: float, longitude_deg: float) -> NearPlace:
    return NearPlace(
        name=town.name[:200],
        country=country_names().get(town.countrycode, town.countrycode)[:100],
        population=town.population or None,
        latitude_deg=town.latitude,
        longitude_deg=town.longitude,
        distance_km=round(away_km, 2),
        distance_error_km=round(extent_km(town.population) + _SPHERE_ERROR * away_km, 2),
        bearing_deg=_bearing_deg(town.latitude, town.longitude, latitude_deg, longitude_deg),
    )


def distance_km(from_lat: float, from_lon: float, to_lat: float, to_lon: float) -> float:
    """Return the length of the great circle between two places in degrees, within 0.56 %.

    Examples
    --------
    >>> round(distance_km(0.0, 0.0, 0.0, 1.0), 1)
    111.2
    """
    ends = np.radians(np.array([[from_lat, from_lon], [to_lat, to_lon]]))
    one, other = _unit_vectors(ends)
    return _arc_km(float(np.linalg.norm(one - other)))


def _arc_km(chord: float) -> float:
    """Return the arc over a chord of the unit sphere, on the Earth."""
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, chord / 2))


def _bearing_deg(from_lat: float, from_lon: float, to_lat: float, to_lon: float) -> float:
    """Return the initial course of the great circle, degrees clockwise from north, [0, 360)."""
    lat_a, lat_b = math.radians(from_lat), math.radians(to_lat)
    turn = math.radians(to_lon - from_lon)
    east = math.sin(turn) * math.cos(lat_b)
    north = math.cos(lat_a) * math.sin(lat_b) - math.sin(lat_a) * math.cos(lat_b) * math.cos(turn)
    # A tiny negative angle would round up to 360 itself.
    return round(math.degrees(math.atan2(east, north)) % 360, 1) % 360
