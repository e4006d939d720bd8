"""The zone of a clock time, as far as the words give one, written as an offset from UTC."""

from datetime import date, datetime, time, timedelta

from verify.casework.claims.expressions import Expression
from verify.casework.claims.words.calendar import ZONE_PLACES, ZONES
from verify.gazetteer.zones import zone

_MINUTE = timedelta(minutes=1)


def written_zone(one: Expression, day: date | None, local: timedelta | None) -> str:
    """Return the offset of a clock as "+02:00", or nothing where no zone is told.

    Parameters
    ----------
    one : Expression
        With a clock.
    day : date or None
        On which it was: "Kyiv time" is another one in winter.
    local : timedelta or None
        Offset of "local time", which is taken to be that of the place of publication.
    """
    offset_min = _offset_min(one, day, local)
    if offset_min is None:
        return ""
    sign = "-" if offset_min < 0 else "+"
    return f"{sign}{abs(offset_min) // 60:02}:{abs(offset_min) % 60:02}"


def _offset_min(one: Expression, day: date | None, local: timedelta | None) -> int | None:
    if one.zone is None or one.zone.startswith("local"):
        if one.clock and one.other_clock and (base := ZONES.get(one.other_zone or "")) is not None:
            ahead = 60 * (one.clock[0] - one.other_clock[0]) + one.clock[1] - one.other_clock[1]
            # Clocks run from 12 hours behind UTC to 14 ahead.
            return (ahead + 12 * 60) % (24 * 60) - 12 * 60 + base
        return local // _MINUTE if one.zone is not None and local is not None else None
    if place := ZONE_PLACES.get(one.zone):
        offset = datetime.combine(day, time(12), zone(place)).utcoffset() if day else None
        return offset // _MINUTE if offset is not None else None
    return ZONES.get(one.zone)
