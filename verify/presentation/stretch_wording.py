"""An entry that looks like a clip, and each stretch of both that is alike, in rows of words."""

from collections.abc import Iterator

from verify.domain.matches import Match, Segment
from verify.presentation.comparison_wording import altered_words, grounds_words
from verify.presentation.match_wording import dated_words, source_words, span_words
from verify.presentation.sound_match_wording import sound_there_words

Row = tuple[str, str]

_HERE, _THERE = "this clip", "the entry"
_LEAST_TOLD = 0.01


def chance_words(match: Match) -> str:
    """Return how many entries would look as alike by chance.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> chance_words(SimpleNamespace(expected_false_matches=0.01))
    'fewer than 0.01 entries would look as alike by chance'
    """
    expected = match.expected_false_matches
    if expected is None:
        return "not told: no order of frames was compared"
    if expected <= _LEAST_TOLD:
        return f"fewer than {_LEAST_TOLD} entries would look as alike by chance"
    return f"{expected:.2g} entries would look as alike by chance"


def match_rows(match: Match) -> Iterator[Row]:
    """Yield term and value of an entry, and of why the match has its grade."""
    yield "Date", dated_words(match)
    if source := source_words(match):
        yield "Where it came from, unchecked", source
    yield "Why this grade", match.reason
    yield "By chance", chance_words(match)
    if sound := sound_there_words(match):
        yield "Sound there", sound
    yield "Entry", match.footage.sha256


def stretch_rows(segment: Segment) -> Iterator[Row]:
    """Yield term and value of a stretch: when it is in either, what was altered, what it rests on.

    Parameters
    ----------
    segment : Segment
    """
    yield "In this clip", span_words(segment.query_start_s, segment.query_end_s)
    error = "" if segment.match_error_s is None else f", ± {segment.match_error_s:.2f} s"
    yield "In the entry", span_words(segment.match_start_s, segment.match_end_s) + error
    yield "Altered", "; ".join(_altered(segment)) or "nothing that points and times tell"
    yield "It rests on", grounds_words(segment)


def _altered(segment: Segment) -> Iterator[str]:
    yield from altered_words(segment, _HERE, _THERE)
    if segment.content_box is not None:
        left, top, width, height = segment.content_box
        where = f"left {left}, top {top}, {width} x {height} px"
        yield f"the entry's picture lies within this clip's at {where}"
