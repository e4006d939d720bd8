"""Positions as people write them are read alike, and what is none is refused with what is wrong."""

import pytest

from verify.domain.coordinates import position_of
from verify.domain.errors import BadParameterError


@pytest.mark.parametrize(
    "text",
    [
        "35.93,36.64",
        " 35.93 , 36.64 ",
        "35.93 36.64",
        "35.93; 36.64",
        "geo:35.93,36.64",
        "35.93N 36.64E",
        "36.64E, 35.93N",
        "N35.93E36.64",
        "35°55'48\"N 36°38'24\"E",
        "35°55′48″N, 36°38′24″E",
        "N35 55' 48'' E36 38' 24''",
        "35 55.8' N, 36 38.4' E",
        "\u0663\u0665\u066b\u0669\u0663\u060c \u0663\u0666\u066b\u0666\u0664",
        "\u06f3\u06f5\u066b\u06f9\u06f3 \u06f3\u06f6\u066b\u06f6\u06f4",
    ],
)
def test_one_place_is_read_in_many_spellings(text: str) -> None:
    assert position_of(text)[:2] == pytest.approx((35.93, 36.64), abs=1e-12)


def test_south_and_west_are_negative_and_the_last_digit_tells_how_fine_it_is() -> None:
    assert position_of("33°51'S 151°12'W")[:2] == (-33.85, -151.2)
    assert position_of("-33.85,-151.2").step_m == pytest.approx(11_119.5)
    assert position_of("0,0.0005").is_blind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("95.1,36.6", "longitude seems to stand first"),
        ("95N 36E", "latitude -90 to 90"),
        ("35,181", "longitude -180 to 180"),
        ("35.93", "expected latitude, then longitude"),
        ("35,93, 36,64", "expected latitude, then longitude"),
        ("35.93N, 36.64", "one of N, S and one of E, W"),
        ("35N 36S", "one of N, S and one of E, W"),
        ("-35N 36E", "expected latitude"),
        ("35°60'N 36°0'E", "expected latitude"),
        ("35.5°30'N 36°0'E", "expected latitude"),
        ("nan,36", "expected latitude"),
        ("1e1,36", "expected latitude"),
        ("", "expected latitude"),
        ("1" * 10_000, "expected latitude"),
    ],
)
def test_what_is_no_place_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadParameterError, match=said):
        position_of(text)
