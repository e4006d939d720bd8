"""What the archive said of a clip, as its page shows it: plain data, no markup, no decision."""

from datetime import datetime
from typing import Any

from ui.blocks import Block, exact, fold, text
from ui.findings import no_result, place
from verify.domain.errors import shown_name
from verify.domain.findings import Analysis
from verify.workbench.desk import (
    MOST_SHOWN,
    Comfort,
    cautions,
    match_wording,
    shown_matches,
    shown_sounds,
    wording,
)

_MOST_LEFT_OUT = 50


def answer(analysis: Analysis, queued_utc: datetime) -> str:
    """Return the answer in a sentence; silence is said with how much was searched.

    Without one it is said when it was asked for: what was missing then may be there by now.
    """
    if analysis.archive is None:
        asked = f"The analysis was asked for on {_when(queued_utc)}."
        return f"{no_result(analysis, 'archive')} {asked} {cautions.NO_ARCHIVE}"
    return match_wording.answer_words(analysis.archive)


def since(analysis: Analysis, queued_utc: datetime, others: int) -> str:
    """Return by how much the archive has grown since it was asked; empty if it has not.

    Parameters
    ----------
    queued_utc : datetime
        When the analysis was asked for.
    others : int
        Entries that there are by now, beside one of the clip itself.
    """
    found = analysis.archive
    if found is None:
        more, than_then = others, ""
    else:
        is_in_it = any(one.footage.sha256 == found.query.sha256 for one in found.matches)
        more = others - (found.entries_searched - is_in_it)
        than_then = f" more than for this analysis, asked for on {_when(queued_utc)}"
    if more <= 0:
        return ""
    entries = wording.counted(more, "entry", "entries")
    them = "it" if more == 1 else "them"
    return (
        f"By now the archive has {entries}{than_then}: "
        f'"Ask the archive again" holds this clip against {them}.'
    )


def _when(utc: datetime) -> str:
    return f"{utc:%d %B %Y, %H:%M} UTC"


def banner(
    clip_id: str,
    analysis: Analysis,
    files: list[str],
    comfort: Comfort,
    *,
    grown: str = "",
    is_first: bool = False,
) -> dict[str, Any] | None:
    """Return the strongest match that nobody rejected, with the earliest date; None without one.

    That of a first look leads nowhere yet. `grown` is as `since` says it.
    """
    found = analysis.archive
    shown = [] if found is None else list(enumerate(shown_matches(found, {}), start=1))
    number, match = next((one for one in shown if not one[1].is_rejected), (0, None))
    if found is None or match is None:
        return None
    segments = found.matches[number - 1].segments
    alike = f"{match_wording.segment_words(segments[0])}. " if segments else ""
    return {
        "grade": match.grade,
        "strong": match.is_strong,
        "name": shown_name(match.name),
        "lines": [
            shown_name(f"Earliest date: {match_wording.earliest_words(found)}."),
            f"{alike[:1].upper()}{alike[1:]}{match_wording.answer_words(found)}",
            *([grown] if grown else []),
        ],
        "link": None if is_first else f"/matches?clip={clip_id}",
        "pictures": _pair(clip_id, number, files, "?first-look" if is_first else ""),
        **_veils(comfort),
    }


def matches(
    clip_id: str, analysis: Analysis, files: list[str], comfort: Comfort
) -> dict[str, Any] | None:
    """Return the entries that look like the clip, in words, and pictures; None if none do."""
    if analysis.archive is None or not analysis.archive.matches:
        return None
    return {
        "note": cautions.MATCHES,
        **_veils(comfort),
        "matches": [
            {
                "grade": match.grade,
                "strong": match.is_strong,
                "name": shown_name(match.name),
                "rejected": match.is_rejected,
                "judgement": shown_name(match.judgement),
                "facts": [[term, shown_name(value)] for term, value in match.facts],
                "pictures": _pair(clip_id, number, files),
            }
            for number, match in enumerate(shown_matches(analysis.archive, {}), start=1)
        ],
    }


def match_names(analysis: Analysis) -> dict[str, str]:
    """Return the entries that are shown by their keys, as a person tells them apart."""
    found = analysis.archive
    if found is None:
        return {}
    return {
        match.footage.sha256: shown_name(
            f"{number}. {match.footage.name} ({match.footage.sha256[:12]})"
        )
        for number, match in enumerate(found.matches[:MOST_SHOWN], start=1)
        if match.footage.sha256 != found.query.sha256
    }


def beside(analysis: Analysis) -> list[Block]:
    """Return what was found of the sound apart from the picture, and what was not compared."""
    found = analysis.archive
    if found is None:
        return []
    blocks = [text(line) for line in shown_sounds(found)]
    if found.not_comparable:
        parts = [match_wording.left_out_words(one) for one in found.not_comparable[:_MOST_LEFT_OUT]]
        title = f"{wording.counted(len(found.not_comparable), 'stretch', 'stretches')} not compared"
        blocks.append(fold(title, [exact(parts)]))
    return blocks


def _pair(clip_id: str, number: int, files: list[str], of: str = "") -> list[dict[str, str]]:
    # Another address for what may be another picture: a browser asks once for each.
    return [
        {"src": place(clip_id, file) + of, "alt": f"{whose}, about the middle of what is alike"}
        for side, whose in (("here", "This clip"), ("there", "The entry"))
        if (file := f"seen-before/{number:04}-{side}.jpg") in files
    ]


def _veils(comfort: Comfort) -> dict[str, bool]:
    return {"cover": comfort.cover, "blur": comfort.blur, "grey": comfort.grey}
