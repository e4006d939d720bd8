"""The spectral peaks of a sound track, by which its sound is found again in another file.

Power is taken in 98 bands, 24 to an octave from 200 to 3,400 Hz, which telephones pass and coders
keep. What stays for seconds is no mark of a sound: of each band the mean of its level over four
seconds is taken away, so a hum, a steady tone and the colour of a noise leave nothing. A peak is
then a band and moment higher than all around it.
"""

from functools import cache
from itertools import count
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.sound.chunks import Chunk, Chunks
from verify.analysis.sound.level import SoundLevel
from verify.domain.audio_fingerprint import (
    LONGEST_S,
    LOWEST_TONE_HZ,
    PEAKS_PER_S,
    TONES_PER_OCTAVE,
    AudioFingerprint,
    SoundState,
)
from verify.domain.frames import AudioBlock, Samples

WINDOW_S = 0.128
HOP_S = 0.032
BANDS_PER_OCTAVE = 24
BANDS = 98
LEAST_RISE = 1.0
"""Least level of a peak above the mean of its band, in nepers of power: 4.3 dB."""

_MEAN_STEPS = 62
"""Steps before and after over which a band's mean is taken: two seconds each."""
_NEAR_STEPS, _NEAR_BANDS = 4, 4
_NEAR = np.ones((2 * _NEAR_STEPS + 1, 2 * _NEAR_BANDS + 1), np.uint8)
_STEPS_AT_ONCE = 500
# Of full scale; the noise of 16 bits lies below it in each band.
_FLOOR = 1e-10
_HIGHEST_SHARE = 0.48

Levels = npt.NDArray[np.float32]


class _Found(NamedTuple):
    """Peaks: seconds, bands with fractions, and how far they rise."""

    time_s: npt.NDArray[np.float64]
    band: npt.NDArray[np.float64]
    rise: npt.NDArray[np.float64]


class SoundPeaks:
    """Takes in the sound of one playing; an `AudioAnalysis`.

    Attributes
    ----------
    is_cut_short : bool
        Whether there was more sound than is looked at.
    """

    name = "audio_fingerprint"

    def __init__(self) -> None:
        self.is_cut_short = False
        self._chunks = Chunks()
        self._level = SoundLevel()
        self._run: _Run | None = None
        self._found: list[_Found] = []

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the peaks depend on besides the sound."""
        return {
            "window_s": WINDOW_S,
            "hop_s": HOP_S,
            "lowest_hz": LOWEST_TONE_HZ,
            "bands": BANDS,
            "peaks_per_s": PEAKS_PER_S,
        }

    def listen(self, block: AudioBlock) -> None:
        """Take in one block of samples."""
        self._level.listen(block)
        for chunk in self._chunks.add(block):
            self._hear(chunk)

    def fingerprint(self) -> AudioFingerprint:
        """Return the peaks of all that was heard; nothing is taken in after this."""
        for chunk in self._chunks.rest():
            self._hear(chunk)
        self._end_run()
        if self._level.audio_silent is not False:
            is_absent = self._level.audio_silent is None
            state = SoundState.ABSENT if is_absent else SoundState.SILENT
            return AudioFingerprint.without_peaks(state)
        time_s, band, rise = (
            np.concatenate([part[column] for part in self._found] or [np.zeros(0)])
            for column in range(3)
        )
        # Sound may begin before the first frame is shown.
        kept = (time_s >= 0) & (time_s < LONGEST_S)
        time_s, band, rise = time_s[kept], band[kept], rise[kept]
        rank = _ranks(time_s.astype(np.int64), rise)
        kept = rank < PEAKS_PER_S
        time_ms, band, rank = np.round(1000 * time_s[kept]), band[kept], rank[kept]
        tone = np.round(np.maximum(band, 0) * (TONES_PER_OCTAVE / BANDS_PER_OCTAVE))
        order = np.lexsort((tone, time_ms))
        return AudioFingerprint(
            SoundState.HEARD,
            time_ms[order].astype(np.uint32),
            tone[order].astype(np.uint16),
            rank[order].astype(np.uint8),
        )

    def _hear(self, chunk: Chunk) -> None:
        if chunk.start_s >= LONGEST_S:
            self.is_cut_short = True
            return
        if self._run is None or chunk.is_new_run:
            self._end_run()
            self._run = _Run(chunk.start_s, chunk.rate_hz)
        if (found := self._run.add(chunk.samples)) is not None:
            self._found.append(found)

    def _end_run(self) -> None:
        if self._run is not None and (found := self._run.rest()) is not None:
            self._found.append(found)
        self._run = None


class _Run:
    """Consecutive samples of one rate; keeps some seconds of them."""

    def __init__(self, start_s: float, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        # To the middle of a window.
        self._start_s = start_s + WINDOW_S / 2
        self._window = round(WINDOW_S * rate_hz)
        self._samples = np.zeros(0, np.float32)
        self._first_sample = 0
        self._steps = 0
        self._rows: list[Levels] = []
        self._first_row = 0
        self._waiting = 0
        self._done = 0

    def add(self, samples: Samples) -> _Found | None:
        """Take in samples; returns the peaks that they make certain, when there are many."""
        self._samples = np.concatenate([self._samples, samples])
        last = self._first_sample + self._samples.size - self._window
        steps = max(0, int(np.floor(last / (HOP_S * self._rate_hz))) + 1 - self._steps)
        if steps:
            hops = np.arange(self._steps, self._steps + steps) * (HOP_S * self._rate_hz)
            starts = np.round(hops).astype(np.int64) - self._first_sample
            fitting = starts[starts + self._window <= self._samples.size]
            self._rows.append(_levels(self._samples, fitting, self._window, self._rate_hz))
            self._steps += len(fitting)
            self._waiting += len(fitting)
            unused = round(self._steps * HOP_S * self._rate_hz) - self._first_sample
            self._samples = self._samples[unused:]
            self._first_sample += unused
        if self._waiting < _STEPS_AT_ONCE:
            return None
        return self._peaks(self._steps - _MEAN_STEPS - _NEAR_STEPS)

    def rest(self) -> _Found | None:
        """Return the peaks of what is left."""
        return self._peaks(self._steps) if self._rows else None

    def _peaks(self, up_to: int) -> _Found:
        """Return the peaks of the steps from those that are done."""
        levels = np.concatenate(self._rows)
        above = levels - _means(levels)
        highest = cv2.dilate(above, _NEAR)
        is_peak = (above == highest) & (above > LEAST_RISE)
        is_peak[:, [0, -1]] = False
        is_peak[[0, -1]] = False
        is_peak[: self._done - self._first_row] = False
        is_peak[up_to - self._first_row :] = False
        step, band = np.nonzero(is_peak)
        time_steps = (
            self._first_row
            + step
            + _between(above[step - 1, band], above[step, band], above[step + 1, band])
        )
        bands = band + _between(above[step, band - 1], above[step, band], above[step, band + 1])
        found = _Found(
            self._start_s + HOP_S * time_steps, bands, above[step, band].astype(np.float64)
        )
        self._done = up_to
        keep = max(self._first_row, up_to - _MEAN_STEPS - _NEAR_STEPS)
        self._rows = [levels[keep - self._first_row :]]
        self._first_row, self._waiting = keep, self._steps - up_to
        return found


def _levels(samples: Samples, starts: npt.NDArray[np.int64], window: int, rate_hz: int) -> Levels:
    """Return the logarithm of the power in each band from each start on."""
    shape, size, lines, places, shares = _bands(window, rate_hz)
    parts = np.lib.stride_tricks.sliding_window_view(samples, window)[starts]
    spectra = np.fft.rfft(parts * shape, size, axis=1)[:, :lines]
    powers = np.square(spectra.real, dtype=np.float64) + np.square(spectra.imag)
    sums = np.concatenate([np.zeros((len(parts), 1)), np.cumsum(powers, axis=1)], axis=1)
    edges = sums[:, places] * (1 - shares) + sums[:, places + 1] * shares
    levels = np.full((len(parts), BANDS), np.log(_FLOOR), np.float32)
    within = edges.shape[1] - 1
    levels[:, :within] = np.log(np.maximum(np.diff(edges, axis=1), 0) + _FLOOR)
    return levels


@cache
def _bands(
    window: int, rate_hz: int
) -> tuple[Levels, int, int, npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return a window's shape, its spectrum's size, and the edges of bands in spectral lines."""
    # Quick to transform: no prime factor above five.
    size = next(size for size in count(window) if pow(30, size.bit_length(), size) == 0)
    shape = np.hanning(window)
    edges_hz = LOWEST_TONE_HZ * 2 ** ((np.arange(BANDS + 1) - 0.5) / BANDS_PER_OCTAVE)
    edges = edges_hz[edges_hz < _HIGHEST_SHARE * rate_hz] * size / rate_hz + 0.5
    places = np.floor(edges).astype(np.int64)
    return (
        (shape * 2 / shape.sum()).astype(np.float32),
        size,
        int(places[-1]) + 2,
        places,
        edges - places,
    )


def _means(levels: Levels) -> Levels:
    """Return the mean of each band around each step, of as many steps as there are."""
    sums = np.concatenate([np.zeros((1, BANDS)), np.cumsum(levels, axis=0, dtype=np.float64)])
    steps = np.arange(len(levels))
    first = np.maximum(0, steps - _MEAN_STEPS)
    last = np.minimum(len(levels), steps + _MEAN_STEPS + 1)
    means = (sums[last] - sums[first]) / (last - first)[:, None]
    return np.asarray(means, np.float32)


def _between(before: Levels, at: Levels, after: Levels) -> npt.NDArray[np.float64]:
    """Return where a parabola through three levels is highest, -0.5 to 0.5 from the middle one."""
    bend = (before - 2 * at + after).astype(np.float64)
    return np.asarray(
        np.where(bend < 0, 0.5 * (before - after) / np.where(bend < 0, bend, -1.0), 0.0)
    )


def _ranks(second: npt.NDArray[np.int64], rise: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return the place of each peak among those of its second, 0 the highest."""
    order = np.lexsort((-rise, second))
    firsts = np.flatnonzero(np.r_[True, np.diff(second[order]) > 0]) if len(order) else order
    counts = np.diff(np.r_[firsts, len(order)])
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order)) - np.repeat(firsts, counts)
    return ranks
