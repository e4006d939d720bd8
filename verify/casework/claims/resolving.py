"""From a time as written to dates, by the day of publication and the article's main event.

"On Friday" is the last Friday up to the day of publication, in the zone of its clock. A clock or a
part of the day without a date belongs to the main event: the first day that the body tells of.
Where a weekday and a written date disagree the written date is kept; `conflicts` says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from verify.casework.claims.cardinals import number_value
from verify.casework.claims.expressions import Expression
from verify.casework.claims.zones import written_zone

_DAY = timedelta(days=1)
_YEARS = {"last year": -1, "this year": 0, "next year": 1}
_WEEKS = {"last week": -1, "this week": 0, "earlier this week": 0}
_DAYTIMES = frozenset(("morning", "afternoon", "evening", "night"))
_SPANS = frozenset(("week", "month", "year"))
# A report is written within days of what it reports; older dates are history.
_RECENT_DAYS = 10
_SOON_DAYS = 7
_NOON_HOUR = 12
# "Half past nine at night" is of the evening, "two at night" is not.
_SMALL_HOURS = 5
_LATE_HOUR = 17
# "14 hours later" is counted from something else than the last clock as often as not.
_LONGEST_STEP_MIN = 180


@dataclass(frozen=True, slots=True)
class Resolved:
    """A time as far as it can be told; `needs_publication` if only that day is missing."""

    date_from: date | None
    date_to: date | None
    time: str | None
    needs_publication: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """What times are resolved against.

    Attributes
    ----------
    published_on : date or None
        Day of publication.
    utc_offset : timedelta or None
        Of the clock at the place of publication; what "local time" is taken to be.
    event_from, event_to : date or None
        Days of the main event, as far as they were told.
    is_event_late : bool
        Whether it is told to have been in the evening or at night.
    clock : tuple of int or None
        The last clock time told before, for "22 minutes later".
    clock_zone : str
        Its offset as it is written in a result, or nothing.
    """

    published_on: date | None
    utc_offset: timedelta | None
    event_from: date | None = None
    event_to: date | None = None
    is_event_late: bool = False
    clock: tuple[int, int] | None = None
    clock_zone: str = ""


def main_event(expressions: Sequence[Expression], calendar: Calendar) -> Calendar:
    """Return the calendar with the days of the main event: the first recent day that is told.

    Parameters
    ----------
    expressions : sequence of Expression
        The times of the body at which something happened, in their order.
    calendar : Calendar
        With the day of publication.
    """
    older: Calendar | None = None
    for one in expressions:
        if one.weekday is None and one.relative is None and (one.month is None or one.day is None):
            continue
        if _is_open(one):
            continue
        day = resolve(one, calendar)
        published = calendar.published_on
        is_late = one.part in {"evening", "night"} or (one.clock or (0, 0))[0] >= _LATE_HOUR
        if day.date_from is None or day.date_to is None:
            continue
        if published is None or timedelta(0) <= published - day.date_from <= _RECENT_DAYS * _DAY:
            return replace(
                calendar, event_from=day.date_from, event_to=day.date_to, is_event_late=is_late
            )
        # "At 3.25pm on 19 October 2023": what an inquest is about.
        if older is None and one.day is not None and (one.clock or one.part):
            older = replace(calendar, event_from=day.date_from, event_to=day.date_to)
    if older is not None:
        return older
    # A report that names no day is of its day.
    return replace(calendar, event_from=calendar.published_on, event_to=calendar.published_on)


def resolve(one: Expression, calendar: Calendar) -> Resolved:
    """Return the dates and the time that an expression tells.

    Parameters
    ----------
    one : Expression
        As it is written.
    calendar : Calendar
        The day of publication and what was told before.
    """
    try:
        if one.offset_min is not None:
            return _later(one, calendar)
        first, last, needs = _dates(one, calendar)
        _check_neighbours(first, last)
    except (OverflowError, ValueError):  # At an end of the calendar: said, but no day to reckon by.
        first, last, needs = None, None, False
    time = _time(one, first or calendar.published_on, calendar)
    if "since" in one.preposition.split() and first and calendar.published_on:
        last = max(first, calendar.published_on)
    return Resolved(first, last, time, needs)


def _check_neighbours(*days: date | None) -> None:
    """Raise OverflowError where days have none before or behind them: nights reach into those."""
    for day in days:
        if day is not None:
            _ = day - _DAY, day + _DAY


def clock_after(one: Expression, resolved: Resolved, calendar: Calendar) -> Calendar:
    """Return the calendar after an expression was read: its clock counts for what follows."""
    if one.clock is None or resolved.time is None:
        return calendar
    zone = resolved.time[5:] if "/" not in resolved.time else ""
    # "Eleven in the evening" is 23:00.
    told = (int(resolved.time[:2]), int(resolved.time[3:5]))
    return replace(calendar, clock=told, clock_zone=zone)


def _is_open(one: Expression) -> bool:
    return bool({"since", "until", "till", "next"} & set(one.preposition.split()))


def _later(one: Expression, calendar: Calendar) -> Resolved:
    is_far = one.offset_min is not None and abs(one.offset_min) > _LONGEST_STEP_MIN
    if calendar.clock is None or one.offset_min is None or is_far:
        return Resolved(None, None, None, needs_publication=False)
    minutes = 60 * calendar.clock[0] + calendar.clock[1] + one.offset_min
    days, within = divmod(minutes, 24 * 60)
    day = calendar.event_from + days * _DAY if calendar.event_from else None
    time = f"{within // 60:02}:{within % 60:02}{calendar.clock_zone}"
    return Resolved(day, day, time, needs_publication=False)


def _dates(one: Expression, calendar: Calendar) -> tuple[date | None, date | None, bool]:
    """Return first and last day, and whether only the day of publication is missing."""
    if one.year is not None or one.month is not None:
        return _written_dates(one, calendar)
    published = calendar.published_on
    if one.weekday is not None:
        if published is None:
            return None, None, True
        monday = _monday_of(one.relative, published)
        if monday is not None:
            day = monday + one.weekday * _DAY
            return day, day, False
        first = _weekday_near(one.weekday, published, is_ahead=_is_ahead(one))
        last = (
            first if one.weekday_to is None else first + (one.weekday_to - one.weekday) % 7 * _DAY
        )
        if last > published and one.weekday_to is not None and not _is_ahead(one):
            first, last = first - 7 * _DAY, last - 7 * _DAY
        if one.clock is not None and one.weekday_to is not None:
            first = last = last if one.clock[0] < _NOON_HOUR else first
        return first, last, False
    if one.relative is not None:
        if one.relative == "overnight" and _is_ahead(one) and published:
            return published, published + _DAY, False
        return _relative_dates(one.relative, calendar)
    if not _is_of_event(one):
        return None, None, False
    return _event_dates(one, calendar)


def _is_ahead(one: Expression) -> bool:
    return bool({"until", "till", "next"} & set(one.preposition.split()))


def _is_of_event(one: Expression) -> bool:
    """Whether an hour is the event's: "in the evening", but not "at night" or "a noon sky"."""
    if one.clock is not None:
        return not set(one.preposition.split()) <= {"the", "noon", "midday", "midnight"}
    return not one.is_general


def _written_dates(one: Expression, calendar: Calendar) -> tuple[date | None, date | None, bool]:
    year, needs = one.year, False
    if year is None:
        if calendar.published_on is None:
            return None, None, True
        published = calendar.published_on
        told = _YEARS.get(one.relative or "")
        year = _year_near(one, published) if told is None else published.year + told
    if one.month is None:
        return date(year, 1, 1), date(one.year_to or year, 12, 31), needs
    last_month = one.month_to or one.month
    last_year = year + (last_month < one.month)
    if one.day is None:
        following = date(last_year + last_month // 12, last_month % 12 + 1, 1)
        return date(year, one.month, 1), following - _DAY, needs
    try:
        day = date(year, one.month, one.day)
    except ValueError:  # 30 February: said, but no day
        return None, None, False
    if one.weekday_to is not None:
        return day, day + _DAY, needs
    if one.month_to is not None and one.day_to is not None:
        return day, date(last_year, last_month, one.day_to), needs
    if one.day_to is not None and one.day_to > one.day:
        return day, day + (one.day_to - one.day) * _DAY, needs
    return day, day, needs


def _year_near(one: Expression, published: date) -> int:
    """Return the year of a date without one: the last such date, or the next after "until"."""
    told = (one.month or 1, one.day or 1)
    today = (published.month, published.day if one.day is not None else 31)
    if _is_ahead(one):
        return published.year + (told < today)
    if one.day and one.month and _is_soon(one.month, one.day, published):
        return published.year
    return published.year - (told > today)


def _is_soon(month: int, day: int, published: date) -> bool:
    """Whether a date is of the coming days: "to resume on July 22", written on July 21."""
    try:
        ahead = date(published.year, month, day) - published
    except ValueError:
        return False
    return timedelta(0) < ahead <= _SOON_DAYS * _DAY


def _monday_of(relative: str | None, published: date) -> date | None:
    """Return the Monday of the week that is told with a weekday: "on Sunday last week"."""
    if relative not in _WEEKS:
        return None
    return published + (7 * _WEEKS[relative] - published.weekday()) * _DAY


def _weekday_near(weekday: int, published: date, *, is_ahead: bool) -> date:
    if is_ahead:
        return published + (weekday - published.weekday()) % 7 * _DAY
    return published - (published.weekday() - weekday) % 7 * _DAY


def _relative_dates(relative: str, calendar: Calendar) -> tuple[date | None, date | None, bool]:
    words = relative.split()
    if words[-1] == "weekend":
        return _weekend(calendar.published_on)
    steps = _steps_from_event(words)
    if steps is not None:
        return _days_around_event(steps, calendar, is_night=words[-1] == "night")
    published = calendar.published_on
    if published is None:
        return None, None, True
    back = {"yesterday": 1, "last night": 1, "the day before yesterday": 2, "tomorrow": -1}
    if relative == "overnight":
        if calendar.event_from and calendar.event_to != calendar.event_from:
            return calendar.event_from, calendar.event_to, False
        return published - _DAY, published, False
    if words[0] == "last" and words[1] in _SPANS:
        return _last(words[1], published)
    if words[:2] == ["earlier", "this"]:
        return _so_far(words[2], published)
    if words[-1] == "ago":
        day = published - _count_days(words) * _DAY
        return day, day, False
    day = published - back.get(relative, 0) * _DAY
    return day, day, False


def _count_days(words: list[str]) -> int:
    """Return the days of "three weeks ago"."""
    unit_days = 7 if words[1].startswith("week") else 1
    return unit_days * (1 if words[0] == "a" else int(number_value(words[0]) or 0))


def _so_far(span: str, published: date) -> tuple[date, date, bool]:
    """Return the days of "earlier this month" up to that of publication."""
    if span == "week":
        return published - published.weekday() * _DAY, published, False
    first = published.replace(day=1)
    return (first if span == "month" else first.replace(month=1)), published, False


def _weekend(published: date | None) -> tuple[date | None, date | None, bool]:
    """Return the last Saturday up to the day of publication, and the day behind it."""
    if published is None:
        return None, None, True
    saturday = published - (published.weekday() - 5) % 7 * _DAY
    return saturday, saturday + _DAY, False


def _last(span: str, published: date) -> tuple[date, date, bool]:
    """Return first and last day of the calendar's last week (from Monday), month or year."""
    if span == "week":
        monday = published - (published.weekday() + 7) * _DAY
        return monday, monday + 6 * _DAY, False
    if span == "month":
        last = published.replace(day=1) - _DAY
        return last.replace(day=1), last, False
    return date(published.year - 1, 1, 1), date(published.year - 1, 12, 31), False


def _steps_from_event(words: list[str]) -> int | None:
    """Return how many days from the main event: "the day before", "a week later", "that night"."""
    if len(words) < 2:
        return None
    is_counted = words[1][:3] in {"day", "wee"} and words[0] != "the"
    if is_counted and words[-1] in {"earlier", "later", "before"}:
        return _count_days(words) * (1 if words[-1] == "later" else -1)
    if words[0] not in {"the", "that", "later", "earlier"} or {"this", "yesterday"} & set(words):
        return None
    if {"next", "following", "after"} & set(words):
        return 1
    return -1 if {"previous", "preceding", "before"} & set(words) else 0


def _days_around_event(
    steps: int, calendar: Calendar, *, is_night: bool
) -> tuple[date | None, date | None, bool]:
    first, last = calendar.event_from, calendar.event_to
    if first is None or last is None:
        published = calendar.published_on
        if published is None or not is_night:
            return None, None, published is None
        return published - _DAY, published, False
    if steps:
        day = (last if steps > 0 else first) + steps * _DAY
        return day, day, False
    return first, last, False


def _event_dates(one: Expression, calendar: Calendar) -> tuple[date | None, date | None, bool]:
    first, last = calendar.event_from, calendar.event_to
    if first is None or last is None:
        return None, None, calendar.published_on is None
    if one.clock and one.clock_to and one.clock_to < one.clock:
        return first, first + _DAY, False
    if first == last and _is_past_midnight(one, calendar):
        return first + _DAY, first + _DAY, False
    if one.clock is None or first == last:
        return first, last, False
    day = last if one.clock[0] < _NOON_HOUR else first
    return day, day, False


def _is_past_midnight(one: Expression, calendar: Calendar) -> bool:
    """Whether small hours follow a late hour that was told before: eleven, then half past one."""
    is_later = bool({"until", "till", "lasting"} & set(one.preposition.split()))
    is_late = calendar.is_event_late or (calendar.clock or (0, 0))[0] >= _LATE_HOUR
    if one.clock is None:
        return is_late and is_later and one.part in {"dawn", "early", "morning"}
    if one.part not in {None, "early", "night"} or one.clock[0] >= _SMALL_HOURS:
        return False
    return is_late and (is_later or calendar.clock is not None)


def _time(one: Expression, day: date | None, calendar: Calendar) -> str | None:
    if one.clock is None:
        return one.part or _daytime(one)
    hour, minute = one.clock
    part = one.part or _daytime(one)
    is_late = part in {"afternoon", "evening"} or (part == "night" and hour > _SMALL_HOURS)
    if is_late and 0 < hour < _NOON_HOUR:
        hour += 12
    written = f"{hour:02}:{minute:02}"
    if one.clock_to is not None:
        low = (
            hour + 12
            if hour < _NOON_HOUR <= one.clock_to[0] and one.clock_to[0] - hour > 12
            else hour
        )
        return f"{low:02}:{minute:02}/{one.clock_to[0]:02}:{one.clock_to[1]:02}"
    return written + written_zone(one, day, calendar.utc_offset)


def _daytime(one: Expression) -> str | None:
    """Return the part of the day that a relative time names: "last night", "the evening before"."""
    if one.relative in {"overnight", "tonight"}:
        return "night"
    words = (one.relative or "").split()
    return next((word for word in words if word in _DAYTIMES), None)
