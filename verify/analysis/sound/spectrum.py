"""A picture of the sound: how loud each height of tone is through the clip.

For looking at, not for measuring. Its columns get wider as the clip gets longer, so that there
are never more than some two thousand of them.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from verify.analysis.sound.chunks import Chunk

Levels = npt.NDArray[np.float32]

BANDS = 96
LOWEST_HZ = 40.0
HIGHEST_HZ = 8_000.0
"""Bands are of equal width on a logarithmic scale between these."""

MOST_COLUMNS = 2_000
_FIRST_STEP_S = 0.01
_WINDOW_S = 0.02
_HOP_S = 0.03
_LOWEST_SHARE = 1e-9


class Spectrum:
    """Collects mean powers by band and column; at most 2,000 columns at 96 bands.

    Attributes
    ----------
    start_s : float
        Time of the first column, seconds from the first frame shown.
    step_s : float
        Width of a column in seconds.
    """

    def __init__(self) -> None:
        self.start_s = 0.0
        self.step_s = _FIRST_STEP_S
        self._powers = np.zeros((MOST_COLUMNS, BANDS), np.float32)
        self._counts = np.zeros(MOST_COLUMNS, np.int32)
        self._is_started = False

    def hear(self, chunk: Chunk) -> None:
        """Take in one chunk."""
        if not self._is_started:
            self.start_s, self._is_started = chunk.start_s, True
        window = round(_WINDOW_S * chunk.rate_hz)
        hop = round(max(self.step_s, _HOP_S) * chunk.rate_hz)
        if chunk.samples.size < window:
            return
        parts = np.lib.stride_tricks.sliding_window_view(chunk.samples, window)[::hop]
        shape, edges = _shape_and_edges(window, chunk.rate_hz)
        spectra = np.square(np.abs(np.fft.rfft(parts * shape)))
        powers = np.add.reduceat(spectra, edges[:-1], axis=1)[:, :BANDS] / np.maximum(
            1, np.diff(edges)
        )
        times_s = chunk.start_s - self.start_s + hop / chunk.rate_hz * np.arange(len(parts))
        while times_s[-1] >= MOST_COLUMNS * self.step_s:
            self._halve()
        places = np.maximum(0, times_s / self.step_s).astype(np.int64)
        for place, column in zip(places, powers, strict=True):
            self._powers[place] += column
            self._counts[place] += 1

    def levels_db(self, duration_s: float) -> Levels:
        """Return the level of each column and band in decibels, shape (columns, bands).

        The columns part the time from the first frame shown to `duration_s` evenly; levels are
        relative to the loudest, and -90 where nothing was heard.
        """
        heard = np.flatnonzero(self._counts)
        columns = min(MOST_COLUMNS, round(duration_s / self.step_s))
        if heard.size == 0 or columns < 1:
            return np.empty((0, BANDS), np.float32)
        means = self._powers / np.maximum(1, self._counts[:, None])
        # Windows are farther apart than the first columns are wide: those between repeat.
        last = np.maximum.accumulate(np.where(self._counts > 0, np.arange(MOST_COLUMNS), 0))
        loudest = max(float(means.max()), 1e-12)
        levels = 10 * np.log10(np.maximum(means[last] / loudest, _LOWEST_SHARE))
        levels[heard[-1] + 1 :] = 10 * np.log10(_LOWEST_SHARE)
        times_s = (np.arange(columns) + 0.5) * duration_s / columns
        places = np.floor((times_s - self.start_s) / self.step_s).astype(np.int64)
        is_heard = (places >= 0) & (places < MOST_COLUMNS)
        shown = levels[np.clip(places, 0, MOST_COLUMNS - 1)]
        shown[~is_heard] = 10 * np.log10(_LOWEST_SHARE)
        return shown.astype(np.float32)

    def _halve(self) -> None:
        half = MOST_COLUMNS // 2
        self._powers[:half] = self._powers.reshape(half, 2, BANDS).sum(axis=1)
        self._counts[:half] = self._counts.reshape(half, 2).sum(axis=1)
        self._powers[half:] = 0
        self._counts[half:] = 0
        self.step_s *= 2


@cache
def _shape_and_edges(window: int, rate_hz: int) -> tuple[Levels, npt.NDArray[np.int64]]:
    """Return the window's shape, and the first spectral line of each band and behind the last."""
    highest = min(HIGHEST_HZ, rate_hz / 2)
    bounds_hz = np.geomspace(LOWEST_HZ, HIGHEST_HZ, BANDS + 1)
    lines = np.round(np.minimum(bounds_hz, highest) * window / rate_hz).astype(np.int64)
    return np.hanning(window).astype(np.float32), np.clip(lines, 0, window // 2)
