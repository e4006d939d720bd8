"""Dates that a file's name claims, where the form of the name says which program wrote it.

Cameras, phones and messengers put dates into names, mostly in the local time of the device that
saved the file, which is seldom the one that filmed. Anyone can rename a file. So each date comes
with the span that it can mean, and what the form of the name says of it; a number that merely looks
like a date, such as one in the name of a Snapchat or Messenger file, is none.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from verify.domain.sources import (
    LONGEST_LINE,
    ClaimedDate,
    DateClaimant,
    date_with_zone,
    date_without_zone,
    is_possible,
)

_DAY = timedelta(days=1)
# Newer versions of macOS put a narrow no-break space before AM and PM.
_NOON = r"(?:[ \u202f](?P<noon>[AaPp])\.?[Mm]\.?)?"


def _date(separator: str) -> str:
    return rf"(?P<year>\d{{4}}){separator}(?P<month>\d\d){separator}(?P<day>\d\d)"


def _time(separator: str) -> str:
    return rf"(?P<hour>\d\d){separator}(?P<minute>\d\d){separator}(?P<second>\d\d)"


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of names, and what the date in it means."""

    pattern: re.Pattern[str]
    meaning: str


def _form(pattern: str, meaning: str) -> _Form:
    return _Form(re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})(?!\d)"), meaning)


_SAVED_BY = "saved, by the clock of the device that saved it from"
_UNSAID = "what of, the name does not say"
_TAKEN = "taken, by the camera's clock"
_FORMS = (
    _form(
        rf"(?:VID|IMG|AUD|PTT|GIF|STK|DOC)-{_date('')}-WA\d{{4}}",
        f"sent or {_SAVED_BY} WhatsApp",
    ),
    _form(rf"WhatsApp [A-Z][a-z]+ {_date('-')} at {_time('[.]')}{_NOON}", f"{_SAVED_BY} WhatsApp"),
    _form(
        r"[a-z]+_\d+@(?P<day>\d\d)-(?P<month>\d\d)-(?P<year>\d{4})_" + _time("-"),
        "posted, in the zone of the machine that exported it from Telegram",
    ),
    _form(
        rf"(?:video|photo|audio|animation|document)_{_date('-')}_{_time('-')}",
        f"posted or {_SAVED_BY} Telegram",
    ),
    _form(
        rf"signal-{_date('-')}-{_time('-?')}(?:-(?P<fraction>\d{{3}}))?",
        f"sent or {_SAVED_BY} Signal",
    ),
    _form(
        rf"(?P<utc>PXL)_{_date('')}_{_time('')}(?P<fraction>\d{{3}})",
        "taken, by the camera's clock; in UTC by the convention of Google's camera",
    ),
    _form(
        rf"(?:Screen Recording|Screen Shot|Screenshot) {_date('-')} at {_time('[.]')}{_NOON}",
        "recorded off a screen, by that machine's clock",
    ),
    _form(
        rf"(?:[Ss]creenshot|[Ss]creen[_-][Rr]ecording?|[Ss]creen)[_-]{_date('-?')}[_-]{_time('-?')}",
        "recorded off a screen, by that device's clock",
    ),
    _form(rf"WIN_{_date('')}_{_time('_')}", _TAKEN),
    _form(
        rf"(?:\A|(?:VID|IMG|MVIMG|PANO|MOV)_){_date('')}_{_time('')}(?:_?(?P<fraction>\d{{3}}))?",
        _TAKEN,
    ),
    _form(rf"DJI_{_date('')}{_time('')}", _TAKEN),
    _form(rf"{_date('-')} {_time('[.]')}", _TAKEN),
    _form(
        rf"{_date('-')}[Tt]{_time('[-:_.]?')}(?P<zone>[Zz]|[+-]\d\d:?\d\d)",
        _UNSAID,
    ),
    _form(
        r"(?:FB_(?:VID|IMG)_|mmexport|wx_camera_)(?P<milliseconds>\d{13})",
        "saved by the program, by the device's clock",
    ),
    # What is left was written by another program or typed by hand.
    _form(rf"{_date('')}[_-]{_time('')}(?:_?(?P<fraction>\d{{3}}))?", _UNSAID),
    _form(_date("-"), _UNSAID),
)


def dates_in_name(untrusted_name: str, now: datetime) -> list[ClaimedDate]:
    """Return the dates that a name claims, in their order; impossible ones are no dates.

    Parameters
    ----------
    untrusted_name : str
        A file name without its folder.
    now : datetime
        With its zone; what can only lie after it is no date.

    Examples
    --------
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> (date,) = dates_in_name("VID-20200227-WA0003.mp4", now)
    >>> date.earliest_utc.isoformat(), date.is_zone_known
    ('2020-02-26T10:00:00+00:00', False)
    >>> dates_in_name("VID-20201399-WA0003.mp4", now)
    []
    """
    name = untrusted_name[:LONGEST_LINE]
    found: dict[int, ClaimedDate] = {}
    taken: set[int] = set()
    for form in _FORMS:
        for match in form.pattern.finditer(name):
            letters = range(*match.span())
            if taken.isdisjoint(letters):
                claimed = _claimed(match, name, form.meaning)
                if claimed is not None and is_possible(claimed, now):
                    found[match.start()] = claimed
                    taken.update(letters)
    return [found[start] for start in sorted(found)]


def _claimed(match: re.Match[str], name: str, meaning: str) -> ClaimedDate | None:
    """Return the date of a match, or None if there is no such day or hour."""
    parts = match.groupdict()
    try:
        if parts.get("milliseconds"):
            moment = datetime.fromtimestamp(int(parts["milliseconds"]) / 1000, UTC)
            return date_with_zone(DateClaimant.NAME, name, moment, meaning)
        day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        first = datetime.combine(day, time(), UTC)
        if parts.get("hour") is None:
            return date_without_zone(DateClaimant.NAME, name, first, meaning, _DAY)
        moment = first.replace(
            hour=_hour(int(parts["hour"]), parts.get("noon")),
            minute=int(parts["minute"]),
            second=int(parts["second"]),
            microsecond=1000 * int(parts.get("fraction") or 0),
        )
        if parts.get("utc"):
            return date_with_zone(DateClaimant.NAME, name, moment, meaning)
        if zone := parts.get("zone"):
            zoned = datetime.fromisoformat(f"{moment:%Y-%m-%dT%H:%M:%S}{zone.upper()}")
            return date_with_zone(DateClaimant.NAME, name, zoned, meaning)
        return date_without_zone(DateClaimant.NAME, name, moment, meaning)
    except (ValueError, OverflowError):
        return None


def _hour(hour: int, noon: str | None) -> int:
    """Return an hour of 0 to 23.

    Raises
    ------
    ValueError
        If a clock of twelve hours does not show it.
    """
    if noon is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"{hour} on a clock of twelve hours")
    return hour % 12 + (12 if noon in "Pp" else 0)
