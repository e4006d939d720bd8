"""Sound in pieces of about a second: one channel, exact times, holes seen.

The channel is the mean of all, unless they cancel each other, as with a microphone whose second
channel is turned over: from there on it is the loudest alone.

Decoders hand over some thousandths of a second at a time, and a container may round the time of
each. A piece takes its start from all of its blocks together, and says how far they disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from verify.domain.frames import AudioBlock, Samples

RATES_HZ = (4_000, 192_000)
"""Sound of other rates is left out: no room for the band below, too much memory above."""

HOLE_S = 0.02
"""Times that jump by more begin a new run; less is a container's rounding."""

_CHUNK_S = 1.0
_CANCELLED_SHARE = 0.02
"""Of the mean energy of the channels that is left in their mean where they cancel each other;
sixteen channels that have nothing to do with one another leave three times as much."""
_LEAST_ENERGY = 1e-10


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive samples of one channel.

    Attributes
    ----------
    start_s : float
        Time of the first sample, seconds from the first frame shown.
    error_s : float
        How far a block's own time lies from that of its samples counted from `start_s`.
    rate_hz : int
        Samples per second.
    samples : float32 array, shape (samples,)
        Full scale is -1 to 1.
    is_new_run : bool
        Whether these samples do not follow those before.
    """

    start_s: float
    error_s: float
    rate_hz: int
    samples: Samples
    is_new_run: bool


class Chunks:
    """Joins blocks to chunks.

    Attributes
    ----------
    alone_from_s : float or None
        From when only the loudest channel is heard, because the channels cancel each other.
    """

    def __init__(self) -> None:
        self.alone_from_s: float | None = None
        self._channels = 0
        self._alone: int | None = None
        self._parts: list[Samples] = []
        self._starts_s: list[float] = []
        self._size = 0
        self._rate_hz = 0
        self._end_s: float | None = None
        self._is_new_run = True

    def add(self, block: AudioBlock) -> Iterator[Chunk]:
        """Take in one block and yield the chunks that it completes."""
        if not RATES_HZ[0] <= block.sample_rate_hz <= RATES_HZ[1] or not block.samples.size:
            return
        follows = self._end_s is not None and abs(block.time_s - self._end_s) <= HOLE_S
        if block.sample_rate_hz != self._rate_hz or not follows:
            yield from self.rest()
            self._rate_hz, self._is_new_run = block.sample_rate_hz, True
        channels = block.samples
        if len(channels) != self._channels:
            yield from self.rest()
            self._channels, self._alone = len(channels), None
        self._parts.append(channels)
        # Where the chunk would begin by this block's own time.
        self._starts_s.append(block.time_s - self._size / self._rate_hz)
        self._size += channels.shape[1]
        self._end_s = block.time_s + channels.shape[1] / self._rate_hz
        if self._size >= _CHUNK_S * self._rate_hz:
            yield from self.rest()

    def rest(self) -> Iterator[Chunk]:
        """Yield what waits for more, if anything does."""
        if not self._parts:
            return
        starts_s = np.array(self._starts_s)
        start_s = float(starts_s.mean())
        error_s = float(np.abs(starts_s - start_s).max())
        samples = self._one_channel(np.concatenate(self._parts, axis=1), start_s)
        yield Chunk(start_s, error_s, self._rate_hz, samples, self._is_new_run)
        self._parts, self._starts_s, self._size = [], [], 0
        self._is_new_run = False

    def _one_channel(self, channels: Samples, start_s: float) -> Samples:
        if len(channels) == 1:
            return np.asarray(channels[0])
        if self._alone is None:
            mean = channels.mean(axis=0)
            energies = np.square(channels).mean(axis=1)
            energy = float(energies.mean())
            if energy < _LEAST_ENERGY or float(mean @ mean) > _CANCELLED_SHARE * energy * mean.size:
                return np.asarray(mean)
            self._alone, self._is_new_run = int(np.argmax(energies)), True
            if self.alone_from_s is None:
                self.alone_from_s = start_s
        return np.asarray(channels[self._alone])
