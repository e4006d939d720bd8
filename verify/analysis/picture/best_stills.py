"""The frames of a clip by which search engines of others may know it again: at most three.

Wanted are frames that show much, sharply, each something else, with few borders and overlays; a
title card or a black frame finds thousands of others. Pure: from a few figures of each frame that
was looked at to a choice with its reasons.
"""

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from verify.analysis.picture.keyframe_plan import BLANK_LEVELS
from verify.analysis.picture.keyframes import NEAR_DUPLICATE_BITS, sharpness_of
from verify.analysis.picture.pdq import BITS, GOOD_QUALITY, hamming_bits
from verify.domain.findings import Keyframe, Shot
from verify.domain.frames import LumaPlane
from verify.domain.overlays import Overlay

MOST_STILLS = 3

# Unrelated pictures are some 128 bits apart; this far they are as good as unrelated.
_OTHER_BITS = 96
_SAME_LEVELS = 3.0
_NEAR_DUPLICATE_WORTH = 0.05
_SAME_SHOT_WORTH = 0.5
_SAME_TONE_LEVELS = 4
# A scene at night is this flat too; what is flatter is a sky, a title or nothing.
_USUAL_FLATNESS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One frame that was looked at.

    Attributes
    ----------
    time_s : float
        Seconds from the first frame shown.
    pdq : str
        64 hexadecimal digits.
    pdq_quality : int
        0-100.
    sharpness : float
        See `keyframes.sharpness_of`.
    luma_mean : float
        Full-range code values, 0-255.
    content_share, flat_share, overlay_share : float
        Of the area: inside borders; of one tone, see `flat_share`; and of the fixed overlays of
        the clip, how much is on this frame.
    shot : int or None
        Number of its shot; None if shots were not looked for.
    """

    time_s: float
    pdq: str
    pdq_quality: int
    sharpness: float
    luma_mean: float
    content_share: float = 1.0
    flat_share: float = 0.0
    overlay_share: float = 0.0
    shot: int | None = None

    @property
    def is_blank(self) -> bool:
        """Whether it is black or white all over."""
        return min(self.luma_mean, 255.0 - self.luma_mean) <= BLANK_LEVELS


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that was chosen, by its place among them, and why, as a sentence."""

    place: int
    reason: str


def best_stills(candidates: Sequence[Candidate], most: int = MOST_STILLS) -> list[Choice]:
    """Return the best frames, the best one first.

    Parameters
    ----------
    candidates : sequence of Candidate
        In order of time.
    most : int
        How many are wanted, 1 or more.

    Returns
    -------
    list of Choice
        Fewer where fewer frames differ at all. One that looks like another is chosen last and
        said to; a blank one only if all are.
    """
    usual = median([one.sharpness for one in candidates if not one.is_blank] or [0.0])
    merits = [_merit(one, usual) for one in candidates]
    shown = [place for place, one in enumerate(candidates) if not one.is_blank]
    open_places = shown or list(range(len(candidates)))[:1]
    chosen: list[int] = []
    while open_places and len(chosen) < most:
        worth = {
            place: merits[place] * _newness(candidates, place, chosen) for place in open_places
        }
        best = max(open_places, key=lambda place: (worth[place], -place))
        if chosen and worth[best] <= 0:
            break
        chosen.append(best)
        open_places.remove(best)
    return [
        Choice(place, _reason(candidates, place, chosen[:rank], usual))
        for rank, place in enumerate(chosen)
    ]


def best_keyframes(
    keyframes: Sequence[Keyframe],
    shots: Sequence[Shot],
    overlays: Sequence[Overlay] = (),
    most: int = MOST_STILLS,
) -> list[str]:
    """Return the files of the keyframes to search by, the best one first.

    Borders are not known of them here; what makes stills looks at frames anew.
    """
    starts = [shot.start_s for shot in shots]
    candidates = [
        Candidate(
            time_s=keyframe.time_s,
            pdq=keyframe.pdq,
            pdq_quality=keyframe.pdq_quality,
            sharpness=keyframe.sharpness,
            luma_mean=keyframe.luma_mean,
            overlay_share=_shown_share(overlays, keyframe.time_s),
            shot=bisect.bisect_right(starts, keyframe.time_s) if starts else None,
        )
        for keyframe in keyframes
    ]
    return [keyframes[choice.place].file for choice in best_stills(candidates, most)]


def _shown_share(overlays: Sequence[Overlay], time_s: float) -> float:
    shown = sum(
        any(showing.start_s <= time_s < showing.end_s for showing in overlay.showings)
        for overlay in overlays
    )
    return shown / len(overlays) if overlays else 0.0


def flat_share(small: LumaPlane) -> float:
    """Return the largest share of a picture's area that is of nearly one luma.

    Near 1 for a black frame or a title card, some 0.1 by day.
    """
    histogram = np.bincount(small.ravel(), minlength=256)
    width = 2 * _SAME_TONE_LEVELS + 1
    return float(np.convolve(histogram, np.ones(width, np.int64)).max() / small.size)


def overlay_shares(smalls: Sequence[LumaPlane]) -> list[float]:
    """Return how much of what stands still over a clip is on each of its frames, 0-1.

    Edges that lie in one place in half of the frames are a logo or a caption; with a camera that
    stood still they are the scene, and then all frames have about as much of them.

    Parameters
    ----------
    smalls : sequence of uint8 arrays of one shape
        Else nothing stands still.
    """
    if len(smalls) < 4 or len({small.shape for small in smalls}) > 1:
        return [0.0] * len(smalls)
    edges = [np.abs(np.diff(small.astype(np.int16), axis=1)) > 24 for small in smalls]
    fixed = np.mean(edges, axis=0) >= 0.5
    total = int(fixed.sum())
    return [float((edge & fixed).sum()) / total if total else 0.0 for edge in edges]


def sharpness(small: LumaPlane) -> float:
    """Return the sharpness that candidates are compared by."""
    return sharpness_of(small)


def _merit(one: Candidate, usual_sharpness: float) -> float:
    """Return how well a frame may be found by, 0-1."""
    total = one.sharpness + usual_sharpness
    sharp = one.sharpness / total if total else 0.0
    varied = min(1.0, (1.0 - one.flat_share) / (1.0 - _USUAL_FLATNESS))
    informative = one.pdq_quality / 100
    return (
        (0.02 + informative)
        * (0.02 + sharp)
        * (0.05 + varied)
        * one.content_share
        * (1.0 - 0.4 * one.overlay_share)
    )


def _newness(candidates: Sequence[Candidate], place: int, chosen: Sequence[int]) -> float:
    """Return how much a frame shows that the chosen ones do not, 0-1."""
    newness = 1.0
    one = candidates[place]
    for other in (candidates[taken] for taken in chosen):
        bits = hamming_bits(one.pdq, other.pdq)
        if _looks_like(one, other):
            # The later the better: then at least time has passed.
            apart = abs(one.time_s - other.time_s)
            is_same = bits == 0 and abs(one.luma_mean - other.luma_mean) < 1
            new = 0.0 if is_same else _NEAR_DUPLICATE_WORTH * (1 - math.exp(-apart / 10))
        else:
            new = max(0.2, min(1.0, (bits - NEAR_DUPLICATE_BITS) / (_OTHER_BITS - 31)))
        if one.shot is not None and one.shot == other.shot:
            new *= _SAME_SHOT_WORTH
        newness = min(newness, new)
    return newness


def _looks_like(one: Candidate, other: Candidate) -> bool:
    if hamming_bits(one.pdq, other.pdq) > NEAR_DUPLICATE_BITS:
        return False
    # In flat or dark pictures the bits are not enough: unlike ones share them.
    is_told = min(one.pdq_quality, other.pdq_quality) >= GOOD_QUALITY
    return is_told or abs(one.luma_mean - other.luma_mean) <= _SAME_LEVELS


def _reason(
    candidates: Sequence[Candidate], place: int, before: Sequence[int], usual_sharpness: float
) -> str:
    one = candidates[place]
    if one.is_blank:
        return "All that was looked at is black or white; an engine will hardly know it again."
    parts = [f"detail {one.pdq_quality} of 100 (PDQ quality)"]
    if usual_sharpness and len(candidates) > 1:
        times = one.sharpness / usual_sharpness
        parts.append(f"sharpness {times:.1f} times the middle of {len(candidates)} frames")
    if one.content_share < 0.99:
        parts.append(f"borders take {100 * (1 - one.content_share):.0f} % of it")
    if one.flat_share > _USUAL_FLATNESS:
        parts.append(f"{100 * one.flat_share:.0f} % of it are of one tone")
    if before:
        nearest = min(before, key=lambda other: hamming_bits(one.pdq, candidates[other].pdq))
        bits = hamming_bits(one.pdq, candidates[nearest].pdq)
        number = before.index(nearest) + 1
        how = "looks like" if _looks_like(one, candidates[nearest]) else "differs from"
        parts.append(f"{how} still {number} ({bits} of {BITS} bits)")
    return f"{parts[0][0].upper()}{', '.join(parts)[1:]}."
