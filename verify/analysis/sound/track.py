"""The samples of a whole clip with their times, for those who compare two recordings.

Nothing in an inspection keeps them: an hour is 690 MB at 48 kHz.
"""

from dataclasses import dataclass

import numpy as np

from verify.analysis.sound.chunks import Chunk, Chunks
from verify.domain.errors import BadParameterError
from verify.domain.frames import AudioBlock, Samples


@dataclass(frozen=True, slots=True)
class MonoTrack:
    """One channel without holes: where there was no sound, samples are 0.

    Attributes
    ----------
    start_s : float
        Time of the first sample, seconds from the first frame shown; may be negative.
    rate_hz : int
        Samples per second.
    samples : float32 array, shape (samples,)
        Full scale is -1 to 1.
    """

    start_s: float
    rate_hz: int
    samples: Samples


class SoundTrackKeeper:
    """Keeps the sound of one playing, the mean of its channels; an `AudioAnalysis`.

    Parameters
    ----------
    most_s : float
        Sound beyond this length is not kept.

    Raises
    ------
    BadParameterError
        If `most_s` is not above 0.
    """

    name = "sound_track"

    def __init__(self, most_s: float = 600.0) -> None:
        if most_s <= 0:
            raise BadParameterError("most_s", most_s, "above 0 seconds")
        self._most_s = most_s
        self._chunks = Chunks()
        self._kept: list[Chunk] = []

    def listen(self, block: AudioBlock) -> None:
        """Take in one block of samples."""
        self._keep(*self._chunks.add(block))

    def track(self) -> MonoTrack | None:
        """Return what was heard, at the first rate that it had; None without sound."""
        self._keep(*self._chunks.rest())
        if not self._kept:
            return None
        rate_hz = self._kept[0].rate_hz
        chunks = [chunk for chunk in self._kept if chunk.rate_hz == rate_hz]
        start_s = min(chunk.start_s for chunk in chunks)
        places = [round((chunk.start_s - start_s) * rate_hz) for chunk in chunks]
        size = max(p + c.samples.size for p, c in zip(places, chunks, strict=True))
        samples = np.zeros(min(size, round(self._most_s * rate_hz)), np.float32)
        for place, chunk in zip(places, chunks, strict=True):
            part = chunk.samples[: max(0, samples.size - place)]
            samples[place : place + part.size] = part
        return MonoTrack(start_s, rate_hz, samples)

    def _keep(self, *chunks: Chunk) -> None:
        for chunk in chunks:
            if not self._kept or chunk.start_s - self._kept[0].start_s < self._most_s:
                self._kept.append(chunk)
