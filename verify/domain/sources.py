"""Where footage came from: what a person, a downloader or a platform's export says of it.

Every word of it is untrusted and none is checked. A date is kept with who claims it, because a
name, a file and a post often disagree, and that is what a journalist wants to see.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

UntrustedText = Annotated[str, Meta(max_length=20_000)]
UntrustedLine = Annotated[str, Meta(max_length=2_000)]


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
