"""Places by name: found in any spelling, never chosen or corrected on somebody's behalf."""

import inspect
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from verify.domain.errors import BadParameterError
from verify.domain.places import (
    AmbiguousPlaceError,
    UnknownContextError,
    UnknownPlaceError,
    UnknownZoneError,
)
from verify.gazetteer import spellings
from verify.gazetteer.names import find_place, given_position
from verify.gazetteer.zones import zone, zones_at


@pytest.mark.parametrize(
    "spelling", ["Idlib", "IDLEB", " idlib ", "إدلب", "ادلب", "Идлиб", "Ідліб", "İdlib", "伊德利卜"]
)
def test_a_place_is_found_in_any_spelling_and_script(spelling: str) -> None:
    place = find_place(spelling)

    assert (place.name, place.country_code, place.zone) == ("Idlib", "SY", "Asia/Damascus")
    assert place.latitude_deg == pytest.approx(35.93, abs=0.02)
    assert place.position_error_km > 1


@pytest.mark.parametrize(
    ("asked", "country", "expected"),
    [
        ("Douma, Syria", None, ("Dūmā", "Syria", None)),
        ("دوما، SYR", None, ("Dūmā", "Syria", None)),
        ("Dūmā", "PS", ("Dūmā", "Palestinian Territory", None)),
        ("Dūmā, Palestine", None, ("Dūmā", "Palestinian Territory", None)),
        ("Damascus", "syria", ("Damascus", "Syria", None)),
        ("Damascus, Maryland", None, ("Damascus", "United States", "Maryland")),
        ("Atlanta, Georgia", None, ("Atlanta", "United States", "Georgia")),
        ("Tbilisi, Georgia", None, ("Tbilisi", "Georgia", None)),
    ],
)
def test_the_country_or_state_tells_places_of_one_name_apart(
    asked: str, country: str | None, expected: tuple[str, str, str | None]
) -> None:
    place = find_place(asked, country)

    assert (place.name, place.country, place.region) == expected


def test_a_larger_place_nearby_tells_places_of_one_name_apart() -> None:
    place = find_place("Duma, Damascus")

    assert (place.name, place.country, place.near) == ("Dūmā", "Syria", "Damascus")


def test_within_a_country_the_very_name_goes_before_other_spellings_and_those_are_told() -> None:
    place = find_place("London, UK")

    assert place.name == "London"
    assert any(other.startswith("City of London") for other in place.also)


def test_without_a_country_the_very_name_goes_before_nothing() -> None:
    # A Polish village is called Jenin; the town in the news is listed as Janīn.
    with pytest.raises(AmbiguousPlaceError, match="Janīn"):
        find_place("Jenin")


def test_the_spelling_that_was_found_is_told() -> None:
    assert find_place("Saraqeb").spelling == "Saraqeb"
    assert find_place("Saraqeb").name == "Saraqib"


def test_a_name_of_several_places_is_asked_about_and_the_largest_comes_first() -> None:
    with pytest.raises(AmbiguousPlaceError, match="may be any of these") as caught:
        find_place("Damascus")

    assert caught.value.candidates[0].startswith("Damascus, Syria (1,569,394 inhabitants")
    assert any("Maryland" in candidate for candidate in caught.value.candidates)
    assert "33.5102 N 36.2913 E" in str(caught.value)


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("Idlep", "Idlib, Syria"),
        ("Damascsu", "Damascus, Syria"),
        ("Saraquebb", "Saraqib, Syria"),
        ("Al-Raqqa", "Ar Raqqah, Syria"),
    ],
)
def test_a_misspelt_name_is_refused_with_what_may_have_been_meant(
    misspelt: str, meant: str
) -> None:
    with pytest.raises(UnknownPlaceError, match="Was one of these meant") as caught:
        find_place(misspelt)

    assert any(suggestion.startswith(meant) for suggestion in caught.value.suggestions)


def test_a_place_of_another_country_is_suggested_not_taken() -> None:
    with pytest.raises(UnknownPlaceError, match="no place in Germany") as caught:
        find_place("Idlib, Germany")

    assert caught.value.suggestions[0].startswith("Idlib, Syria")


def test_a_village_that_is_not_listed_leads_to_coordinates() -> None:
    with pytest.raises(UnknownPlaceError, match="give --lat and --lon"):
        find_place("Balyun", "Syria")


@pytest.mark.parametrize(("asked", "country"), [("Idlib, Syyria", None), ("Idlib", "Syyria")])
def test_a_country_that_is_not_known_is_refused_with_suggestions(
    asked: str, country: str | None
) -> None:
    with pytest.raises(UnknownContextError, match="Syria"):
        find_place(asked, country)


@pytest.mark.parametrize("nothing", ["", " ", "-", ", Syria"])
def test_no_name_is_no_place(nothing: str) -> None:
    with pytest.raises(BadParameterError, match="a name"):
        find_place(nothing)


def test_names_of_two_lines_are_one_name() -> None:
    assert find_place("Kafr\nNabl").name == "Kafranbel"
    with pytest.raises(UnknownPlaceError):
        find_place("Idleb\nIdlib")


def test_letters_that_would_steer_a_terminal_are_not_printed() -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        find_place("Idl\x1b[2Jxyz")

    assert "\x1b" not in str(caught.value)


def test_a_position_has_the_zone_around_it_and_others_where_sources_disagree() -> None:
    here = given_position(35.8, 36.55)
    urumqi = given_position(43.8, 87.6)

    assert (here.zone, here.other_zones, here.position_error_km) == ("Asia/Damascus", [], 0)
    assert {urumqi.zone, *urumqi.other_zones} == {"Asia/Shanghai", "Asia/Urumqi"}
    assert zones_at(0.0, -30.0) == ["Etc/GMT+2"]


@pytest.mark.parametrize(
    ("latitude_deg", "longitude_deg"),
    [(math.nan, 3.0), (3.0, math.nan), (90.1, 3.0), (3.0, -180.1), (math.inf, 3.0)],
)
def test_a_position_that_is_nowhere_on_earth_is_refused(
    latitude_deg: float, longitude_deg: float
) -> None:
    with pytest.raises(BadParameterError, match="degrees north to 90"):
        given_position(latitude_deg, longitude_deg)


def test_a_contested_clock_is_told_with_the_place() -> None:
    assert find_place("Ürümqi").other_zones == ["Asia/Shanghai"]
    assert find_place("Dūmā", "PS").other_zones == ["Asia/Jerusalem"]


def test_a_zone_that_does_not_exist_is_refused_with_suggestions() -> None:
    with pytest.raises(UnknownZoneError, match="Europe/Berlin"):
        zone("Europe/Berlim")
    with pytest.raises(UnknownZoneError):
        zone("../../etc/passwd")


@pytest.fixture
def in_a_new_process(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what lets it know nothing of the list, as a process that has just begun."""

    def forget() -> None:
        monkeypatch.setattr(spellings, "_names", cache(inspect.unwrap(spellings._names)))

    return forget


def test_what_is_kept_answers_as_the_list_itself_does(
    tmp_path: Path, in_a_new_process: Callable[[], None]
) -> None:
    asked = ("دوما، SYR", "Duma, Damascus", "Atlanta, Georgia")
    places = [find_place(one) for one in asked]
    for _process in range(2):
        in_a_new_process()
        assert [find_place(one, kept_in=tmp_path) for one in asked] == places
    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("torn", [b"", b"short", b"PK\x03\x04 and no more"])
def test_what_was_kept_is_read_and_what_is_torn_made_anew(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_a_new_process: Callable[[], None],
    torn: bytes,
) -> None:
    read = []

    def one_town(kind: type[spellings.Town]) -> list[spellings.Town]:
        read.append(kind)
        town = spellings.Town(7, "Elsewhere", ["Nowhere"], 1.0, 2.0, "SY", 900, "UTC", "01")
        return [town]

    def spelling_found() -> str:
        in_a_new_process()
        ((town, spelling),) = spellings.bearing("NOWHERE", tmp_path)
        assert town.geonameid == 7
        return spelling

    monkeypatch.setattr(spellings, "read_towns", one_town)
    (tmp_path / "spellings-outdated.npz").write_bytes(b"")
    assert [spelling_found(), spelling_found(), len(read)] == ["Nowhere", "Nowhere", 1]
    (place,) = tmp_path.iterdir()
    place.write_bytes(torn)
    assert [spelling_found(), spelling_found(), len(read)] == ["Nowhere", "Nowhere", 2]
