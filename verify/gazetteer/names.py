"""Places by name, in any spelling and script that GeoNames lists; none is guessed.

GeoNames also lists short and odd spellings (an airport's code, a nickname), so a name may fit
places that nobody meant: that is why several places are an error that lists them.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from verify.domain.errors import BadParameterError
from verify.domain.places import (
    AmbiguousPlaceError,
    Place,
    UnknownContextError,
    UnknownPlaceError,
    position_words,
)
from verify.gazetteer.nearest import distance_km, nearest_places
from verify.gazetteer.spellings import Town, bearing, folded, resembling
from verify.gazetteer.towns import country_codes, country_names, extent_km, state_names
from verify.gazetteer.zones import zones_at

_MOST_NORTH_DEG, _MOST_EAST_DEG = 90.0, 180.0
_MOST_CANDIDATES = 8
_MOST_SUGGESTIONS = 5
# "Saraqib, Idlib": regions have no names here, so a larger place beside it stands in for them.
_NEARBY_KM = 100.0
_LARGE = 100_000
# As written from Arabic, before a consonant that swallows the l as well.
_ARTICLE = re.compile(r"(al|el|ad|an|ar|as|ash|at|az)[- ](?=\w{3})", re.IGNORECASE)
# What newsrooms write and GeoNames does not.
_COUNTRY_ALIASES = {
    "uk": "GB",
    "greatbritain": "GB",
    "england": "GB",
    "scotland": "GB",
    "turkiye": "TR",
    "palestine": "PS",
    "burma": "MM",
    "drc": "CD",
    "drcongo": "CD",
    "unitedstatesofamerica": "US",
    "uae": "AE",
    "netherlands": "NL",
    "czechrepublic": "CZ",
    "swaziland": "SZ",
    "capeverde": "CV",
}
_COMMA = re.compile("[,،]")


class _Context(NamedTuple):
    words: str
    holds: Callable[[Town], bool]
    near: str | None


def find_place(asked: str, country: str | None = None, *, kept_in: Path | None = None) -> Place:
    """Return the one place of that name.

    Parameters
    ----------
    asked : str
        A name, or a name and where it is: "Douma, Syria", "Springfield, Illinois", "Duma,
        Damascus".
    country : str, optional
        Name or code of the country.
    kept_in : Path, optional
        A folder of this account where what was made of all spellings is kept for the next process,
        which then finds a place in a tenth of the time.

    Raises
    ------
    UnknownPlaceError
        If there is none; with suggestions.
    AmbiguousPlaceError
        If there are several; with all of them.
    UnknownContextError
        If the country, or what follows the comma, is not known.
    BadParameterError
        If there is no letter in the name.
    """
    # A line's end parts two names of the list, so none may be within one.
    parts = [part.strip() for part in _COMMA.split(" ".join(asked.split()))]
    if not folded(parts[0]):
        raise BadParameterError("The place", asked, "a name, such as Idlib")
    name, contexts = parts[0], [_context(part, kept_in) for part in parts[1:] if part]
    if country is not None:
        contexts.append(_country_context(country))
    anywhere = bearing(name, kept_in)
    found = {
        town.geonameid: (town, spelling)
        for town, spelling in anywhere
        if all(context.holds(town) for context in contexts)
    }
    if not found:
        within = " and ".join(context.words for context in contexts) or None
        raise UnknownPlaceError(name, within, _suggestions(name, anywhere, contexts, kept_in))
    candidates = sorted(found.values(), key=lambda one: -one[0].population)
    # "London, UK" is London, though the City of London is listed as London too; but without a
    # country the one of that very name may be a village far from what was meant.
    namesakes = [one for one in candidates if folded(one[0].name) == folded(name)]
    chosen = namesakes if contexts and len(namesakes) == 1 else candidates
    if len(chosen) > 1:
        shown = [_candidate_words(*one) for one in candidates[:_MOST_CANDIDATES]]
        raise AmbiguousPlaceError(asked, shown, len(candidates) - len(shown))
    ((town, spelling),) = chosen
    also = [_candidate_words(*one) for one in candidates if one[0] is not town]
    near = next((context.near for context in contexts if context.near), None)
    return _place(town, spelling, near, also[:_MOST_CANDIDATES])


def _context(text: str, kept_in: Path | None) -> _Context:
    """Return what a part after a comma means: a country, a state of the USA, a place nearby."""
    countries, states = _countries_called(text), _states_called(text)
    if countries or states:
        return _Context(
            f"in {text}",
            lambda town: (
                town.countrycode in countries
                or (town.countrycode == "US" and town.admin1code in states)
            ),
            None,
        )
    places = [town for town, _ in bearing(text, kept_in)]
    if not places:
        raise UnknownContextError(text, _close_countries(text))
    return _Context(
        f"within {_NEARBY_KM:.0f} km of a place called {text}",
        lambda town: any(_is_near(town, place) for place in places),
        text,
    )


def _country_context(text: str) -> _Context:
    codes = _countries_called(text)
    if not codes:
        raise UnknownContextError(text, _close_countries(text))
    return _Context(f"in {text}", lambda town: town.countrycode in codes, None)


def _countries_called(text: str) -> frozenset[str]:
    codes = {folded(name): code for code, name in country_names().items()}
    codes |= {code.lower(): code for code in country_names()}
    codes |= {iso3.lower(): code for iso3, code in country_codes().items()}
    codes |= _COUNTRY_ALIASES
    code = codes.get(folded(text))
    return frozenset(() if code is None else (code,))


def _states_called(text: str) -> frozenset[str]:
    wanted = folded(text)
    return frozenset(
        code for code, name in state_names().items() if wanted in {folded(name), code.lower()}
    )


def _close_countries(text: str) -> list[str]:
    by_folded = {folded(name): name for name in country_names().values()}
    close = process.extract(
        folded(text), list(by_folded), scorer=OSA.distance, score_cutoff=2, limit=3
    )
    return [by_folded[found] for found, _, _ in close]


def _is_near(one: Town, other: Town) -> bool:
    # Cheap first: a degree of latitude is 111 km.
    return abs(one.latitude - other.latitude) < _NEARBY_KM / 110 and (
        distance_km(one.latitude, one.longitude, other.latitude, other.longitude) <= _NEARBY_KM
    )


def _suggestions(
    name: str,
    elsewhere: list[tuple[Town, str]],
    contexts: list[_Context],
    kept_in: Path | None,
) -> list[str]:
    """Return places of that very name elsewhere, then places of similar names."""
    ranked = {town.geonameid: ((0, -town.population), town) for town, _ in elsewhere}
    without_article = _ARTICLE.sub("", name)
    slipped = [(town, 1) for town, _ in bearing(without_article, kept_in)]
    for town, slips in (*slipped, *resembling(name, kept_in)):
        rank = (slips, -town.population)
        is_meant = all(context.holds(town) for context in contexts)
        if is_meant and (town.geonameid not in ranked or rank < ranked[town.geonameid][0]):
            ranked[town.geonameid] = (rank, town)
    best = sorted(ranked.values(), key=lambda entry: entry[0])[:_MOST_SUGGESTIONS]
    return [_candidate_words(town) for _, town in best]


def _region(town: Town) -> str | None:
    return state_names().get(town.admin1code) if town.countrycode == "US" else None


def _candidate_words(town: Town, spelling: str | None = None) -> str:
    """Return what tells a town from others of its name, with a position that can be given."""
    country = country_names().get(town.countrycode, town.countrycode)
    parts = [part for part in (town.name, _region(town), country) if part]
    people = f"{town.population:,} inhabitants" if town.population else "inhabitants not stated"
    near = ""
    for place in nearest_places(town.latitude, town.longitude):
        is_known = (place.population or 0) >= _LARGE and place.name != town.name
        if is_known and place.distance_km <= _NEARBY_KM:
            near = f", {place.distance_km:.0f} km from {place.name}"
            break
    also = f", listed as {spelling} too" if spelling not in {None, town.name} else ""
    position = position_words(town.latitude, town.longitude)
    return f"{', '.join(parts)} ({people}{near}{also}; {position})"


def _place(town: Town, spelling: str, near: str | None, also: list[str]) -> Place:
    others = [name for name in zones_at(town.latitude, town.longitude) if name != town.timezone]
    return Place(
        name=town.name,
        spelling=spelling,
        country=country_names().get(town.countrycode, town.countrycode),
        country_code=town.countrycode,
        region=_region(town),
        near=near,
        also=also,
        population=town.population or None,
        latitude_deg=town.latitude,
        longitude_deg=town.longitude,
        position_error_km=round(extent_km(town.population), 1),
        zone=town.timezone,
        zone_source="GeoNames' entry of the place",
        other_zones=others,
        source=f"GeoNames {town.geonameid}, one point for the whole place",
    )


def given_position(latitude_deg: float, longitude_deg: float) -> Place:
    """Return a position as a place, with the zone that covers it.

    Parameters
    ----------
    latitude_deg, longitude_deg : float
        Degrees north and east, WGS 84.

    Raises
    ------
    BadParameterError
        If it lies nowhere on Earth.
    """
    # What is no number is in no range.
    if not (abs(latitude_deg) <= _MOST_NORTH_DEG and abs(longitude_deg) <= _MOST_EAST_DEG):
        wanted = "degrees north to 90 and degrees east to 180, such as 35.93,36.63"
        raise BadParameterError("The position", f"{latitude_deg:g},{longitude_deg:g}", wanted)
    zone, *others = zones_at(latitude_deg, longitude_deg)
    return Place(
        name=None,
        spelling=None,
        country=None,
        country_code=None,
        region=None,
        near=None,
        also=[],
        population=None,
        latitude_deg=latitude_deg,
        longitude_deg=longitude_deg,
        position_error_km=0.0,
        zone=zone,
        zone_source="borders of time zones around the position",
        other_zones=others,
        source="as given",
    )
