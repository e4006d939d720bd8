"""Times in the headers of an MP4 or QuickTime file, and what speaks against them.

They count seconds from the beginning of 1904 and should be UTC; some cameras write local time, some
writers count from 1970, and zero is how a writer says nothing. FFmpeg's tags pass on only some of
this: it drops the time of change and takes small numbers for seconds since 1970 without a word.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from verify.domain.claimed import StatedTime
from verify.domain.sources import EASTERNMOST_ZONE
from verify.media.boxes import BoxReading, HeaderTime
from verify.media.claimed_times import parse_time, span_text

# ISO/IEC 14496-12, 8.2.2; Apple, QuickTime File Format.
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# QuickTime came out in December 1991, and no phone filmed before.
_FIRST_MOVIE = datetime(1991, 12, 1, tzinfo=UTC)
_ROUNDING = timedelta(minutes=1)


def header_times(reading: BoxReading) -> list[StatedTime]:
    """Return the times of the movie's header, and those of tracks that differ from it."""
    listed: list[StatedTime] = []
    seen: set[int] = set()
    for header in reading.times:
        for what, value in (("created", header.created), ("last changed", header.modified)):
            if value not in seen:
                seen.add(value)
                listed.append(
                    StatedTime(source=f"{header.source}, {what}", untrusted_text=_text(value))
                )
    return listed


def header_doubts(
    reading: BoxReading, tag: str | None = None, now: datetime | None = None
) -> Iterator[str]:
    """Yield what speaks against the header's times, a sentence each.

    Parameters
    ----------
    reading : BoxReading
        The file's boxes.
    tag : str, optional
        A creation time that another field states, with its zone.
    now : datetime, optional
        With zone; without it nothing is called future.
    """
    if not reading.times:
        return
    movie = reading.times[0]
    made = _moment(movie.created)
    if movie.created == 0:
        yield (
            "The header states no creation time (zero), as FFmpeg and many platforms write it: "
            "normal for a copy, unusual straight from a camera."
        )
        return
    if made is None or made > datetime(2100, 1, 1, tzinfo=UTC):
        yield f"The header's creation time is no time of ours: {_text(movie.created)}."
        return
    if made < _FIRST_MOVIE:
        since_1970 = _UNIX_EPOCH + timedelta(seconds=movie.created)
        yield (
            f"The header's creation time is {made.date()}, before there were such files: a clock "
            f"that was never set, or a count from 1970, which would be {since_1970:%Y-%m-%d %H:%M} "
            "UTC."
        )
        return
    if now is not None and made - now > EASTERNMOST_ZONE:
        yield f"The header's creation time lies in the future of this machine's clock: {made}."
    length = timedelta(seconds=min(reading.duration_s or 0, 1e6)) + _ROUNDING
    yield from _change_doubts(movie, made, length)
    yield from _track_doubts(reading, made, length)
    stated = parse_time(tag) if tag else None
    if stated and stated.has_zone and length < abs(stated.moment - made) < timedelta(days=1):
        yield (
            f"The header's creation time lies {span_text(stated.moment - made)} from the one with "
            "a zone: written in local time, exported again, or altered."
        )


def _change_doubts(movie: HeaderTime, made: datetime, length: timedelta) -> Iterator[str]:
    changed = _moment(movie.modified)
    if changed is None or movie.modified == 0:
        return
    if changed - made > length:
        yield (
            f"The header says that the file was changed {span_text(changed - made)} after it was "
            "made: trimmed, re-saved or exported then, or a clock was set meanwhile."
        )
    elif made - changed > _ROUNDING:
        yield (
            f"The header says that the file was changed {span_text(made - changed)} before it was "
            "made: a clock was set meanwhile, or a time was altered."
        )


def _track_doubts(reading: BoxReading, made: datetime, length: timedelta) -> Iterator[str]:
    others = [
        moment
        for header in reading.times[1:]
        if header.created and (moment := _moment(header.created)) is not None
    ]
    apart = max((abs(moment - made) for moment in others), default=timedelta())
    if apart > length:
        yield (
            f"A track was made {span_text(apart)} from the movie, by the headers: copied out of "
            "another file, joined, or written by a program that stamps both apart."
        )


def _moment(seconds: int) -> datetime | None:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _text(seconds: int) -> str:
    if seconds == 0:
        return "0 (not set)"
    moment = _moment(seconds)
    return f"{seconds} seconds since 1904" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
