"""Small videos in which each frame carries its number as black and white squares.

The truth is what was handed to the encoder: which frame is shown at which time. It is read back
from the picture itself, so a test notices a frame that is missing, doubled, late or turned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median_low

import av
import numpy as np
import numpy.typing as npt

Luma = npt.NDArray[np.uint8]

CODE_BITS = 10
BLACK, WHITE = 16, 235
SAMPLE_RATE_HZ = 48_000
MILLISECOND = Fraction(1, 1000)


@dataclass(frozen=True, kw_only=True)
class Clip:
    """What to encode; the defaults are one second of plain H.264 at 25 frames per second.

    `ticks` are the frames' times in units of `time_base`. `drawn` lists the number drawn on each
    frame, 0, 1, 2... by default. `clockwise_deg` is the turn that a player must apply; frames are
    stored turned the other way, so that they come out upright. `flat` fills frames with one Y'CbCr
    colour instead of the number. `beep_at` adds sound with a tone at that time; `silence` sound
    without any.
    """

    ticks: Sequence[int] = tuple(range(0, 1000, 40))
    time_base: Fraction = MILLISECOND
    drawn: Sequence[int] | None = None
    width_px: int = 320
    height_px: int = 180
    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)
    clockwise_deg: int = 0
    mirrored: bool = False
    flat: tuple[int, int, int] | None = None
    color_range: int = 0
    matrix: int = 2
    transfer: int = 2
    primaries: int = 2
    beep_at: Fraction | None = None
    silence: bool = False
    sound_codec: str = "pcm_s16le"

    @property
    def numbers(self) -> list[int]:
        """The number drawn on each frame."""
        return list(range(len(self.ticks)) if self.drawn is None else self.drawn)

    @property
    def times(self) -> list[Fraction]:
        """Each frame's time in seconds from the first frame."""
        return [(tick - self.ticks[0]) * self.time_base for tick in self.ticks]

    def write(self, path: Path) -> Path:
        """Encode into `path`, whose ending names the container."""
        with av.open(str(path), "w", options=self.container_options) as container:
            stream = container.add_stream(self.codec, self._rate(), self._codec_options())
            stream.width, stream.height = self._stored_size()
            stream.pix_fmt = self.pixel_format
            stream.codec_context.time_base = self.time_base
            stream.codec_context.color_range = self.color_range
            stream.codec_context.colorspace = self.matrix
            stream.codec_context.color_trc = self.transfer
            stream.codec_context.color_primaries = self.primaries
            if self.clockwise_deg or self.mirrored:
                stream.set_display_rotation(-self.clockwise_deg, hflip=self.mirrored)
            sound = None
            if self.beep_at is not None or self.silence:
                sound = container.add_stream(self.sound_codec, rate=SAMPLE_RATE_HZ, layout="mono")
            for number, tick in zip(self.numbers, self.ticks, strict=True):
                container.mux(stream.encode(self._frame(number, tick)))
            container.mux(stream.encode(None))
            if sound is not None:
                for block in self._sound_blocks(sound.codec_context.format.name):
                    container.mux(sound.encode(block))
                container.mux(sound.encode(None))
        return path

    def _rate(self) -> Fraction:
        steps = [later - earlier for earlier, later in pairwise(self.ticks)]
        return 1 / (median_low(steps or [40]) * self.time_base)

    def _codec_options(self) -> dict[str, str]:
        quality = {"libx264": {"crf": "12"}, "libx265": {"crf": "10", "x265-params": "log-level=0"}}
        return quality.get(self.codec, {}) | self.options

    def _stored_size(self) -> tuple[int, int]:
        size = (self.width_px, self.height_px)
        return size[::-1] if self.clockwise_deg in {90, 270} else size

    def _frame(self, number: int, tick: int) -> av.VideoFrame:
        width, height = self._stored_size()
        frame = av.VideoFrame(width, height, self.pixel_format)
        frame.pts, frame.time_base = tick, self.time_base
        frame.color_range = self.color_range
        luma, *chroma = self.flat or (None, 128, 128)
        if luma is None:
            # Turned back, so that the player's turn, then its mirroring, bring the number upright.
            picture = draw(number, self.width_px, self.height_px)
            if self.mirrored:
                picture = picture[:, ::-1]
            picture = np.rot90(picture, self.clockwise_deg // 90)
        else:
            picture = np.full((height, width), luma, np.uint8)
        _fill(frame, 0, picture)
        for plane, value in enumerate(chroma[: len(frame.planes) - 1], 1):
            _fill(frame, plane, np.uint8(value))
        return frame

    def _sound_blocks(self, sample_format: str) -> list[av.AudioFrame]:
        start, end = self.ticks[0] * self.time_base, self.ticks[-1] * self.time_base
        time_s = float(start) + np.arange(round((end - start) * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        samples = np.zeros(time_s.shape)
        if self.beep_at is not None:
            since = time_s - float(self.beep_at)
            samples = np.where(
                (since >= 0) & (since < 0.05), 0.5 * np.cos(2 * np.pi * 1000 * since), 0
            )
        blocks = []
        for first in range(0, samples.size, 1024):
            part = samples[None, first : first + 1024]
            if sample_format.startswith("s16"):
                part = np.rint(part * 32767).astype(np.int16)
            block = av.AudioFrame.from_ndarray(
                part.astype(part.dtype if part.dtype == np.int16 else np.float32),
                format=sample_format,
                layout="mono",
            )
            block.sample_rate = SAMPLE_RATE_HZ
            block.time_base = Fraction(1, SAMPLE_RATE_HZ)
            block.pts = round(start * SAMPLE_RATE_HZ) + first
            blocks.append(block)
        return blocks


def draw(number: int, width_px: int, height_px: int) -> Luma:
    """Return a grey ramp with `number` in binary across its upper half, lowest bit at the left."""
    picture = np.empty((height_px, width_px), np.uint8)
    picture[:] = np.linspace(60, 180, width_px).astype(np.uint8)
    for bit in range(CODE_BITS):
        left, right = bit * width_px // CODE_BITS, (bit + 1) * width_px // CODE_BITS
        picture[height_px // 8 : height_px // 2, left:right] = WHITE if number >> bit & 1 else BLACK
    return picture


def read_number(luma: Luma) -> int:
    """Return the number that `draw` put on an upright frame."""
    height, width = luma.shape
    row = luma[height // 4 : height * 3 // 8].mean(0)
    centres = (np.arange(CODE_BITS) + 0.5) * width / CODE_BITS
    return sum(int(row[int(x)] > 128) << bit for bit, x in enumerate(centres))


def _fill(frame: av.VideoFrame, plane: int, values: Luma | np.uint8) -> None:
    component = frame.format.components[plane]
    wide = component.bits > 8
    target = np.frombuffer(memoryview(frame.planes[plane]), np.uint16 if wide else np.uint8)
    stride = frame.planes[plane].line_size // target.itemsize
    rows = target.reshape(-1, stride)[: component.height, : component.width]
    rows[:] = np.asarray(values).astype(target.dtype) << (component.bits - 8)
