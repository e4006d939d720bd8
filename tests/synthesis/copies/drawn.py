"""Footage of nothing, and marks laid over footage; all drawn here."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from tests.synthesis.copies.reels import Picture, Reel

RATE_HZ = 25.0
_SIZE = (640, 360)
_FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
SUBTITLES = {
    "arabic": ("انظروا إلى السماء الآن", "سمعنا صوتا قويا جدا", "لا أحد يعرف ما حدث"),
    "cyrillic": ("Смотрите на небо сейчас", "Мы услышали громкий звук", "Что это было?"),
}


@dataclass(frozen=True)
class Mark:
    """One thing laid over a picture, while it stands at one place.

    Attributes
    ----------
    box : tuple of float
        Left, top, width, height as shares of the frame.
    """

    kind: str
    box: tuple[float, float, float, float]
    start_s: float
    end_s: float
    text: str


def black(rng: random.Random, duration_s: float) -> Reel:
    """Return black, with the noise of a covered lens or without."""
    noise = rng.choice((0.0, 1.5))
    seeded = np.random.default_rng(rng.randrange(2**32))
    return _reel(
        duration_s,
        lambda _: np.clip(seeded.normal(2, noise, (_SIZE[1], _SIZE[0], 1)), 0, 255).repeat(3, 2),
    )


def white_noise(rng: random.Random, duration_s: float) -> Reel:
    """Return noise, each pixel for itself, or in grains of some pixels."""
    grain = rng.choice((1, 2, 4))
    seeded = np.random.default_rng(rng.randrange(2**32))
    small = (_SIZE[1] // grain, _SIZE[0] // grain)

    def frame(_time_s: float) -> Picture:
        dots = seeded.integers(0, 256, small, dtype=np.uint8)
        grown = cv2.resize(dots, _SIZE, interpolation=cv2.INTER_NEAREST)
        return np.asarray(grown, np.uint8)[:, :, None].repeat(3, 2)

    return _reel(duration_s, frame)


def title_card(rng: random.Random, duration_s: float) -> Reel:
    """Return white or yellow words in the middle of one colour."""
    ground = rng.choice(((0, 0, 0), (90, 20, 10), (30, 30, 120), (235, 235, 235)))
    ink = (20, 20, 20) if ground[0] > 200 else rng.choice(((255, 255, 255), (0, 220, 255)))
    card = np.full((_SIZE[1], _SIZE[0], 3), ground, np.uint8)
    words = rng.choice((("BREAKING NEWS", "what we know"), ("24 November", "part two")))
    for number, line in enumerate(words):
        place = (90, 170 + 60 * number)
        cv2.putText(card, line, place, cv2.FONT_HERSHEY_DUPLEX, 1.6 - 0.5 * number, ink, 2)
    return _reel(duration_s, lambda time_s: card * min(1.0, time_s / 0.8))


def night_sky(rng: random.Random, duration_s: float) -> Reel:
    """Return stars that drift and twinkle over a dark gradient, in sensor noise."""
    seeded = np.random.default_rng(rng.randrange(2**32))
    count = rng.randint(80, 250)
    x, y = seeded.uniform(0, _SIZE[0], count), seeded.uniform(0, _SIZE[1], count)
    bright, beat = seeded.exponential(60, count) + 20, seeded.uniform(1, 9, count)
    drift = rng.uniform(0, 3)
    ground = np.linspace(8, 26, _SIZE[1])[:, None, None] * np.array([1.0, 0.8, 0.7])

    def frame(time_s: float) -> npt.NDArray[np.float64]:
        sky = ground.repeat(_SIZE[0], 1) + seeded.normal(0, 3, (_SIZE[1], _SIZE[0], 3))
        across = ((x + drift * time_s) % _SIZE[0]).astype(int)
        sky[y.astype(int), across] += (bright * (1 + 0.3 * np.sin(beat * time_s)))[:, None]
        return cv2.GaussianBlur(sky, (0, 0), 0.8)

    return _reel(duration_s, frame)


def walk(rng: random.Random, duration_s: float) -> Reel:
    """Return a place that a camera pans over, with things that move in it: no two are alike."""
    seeded = np.random.default_rng(rng.randrange(2**32))
    width, height = _SIZE
    ground = sum(
        cv2.resize(seeded.normal(0, 22, (cells, 2 * cells, 3)), (2 * width, height)) * weight
        for cells, weight in ((4, 2.0), (12, 1.0), (40, 0.6))
    )
    place = np.clip(ground + 115, 0, 255).astype(np.uint8)
    ways = seeded.uniform(-70, 70, (9, 2))
    starts, colours = seeded.uniform(0, 1, (9, 2)) * _SIZE, seeded.integers(0, 256, (9, 3))

    def frame(time_s: float) -> Picture:
        left = int((40 * time_s) % width)
        shown = place[:, left : left + width].copy()
        for start, way, colour in zip(starts, ways, colours, strict=True):
            x, y = (start + time_s * way) % _SIZE
            cv2.circle(shown, (int(x), int(y)), 24, colour.tolist(), -1)
        return shown

    return _reel(duration_s, frame)


NOTHING: dict[str, Callable[[random.Random, float], Reel]] = {
    "black": black,
    "noise": white_noise,
    "title": title_card,
    "stars": night_sky,
}


def _reel(duration_s: float, frame: Callable[[float], Any]) -> Reel:
    count = round(duration_s * RATE_HZ)
    frames = [np.clip(frame(k / RATE_HZ), 0, 255).astype(np.uint8) for k in range(count)]
    return Reel(frames, RATE_HZ)


def channel(duration_s: float) -> list[Mark]:
    """Return the graphics of one channel: its mark above, its band below, always the same."""
    return [
        Mark("logo", (0.80, 0.05, 0.16, 0.13), 0.0, duration_s, "N7"),
        Mark("band", (0.03, 0.80, 0.94, 0.14), 0.0, duration_s, "LIVE  city news at nine"),
    ]


def marks(rng: random.Random, kind: str, duration_s: float) -> list[Mark]:
    """Return where marks of a kind stand, and when: logo, hopping, arabic or cyrillic."""
    if kind == "logo":
        wide, high = rng.uniform(0.10, 0.17), rng.uniform(0.09, 0.14)
        left = rng.choice((0.03, 0.97 - wide))
        return [Mark(kind, (left, 0.04, wide, high), 0.0, duration_s, "N7")]
    if kind == "hopping":
        corners = [(0.04, 0.06), (0.70, 0.08), (0.68, 0.82), (0.05, 0.80), (0.38, 0.45)]
        rng.shuffle(corners)
        stays_s = duration_s / len(corners)
        return [
            Mark(kind, (x, y, 0.26, 0.09), k * stays_s, (k + 1) * stays_s, "@city_watch")
            for k, (x, y) in enumerate(corners)
        ]
    lines = SUBTITLES[kind]
    stays_s = duration_s / len(lines)
    return [
        Mark(kind, (0.12, 0.82, 0.76, 0.11), k * stays_s + 0.2, (k + 1) * stays_s - 0.2, line)
        for k, line in enumerate(lines)
    ]


def marked(reel: Reel, laid: list[Mark]) -> tuple[Reel, list[Mark]]:
    """Lay marks over footage; return it, and the marks with boxes as tight as they were drawn."""
    frames = list(reel.frames)
    tight = []
    for mark in laid:
        layer = _layer(mark, reel.size)
        alpha = layer[:, :, 3:].astype(np.float32) / 255
        x, y, w, h = cv2.boundingRect(layer[:, :, 3])
        width, height = reel.size
        box = (x / width, y / height, w / width, h / height)
        tight.append(Mark(mark.kind, box, mark.start_s, mark.end_s, mark.text))
        for k in range(round(mark.start_s * reel.rate_hz), round(mark.end_s * reel.rate_hz)):
            if k < len(frames):
                over = frames[k] * (1 - alpha) + layer[:, :, :3] * alpha
                frames[k] = over.round().astype(np.uint8)
    return Reel(frames, reel.rate_hz, reel.sound), tight


def _layer(mark: Mark, size: tuple[int, int]) -> Picture:
    """Return a mark on a clear frame: B, G, R and how much it covers."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    left, top, wide, high = (share * side for share, side in zip(mark.box, size * 2, strict=True))
    if mark.kind in ("logo", "band"):
        place = (left, top, left + wide, top + high)
        draw.rounded_rectangle(place, high / 4, fill=(200, 30, 40, 235))
    middle = (left + wide / 2, top + high / 2)
    font_px = 0.75 * high
    font = ImageFont.truetype(_FONT, font_px)
    needs = draw.textlength(mark.text, font)
    if needs > wide:
        font = ImageFont.truetype(_FONT, font_px * wide / needs)
    ink = (255, 255, 255, 170 if mark.kind == "hopping" else 255)
    edge = (0, 0, 0, 170 if mark.kind == "hopping" else 255)
    draw.text(middle, mark.text, ink, font, "mm", stroke_width=2, stroke_fill=edge)
    rgba = np.asarray(image, np.uint8)
    return rgba[:, :, [2, 1, 0, 3]]
