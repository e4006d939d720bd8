"""Two files compared, in words: the same on a terminal and on the page."""

import cmath
import math
from collections.abc import Iterator

from verify.domain.comparison import ComparedSound, Comparison, Moment, Overlay
from verify.domain.matches import MatchGrade, PictureThere, Segment
from verify.presentation.match_wording import GRADE_WORDS, measured_words, span_words
from verify.presentation.wording import short_timecode

THE_SAME_FILE = "the same file, byte for byte"
NOTHING_ALIKE = "nothing alike found"
_HEADLINES = {
    MatchGrade.LIKELY: "likely the same footage",
    MatchGrade.POSSIBLE: "something looks alike, to be seen by eye",
    MatchGrade.SAME_VIEW: "same view, perhaps of another moment",
}
_PICTURE_WORDS = {
    PictureThere.SAME: "the picture agrees too",
    PictureThere.OTHER: "another picture",
    PictureThere.NOT_COMPARABLE: "the picture there cannot be compared",
}
_ANYWHERE = ("near the beginning", "in the middle", "near the end")
LEAST_FIT = 0.3
"""Frames whose correlation is below are not said to be alike; a look at them decides."""

_LEAST_TURN_DEG = 1.0
_LEAST_SCALE = 0.02


def grade_words(comparison: Comparison) -> str:
    """Return how alike the two are, as a headline."""
    if comparison.a.sha256 == comparison.b.sha256:
        return THE_SAME_FILE
    grade = comparison.match_grade
    return NOTHING_ALIKE if grade is None else _HEADLINES.get(grade, GRADE_WORDS[grade])


def is_strong(comparison: Comparison) -> bool:
    """Return whether they are more than something to be seen by eye."""
    return comparison.match_grade in (MatchGrade.CONFIRMED, MatchGrade.LIKELY)


def segment_words(segment: Segment) -> str:
    """Return which stretch of A looks like which of B, and what was done to it."""
    here = span_words(segment.query_start_s, segment.query_end_s)
    there = span_words(segment.match_start_s, segment.match_end_s)
    error = "" if segment.match_error_s is None else f" (± {segment.match_error_s:.2f} s)"
    altered = "".join(f", {words}" for words in altered_words(segment))
    return f"A {here} looks like B {there}{error}{altered}"


def altered_words(segment: Segment, a: str = "A", b: str = "B") -> Iterator[str]:
    """Yield how the picture of `a` differs from that of `b`, as far as points and times tell."""
    if segment.mirrored:
        yield "mirrored"
    if segment.speed != 1:
        yield f"{b} runs at {segment.speed:.2f} times {a}'s speed"
    if segment.turn is None:
        return
    turn = complex(*segment.turn)
    if abs(degrees := math.degrees(cmath.phase(turn))) >= _LEAST_TURN_DEG:
        yield f"turned by {abs(degrees):.0f} degrees {'' if degrees > 0 else 'anti'}clockwise"
    if abs(abs(turn) - 1) >= _LEAST_SCALE:
        yield f"drawn {abs(turn):.2f} times as large in {b}"


def grounds_words(segment: Segment) -> str:
    """Return what a segment rests on, in figures."""
    said = measured_words(segment)
    if segment.picture_correlation is not None:
        said += f"; laid over one another, pictures correlate by {segment.picture_correlation:.2f}"
    if segment.changes_compared:
        said += f", and {segment.changes_agreeing} of {segment.changes_compared} changes agree"
    if segment.light_correlation is not None:
        said += f"; the light of both changes alike by {segment.light_correlation:.2f}"
    return said


def sound_words(sound: ComparedSound) -> Iterator[str]:
    """Yield what the sound of the two has in common, a sentence each."""
    silent = [
        name for name, heard in (("A", sound.a_is_heard), ("B", sound.b_is_heard)) if not heard
    ]
    if silent:
        yield f"No sound is heard in {' and '.join(silent)}, so none was compared."
    elif sound.match_grade is None:
        yield "Nothing in A sounds like anything in B."
    for segment in sound.segments:
        here = span_words(segment.query_start_s, segment.query_end_s)
        there = span_words(segment.match_start_s, segment.match_end_s)
        picture = _PICTURE_WORDS[segment.picture]
        met = f"{segment.peaks_met} of {segment.peaks} peaks"
        yield f"A {here} sounds like B {there} ({met}); {picture}."


def moment_words(moment: Moment) -> str:
    """Return when a moment is in either file."""
    return f"A at {short_timecode(moment.a_s)}, B at {short_timecode(moment.b_s)}"


def fit_words(overlay: Overlay) -> str:
    """Return how well two frames lie over one another.

    Where they do not, what was found may begin later or end sooner, or one of them is covered.
    """
    said = f"correlation {overlay.correlation:.2f}"
    return said if round(overlay.correlation, 2) >= LEAST_FIT else f"{said}: not alike here"


def place_words(number: int, moments: int) -> str:
    """Return which frames of both these are, where they are of no one moment."""
    return _ANYWHERE[number - 1] if moments == len(_ANYWHERE) else f"frames {number}"


def untold(comparison: Comparison) -> Iterator[str]:
    """Yield what none of this tells, a sentence or two each."""
    if comparison.match_grade is None:
        yield (
            "That nothing was found does not mean that the two have nothing in common: dark, "
            "short, tiny or heavily cropped pictures are missed. Look at both."
        )
        return
    yield "Which of the two is older, which was made of which, and what either shows."
    yield (
        "That both are one moment, where only the view agrees: a fixed camera shows the same view "
        "on another day. What moves and changes in both is what to look at."
    )
    yield (
        "How alike the two are on the whole: the pictures are of moments at which they fit. About "
        "each, the frames of A around the time that the search gave were tried and the best taken, "
        "then shifted and stretched by a twentieth of the picture at most."
    )
