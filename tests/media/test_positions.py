"""Positions as text: every form of the standard, and no guess where it is another."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.media.positions import parse_iso6709, position_from_text


@pytest.mark.parametrize("steps", [0, 1, 2], ids=["degrees", "minutes", "seconds"])
@given(
    latitude=st.integers(-90 * 10**6, 90 * 10**6),
    longitude=st.integers(-180 * 10**6, 180 * 10**6),
    altitude=st.none() | st.integers(-(10**8), 10**8),
)
def test_every_position_survives_being_written_in_each_form(
    steps: int, latitude: int, longitude: int, altitude: int | None
) -> None:
    north, east = Fraction(latitude, 10**6), Fraction(longitude, 10**6)
    text = _written(north, 2, steps) + _written(east, 3, steps)
    if altitude is not None:
        text += f"{altitude / 1000:+.3f}"

    parsed = parse_iso6709(text + "/")

    assert parsed is not None
    assert parsed == (north, east, None if altitude is None else Fraction(altitude, 1000))


def _written(degrees: Fraction, digits: int, steps: int) -> str:
    """Write with `steps` sexagesimal places after the degrees and nine decimals on the last."""
    units = round(abs(degrees) * 60**steps * 10**9)
    whole, decimals = divmod(units, 10**9)
    groups = ""
    for _ in range(steps):
        whole, low = divmod(whole, 60)
        groups = f"{low:02d}{groups}"
    return f"{'-' if degrees < 0 else '+'}{whole:0{digits}d}{groups}.{decimals:09d}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "32.09,34.86",
        "+32.0929",
        "+1+2/",
        "+3261.0+03451.0/",
        "+٣٢.٠٩+٠٣٤.٨٦/",
        "+nan+inf/",
    ],
)
def test_a_text_that_is_no_position_is_doubted_and_not_guessed(text: str) -> None:
    found = position_from_text(text, "location")

    assert isinstance(found, str)
    assert "no position" in found or "none is given" in found


def test_a_place_name_after_the_position_is_no_obstacle() -> None:
    assert parse_iso6709("+36.2000+037.1500/Aleppo") == (Fraction(181, 5), Fraction(743, 20), None)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_positions(text: str) -> None:
    position_from_text(text, "location")
