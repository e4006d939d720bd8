"""What is left of a rise in light once the picture is moved back to where it was.

Only at a rise is the camera's motion looked for. Between two dark pictures there may be nothing to
hold on to; then the motion is not known, and nothing is said.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from verify.analysis.light.rise import LIT_SHARE, Look, Rise, risen_by
from verify.domain.frames import LumaPlane

LEAST_RESPONSE = 0.3
"""Phase correlation of noise, and of pictures one of which a flash lights up, answers with less."""

LEAST_SIDE_PX = 16
"""A picture flatter than this has too little to hold on to."""

LARGEST_STEP_SHARE = 0.08
"""Of the longer side from frame to frame: what seems to jump farther is another picture."""

_SUM_SHARE = 0.35

LEAST_SHIFT_PX = 1.0
"""Of the tiny plane: a hundredth of the picture's width, less than a tile."""


class MovedBack(NamedTuple):
    """The camera's motion from before a rise to its peak, and the gain that it does not explain."""

    shift_share: float
    """Of the picture's longer side."""
    gain_left: float
    """Share of the light gained that is there after compensation, 0-1."""


def moved_back(rise: Rise, looks: Sequence[Look]) -> MovedBack | None:
    """Return what is left of a rise without the camera's motion, None where that is not known.

    The shift is that of the peak of the phase correlation (Kuglin and Hines, 1975) of both
    pictures, logarithms taken so that a light does not outweigh the rest. Cloud that lightning
    shows anew can look like cloud moved: so the steps from frame to frame have to add up to it.
    What came in from outside the picture is no gain.

    Parameters
    ----------
    rise : Rise
        The rise.
    looks : sequence of Look
        Consecutive frames, those of the rise among them.
    """
    first = looks[0].index
    passed = looks[rise.floor.index - first : rise.peak.index - first + 1]
    if min(rise.floor.tiny.shape) < LEAST_SIDE_PX:
        return None
    whole = _shift(rise.floor.tiny, rise.peak.tiny)
    if whole is None or abs(whole) < LEAST_SHIFT_PX:
        return None
    steps = [_shift(one.tiny, other.tiny) for one, other in pairwise(passed)]
    farthest = LARGEST_STEP_SHARE * max(rise.floor.tiny.shape)
    known = [step for step in steps if step is not None and abs(step) <= farthest]
    if len(known) < len(steps) or abs(sum(known) - whole) > _SUM_SHARE * abs(whole):
        return None
    light, (rows, columns) = rise.floor.light, rise.floor.light.shape
    height, width = rise.floor.tiny.shape
    shift = np.array([[1, 0, whole.real * columns / width], [0, 1, whole.imag * rows / height]])
    where_it_is = cv2.warpAffine(
        light, shift, (columns, rows), borderMode=cv2.BORDER_CONSTANT, borderValue=np.nan
    )
    gain = rise.peak.light - light
    lit = risen_by(LIT_SHARE, gain) & (gain > 0)
    left = np.nan_to_num(np.maximum(rise.peak.light - where_it_is, 0))
    share = float(left[lit].sum() / gain[lit].sum()) if lit.any() else 1.0
    return MovedBack(abs(whole) / max(height, width), min(1.0, share))


def _shift(before: LumaPlane, after: LumaPlane) -> complex | None:
    """Return how far the picture moved in pixels, down as the imaginary part; None if unknown."""
    height, width = before.shape
    window = cv2.createHanningWindow((width, height), cv2.CV_32F)
    held = np.log1p(before.astype(np.float32))
    moved = np.log1p(after.astype(np.float32))
    shift, response = cv2.phaseCorrelate(held, moved, window)
    # At odd sizes OpenCV finds a picture half a pixel away from itself.
    own, _ = cv2.phaseCorrelate(held, held, window)
    return complex(*shift) - complex(*own) if response >= LEAST_RESPONSE else None
