"""Says at once, while frames pass by, that light is rising: a hint which frames to hold on to.

The flash detector looks seconds ahead before it decides, and full-resolution frames are gone by
then. This trigger decides within the frame. It takes far too much for a rise, on purpose, and its
word never appears in a finding; the keyframes of a flash are chosen among the frames it named.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

import numpy as np
import numpy.typing as npt

from verify.analysis.light.tiles import Tiles, tiles_of
from verify.domain.frames import Frame

_GRID = 16
"""Tiles along the longer side of the picture."""

_MEMORY_S = 0.2
"""A rise is measured from the darkest level within this time."""

_LEAST_RISE_LEVELS = 5.0
"""Smallest rise of the tiles that rose most, full-range 8-bit code values."""

_USUAL_FACTOR = 2.5
"""The rise also exceeds this many times what is usual in the last second or so."""

_USUAL_SHARE = 0.05
"""Weight of the newest frame in what is usual."""

_RISEN_TILES = 3
"""A rise is judged by the mean of so many tiles that rose most."""

_LONGEST_S = 3.0
"""Light that has not fallen after this time is taken as the new level."""


class RiseState(StrEnum):
    """What one frame is to a rise in light."""

    RISING = "rising"
    """Light has begun to rise here; the onset may lie up to two frames earlier."""
    PEAK = "peak"
    """The brightest frame of this rise so far."""
    HALF = "half"
    """The first frame with less than half of the rise left."""
    END = "end"
    """The first frame with a tenth of the rise left, or 3 s have gone by."""


@dataclass(slots=True)
class _Rise:
    """A rise that is being followed: where it is lit, as weights, and the level there before it."""

    since_s: float
    lit: Tiles
    before_levels: float
    peak_levels: float = 0.0
    has_halved: bool = False
    is_growing: bool = True

    @classmethod
    def beginning(cls, time_s: float, before: Tiles, lit: npt.NDArray[np.bool_]) -> "_Rise":
        weights = np.asarray(lit / np.count_nonzero(lit), np.float32)
        return cls(time_s, weights, float(np.vdot(before, weights)))

    def follow(self, tiles: Tiles, time_s: float) -> RiseState | None:
        levels = float(np.vdot(tiles, self.lit)) - self.before_levels
        self.is_growing = levels > self.peak_levels and not self.has_halved
        if levels < 0.1 * self.peak_levels or time_s - self.since_s > _LONGEST_S:
            return RiseState.END
        if self.is_growing:
            self.peak_levels = levels
            return RiseState.PEAK
        if not self.has_halved and levels < 0.5 * self.peak_levels:
            self.has_halved = True
            return RiseState.HALF
        return None


class RiseTrigger:
    """Follows one rise of light at a time.

    The order of answers is RISING, any number of PEAK, then HALF, then END, with any number of
    None between them. A new RISING may come at any time instead; HALF may be missing before END.
    """

    def __init__(self) -> None:
        self._recent: deque[tuple[float, Tiles]] = deque()
        self._usual_levels = 0.0
        self._rise: _Rise | None = None

    def observe(self, frame: Frame) -> RiseState | None:
        """Return what the frame is to a rise, or None if it is nothing to one.

        Frames come in the order shown, each once.
        """
        tiles = tiles_of(frame.tiny, _GRID)
        if self._recent and self._recent[-1][1].shape != tiles.shape:
            self._recent.clear()
            self._rise = None
        rise, least_levels, state = self._rise, 0.0, None
        if rise is not None:
            # While light grows, only a rise of twice as much is a new one.
            least_levels = 2 * rise.peak_levels if rise.is_growing else 0.0
            state = rise.follow(tiles, frame.time_s)
            if state is RiseState.END:
                self._rise, least_levels = None, 0.0
        if self._begins(tiles, frame.time_s, least_levels):
            state = RiseState.RISING
        elif state is RiseState.PEAK:
            self._recent.clear()
        self._recent.append((frame.time_s, tiles))
        while self._recent[0][0] < frame.time_s - _MEMORY_S:
            self._recent.popleft()
        return state

    def _begins(self, tiles: Tiles, time_s: float, least_levels: float) -> bool:
        if not self._recent:
            return False
        darkest = reduce(np.minimum, (seen for _, seen in self._recent))
        risen = tiles - darkest
        levels = sum(np.sort(risen, axis=None)[-_RISEN_TILES:].tolist()) / _RISEN_TILES
        if levels < max(_LEAST_RISE_LEVELS, _USUAL_FACTOR * self._usual_levels):
            self._usual_levels += _USUAL_SHARE * (levels - self._usual_levels)
            return False
        if levels < least_levels:
            return False
        self._rise = _Rise.beginning(time_s, darkest, risen >= 0.5 * levels)
        self._rise.follow(tiles, time_s)
        self._recent.clear()
        return True
