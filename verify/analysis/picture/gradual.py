"""Changes of shot that take time: fades through black or white, and dissolves.

A fade is seen in the level of the whole picture, a dissolve in the frames between two shots being
mixtures of both. Lightning also darkens and lights up again: it is told from a fade by its sharp
rise, by how short the light lasts, and by the scene being the same afterwards.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from verify.analysis.picture.structure import (
    Plane,
    Structure,
    likeness,
    unshifted_likeness,
)

GONE_LEVELS = 3.0
"""Mean code value, counted from black or white, up to which a picture has gone."""

LIT_DENSITY = 0.04
"""Least `Structure.density` of a frame that can agree or disagree with another."""

GONE_DENSITY = 0.1
"""The same for a frame that is black, or white, but for a few places. A glow in a cloud at night
has less, a line of text on black has more."""

SHOWN_LEVELS = 12.0
"""Mean code value, counted from black or white, from which a picture is there."""

SHOWN_S = 0.6
"""A picture that is there for less is a flash between two dark moments, not a shot."""

RAMP_S = 0.2
"""A change between gone and half its level that takes less is sharp."""

GIVE_UP_S = 2.0
"""A picture that is not there this long after the last gone frame did not fade in."""

SAME_PLACE = 0.45
"""Likeness from which the pictures before and after show the same place."""


_STEADY_LEVELS = 2.0

STRANGERS = 0.24
"""Two shots that dissolve into each other are less alike than this."""

DISSOLVE_SHIFT_PX = 3
"""Shake that is made good within a dissolve. Half-way through a pan between strangers the picture
has moved by more than `SHIFT_PX` / 2."""

DISSOLVE_HELD = 0.62
"""Least sum of squared likenesses with both shots; pans between strangers reach 0.5."""

DISSOLVE_BOTH = 0.3
"""Likeness with each shot that shows both in one frame."""

DISSOLVE_WHOLE = 0.85
"""Likeness of the first and last eighth with their shots, so that all of it is in view."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of a frame for a few seconds."""

    index: int
    pts: int
    time_s: float
    luma_mean: float
    detail: Structure
    structure: Structure
    overview: Plane

    @property
    def is_comparable(self) -> bool:
        """Whether there is enough structure to agree or disagree with another frame's."""
        is_gone = min(self.luma_mean, 255.0 - self.luma_mean) <= GONE_LEVELS
        return self.structure.density >= (GONE_DENSITY if is_gone else LIT_DENSITY)


@dataclass(slots=True)
class _Stretch:
    """Frames in a row in which a picture was there."""

    since_s: float
    peak: float = 0.0
    half_last_s: float = 0.0
    shown_last_s: float = 0.0
    reference: Seen | None = None
    levels: list[tuple[float, float]] = field(default_factory=list)

    def extend(self, seen: Seen, level: float) -> None:
        self.shown_last_s = seen.time_s
        if level >= self.peak:
            self.peak = level
        if level >= self.peak / 2:
            self.half_last_s = seen.time_s
            if seen.is_comparable:
                self.reference = seen
        if seen.time_s - self.since_s <= SHOWN_S:
            self.levels.append((seen.time_s, level))

    @property
    def lasts_s(self) -> float:
        return self.shown_last_s - self.since_s

    def half_reached_s(self) -> float:
        """Return when half the level was first reached, judged on the first `SHOWN_S`."""
        half = max(level for _, level in self.levels) / 2
        return next(time_s for time_s, level in self.levels if level >= half)


@dataclass(frozen=True, slots=True)
class Fade:
    """A change of shot through black or white.

    Attributes
    ----------
    at : Seen
        The last frame of those nearest to black or white; the new shot starts with it.
    since_s, until_s : float
        From half the level of the old shot, or from the first gone frame if that came at once, to
        half the level of the new one.
    is_gradual : bool
        False if the new picture appears at once, out of black that faded in.
    """

    at: Seen
    since_s: float
    until_s: float
    is_gradual: bool


class FadeWatch:
    """Follows the level of the picture above black, or below white.

    Parameters
    ----------
    white : bool
        Watch fades through white instead of black.
    """

    def __init__(self, *, white: bool) -> None:
        self._white = white
        self._before: _Stretch | None = None
        self._now: _Stretch | None = None
        self._gone_first_s = 0.0
        self._gone: Seen | None = None
        self._gone_level = 0.0

    @property
    def undecided_from(self) -> int | None:
        """Frame at which a shot may yet turn out to start, or None."""
        return None if self._gone is None else self._gone.index

    def observe(self, seen: Seen) -> Fade | None:
        """Take in a frame; return the fade that it completes, if it does."""
        level = 255.0 - seen.luma_mean if self._white else seen.luma_mean
        if level <= GONE_LEVELS:
            self._go(seen, level)
            return None
        if level < SHOWN_LEVELS and self._now is None:
            if self._gone is not None and seen.time_s - self._gone.time_s > GIVE_UP_S:
                self._gone = None
            return None
        if self._now is None:
            self._now = _Stretch(since_s=seen.time_s)
        self._now.extend(seen, level)
        if self._gone is None or self._now.lasts_s < SHOWN_S:
            return None
        fade = self._judge(self._gone, self._now)
        self._gone = None
        return fade

    def _go(self, seen: Seen, level: float) -> None:
        if self._now is not None:
            if self._now.lasts_s >= SHOWN_S:
                self._before = self._now
                self._gone_first_s = seen.time_s
                self._gone = None
            self._now = None
        if self._gone is None or level <= self._gone_level + 0.5:
            self._gone, self._gone_level = seen, level

    def _judge(self, gone: Seen, after: _Stretch) -> Fade | None:
        before = self._before
        if before is None:
            return None
        shown_s = after.half_reached_s()
        fades_out = self._gone_first_s - before.half_last_s >= RAMP_S
        fades_in = shown_s - gone.time_s >= RAMP_S
        if not (fades_out or (fades_in and not self._white)):
            # White that comes at once is a flash.
            return None
        if before.reference is None or after.reference is None:
            # Flat pictures cannot be compared: only black reached and left slowly is a fade.
            if self._white or not (fades_in and fades_out):
                return None
        elif likeness(before.reference.structure, after.reference.structure) >= SAME_PLACE:
            return None
        since_s = before.half_last_s if fades_out else self._gone_first_s
        return Fade(at=gone, since_s=since_s, until_s=shown_s, is_gradual=fades_in)


def dissolve_middle(span: Sequence[Seen]) -> Seen | None:
    """Return the frame half-way if the frames of `span` go from one shot into another.

    In a dissolve the likeness with the old shot falls while that with the new one rises, and since
    each frame holds both on top of each other, the squares of the two add up to about 1. After a
    pan a frame holds a part of each beside the other, and they add up to less.

    Parameters
    ----------
    span : sequence of Seen
        Frames in order, `DISSOLVE_LEAST_FRAMES` or more.
    """
    before, after = span[0], span[-1]
    if not (before.is_comparable and after.is_comparable):
        return None
    if min(before.luma_mean, after.luma_mean) <= GONE_LEVELS:
        return None
    change = abs(after.luma_mean - before.luma_mean)
    early = span[len(span) // 8]
    if abs(early.luma_mean - before.luma_mean) > 0.15 * change + _STEADY_LEVELS:
        # Light that dies away falls most at first; the first shot of a dissolve is steady.
        return None
    old, new = before.detail, after.detail
    if unshifted_likeness(old, new) >= STRANGERS or likeness(old, new) >= STRANGERS:
        return None
    shares = {}
    # The middle first: it is what a pan does not have.
    for place in (4, 5, 3, 6, 2, 7, 1):
        between = span[place * len(span) // 8].detail
        with_old = likeness(old, between, DISSOLVE_SHIFT_PX)
        with_new = likeness(new, between, DISSOLVE_SHIFT_PX)
        shares[place] = with_old, with_new
        if with_old**2 + with_new**2 < DISSOLVE_HELD:
            return None
    in_order = [shares[place] for place in range(1, 8)]
    is_gradual = sum(min(share) > DISSOLVE_BOTH for share in in_order) >= 2
    is_whole = min(in_order[0][0], in_order[-1][1]) > DISSOLVE_WHOLE
    is_steady = all(
        earlier[0] > later[0] - 0.05 and earlier[1] < later[1] + 0.05
        for earlier, later in itertools.pairwise(in_order)
    )
    if not (is_gradual and is_whole and is_steady):
        return None
    # Equal shares of both give likenesses as their contrasts are.
    contrast = math.sqrt(new.energy / old.energy)
    is_new = (
        likeness(new, s.detail, DISSOLVE_SHIFT_PX)
        >= contrast * likeness(old, s.detail, DISSOLVE_SHIFT_PX)
        for s in span
    )
    # A second shot of far more contrast may outweigh the first nowhere in the span.
    return next((s for s, is_so in zip(span, is_new, strict=True) if is_so), None)
