"""Blocks that the part `sections` of a page is built of: plain data, no markup.

Whatever came out of a file passes through `shown_name` on its way in, so nothing reorders or hides.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from verify.domain.errors import shown_name
from verify.workbench.desk import wording

Block = dict[str, Any]
Cell = str | dict[str, Any]


def heading(text: str) -> Block:
    """Return a heading."""
    return {"kind": "heading", "text": shown_name(text)}


def text(said: str, strong: str = "") -> Block:
    """Return a paragraph, its first words strong."""
    return {"kind": "text", "text": shown_name(said), "strong": shown_name(strong)}


def prose(said: str) -> Block:
    """Return a paragraph to be read, larger than others."""
    return {"kind": "said", "text": shown_name(said)}


def quiet(said: str) -> Block:
    """Return a remark."""
    return {"kind": "quiet", "text": shown_name(said)}


def caution(said: str) -> Block:
    """Return what a result shows and what would mislead it, a click away."""
    return fold("What this shows, and what would mislead it", [quiet(said)])


def rows(pairs: Iterable[Sequence[str]], *, exact: bool = False) -> Block:
    """Return names with values; of several lines in a value each is its own."""
    shown = [[shown_lines(name), shown_lines(value)] for name, value in pairs]
    return {"kind": "rows", "rows": shown, "exact": exact}


def table(heads: Sequence[str], cells: Iterable[Sequence[Cell]]) -> Block:
    """Return a table; see `cell` for what is more than a text in it."""
    return {
        "kind": "table",
        "heads": list(heads),
        "rows": [
            [shown_name(one) if isinstance(one, str) else one for one in row] for row in cells
        ],
    }


def fold(title: str, blocks: Iterable[Block], *, is_open: bool = False) -> Block:
    """Return what few need, behind its title; what it holds is asked for once it is opened."""
    return {"kind": "fold", "title": shown_name(title), "blocks": list(blocks), "open": is_open}


def drawing(address: str, caption: str) -> Block:
    """Return a drawing of ours with how to read it."""
    return {"kind": "drawing", "src": address, "caption": shown_name(caption)}


def drawn(svg: str, caption: str) -> Block:
    """Return a drawing of ours that is here already."""
    return {"kind": "drawing", "svg": svg, "caption": shown_name(caption)}


def exact(lines: Iterable[str]) -> Block:
    """Return lines whose columns stand below one another."""
    return {"kind": "exact", "text": "\n".join(map(shown_name, lines))}


def moment(time_s: float, frame: int | None = None) -> dict[str, Any]:
    """Return a time that leads the player to it: to that very frame, if its number is known."""
    where = {"time_s": max(0.0, time_s)} if frame is None else {"frame": frame}
    return {"text": wording.short_timecode(max(0.0, time_s)), **where}


def cell(
    said: str = "",
    *,
    strong: str = "",
    when: Mapping[str, Any] | None = None,
    small: Sequence[str | Mapping[str, Any]] = (),
    hints: Sequence[str] = (),
    **more: Any,
) -> dict[str, Any]:
    """Return a cell with strong words, a time, smaller lines or times, and points below."""
    return {
        "text": shown_name(said),
        "strong": shown_name(strong),
        "when": when,
        "small": [shown_name(one) if isinstance(one, str) else one for one in small],
        "hints": [shown_name(one) for one in hints],
        **more,
    }


def shown_lines(untrusted: str) -> str:
    """Return a text of several lines, each made harmless to look at."""
    return "\n".join(shown_name(line) for line in untrusted.split("\n"))
