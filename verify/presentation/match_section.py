"""What the archive said, as a part of the report: each match in words, with pictures of both sides.

A hit stands before all else on the page; that there is none is said where it can be found, with how
much was searched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verify.domain.matches import Match, Search, Segment
from verify.domain.seen_before import StillPair
from verify.presentation import match_wording

MOST_SHOWN = 20
"""Matches that the page shows; all stand in `analysis.json`."""


@dataclass(frozen=True, slots=True)
class ShownStill:
    """One side of a pair: the picture and the moment in its own clip."""

    jpeg: bytes
    time: str


@dataclass(frozen=True, slots=True)
class ShownMatch:
    """One match, all in words.

    Attributes
    ----------
    sides : tuple of ShownStill
        That of the query and that of the entry, or none.
    """

    grade: str
    name: str
    key: str
    dated: str
    source: str
    reason: str
    judgement: str
    is_rejected: bool
    segments: Sequence[Segment]
    sides: tuple[ShownStill, ...]


def shown_matches(found: Search | None, pairs: Mapping[str, StillPair]) -> list[ShownMatch]:
    """Return the matches that the page shows, in the order of the answer."""
    if found is None:
        return []
    return [
        _shown(match, found, pairs.get(match.footage.sha256))
        for match in found.matches[:MOST_SHOWN]
    ]


def _shown(match: Match, found: Search, pair: StillPair | None) -> ShownMatch:
    judgement = match.judgement
    sides = () if pair is None else (pair.query, pair.match)
    return ShownMatch(
        grade=match_wording.grade_words(match, found),
        name=match.footage.name,
        key=match.footage.sha256,
        dated=match_wording.dated_words(match),
        source=match_wording.source_words(match),
        reason=match.reason,
        judgement="" if judgement is None else match_wording.judgement_words(judgement),
        is_rejected=judgement is not None and not judgement.accepted,
        segments=match.segments,
        sides=tuple(
            ShownStill(side.jpeg, match_wording.clock_words(side.time_ms / 1000)) for side in sides
        ),
    )
