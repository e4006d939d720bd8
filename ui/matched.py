"""What the page of matches shows: entries, stretches, both sides of each. Plain data, no markup."""

from collections.abc import Sequence
from typing import Any

from ui.blocks import Block, rows, text
from ui.findings import place
from ui.synced import looks, side
from verify.domain.errors import shown_name
from verify.workbench.desk import Comfort
from verify.workbench.matched import SeenMatch, Stretch

_HERE = "This clip"
_THERE = "The entry"
_STILLS = (
    "Pictures for the eye, {}; no measurement rests on them. In all but side by side the entry's "
    "picture is laid over this clip's as the match says; where only one of them has a picture, "
    "that one is seen. A difference that moves with the edges may be a small shift alone."
)
_PLAYED = (
    "Both files as they were received, on one clock by what the match says of times. The frame of "
    "each is the one on the screen, by the table of its times. No sound is played."
)


def title(number: int, match: SeenMatch) -> str:
    """Return what a match is called."""
    return shown_name(f"{number}. {match.shown.name}: {match.shown.grade}")


def facts(match: SeenMatch, history: Sequence[str]) -> list[Block]:
    """Return what is said of an entry, what people made of it the latest first."""
    said = [text(line, "" if place else "By now:") for place, line in enumerate(history)]
    return [*said, rows(match.facts)]


def of_stretch(stretch: Stretch) -> list[Block]:
    """Return what is said of a stretch."""
    return [rows(stretch.rows)]


def stretch_names(match: SeenMatch) -> list[str]:
    """Return what stretches are called: where they lie in either."""
    return [
        shown_name(f"{number}. {stretch.rows[0][1]} beside {stretch.rows[1][1]}")
        for number, stretch in enumerate(match.stretches, start=1)
    ]


def stills(
    clip_id: str, match: SeenMatch, stretch: Stretch, comfort: Comfort
) -> dict[str, Any] | None:
    """Return the pictures of one moment of both; None where either side has none."""
    sight = stretch.sight
    if sight is None:
        return None
    if isinstance(sight.there, int):
        there = f"/wb/entries/{match.sha256}/stills/{sight.there}.jpg"
    else:
        there = place(clip_id, sight.there)
    return {
        "label": "A picture of this clip and one of the entry",
        "sides": [
            {"name": _HERE, "alt": f"{_HERE}, {sight.when}", "src": place(clip_id, sight.here)},
            {"name": _THERE, "alt": f"{_THERE}, {sight.when}", "src": there, "laid": stretch.laid},
        ],
        "mode": "slider",
        "adjustable": False,
        "at_s": None,
        "note": _STILLS.format(sight.when),
        "dimmed": False,
        **looks(comfort),
    }


def clips(
    here: tuple[str, str], there: tuple[str, str], stretch: Stretch, comfort: Comfort
) -> dict[str, Any]:
    """Return both clips on one clock, from where the stretch begins.

    Parameters
    ----------
    here, there : tuple of str
        Id of a clip, and what the browser is to play of it.
    """
    offset_s = stretch.entry_start_s - stretch.speed * stretch.start_s
    first = side(here[0], _HERE, here[1], 0.0, 0.0)
    second = side(there[0], _THERE, there[1], offset_s, offset_s, pace=stretch.speed)
    return {
        "label": "This clip and the entry on one clock",
        "sides": [first, second | {"laid": stretch.laid}],
        "mode": "beside",
        "adjustable": True,
        "at_s": stretch.start_s,
        "note": _PLAYED,
        **looks(comfort),
    }
