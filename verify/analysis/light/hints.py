"""What the course of a light speaks for and against, in words that always leave two readings.

None of this is a verdict. It is what a person with the clip before them would weigh as well.
"""

from collections.abc import Sequence

import numpy as np

from verify.analysis.light.rise import Curve, Look, Rise, curve
from verify.domain.findings import FlashKind

CLIP_ENDS = "clip_ends"
"""The clip ends before the light has decayed."""

WIDE_SHARE = 0.3
FLICKER_SHARE = 0.05
"""Spread of steady light against its height: lamps stay below, flames above, as a rule."""

LASTING_S = (0.1, 1.0)
"""Half-lives of glowing gas and smoke; lightning and photo flashes are mostly shorter."""


def hints_on(
    rise: Rise, kind: FlashKind, half_life_s: float | None, looks: Sequence[Look], interval_s: float
) -> list[str]:
    """Return hints on an accepted rise, each with at least two readings.

    Parameters
    ----------
    rise : Rise
        The rise.
    kind : FlashKind
        What it was found to be.
    half_life_s : float or None
        From the peak to half of the height, seconds; None if unseen.
    looks : sequence of Look
        Frames from before the rise for as long as it was followed.
    interval_s : float
        Time between frames, seconds.
    """
    if kind is FlashKind.SUSTAINED:
        return _on_staying(rise, looks)
    if kind is not FlashKind.FLASH or half_life_s is None:
        return []
    is_wide = float(rise.lit.mean()) >= WIDE_SHARE
    if half_life_s <= 1.5 * interval_s:
        if is_wide:
            return [
                "gone within a frame or two over most of the picture: lightning, or a flash lamp"
            ]
        return ["gone within a frame or two in one place: a shot, a spark, or a flash lamp"]
    if LASTING_S[0] <= half_life_s <= LASTING_S[1]:
        return [f"half gone after {half_life_s:.2f} s: an explosion, or lightning behind cloud"]
    return []


def _on_staying(rise: Rise, looks: Sequence[Look]) -> list[str]:
    later = [look for look in looks if look.time_s >= rise.peak.time_s + 0.5]
    if len(later) < 3:
        return []
    levels = curve(later, rise.dark, rise.core)
    flicker = _spread(levels) / max(float(np.median(levels)), 1.0)
    if flicker >= FLICKER_SHARE:
        return [f"it flickers by {flicker:.0%}: rather a fire or a burning flare than a lamp"]
    return [f"it is steady within {flicker:.0%}: rather a lamp or a flare far off than open fire"]


def _spread(levels: Curve) -> float:
    """Return the standard deviation of the changes from frame to frame, robustly."""
    changes = np.diff(levels)
    return float(1.4826 * np.median(np.abs(changes - np.median(changes))))
