"""Times that a file claims: what speaks against them is said, and nothing else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.media.claimed_times import time_doubts


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("1904-01-01T00:00:00.000000Z", "never set"),
        ("1970-01-01T00:00:01.000000Z", "never set"),
        ("2031-01-01T00:00:00.000000Z", "in the future"),
        ("2020-01-01 00:00:00", "no time zone"),
        ("yesterday", "not a date"),
    ],
)
def test_a_time_that_devices_write_by_mistake_is_doubted(text: str, doubt: str) -> None:
    (found,) = time_doubts(text, "The creation time", datetime(2026, 1, 1, tzinfo=UTC))

    assert found.startswith("The creation time")
    assert doubt in found


def test_a_local_time_less_than_a_zone_ahead_is_not_called_future() -> None:
    doubts = time_doubts("2026-01-01T13:00:00", "It", datetime(2026, 1, 1, tzinfo=UTC))

    assert not any("future" in doubt for doubt in doubts)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    time_doubts(text, "The creation time", datetime(2026, 1, 1, tzinfo=UTC))
