"""What a sound is found again by: its spectral peaks, and pairs of them as keys to look up.

A peak is a moment and a tone that stands out of its surroundings. Peaks outlive coding, noise and
a change of level (Wang, ISMIR 2003); tones are logarithmic, so that a sound that is played faster
has all of them moved by one step. What a reader would get wrong: no peak does not mean no sound;
the state says which it is.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

LOWEST_TONE_HZ = 200.0
TONES_PER_OCTAVE = 240
TONES = 1_024
"""Tones are below this: four octaves and a quarter."""
PEAKS_PER_S = 16
"""Most peaks of one second, the most prominent ones."""
LONGEST_S = 6 * 3_600
"""Sound beyond this has no peaks."""
MOST_PEAKS = LONGEST_S * PEAKS_PER_S

# A landmark: a peak and one of the next that follow it, near in time and tone.
_RANKS = 12
_PARTNERS = 4
_NEAREST_MS, _FARTHEST_MS = 100, 1_000
# Partners stand among the next so many peaks.
_RANKED_AHEAD = 16
_INTERVAL_STEPS = 10
_DELAYS_PER_S = 32
_INTERVALS = 64
KEYS = _INTERVALS * _DELAYS_PER_S * TONES
"""Keys of landmarks are below this."""

_FORM = 1
_HEAD = np.dtype([("form", "u1"), ("state", "u1"), ("unused", "<u2"), ("peaks", "<u4")])
_PEAK_BYTES = 7
MOST_BYTES = _HEAD.itemsize + MOST_PEAKS * _PEAK_BYTES
"""No fingerprint takes more."""


class SoundState(IntEnum):
    """Whether there is anything to compare."""

    ABSENT = 0
    """No sound track, or none that can be decoded."""
    SILENT = 1
    """No sample above -60 dB of full scale."""
    HEARD = 2


class Landmarks(NamedTuple):
    """Pairs of peaks, by their first.

    Attributes
    ----------
    time_ms : int64 array, shape (n,)
        Of the first peak.
    keys : int64 array, shape (n,)
        `TONES` keys for each interval in tone and delay, one for each tone of the first peak.
    """

    time_ms: Integers
    keys: Integers

    def tones(self) -> Integers:
        """Return the tones of the first peaks."""
        return self.keys % TONES


@dataclass(frozen=True, slots=True, eq=False)
class AudioFingerprint:
    """The peaks of one sound track in time order.

    Attributes
    ----------
    state : SoundState
        There are no peaks unless it was heard.
    time_ms : uint32 array, shape (n,)
        Milliseconds from the first frame shown.
    tone : uint16 array, shape (n,)
        1/240 octaves above 200 Hz, 0 to 1023.
    rank : uint8 array, shape (n,)
        Place among the peaks of the same second, 0 the most prominent, 15 at most.
    """

    state: SoundState
    time_ms: npt.NDArray[np.uint32]
    tone: npt.NDArray[np.uint16]
    rank: npt.NDArray[np.uint8]

    def __post_init__(self) -> None:
        count = len(self.time_ms)
        if self.tone.shape != (count,) or self.rank.shape != (count,):
            raise ValueError("the columns are of different lengths")
        if count > (MOST_PEAKS if self.state is SoundState.HEARD else 0):
            raise ValueError("more peaks than there may be")
        if np.any(self.time_ms[1:] < self.time_ms[:-1]) or np.any(self.time_ms > 1e3 * LONGEST_S):
            raise ValueError("times that do not rise, or too late ones")
        if np.any(self.tone >= TONES) or np.any(self.rank >= PEAKS_PER_S):
            raise ValueError("tones or ranks that are none")

    def __len__(self) -> int:
        return len(self.time_ms)

    @classmethod
    def without_peaks(cls, state: SoundState) -> "AudioFingerprint":
        """Return the fingerprint of nothing to compare."""
        return cls(state, np.zeros(0, np.uint32), np.zeros(0, np.uint16), np.zeros(0, np.uint8))

    def between(self, start_s: float, end_s: float) -> "AudioFingerprint":
        """Return the peaks from one time to before another."""
        first, last = np.searchsorted(self.time_ms, np.array([1e3 * start_s, 1e3 * end_s]))
        kept = slice(int(first), int(max(first, last)))
        return AudioFingerprint(self.state, self.time_ms[kept], self.tone[kept], self.rank[kept])

    def to_bytes(self) -> bytes:
        """Return head and columns, little-endian: 8 bytes, and 7 for each peak."""
        head = np.array([(_FORM, self.state, 0, len(self))], _HEAD).tobytes()
        columns = (self.time_ms.astype("<u4"), self.tone.astype("<u2"), self.rank)
        return head + b"".join(column.tobytes() for column in columns)

    @classmethod
    def from_bytes(cls, content: bytes) -> "AudioFingerprint":
        """Return what `to_bytes` wrote.

        Raises
        ------
        ValueError
            If it is anything else.
        """
        if len(content) < _HEAD.itemsize:
            raise ValueError("an audio fingerprint without its head")
        head = np.frombuffer(content, _HEAD, 1)[0]
        peaks = int(head["peaks"])
        if head["form"] != _FORM or len(content) != _HEAD.itemsize + _PEAK_BYTES * peaks:
            raise ValueError("an audio fingerprint of another form or length")
        at = _HEAD.itemsize
        return cls(
            SoundState(int(head["state"])),
            np.frombuffer(content, "<u4", peaks, at),
            np.frombuffer(content, "<u2", peaks, at + 4 * peaks),
            np.frombuffer(content, "u1", peaks, at + 6 * peaks),
        )


def landmarks_of(
    time_ms: npt.NDArray[np.number], tone: npt.NDArray[np.number], rank: npt.NDArray[np.number]
) -> Landmarks:
    """Return the pairs of the more prominent peaks with the next four within a second and octave.

    Parameters
    ----------
    time_ms, tone, rank : arrays, shape (n,)
        As those of a fingerprint; times in order, tones may lie below 0 or above `TONES`: peaks
        there are left out.
    """
    chosen = np.flatnonzero((rank < _RANKS) & (tone >= 0) & (tone < TONES))
    times, tones = time_ms[chosen].astype(np.int32), tone[chosen].astype(np.int32)
    # Behind the last peak nothing follows within a second.
    none = np.full(_RANKED_AHEAD, _FARTHEST_MS + (times[-1] if len(times) else 0), np.int32)
    ahead = np.lib.stride_tricks.sliding_window_view
    delay_ms = ahead(np.append(times[1:], none), _RANKED_AHEAD)[: len(times)] - times[:, None]
    interval = ahead(np.append(tones[1:], none), _RANKED_AHEAD)[: len(times)] - tones[:, None]
    fits = (delay_ms >= _NEAREST_MS) & (delay_ms < _FARTHEST_MS)
    fits &= np.abs(interval) < TONES_PER_OCTAVE
    fits &= np.cumsum(fits, axis=1, dtype=np.int8) <= _PARTNERS
    first, second = np.nonzero(fits)
    steps = (interval[first, second] + TONES_PER_OCTAVE + _INTERVAL_STEPS // 2) // _INTERVAL_STEPS
    shape = steps * _DELAYS_PER_S + delay_ms[first, second] * _DELAYS_PER_S // 1_000
    keys = shape.astype(np.int64) * TONES + tones[first]
    return Landmarks(times[first].astype(np.int64), keys)
