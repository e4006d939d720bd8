"""Whether a shot begins in the last light of a flash that came on before its first frame.

Nobody saw that light appear: it is no flash, has no onset, and nothing is reckoned from it. What is
seen is that part of the picture darkens from the first frames on, fast at first, then ever more
slowly. A lamp switched off is gone within frames and a fade goes straight; exposure changes all of
the picture alike; what moves grows brighter somewhere else. A flash that is gone as fast as a lamp
cannot be told from one, and nothing is said of it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.analysis.light.finding import FLOOR_S
from verify.analysis.light.judging import BEGUN_SHARE, box_of, light_moved, lights_of
from verify.analysis.light.rise import Look, Rise, curve, height_of
from verify.domain.findings import NOT_EXAMINED, Skipped
from verify.domain.shares import percent

FOLLOWED_S = 4.0
"""So much of a shot is looked at; its last part is what follows the light."""

LEAST_HEIGHT_LEVELS = 15.0
LEAST_LIGHT_RATIO = 2.0
"""Linear light of the lit area at its height over that of what follows."""

LEAST_AREA_SHARE = 0.02
NOISE_FACTOR = 12.0
LEAST_FRAMES = 4
"""What falls below `_GONE` within fewer frames may have been switched off."""

SLOWING_SHARE = 0.6
"""From half to a quarter light that dies away takes as long as to the half, or nearly; a straight
fade takes half of that."""

ALIKE_SHARE = 0.2
"""Exposure and fades change the picture alike: what one gain and one veil leave unexplained of the
change is less."""

MOVED_SHARE = 0.1
"""Light that dies away brightens nothing; lamps and cameras that move brighten more than this."""

AGAIN_SHARE = 0.1
"""It does not grow again by more, from frame to frame."""

MOST_TOLD = 4

_LEFT_SHARES = (0.85, 0.5, 0.25, 0.15)
_FOLLOWS_FROM = 0.6
_LEAST_FOLLOWING = 5
_LEAST_KNOWN = 8
_LEAST_LIGHT = 1e-6
_MOST_TIMES = 1_000
"""What follows is nearly black; how often its light goes into that before says no more."""


class Fading(NamedTuple):
    """Light with which a shot begins, and how it went."""

    start_s: float
    """First frame of the shot, seconds from the first frame shown."""
    area_share: float
    """Of the picture, 0-1."""
    box_px: tuple[int, int, int, int]
    """Left, top, width, height."""
    light_ratio: float
    """Linear light at its height over that of what follows."""
    height_levels: float
    noise_levels: float
    half_life_s: float
    gone_s: float

    def __str__(self) -> str:
        left, top, width, height = self.box_px
        times = f"{self.light_ratio:.1f}"
        if self.light_ratio > _MOST_TIMES:
            times = f"over {_MOST_TIMES:,}"
        return (
            f"{percent(self.area_share)} of the picture (box {width} x {height} px at {left}, "
            f"{top}) has {times} times the light of what follows, "
            f"{self.height_levels:.0f} levels more at a noise of {self.noise_levels:.2f}, half of "
            f"them gone after {self.half_life_s:.2f} s and most after {self.gone_s:.2f} s"
        )


def fading(
    looks: Sequence[Look], light_of_code: npt.NDArray[np.float64], picture_px: tuple[int, int]
) -> Fading | None:
    """Return how a shot begins bright and darkens as after a flash; None if it does not.

    Parameters
    ----------
    looks : sequence of Look
        Frames of one shot from its first on; `FOLLOWED_S` of them are looked at.
    light_of_code : float64 array, shape (256,)
        Relative linear light for each full-range code value.
    picture_px : tuple of int
        Width and height of the picture as shown.
    """
    start = looks[0]
    opening = [look for look in looks if look.time_s - start.time_s <= FLOOR_S]
    first = max(opening, key=lambda look: float(look.light.mean()))
    looks = [look for look in looks if 0 <= look.time_s - first.time_s <= FOLLOWED_S]
    times_s = np.array([look.time_s - first.time_s for look in looks])
    following = looks[int(np.searchsorted(times_s, _FOLLOWS_FROM * times_s[-1])) :]
    if len(following) < _LEAST_FOLLOWING:
        return None
    usual = np.median([look.light for look in following], axis=0)
    dark = min(following, key=lambda look: float(np.abs(look.light - usual).sum()))
    height_levels = height_of(first.light - dark.light)
    if height_levels < LEAST_HEIGHT_LEVELS:
        return None
    light = Rise(dark, dark, first, first, height_levels, 1.0)
    levels = curve(looks, dark, light.core)
    below = [np.flatnonzero(levels < share * levels[0]) for share in _LEFT_SHARES]
    if not all(frames.size for frames in below):
        return None
    begun, half, quarter, gone = (int(frames[0]) for frames in below)
    begun_s, half_s, quarter_s, gone_s = times_s[[begun, half, quarter, gone]].tolist()
    noise_levels = float(np.median(np.abs(np.diff(curve(following, dark, light.core)))))
    bright, after = lights_of(light, light_of_code)
    stands_out = (
        bright >= LEAST_LIGHT_RATIO * after
        and light.lit.mean() >= LEAST_AREA_SHARE
        and height_levels >= NOISE_FACTOR * noise_levels
    )
    dies_away = (
        LEAST_FRAMES <= gone < len(looks) - len(following)
        and begun_s <= half_s / 2
        and quarter_s - half_s >= SLOWING_SHARE * half_s
        and np.diff(levels[: gone + 1]).max() <= AGAIN_SHARE * levels[0]
    )
    if not (stands_out and dies_away) or _alike(first, dark) <= ALIKE_SHARE:
        return None
    if curve([start], dark, light.core)[0] <= BEGUN_SHARE * levels[0]:
        return None
    if max(light_moved(look, first) for look in [*looks[1 : gone + 1], dark]) > MOVED_SHARE:
        return None
    return Fading(
        start_s=start.time_s,
        area_share=float(light.lit.mean()),
        box_px=box_of(light.lit, picture_px),
        light_ratio=bright / max(after, _LEAST_LIGHT),
        height_levels=height_levels,
        noise_levels=noise_levels,
        half_life_s=half_s,
        gone_s=gone_s,
    )


def unseen_onsets(fadings: Sequence[Fading]) -> list[Skipped]:
    """Return, a sentence for each, that a flash may have come on before a shot did."""
    told = []
    for light in fadings[:MOST_TOLD]:
        begins, before = "the clip begins", "the first frame"
        if light.start_s > 0:
            begins, before = "the shot after it begins", f"the cut at {light.start_s:.3f} s"
        told.append(
            f"light before {before} {NOT_EXAMINED} {begins} bright and darkens like the end of a "
            f"flash. If there was one, its onset lies before {before}. {light}. A lamp that goes "
            "out, exposure that settles, a fade from white, headlights that leave or a camera that "
            "turns away can look so too"
        )
    if more := len(fadings) - len(told):
        told.append(f"light before {more:,} more cuts {NOT_EXAMINED} the shots begin so as well")
    return [Skipped(analysis="flashes", reason=reason) for reason in told]


def _alike(first: Look, dark: Look) -> float:
    """Return how much of the change no gain and veil common to the picture explain, as a share."""
    known = ~first.clipped
    before, after = dark.light[known].astype(np.float64), first.light[known].astype(np.float64)
    change = after - before
    if before.size < _LEAST_KNOWN or not change.any():
        return 0.0
    common = np.stack([before, np.ones_like(before)], axis=1)
    left = after - common @ np.linalg.lstsq(common, after, rcond=None)[0]
    return float(np.sqrt((left @ left) / (change @ change)))
