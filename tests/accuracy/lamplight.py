"""Rooms lit by lamps on a mains of 50 or 60 Hz, read row after row, drawn from a seed and encoded.

Made apart from the detector: nothing of it is imported. Negatives: no lamps, lamps with electronic
drivers, and takes whose frame rate was changed afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

WIDTH_PX, HEIGHT_PX = 640, 360
FRAME_RATES = (
    Fraction(24_000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30_000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60_000, 1001),
    Fraction(60),
)
KINDS = ("lamps", "no lamps", "led", "repeated", "dropped", "blended")
_MARGIN_PX = 60
_LENGTH_S = 5.2
_LEAST_DECIDABLE_HZ = 1.0


@dataclass(frozen=True)
class Room:
    """What is true of one take.

    Attributes
    ----------
    kind : str
        One of `KINDS`; the last three are lamps with their frame rate changed to `shown_fps`.
    lamp_hz : float
        Twice the mains, a little off it as grids are; of a driver for `led`.
    modulation : float
        Amplitude of the lamps' light over its mean, after the exposure has averaged it.
    readout_s : float
        From the first row to the last.
    """

    seed: int
    kind: str
    fps: Fraction
    shown_fps: Fraction
    mains_hz: int
    lamp_hz: float
    modulation: float
    readout_s: float
    is_held: bool
    people: int
    noise: float
    crf: int

    @property
    def name(self) -> str:
        return (
            f"{self.kind}, {self.mains_hz} Hz, {float(self.fps):.2f} -> "
            f"{float(self.shown_fps):.2f} fps, {self.modulation:.3f}, crf {self.crf}, "
            f"{'held' if self.is_held else 'fixed'}, seed {self.seed}"
        )

    @property
    def is_decidable(self) -> bool:
        """Whether bands of lamps travel at this frame rate, and nothing has disturbed them."""
        folded_hz = abs(self.lamp_hz - round(self.lamp_hz / self.fps) * self.fps)
        return self.kind == "lamps" and folded_hz >= _LEAST_DECIDABLE_HZ


def room(seed: int, kind: str) -> Room:
    """Return a take with all but its kind drawn from the seed."""
    rng = random.Random(f"room {seed} {kind}")
    fps = rng.choice(FRAME_RATES)
    mains_hz = rng.choice([50, 60])
    lamp_hz = 2 * mains_hz * (1 + rng.uniform(-8e-4, 8e-4))
    taken = Room(
        seed=seed,
        kind=kind,
        fps=fps,
        shown_fps=fps,
        mains_hz=mains_hz,
        lamp_hz=lamp_hz,
        modulation=rng.choice([0.02, 0.03, 0.05, 0.1, 0.2]),
        readout_s=rng.uniform(0.010, 0.030),
        is_held=rng.random() < 0.5,
        people=rng.choice([0, 1, 3]),
        noise=rng.uniform(0.5, 3.0),
        crf=rng.randint(18, 28),
    )
    match kind:
        case "no lamps":
            return replace(taken, modulation=0.0)
        case "led":
            return replace(taken, lamp_hz=rng.uniform(300, 4000), modulation=rng.uniform(0, 0.1))
        case "lamps":
            return taken
    other = rng.choice([rate for rate in FRAME_RATES if abs(rate - fps) > 0.5])
    return replace(taken, shown_fps=other)


def pictures(taken: Room) -> Iterator[Picture]:
    """Yield the frames at `shown_fps` as planar 4:2:0."""
    shot = _taken(taken)
    if taken.fps == taken.shown_fps:
        yield from shot
        return
    before, after = next(shot), next(shot)
    place = 0
    for k in range(round(_LENGTH_S * taken.shown_fps) - 4):
        at = k * taken.fps / taken.shown_fps
        while place + 1 <= at:
            before, after, place = after, next(shot, after), place + 1
        share = float(at - place)
        if taken.kind == "blended":
            yield np.rint((1 - share) * before + share * after).astype(np.uint8)
        else:
            yield before


def _taken(taken: Room) -> Iterator[Picture]:
    rng = np.random.default_rng([taken.seed, KINDS.index(taken.kind)])
    plate = _plate(rng)
    rows = np.arange(HEIGHT_PX, dtype=np.float32)[:, None] / HEIGHT_PX
    # Part of the light is that of the lamps.
    lit = cv2.GaussianBlur(rng.uniform(0, 1, (HEIGHT_PX, WIDTH_PX)).astype(np.float32), (0, 0), 60)
    lit = 0.6 + 0.4 * (lit - lit.min()) / np.ptp(lit)
    phase, sway = rng.uniform(0, 2 * np.pi), rng.uniform(0, 2 * np.pi, 4)
    walks = rng.uniform(-1, 1, (taken.people, 4))
    grey = np.full((HEIGHT_PX // 2, WIDTH_PX), 128, np.uint8)
    gain = rng.uniform(-0.02, 0.02)
    for k in range(round(_LENGTH_S * taken.fps)):
        time_s = float(k / taken.fps)
        shift = np.zeros(2)
        if taken.is_held:
            shift = 6 * np.array([np.sin(1.7 * time_s + sway[0]), np.sin(2.3 * time_s + sway[1])])
            shift += [np.sin(19 * time_s + sway[2]), np.sin(29 * time_s + sway[3])]
        move = np.array([[1, 0, shift[0] - _MARGIN_PX], [0, 1, shift[1] - _MARGIN_PX]], np.float32)
        linear = np.asarray(cv2.warpAffine(plate, move, (WIDTH_PX, HEIGHT_PX)), np.float32)
        for x, y, across, down in walks:
            middle = (
                int(WIDTH_PX * (0.5 + 0.4 * x + 0.1 * across * time_s)),
                int(HEIGHT_PX * (0.6 + 0.2 * y + 0.02 * down * time_s)),
            )
            cv2.ellipse(linear, middle, (28, 90), 0, 0, 360, 0.06 + 0.1 * abs(x), -1)
        wave = np.cos(2 * np.pi * taken.lamp_hz * (time_s + taken.readout_s * rows) + phase)
        linear *= (1 + taken.modulation * lit * wave) * (1 + gain * np.sin(0.9 * time_s))
        codes = 16 + 219 * np.clip(linear, 0, 1) ** (1 / 2.2)
        codes += rng.normal(0, taken.noise, codes.shape).astype(np.float32)
        yield np.concatenate([np.clip(codes, 0, 255).astype(np.uint8), grey])


def _plate(rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return a room in linear light: wall, floor, furniture, pictures."""
    height, width = HEIGHT_PX + 2 * _MARGIN_PX, WIDTH_PX + 2 * _MARGIN_PX
    plate = np.full((height, width), rng.uniform(0.15, 0.45), np.float32)
    floor = int(height * rng.uniform(0.6, 0.85))
    plate[floor:] = rng.uniform(0.05, 0.25)
    for _ in range(int(rng.integers(4, 14))):
        top, left = int(rng.integers(0, height - 40)), int(rng.integers(0, width - 40))
        down, across = int(rng.integers(15, 160)), int(rng.integers(15, 220))
        plate[top : top + down, left : left + across] = rng.uniform(0.02, 0.7)
    return np.asarray(cv2.GaussianBlur(plate, (0, 0), 1.0), np.float32)
