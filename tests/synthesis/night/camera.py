"""A camera in a hand: shake, automatic exposure, rolling shutter, noise, tone curve, encoder.

What it is told is linear light for each frame; what it writes is a file like a phone's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from tests.synthesis.night.places import MARGIN_PX, Light

Codes = npt.NDArray[np.uint8]

TIME_BASE = Fraction(1, 90_000)


@dataclass(frozen=True)
class Camera:
    """How this camera sees; `of` draws one at random.

    Attributes
    ----------
    gamma : float
        Of the tone curve; above 2.4 the dark is lifted.
    noise_levels : float
        Deviation of sensor noise at mid tones, code values.
    shake_px : float
        How far a hand moves the picture from frame to frame, as a rule.
    reaction : float
        Share of a change in the picture's light that automatic exposure makes good; 0 for fixed.
    lag_s : float
        How fast it does.
    """

    size_px: tuple[int, int]
    gamma: float
    noise_levels: float
    shake_px: float
    reaction: float
    lag_s: float
    codec: str
    crf: int
    preset: str

    @classmethod
    def of(cls, rng: np.random.Generator) -> "Camera":
        """Draw a camera."""
        size_px = [(480, 270), (640, 360), (270, 480), (480, 360)][
            rng.choice(4, p=(0.5, 0.2, 0.2, 0.1))
        ]
        return cls(
            size_px=size_px,
            gamma=rng.uniform(1.9, 3.0),
            noise_levels=rng.uniform(0.8, 7),
            shake_px=float(rng.choice((0.0, rng.uniform(0.1, 0.8), rng.uniform(0.8, 2.5)))),
            reaction=float(rng.choice((0.0, rng.uniform(0.3, 0.9)))),
            lag_s=rng.uniform(0.15, 0.8),
            codec=str(rng.choice(("libx264", "libx265"), p=(0.92, 0.08))),
            crf=int(rng.integers(17, 33)),
            preset=str(rng.choice(("ultrafast", "veryfast", "faster"))),
        )

    def shaken(self, rng: np.random.Generator, frames: int) -> npt.NDArray[np.float64]:
        """Return where the hand points for each frame, pixels across and down."""
        speed = rng.normal(size=(frames, 2))
        path = np.zeros((frames, 2))
        at = moving = np.zeros(2)
        for k in range(frames):
            moving = 0.75 * moving + 0.5 * speed[k]
            at = 0.97 * (at + self.shake_px * moving)
            path[k] = at = np.clip(at, 1 - MARGIN_PX, MARGIN_PX - 1)
        return path

    def exposed(
        self, lights: Iterable[Light], times_s: list[float]
    ) -> Iterator[tuple[Light, float]]:
        """Yield each picture with automatic exposure and its gain."""
        gain, usual, before_s = 1.0, None, 0.0
        for light, time_s in zip(lights, times_s, strict=True):
            seen = float(np.minimum(light, 1).mean()) + 1e-4
            usual = usual or seen
            yield light * np.float32(gain), gain
            wanted = float((usual / seen) ** self.reaction)
            gain += (wanted - gain) * (1 - np.exp((before_s - time_s) / self.lag_s))
            before_s = time_s

    def codes(self, light: Light) -> Light:
        """Return full-range code values without noise."""
        return np.asarray(255 * cv2.pow(np.clip(light, 0, 1), 1 / self.gamma), np.float32)

    def write(
        self, path: Path, codes: Iterable[Light], times: list[Fraction], rng: np.random.Generator
    ) -> None:
        """Add noise and encode."""
        width, height = self.size_px
        pool = rng.normal(size=2 * width * height + 4096).astype(np.float32)
        with av.open(str(path), "w") as clip:
            stream = clip.add_stream(self.codec, rate=30)
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.time_base = stream.codec_context.time_base = TIME_BASE
            # Without these, frames that come closer than the stated rate would be thrown out.
            x265 = {"x265-params": "log-level=0:pools=1"} if self.codec == "libx265" else {}
            preset = "ultrafast" if self.codec == "libx265" else self.preset
            stream.codec_context.options = {"crf": str(self.crf), "preset": preset} | x265
            stream.codec_context.thread_count = 1
            chroma = np.full((height // 2, width), 128, np.uint8)
            for picture, time in zip(codes, times, strict=True):
                first = int(rng.integers(len(pool) - width * height))
                noise = pool[first : first + width * height].reshape(height, width)
                strength = self.noise_levels * (0.6 + 0.4 * picture / 128)
                luma = 16 + (picture + noise * strength) * np.float32(219 / 255)
                planes = np.vstack([np.clip(np.rint(luma), 16, 235).astype(np.uint8), chroma])
                frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
                frame.pts, frame.time_base = round(time / TIME_BASE), TIME_BASE
                clip.mux(stream.encode(frame))
            clip.mux(stream.encode())


def frame_times(rng: np.random.Generator, duration_s: float) -> list[Fraction]:
    """Return when frames are shown: a usual rate, or a phone's that varies and drops some."""
    rate = [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(60)][
        rng.choice(5, p=(0.15, 0.2, 0.2, 0.3, 0.15))
    ]
    steady = [k / rate for k in range(int(duration_s * rate))]
    if rng.random() > 0.3:
        return steady
    jittered = [
        Fraction(round((time + Fraction(rng.uniform(-0.15, 0.15)) / rate) * 90_000), 90_000)
        for time in steady
        if rng.random() > 0.02
    ]
    return [time - jittered[0] for time in jittered]
