"""Samples of the first sound stream with exact times, out of the same demux as the picture.

Sound often begins a little before the picture, or comes first in the file. Its time counts from
the first frame shown, so blocks wait until that frame is known.
"""

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet
from av.stream import Stream

from verify.domain.frames import AudioBlock, Samples
from verify.media.seeking import DAMAGE

# Waiting sound beyond this is left out: a file may hold hours of it before its first picture.
_WAITING_BYTES = 64 << 20
# FFmpeg's names; those of planar formats have a "p" at the end.
_SAMPLE_TYPES = {"u8": "u1", "s16": "i2", "s32": "i4", "s64": "i8", "flt": "f4", "dbl": "f8"}
# Full scale and zero of the integer sample formats.
_INTEGER_SCALE = {"u1": (128, 128), "i2": (1 << 15, 0), "i4": (1 << 31, 0), "i8": (1 << 63, 0)}


class SoundTrack:
    """Decodes the sound packets of one playing.

    Attributes
    ----------
    stream : AudioStream
        The stream whose packets it takes.
    start_s, end_s : float or None
        Extent of the sound decoded so far, seconds from the first frame shown.
    """

    def __init__(self, stream: AudioStream) -> None:
        self.stream = stream
        self.start_s: float | None = None
        self.end_s: float | None = None
        self._zero: Fraction | None = None
        self._end = Fraction(0)
        self._waiting: list[tuple[Fraction, Fraction, int, Samples]] = []
        self._waiting_bytes = 0
        self._left_out = False
        self._undecoded = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What went wrong, one sentence each."""
        notes = []
        if self._undecoded:
            notes.append(f"{self._undecoded} packets of sound could not be decoded.")
        if self._left_out:
            notes.append("Much sound stands before the first picture; part of it was left out.")
        return tuple(notes)

    def start_at(self, zero: Fraction) -> Iterator[AudioBlock]:
        """Set the time of the first frame shown and yield what waited for it."""
        self._zero = zero
        for waiting in self._waiting:
            yield self._block(*waiting)
        self._waiting.clear()

    def blocks(self, packet: "Packet[Stream]") -> Iterator[AudioBlock]:
        """Decode one packet."""
        try:
            decoded = self.stream.decode(packet)
        except DAMAGE:
            self._undecoded += 1
            return
        for frame in decoded:
            if frame.sample_rate < 1 or frame.samples < 1:
                continue
            start = self._end
            if frame.pts is not None and frame.time_base is not None:
                start = frame.pts * frame.time_base
            self._end = start + Fraction(frame.samples, frame.sample_rate)
            part = (start, self._end, frame.sample_rate, _float_samples(frame))
            if self._zero is not None:
                yield self._block(*part)
            elif self._waiting_bytes < _WAITING_BYTES:
                self._waiting.append(part)
                self._waiting_bytes += part[3].nbytes
            else:
                self._left_out = True

    def _block(
        self, start: Fraction, end: Fraction, sample_rate_hz: int, samples: Samples
    ) -> AudioBlock:
        zero = self._zero or Fraction(0)
        start_s, end_s = float(start - zero), float(end - zero)
        self.start_s = start_s if self.start_s is None else min(self.start_s, start_s)
        self.end_s = end_s if self.end_s is None else max(self.end_s, end_s)
        return AudioBlock(start_s, sample_rate_hz, samples)


def _float_samples(frame: av.AudioFrame) -> Samples:
    """Return samples as float32, shape (channels, samples), full scale -1 to 1."""
    # PyAV's own `to_ndarray` takes four times as long, and a minute has 2,800 of these.
    sample_type = _SAMPLE_TYPES[frame.format.name.removesuffix("p")]
    channels = frame.layout.nb_channels
    samples = np.empty((channels, frame.samples), np.float32)
    if frame.format.is_packed:
        mixed = np.frombuffer(memoryview(frame.planes[0]), sample_type, frame.samples * channels)
        samples[:] = mixed.reshape(-1, channels).T
    else:
        for row, plane in zip(samples, frame.planes, strict=True):
            row[:] = np.frombuffer(memoryview(plane), sample_type, frame.samples)
    if scale := _INTEGER_SCALE.get(sample_type):
        full, zero = scale
        samples -= np.float32(zero)
        samples /= np.float32(full)
    return samples
