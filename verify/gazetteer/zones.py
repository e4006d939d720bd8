"""Time zones: their rules, and which of them covers a position.

Rules are taken from the package tzdata, not from the system, so that every machine gives the same
answer. Borders are simplified ones (package tzfpy, from OpenStreetMap): close to a border, and
where states disagree about one, more than one zone may hold.
"""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import tzdata
import tzfpy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from verify.domain.places import UnknownZoneError

RULES_VERSION = tzdata.IANA_VERSION
"""Version of the IANA database, such as 2026f."""

_CLOSE_SPELLING = 4


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all zones."""
    return frozenset((files("tzdata") / "zones").read_text("ascii").split())


@cache
def zone(name: str) -> ZoneInfo:
    """Return the rules of a zone.

    Raises
    ------
    UnknownZoneError
        If there is none of that name.
    """
    if name not in zone_names():
        close = process.extract(
            name, sorted(zone_names()), scorer=OSA.distance, score_cutoff=_CLOSE_SPELLING, limit=3
        )
        raise UnknownZoneError(name, [found for found, _, _ in close])
    with (files("tzdata") / "zoneinfo").joinpath(*name.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=name)


def zones_at(latitude_deg: float, longitude_deg: float) -> list[str]:
    """Return the zones that cover a position, the likeliest first; at sea the nautical one.

    Parameters
    ----------
    latitude_deg, longitude_deg : float
        Degrees north and east, WGS 84.
    """
    likeliest = tzfpy.get_tz(longitude_deg, latitude_deg)
    others = sorted(set(tzfpy.get_tzs(longitude_deg, latitude_deg)) - {likeliest})
    return [name for name in (likeliest, *others) if name in zone_names()]
