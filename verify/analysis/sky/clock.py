"""A time as an article gives it, and the moments that it may mean.

A clock time without an offset is read by the clock of the place. Where that clock was put back, the
time came twice; where it was put forward, it never came: then both readings are given, and which
one was meant is for a person to say.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import product
from typing import NamedTuple

from verify.domain.errors import BadParameterError

LONGEST_WINDOW = timedelta(days=8)
FIRST_YEAR, LAST_YEAR = 1970, 2099
"""Zone rules before are patchy, and after them made up."""

_EXPECTED = (
    "a time such as 2020-02-27 17:00, a day such as 2020-02-27, or two of them with a slash "
    "between; with an offset such as +03:00 or Z if it is not the place's own time"
)
_TIME = re.compile(
    r"(?:(?P<day>\d{4}-\d{2}-\d{2})(?:[T ]|$))?"
    r"(?:(?P<clock>\d{1,2}:\d{2}(?::\d{2})?))?"
    r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: a time, or a window; each end as written, with its offset if it has one.

    Attributes
    ----------
    start, end : datetime
        Without zone unless an offset was written; equal for a single time.
    is_window : bool
    """

    start: datetime
    end: datetime
    is_window: bool

    @property
    def has_offset(self) -> bool:
        """Whether the ends carry an offset of their own."""
        return self.start.tzinfo is not None

    @property
    def dates(self) -> list[date]:
        """The days that it touches, by the clock that it stands in."""
        last = self.end.replace(tzinfo=None)
        # A window up to midnight does not touch the next day.
        if self.is_window:
            last -= timedelta(microseconds=1)
        days = (last.date() - self.start.date()).days
        return [self.start.date() + timedelta(days=number) for number in range(days + 1)]

    def by(self, zone: tzinfo) -> "Asked":
        """Return it by the clock of a zone; as it is where no offset was written."""
        if not self.has_offset:
            return self
        return replace(self, start=self.start.astimezone(zone), end=self.end.astimezone(zone))


class Meant(NamedTuple):
    """One way of reading what was asked: why so, and its ends in UTC."""

    why: str
    start: datetime
    end: datetime


def parse_asked(text: str) -> Asked:
    """Return what a text asks for.

    Two times with a slash between are a window, and so is a day without a time. The second may
    leave out its day (then it is on the first's) and its offset.

    Raises
    ------
    BadParameterError
        If it is no such text, the end does not come after the start, or the window is too long.

    Examples
    --------
    >>> parse_asked("2020-02-27 17:00/2020-02-28 04:30").end
    datetime.datetime(2020, 2, 28, 4, 30)
    >>> parse_asked("2020-02-27").is_window
    True
    """
    first, slash, second = (part.strip() for part in text.strip().partition("/"))
    start, start_is_day = _parsed(first, text, None)
    if not slash:
        end = start + timedelta(days=1) if start_is_day else start
        asked = Asked(start, end, start_is_day)
    else:
        end, end_is_day = _parsed(second, text, start)
        if end_is_day:
            end += timedelta(days=1)
        if (start.tzinfo is None) != (end.tzinfo is None):
            raise BadParameterError("The time", text, "an offset on the first time or on both")
        asked = Asked(start, end, True)
        if end <= start:
            raise BadParameterError("The time", text, "an end that comes after its start")
    if asked.end - asked.start > LONGEST_WINDOW:
        raise BadParameterError("The time", text, f"a window of {LONGEST_WINDOW.days} days at most")
    return asked


def readings(asked: Asked, zone: tzinfo, zone_name: str) -> list[Meant]:
    """Return the windows that were meant, one as a rule, more where the clock was changed.

    Parameters
    ----------
    asked : Asked
    zone : tzinfo
        Rules of the clock that a time without offset is read by.
    zone_name : str
        Its name, for the text.

    Raises
    ------
    BadParameterError
        If the clock was put back or forward so that the window is empty in every reading.
    """
    if asked.has_offset:
        start, end = asked.start.astimezone(UTC), asked.end.astimezone(UTC)
        return [Meant(f"by the offset that is written, {_offset_words(asked.start)}", start, end)]
    meant: list[Meant] = []
    starts = _moments(asked.start, zone, zone_name)
    ends = _moments(asked.end, zone, zone_name) if asked.is_window else starts
    # Where both ends are doubtful, both are read by the same clock.
    pairs = zip(starts, ends, strict=True) if len(starts) == len(ends) else product(starts, ends)
    for (start, of_start), (end, of_end) in pairs:
        if start < end or not asked.is_window:
            why = of_start if of_start == of_end else f"from: {of_start}; to: {of_end}"
            meant.append(Meant(why, start, end))
    if not meant:
        window = f"{asked.start:%Y-%m-%d %H:%M} to {asked.end:%H:%M}"
        raise BadParameterError("The time", window, f"a window that the clock of {zone_name} shows")
    return meant


def _moments(local: datetime, zone: tzinfo, zone_name: str) -> list[tuple[datetime, str]]:
    """Return the moments that a clock time may mean, in UTC, each with its reason."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = _offset(first), _offset(second)
    if before == after:
        return [(first.astimezone(UTC), f"{zone_name}, {_offset_words(first)}")]
    clock = local.strftime("%Y-%m-%d %H:%M")
    if before > after:
        changed = f"{clock} came twice, the clock of {zone_name} was put back"
        ways = ("before that", "after that")
    else:
        changed = f"{clock} never came, the clock of {zone_name} was put forward"
        ways = ("by the clock of before", "by the clock of after")
    return [
        (moment.astimezone(UTC), f"{changed}; {way}, {_offset_words(moment)}")
        for moment, way in zip((first, second), ways, strict=True)
    ]


def _parsed(part: str, whole: str, first: datetime | None) -> tuple[datetime, bool]:
    """Return one end, and whether it is a day without a time."""
    match = _TIME.fullmatch(part)
    if match is None or (match["day"] is None and (first is None or match["clock"] is None)):
        raise BadParameterError("The time", whole, _EXPECTED)
    clock = (match["clock"] or "0:00").zfill(5)
    try:
        day = date.fromisoformat(match["day"]) if match["day"] else _day_of(first)
        # Midnight at the end of a day is written 24:00 as well.
        is_end_of_day = clock in {"24:00", "24:00:00"}
        moment = datetime.fromisoformat(f"{day} {'00:00' if is_end_of_day else clock.zfill(5)}")
        moment += timedelta(days=int(is_end_of_day))
    except ValueError as error:
        raise BadParameterError("The time", whole, _EXPECTED) from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise BadParameterError("The time", whole, f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    if match["offset"]:
        moment = moment.replace(tzinfo=_parsed_offset(match["offset"], whole))
    elif first is not None and first.tzinfo is not None:
        moment = moment.replace(tzinfo=first.tzinfo)
    return moment, match["clock"] is None


def _day_of(first: datetime | None) -> date:
    if first is None:
        raise ValueError("no day")
    return first.date()


def _parsed_offset(text: str, whole: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    # The largest offsets that any clock has had are below 15 hours.
    if hours > 15 or minutes > 59:
        raise BadParameterError("The offset", whole, "+HH:MM or -HH:MM, 15 hours at most")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _offset(moment: datetime) -> timedelta:
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("the moment has no zone")
    return offset


def _offset_words(moment: datetime) -> str:
    minutes = round(_offset(moment).total_seconds() / 60)
    hours, minutes = divmod(abs(minutes), 60)
    sign = "-" if _offset(moment) < timedelta() else "+"
    return f"UTC{sign}{hours:02d}:{minutes:02d}"
