"""When a new rise of light is a new flash, and when it is a stage of the one before.

A rise is a new flash if the light had fallen below half of the peak, for two frames and a
twentieth of a second, and the rise is more than a small bump on the way down; or if what came
before was a mere forerunner. Light in another place is another flash, unless it follows at once:
then it may be one flash cut in two by a rolling shutter.
"""

from collections.abc import Sequence

import numpy as np

from verify.analysis.light.rise import Curve, Look, Rise, curve

MERGE_S = 0.6
"""Rises further apart than this from the last one are never stages of one flash."""

_DIP_SHARE = 0.5
_DIP_FRAMES = 2
_DIP_S = 0.045
"""Two frames at up to 40 per second; more of them above, so that copies at other rates agree."""
_GONE_SHARE = 0.1
_BUMP_SHARE = 1 / 3
"""A re-rise below this share of the peak is a flicker of the same flash; a rise is a forerunner if
it reached less than this share of what follows."""
_OVERLAP_SHARE = 0.3
_ELSEWHERE_S = 0.2
"""From so far apart in time, light in another place is another flash, whether the first fell."""


def is_stage(first: Rise, later: Rise, looks: Sequence[Look]) -> bool:
    """Return whether `later` belongs to the same flash as `first`.

    Parameters
    ----------
    first, later : Rise
        In order of time.
    looks : sequence of Look
        Consecutive frames that include those from the start of `first` to the peak of `later`.
    """
    pause_s = later.start.time_s - first.last_stage_s
    if pause_s > MERGE_S:
        return False
    common = int((first.lit & later.lit).sum())
    is_elsewhere = common < _OVERLAP_SHARE * min(first.lit.sum(), later.lit.sum())
    if is_elsewhere and pause_s > _ELSEWHERE_S:
        return False
    between = [seen for seen in looks if first.start.index <= seen.index <= later.peak.index]
    levels = curve(between, first.dark, first.lit | later.lit)
    start = later.start.index - between[0].index
    top, new = float(levels[:start].max()), float(levels[start:].max())
    if top < _BUMP_SHARE * new:
        return False
    since_top = levels[int(levels[:start].argmax()) :]
    fell = _has_dip(between[-len(since_top) :], since_top, _DIP_SHARE * top)
    is_bump = new < _BUMP_SHARE * top and float(since_top.min()) >= _GONE_SHARE * top
    return not fell or is_bump


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


def inherit_darkness(first: Rise, later: Rise) -> None:
    """Let a flash that starts in the afterglow of another count from the dark before both."""
    where = later.lit
    if later.start.time_s - first.last_stage_s <= MERGE_S and np.mean(
        first.dark.light[where]
    ) < np.mean(later.dark.light[where]):
        later.dark = first.dark
