"""Where Sun and Moon stand, seen from a point at sea level, by the package ephem.

The Moon is near: seen from the ground it stands up to a degree lower than from the Earth's centre,
so positions here are topocentric. Times are seconds since 1970-01-01 UTC. Measured against skyfield
with JPL's DE421: see docs/sky.md.
"""

import math
from typing import NamedTuple

import ephem

ENGINE = f"ephem {ephem.__version__}"
POSITION_ERROR_DEG = 0.01
"""Our bound of the engine's error, 1990 to 2035; the largest of 2,000 seen is 0.003."""

HIDDEN_BELOW_DEG = -1.0
"""Refraction is not given further down: nothing is seen there, and its formula ends."""

# 1970-01-01 00:00 UTC in days since 1899-12-31 12:00 UTC, as ephem counts.
_EPOCH_DAYS = 25567.5
_DAY_S = 86_400


class Position(NamedTuple):
    """Direction of a centre, degrees, without air; azimuth from true north through east."""

    altitude_deg: float
    azimuth_deg: float
    radius_deg: float


class MoonFace(NamedTuple):
    """How the Moon is lit: share of the disc in percent, angle to the Sun, east of it or not."""

    lit_percent: float
    from_sun_deg: float
    east_of_sun_deg: float


class Site:
    """A point on the Earth from which Sun and Moon are seen.

    Parameters
    ----------
    latitude_deg, longitude_deg : float
        Degrees north and east, WGS 84.
    """

    def __init__(self, latitude_deg: float, longitude_deg: float) -> None:
        self._observer = ephem.Observer()
        self._observer.lat = math.radians(latitude_deg)
        self._observer.lon = math.radians(longitude_deg)
        self._observer.elevation = 0
        # Without air: refraction is ours to add, with its error.
        self._observer.pressure = 0
        self._sun = ephem.Sun()
        self._moon = ephem.Moon()

    def sun(self, utc_s: float) -> Position:
        """Return where the Sun stands."""
        return self._seen(self._sun, utc_s)

    def moon(self, utc_s: float) -> Position:
        """Return where the Moon stands."""
        return self._seen(self._moon, utc_s)

    def moon_face(self, utc_s: float) -> MoonFace:
        """Return how the Moon is lit; its angles are seen from the Earth's centre."""
        self._seen(self._moon, utc_s)
        date = _ephem_date(utc_s)
        moon, sun = ephem.Moon(date), ephem.Sun(date)
        ecliptic = [ephem.Ecliptic(body, epoch=date).lon for body in (moon, sun)]
        return MoonFace(
            float(self._moon.phase),
            math.degrees(ephem.separation(moon, sun)),
            math.degrees(ecliptic[0] - ecliptic[1]) % 360,
        )

    def _seen(self, body: ephem.Body, utc_s: float) -> Position:
        self._observer.date = _ephem_date(utc_s)
        body.compute(self._observer)
        return Position(
            math.degrees(body.alt), math.degrees(body.az) % 360, math.degrees(body.radius)
        )


def refraction_deg(altitude_deg: float) -> float | None:
    """Return by how much air at 10 degrees C and 1010 hPa raises a body at this true altitude.

    Returns
    -------
    float or None
        Degrees; None below `HIDDEN_BELOW_DEG`.

    References
    ----------
    Saemundsson, Sky and Telescope 72 (1986), 70; Meeus, Astronomical Algorithms, formula 16.4.

    Examples
    --------
    >>> round(refraction_deg(0.0), 2), round(refraction_deg(45.0), 2), refraction_deg(-2.0)
    (0.48, 0.02, None)
    """
    if altitude_deg < HIDDEN_BELOW_DEG:
        return None
    minutes = 1.02 / math.tan(math.radians(altitude_deg + 10.3 / (altitude_deg + 5.11)))
    # At the zenith the formula leaves -0.0001 degrees.
    return max(0.0, minutes / 60)


def refraction_error_deg(altitude_deg: float) -> float:
    """Return how far refraction may differ from `refraction_deg`, two standard deviations.

    Sampson et al., PASP 115 (2003), 1256: 379 risings and settings scatter by 0.175 degrees at the
    horizon, the farthest by 1.4. Higher up it is taken in proportion to refraction itself.
    """
    at_horizon = refraction_deg(0.0) or 1.0
    return 0.35 * (refraction_deg(max(0.0, altitude_deg)) or 0.0) / at_horizon


def _ephem_date(utc_s: float) -> ephem.Date:
    return ephem.Date(utc_s / _DAY_S + _EPOCH_DAYS)
