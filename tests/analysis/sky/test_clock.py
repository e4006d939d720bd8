"""A time is read by the right clock, and both ways where that clock was changed."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from verify.analysis.sky.clock import parse_asked, readings
from verify.domain.errors import BadParameterError
from verify.gazetteer.zones import zone


def _meant(text: str, name: str) -> list[datetime]:
    return [reading.start for reading in readings(parse_asked(text), zone(name), name)]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# By the announcements of those years, each checked against the offsets before and after.
@pytest.mark.parametrize(
    ("zone_name", "local", "expected"),
    [
        ("Europe/Kyiv", "2021-10-31 03:30", ["2021-10-31 00:30", "2021-10-31 01:30"]),
        ("America/New_York", "2021-11-07 01:30", ["2021-11-07 05:30", "2021-11-07 06:30"]),
        ("Asia/Damascus", "2020-10-29 23:30", ["2020-10-29 20:30", "2020-10-29 21:30"]),
        ("Asia/Gaza", "2021-10-29 00:30", ["2021-10-28 21:30", "2021-10-28 22:30"]),
        ("Asia/Tehran", "2022-09-21 23:30", ["2022-09-21 19:00", "2022-09-21 20:00"]),
        ("Australia/Lord_Howe", "2021-04-04 01:45", ["2021-04-03 14:45", "2021-04-03 15:15"]),
        ("Africa/Casablanca", "2021-04-11 02:30", ["2021-04-11 01:30", "2021-04-11 02:30"]),
    ],
)
def test_a_time_that_came_twice_is_read_both_ways(
    zone_name: str, local: str, expected: list[str]
) -> None:
    found = readings(parse_asked(local), zone(zone_name), zone_name)

    assert [reading.start for reading in found] == [_utc(text) for text in expected]
    assert all("came twice" in reading.why for reading in found)


@pytest.mark.parametrize(
    ("zone_name", "local", "expected"),
    [
        ("Europe/Kyiv", "2021-03-28 03:30", ["2021-03-28 01:30", "2021-03-28 00:30"]),
        ("Asia/Damascus", "2020-03-27 00:30", ["2020-03-26 22:30", "2020-03-26 21:30"]),
        ("America/New_York", "2021-03-14 02:30", ["2021-03-14 07:30", "2021-03-14 06:30"]),
        # Samoa left out a whole day.
        ("Pacific/Apia", "2011-12-30 12:00", ["2011-12-30 22:00", "2011-12-29 22:00"]),
    ],
)
def test_a_time_that_never_came_is_read_by_the_clock_of_before_and_of_after(
    zone_name: str, local: str, expected: list[str]
) -> None:
    found = readings(parse_asked(local), zone(zone_name), zone_name)

    assert [reading.start for reading in found] == [_utc(text) for text in expected]
    assert all("never came" in reading.why for reading in found)


@pytest.mark.parametrize(
    ("zone_name", "local"),
    [
        ("Asia/Damascus", "2022-10-27 23:30"),
        ("Europe/Istanbul", "2016-10-30 03:30"),
        ("Asia/Kolkata", "2021-10-31 02:30"),
    ],
)
def test_clocks_that_were_not_put_back_give_one_reading(zone_name: str, local: str) -> None:
    assert len(_meant(local, zone_name)) == 1


def test_every_change_of_a_seeded_list_is_found_and_no_other() -> None:
    """Truth from the other side: which moments, minute by minute, show that clock time."""
    draw = random.Random(27)
    names = (
        *("Asia/Damascus", "Asia/Gaza", "Asia/Beirut", "Europe/Kyiv", "Europe/London"),
        *("America/Sao_Paulo", "America/New_York", "Africa/Cairo", "Australia/Sydney"),
        *("Asia/Tehran", "Pacific/Auckland", "Europe/Moscow", "America/St_Johns", "Asia/Baghdad"),
    )
    kinds = {0: 0, 1: 0, 2: 0}
    for name in names:
        rules = zone(name)
        changes = _changes(rules)
        for changed in [*draw.sample(changes, 6), *(_any_moment(draw) for _ in range(4))]:
            local = (
                changed.astimezone(rules) + timedelta(minutes=draw.randrange(-90, 90))
            ).replace(tzinfo=None, fold=0, second=0)
            truth = [
                moment
                for minutes in range(-200, 200)
                if (moment := changed + timedelta(minutes=minutes))
                .astimezone(rules)
                .replace(tzinfo=None, fold=0)
                == local
            ]
            found = _meant(local.strftime("%Y-%m-%d %H:%M"), name)

            kinds[len(truth)] += 1
            assert found == truth if truth else len(found) == 2, (name, local)
    assert min(kinds.values()) >= 8


def _changes(rules: ZoneInfo) -> list[datetime]:
    """Return the minutes in UTC from which the clock shows another offset, 1990 to 2026."""
    found = []
    moment = datetime(1990, 1, 1, tzinfo=UTC)
    while moment.year < 2026:
        later = moment + timedelta(days=7)
        if moment.astimezone(rules).utcoffset() != later.astimezone(rules).utcoffset():
            low, high = moment, later
            while high - low > timedelta(minutes=1):
                middle = (low + (high - low) / 2).replace(second=0, microsecond=0)
                if middle.astimezone(rules).utcoffset() == low.astimezone(rules).utcoffset():
                    low = middle
                else:
                    high = middle
            found.append(high)
        moment = later
    return found


def _any_moment(draw: random.Random) -> datetime:
    return datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=draw.randrange(18_000_000))


def test_a_window_that_the_clock_left_out_is_read_by_both_clocks() -> None:
    found = readings(parse_asked("2021-03-28 03:10/03:50"), zone("Europe/Kyiv"), "Europe/Kyiv")

    assert [one[1:] for one in found] == [
        (_utc("2021-03-28 01:10"), _utc("2021-03-28 01:50")),
        (_utc("2021-03-28 00:10"), _utc("2021-03-28 00:50")),
    ]


def test_a_window_over_a_change_of_clocks_is_as_long_as_it_was() -> None:
    (reading,) = readings(parse_asked("2021-10-31 02:10/05:50"), zone("Europe/Kyiv"), "Europe/Kyiv")

    assert reading.end - reading.start == timedelta(hours=4, minutes=40)


def test_an_offset_that_is_written_goes_before_the_clock_of_the_place() -> None:
    (reading,) = readings(
        parse_asked("2020-02-27T20:10+03:00"), zone("Asia/Damascus"), "Asia/Damascus"
    )

    assert reading.start == _utc("2020-02-27 17:10")
    assert "written, UTC+03:00" in reading.why


def test_the_offset_of_the_first_time_holds_for_the_second() -> None:
    asked = parse_asked("2020-02-27 20:00Z/23:00")

    assert asked.end == _utc("2020-02-27 23:00")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2020-02-27", "2020-02-27 00:00", "2020-02-28 00:00"),
        ("2020-02-27/2020-02-28", "2020-02-27 00:00", "2020-02-29 00:00"),
        ("2020-02-27 17:00/19:30", "2020-02-27 17:00", "2020-02-27 19:30"),
        ("2020-02-27 17:00/24:00", "2020-02-27 17:00", "2020-02-28 00:00"),
        ("2020-02-27 5:00 / 2020-02-27T06:00:30", "2020-02-27 05:00", "2020-02-27 06:00:30"),
    ],
)
def test_days_and_windows_are_read_as_people_write_them(text: str, start: str, end: str) -> None:
    asked = parse_asked(text)

    assert (asked.start, asked.end) == (datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_a_window_to_midnight_does_not_touch_the_next_day() -> None:
    assert parse_asked("2020-02-27 17:00/24:00").dates == [date(2020, 2, 27)]
    assert parse_asked("2020-02-27 17:00/2020-02-28 00:10").dates[-1] == date(2020, 2, 28)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yesterday", "a time such as"),
        ("2020-02-30 17:00", "a time such as"),
        ("2020-02-27 25:00", "a time such as"),
        ("17:00", "a time such as"),
        ("2020-02-27 17:00/2020-02-27 16:00", "comes after its start"),
        ("2020-02-27 17:00/2020-02-28 04:00Z", "an offset on the first time or on both"),
        ("2020-02-27/2020-03-27", "8 days at most"),
        ("1820-02-27 17:00", "a year from 1970"),
        ("2020-02-27 17:00+29:00", "15 hours at most"),
        ("", "a time such as"),
    ],
)
def test_a_time_that_cannot_be_read_is_refused_with_what_is_expected(text: str, said: str) -> None:
    with pytest.raises(BadParameterError, match=said):
        parse_asked(text)
