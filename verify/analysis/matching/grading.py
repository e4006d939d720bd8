"""How strong a match is, with the reason in words.

Hashes and points tell that pictures look alike. Whether two files show one moment is told only by
what changes in them; no match is `confirmed` without that being compared. A match that lacks
anything is `possible`, and says what it lacks.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from verify.analysis.matching.agreement import Agreement
from verify.analysis.matching.framing import ENOUGH_POINTS, LEAST_SIGHTINGS, Framing
from verify.analysis.matching.meetings import Flags
from verify.analysis.matching.offsets import Stretch
from verify.analysis.matching.shared_light import SharedLight
from verify.domain.matches import MatchGrade

LEAST_FRAMES = 8
LEAST_SPAN_S = 2.0
LEAST_SHARE = 0.5
# Re-encoded and shrunk frames differ by 12 bits at the median and by 22 in one of ten; unrelated
# ones by 128. A wider search radius must not make strong matches of weak ones.
MOST_DISTANCE_BITS = 24.0
MOST_SLACK_S = 1.0
MOST_EXPECTED = 0.05
LEAST_AGREEING = 4
"""Changes that agree, so that both files are said to show one moment."""
LIKELY_AGREEING = 3
AGREEING_SHARE = 0.5
# No more than this of the changes agree by chance where only the view is the same.
_OTHER_MOMENT_SHARE = 1 / 3
_LEAST_COMPARED = 3
_SAME_VIEW_ALIKE = 0.35
_STRANGE_ALIKE = 0.1
_STILL = 0.12
_LEAST_RESEMBLING = 3

NOT_COMPARED = "What moves in them was not compared: look at both clips before you rely on it."
SAME_FILE = "The same file, byte for byte (SHA-256)."
SAME_VIEW = "Same view; whether it is the same moment cannot be told"
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
    agreement : Agreement or None
        None where the two were not laid over one another.
    is_contained : bool
        Whether, either way and along either side, one picture lies within the other, as a cropped
        or framed copy does; two views of a camera that turned overlap.
    light : SharedLight or None
        None where it was not compared.
    """

    stretch: Stretch
    hot: Flags
    has_order: bool
    expected_false_matches: float | None
    framing: Framing | None = None
    agreement: Agreement | None = None
    is_contained: bool = True
    light: SharedLight | None = None


def graded(grounds: Grounds) -> tuple[MatchGrade, str]:
    """Return the grade of a match and its reason."""
    stretch, agreement = grounds.stretch, grounds.agreement
    alike = _capital("; ".join(filter(None, _alike(grounds))))
    if agreement is not None and _is_one_moment(grounds, agreement):
        return MatchGrade.CONFIRMED, f"{alike}. {_changes(agreement)}: both show one moment."
    if agreement is not None and _is_one_light(grounds, agreement):
        return MatchGrade.CONFIRMED, f"{alike}. {_pictures(agreement)}. {_flashes(grounds.light)}"
    seen = _laid_over(agreement)
    lacking = list(_lacking(grounds))
    if lacking and agreement is not None and _is_one_moment(grounds, agreement, LIKELY_AGREEING):
        return MatchGrade.LIKELY, f"{alike}. {seen}"
    if lacking and agreement is not None and _is_same_view(agreement):
        return MatchGrade.SAME_VIEW, f"{SAME_VIEW}. {alike}. {seen}"
    if lacking:
        return MatchGrade.POSSIBLE, f"{alike}. Not more than possible: {'; '.join(lacking)}. {seen}"
    if not grounds.has_order:
        return MatchGrade.LIKELY, f"{alike}. {seen}"
    span_s = stretch.end_s - stretch.start_s
    return MatchGrade.LIKELY, f"{alike}, in one order over {span_s:.1f} s. {seen}"


def is_spoken_of(grounds: Grounds) -> bool:
    """Return whether a match is worth a look.

    Not if a few points are all there is, and the pictures are seen not to agree. What a frame
    descriptor finds may be cropped or framed in a way that nobody knows, so it need not agree.
    """
    framing, agreement = grounds.framing, grounds.agreement
    if grounds.stretch.median_distance_bits is not None or agreement is None:
        return True
    if framing is not None and framing.points >= ENOUGH_POINTS:
        return True
    if len(grounds.stretch.resembling) >= (_LEAST_RESEMBLING if grounds.has_order else 1):
        return True
    return agreement.agreeing > 0 or agreement.median_alike >= _STRANGE_ALIKE


def _is_one_moment(
    grounds: Grounds, agreement: Agreement, least_agreeing: int = LEAST_AGREEING
) -> bool:
    enough = max(least_agreeing, AGREEING_SHARE * len(agreement.changes))
    return agreement.agreeing >= enough and grounds.is_contained


def _is_one_light(grounds: Grounds, agreement: Agreement) -> bool:
    """Return whether one view flashes at the same moments: two cameras would have two views."""
    has_light = grounds.light is not None and grounds.light.agrees
    return has_light and grounds.is_contained and agreement.median_alike >= _SAME_VIEW_ALIKE


def _flashes(light: SharedLight | None) -> str:
    if light is None or not light.agrees:
        return ""
    return (
        f"Their light changes alike ({light.alike:.2f} over {light.span_s:.1f} s), with "
        f"{light.flashes} flashes at the same moments: both show one moment."
    )


def _is_same_view(agreement: Agreement) -> bool:
    compared = len(agreement.changes)
    return (
        compared >= _LEAST_COMPARED
        and agreement.median_alike >= _SAME_VIEW_ALIKE
        and agreement.agreeing <= _OTHER_MOMENT_SHARE * compared
    )


def _laid_over(agreement: Agreement | None) -> str:
    """Return in a sentence what laying both over one another showed."""
    if agreement is None:
        return NOT_COMPARED
    if not agreement.changes:
        return (
            f"{_pictures(agreement)}; no two pictures of that clip fall into it, so what changes "
            "could not be compared."
        )
    if not agreement.agreeing and _is_still(agreement):
        return f"{_pictures(agreement)}, but hardly anything in them changes."
    return f"{_pictures(agreement)}. {_changes(agreement)}."


def _pictures(agreement: Agreement) -> str:
    return f"Laid over one another, pictures correlate by {agreement.median_alike:.2f}"


def _changes(agreement: Agreement) -> str:
    return (
        f"Of {len(agreement.changes)} changes from one picture to the next, {agreement.agreeing} "
        "agree"
    )


def _is_still(agreement: Agreement) -> bool:
    return float(np.median([each.strength for each in agreement.changes])) < _STILL


def _alike(grounds: Grounds) -> Iterator[str | None]:
    yield _points(grounds.framing)
    yield _hashes(grounds.stretch)
    if resembling := len(grounds.stretch.resembling):
        yield (
            f"a frame descriptor alone finds {resembling} of its pictures alike, which may be of "
            "one kind and not copies"
        )


def _points(framing: Framing | None) -> str | None:
    if framing is None:
        return None
    how = ", seen in a mirror" if framing.mirrored else ""
    if framing.is_window:
        part = "the whole picture" if framing.fills_query else "a part of the picture"
        return f"{part} looks like the whole of that clip's{how}"
    if not framing.seen:
        return f"in the clearest of its pictures {framing.points} points lie alike"
    return (
        f"points lie alike in {framing.seen} of its pictures, {framing.points} of them in the "
        f"clearest{how}"
    )


def _hashes(stretch: Stretch) -> str | None:
    if stretch.median_distance_bits is None:
        return None
    return (
        f"{len(stretch.met)} of {stretch.possible} frames look alike "
        f"({stretch.median_distance_bits:.0f} of 256 bits differ at the median)"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lacking(grounds: Grounds) -> Iterator[str]:
    stretch, framing = grounds.stretch, grounds.framing
    if not grounds.has_order:
        yield from _lacking_of_picture(grounds)
    elif framing is not None and framing.is_enough and framing.span_s >= LEAST_SPAN_S / 2:
        yield from _lacking_order(grounds)
    elif stretch.median_distance_bits is None and framing is None:
        yield "no points lie alike and no hashes are near"
    elif stretch.median_distance_bits is None:
        yield (
            f"fewer than {LEAST_SIGHTINGS} pictures have {ENOUGH_POINTS} points that lie alike, or "
            "they lie now here, now there"
        )
    else:
        yield from _lacking_hashes(grounds, stretch.median_distance_bits)
        yield from _lacking_order(grounds)


def _lacking_of_picture(grounds: Grounds) -> Iterator[str]:
    """Yield what keeps one picture from being likely one of that clip."""
    framing, agreement = grounds.framing, grounds.agreement
    if agreement is None or framing is None or framing.points < ENOUGH_POINTS:
        yield ONE_PICTURE
    elif agreement.median_alike < _SAME_VIEW_ALIKE:
        yield "laid over one another, the pictures hardly agree"
    elif grounds.stretch.slack_s > MOST_SLACK_S:
        yield "that clip shows the same for long, so the picture may be of another moment"


def _lacking_hashes(grounds: Grounds, median_distance_bits: float) -> Iterator[str]:
    stretch = grounds.stretch
    matched = len(stretch.met)
    if matched < LEAST_FRAMES or stretch.end_s - stretch.start_s < LEAST_SPAN_S:
        yield f"fewer than {LEAST_FRAMES} frames, or less than {LEAST_SPAN_S:.0f} s, look alike"
    if matched < LEAST_SHARE * stretch.possible:
        yield "most frames there do not look alike"
    if median_distance_bits > MOST_DISTANCE_BITS:
        yield f"more than {MOST_DISTANCE_BITS:.0f} bits differ"
    told_apart = int(np.count_nonzero(~grounds.hot[stretch.met]))
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
