"""Night scenes with one blinking light of known rate, drawn from a seed and encoded.

Made apart from the detector: nothing of it is imported. A strobe is integrated over the exposure of
each frame, so that it can fall between two; place and camera move between frames.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

Plate = npt.NDArray[np.float32]

WIDTH_PX, HEIGHT_PX = 960, 540
FRAME_RATES = (
    Fraction(24),
    Fraction(25),
    Fraction(30_000, 1001),
    Fraction(30),
    Fraction(60),
)
RATES_PER_MIN = (30, 40, 60, 75, 90, 120, 150, 180)
MOVES = ("still", "light", "camera", "both")
_MARGIN_PX = 120
_SUBSAMPLES = 24


@dataclass(frozen=True)
class Blink:
    """What is true of one scene.

    Attributes
    ----------
    rate_per_min : float
        Flashes a minute.
    lit_s : float
        Length of one flash.
    exposure_share : float
        Part of the frame interval in which the shutter is open.
    height, spread_px, steady : float
        Light at the middle, 1 clips; its standard deviation; what is left of it between flashes.
    moves : str
        One of `MOVES`.
    crf : int
        Quality of x264.
    """

    seed: int
    fps: Fraction
    rate_per_min: float
    lit_s: float
    exposure_share: float
    height: float
    spread_px: float
    steady: float
    moves: str
    noise: float
    crf: int
    duration_s: float
    has_light: bool = True

    @property
    def name(self) -> str:
        return (
            f"{self.rate_per_min:.1f}/min at {float(self.fps):.2f} fps, {self.moves}, "
            f"crf {self.crf}, lit {1000 * self.lit_s:.0f} ms, seed {self.seed}"
        )

    @property
    def frequency_hz(self) -> float:
        return self.rate_per_min / 60


def scene(seed: int, fps: Fraction, rate_per_min: float, moves: str) -> Blink:
    """Return a scene with the rest drawn from the seed; it shows nine flashes at least."""
    rng = random.Random(f"blink {seed} {fps} {rate_per_min} {moves}")
    period_s = 60 / rate_per_min
    lit_s = rng.choice([0.03, 0.06, 0.1, 0.3 * period_s, 0.5 * period_s])
    return Blink(
        seed=seed,
        fps=fps,
        rate_per_min=rate_per_min * rng.uniform(0.97, 1.03),
        lit_s=min(lit_s, 0.5 * period_s),
        exposure_share=rng.uniform(0.4, 0.95),
        height=rng.uniform(0.8, 4.0),
        spread_px=rng.uniform(0.9, 2.0),
        steady=rng.choice([0.0, 0.0, 0.15]),
        moves=moves,
        noise=rng.uniform(1.0, 4.0),
        crf=rng.randint(23, 28),
        duration_s=max(8.0, 9.5 * period_s),
    )


def pictures(blink: Blink) -> Iterator[npt.NDArray[np.uint8]]:
    """Yield the frames as planar 4:2:0, grey but for the noise."""
    rng = np.random.default_rng([blink.seed, round(1000 * blink.rate_per_min)])
    plate = _plate(rng)
    noises = [
        cv2.GaussianBlur(rng.normal(0, 1, (HEIGHT_PX, WIDTH_PX)).astype(np.float32), (0, 0), 0.7)
        for _ in range(6)
    ]
    noises = [noise / noise.std() * blink.noise for noise in noises]
    grey = np.full((HEIGHT_PX // 2, WIDTH_PX), 128, np.uint8)
    sway = rng.uniform(0, 2 * np.pi, 4)
    light = np.array([rng.uniform(0.3, 0.7) * WIDTH_PX, rng.uniform(0.15, 0.45) * HEIGHT_PX])
    drift = rng.uniform(-1, 1, 2) * np.array([0.02, 0.008]) * WIDTH_PX
    pan = rng.uniform(-1, 1, 2) * np.array([0.006, 0.002]) * WIDTH_PX
    begins_s = rng.uniform(0, 1 / blink.frequency_hz)
    for k in range(round(blink.duration_s * blink.fps)):
        time_s = float(k / blink.fps)
        camera = np.zeros(2)
        if blink.moves in ("camera", "both"):
            camera = pan * time_s + 5 * np.array(
                [np.sin(2.1 * time_s + sway[0]), np.sin(2.9 * time_s + sway[1])]
            )
            camera += 1.2 * np.array([np.sin(17 * time_s + sway[2]), np.sin(23 * time_s + sway[3])])
        camera = np.clip(camera, -_MARGIN_PX + 2, _MARGIN_PX - 2)
        shift = np.array(
            [[1, 0, camera[0] - _MARGIN_PX], [0, 1, camera[1] - _MARGIN_PX]], np.float32
        )
        linear = np.asarray(cv2.warpAffine(plate, shift, (WIDTH_PX, HEIGHT_PX)), np.float32)
        if blink.has_light:
            own = drift * time_s if blink.moves in ("light", "both") else 0
            lit = blink.steady + (1 - blink.steady) * _lit_share(blink, time_s - begins_s)
            x, y = (float(place) for place in light + own + camera)
            _add(linear, x, y, blink.spread_px, blink.height * lit)
        codes = 16 + 219 * np.clip(linear, 0, 1) ** (1 / 2.2)
        across, down = rng.integers(0, WIDTH_PX), rng.integers(0, HEIGHT_PX)
        noise = np.roll(noises[rng.integers(0, len(noises))], (down, across), (0, 1))
        yield np.concatenate([np.clip(codes + noise, 0, 255).astype(np.uint8), grey])


def _lit_share(blink: Blink, since_s: float) -> float:
    """Return the share of the exposure that the light is on for."""
    open_s = blink.exposure_share / float(blink.fps)
    moments = since_s + open_s * (np.arange(_SUBSAMPLES) + 0.5) / _SUBSAMPLES
    return float(np.mean(np.mod(moments, 1 / blink.frequency_hz) < blink.lit_s))


def _plate(rng: np.random.Generator) -> Plate:
    """Return a dark place in linear light: sky above, roofs, some lamps and windows that stay."""
    height, width = HEIGHT_PX + 2 * _MARGIN_PX, WIDTH_PX + 2 * _MARGIN_PX
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    plate = 0.002 + 0.008 * rows * np.ones((1, width), np.float32)
    left = 0
    while left < width:
        across = int(rng.integers(40, 160))
        top = int(height * rng.uniform(0.5, 0.75))
        plate[top:, left : left + across] = rng.uniform(0.002, 0.03)
        for _ in range(int(rng.integers(0, 4))):
            x, y = left + int(rng.integers(0, across)), int(rng.integers(top, height - 20))
            plate[y : y + 12, x : x + 7] = rng.uniform(0.1, 0.8)
        left += across
    for _ in range(int(rng.integers(0, 12))):
        _add(
            plate,
            rng.uniform(0, width),
            rng.uniform(0.4, 0.95) * height,
            rng.uniform(1, 3),
            rng.uniform(0.2, 2),
        )
    for _ in range(int(rng.integers(0, 30))):
        _add(
            plate, rng.uniform(0, width), rng.uniform(0, 0.5) * height, 0.7, rng.uniform(0.01, 0.1)
        )
    return np.asarray(cv2.GaussianBlur(plate, (0, 0), 0.8), np.float32)


def _add(plate: Plate, x: float, y: float, spread: float, height: float) -> None:
    """Add a point of light in place, cut at the edges."""
    reach = int(4 * spread) + 2
    top, left = int(y) - reach, int(x) - reach
    rows = np.arange(max(0, top), min(plate.shape[0], top + 2 * reach + 1))
    columns = np.arange(max(0, left), min(plate.shape[1], left + 2 * reach + 1))
    if not (rows.size and columns.size):
        return
    down = np.exp(-0.5 * ((rows - y) / spread) ** 2)
    across = np.exp(-0.5 * ((columns - x) / spread) ** 2)
    plate[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] += (
        height * down[:, None] * across
    ).astype(np.float32)


def encode(
    frames: Iterable[npt.NDArray[np.uint8]],
    fps: Fraction,
    crf: int,
    path: Path,
    x264: str = "",
) -> None:
    """Write planar 4:2:0 frames as H.264 in MP4; `x264` holds further settings, "a=b:c=d"."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1
        stream.options = {"crf": str(crf), "preset": "veryfast", "x264-params": x264}
        for k, picture in enumerate(frames):
            if k == 0:
                stream.width, stream.height = picture.shape[1], picture.shape[0] * 2 // 3
            frame = av.VideoFrame.from_ndarray(picture, "yuv420p")
            frame.pts = k
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
