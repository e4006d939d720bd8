"""What the page of several clips shows: how their clocks lie, and what to play. Plain data."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from ui.findings import place
from verify.domain.errors import shown_name
from verify.workbench.desk import Comfort
from verify.workbench.syncs import SyncFound, sync_wording

_NOTE = (
    "An offset is the time in the second clip minus the time in the first of one moment. Sound "
    "arrives 3 ms later for every metre, so an offset by sound is one of arrivals. Where too "
    "little agrees, none is told: that is no sign against either clip."
)
_PLAYED = (
    "All show the same moment, by the offset that stands beside each: as found, or as you set it. "
    "The frame of each is the one on the screen, by the table of its times; an offset itself is "
    "only as good as its error says. No sound is played."
)
_DIMMED = "They are dimmed: one of them flashes more than is safe for some viewers. "


def pairs(found: SyncFound, names: Mapping[str, str]) -> dict[str, Any]:
    """Return how the clocks of each pair lie, a row for each.

    Parameters
    ----------
    names : mapping of str to str
        Of the clips by their ids, told apart.
    """
    two = combinations([names.get(clip, "A clip") for clip in found.clips], 2)
    return {
        "name": "How the clocks of each pair lie",
        "note": _NOTE,
        "heads": ["Clips", "By light", "By sound", "What follows"],
        "rows": [
            [
                shown_name(text)
                for text in (
                    f"{first} and {second}",
                    sync_wording.light_words(pair),
                    sync_wording.sound_words(pair),
                    pair.meaning,
                )
            ]
            for (first, second), pair in zip(two, found.finding.pairs, strict=False)
        ],
    }


def strip(sync_id: str, comfort: Comfort) -> dict[str, Any]:
    """Return the picture of the clips at moments that they share."""
    return {
        "src": f"/wb/syncs/{sync_id}/strip.jpg",
        "alt": "The clips, one in each row, at moments that they share",
        "note": "A row for each clip, a column for each moment; only as good as the offsets.",
        "saved_as": "common-moments.jpg",
        **looks(comfort),
    }


def looks(comfort: Comfort) -> dict[str, bool]:
    """Return how pictures are to be shown."""
    return {"cover": comfort.cover, "blur": comfort.blur, "grey": comfort.grey}


def side(
    clip_id: str, name: str, source: str, offset_s: float, found_s: float | None, pace: float = 1.0
) -> dict[str, Any]:
    """Return one clip as it is played beside others.

    Parameters
    ----------
    source : {"received", "copy"}
        What the browser is to play.
    offset_s, pace : float
        It shows `offset_s + pace * m` at moment m.
    found_s : float or None
        The offset that was found.
    """
    return {
        "name": name,
        "alt": name,
        "src": f"{place(clip_id, 'footage')}?{source}",
        "times": place(clip_id, "frame-times"),
        "offset_s": offset_s,
        "found_s": found_s,
        "pace": pace,
        "laid": None,
    }


def players(sides: Sequence[dict[str, Any]], comfort: Comfort, *, flashes: bool) -> dict[str, Any]:
    """Return several clips on one clock, shown from where all of them run."""
    dimmed = flashes and comfort.dims_flashing
    return {
        "label": "Clips on one clock",
        "sides": list(sides),
        "mode": "beside",
        "adjustable": True,
        "at_s": max(-one["offset_s"] for one in sides),
        "note": f"{_DIMMED if dimmed else ''}{_PLAYED}",
        "dimmed": dimmed,
        **looks(comfort),
    }
