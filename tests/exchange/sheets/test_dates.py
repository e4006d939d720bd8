"""Dates as desks type them: the span is all that they can mean, no more and no less."""

from datetime import UTC, datetime, timedelta

import pytest

from verify.exchange.sheets.cells import Cell
from verify.exchange.sheets.dates import date_in

NOW = datetime(2026, 1, 1, tzinfo=UTC)
# Local time runs from 14 hours ahead of UTC to 12 hours behind.
AHEAD, BEHIND = timedelta(hours=14), timedelta(hours=12)


def utc(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def shown(text: str) -> datetime:
    """Return a date as a workbook has it, of no zone."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2020-02-27", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("27.2.2020", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("27/02/2020", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("02/27/2020", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("03/04/2020", utc(2020, 3, 4), utc(2020, 4, 4)),
        ("27.02.20", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("03/04/20", utc(2020, 3, 4), utc(2020, 4, 4)),
        ("03.04.2020", utc(2020, 4, 3), utc(2020, 4, 4)),
        ("27.02.2020 21:04", utc(2020, 2, 27, 21, 4), utc(2020, 2, 27, 21, 4)),
        ("3/4/2020 9:04 PM", utc(2020, 3, 4, 21, 4), utc(2020, 4, 3, 21, 4)),
        ("27 Feb 2020", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("February 27, 2020", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("27. März 2020", utc(2020, 3, 27), utc(2020, 3, 28)),
        ("1er", None, None),
        ("27 février 2020", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("27 de febrero de 2020", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("27 февраля 2020 г.", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("27 лютого 2020 р.", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("٢٧ فبراير ٢٠٢٠", utc(2020, 2, 27), utc(2020, 2, 28)),
        ("٢٧/٠٢/٢٠٢٠", utc(2020, 2, 27), utc(2020, 2, 28)),
        (shown("2020-02-27"), utc(2020, 2, 27), utc(2020, 2, 28)),
        (shown("2020-02-27T21:04"), utc(2020, 2, 27, 21, 4), utc(2020, 2, 27, 21, 4)),
    ],
)
def test_a_date_without_a_zone_reaches_over_all_zones(
    cell: Cell, first: datetime | None, last: datetime | None
) -> None:
    found = date_in(cell, "posted", NOW)
    if first is None or last is None:
        assert found is None
        return
    assert found is not None
    assert (found.earliest_utc, found.latest_utc) == (first - AHEAD, last + BEHIND)
    assert not found.is_zone_known
    assert found.claimed_by == "sheet"


@pytest.mark.parametrize(
    "text",
    ["2020-02-27T21:04:05Z", "2020-02-27 23:04:05 +02:00", "27.02.2020 23:04:05 +0200"],
)
def test_a_zone_that_is_said_is_taken(text: str) -> None:
    found = date_in(text, "posted", NOW)
    assert found is not None
    assert found.earliest_utc == found.latest_utc == utc(2020, 2, 27, 21, 4, 5)
    assert found.is_zone_known
    assert found.untrusted_text == text


def test_a_bare_number_is_a_date_in_a_workbook_only() -> None:
    # 27 February 2020 is day 43,888 from 30 December 1899 and 42,426 from 1904.
    for number, start in ((43888.0, shown("1899-12-30")), (42426.0, shown("1904-01-01"))):
        found = date_in(number, "posted", NOW, start)
        assert found is not None
        assert found.earliest_utc == utc(2020, 2, 27) - AHEAD
    assert date_in("43888", "posted", NOW) is None
    assert date_in(2020.0, "posted", NOW, shown("1899-12-30")) is None


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "30.02.2020",
        "13/13/2020",
        "27-02-20",
        "27.02.99",
        "2020",
        "27 Foo 2020",
        "12.05.2031",
        "01.01.1900",
        "27.02.2020 25:00",
        "27.02.2020 13:04 PM",
    ],
)
def test_what_cannot_be_a_date_is_none(text: str) -> None:
    assert date_in(text, "posted", NOW) is None
