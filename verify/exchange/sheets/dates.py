"""Dates as a desk types them: kept as claimed, with the span that they can mean.

A sheet's date has no zone unless it says one. Where day and month can be read either way, the span
reaches over both readings; nothing is guessed from other rows.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

from verify.domain.sources import (
    LONGEST_LINE,
    ClaimedDate,
    DateClaimant,
    date_with_zone,
    date_without_zone,
    is_possible,
)
from verify.exchange.sheets.cells import Cell, text_of

_DAY = timedelta(days=1)
_FIRST_DAY_COUNT, _LAST_DAY_COUNT = 30_000, 75_000
_CLOCK = (
    r"(?:(?:,?\s+|T)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<noon>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})[-./](?P<second_part>\d{{1,2}})[-./](?P<third>\d{{1,2}}){_CLOCK}"
)
_YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[-./])(?P<second_part>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})"
    + _CLOCK
)
_NAMED = re.compile(
    rf"(?:(?P<first>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:de\s+)?(?P<month>[^\W\d_]+)\.?,?\s+(?:de\s+)?"
    rf"(?P<year>\d{{4}})|(?P<month_first>[^\W\d_]+)\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
    rf"(?P<year_behind>\d{{4}}))(?:\s*г\.?|\s*р\.?)?{_CLOCK}"
)
# English, German, French, Spanish, Russian, Ukrainian, Arabic (both calendars' names in use).
_MONTHS = (
    "jan january januar jänner janvier janv ene enero январь января янв січень січня يناير كانون",
    "feb february februar février févr fev febrero февраль февраля фев лютий лютого فبراير شباط",
    "mar march märz mrz mars marzo март марта мар березень березня مارس اذار آذار",
    "apr april avril avr abr abril апрель апреля апр квітень квітня أبريل ابريل نيسان",
    "may mai mayo май мая травень травня مايو أيار ايار",
    "jun june juni juin junio июнь июня июн червень червня يونيو حزيران",
    "jul july juli juillet juil julio июль июля июл липень липня يوليو تموز",
    "aug august août aout ago agosto август августа авг серпень серпня أغسطس اغسطس آب",
    "sep sept september septembre septiembre сентябрь сентября сен вересень вересня سبتمبر أيلول",
    "oct october okt oktober octobre octubre октябрь октября окт жовтень жовтня أكتوبر اكتوبر",
    "nov november novembre noviembre ноябрь ноября ноя листопад листопада نوفمبر",
    "dec december dez dezember décembre dic diciembre декабрь декабря дек грудень грудня ديسمبر",
)


def _plain(word: str) -> str:
    split = unicodedata.normalize("NFKD", word).casefold()
    return "".join(sign for sign in split if not unicodedata.combining(sign))


_MONTH_OF = {
    _plain(word): number for number, words in enumerate(_MONTHS, 1) for word in words.split()
}
# Two months begin with that word.
del _MONTH_OF[_plain("كانون")]


def date_in(
    cell: Cell, meaning: str, now: datetime, day_count_from: datetime | None = None
) -> ClaimedDate | None:
    """Return the date that a cell claims; None if it says none that can be one.

    Parameters
    ----------
    meaning : str
        What the date is of, as far as the sheet says.
    now : datetime
        With its zone; what can only lie after it is no date.
    day_count_from : datetime, optional
        What a bare number counts days from, in a workbook.

    Examples
    --------
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> date_in("03/04/2020", "posted", now).meaning
    'posted; day and month can be read either way'
    """
    text = text_of(cell)[:LONGEST_LINE]
    try:
        found = _claimed(cell, text, meaning, day_count_from)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and is_possible(found, now) else None


def _claimed(
    cell: Cell, text: str, meaning: str, day_count_from: datetime | None
) -> ClaimedDate | None:
    if isinstance(cell, float) and day_count_from is not None:
        if not _FIRST_DAY_COUNT <= cell <= _LAST_DAY_COUNT:
            return None
        moment = day_count_from + timedelta(days=cell)
        return _of_moment(text, moment, f"{meaning}; the sheet counts days", cell == int(cell))
    if isinstance(cell, datetime):
        return _of_moment(text, cell, meaning, cell.time() == time())
    if isinstance(cell, date):
        return _of_moment(text, datetime.combine(cell, time()), meaning, True)
    if match := _YEAR_FIRST.fullmatch(text):
        return _of_text(match, text, meaning, [_day(match, "second_part", "third")])
    if match := _YEAR_LAST.fullmatch(text):
        if len(match["year"]) == 2:
            if match["sign"] == "-":
                # As often the year comes first.
                return None
            meaning = f"{meaning}; the year has two digits"
        return _of_text(match, text, meaning, _either_way(match))
    if match := _NAMED.fullmatch(text):
        month = _MONTH_OF.get(_plain(match["month"] or match["month_first"]))
        if month is None:
            return None
        year, day = match["year"] or match["year_behind"], match["first"] or match["day"]
        return _of_text(match, text, meaning, [date(int(year), month, int(day))])
    return None


def _day(match: re.Match[str], month: str, day: str) -> date:
    year = int(match["year"])
    # A year of two digits; what would lie in the future then is no date.
    return date(year if year >= 100 else 2000 + year, int(match[month]), int(match[day]))


def _either_way(match: re.Match[str]) -> list[date]:
    """Return the days that a date with its year last can be, the earlier one first."""
    days = [_day(match, "second_part", "first")] if int(match["second_part"]) <= 12 else []
    # With dots the day comes first wherever dates are written so.
    if match["sign"] != "." and int(match["first"]) <= 12:
        days.append(_day(match, "first", "second_part"))
    return sorted(set(days))


def _of_text(match: re.Match[str], text: str, meaning: str, days: list[date]) -> ClaimedDate | None:
    if not days:
        return None
    if len(days) > 1:
        meaning = f"{meaning}; day and month can be read either way"
    if match["hour"] is None:
        first = datetime.combine(days[0], time(), UTC)
        return date_without_zone(
            DateClaimant.SHEET, text, first, meaning, days[-1] - days[0] + _DAY
        )
    hour = int(match["hour"])
    if noon := match["noon"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if noon[0] in "Pp" else 0)
    clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    first = datetime.combine(days[0], clock, UTC)
    zone = match["zone"]
    if zone is None or len(days) > 1:
        return date_without_zone(DateClaimant.SHEET, text, first, meaning, days[-1] - days[0])
    offset = "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone
    moment = datetime.fromisoformat(f"{first:%Y-%m-%dT%H:%M:%S}{offset}")
    return date_with_zone(DateClaimant.SHEET, text, moment, meaning)


def _of_moment(text: str, moment: datetime, meaning: str, is_day: bool) -> ClaimedDate:
    first = moment.replace(tzinfo=UTC)
    lasts = _DAY if is_day else timedelta()
    return date_without_zone(DateClaimant.SHEET, text, first, meaning, lasts)
