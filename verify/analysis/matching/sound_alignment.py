"""Whether the peaks of two sounds lie alike at an offset, and where that begins and ends.

Laid over the entry, each peak of the query meets one of the same moment and tone, or none. What a
meeting is worth depends on what chance would do there, were moments and tones of the entry's
peaks independent of each other: a beat meets any beat, a beep any beep of its tone, and neither
says anything. The worth is the logarithm of a ratio of likelihoods, in nats; the stretch whose sum
is highest is the segment (as where sequences are aligned: Karlin and Altschul, PNAS 1990).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from verify.analysis.matching.sound_votes import Candidate
from verify.domain.audio_fingerprint import TONES, TONES_PER_OCTAVE, AudioFingerprint

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

LEAST_SCORE = 14.0
"""Nats; less is not spoken of."""

TONE_TOLERANCE = 7
"""In 1/240 octaves: two per cent."""

_TOLERANCE_S = 0.03
# How many peaks of a true copy meet one, beside those that chance adds.
_KEPT_SHARE = 0.4
_CHANCES = (1e-4, 0.95)
_NEAR_S = 1.0
_SPEEDS = (0.0, -0.005, 0.005, -0.01, 0.01, -0.015, 0.015)
_BIN_S = 0.02
_LEAST_FITTED = 8
_SAME_SPEED_S = 0.03
_OTHER_PLACES = 3
# Worth other speeds: at one that is not quite right, a part of a copy still fits.
_PROMISING_SCORE = 7.0
_APART_S = 0.5


@dataclass(frozen=True, slots=True)
class SoundStretch:
    """A stretch of the query that sounds like one of the entry: entry = speed * query + offset.

    Attributes
    ----------
    start_s, end_s : float
        In the query.
    speed, pitch : float
        As of `Variant`.
    peaks, met : int
        Peaks of the query there, and how many meet one of the entry.
    score : float
        Nats; see the module.
    repeat_score : float
        What the same stretch scores elsewhere in the entry, at best.
    """

    start_s: float
    end_s: float
    speed: float
    pitch: float
    offset_s: float
    peaks: int
    met: int
    score: float
    repeat_score: float

    @property
    def match_start_s(self) -> float:
        """Where it begins in the entry."""
        return self.speed * self.start_s + self.offset_s

    @property
    def match_end_s(self) -> float:
        """Where it ends in the entry."""
        return self.speed * self.end_s + self.offset_s


@dataclass(frozen=True, slots=True)
class _Laid:
    """One laying over: the best stretch of peaks, and which of them meet one, how far off."""

    score: float
    first: int
    end: int
    meets: Flags
    late_s: Numbers


@dataclass(frozen=True, eq=False)
class Peaks:
    """Peaks as seconds and tones."""

    time_s: Numbers
    tone: npt.NDArray[np.int64]

    @classmethod
    def of(cls, fingerprint: AudioFingerprint) -> "Peaks":
        """Return the peaks of a fingerprint."""
        return cls(fingerprint.time_ms / 1000, fingerprint.tone.astype(np.int64))

    @cached_property
    def up_to_tone(self) -> npt.NDArray[np.int64]:
        """How many peaks have a tone below each, shape (TONES + 1,)."""
        counts = np.bincount(np.minimum(self.tone, TONES - 1), minlength=TONES)
        return np.concatenate([[0], np.cumsum(counts)])

    def share_near(self, tone: npt.NDArray[np.int64]) -> Numbers:
        """Return which share of the peaks has about this tone; of few peaks, a cautious one."""
        low = np.clip(tone - TONE_TOLERANCE, 0, TONES)
        high = np.clip(tone + TONE_TOLERANCE + 1, 0, TONES)
        near = self.up_to_tone[high] - self.up_to_tone[low]
        return np.asarray((near + 0.5) / (len(self.tone) + 10))

    def heard_as(self, pitch: float) -> "Peaks":
        """Return the peaks as they would be had the pitch not been changed so."""
        return Peaks(self.time_s, self.tone - round(TONES_PER_OCTAVE * math.log2(pitch)))

    def between(self, start_s: float, end_s: float) -> "Peaks":
        """Return those from one time to before another."""
        first, last = np.searchsorted(self.time_s, [start_s, end_s])
        return Peaks(self.time_s[first:last], self.tone[first:last])


def aligned(
    query: Peaks, entry: Peaks, candidate: Candidate, least_score: float = LEAST_SCORE
) -> SoundStretch | None:
    """Return the stretch in which a query sounds like an entry, near what was voted for.

    None if it is not worth the least score.
    """
    if not len(query.time_s) or not len(entry.time_s):
        return None
    moved = query.heard_as(candidate.pitch)
    near = moved.between(candidate.start_s, candidate.end_s)
    score = 0.0
    for tried_speed, tried_s in _places(near, entry, candidate):
        if (tried := _laid(near, entry, tried_speed, tried_s).score) > score:
            score, speed, offset_s = tried, tried_speed, tried_s
        elif tried_speed != candidate.speed and score < min(_PROMISING_SCORE, least_score):
            return None
    if score < least_score:
        return None
    # The stretch may go on beyond the piece that was looked up.
    for _ in range(2):
        laid = _laid(moved, entry, speed, offset_s)
        speed, offset_s = _fitted(moved, laid, speed, offset_s)
    laid = _laid(moved, entry, speed, offset_s)
    if laid.score < least_score:
        return None
    part = slice(laid.first, laid.end)
    times_s = moved.time_s[part]
    stretch = Peaks(times_s, moved.tone[part])
    return SoundStretch(
        start_s=float(times_s[0]),
        end_s=float(times_s[-1]),
        speed=speed,
        pitch=1.0 if candidate.pitch == 1.0 else speed,
        offset_s=offset_s,
        peaks=len(times_s),
        met=int(np.count_nonzero(laid.meets[part])),
        score=laid.score,
        repeat_score=_repeated(stretch, entry, speed, offset_s),
    )


def _places(query: Peaks, entry: Peaks, candidate: Candidate) -> Iterator[tuple[float, float]]:
    """Yield speeds and offsets near a candidate at which most peaks meet."""
    expected_s = candidate.speed * query.time_s + candidate.offset_s
    lows = np.searchsorted(entry.time_s, expected_s - _NEAR_S)
    counts = np.searchsorted(entry.time_s, expected_s + _NEAR_S) - lows
    of_query, of_entry = _each(lows, counts)
    alike = np.abs(query.tone[of_query] - entry.tone[of_entry]) <= TONE_TOLERANCE
    of_query, of_entry = of_query[alike], of_entry[alike]
    if not len(of_query):
        return
    middle_s = float(np.median(query.time_s))
    for change in _SPEEDS:
        speed = candidate.speed * (1 + change)
        at_middle_s = entry.time_s[of_entry] - speed * (query.time_s[of_query] - middle_s)
        for best_s in _crowded(at_middle_s, 2):
            yield speed, best_s - speed * middle_s


def _crowded(offsets_s: Numbers, most: int) -> Iterator[float]:
    """Yield the offsets within whose tolerance most lie."""
    lowest_s = float(offsets_s.min())
    counts = np.bincount(((offsets_s - lowest_s) / _BIN_S).astype(np.int64))
    around = np.convolve(counts, np.ones(3), "same")
    for place in np.argsort(-around, kind="stable")[:most]:
        yield lowest_s + (float(place) + 0.5) * _BIN_S


def _each(
    lows: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return pairs: each row so often as it counts, and the places from its low one on."""
    rows = np.repeat(np.arange(len(counts)), counts)
    return rows, np.arange(len(rows)) + np.repeat(lows - (np.cumsum(counts) - counts), counts)


def _worths(
    query: Peaks, entry: Peaks, speed: float, offset_s: float
) -> tuple[Numbers, Flags, Numbers]:
    """Return what each peak is worth, whether it meets one, and how late that one is."""
    expected_s = speed * query.time_s + offset_s
    lows = np.searchsorted(entry.time_s, expected_s - _TOLERANCE_S)
    counts = np.searchsorted(entry.time_s, expected_s + _TOLERANCE_S) - lows
    of_query, of_entry = _each(lows, counts)
    alike = np.abs(query.tone[of_query] - entry.tone[of_entry]) <= TONE_TOLERANCE
    of_query, of_entry = of_query[alike], of_entry[alike]
    meets = np.zeros(len(query.time_s), np.bool_)
    meets[of_query] = True
    late_s = np.zeros(len(query.time_s))
    late_s[of_query] = entry.time_s[of_entry] - expected_s[of_query]
    chance = np.clip(1 - np.exp(-counts * entry.share_near(query.tone)), *_CHANCES)
    kept = _KEPT_SHARE + (1 - _KEPT_SHARE) * chance
    return np.where(meets, np.log(kept / chance), math.log(1 - _KEPT_SHARE)), meets, late_s


def _laid(query: Peaks, entry: Peaks, speed: float, offset_s: float) -> _Laid:
    worths, meets, late_s = _worths(query, entry, speed, offset_s)
    sums = np.concatenate([[0.0], np.cumsum(worths)])
    gains = sums - np.minimum.accumulate(sums)
    end = int(np.argmax(gains))
    first = int(np.argmin(sums[: end + 1]))
    return _Laid(float(gains[end]), first, end, meets, late_s)


def _fitted(query: Peaks, laid: _Laid, speed: float, offset_s: float) -> tuple[float, float]:
    """Return speed and offset by the peaks that meet; a speed is 1 unless it must differ."""
    met = np.flatnonzero(laid.meets[laid.first : laid.end]) + laid.first
    if len(met) < _LEAST_FITTED:
        return speed, offset_s
    times_s = query.time_s[met]
    entry_s = speed * times_s + offset_s + laid.late_s[met]
    middle_s = float(times_s.mean())
    spread = float(np.sum((times_s - middle_s) ** 2))
    slope = float(np.sum((times_s - middle_s) * entry_s)) / spread if spread > 0 else speed
    span_s = float(times_s[-1] - times_s[0])
    if abs(slope - 1) * span_s < _SAME_SPEED_S:
        slope = 1.0
    return slope, float(np.median(entry_s - slope * times_s))


def _repeated(stretch: Peaks, entry: Peaks, speed: float, offset_s: float) -> float:
    """Return what a stretch scores at its best other place in the entry."""
    order = np.argsort(entry.tone, kind="stable")
    tones = entry.tone[order]
    lows = np.searchsorted(tones, stretch.tone - TONE_TOLERANCE)
    counts = np.searchsorted(tones, stretch.tone + TONE_TOLERANCE, "right") - lows
    of_query, places = _each(lows, counts)
    offsets_s = entry.time_s[order[places]] - speed * stretch.time_s[of_query]
    elsewhere = offsets_s[np.abs(offsets_s - offset_s) > _APART_S]
    if not len(elsewhere):
        return 0.0
    return max(
        _laid(stretch, entry, speed, other_s).score
        for other_s in _crowded(elsewhere, _OTHER_PLACES)
    )
