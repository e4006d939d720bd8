"""A place by name, as the gazetteer has it, and what is answered where a name is not enough.

A name is never corrected in silence: a misspelt one is refused with suggestions, and one that
several places bear is refused with all of them, so that a person chooses.
"""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.claimed import Latitude, Longitude
from verify.domain.errors import InputError, shown_name

_MOST_LISTED = 8
_POSITION_OPTIONS = "--lat and --lon"


class Place(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One point for a whole place, or a position as it was given."""

    name: Annotated[str | None, Meta(description="as the gazetteer spells it; null for a position")]
    spelling: Annotated[
        str | None, Meta(description="the gazetteer's spelling that the name asked for matches")
    ]
    country: str | None
    country_code: str | None
    region: Annotated[str | None, Meta(description="state, known for the USA only")]
    near: Annotated[str | None, Meta(description="a place named beside it that is close by")]
    also: Annotated[
        list[str], Meta(description="smaller places there that are listed under that name too")
    ]
    population: Annotated[int, Meta(ge=0)] | None
    latitude_deg: Latitude
    longitude_deg: Longitude
    position_error_km: Annotated[
        float, Meta(ge=0, description="how far the place reaches from its point, about")
    ]
    zone: Annotated[str, Meta(description="time zone, by its name in the IANA database")]
    zone_source: str
    other_zones: Annotated[
        list[str], Meta(description="zones that also cover the point, where sources disagree")
    ]
    source: Annotated[str, Meta(description="what the position was taken from")]

    @property
    def title(self) -> str:
        """What to call it: name, region and country, or the position."""
        if self.name is None:
            return position_words(self.latitude_deg, self.longitude_deg)
        parts = (shown_name(self.name), self.region, self.country)
        return ", ".join(part for part in parts if part)


def position_words(latitude_deg: float, longitude_deg: float) -> str:
    """Return a position as people write it.

    Examples
    --------
    >>> position_words(35.93062, -36.6)
    '35.9306 N 36.6000 W'
    """
    north = "N" if latitude_deg >= 0 else "S"
    east = "E" if longitude_deg >= 0 else "W"
    return f"{abs(latitude_deg):.4f} {north} {abs(longitude_deg):.4f} {east}"


class UnknownPlaceError(InputError):
    """The gazetteer has no place of that name, or none there.

    Parameters
    ----------
    name : str
        The name as it was given.
    within : str or None
        Where it was looked for, such as "in Syria".
    suggestions : sequence of str
        What may have been meant, the likeliest first.
    position : str
        How a position is given instead.
    """

    def __init__(
        self,
        name: str,
        within: str | None,
        suggestions: Sequence[str],
        position: str = _POSITION_OPTIONS,
    ) -> None:
        self.name = name
        self.within = within
        self.suggestions = list(suggestions)
        where = f" {shown_name(within)}" if within else ""
        meant = f" Was one of these meant?{_lines(self.suggestions)}\n" if self.suggestions else " "
        super().__init__(
            f"The gazetteer has no place{where} that is called {shown_name(name)!r}.{meant}"
            f"It holds places above some 500 inhabitants; for others give {position}."
        )


class AmbiguousPlaceError(InputError):
    """Several places bear the name.

    Parameters
    ----------
    name : str
        The name as it was given.
    candidates : sequence of str
        The places, the largest first.
    left_out : int
        How many more there are.
    position : str
        How a position is given instead.
    """

    def __init__(
        self,
        name: str,
        candidates: Sequence[str],
        left_out: int = 0,
        position: str = _POSITION_OPTIONS,
    ) -> None:
        self.name = name
        self.candidates = list(candidates)
        self.left_out = left_out
        more = f"\n  and {left_out} smaller ones" if left_out else ""
        super().__init__(
            f"{shown_name(name)!r} may be any of these:{_lines(self.candidates)}{more}\n"
            'Name the country or a larger place nearby ("NAME, COUNTRY"; "NAME, CITY"), or give '
            f"{position}."
        )


class UnknownContextError(InputError):
    """What stands after the comma is no country, state or place."""

    def __init__(self, context: str, suggestions: Sequence[str]) -> None:
        self.context = context
        self.suggestions = list(suggestions)
        meant = f" Was one of these meant? {', '.join(suggestions)}." if suggestions else ""
        super().__init__(
            f"{shown_name(context)!r} is no country, state of the USA or place that the gazetteer "
            f"knows.{meant} Country codes such as SY work as well."
        )


class UnknownZoneError(InputError):
    """There is no time zone of that name."""

    def __init__(self, zone: str, suggestions: Sequence[str]) -> None:
        self.zone = zone
        self.suggestions = list(suggestions)
        meant = f" Was one of these meant? {', '.join(suggestions)}." if suggestions else ""
        super().__init__(
            f"{shown_name(zone)!r} is no time zone of the IANA database, such as Europe/Berlin."
            f"{meant}"
        )


def _lines(entries: Sequence[str]) -> str:
    return "".join(f"\n  {entry}" for entry in entries[:_MOST_LISTED])
