"""Rooms lit by lamps on a mains of 50 or 60 Hz, as a camera takes them, drawn from a seed.

Made apart from the detector: nothing of it is imported, and whether a take can be decided follows
from what was drawn alone (`Room.is_decidable`). The other kinds show no mains, or have lost it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from tests.accuracy import blinking

Picture = npt.NDArray[np.uint8]
Values = npt.NDArray[np.float64]

WIDTH_PX, HEIGHT_PX = 384, 216
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
WITH_LAMPS = ("lamps", "hidden", "repeated", "dropped", "blended")
"""Decidable lamps; lamps that physics hides; and lamps whose frame rate was changed afterwards."""
WITHOUT_LAMPS = (
    "no lamps",
    "led",
    "candle",
    "strobe",
    "hunting",
    "pulsing",
    "panning",
    "vibrating",
)
KINDS = WITH_LAMPS + WITHOUT_LAMPS
CHANGED = ("repeated", "dropped", "blended")
_EXPOSURES_S = tuple(1 / part for part in (25, 30, 40, 50, 60, 80, 100, 120, 150, 250, 500, 1000))
_MARGIN_PX = 60
_LENGTH_S = 5.2
_LEAST_DECIDABLE_HZ = 1.0
_LEAST_DECIDABLE_MODULATION = 0.02
_FIRST_CRF = 18


@dataclass(frozen=True)
class Room:
    """What is true of one take.

    Attributes
    ----------
    kind : str
        One of `KINDS`; some are lamps with their frame rate changed to `shown_fps`.
    lamp_hz : float
        Twice the mains, a little off it as grids are; of a driver for `led`.
    lamp_modulation : float
        Amplitude of the light in the room over its mean, all its light together.
    exposure_s, readout_s : float
        How long a row gathers light; from the first row to the last, 0 for a global shutter.
    rate_hz : float
        Of a strobe, hunting, passing stripes, vibration.
    generations : int
        How often it was compressed: by the camera and by who passed it on.
    """

    seed: int
    kind: str
    fps: Fraction
    shown_fps: Fraction
    mains_hz: int
    lamp_hz: float
    lamp_modulation: float
    exposure_s: float
    readout_s: float
    rate_hz: float
    is_held: bool
    people: int
    noise: float
    crf: int
    generations: int
    x264: str = ""

    @property
    def name(self) -> str:
        return (
            f"{self.kind} {self.seed}: {self.lamp_hz:.1f} Hz, {float(self.fps):.2f} -> "
            f"{float(self.shown_fps):.2f} fps, {self.modulation:.1%}, readout "
            f"{1000 * self.readout_s:.0f} ms, crf {self.crf} x {self.generations}, "
            f"{'held' if self.is_held else 'fixed'}, {self.rate_hz:.2f} Hz"
        )

    @property
    def modulation(self) -> float:
        """Amplitude over mean of the light that a row gathers: an exposure averages it.

        A sine averaged over the time T is left with |sin(pi F T) / (pi F T)| of its amplitude, and
        with nothing where T is a whole multiple of its period.
        """
        return self.lamp_modulation * abs(float(np.sinc(self.lamp_hz * self.exposure_s)))

    @property
    def folded_hz(self) -> float:
        """The rate at which frames show the lamps."""
        return abs(self.lamp_hz - round(self.lamp_hz / self.fps) * float(self.fps))

    @property
    def is_decidable(self) -> bool:
        """Whether physics lets the two mains be told apart, and nothing was changed afterwards.

        The frames must show the lamps at a rate that passes through five periods in 5 s: slower, a
        flicker is one with the scene and the exposure. At each usual frame rate that leaves one
        mains of the two: 50 Hz at 24, 30 and 60 (and their 1000/1001), 60 Hz at 25 and 50. And the
        exposure must have left 2 % of modulation.
        """
        return (
            self.kind in WITH_LAMPS
            and self.fps == self.shown_fps
            and self.folded_hz >= _LEAST_DECIDABLE_HZ
            and self.modulation >= _LEAST_DECIDABLE_MODULATION
        )


def room(seed: int, kind: str) -> Room:
    """Return a take with all but its kind drawn from the seed.

    Decidable lamps, and lamps that are hidden, are drawn until one is.
    """
    rng = random.Random(f"room {seed} {kind}")
    taken = _drawn(rng, seed, kind)
    while (kind == "lamps") != taken.is_decidable and kind in ("lamps", "hidden"):
        taken = _drawn(rng, seed, kind)
    return taken


def _drawn(rng: random.Random, seed: int, kind: str) -> Room:
    fps = rng.choice(FRAME_RATES)
    mains_hz = rng.choice([50, 60])
    taken = Room(
        seed=seed,
        kind=kind,
        fps=fps,
        shown_fps=fps,
        mains_hz=mains_hz,
        lamp_hz=2 * mains_hz * (1 + rng.uniform(-8e-4, 8e-4)),
        lamp_modulation=rng.choice([0.03, 0.05, 0.1, 0.2, 0.4]),
        exposure_s=rng.choice([each for each in _EXPOSURES_S if each <= 1.001 / fps]),
        readout_s=rng.choice([0.0, rng.uniform(0.008, 0.030), rng.uniform(0.008, 0.030)]),
        rate_hz=rng.uniform(0.5, float(fps) / 2),
        is_held=rng.random() < 0.5,
        people=rng.choice([0, 1, 3]),
        noise=rng.uniform(0.5, 3.0),
        crf=rng.randint(18, 28),
        generations=rng.choice([1, 2]),
    )
    if kind in CHANGED:
        other = rng.choice([rate for rate in FRAME_RATES if abs(rate - fps) > 0.5])
        return replace(taken, shown_fps=other)
    match kind:
        case "lamps" | "hidden":
            return taken
        case "led":
            return replace(taken, lamp_hz=rng.uniform(300, 4000), exposure_s=1e-4)
        case "hunting":
            return replace(taken, lamp_modulation=0.0, rate_hz=rng.uniform(0.5, 4))
        case "pulsing":
            interval = rng.choice([round(fps / 5), round(fps / 2), round(fps), round(fps / 3), 6])
            x264 = (
                f"keyint={interval}:min-keyint=1:scenecut=0:b-adapt=0:bframes={rng.randint(0, 4)}"
            )
            return replace(taken, lamp_modulation=0.0, crf=rng.randint(24, 36), x264=x264)
    return replace(taken, lamp_modulation=0.0)


def record(taken: Room, path: Path) -> None:
    """Write the take as H.264, compressed as often as it says."""
    frames = pictures(taken)
    for generation in range(1, taken.generations):
        passed_on = path.with_stem(f"{path.stem}-{generation}")
        blinking.encode(frames, taken.shown_fps, _FIRST_CRF, passed_on)
        frames = _decoded(passed_on)
    blinking.encode(frames, taken.shown_fps, taken.crf, path, taken.x264)


def _decoded(path: Path) -> Iterator[Picture]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield np.asarray(frame.to_ndarray(format="yuv420p"), np.uint8)


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
    posts = rng.random(256).astype(np.float32)
    rows = np.arange(HEIGHT_PX, dtype=np.float32)[:, None] / HEIGHT_PX
    # Not all of the light is that of the lamps, nor the same everywhere; on average it is.
    lit = cv2.GaussianBlur(rng.uniform(0, 1, (HEIGHT_PX, WIDTH_PX)).astype(np.float32), (0, 0), 60)
    lit = (lit - lit.mean()) / np.ptp(lit) * 0.6 + 1
    phase, sway = rng.uniform(0, 2 * np.pi), rng.uniform(0, 2 * np.pi, 4)
    walks = rng.uniform(-1, 1, (taken.people, 4))
    grey = np.full((HEIGHT_PX // 2, WIDTH_PX), 128, np.uint8)
    count = round(_LENGTH_S * taken.fps)
    light = _LIGHTS.get(taken.kind, _drifting)(taken, np.arange(count) / float(taken.fps), rng)
    grain = rng.normal(0, taken.noise, (HEIGHT_PX + 97, WIDTH_PX + 97)).astype(np.float32)
    for k in range(count):
        time_s = float(k / taken.fps)
        shift = np.zeros(2)
        if taken.is_held:
            shift = 6 * np.array([np.sin(1.7 * time_s + sway[0]), np.sin(2.3 * time_s + sway[1])])
            shift += [np.sin(19 * time_s + sway[2]), np.sin(29 * time_s + sway[3])]
        if taken.kind == "vibrating":
            shift += 2.5 * np.sin(2 * np.pi * taken.rate_hz * time_s + sway[:2])
        move = np.array([[1, 0, shift[0] - _MARGIN_PX], [0, 1, shift[1] - _MARGIN_PX]], np.float32)
        linear = np.asarray(cv2.warpAffine(plate, move, (WIDTH_PX, HEIGHT_PX)), np.float32)
        if taken.kind == "panning":
            linear = _fence(taken, time_s, posts)
        for x, y, across, down in walks:
            # Places in sixteenths: whole pixels would move people in steps that no camera sees.
            middle = (
                round(16 * WIDTH_PX * (0.5 + 0.4 * x + 0.1 * across * time_s)),
                round(16 * HEIGHT_PX * (0.6 + 0.2 * y + 0.02 * down * time_s)),
            )
            body = np.zeros(linear.shape, np.uint8)
            cv2.ellipse(body, middle, (28 * 16, 90 * 16), 0, 0, 360, 255, -1, cv2.LINE_AA, 4)
            linear += body / np.float32(255) * (0.06 + 0.1 * abs(x) - linear)
        wave = np.cos(2 * np.pi * taken.lamp_hz * (time_s + taken.readout_s * rows) + phase)
        linear *= (1 + taken.modulation * lit * wave) * light[k]
        codes = 16 + 219 * cv2.pow(np.clip(linear, 0, 1), 1 / 2.2)
        down_px, right_px = rng.integers(0, 97, 2)
        codes = codes + grain[down_px : down_px + HEIGHT_PX, right_px : right_px + WIDTH_PX]
        yield np.concatenate([np.clip(codes, 0, 255).astype(np.uint8), grey])


def _drifting(_taken: Room, times_s: Values, rng: np.random.Generator) -> Values:
    """Return the light of a room that slowly drifts, as clouds and exposure do."""
    return 1 + rng.uniform(-0.02, 0.02) * np.sin(0.9 * times_s)


def _candle(taken: Room, times_s: Values, rng: np.random.Generator) -> Values:
    """Return a flame: slow noise, and bursts about the 8 to 13 Hz at which flames pulse."""
    step_s = 1 / float(taken.fps)
    slow, burst = 0.0, 0.0 + 0.0j
    turn = np.exp((2j * np.pi * rng.uniform(8, 13) - 1 / rng.uniform(0.2, 1.0)) * step_s)
    light = []
    for _ in times_s:
        slow += -slow * step_s / 0.3 + rng.normal() * np.sqrt(2 * step_s / 0.3)
        burst = burst * turn + complex(*rng.normal(size=2)) * np.sqrt(step_s)
        light.append(0.04 * slow + 0.03 * burst.real)
    return np.asarray(np.clip(1 + np.array(light), 0.3, 1.6), np.float64)


def _strobe(taken: Room, times_s: Values, rng: np.random.Generator) -> Values:
    """Return the light of flashes of 5 ms as each exposure gathers them, over steady light."""
    at = (times_s[:, None] + np.linspace(0, taken.exposure_s, 24)) * taken.rate_hz
    lit = np.mean(at % 1 < 0.005 * taken.rate_hz, axis=1)
    return np.asarray(1 + rng.uniform(0.1, 1.0) * lit, np.float64)


def _hunting(taken: Room, times_s: Values, rng: np.random.Generator) -> Values:
    """Return exposure that hunts in steps of a twentieth of a stop."""
    gain = rng.uniform(0.03, 0.1) * np.sin(2 * np.pi * taken.rate_hz * times_s)
    return np.exp2(np.round(20 * gain) / 20)


_LIGHTS: dict[str, Callable[[Room, Values, np.random.Generator], Values]] = {
    "candle": _candle,
    "strobe": _strobe,
    "hunting": _hunting,
}


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


def _fence(taken: Room, time_s: float, posts: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return posts, no two quite alike, that pass `rate_hz` times a second."""
    apart_px = 80 + 240 * float(posts[0])
    at = np.arange(WIDTH_PX) / apart_px + taken.rate_hz * time_s
    line = np.where(at % 1 < 0.4, 0.15 + 0.1 * posts[at.astype(int) % posts.size], 0.4)
    line = cv2.GaussianBlur(line.astype(np.float32).reshape(1, -1), (0, 0), 2)
    return np.asarray(np.repeat(line, HEIGHT_PX, axis=0), np.float32)
