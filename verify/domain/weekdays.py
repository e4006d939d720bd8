"""Names of weekdays in the languages of newsrooms, and whether one fits a date.

Only the calendar is asked: a weekday that does not fit means that the date or the weekday is wrong,
or that one of them was told by another place's clock; it does not say which.
"""

import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.errors import BadParameterError, shown_name


class Weekday(StrEnum):
    """A day of the week, in the order of ISO 8601."""

    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


_DAYS = tuple(Weekday)
# One line a language, Monday first: English, short English, German, French, Spanish, Turkish,
# Russian, Ukrainian, Arabic (with and without the article, as folded below).
_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "mon tue wed thu fri sat sun",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miercoles jueves viernes sabado domingo",
    "pazartesi sali carsamba persembe cuma cumartesi pazar",
    "понедельник вторник среда четверг пятница суббота воскресенье",
    "понеділок вівторок середа четвер пʼятниця субота неділя",
    "الاثنين الثلاثاء الاربعاء الخميس الجمعة السبت الاحد",
)


class WeekdayCheck(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A weekday that was stated, against the days of the calendar."""

    stated: Weekday
    dates: Annotated[list[date], Meta(min_length=1, description="each date it could belong to")]
    weekdays: Annotated[list[Weekday], Meta(description="of those dates, in their order")]
    fits: Annotated[bool, Meta(description="whether one of the dates is such a day")]


def weekday_of(day: date) -> Weekday:
    """Return the weekday of a date, by the Gregorian calendar.

    Examples
    --------
    >>> weekday_of(date(2020, 2, 27)).value
    'Thursday'
    """
    return _DAYS[day.weekday()]


def weekday_named(name: str) -> Weekday:
    """Return the weekday that a name means, in English, German, French, Spanish and others.

    Raises
    ------
    BadParameterError
        If it is the name of no weekday in these languages.

    Examples
    --------
    >>> weekday_named("jeudi").value, weekday_named("الخميس").value, weekday_named("Perşembe").value
    ('Thursday', 'Thursday', 'Thursday')
    """
    day = _BY_NAME.get(_folded(name))
    if day is None:
        raise BadParameterError(
            "The weekday",
            shown_name(name),
            "its name, such as Friday, in English, German, French, Spanish, Turkish, Russian, "
            "Ukrainian or Arabic",
        )
    return day


def check_weekday(stated: Weekday, *dates: date) -> WeekdayCheck:
    """Return whether a stated weekday fits a date, or one of several that it may belong to.

    Examples
    --------
    >>> check_weekday(Weekday.FRIDAY, date(2018, 4, 13)).fits
    True
    >>> check_weekday(Weekday.FRIDAY, date(2020, 2, 27)).fits
    False
    """
    weekdays = [weekday_of(day) for day in dates]
    return WeekdayCheck(
        stated=stated, dates=list(dates), weekdays=weekdays, fits=stated in weekdays
    )


def _folded(name: str) -> str:
    """Return a name without case, accents, apostrophes, full stop and Arabic article."""
    plain = unicodedata.normalize("NFKD", name.strip().casefold()).replace("ı", "i")
    kept = "".join(letter for letter in plain if letter.isalpha() and letter != "ʼ")
    return kept.removeprefix("ال").replace("ة", "ه")


_BY_NAME = {
    _folded(name): day for names in _NAMES for name, day in zip(names.split(), _DAYS, strict=True)
}
