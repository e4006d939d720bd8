"""Points, rings and wedges on the ellipsoid, for maps: a circle of 10 km is none on a flat sheet.

Good to a millimetre over the distances drawn here. Longitudes run on beyond 180 degrees, so that a
ring stays in one piece; `within_180` cuts it there, as GeoJSON and KML want it.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

# WGS 84 (NGA.STND.0036, 2014).
_SEMI_MAJOR_M = 6_378_137.0
_FLATTENING = 1 / 298.257223563
_SEMI_MINOR_M = _SEMI_MAJOR_M * (1 - _FLATTENING)
_ROUNDS = 30
_STILL = 1e-12

Point = tuple[float, float]
"""Longitude and latitude, degrees: the order of GeoJSON and KML."""


def destination(start: Point, bearing_deg: float, distance_m: float) -> Point:
    """Return where one comes to along a geodesic; longitude within 180 degrees of the start's.

    T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid", Survey Review 23
    (1975).

    Parameters
    ----------
    start : tuple of float
        Longitude and latitude, degrees; no pole.
    bearing_deg : float
        Clockwise from true north.
    distance_m : float
        Up to some 10,000 km.

    Examples
    --------
    >>> [round(one, 6) for one in destination((36.64, 35.93), 90.0, 1_000.0)]
    [36.651081, 35.929999]
    """
    longitude, latitude = math.radians(start[0]), math.radians(start[1])
    bearing = math.radians(bearing_deg)
    tan_u = (1 - _FLATTENING) * math.tan(latitude)
    cos_u = 1 / math.sqrt(1 + tan_u * tan_u)
    sin_u = tan_u * cos_u
    sigma_1 = math.atan2(tan_u, math.cos(bearing))
    sin_alpha = cos_u * math.sin(bearing)
    cos2_alpha = 1 - sin_alpha * sin_alpha
    u2 = cos2_alpha * (_SEMI_MAJOR_M**2 - _SEMI_MINOR_M**2) / _SEMI_MINOR_M**2
    a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    sigma = first = distance_m / (_SEMI_MINOR_M * a)
    for _ in range(_ROUNDS):
        cos_2m = math.cos(2 * sigma_1 + sigma)
        step = b * math.sin(sigma) * (cos_2m + b / 4 * _fourth(b, sigma, cos_2m))
        moved = first + step
        is_still = abs(moved - sigma) < _STILL
        sigma = moved
        if is_still:
            break
    cos_2m = math.cos(2 * sigma_1 + sigma)
    sin_s, cos_s = math.sin(sigma), math.cos(sigma)
    cross = sin_u * sin_s - cos_u * cos_s * math.cos(bearing)
    north = math.atan2(
        sin_u * cos_s + cos_u * sin_s * math.cos(bearing),
        (1 - _FLATTENING) * math.hypot(sin_alpha, cross),
    )
    turned = math.atan2(
        sin_s * math.sin(bearing), cos_u * cos_s - sin_u * sin_s * math.cos(bearing)
    )
    c = _FLATTENING / 16 * cos2_alpha * (4 + _FLATTENING * (4 - 3 * cos2_alpha))
    inner = cos_2m + c * cos_s * (-1 + 2 * cos_2m * cos_2m)
    east = longitude + turned - (1 - c) * _FLATTENING * sin_alpha * (sigma + c * sin_s * inner)
    return math.degrees(east), math.degrees(north)


def _fourth(b: float, sigma: float, cos_2m: float) -> float:
    sin2 = math.sin(sigma) ** 2
    last = b / 6 * cos_2m * (-3 + 4 * sin2) * (-3 + 4 * cos_2m * cos_2m)
    return math.cos(sigma) * (-1 + 2 * cos_2m * cos_2m) - last


def circle(centre: Point, radius_m: float, corners: int = 90) -> list[Point]:
    """Return a closed ring around a point, counter-clockwise (RFC 7946, 3.1.6)."""
    turn = 360 / corners
    ring = [destination(centre, -turn * corner, radius_m) for corner in range(corners)]
    return [*ring, ring[0]]


def wedge(
    apex: Point, bearing_deg: float, width_deg: float, length_m: float, corners: int = 16
) -> list[Point]:
    """Return a closed ring from a point out along a bearing and back, counter-clockwise."""
    first = bearing_deg + width_deg / 2
    step = width_deg / corners
    arc = [destination(apex, first - step * corner, length_m) for corner in range(corners + 1)]
    return [apex, *arc, apex]


def within_180(ring: Sequence[Point]) -> list[list[Point]]:
    """Return a convex ring cut where it crosses 180 degrees, each part within -180 to 180."""
    parts = []
    for shift in (-360.0, 0.0, 360.0):
        part = _above(_below([(x + shift, y) for x, y in ring], 180.0), -180.0)
        if len(part) > 2:
            parts.append([*part, part[0]])
    return parts


def _below(ring: Sequence[Point], limit: float) -> list[Point]:
    """Return the part of a closed ring that lies west of a meridian, not closed.

    I. E. Sutherland, G. W. Hodgman, "Reentrant polygon clipping", Communications of the ACM 17
    (1974).
    """
    kept: list[Point] = []
    for (x, y), (to_x, to_y) in pairwise(ring):
        if x <= limit:
            kept.append((x, y))
        if (x <= limit) != (to_x <= limit):
            share = (limit - x) / (to_x - x)
            kept.append((limit, y + share * (to_y - y)))
    return kept


def _above(open_ring: Sequence[Point], limit: float) -> list[Point]:
    closed = [(-x, y) for x, y in [*open_ring, *open_ring[:1]]]
    return [(-x, y) for x, y in _below(closed, -limit)]
