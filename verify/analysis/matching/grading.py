"""How strong a match is, with the reason in words.

Hashes and points tell that pictures look alike. Whether two files show one moment is told only by
what moves in them; no match is `confirmed` without that being compared. A match that lacks anything
is `possible`, and says what it lacks.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from verify.analysis.matching.framing import ENOUGH_POINTS, LEAST_SIGHTINGS, Framing
from verify.analysis.matching.meetings import Flags
from verify.analysis.matching.offsets import Stretch
from verify.domain.matches import MatchGrade

LEAST_FRAMES = 8
LEAST_SPAN_S = 2.0
LEAST_SHARE = 0.5
# Re-encoded and shrunk frames differ by 12 bits at the median and by 22 in one of ten; unrelated
# ones by 128. A wider search radius must not make strong matches of weak ones.
MOST_DISTANCE_BITS = 24.0
MOST_SLACK_S = 1.0
MOST_EXPECTED = 0.05

NOT_COMPARED = "What moves in them was not compared: look at both clips before you rely on it."
SAME_FILE = "The same file, byte for byte (SHA-256)."
ONE_PICTURE = "one of the two is a single picture, which has no order"


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """What a match rests on.

    Attributes
    ----------
    stretch : Stretch
        The strongest.
    hot : bool array, shape (frames of the query,)
        See `meetings.is_hot`.
    has_order : bool
        Whether both sides have several frames.
    expected_false_matches : float or None
        See `chance.expected_matches`.
    framing : Framing or None
        None where no points lie alike.
    """

    stretch: Stretch
    hot: Flags
    has_order: bool
    expected_false_matches: float | None
    framing: Framing | None = None


def graded(grounds: Grounds) -> tuple[MatchGrade, str]:
    """Return the grade of a match and its reason."""
    stretch = grounds.stretch
    alike = "; ".join(filter(None, (_points(grounds.framing), _hashes(stretch))))
    lacking = list(_lacking(grounds))
    if lacking:
        reason = f"{alike}. Not more than possible: {'; '.join(lacking)}."
        return MatchGrade.POSSIBLE, f"{_capital(reason)} {NOT_COMPARED}"
    span_s = stretch.end_s - stretch.start_s
    return MatchGrade.LIKELY, f"{_capital(alike)}, in one order over {span_s:.1f} s. {NOT_COMPARED}"


def _points(framing: Framing | None) -> str | None:
    if framing is None:
        return None
    if not framing.seen:
        return f"in the clearest of its pictures {framing.points} points lie alike"
    how = ", seen in a mirror" if framing.mirrored else ""
    return (
        f"points lie alike in {framing.seen} of its pictures, {framing.points} of them in the "
        f"clearest{how}"
    )


def _hashes(stretch: Stretch) -> str | None:
    if stretch.median_distance_bits is None:
        return None
    return (
        f"{len(stretch.frames)} of {stretch.possible} frames look alike "
        f"({stretch.median_distance_bits:.0f} of 256 bits differ at the median)"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lacking(grounds: Grounds) -> Iterator[str]:
    stretch, framing = grounds.stretch, grounds.framing
    if not grounds.has_order:
        yield ONE_PICTURE
    elif framing is not None and framing.is_enough and framing.span_s >= LEAST_SPAN_S / 2:
        yield from _lacking_order(grounds)
    elif stretch.median_distance_bits is None:
        yield (
            f"fewer than {LEAST_SIGHTINGS} pictures have {ENOUGH_POINTS} points that lie alike, or "
            "they lie now here, now there"
        )
    else:
        yield from _lacking_hashes(grounds, stretch.median_distance_bits)
        yield from _lacking_order(grounds)


def _lacking_hashes(grounds: Grounds, median_distance_bits: float) -> Iterator[str]:
    stretch = grounds.stretch
    matched = len(stretch.frames)
    if matched < LEAST_FRAMES or stretch.end_s - stretch.start_s < LEAST_SPAN_S:
        yield f"fewer than {LEAST_FRAMES} frames, or less than {LEAST_SPAN_S:.0f} s, look alike"
    if matched < LEAST_SHARE * stretch.possible:
        yield "most frames there do not look alike"
    if median_distance_bits > MOST_DISTANCE_BITS:
        yield f"more than {MOST_DISTANCE_BITS:.0f} bits differ"
    told_apart = int(np.count_nonzero(~grounds.hot[stretch.frames]))
    if told_apart < min(matched, LEAST_FRAMES):
        yield "it rests on frames that look like those of many entries, as titles and skies do"


def _lacking_order(grounds: Grounds) -> Iterator[str]:
    stretch = grounds.stretch
    if stretch.slack_s > MOST_SLACK_S:
        yield (
            "the picture hardly changes, so its place in that clip cannot be told to better than "
            f"{stretch.slack_s:.1f} s"
        )
    elif (expected := grounds.expected_false_matches) is not None and expected > MOST_EXPECTED:
        yield "the frames would fit as well in another order"
