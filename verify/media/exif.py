"""EXIF data of pictures through exifread, which is given the bytes under a budget.

exifread hangs on crafted files and lets its parser's errors through. Every byte it looks at goes
through `_MeteredFile`, so it ends after the same work on every machine, without a clock.
"""

import io
import logging
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import exifread
from exifread.core.exceptions import ExifError
from exifread.core.ifd_tag import IfdTag

from verify.domain.claimed import ClaimedPosition
from verify.domain.sources import EASTERNMOST_ZONE, WESTERNMOST_ZONE
from verify.media.claimed_times import parse_time, span_text, time_doubts
from verify.media.positions import claimed_position, sexagesimal
from verify.media.tags import printable

# A real camera's file takes a few thousand reads and less than 1 MB; half a million reads take
# about two seconds.
_MOST_READS = 500_000
_MOST_BYTES = 256 << 20
# Its remarks on a stranger's file are not for our user's terminal.
logging.getLogger("exifread").addHandler(logging.NullHandler())


class _BudgetSpentError(Exception):
    """exifread was stopped, because no real file takes so much reading."""


# What the reader lets through on crafted files: seen in mutants of real pictures, or raised or
# asserted in its code.
_READER_ERRORS = (
    ExifError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    _BudgetSpentError,
)


class _MeteredFile(io.BufferedReader):
    """A file that counts what is read from it."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))
        self._size = path.stat().st_size
        self._reads_left = _MOST_READS
        self._bytes_left = _MOST_BYTES

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(0, self._size - self.tell())
        # Asking for 2 GB sets aside 2 GB, whatever the file holds.
        content = super().read(left if size is None or size < 0 else min(size, left))
        self._reads_left -= 1
        self._bytes_left -= len(content)
        if self._reads_left < 0 or self._bytes_left < 0:
            raise _BudgetSpentError
        return content


@dataclass(frozen=True, slots=True)
class Exif:
    """What a picture's EXIF data claims.

    Attributes
    ----------
    tags : dict of str to str, or None
        By exifread's names, such as "Image Make"; not made printable. Empty if the picture has
        none, None if they cannot be read.
    created : str or None
        When the picture was taken, with the zone if one is stated.
    """

    tags: dict[str, str] | None
    positions: list[ClaimedPosition] = field(default_factory=list)
    created: str | None = None
    doubts: list[str] = field(default_factory=list)


def read_exif(path: Path, now: datetime | None = None) -> Exif:
    """Return the EXIF data of a picture, whatever its bytes.

    Parameters
    ----------
    path : Path
        A picture of any kind; kinds that hold no EXIF data have none.
    now : datetime, optional
        With zone; for doubts about times in the future.
    """
    fields, doubts = _fields(path)
    if fields is None:
        return Exif(tags=None, doubts=doubts)
    position, position_doubts = _position(fields)
    created, created_doubts = _created(fields, now)
    return Exif(
        tags={name: str(tag) for name, tag in fields.items()},
        positions=[position] if position else [],
        created=created,
        doubts=[*doubts, *position_doubts, *created_doubts, *_gps_clock_doubts(fields)],
    )


def _fields(path: Path) -> tuple[dict[str, IfdTag] | None, list[str]]:
    """Read with the maker's own fields; if these break the reader, without them."""
    doubts: list[str] = []
    for with_maker_notes in (True, False):
        try:
            with _MeteredFile(path) as file:
                fields = exifread.process_file(
                    file, details=with_maker_notes, extract_thumbnail=False
                )
        except _READER_ERRORS:
            doubts = ["The maker's own fields in its EXIF data are damaged and were left out."]
        else:
            return {name: tag for name, tag in fields.items() if isinstance(tag, IfdTag)}, doubts
    return None, ["Its EXIF data is damaged, or made to keep readers busy, and could not be read."]


def _text(fields: Mapping[str, IfdTag], name: str) -> str:
    return printable(str(fields[name])) if name in fields else ""


def _rationals(fields: Mapping[str, IfdTag], name: str) -> list[Fraction] | None:
    """Return the numbers of a field, or None if it is absent or not made of numbers."""
    values: Any = fields[name].values if name in fields else None
    if not isinstance(values, list) or not values:
        return None
    numbers = []
    for value in values:
        if not isinstance(value, int | Fraction):
            return None
        # exifread keeps a division by zero as a fraction that breaks when it is used.
        if value.denominator == 0:
            return None
        numbers.append(Fraction(value.numerator, value.denominator))
    return numbers


def _position(fields: Mapping[str, IfdTag]) -> tuple[ClaimedPosition | None, list[str]]:
    if "GPS GPSLatitude" not in fields and "GPS GPSLongitude" not in fields:
        return None, []
    latitude = _signed(fields, "GPS GPSLatitude", "N", "S")
    longitude = _signed(fields, "GPS GPSLongitude", "E", "W")
    if latitude is None or longitude is None:
        return None, [
            "Its EXIF data holds a position that is incomplete or no number, so none is given."
        ]
    position = claimed_position(
        latitude, longitude, _altitude(fields), "EXIF GPS", _resolution(fields)
    )
    if position is None:
        return None, [
            "Its EXIF data names a place that is not on Earth, so no position is given: "
            f"{float(latitude):g}, {float(longitude):g}."
        ]
    datum = _text(fields, "GPS GPSMapDatum").strip()
    if datum and datum.replace("-", "").replace(" ", "").replace("_", "").upper() != "WGS84":
        position.doubts.append(f"It refers to {datum}, not WGS 84, and was not converted.")
    if _text(fields, "GPS GPSStatus").startswith("V"):
        position.doubts.append("The receiver marked it as not measured at that moment.")
    return position, []


def _signed(
    fields: Mapping[str, IfdTag], name: str, positive: str, negative: str
) -> Fraction | None:
    """Return degrees, or None without a hemisphere: the wrong sign is another continent."""
    parts = _rationals(fields, name)
    value = sexagesimal(parts) if parts else None
    hemisphere = _text(fields, f"{name}Ref").strip().upper()
    if value is None or hemisphere not in (positive, negative):
        return None
    return value if hemisphere == positive else -value


def _resolution(fields: Mapping[str, IfdTag]) -> Fraction:
    """Return the finest step in which latitude and longitude are written, degrees.

    Cameras write one denominator throughout, but a fraction that can be shortened hides it.
    """
    return min(
        Fraction(1, part.denominator * 60**power)
        for name in ("GPS GPSLatitude", "GPS GPSLongitude")
        for power, part in enumerate(_rationals(fields, name) or [Fraction(1)])
    )


def _altitude(fields: Mapping[str, IfdTag]) -> Fraction | None:
    metres = _rationals(fields, "GPS GPSAltitude")
    if metres is None:
        return None
    reference = _rationals(fields, "GPS GPSAltitudeRef") or [Fraction(0)]
    # CIPA DC-008 (EXIF 3.0): 0 and 2 are above sea level or ellipsoid, 1 and 3 below.
    return -metres[0] if reference[0] % 2 == 1 else metres[0]


def _created(fields: Mapping[str, IfdTag], now: datetime | None) -> tuple[str | None, list[str]]:
    taken = _text(fields, "EXIF DateTimeOriginal").strip()
    if not taken.strip("0: "):
        # Spaces, or zeros, are how cameras say that they do not know.
        return None, []
    zone = _text(fields, "EXIF OffsetTimeOriginal").strip()
    created = f"{taken} {zone}".strip()
    doubts = time_doubts(created.replace(" ", "T", 1).replace(" ", ""), "The time taken", now)
    taken_at, written_at = parse_time(taken), parse_time(_text(fields, "Image DateTime"))
    if taken_at and written_at:
        later = written_at.moment - taken_at.moment
        if later > timedelta(minutes=1):
            doubts.append(
                f"The picture was last written {span_text(later)} after it was taken, by its own "
                "account: copied with changes, edited, or turned."
            )
        elif later < -timedelta(minutes=1):
            doubts.append(
                f"The picture was last written {span_text(later)} before it was taken, by its own "
                "account: one of the clocks was wrong, or a time was altered."
            )
    return created, doubts


def _gps_clock_doubts(fields: Mapping[str, IfdTag]) -> list[str]:
    """Compare the satellites' UTC with the camera's clock."""
    clock = _rationals(fields, "GPS GPSTimeStamp")
    day = parse_time(_text(fields, "GPS GPSDate"))
    taken = parse_time(_text(fields, "EXIF DateTimeOriginal"))
    if clock is None or len(clock) != 3 or day is None or taken is None:
        return []
    hours, minutes, seconds = clock
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds <= 60):
        return ["The satellite time in its EXIF data is not a time of day."]
    time_of_day = timedelta(seconds=float(hours * 3600 + minutes * 60 + seconds))
    # The difference first: the last day that a date can be has no moment after its end.
    apart = day.moment - taken.moment + time_of_day
    if -EASTERNMOST_ZONE <= apart <= WESTERNMOST_ZONE:
        return []
    return [
        f"The satellites' time and the camera's clock lie {span_text(apart)} apart, more than any "
        "time zone explains: the clock was wrong, or a time was altered."
    ]
