"""Finds where sound rises at once, while it streams by; what it may be, `kinds` says.

The energy of 10 ms against that of the 0.6 s before. Each rise by 6 dB is a candidate; only those
of 12 dB are accepted, because below that the wrong event is picked as often as the right one.
Of the sound itself only the last seconds are kept.
"""

import heapq
import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.sound.band import BandPass
from verify.analysis.sound.chunks import Chunk
from verify.analysis.sound.kinds import Course, course_of
from verify.analysis.sound.picking import pick_onset

Energies = npt.NDArray[np.float64]

LEAST_RATIO_DB = 6.0
"""A rise by less is not listed."""

SILENCE_DB = -75.0
"""Background in the band, relative to full scale, below which it is too quiet to rise from."""

SHORT_S = 0.010
LONG_S = 0.600
LEAST_BACKGROUND_S = 0.200
APART_S = 0.150
"""Of candidates closer together the clearest is kept."""

MOST_SOUNDS = 1_000
"""Candidates kept of one clip, the clearest ones."""

_HOP_S = 1e-3
_WALK_BACK_SHARE = 0.25
_AHEAD_S = 0.6
_BEHIND_S = 1.0
_LOUDEST_WITHIN_S = 0.1
_SIGNATURE_S = 0.25
_ZERO = 2.0**-16
"""Half a step of 16 bits."""
_ZERO_SHARE = 0.8
"""Of samples in digital silence; codecs spread some of what follows, and noise of one step of 16
bits leaves half as many."""


@dataclass(frozen=True, slots=True)
class Onset:
    """A sudden rise in sound.

    Attributes
    ----------
    time_s, error_s : float
        When it begins, seconds from the first frame shown, and either way.
    snr_db : float
        Loudest 10 ms within 0.1 s over the background.
    background_db : float
        Mean level of the up to 0.6 s before, in the band, relative to full scale.
    is_from_zeros : bool
        Whether the samples of the up to 0.6 s before are zero, as no microphone records.
    course : Course
        How it goes on.
    signature : float16 array
        0.25 s of the band from the onset on, by which a sound laid in twice is known again.
    """

    time_s: float
    error_s: float
    snr_db: float
    background_db: float
    is_from_zeros: bool
    course: Course
    signature: npt.NDArray[np.float16]


class OnsetFinder:
    """Watches one track for onsets; see `onsets` when all of it was heard.

    Attributes
    ----------
    left_out : int
        Candidates beyond `MOST_SOUNDS`, the faintest ones.
    hop_s : float
        Time from one energy that `hear` returned to the next; about a millisecond.
    """

    def __init__(self) -> None:
        self.left_out = 0
        self.hop_s = _HOP_S
        # A heap by clearness; the running number keeps onsets themselves from being compared.
        self._found: list[tuple[float, int, Onset]] = []
        self._number = 0
        self._run: _Run | None = None

    def hear(self, chunk: Chunk) -> Energies:
        """Take in one chunk and return the energy of the band in each of its milliseconds."""
        if self._run is None or chunk.is_new_run:
            self.finish()
            self._run = _Run(chunk.rate_hz)
            self.hop_s = self._run.hop_s
        energies = self._run.append(chunk)
        self._keep_found(self._run, is_end=False)
        return energies

    def finish(self) -> None:
        """Judge what waited for more sound."""
        if self._run is not None:
            self._keep_found(self._run, is_end=True)
            self._run = None

    @property
    def onsets(self) -> list[Onset]:
        """What was found, by time."""
        return sorted((onset for _, _, onset in self._found), key=lambda onset: onset.time_s)

    def _keep_found(self, run: "_Run", *, is_end: bool) -> None:
        for onset in run.ripe(is_end=is_end):
            self._number += 1
            heapq.heappush(self._found, (onset.snr_db, self._number, onset))
            if len(self._found) > MOST_SOUNDS:
                heapq.heappop(self._found)
                self.left_out += 1


class _Run:
    """The last seconds of sound without a hole."""

    def __init__(self, rate_hz: int) -> None:
        self._filter = BandPass(rate_hz)
        self._rate_hz = self._filter.rate_hz
        self._hop = max(1, round(self._rate_hz * _HOP_S))
        self.hop_s = self._hop / self._rate_hz
        self._raw_per_hop = self._hop * self._filter.step
        self._band = np.empty(0, np.float32)
        self._raw = np.empty(0, np.float32)
        self._energies = np.empty(0, np.float64)
        self._start_s = self._error_s = 0.0
        self._searched = 0
        """Places of the energies that were judged."""

    def append(self, chunk: Chunk) -> Energies:
        self._start_s = chunk.start_s - self._raw.size / chunk.rate_hz
        self._error_s = chunk.error_s
        self._band = np.concatenate([self._band, self._filter.filtered(chunk.samples)])
        self._raw = np.concatenate([self._raw, chunk.samples])
        whole = self._band.size // self._hop
        fresh = self._band[self._energies.size * self._hop : whole * self._hop]
        # A mean over an axis as short as a hop takes ten times as long.
        firsts = np.arange(0, fresh.size, self._hop)
        energies = np.add.reduceat(np.square(fresh), firsts) if fresh.size else np.empty(0)
        energies = energies.astype(np.float64) / self._hop
        self._energies = np.concatenate([self._energies, energies])
        return energies

    def ripe(self, *, is_end: bool) -> list[Onset]:
        """Return the onsets of which enough was heard, and forget what is no longer needed."""
        short, ahead = self._hops(SHORT_S), self._hops(_AHEAD_S)
        end = self._energies.size - (short if is_end else ahead)
        begin = max(self._searched, self._hops(LEAST_BACKGROUND_S))
        found = []
        if end > begin:
            found = [self._onset(*place) for place in self._candidates(begin, end)]
            self._searched = end
        spent = max(0, min(self._searched, self._energies.size) - self._hops(_BEHIND_S))
        self._forget(spent)
        return found

    def _hops(self, seconds: float) -> int:
        return round(seconds / self.hop_s)

    def _forget(self, spent: int) -> None:
        self._energies = self._energies[spent:]
        self._band = self._band[spent * self._hop :]
        self._raw = self._raw[spent * self._raw_per_hop :]
        self._start_s += spent * self.hop_s
        self._searched -= spent

    def _candidates(self, begin: int, end: int) -> list[tuple[int, float, float]]:
        """Return place, background and loudest energy where the ratio is at its height."""
        short, longest = self._hops(SHORT_S), self._hops(LONG_S)
        apart = self._hops(APART_S)
        sums = np.concatenate([[0.0], np.cumsum(self._energies)])
        last = self._energies.size - short
        places = np.arange(max(self._hops(LEAST_BACKGROUND_S), begin - apart), last)
        from_ = np.maximum(0, places - longest)
        # What is quieter is no background to rise from; this floor stands for it.
        floor = 10 ** (SILENCE_DB / 10)
        before = np.maximum((sums[places] - sums[from_]) / (places - from_), floor)
        now = (sums[places + short] - sums[places]) / short
        ratio = (now / before).astype(np.float32)
        if ratio.size == 0 or ratio.max() < 10 ** (LEAST_RATIO_DB / 10):
            return []
        highest = cv2.dilate(ratio[None], np.ones((1, 2 * apart + 1), np.uint8))[0]
        is_peak = (ratio == highest) & (ratio >= 10 ** (LEAST_RATIO_DB / 10))
        is_peak &= (places >= begin) & (places < end)
        found = []
        peaks: list[int] = np.flatnonzero(is_peak).tolist()
        for index in peaks:
            walked, low = index, _WALK_BACK_SHARE * float(ratio[index])
            while walked > max(0, index - apart) and ratio[walked] > low:
                walked -= 1
            loudest = now[index : index + self._hops(_LOUDEST_WITHIN_S)].max()
            # The short window reaches ahead of its place: it met the sound half its length later.
            place = int(places[walked]) + short // 2
            found.append((place, float(before[index]), float(loudest)))
        return found

    def _onset(self, place: int, background: float, loudest: float) -> Onset:
        pick = pick_onset(self._band, self._rate_hz, place * self._hop)
        time_s = self._start_s + pick.place / self._rate_hz
        signature = self._band[pick.place : pick.place + round(_SIGNATURE_S * self._rate_hz)]
        energies = self._energies[pick.place // self._hop :]
        first_raw = max(0, pick.place * self._filter.step)
        raw = self._raw[first_raw:]
        raw_rate_hz = self._filter.rate_hz * self._filter.step
        before = self._raw[max(0, first_raw - round(LONG_S * raw_rate_hz)) : first_raw]
        zeros = np.count_nonzero(np.abs(before) < _ZERO)
        course = course_of(energies, self.hop_s, raw, self._rate_hz * self._filter.step)
        return Onset(
            time_s=time_s,
            error_s=pick.error_s + self._error_s,
            snr_db=10 * math.log10(loudest / background),
            background_db=10 * math.log10(background),
            is_from_zeros=bool(zeros >= _ZERO_SHARE * max(1, before.size)),
            course=course,
            signature=signature.astype(np.float16),
        )
