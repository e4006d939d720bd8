"""Which entries of an archive somebody wants to see, newest first, a page at a time.

A date is a claim with a span: an entry is listed where any of its claims can lie in what is asked
for, so one of another day may be among them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from verify.domain.archive import Entry, EntryKind
from verify.domain.sources import ClaimedDate, SourceRecord


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What an entry has to be to be listed; what is empty or None asks for nothing.

    Attributes
    ----------
    text : str
        Stands, in any case, in one of its names, its key, or what is said of its source.
    kind : EntryKind or None
    since_utc, until_utc : datetime or None
        A claimed date can lie from the one to before the other.
    has_original : bool or None
        Whether the file is kept.
    """

    text: str = ""
    kind: EntryKind | None = None
    since_utc: datetime | None = None
    until_utc: datetime | None = None
    has_original: bool | None = None

    @property
    def asks_for_dates(self) -> bool:
        """Whether an entry without a date is left out."""
        return self.since_utc is not None or self.until_utc is not None

    def lists(self, entry: Entry) -> bool:
        """Return whether an entry is one that is asked for."""
        return (
            (self.kind is None or entry.kind is self.kind)
            and (self.has_original is None or entry.has_original is self.has_original)
            and (not self.asks_for_dates or self.is_dated(entry.source.dates))
            and self._is_said(entry)
        )

    def is_dated(self, dates: Iterable[ClaimedDate]) -> bool:
        """Return whether one of some dates can lie in what is asked for."""
        return any(map(self._has, dates))

    def _has(self, date: ClaimedDate) -> bool:
        return (self.since_utc is None or date.latest_utc >= self.since_utc) and (
            self.until_utc is None or date.earliest_utc < self.until_utc
        )

    def _is_said(self, entry: Entry) -> bool:
        wanted = self.text.casefold()
        said = (entry.key, *entry.untrusted_names, *words_of_source(entry.source))
        return any(wanted in text.casefold() for text in said)


EVERYTHING = EntryFilter()
"""Leaves nothing out."""


def words_of_source(source: SourceRecord) -> list[str]:
    """Return every text that a source record says, dates as they stand there."""
    fields = (name for name in source.__struct_fields__ if name.startswith("untrusted_"))
    return [
        *filter(None, (getattr(source, name) for name in fields)),
        *source.read_from,
        *(date.untrusted_text for date in source.dates),
    ]
