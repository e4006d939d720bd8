"""Sun and Moon over a claim's own place and time, or why they were not asked; none is guessed."""

import re

import msgspec

from verify.casework.checks.sun_and_moon import sky_to_ask
from verify.domain.checked import SkyAsked
from verify.domain.claims import Claim
from verify.domain.errors import InputError, shown_name
from verify.domain.findings import Analysis
from verify.domain.places import AmbiguousPlaceError, Place
from verify.domain.sky import Sky
from verify.gazetteer.names import given_position
from verify.gazetteer.nearest import distance_km
from verify.gazetteer.spellings import folded
from verify.gazetteer.towns import country_names
from verify.workbench.sky import find_place, sky_over

_KINDS = re.compile(
    r"\b(?:the|city|town|village|province|governorate|region|district|countryside|outskirts"
    r"|suburbs?|of|(?:north|south)(?:-?(?:east|west))?(?:ern)?|(?:east|west)(?:ern)?"
    r"|central|rural)\b",
    re.IGNORECASE,
)
_OWNER = re.compile(r"^(.+?)['\u2019]s?\s+(.+)$")
# Within it the Sun stands nearly alike; farther apart, somebody has to say which place is meant.
_SAME_SKY_KM = 300.0
_SHORTEST_NAME = 4
_DESK = "UTC"


class OwnSky:
    """The skies of the claims of one check, each asked once.

    Parameters
    ----------
    clip : Analysis or None
        The clip whose light is held against them.
    outdoors : bool
        Whether a person says that it was filmed outdoors.
    """

    def __init__(self, clip: Analysis | None, *, outdoors: bool) -> None:
        self._clip = clip
        self._outdoors = outdoors
        self._places: dict[tuple[str, ...], Place | str] = {}
        self._skies: dict[tuple[str, str], Sky | str] = {}

    def over(
        self, claim: Claim, *, place: Place | None = None, asked: str | None = None
    ) -> Sky | str:
        """Return the sky over a claim's place at its time, or why there is none.

        A place or a time that a person gives stands in the stead of the claim's own.
        """
        if asked is None and claim.when is not None:
            asked = sky_to_ask(claim.when)
        names = tuple(dict.fromkeys(name for one in claim.where for name in _names(one.text)))
        has_place = bool(names) or place is not None
        if not has_place or asked is None:
            missing = [*([] if has_place else ["place"]), *([] if asked is not None else ["date"])]
            return f"the claim says no {' and no '.join(missing)} to ask the sky for"
        if place is not None:
            return self.at(place, asked)
        if names not in self._places:
            self._places[names] = place_of(names)
        found = self._places[names]
        return found if isinstance(found, str) else self.at(found, asked)

    def at(self, place: Place, asked: str) -> Sky | str:
        """Return the sky over a place at a time, or why that time cannot be read."""
        key = (place.title, asked)
        if key not in self._skies:
            try:
                self._skies[key] = sky_over(
                    place, asked, desk_zone=_DESK, clip=self._clip, outdoors=self._outdoors
                )
            except InputError as error:
                self._skies[key] = str(error)
        return self._skies[key]


def sky_asked(sky: Sky, *, outdoors: bool) -> SkyAsked:
    """Return what it takes to ask the same again."""
    return SkyAsked(
        place=sky.place.title,
        latitude_deg=sky.place.latitude_deg,
        longitude_deg=sky.place.longitude_deg,
        position_error_km=sky.place.position_error_km,
        zone=sky.place.zone,
        asked=sky.asked,
        outdoors=outdoors,
        engine=sky.engine,
        zone_rules=sky.zone_rules,
        excluded_share=min(reading.excluded_share for reading in sky.readings),
    )


def asked_again(recorded: SkyAsked, clip: Analysis) -> SkyAsked:
    """Return what the sky says now to what was asked before, with the light of a clip.

    Raises
    ------
    InputError
        If time or zone, as they were recorded, cannot be read.
    """
    point = given_position(recorded.latitude_deg, recorded.longitude_deg)
    place = msgspec.structs.replace(
        point, zone=recorded.zone, position_error_km=recorded.position_error_km
    )
    outdoors = recorded.outdoors
    sky = sky_over(place, recorded.asked, desk_zone=_DESK, clip=clip, outdoors=outdoors)
    return sky_asked(sky, outdoors=outdoors)


def place_of(names: tuple[str, ...]) -> Place | str:
    """Return the one place that a claim's names mean together, or why none can be taken.

    Parameters
    ----------
    names : tuple of str
        As they stand in the claim; of several, others may say where the first one lies.
    """
    towns = [name for name in names if not _is_country(name)]
    why = f"the gazetteer has no place called {shown_name(' or '.join(names))}"
    for name in towns:
        found = _one(name, [other for other in names if other != name])
        if isinstance(found, str):
            why = found
            continue
        if any(_may_be_elsewhere(found, name, other) for other in towns if other != name):
            return "the claim names places that may lie far apart; word one for each"
        return found
    return why


def _may_be_elsewhere(found: Place, name: str, other: str) -> bool:
    """Return whether a further name may be of a place under another Sun; unknown ones are not."""
    if not isinstance(_one(f"{name}, {other}", []), str):
        return False
    try:
        return _is_far(found, find_place(other))
    except AmbiguousPlaceError:
        return True
    except InputError:
        return False


def _one(name: str, others: list[str]) -> Place | str:
    """Return the place of a name, by what else is named where it can be, or why there is none."""
    why = f"the gazetteer has no place called {shown_name(name)}"
    for asked in (*(f"{name}, {other}" for other in others), name):
        try:
            return find_place(asked)
        except AmbiguousPlaceError:
            why = (
                f"{shown_name(name)} may be any of several places; word the claim with its country"
            )
        except InputError:
            continue
    return why


def _names(words: str) -> list[str]:
    """Return the names in words of an article: "Syria's northern Idlib" has two."""
    parts = _OWNER.sub(r"\2, \1", words).split(",")
    plain = [" ".join(_KINDS.sub(" ", part).strip(" -").split()) for part in parts]
    return [name for name in plain if name]


def _is_country(name: str) -> bool:
    """Return whether a name is a country's, or too short to be told from an abbreviation."""
    return len(name) < _SHORTEST_NAME or folded(name) in {
        folded(country) for country in country_names().values()
    }


def _is_far(one: Place, other: Place) -> bool:
    return (
        distance_km(one.latitude_deg, one.longitude_deg, other.latitude_deg, other.longitude_deg)
        > _SAME_SKY_KM
    )
