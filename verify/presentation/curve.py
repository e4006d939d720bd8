"""A brightness curve of any length, kept in at most some thousand bins.

A bin keeps the lowest and highest mean of its frames, not their average: a flash of one frame in
six hours is as high in the reduced curve as it was in the footage. `plots` draws it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from verify.domain.errors import BadParameterError
from verify.domain.rows import BrightnessRow

MAXIMUM_BINS = 2_000
"""More than a page or a screen has columns of dots for."""


@dataclass(frozen=True, slots=True)
class CurveBin:
    """The light of some consecutive frames, in full-range 8-bit code values.

    Attributes
    ----------
    start_s, end_s : float
        Times of its first and last frame, seconds from the first frame shown.
    frames : int
        How many frames it holds.
    mean_low, mean_high : float
        Lowest and highest mean luma of a frame.
    p05_low, p95_high : float
        The band that holds the middle nine tenths of the pixels in every frame of the bin.
    p99_high : float
        Highest 99th percentile: the level that the brightest hundredth of a frame reached.
    """

    start_s: float
    end_s: float
    frames: int
    mean_low: float
    mean_high: float
    p05_low: float
    p95_high: float
    p99_high: float

    def joined(self, later: "CurveBin") -> "CurveBin":
        """Return the bin that holds the frames of both."""
        return CurveBin(
            self.start_s,
            later.end_s,
            self.frames + later.frames,
            min(self.mean_low, later.mean_low),
            max(self.mean_high, later.mean_high),
            min(self.p05_low, later.p05_low),
            max(self.p95_high, later.p95_high),
            max(self.p99_high, later.p99_high),
        )


class BrightnessCurve:
    """Takes in brightness rows in the order shown and stays small.

    Whenever the bins are full, neighbours are joined in pairs and each new bin takes twice as
    many frames; so the curve is the same whether rows come during the pass or from the table.

    Parameters
    ----------
    maximum_bins : int
        Even, 2 or more. A long curve has between half as many bins and this many.
    """

    def __init__(self, maximum_bins: int = MAXIMUM_BINS) -> None:
        if maximum_bins < 2 or maximum_bins % 2:
            raise BadParameterError("maximum_bins", maximum_bins, "an even number, 2 or more")
        self._maximum_bins = maximum_bins
        self._frames_per_bin = 1
        self._bins: list[CurveBin] = []

    @classmethod
    def of(
        cls, rows: Iterable[BrightnessRow], maximum_bins: int = MAXIMUM_BINS
    ) -> "BrightnessCurve":
        """Return the curve of all rows of a table."""
        curve = cls(maximum_bins)
        for row in rows:
            curve.add(row)
        return curve

    def add(self, row: BrightnessRow) -> None:
        """Take in the light of the next frame."""
        one = CurveBin(
            row.time_s,
            row.time_s,
            1,
            row.luma_mean,
            row.luma_mean,
            row.luma_p05,
            row.luma_p95,
            row.luma_p99,
        )
        if self._bins and self._bins[-1].frames < self._frames_per_bin:
            self._bins[-1] = self._bins[-1].joined(one)
            return
        if len(self._bins) == self._maximum_bins:
            self._bins = [
                self._bins[i].joined(self._bins[i + 1]) for i in range(0, len(self._bins), 2)
            ]
            self._frames_per_bin *= 2
        self._bins.append(one)

    @property
    def bins(self) -> tuple[CurveBin, ...]:
        """The bins in time order; empty if no row came."""
        return tuple(self._bins)
