"""Times that a file claims, and what speaks against them.

A time without a zone is the camera's local time, wherever its clock was set; it is compared as if
it were UTC, so only differences beyond any time zone mean something.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from verify.domain.sources import EASTERNMOST_ZONE

# Clocks that were never set: QuickTime's, Unix', DOS' and many cameras' first day.
_FIRST_DAYS = frozenset((date(1904, 1, 1), date(1970, 1, 1), date(1980, 1, 1), date(2000, 1, 1)))
# The first has the local zone, the others are UTC or say nothing of it.
_TIME_TAGS = ("com.apple.quicktime.creationdate", "creation_time", "date")
_SAME_RECORDING = timedelta(days=1)
_EXIF_DATE = re.compile(r"([0-9]{4}):([0-9]{2}):([0-9]{2})(?= |T|$)")


@dataclass(frozen=True, slots=True)
class ClaimedTime:
    """A time as a file states it.

    Attributes
    ----------
    moment : datetime
        With its zone, or as if it were UTC.
    has_zone : bool
        Whether the file states a zone.
    """

    moment: datetime
    has_zone: bool


def parse_time(text: str) -> ClaimedTime | None:
    """Return the time in an EXIF or ISO 8601 text, or None if it is neither.

    Examples
    --------
    >>> parse_time("2008:10:22 16:28:39").moment.isoformat()
    '2008-10-22T16:28:39+00:00'
    >>> parse_time("2019-07-24T11:25:40+0300").has_zone
    True
    """
    iso = _EXIF_DATE.sub(r"\1-\2-\3", text.strip(" \0"), count=1)
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return ClaimedTime(moment.replace(tzinfo=UTC), has_zone=False)
    return ClaimedTime(moment, has_zone=True)


def time_doubts(text: str, what: str, now: datetime | None = None) -> list[str]:
    """Return what speaks against a claimed time, a sentence each.

    Parameters
    ----------
    text : str
        As the file has it, printable.
    what : str
        Subject of the sentences, such as "The creation time".
    now : datetime, optional
        With zone. Without it nothing is called future.
    """
    claimed = parse_time(text)
    if claimed is None:
        return [f"{what} is not a date that can be read: {text[:80]}"]
    doubts = []
    if claimed.moment.date() in _FIRST_DAYS:
        doubts.append(
            f"{what} is the first day of a clock that was never set ({claimed.moment.date()})."
        )
    slack = timedelta() if claimed.has_zone else EASTERNMOST_ZONE
    if now is not None and claimed.moment - now > slack:
        doubts.append(f"{what} lies in the future of this machine's clock: {text[:80]}")
    if not claimed.has_zone:
        doubts.append(
            f"{what} states no time zone; it is the local time of a clock set by somebody."
        )
    return doubts


def created_by_tags(
    owners: Iterable[Mapping[str, str]], now: datetime | None
) -> tuple[str | None, dict[str, str], list[str]]:
    """Return the time with the most said about it, all by their tags, and what speaks against it.

    Parameters
    ----------
    owners : iterable of mapping of str to str
        Tags of the container and of each stream, printable.
    now : datetime, optional
        As for `time_doubts`.
    """
    stated: dict[str, str] = {}
    for tags in owners:
        for name, text in tags.items():
            key = name.lower().partition("-")[0]
            if key in _TIME_TAGS and text.strip():
                stated.setdefault(key, text.strip())
    created = next((stated[key] for key in _TIME_TAGS if key in stated), None)
    if created is None:
        return None, {}, []
    doubts = time_doubts(created, "The creation time", now)
    moments = [parsed.moment for text in stated.values() if (parsed := parse_time(text))]
    if moments and (apart := max(moments) - min(moments)) > _SAME_RECORDING:
        doubts.append(
            f"The file's creation times lie {span_text(apart)} apart: exported or edited later, "
            "or a clock was wrong."
        )
    return created, stated, doubts


def span_text(span: timedelta) -> str:
    """Return a length of time in the largest unit that tells it, such as "22 hours".

    Examples
    --------
    >>> span_text(timedelta(hours=-22))
    '22 hours'
    """
    seconds = abs(span.total_seconds())
    for unit, size_s in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size_s:
            return f"{seconds / size_s:.0f} {unit}"
    return f"{seconds:.0f} seconds"
