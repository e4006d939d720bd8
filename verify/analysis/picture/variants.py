"""What is made of a still so that an engine may find what a copy of it was made of.

Each is derived from pixels by a rule that is written down with it; none shows more than the still
does. They are for searching, not for showing.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from verify.analysis.picture.borders import Box
from verify.domain.frames import BgrPicture

DARK_LEVELS = 64.0
"""A still whose mean luma is lower is also brightened."""

_LOWEST_PERCENT, _HIGHEST_PERCENT = 1.0, 99.5
# The middle of what is stretched comes to lie here, of 1; beyond this exponent is noise.
_MIDDLE, _STRONGEST_GAMMA = 0.35, 1 / 3
_LEAST_RANGE_LEVELS = 8.0


@dataclass(frozen=True, slots=True)
class Derived:
    """A picture and the rule by which it was made."""

    picture: BgrPicture
    parameters: dict[str, str | int | float]


def mirrored(picture: BgrPicture) -> Derived:
    """Return the picture with left and right exchanged."""
    flipped = np.ascontiguousarray(picture[:, ::-1])
    return Derived(flipped, {"rule": "left and right exchanged"})


def cut_to(picture: BgrPicture, box: Box) -> Derived:
    """Return what lies inside a box."""
    parameters: dict[str, str | int | float] = {
        "rule": "cut to the box",
        "left_px": box.left,
        "top_px": box.top,
        "right_px": box.right,
        "bottom_px": box.bottom,
    }
    inside = picture[box.top : box.bottom, box.left : box.right]
    return Derived(np.ascontiguousarray(inside), parameters)


def brightened(picture: BgrPicture) -> Derived | None:
    """Return a dark picture stretched and lifted, one curve for all channels.

    Code values from the 1st to the 99.5th percentile of luma are stretched to 0-255, values beyond
    are cut off, and an exponent of 1/3 to 1 lifts the median to 35 % of that.

    Returns
    -------
    Derived or None
        None if the picture is not dark, or so even that only noise would be lifted.
    """
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    percents = [_LOWEST_PERCENT, 50, _HIGHEST_PERCENT]
    # Rounded first: what is written down is what was used.
    low, median, high = (round(float(level), 3) for level in np.percentile(luma, percents))
    if luma.mean() >= DARK_LEVELS or high - low < _LEAST_RANGE_LEVELS:
        return None
    middle = min(max((median - low) / (high - low), 1e-3), 1.0)
    gamma = 1.0
    if middle < _MIDDLE:
        gamma = round(max(_STRONGEST_GAMMA, math.log(_MIDDLE) / math.log(middle)), 6)
    stretched = np.clip((np.arange(256) - low) / (high - low), 0.0, 1.0)
    curve = np.round(255 * stretched**gamma).astype(np.uint8)
    parameters: dict[str, str | int | float] = {
        "rule": "255 * clip((value - low) / (high - low), 0, 1) ** gamma, all channels alike",
        "low": low,
        "high": high,
        "low_percentile": _LOWEST_PERCENT,
        "high_percentile": _HIGHEST_PERCENT,
        "gamma": gamma,
    }
    return Derived(np.asarray(cv2.LUT(picture, curve), dtype=np.uint8), parameters)
