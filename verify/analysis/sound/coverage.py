"""Which stretches of the sound were not examined for onsets, and why.

No list of sounds is whole: what begins before there is a background, in a hole or in sound of a
rate that is left out was never looked at, and must not be taken for quiet.
"""

from typing import NamedTuple

from verify.analysis.sound.chunks import HOLE_S, RATES_HZ, Chunk
from verify.analysis.sound.onsets import LEAST_BACKGROUND_S
from verify.domain.frames import AudioBlock

MOST_STRETCHES = 1_000
"""Stretches kept of one clip, the first ones."""

_NO_BACKGROUND = "too little sound before it to compare with"
_HOLE = "a hole, no sound there"


class Stretch(NamedTuple):
    """Sound that was not examined, seconds from the first frame shown, and why."""

    start_s: float
    end_s: float
    reason: str


class Coverage:
    """Follows what is examined.

    Attributes
    ----------
    unexamined : list of Stretch
        By time of hearing.
    left_out : int
        Stretches beyond `MOST_STRETCHES`.
    is_examined : bool
        Whether any of the sound was.
    """

    def __init__(self) -> None:
        self.unexamined: list[Stretch] = []
        self.left_out = 0
        self.is_examined = False
        self._run_start_s = 0.0
        self._end_s: float | None = None

    def receive(self, block: AudioBlock) -> None:
        """Take note of a block that is left out for its rate."""
        rate_hz, number = block.sample_rate_hz, block.samples.shape[1]
        if RATES_HZ[0] <= rate_hz <= RATES_HZ[1] or not number:
            return
        end_s = block.time_s + number / rate_hz
        least, most = RATES_HZ
        reason = f"{rate_hz:,} samples a second, where {least:,} to {most:,} are examined"
        last = self.unexamined[-1] if self.unexamined else None
        if last and last.reason == reason and abs(last.end_s - block.time_s) <= HOLE_S:
            self.unexamined[-1] = last._replace(end_s=end_s)
        else:
            self._add(block.time_s, end_s, reason)

    def hear(self, chunk: Chunk) -> None:
        """Take note of sound that is examined."""
        if self._end_s is None or chunk.is_new_run:
            self._end_run(chunk.start_s)
            self._run_start_s = chunk.start_s
        self._end_s = chunk.start_s + chunk.samples.size / chunk.rate_hz

    def finish(self) -> None:
        """Take note that the sound is over."""
        self._end_run(None)

    def _end_run(self, next_s: float | None) -> None:
        if self._end_s is None:
            return
        begins_s = self._run_start_s + LEAST_BACKGROUND_S
        self.is_examined |= begins_s < self._end_s
        self._add(self._run_start_s, min(begins_s, self._end_s), _NO_BACKGROUND)
        if next_s is not None and next_s - self._end_s > HOLE_S:
            self._add(self._end_s, next_s, _HOLE)

    def _add(self, start_s: float, end_s: float, reason: str) -> None:
        if len(self.unexamined) < MOST_STRETCHES:
            self.unexamined.append(Stretch(start_s, end_s, reason))
        else:
            self.left_out += 1
