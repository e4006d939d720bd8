"""When a new rise of light is a new flash, and when it is a stage of the one before.

A rise is a new flash if the light had fallen below half of the peak, for two frames and a
twentieth of a second, and the rise is more than a small bump on the way down; or if what came
before was a mere forerunner.
"""

from collections.abc import Sequence
from enum import Enum

import numpy as np

from verify.analysis.light.rise import Curve, Look, Rise, curve

MERGE_S = 0.6
"""Rises further apart than this from the last one are never stages of one flash."""

LONGEST_S = 2.0
"""Stages that begin later than this after the first make a new flash, so that waiting ends."""

BURNS_S = 1.0
BURNS_SHARE = 0.15
"""Light that was there for so long, and never fell below this share, burns: its flickers are
no flash. Strokes of lightning in one cloud follow each other sooner, or from darker."""

_DIP_SHARE = 0.5
_DIP_FRAMES = 2
_DIP_S = 0.045
"""Two frames at up to 40 per second; more of them above, so that copies at other rates agree."""
_GONE_SHARE = 0.1
_BUMP_SHARE = 1 / 3
"""A re-rise below this share of the peak is a flicker of the same flash."""
_FORERUNNER_SHARE = 0.4
"""A rise that reached less than this share of what follows is a forerunner."""
_SHUTTER_S = 0.04
"""A stronger rise that follows within this time may be another band of the same flash, cut in two
by a rolling shutter."""
_LEAD_S = 0.1
"""A forerunner so soon before that has not faded is a lead-in, no flash of its own."""


class Relation(Enum):
    """What a rise is to the one before."""

    NEW = "a flash of its own"
    STAGE = "a stage of the flash before"
    MAIN = "the flash itself, the one before a faint lead-in"


def relation(first: Rise, later: Rise, looks: Sequence[Look]) -> Relation:
    """Return what `later` is to `first`.

    Parameters
    ----------
    first, later : Rise
        In order of time.
    looks : sequence of Look
        Consecutive frames that include those from the start of `first` to the peak of `later`.
    """
    pause_s = later.start.time_s - first.last_stage_s
    if pause_s > MERGE_S or later.start.time_s - first.start.time_s > LONGEST_S:
        return Relation.NEW
    between = [seen for seen in looks if first.start.index <= seen.index <= later.peak.index]
    start = later.start.index - between[0].index
    both = first.lit | later.lit
    levels = curve(between, first.floor, both)
    if levels[:start].max() < _FORERUNNER_SHARE * levels[start:].max():
        if later.start.time_s - first.peak.time_s <= _SHUTTER_S:
            return Relation.STAGE
        own = curve(between, first.floor, first.lit)[:start]
        has_stayed = own[own.argmax() :].min() >= _DIP_SHARE * own.max()
        return Relation.MAIN if has_stayed and pause_s <= _LEAD_S else Relation.NEW
    levels = curve(between, first.dark, both)
    top, new = float(levels[:start].max()), float(levels[start:].max())
    since_top = levels[int(levels[:start].argmax()) :]
    if not _has_dip(between[-len(since_top) :], since_top, _DIP_SHARE * top):
        return Relation.STAGE
    is_bump = new < _BUMP_SHARE * top and float(since_top.min()) >= _GONE_SHARE * top
    return Relation.STAGE if is_bump else Relation.NEW


def _has_dip(looks: Sequence[Look], levels: Curve, below: float) -> bool:
    """Return whether levels stay below a limit for long enough."""
    frames = 0
    for place, is_low in enumerate(levels < below):
        frames = frames + 1 if is_low else 0
        if frames >= _DIP_FRAMES:
            after = looks[min(place + 1, len(looks) - 1)]
            if after.time_s - looks[place + 1 - frames].time_s >= _DIP_S:
                return True
    return False


def burns_on(burning: Rise, later: Rise, looks: Sequence[Look], *, has_stayed: bool) -> bool:
    """Return whether light that rose earlier still burns under a later rise, and was brighter.

    Parameters
    ----------
    burning : Rise
        Light that was accepted and not seen to end, in the same shot.
    later : Rise
        A rise after it.
    looks : sequence of Look
        Consecutive frames up to `later`; what is older than them is not asked for.
    has_stayed : bool
        Whether the light is known to stay. If not, it must have burned without a break.
    """
    where = later.lit
    dark, peak, again = (
        float(look.light[where].mean()) for look in (burning.dark, burning.peak, later.peak)
    )
    floor = float(later.floor.light[where].mean())
    if again > peak or floor - dark < _GONE_SHARE * (peak - dark):
        return False
    between = [look for look in looks if burning.peak.index < look.index < later.start.index]
    least = min((float(look.light[where].mean()) for look in between), default=floor)
    return has_stayed or least - dark >= BURNS_SHARE * (peak - dark)


def inherit_darkness(first: Rise, later: Rise) -> None:
    """Let a flash that starts in the afterglow of another count from the dark before both."""
    where = later.lit
    if later.start.time_s - first.last_stage_s <= MERGE_S and np.mean(
        first.dark.light[where]
    ) < np.mean(later.dark.light[where]):
        later.dark = first.dark
