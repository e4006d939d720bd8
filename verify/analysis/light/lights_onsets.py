"""Where a point of light has just come on: the cheap trigger of the search for blinking lights.

A frame is held against the darkest of its last moments after each of these was widened, so that
lamps that stand still or move slowly say nothing, whatever their number. It works on a quarter of
the small plane's pixels: area averaging keeps the light of a lamp of two pixels, spread over more.
"""

from collections import deque
from dataclasses import dataclass
from functools import reduce

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import LumaPlane

Sums = npt.NDArray[np.uint16]
"""For each pixel of the halved plane the sum of the 3 x 3 around it: the light of a point does not
change there while the point moves between pixels."""

DARK_LEVELS = 60.0
"""Mean luma up to which a picture is dark enough to look for points of light."""

LEAST_RISE = 7.0
"""Least rise of a sum, code values times pixels of the halved plane. A lamp of 2 x 2 pixels at full
code in the dark gives 27 at 720 lines, 12 at 1080, 7 at 1440."""

USUAL_FACTOR = 2.0
"""A rise also exceeds so many times the one that the clip shows in half of its frames."""

MEMORY_S = (0.03, 0.07, 0.12)
"""Ages of the frames that one is held against; a lamp that glows up slowly needs the oldest."""

MOST_ONSETS = 6
"""Where more points light up at once the camera moves or sparks fly; none is taken then."""

_REACH_PX = 2
# In a smaller picture no point lies off its edge.
_LEAST_SIDE_PX = 10
_POINT_PX = 20
"""A point covers no more sums above half of its rise: 3 % of the width."""
_AROUND_PX = 5
_WIDENED = np.ones((2 * _REACH_PX + 1, 2 * _REACH_PX + 1), np.uint8)
_USUAL_GROWTH = 1.05
_ROUNDING_S = 0.002


@dataclass(frozen=True, slots=True)
class Onset:
    """A point that has come on, in pixels of the small plane."""

    x_px: float
    y_px: float
    rise: float


class OnsetTrigger:
    """Looks at every dark frame; about 0.04 ms each."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, Sums]] = deque()
        self._usual = LEAST_RISE

    def observe(self, small: LumaPlane, time_s: float) -> list[Onset]:
        """Return the points that have come on, none where many have."""
        if min(small.shape) < _LEAST_SIDE_PX:
            return []
        half = cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        sums = np.asarray(cv2.boxFilter(half, cv2.CV_16U, (3, 3), normalize=False), np.uint16)
        if self._recent and self._recent[-1][1].shape != sums.shape:
            self._recent.clear()
        floor = self._floor(time_s)
        self._recent.append((time_s, np.asarray(cv2.dilate(sums, _WIDENED), np.uint16)))
        while self._recent[0][0] < time_s - 2 * MEMORY_S[-1]:
            self._recent.popleft()
        if floor is None:
            return []
        rise = np.asarray(cv2.subtract(sums, floor), np.uint16)
        highest = float(rise.max())
        least = max(LEAST_RISE, USUAL_FACTOR * self._usual)
        self._usual *= _USUAL_GROWTH if highest > self._usual else 1 / _USUAL_GROWTH
        return _points(rise, least) if highest >= least else []

    def _floor(self, time_s: float) -> Sums | None:
        """Return the darkest of the widened frames of the ages in `MEMORY_S`."""
        if not self._recent or time_s - self._recent[0][0] < MEMORY_S[-1] - _ROUNDING_S:
            return None
        ages_s = [time_s - then_s for then_s, _ in reversed(self._recent)]
        places = {
            next(place for place, age_s in enumerate(ages_s) if age_s >= least_s - _ROUNDING_S)
            for least_s in MEMORY_S
        }
        planes = [self._recent[-1 - place][1] for place in sorted(places)]
        return reduce(lambda a, b: np.asarray(cv2.min(a, b), np.uint16), planes)


def _points(rise: Sums, least: float) -> list[Onset]:
    onsets: list[Onset] = []
    height, width = rise.shape
    for _ in range(MOST_ONSETS + 1):
        _, highest, _, (x, y) = cv2.minMaxLoc(rise)
        if highest < least:
            return onsets
        around = rise[
            max(0, y - _AROUND_PX) : y + _AROUND_PX + 1, max(0, x - _AROUND_PX) : x + _AROUND_PX + 1
        ]
        lit = around >= 0.5 * highest
        is_inside = 1 < x < width - 2 and 1 < y < height - 2
        if np.count_nonzero(lit) <= _POINT_PX and is_inside:
            onsets.append(Onset(2.0 * x + 0.5, 2.0 * y + 0.5, float(highest)))
        around[...] = 0
    return []
