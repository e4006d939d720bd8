"""Entries of an archive as lines for people; text out of names and exports is made printable."""

from verify.domain.archive import Entry, EntryKind
from verify.domain.errors import shown_name
from verify.domain.sources import ClaimedDate, SourceRecord
from verify.domain.timing import timecode
from verify.presentation.match_wording import CLAIMANT_WORDS, claimed_moment_words, is_day
from verify.presentation.wording import counted

_KEY_DIGITS = 12
_LONGEST_WORDS = 60
# Wide enough for most; a list is printed as it is read, so no width of a column is known.
_NAME_COLUMNS, _KIND_COLUMNS = 32, 18


def entry_line(entry: Entry) -> str:
    """Return what there is of an entry on one line: key, name, date, what is kept, source."""
    parts = [
        entry.key[:_KEY_DIGITS],
        f"{names_words(entry):<{_NAME_COLUMNS}}",
        f"{kind_words(entry):<{_KIND_COLUMNS}}",
        date_words(entry.source.dates),
        holdings_words(entry),
        source_words(entry.source),
    ]
    return "  ".join(filter(None, parts))


def names_words(entry: Entry) -> str:
    """Return the first name and how many others there are."""
    first, *others = entry.untrusted_names
    return shown_name(first) + (f" (and {counted(len(others), 'other name')})" if others else "")


def kind_words(entry: Entry) -> str:
    """Return what it is, and its length."""
    if entry.kind is EntryKind.HASHES:
        return "hashes only"
    if entry.duration_s is None:
        return entry.kind.value
    return f"{entry.kind.value} {timecode(entry.duration_s)}"


def holdings_words(entry: Entry) -> str:
    """Return what is kept of it."""
    parts = [counted(entry.hash_count, "hash", "hashes")]
    parts.append(counted(entry.still_count, "still") if entry.still_count else "no stills")
    if entry.has_original:
        parts.append("file kept")
    return ", ".join(parts)


def date_words(dates: list[ClaimedDate]) -> str:
    """Return the earliest date that anybody claims, who does, and how many more there are."""
    if not dates:
        return "no date"
    first = min(dates, key=lambda date: date.latest_utc)
    more = f" and {len(dates) - 1} more" if len(dates) > 1 else ""
    zone = "" if first.is_zone_known or is_day(first) else ", zone unknown,"
    return f"{claimed_moment_words(first)}{zone} by {CLAIMANT_WORDS[first.claimed_by]}{more}"


def source_words(source: SourceRecord) -> str:
    """Return platform and channel, or the address, or nothing."""
    said = (
        source.untrusted_platform,
        source.untrusted_channel or source.untrusted_handle,
        source.untrusted_address,
    )
    words = shown_name(", ".join(filter(None, said)))
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}…"
