"""Times: exact where frames are compared, rounded only as text."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.domain.errors import BadParameterError
from verify.domain.timing import parse_timecode, timecode


@given(st.integers(min_value=0, max_value=10**9))
def test_a_timecode_that_is_read_back_is_the_same_millisecond(milliseconds: int) -> None:
    text = timecode(Fraction(milliseconds, 1000))

    assert parse_timecode(text) == Fraction(milliseconds, 1000)


@given(st.fractions(min_value=0, max_value=10**6))
def test_a_timecode_is_off_by_half_a_millisecond_at_most(time_s: Fraction) -> None:
    assert abs(parse_timecode(timecode(time_s)) - time_s) <= Fraction(1, 2000)


@pytest.mark.parametrize("text", ["", "abc", "1:60", "1:99:00", "-1", "1e3", "١٢", "1:2:3:4"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadParameterError, match="expected a time such as"):
        parse_timecode(text)


def test_a_timecode_of_long_footage_does_not_wrap() -> None:
    assert timecode(100 * 3600) == "100:00:00.000"
