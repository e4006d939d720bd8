"""Finds frames in which light rises sharply, frame by frame; what the rise is, others judge.

A rise counts from the least light of the last tenth of a second, and in each place from the
brightest neighbour then, so that a light which moves by up to 3 % of the picture's long side does
not count. Once light has risen, the count starts anew at the peak: a second flash need not wait
for the first to fade.
"""

from collections import deque
from functools import reduce

import numpy as np

from verify.analysis.light.rise import Look, Rise, height_of, risen_by

FLOOR_S = 0.1
"""A rise is sharp if it happens within this time."""

LONGEST_S = 2.0
"""A rise that goes on for longer is taken in pieces; it is slow in any case."""

LEAST_HEIGHT_LEVELS = 8.0
"""Least height, full-range code values; noise of night footage reaches 2 on means of tiles."""

LEAST_AREA_SHARE = 0.02
"""Least share of the picture that rises above all that was near it."""

_ABOVE_NEAR_LEVELS = 3.0
_STILL_RISING_LEVELS = 1.0
_LEAST_FRAMES = 2
_CLOCK_S = 1e-3
"""Slack for times rounded by a container."""


class RiseFinder:
    """Watches for sharp rises.

    Attributes
    ----------
    open : Rise or None
        A rise that was still growing in the newest frame.
    """

    def __init__(self) -> None:
        self.open: Rise | None = None
        self._recent: deque[Look] = deque()

    def observe(self, look: Look) -> tuple[Rise | None, float]:
        """Take in one frame.

        Returns
        -------
        Rise or None
            A rise that starts with this frame; it goes on growing while it is `open`.
        float
            How far light rose here within `FLOOR_S`, code values; in most frames it is noise.
        """
        while (
            len(self._recent) > _LEAST_FRAMES
            and self._recent[0].time_s < look.time_s - FLOOR_S - _CLOCK_S
        ):
            self._recent.popleft()
        if not self._recent:
            self._recent.append(look)
            return None, 0.0
        risen = look.light - reduce(np.minimum, (seen.reach for seen in self._recent))
        height_levels = height_of(risen)
        area_share = np.count_nonzero(risen > _ABOVE_NEAR_LEVELS) / risen.size
        started = None
        if self.open is not None and self._grows(self.open, look):
            self.open.grow(look, height_levels, area_share)
            self._recent.clear()
        else:
            self.open = None
            if height_levels >= LEAST_HEIGHT_LEVELS and area_share >= LEAST_AREA_SHARE:
                where = risen_by(0.5, risen)
                floor = min(self._recent, key=lambda seen: float(seen.light[where].mean()))
                started = self.open = Rise(floor, floor, look, look, height_levels, area_share)
                self._recent.clear()
        self._recent.append(look)
        return started, height_levels

    @staticmethod
    def _grows(rise: Rise, look: Look) -> bool:
        if look.time_s - rise.start.time_s > LONGEST_S:
            return False
        return float((look.light - rise.peak.light)[rise.lit].mean()) > _STILL_RISING_LEVELS
