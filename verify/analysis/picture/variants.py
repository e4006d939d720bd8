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
# The middle of what is stretched comes to lie here, of 1; beyond this exponent, and this gain, is
# the noise of the codec.
_MIDDLE, _STRONGEST_GAMMA, _LARGEST_GAIN = 0.35, 1 / 3, 6.0
_LEAST_RANGE_LEVELS = 8.0
_BAND_LINES = 256


@dataclass(frozen=True, slots=True)
class Derived:
    """A picture and the rule by which it was made."""

    picture: BgrPicture
    parameters: dict[str, str | int | float]


def mirrored(picture: BgrPicture) -> Derived:
    """Return the picture with left and right exchanged."""
    flipped = np.asarray(cv2.flip(picture, 1), dtype=np.uint8)
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
    """Return a dark picture stretched and lifted; colours keep their ratios.

    Luma from its 1st to its 99.5th percentile is stretched to 0-255, values beyond are cut off, and
    an exponent of 1/3 to 1 lifts the median to 35 % of that. Each pixel is multiplied by what that
    does to its luma, at most by 6.

    Returns
    -------
    Derived or None
        None if the picture is not dark, or so even that only noise would be lifted.
    """
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    up_to = np.cumsum(np.bincount(luma.ravel(), minlength=256)) / luma.size
    percents = [_LOWEST_PERCENT, 50, _HIGHEST_PERCENT]
    low, median, high = (int(np.searchsorted(up_to, percent / 100)) for percent in percents)
    if luma.mean() >= DARK_LEVELS or high - low < _LEAST_RANGE_LEVELS:
        return None
    middle = min(max((median - low) / (high - low), 1e-3), 1.0)
    gamma = 1.0
    if middle < _MIDDLE:
        gamma = round(max(_STRONGEST_GAMMA, math.log(_MIDDLE) / math.log(middle)), 6)
    levels = np.arange(256)
    lifted = 255 * np.clip((levels - low) / (high - low), 0.0, 1.0) ** gamma
    gains = np.minimum(lifted / np.maximum(levels, 1), _LARGEST_GAIN).astype(np.float32)
    bright = np.empty_like(picture)
    # In bands: as floats a large picture takes four times its memory.
    for top in range(0, len(picture), _BAND_LINES):
        band = slice(top, top + _BAND_LINES)
        lit = picture[band] * gains[luma[band]][:, :, None]
        bright[band] = np.rint(np.minimum(lit, 255))
    parameters: dict[str, str | int | float] = {
        "rule": "value * min(255 * clip((luma - low) / (high - low), 0, 1) ** gamma / luma, gain)",
        "low": low,
        "high": high,
        "low_percentile": _LOWEST_PERCENT,
        "high_percentile": _HIGHEST_PERCENT,
        "gamma": gamma,
        "gain": _LARGEST_GAIN,
    }
    return Derived(bright, parameters)
