"""The sound of a whole clip with its times, for those who compare two recordings.

Only the band in which bangs are looked for is kept, at 11 to 22 kHz where there is as much, and to
eleven bits of each sample however quiet: 29 MB for the first twenty minutes of an ordinary track.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.analysis.sound.band import BandPass
from verify.analysis.sound.chunks import Chunk, Chunks
from verify.domain.errors import BadParameterError
from verify.domain.frames import AudioBlock

MOST_TRACK_S = 1200.0
"""Sound beyond this is not kept."""

HIGHEST_RATE_HZ = 22_000
"""No track is kept at a higher rate."""

TrackSamples = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class MonoTrack:
    """One channel without holes: where there was no sound, samples are 0.

    Attributes
    ----------
    start_s : float
        Time of the first sample, seconds from the first frame shown; may be negative.
    rate_hz : float
        Samples per second.
    samples : float16 array, shape (samples,)
        The band from 200 to 5,000 Hz; full scale is -1 to 1.
    """

    start_s: float
    rate_hz: float
    samples: TrackSamples

    @property
    def end_s(self) -> float:
        """Where it ends."""
        return self.start_s + self.samples.size / self.rate_hz


class SoundTrackKeeper:
    """Keeps the sound of one playing, one channel as `Chunks` makes it; an `AudioAnalysis`.

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

    def __init__(self, most_s: float = MOST_TRACK_S) -> None:
        if most_s <= 0:
            raise BadParameterError("most_s", most_s, "above 0 seconds")
        self._most_s = most_s
        self._chunks = Chunks()
        self._band: BandPass | None = None
        self._source_rate_hz = 0
        self._kept: list[tuple[float, TrackSamples]] = []

    def listen(self, block: AudioBlock) -> None:
        """Take in one block of samples."""
        for chunk in self._chunks.add(block):
            self._keep(chunk)

    def track(self) -> MonoTrack | None:
        """Return what was heard, at the first rate that it had; None without sound."""
        for chunk in self._chunks.rest():
            self._keep(chunk)
        if self._band is None:
            return None
        rate_hz = self._band.rate_hz
        start_s = min(part_s for part_s, _part in self._kept)
        places = [round((part_s - start_s) * rate_hz) for part_s, _part in self._kept]
        ends = [place + part.size for place, (_s, part) in zip(places, self._kept, strict=True)]
        samples = np.zeros(min(max(ends), round(self._most_s * rate_hz)), np.float16)
        for place, (_part_s, part) in zip(places, self._kept, strict=True):
            room = part[: max(0, samples.size - place)]
            samples[place : place + room.size] = room
        return MonoTrack(start_s, rate_hz, samples)

    def _keep(self, chunk: Chunk) -> None:
        if self._kept and chunk.start_s - self._kept[0][0] >= self._most_s:
            return
        if self._band is None:
            self._source_rate_hz = chunk.rate_hz
        elif chunk.rate_hz != self._source_rate_hz:
            return
        if self._band is None or chunk.is_new_run:
            self._band = BandPass(chunk.rate_hz)
        skipped_s = self._band.skip / chunk.rate_hz
        filtered = self._band.filtered(chunk.samples).astype(np.float16)
        self._kept.append((chunk.start_s + skipped_s, filtered))
