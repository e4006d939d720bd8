"""A weekday is held against the calendar."""

import random
from datetime import date, timedelta

import pytest

from verify.domain.errors import BadParameterError
from verify.domain.weekdays import Weekday, check_weekday, weekday_named, weekday_of


def _by_zeller(day: date) -> Weekday:
    """Return the weekday by Zeller's congruence, apart from the calendar of the library."""
    month, year = (day.month, day.year) if day.month > 2 else (day.month + 12, day.year - 1)
    century, of_century = divmod(year, 100)
    from_saturday = (
        day.day + 13 * (month + 1) // 5 + of_century + of_century // 4 + century // 4 + 5 * century
    ) % 7
    return list(Weekday)[(from_saturday + 5) % 7]


def test_every_wrong_weekday_of_a_seeded_list_is_found_and_no_right_one() -> None:
    draw = random.Random(7)
    for _ in range(500):
        day = date(1990, 1, 1) + timedelta(days=draw.randrange(16_800))
        truth = _by_zeller(day)
        stated = draw.choice(list(Weekday))

        assert weekday_of(day) is truth
        assert check_weekday(stated, day).fits == (stated is truth)


def test_a_night_over_two_days_may_bear_either_name() -> None:
    check = check_weekday(Weekday.FRIDAY, date(2020, 2, 27), date(2020, 2, 28))

    assert check.fits
    assert check.weekdays == [Weekday.THURSDAY, Weekday.FRIDAY]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Friday", Weekday.FRIDAY),
        (" FRI. ", Weekday.FRIDAY),
        ("Samstag", Weekday.SATURDAY),
        ("miércoles", Weekday.WEDNESDAY),
        ("Çarşamba", Weekday.WEDNESDAY),
        ("SALI", Weekday.TUESDAY),
        ("пʼятниця", Weekday.FRIDAY),
        ("п'ятниця", Weekday.FRIDAY),
        ("П’ятниця", Weekday.FRIDAY),
        ("الجمعة", Weekday.FRIDAY),
        ("جمعة", Weekday.FRIDAY),
        ("الأحد", Weekday.SUNDAY),
        ("الإثنين", Weekday.MONDAY),
    ],
)
def test_names_are_known_in_several_languages(name: str, expected: Weekday) -> None:
    assert weekday_named(name) is expected


@pytest.mark.parametrize("name", ["Frieday", "", "27 February"])
def test_a_name_that_is_no_weekday_is_refused(name: str) -> None:
    with pytest.raises(BadParameterError, match="such as Friday"):
        weekday_named(name)
