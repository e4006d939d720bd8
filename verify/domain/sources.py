"""Where footage came from: what a person, a downloader or a platform's export says of it.

Every word of it is untrusted and none is checked. A date is kept with who claims it, because a
name, a file and a post often disagree, and that is what a journalist wants to see.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

LONGEST_TEXT = 20_000
LONGEST_LINE = 2_000
UntrustedText = Annotated[str, Meta(max_length=LONGEST_TEXT)]
UntrustedLine = Annotated[str, Meta(max_length=LONGEST_LINE)]

# Local time runs from 12 hours behind UTC to 14 hours ahead of it.
WESTERNMOST_ZONE = timedelta(hours=12)
EASTERNMOST_ZONE = timedelta(hours=14)
FIRST_YEAR = 1990
"""Earlier dates are those of clocks that were never set, or no dates."""


class DateClaimant(StrEnum):
    """Who says when."""

    FILE = "file"
    """Tags inside the file."""
    NAME = "name"
    """The file's name."""
    SOURCE = "source"
    """The post, its platform's export, or the downloader's note."""
    SHEET = "sheet"
    """The desk's own list."""


class ClaimedDate(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One date that somebody claims.

    Attributes
    ----------
    untrusted_text : str
        As it stands there, such as `VID-20200227-WA0003.mp4`.
    earliest_utc, latest_utc : datetime
        The span that it can mean: a date without a zone reaches 14 hours before and 12 after.
    is_zone_known : bool
        Whether the text itself says its zone.
    meaning : str
        Of what: taken, sent, posted, fetched; a sentence's part.
    """

    claimed_by: DateClaimant
    untrusted_text: UntrustedLine
    earliest_utc: Annotated[datetime, Meta(tz=True)]
    latest_utc: Annotated[datetime, Meta(tz=True)]
    is_zone_known: bool
    meaning: Annotated[str, Meta(max_length=200)]


class SourceRecord(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where one piece of footage came from; None where nothing is said."""

    untrusted_address: UntrustedLine | None = None
    untrusted_platform: UntrustedLine | None = None
    untrusted_channel: UntrustedLine | None = None
    untrusted_handle: UntrustedLine | None = None
    untrusted_caption: UntrustedText | None = None
    untrusted_forwarded_from: UntrustedLine | None = None
    untrusted_fetched_by: UntrustedLine | None = None
    untrusted_fetched_how: UntrustedLine | None = None
    untrusted_note: UntrustedText | None = None
    read_from: Annotated[
        list[UntrustedLine],
        Meta(description="files that say this, by name: an .info.json, a result.json, a sheet"),
    ] = []
    dates: list[ClaimedDate] = []

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return self == SourceRecord()

    def says_all_of(self, other: "SourceRecord") -> bool:
        """Return whether another record could fill none of its gaps: no field, file or date."""
        return all(
            all(value in mine for value in theirs)
            if isinstance(theirs, list)
            else mine is not None or theirs is None
            for mine, theirs in (
                (getattr(self, name), getattr(other, name)) for name in self.__struct_fields__
            )
        )


def storable(text: str) -> str:
    r"""Return a text that can be stored: a zero character, and half a surrogate pair, as U+FFFD.

    Bytes of a file name that are no UTF-8 stand as such halves in Python (PEP 383).

    Examples
    --------
    >>> storable("a\udcff\0b")
    'a��b'
    """
    return _UNSTORABLE.sub("\ufffd", text)


def date_with_zone(
    claimed_by: DateClaimant, untrusted_text: str, moment: datetime, meaning: str
) -> ClaimedDate:
    """Return a date whose zone is stated.

    Parameters
    ----------
    moment : datetime
        With its zone.
    """
    return ClaimedDate(
        claimed_by=claimed_by,
        untrusted_text=storable(untrusted_text[:LONGEST_LINE]),
        earliest_utc=moment.astimezone(UTC),
        latest_utc=moment.astimezone(UTC),
        is_zone_known=True,
        meaning=meaning,
    )


def date_without_zone(
    claimed_by: DateClaimant,
    untrusted_text: str,
    first: datetime,
    meaning: str,
    lasts: timedelta = timedelta(),
) -> ClaimedDate:
    """Return a date of a clock whose zone is not stated, with the span that it can mean.

    Parameters
    ----------
    first : datetime
        As that clock showed it, put as if it were UTC; of a day, its first moment.
    lasts : timedelta
        One day if only the day is stated.

    Examples
    --------
    >>> day = datetime(2020, 2, 27, tzinfo=UTC)
    >>> date = date_without_zone(DateClaimant.NAME, "2020-02-27", day, "day", timedelta(days=1))
    >>> date.earliest_utc.isoformat(), date.latest_utc.isoformat()
    ('2020-02-26T10:00:00+00:00', '2020-02-28T12:00:00+00:00')
    """
    return ClaimedDate(
        claimed_by=claimed_by,
        untrusted_text=storable(untrusted_text[:LONGEST_LINE]),
        earliest_utc=first - EASTERNMOST_ZONE,
        latest_utc=first + lasts + WESTERNMOST_ZONE,
        is_zone_known=False,
        meaning=meaning,
    )


def is_possible(date: ClaimedDate, now: datetime) -> bool:
    """Return whether a date can be one: from 1990 on, and not all of its span in the future.

    Parameters
    ----------
    now : datetime
        With its zone.
    """
    return date.latest_utc.year >= FIRST_YEAR and date.earliest_utc <= now


def merged(records: Iterable[SourceRecord]) -> SourceRecord:
    """Return one record of what several say, the first one first.

    Where they differ, the first word stands and the others go into the note, with who says so.
    Every date is kept, the same one once. What was merged before adds nothing a second time.
    """
    fields: dict[str, Any] = {}
    notes: list[str] = []
    read_from: list[str] = []
    dates: list[ClaimedDate] = []
    for record in records:
        for name in _FIELDS:
            said = getattr(record, name)
            if fields.setdefault(name, said) is None:
                fields[name] = said
            elif said is not None and said != fields[name]:
                _note(notes, _other_word(name, said, record.read_from))
        if record.untrusted_note is not None:
            _note(notes, record.untrusted_note)
        read_from += [file for file in record.read_from if file not in read_from]
        dates += [date for date in record.dates if date not in dates]
    note = "\n".join(notes)
    if len(note) > LONGEST_TEXT:
        note = f"{note[: LONGEST_TEXT - len(_CUT)]}{_CUT}"
    return SourceRecord(**fields, untrusted_note=note or None, read_from=read_from, dates=dates)


def _note(notes: list[str], said: str) -> None:
    # By whole lines: what was merged once stands in the first record's note among others.
    if f"\n{said}\n" not in "\n".join(("", *notes, "")):
        notes.append(said)


def _other_word(name: str, said: str, read_from: list[str]) -> str:
    field = name.removeprefix("untrusted_").replace("_", " ")
    by = f" (by {', '.join(read_from)})" if read_from else ""
    return f"Other {field}{by}: {said}"


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_CUT = " […]"
_FIELDS = tuple(
    field.name
    for field in msgspec.structs.fields(SourceRecord)
    if field.name not in ("untrusted_note", "read_from", "dates")
)
