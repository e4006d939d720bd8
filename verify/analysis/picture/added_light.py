"""Whether a picture changed at once because light came on, or because another shot began.

In the dark the noise of compression passes for detail: when light comes on it is swept away, as at
a cut. What is left to go by is what varies afterwards. Light grows and fades in one pattern over a
place that stays; a new shot holds still, or something in it moves.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np

from verify.analysis.picture.structure import Plane
from verify.domain.frames import LumaPlane

OVERVIEW_LONG_SIDE = 16
"""Tiles along the longer side: coarse enough that noise and shake do not matter."""

SAME_LEVELS = 1.0
"""Pictures this close to each other, root mean square, are the same."""

MOST_LOST_SHARE = 0.02
"""Light that comes on takes nothing away; so much of the gain may be lost to noise."""

_LOST_LEVELS = 1.0
_VARIED_LEVELS = 3.0
_VARIED_SHARE = 0.1
"""Least change afterwards, also as a share of the change at first, to tell anything by."""
_ONE_PATTERN = 0.2
"""Largest share of it that is not one pattern; light reaches 0.19, new shots 0.8 and more."""
_FADED = 0.6
"""Light that has faded, as a share of what is left of the place."""
_DYING = 0.015
"""Least share of what came that light which dies away loses from one frame to the next."""


def overview_of(picture: LumaPlane) -> Plane:
    """Return the means of some hundred tiles of a small picture, code values."""
    height, width = picture.shape
    scale = OVERVIEW_LONG_SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32)


def is_same(before: Plane, after: Plane) -> bool:
    """Return whether two overviews show the same, but for noise."""
    change = after - before
    return float(np.sqrt(np.mean(change * change))) <= SAME_LEVELS


def only_gained(before: Plane, after: Plane) -> bool:
    """Return whether hardly a place of an overview has become darker."""
    change = after - before
    lost = float(np.maximum(0, -change - _LOST_LEVELS).sum())
    return lost <= MOST_LOST_SHARE * float(np.maximum(0, change).sum())


def varies_as_light(before: Plane, after: Sequence[Plane]) -> bool:
    """Return whether what came with a change varies afterwards as one light does, or grew as one.

    Each later picture is explained, by least squares, as so much of the picture before (exposure
    may have reacted), so much of what came with the change, and an even level.

    Parameters
    ----------
    before : float32 array
        Overview of the last frame before the change.
    after : sequence of float32 array
        Overviews of the frames from the change on, of the same shape.
    """
    return any(True for _ in _as_one_light(before, after))


def fades_over(before: Plane, after: Sequence[Plane]) -> bool:
    """Return whether what came with a change goes again, and leaves the place that was there.

    A new shot that is dimmed loses all of itself alike; light that fades leaves what it lit.
    Parameters as for `varies_as_light`.
    """
    return any(light <= _FADED * place for place, light in _as_one_light(before, after))


def _as_one_light(before: Plane, after: Sequence[Plane]) -> Iterator[tuple[float, float]]:
    """Yield, of each picture that varies as one light does, the shares of place and light."""
    came = [picture - before for picture in after]
    most = max(range(len(after)), key=lambda place: float(np.abs(came[place]).mean()))
    least = max(_VARIED_LEVELS, _VARIED_SHARE * float(np.sqrt(np.mean(came[most] ** 2))))
    parts = np.stack([before, came[most], np.ones_like(before)], axis=-1).reshape(-1, 3)
    for picture in after:
        varied = float(np.sqrt(np.mean((picture - after[most]) ** 2)))
        if varied < least:
            continue
        weights = np.linalg.lstsq(parts, picture.reshape(-1), rcond=None)[0]
        left = picture.reshape(-1) - parts @ weights
        if float(np.sqrt(np.mean(left * left))) <= _ONE_PATTERN * varied:
            yield float(weights[0]), float(weights[1])


def dies_away(level: float, levels: Sequence[float]) -> bool:
    """Return whether what came with a change has only gone ever since.

    Parameters
    ----------
    level : float
        Mean code value of the last frame before the change.
    levels : sequence of float
        Those of the frames from the change on.
    """
    steps = len(levels) - 1
    falls = all(later < earlier for earlier, later in pairwise(levels))
    return falls and steps > 0 and levels[0] - levels[-1] >= _DYING * steps * (levels[0] - level)
