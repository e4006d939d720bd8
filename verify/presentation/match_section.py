"""What the archive said, as a part of the report: each match in words, with pictures of both sides.

A hit stands before all else on the page; that there is none is said where it can be found, with how
much was searched.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from verify.domain.matches import Match, MatchGrade, Search
from verify.domain.seen_before import StillPair
from verify.presentation import match_wording
from verify.presentation.sound_match_wording import sound_lines, sound_there_words

MOST_SHOWN = 20
"""Matches that the page shows; all stand in `analysis.json`."""

_STRONG = (MatchGrade.CONFIRMED, MatchGrade.LIKELY)


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
    is_strong : bool
        Whether it is more than something to be seen by eye, and nobody rejected it.
    facts : list of tuple of str
        Term and value, in the order in which they are asked for.
    judgement : str
        What a person made of it; empty if nobody judged.
    sides : tuple of ShownStill
        That of the query and that of the entry, or none.
    """

    grade: str
    is_strong: bool
    name: str
    facts: list[tuple[str, str]]
    judgement: str
    is_rejected: bool
    sides: tuple[ShownStill, ...]


def shown_matches(found: Search | None, pairs: Mapping[str, StillPair]) -> list[ShownMatch]:
    """Return the matches that the page shows, in the order of the answer."""
    if found is None:
        return []
    return [
        _shown(match, found, pairs.get(match.footage.sha256))
        for match in found.matches[:MOST_SHOWN]
    ]


def shown_sounds(found: Search | None) -> list[str]:
    """Return what the page says of the sound, apart from the picture."""
    return [] if found is None else sound_lines(found)


def _shown(match: Match, found: Search, pair: StillPair | None) -> ShownMatch:
    judgement = match.judgement
    is_rejected = judgement is not None and not judgement.accepted
    judged = "" if judgement is None else match_wording.judgement_words(judgement)
    sides = () if pair is None else (pair.query, pair.match)
    return ShownMatch(
        grade=match_wording.grade_words(match, found),
        is_strong=match.match_grade in _STRONG and not is_rejected,
        name=match.footage.name,
        facts=list(_facts(match)),
        judgement=f"{judged[:1].upper()}{judged[1:]}",
        is_rejected=is_rejected,
        sides=tuple(
            ShownStill(side.jpeg, match_wording.clock_words(side.time_ms / 1000)) for side in sides
        ),
    )


def _facts(match: Match) -> Iterator[tuple[str, str]]:
    yield "Date", match_wording.dated_words(match)
    if source := match_wording.source_words(match):
        yield "Where it came from, unchecked", source
    for number, segment in enumerate(match.segments):
        said = match_wording.segment_words(segment)
        measured = match_wording.measured_words(segment)
        yield "And" if number else "What looks alike", f"{said} ({measured})"
    if said := sound_there_words(match):
        yield "Sound there", said
    yield "Why this grade", match.reason
    yield "Entry", match.footage.sha256
