"""The PTS of the frames shown so far: what is first, what is irregular, which frame is which."""

import bisect
from array import array

from verify.domain.errors import BadParameterError


class Clock:
    """Follows the PTS of the frames shown; all in units of the time base."""

    def __init__(self, declared_interval: int) -> None:
        self.end = 0
        self.non_monotonic = 0
        self.undated = 0
        self._interval = declared_interval
        self._shortest: int | None = None
        self._longest: int | None = None
        self._shown = array("q")

    @property
    def frames(self) -> int:
        """How many frames were shown."""
        return len(self._shown)

    @property
    def first(self) -> int:
        """The PTS of the first frame shown; 0 before it."""
        return self._shown[0] if self._shown else 0

    @property
    def is_vfr(self) -> bool:
        """Whether intervals differ by more than one unit, which rounding explains."""
        if self._shortest is None or self._longest is None:
            return False
        return self._longest - self._shortest > 1

    @property
    def is_regular(self) -> bool:
        """Whether every frame bears a PTS above that of the frame before."""
        return not (self.non_monotonic or self.undated)

    def index_of(self, pts: int) -> int:
        """Return the index of the first frame shown with this PTS.

        Raises
        ------
        BadParameterError
            If no frame with it was shown so far.
        """
        if self.is_regular:
            index = bisect.bisect_left(self._shown, pts)
            if index < len(self._shown) and self._shown[index] == pts:
                return index
        elif pts in self._shown:
            return self._shown.index(pts)
        raise BadParameterError("pts", pts, "the PTS of a frame that was shown")

    def tick(self, pts: int | None, duration: int) -> int:
        """Take note of the next frame and return its PTS, estimated if it bears none."""
        last = self._shown[-1] if self._shown else None
        if pts is None:
            self.undated += 1
            pts = 0 if last is None else last + self._interval
        if last is not None and pts > last:
            self._interval = pts - last
            self._shortest = min(self._interval, self._shortest or self._interval)
            self._longest = max(self._interval, self._longest or self._interval)
        elif last is not None:
            self.non_monotonic += 1
        self._shown.append(pts)
        end = pts + (duration or self._interval)
        self.end = end if last is None else max(self.end, end)
        return pts
