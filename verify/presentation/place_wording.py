"""Places that people give to clips, in words, and addresses of maps that a person may open.

Whoever opens a map tells its owner what they look at; that is said beside each address.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from verify.domain.case_file import CaseFile
from verify.domain.places import position_words
from verify.domain.placing import Landmark, PlaceGiven
from verify.domain.timing import timecode
from verify.presentation.case_records_wording import by, written_words
from verify.presentation.evidence_wording import item_words
from verify.presentation.recordings_wording import clip_names

_KEY_DIGITS = 12
_COMPASS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
SETTLES_NOTHING = "A place that somebody gives settles nothing by itself."


class MapLink(NamedTuple):
    """An address of a map service at a position; nothing of ours opens it."""

    service: str
    address: str


def map_links(latitude_deg: float, longitude_deg: float) -> list[MapLink]:
    """Return addresses of map services at a position, six decimals of a degree each.

    Examples
    --------
    >>> map_links(35.93, 36.64)[0].address
    'https://www.openstreetmap.org/?mlat=35.930000&mlon=36.640000#map=17/35.930000/36.640000'
    """
    north, east = f"{latitude_deg:.6f}", f"{longitude_deg:.6f}"
    return [
        MapLink(
            "OpenStreetMap",
            f"https://www.openstreetmap.org/?mlat={north}&mlon={east}#map=17/{north}/{east}",
        ),
        MapLink(
            "Google Maps",
            f"https://www.google.com/maps/search/?api=1&query={north}%2C{east}",
        ),
        MapLink(
            "Google Earth",
            f"https://earth.google.com/web/@{north},{east},0a,1000d,35y,0h,0t,0r",
        ),
        MapLink("Bing Maps", f"https://www.bing.com/maps?cp={north}~{east}&lvl=17&style=h"),
        MapLink("Yandex Maps", f"https://yandex.com/maps/?ll={east}%2C{north}&z=17&l=sat"),
        MapLink("Wikimapia", f"https://wikimapia.org/#lang=en&lat={north}&lon={east}&z=17&m=w"),
    ]


def link_lines(latitude_deg: float, longitude_deg: float) -> Iterator[str]:
    """Yield addresses of maps, and what leaves this machine when one is opened."""
    yield (
        "Nothing is opened. Who opens one of these tells that service their network address, what "
        f"their browser says of itself, and that they look at "
        f"{position_words(latitude_deg, longitude_deg)}:"
    )
    for link in map_links(latitude_deg, longitude_deg):
        yield f"   {link.service}: {link.address}"


def place_lines(case: CaseFile) -> Iterator[str]:
    """Yield every place that was given in a case: those that count first, then the others."""
    names = clip_names(case)
    standing = case.standing_places()
    for place in standing:
        yield f"place of {_name(names, place)}: {place_words(place)}"
        yield from (f"   landmark: {landmark_words(one)}" for one in place.landmarks or [])
    replaced = {one.instead_of: one for one in case.places if one.instead_of is not None}
    for place in case.places:
        if place in standing:
            continue
        was = f"{_name(names, place)}: {place_words(place)}"
        if (withdrawn := case.withdrawn.get(place.event)) is not None:
            reason = written_words(withdrawn.untrusted_reason)
            yield f"place withdrawn by {by(withdrawn)}: {reason}; was of {was}"
        else:
            yield f"place before event {replaced[place.event].event}, of {was}"
    if standing:
        yield SETTLES_NOTHING


def _name(names: Mapping[str, str], place: PlaceGiven) -> str:
    # A case of others may place a clip that it does not name.
    return names.get(place.clip_sha256, place.clip_sha256[:_KEY_DIGITS])


def place_words(place: PlaceGiven) -> str:
    """Return a place with its radius, how it is known, and who gave it."""
    if place.latitude_deg is None or place.longitude_deg is None:
        return f"words erased; given by {by(place)}"
    known = written_words(place.untrusted_known_by)
    return f"{where_words(place)}; known by: {known}; given by {by(place)}"


def where_words(place: PlaceGiven) -> str:
    """Return point, radius and direction of a place."""
    if place.latitude_deg is None or place.longitude_deg is None:
        return "words erased"
    radius = f"within {place.radius_m:,} m of " if place.radius_m else ""
    # A metre, and as it can be typed in again.
    where = f"{radius}{place.latitude_deg:.5f},{place.longitude_deg:.5f}"
    looks = "" if place.facing_deg is None else f", looking {direction_words(place.facing_deg)}"
    return f"{where}{looks}"


def direction_words(bearing_deg: float) -> str:
    """Return a direction in degrees and as on a compass.

    Examples
    --------
    >>> direction_words(44.0)
    '44 degrees (NE)'
    """
    return f"{bearing_deg:g} degrees ({_COMPASS[round(bearing_deg / 45) % 8]})"


def landmark_words(landmark: Landmark) -> str:
    """Return a part of a clip's picture and what shows the same."""
    box = ", ".join(map(str, landmark.box_px))
    name = written_words(landmark.untrusted_name)
    reference = item_words(landmark.reference)
    return f"{name} at {timecode(landmark.at_s)}, box {box} px, beside {reference}"
