"""A position as people write it: decimal degrees, or degrees, minutes and seconds; any digits.

Without letters latitude comes first, as on the maps that people copy from; GeoJSON and some map
services have it the other way round, and nothing in two numbers below 90 tells which. What cannot
be a place is refused, never mended.
"""

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from verify.domain.errors import BadParameterError

# Of latitude, on average; a degree of longitude is shorter.
_METRES_PER_DEGREE = 111_195
_LONGEST = 100
_AT_ZERO_DEG = Fraction(1, 1000)
_SAME = str.maketrans(
    {
        "\N{ARABIC DECIMAL SEPARATOR}": ".",
        "\N{ARABIC COMMA}": ",",
        "\N{MINUS SIGN}": "-",
        "\N{MASCULINE ORDINAL INDICATOR}": "°",
        "\N{RING ABOVE}": "°",
        "\N{PRIME}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{DOUBLE PRIME}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        ";": ",",
    }
)
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,12})?"
_ONE = re.compile(
    rf"""\s*(?P<before>[NSEW])?\s*(?P<sign>[+-])?\s*(?P<degrees>{_NUMBER})\s*°?
    (?:\s*(?P<minutes>{_NUMBER})\s*'(?:\s*(?P<seconds>{_NUMBER})\s*(?:"|''))?)?
    \s*(?(before)|(?P<after>[NSEW])?)\s*""",
    re.VERBOSE,
)
_EXPECTED = "latitude, then longitude, such as 35.9306,36.6339 or 35°55'50\"N 36°38'02\"E"


class Position(NamedTuple):
    """A place on Earth, WGS 84.

    Attributes
    ----------
    latitude_deg, longitude_deg : float
    step_m : float
        One step of the coarser last digit that was written, metres: it cannot be known better.
    """

    latitude_deg: float
    longitude_deg: float
    step_m: float

    @property
    def is_blind(self) -> bool:
        """Whether a device writes this place when it knows none: 0, 0."""
        return max(abs(self.latitude_deg), abs(self.longitude_deg)) < _AT_ZERO_DEG


class _Angle(NamedTuple):
    degrees: Fraction
    letter: str
    step: Fraction


def position_of(text: str) -> Position:
    r"""Return the position that a text says.

    Parameters
    ----------
    text : str
        Latitude and longitude parted by a comma or white space; with N, S, E and W in any order.

    Raises
    ------
    BadParameterError
        If it says none, or what is no place on Earth.

    Examples
    --------
    >>> position_of("35°55'48\"N, 36°38'24\"E")[:2]
    (35.93, 36.64)
    >>> position_of("٣٥٫٩٣، ٣٦٫٦٤")[:2]
    (35.93, 36.64)
    """
    first, second = _two(text)
    if first.letter in ("E", "W"):
        first, second = second, first
    if abs(first.degrees) > 90 or abs(second.degrees) > 180:
        turned = abs(second.degrees) <= 90 and abs(first.degrees) <= 180
        hint = "; longitude seems to stand first" if turned and not first.letter else ""
        raise BadParameterError(
            "The position",
            text,
            f"latitude -90 to 90, then longitude -180 to 180{hint}",
        )
    step = max(first.step, second.step)
    return Position(float(first.degrees), float(second.degrees), float(step * _METRES_PER_DEGREE))


def _two(text: str) -> tuple[_Angle, _Angle]:
    """Return the two angles of a text, of which at most one says N or S, and one E or W."""
    plain = _plain(text)
    parts = plain.split(",") if "," in plain else _parted(plain)
    read = [_angle(part) for part in parts]
    if len(text) > _LONGEST or len(read) != 2 or read[0] is None or read[1] is None:
        raise BadParameterError("The position", text[:_LONGEST], _EXPECTED)
    letters = read[0].letter + read[1].letter
    if letters and not re.fullmatch("[NS][EW]|[EW][NS]", letters):
        raise BadParameterError("The position", text, f"one of N, S and one of E, W; {_EXPECTED}")
    return read[0], read[1]


def _plain(text: str) -> str:
    """Return a text with digits 0 to 9 and marks of one kind."""
    said = text.strip().removeprefix("geo:").translate(_SAME).upper()
    return "".join(
        str(unicodedata.digit(one)) if unicodedata.category(one) == "Nd" else one for one in said
    )


def _parted(plain: str) -> list[str]:
    """Return two angles that stand one after the other without a comma."""
    first = _ONE.match(plain)
    if first is None or first.end() == len(plain):
        return []
    return [plain[: first.end()], plain[first.end() :]]


def _angle(text: str) -> _Angle | None:
    found = _ONE.fullmatch(text)
    if found is None:
        return None
    letter = found["before"] or found["after"] or ""
    if found["sign"] and letter:
        return None
    parts = [found[name] for name in ("degrees", "minutes", "seconds") if found[name]]
    values = [Fraction(part) for part in parts]
    if any(value >= 60 for value in values[1:]) or any("." in part for part in parts[:-1]):
        return None
    degrees = sum((value / 60**power for power, value in enumerate(values)), start=Fraction(0))
    decimals = len(parts[-1].partition(".")[2])
    step = Fraction(1, 60 ** (len(parts) - 1) * 10**decimals)
    is_negative = found["sign"] == "-" or letter in ("S", "W")
    return _Angle(-degrees if is_negative else degrees, letter, step)
