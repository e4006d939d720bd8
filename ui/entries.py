"""Entries of the archive as the pages show them: what stands in a row, and on a page of one."""

from collections.abc import Mapping, Sequence
from typing import Any

from verify.domain.archive import Entry
from verify.domain.errors import shown_name
from verify.domain.sources import SourceRecord
from verify.domain.timing import timecode
from verify.workbench.archive_desk import (
    THE_VERY_FILE,
    MatchedClip,
    entry_wording,
    match_wording,
)
from verify.workbench.desk import Comfort, wording

Matched = Mapping[str, Sequence[MatchedClip]]
SAID = {
    "untrusted_platform": "Platform",
    "untrusted_channel": "Channel",
    "untrusted_handle": "Handle",
    "untrusted_address": "Address",
    "untrusted_caption": "Caption",
    "untrusted_forwarded_from": "Forwarded from",
    "untrusted_fetched_by": "Fetched by",
    "untrusted_fetched_how": "Fetched how",
    "untrusted_note": "Note",
}
"""What a source record can say, and what it is called."""


def still_place(key: str, place: int) -> str:
    """Return the address of a still of an entry."""
    return f"/wb/archive/{key}/{place}.jpg"


def rows(entries: Sequence[Entry], matched: Matched, comfort: Comfort) -> dict[str, Any]:
    """Return a list of entries, each with a still from its middle."""
    return {
        "entries": [_row(entry, matched.get(entry.key, ())) for entry in entries],
        **comfort_of(comfort),
    }


def comfort_of(comfort: Comfort) -> dict[str, bool]:
    """Return how pictures are to be shown."""
    return {"cover": comfort.cover, "blur": comfort.blur, "grey": comfort.grey}


def _row(entry: Entry, matched: Sequence[MatchedClip]) -> dict[str, Any]:
    dated = entry_wording.date_words(entry.source.dates)
    added = f"added {entry.added_utc:%Y-%m-%d}"
    alike = sum(one.grade != THE_VERY_FILE for one in matched)
    clips = wording.counted(alike, "clip on this machine looks", "clips on this machine look")
    lines = [
        f"{entry_wording.kind_words(entry)} · {dated} · {added}",
        entry_wording.source_words(entry.source),
        entry_wording.holdings_words(entry) + (f" · {clips} like it" if alike else ""),
    ]
    return {
        "key": entry.key,
        "href": f"/archive?entry={entry.key}",
        "name": entry_wording.names_words(entry),
        "still": still_place(entry.key, entry.still_count // 2) if entry.still_count else None,
        "alt": f"still of {shown_name(entry.untrusted_names[0])}",
        "lines": [line for line in lines if line],
    }


def record(entry: Entry) -> list[list[str]]:
    """Return what is kept of an entry, as terms and values."""
    size = None if entry.width_px is None else f"{entry.width_px} x {entry.height_px} px"
    length = None if entry.duration_s is None else timecode(entry.duration_s)
    facts = {
        "Names it came under": "\n".join(map(shown_name, entry.untrusted_names)),
        "Kind": entry_wording.kind_words(entry) if length is None else entry.kind.value,
        "Length": length,
        "Picture": size,
        "Bytes": None if entry.size_bytes is None else f"{entry.size_bytes:,}",
        "Kept": entry_wording.holdings_words(entry),
        "Added": f"{entry.added_utc:%Y-%m-%d %H:%M} UTC, event {entry.added_sequence} of the log",
        "Key": entry.key,
    }
    return [[term, value] for term, value in facts.items() if value]


def source(said: SourceRecord) -> list[list[str]]:
    """Return what is said of where it came from, every date with who claims it."""
    rows = [
        [name, shown_name(value)]
        for field, name in SAID.items()
        if (value := getattr(said, field)) is not None
    ]
    rows += [["Date", match_wording.claim_words(date)] for date in said.dates]
    if said.read_from:
        rows.append(["Read from", ", ".join(map(shown_name, said.read_from))])
    return rows


def stills(entry: Entry, times_s: Sequence[float], comfort: Comfort) -> dict[str, Any]:
    """Return the stills of an entry as a contact sheet."""
    name = shown_name(entry.untrusted_names[0])
    wide, high = entry.width_px or 16, entry.height_px or 9
    return {
        "note": "Small and grey, as they are kept to be compared. Choose one to see it larger.",
        "upright": high > wide,
        "ratio": f"{wide} / {high}",
        "pictures": [
            {
                "file": str(place),
                "src": still_place(entry.key, place),
                "of_flash": False,
                "title": timecode(time_s),
                "because": "",
                "where": "",
                "alt": f"Still of {name} at {timecode(time_s)}",
            }
            for place, time_s in enumerate(times_s)
        ],
        **comfort_of(comfort),
    }
