"""Positions that a file claims: ISO 6709 text and EXIF rationals, exact until the last step.

What is written in the file is not where the camera was: a phone writes its last known place, an
app writes zeros, and anyone can write anything. So a claim that no place on Earth satisfies gives
no position, and one that devices write by default comes with its doubt.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from verify.domain.claimed import ClaimedPosition

# ISO 6709:2008, annex H: degrees; degrees and minutes; or degrees, minutes and seconds, told apart
# by the digits before the point. FFmpeg appends the place name of a 3GPP `loci` box after the "/".
_ISO6709 = re.compile(
    r"(?P<latitude>[+-](?:[0-9]{6}|[0-9]{4}|[0-9]{2})(?:\.[0-9]{1,12})?)"
    r"(?P<longitude>[+-](?:[0-9]{7}|[0-9]{5}|[0-9]{3})(?:\.[0-9]{1,12})?)"
    r"(?P<altitude>[+-][0-9]{1,6}(?:\.[0-9]{1,12})?)?"
    r"(?P<reference>CRS[^/]{1,40})?"
    r"(?:/.*)?",
    re.DOTALL,
)
_WGS84 = frozenset(("CRSWGS_84", "CRSEPSG:4326", "CRSEPSG:4979"))
# 0.001 degrees is 111 m: nobody films by chance that near to the place where nothing is.
_AT_ZERO_DEG = Fraction(1, 1000)
# The shore of the Dead Sea and the highest aircraft, both with room to spare.
_LOWEST_M, _HIGHEST_M = -500, 25_000
# Of latitude, on average; a degree of longitude is shorter.
_METRES_PER_DEGREE = 111_195

Degrees = Fraction


def parse_iso6709(text: str) -> tuple[Degrees, Degrees, Fraction | None] | None:
    """Return latitude and longitude in degrees and altitude in metres, or None if unreadable.

    Parameters
    ----------
    text : str
        Such as `+32.0929+034.8620+028.516/` or `+3205.574+03451.720/`. Without an altitude, that
        is None. Values beyond the poles or the date line are returned as they stand.

    References
    ----------
    ISO 6709:2008, annex H.

    Examples
    --------
    >>> latitude, longitude, altitude = parse_iso6709("+5125.014-00004.836/")
    >>> float(latitude), float(longitude), altitude
    (51.4169, -0.0806, None)
    """
    match = _ISO6709.fullmatch(text.strip())
    if match is None:
        return None
    latitude = _degrees(match["latitude"], degree_digits=2)
    longitude = _degrees(match["longitude"], degree_digits=3)
    if latitude is None or longitude is None:
        return None
    altitude = None if match["altitude"] is None else Fraction(match["altitude"])
    return latitude, longitude, altitude


def _degrees(text: str, degree_digits: int) -> Degrees | None:
    sign, (whole, _point, decimals) = text[0], text[1:].partition(".")
    groups = [whole[:degree_digits]]
    groups += [whole[i : i + 2] for i in range(degree_digits, len(whole), 2)]
    parts = [Fraction(group) for group in groups]
    if decimals:
        parts[-1] += Fraction(int(decimals), 10 ** len(decimals))
    value = sexagesimal(parts)
    return value if value is None or sign == "+" else -value


def _resolution(text: str, degree_digits: int) -> Degrees:
    """Return one step of the last digit of a written coordinate, degrees."""
    whole, _point, decimals = text[1:].partition(".")
    sixtieths = (len(whole) - degree_digits) // 2
    return Fraction(1, 60**sixtieths * 10 ** len(decimals))


def sexagesimal(parts: Sequence[Fraction]) -> Degrees | None:
    """Return degrees, minutes and seconds, or the first of them, as degrees.

    None if there are none or more than three, if one is negative, or minutes or seconds reach 60.
    """
    if not 1 <= len(parts) <= 3 or min(parts) < 0 or any(part >= 60 for part in parts[1:]):
        return None
    return sum((part / 60**power for power, part in enumerate(parts)), start=Fraction(0))


def claimed_position(
    latitude: Degrees,
    longitude: Degrees,
    altitude: Fraction | None,
    source: str,
    resolution: Degrees,
) -> ClaimedPosition | None:
    """Return the claim with its doubts, or None if there is no such place on Earth.

    Parameters
    ----------
    latitude, longitude : Fraction
        Degrees north and east.
    altitude : Fraction or None
        Metres.
    source : str
        The tag that it was read from, printable.
    resolution : Fraction
        One step of the last digit written, degrees.
    """
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    doubts = []
    if abs(latitude) < _AT_ZERO_DEG and abs(longitude) < _AT_ZERO_DEG:
        doubts.append(
            "0, 0 lies in the open sea off West Africa; devices write it when they know no "
            "position, or when it was blanked."
        )
    elif latitude.denominator == longitude.denominator == 1:
        doubts.append(
            "It is in whole degrees, so up to 80 km off; it may be rounded to hide the place, or "
            "typed by hand."
        )
    if altitude is not None and not _LOWEST_M <= altitude <= _HIGHEST_M:
        doubts.append(f"No ground or aircraft is at an altitude of {float(altitude):g} m.")
    return ClaimedPosition(
        latitude_deg=float(latitude),
        longitude_deg=float(longitude),
        altitude_m=None if altitude is None else float(altitude),
        resolution_m=float(resolution * _METRES_PER_DEGREE),
        source=source,
        doubts=doubts,
        nearest=[],
    )


def is_blind(position: ClaimedPosition) -> bool:
    """Return whether a device writes this place when it knows none: 0, 0."""
    at_zero_deg = float(_AT_ZERO_DEG)
    return abs(position.latitude_deg) < at_zero_deg and abs(position.longitude_deg) < at_zero_deg


def position_from_text(text: str, source: str) -> ClaimedPosition | str:
    """Return the position that an ISO 6709 text claims, or a doubt saying why there is none."""
    parsed = parse_iso6709(text)
    match = _ISO6709.fullmatch(text.strip())
    if parsed is None or match is None:
        return f"{source} holds a position in no known form, so none is given: {text[:80]}"
    resolution = min(_resolution(match["latitude"], 2), _resolution(match["longitude"], 3))
    position = claimed_position(*parsed, source, resolution)
    if position is None:
        return f"{source} names a place that is not on Earth, so no position is given: {text[:80]}"
    if match["reference"] and match["reference"] not in _WGS84:
        position.doubts.append(
            f"It refers to {match['reference'][3:]}, not WGS 84, and was not converted."
        )
    return position
