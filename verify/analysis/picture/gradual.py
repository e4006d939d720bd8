"""Changes of shot that take time: fades through black or white, and dissolves.

A fade is seen in the level of the whole picture, a dissolve in the frames between two shots being
mixtures of both. Lightning also darkens and lights up again: it is told from a fade by its sharp
rise, by how short the light lasts, and by the scene being the same afterwards.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.picture.structure import Structure, likeness
from verify.domain.frames import LumaPlane

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


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of a frame for a few seconds."""

    index: int
    pts: int
    time_s: float
    luma_mean: float
    tiny: LumaPlane
    structure: Structure

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
    half_first_s: float = 0.0
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
        if not (fades_out or fades_in):
            return None
        if before.reference is None or after.reference is None:
            # Flat pictures cannot be compared: only black reached and left slowly is a fade.
            if self._white or not (fades_in and fades_out):
                return None
        elif likeness(before.reference.structure, after.reference.structure) >= SAME_PLACE:
            return None
        since_s = before.half_last_s if fades_out else self._gone_first_s
        return Fade(at=gone, since_s=since_s, until_s=shown_s, is_gradual=fades_in)


def mixture(before: LumaPlane, between: LumaPlane, after: LumaPlane) -> tuple[float, float]:
    """Return how much of `before` a frame holds if it is a mixture of two, and how well that fits.

    Parameters
    ----------
    before, between, after : uint8 arrays of one shape
        Small full-range luma pictures.

    Returns
    -------
    share : float
        Weight of `before` over the sum of both weights: 1 at the start of a dissolve, 0 at its end.
    explained : float
        Share of the variance of `between` that the mixture explains, 0-1; 0 if the weights do not
        add up to about 1, as they do in a dissolve but not in a change of light.
    """
    x, y, z = (_detail(picture) for picture in (before, after, between))
    xx, yy, xy = x @ x, y @ y, x @ y
    determinant = xx * yy - xy * xy
    variance = z @ z
    if determinant <= 1e-9 * xx * yy or variance == 0:
        return 0.0, 0.0
    a = (yy * (x @ z) - xy * (y @ z)) / determinant
    b = (xx * (y @ z) - xy * (x @ z)) / determinant
    if not 0.8 <= a + b <= 1.2:
        return 0.0, 0.0
    residual = z - a * x - b * y
    return float(a / (a + b)), float(1 - (residual @ residual) / variance)


def _detail(picture: LumaPlane) -> npt.NDArray[np.float32]:
    """Return what is finer than a tenth of the picture: a moving sky looks like a mixture."""
    luma = picture.astype(np.float32)
    return (luma - cv2.blur(luma, (9, 9))).ravel()
