"""What people do to footage before they post it again: one function for each edit.

Each draws its strengths from `rng`, as the benchmark's terms give them, and returns how to change a
frame. Boxes are shares of the frame, so that scaling afterwards leaves them true.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from tests.synthesis.copies.reels import Picture, Reel, covering, scaled

Size = tuple[int, int]
Box = tuple[float, float, float, float]
"""Left, top, width, height."""
Draw = Callable[[Picture, float], Picture]
"""Changes the frame shown at a time, seconds."""

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class Edit:
    """One edit, drawn.

    Attributes
    ----------
    box : tuple of float
        Where the content lies in the edited frame.
    second_box : tuple of float or None
        Where the first piece of foreign footage lies, if that is content too.
    speed : float
        Of the content's clock against the copy's.
    """

    draw: Draw = lambda picture, _time_s: picture
    strengths: dict[str, float] = field(default_factory=dict)
    box: Box = WHOLE
    second_box: Box | None = None
    speed: float = 1.0
    mirrored: bool = False
    clockwise_deg: int = 0


Make = Callable[[random.Random, Size, Sequence[Reel]], Edit]
"""Takes the size of the frames, and foreign footage."""


def reencode(_rng: random.Random, _size: Size, _foreign: Sequence[Reel]) -> Edit:
    return Edit()


def scale(rng: random.Random, size: Size, _foreign: Sequence[Reel]) -> Edit:
    factor = rng.uniform(0.4, 0.7)
    smaller = _even(size[0] * factor), _even(size[1] * factor)
    return Edit(lambda picture, _: scaled(picture, smaller), {"factor": factor})


def crop(rng: random.Random, size: Size, _foreign: Sequence[Reel]) -> Edit:
    area = rng.uniform(0.55, 0.75)
    aspect = rng.uniform(0.85, 1.18)
    wide = min(1.0, math.sqrt(area * aspect))
    high = min(1.0, area / wide)
    left, top = rng.uniform(0, 1 - wide), rng.uniform(0, 1 - high)
    x, y, w, h = (
        _even(side * share) for side, share in zip(size * 2, (left, top, wide, high), strict=True)
    )
    return Edit(
        lambda picture, _: picture[y : y + h, x : x + w],
        {"area": wide * high, "left": left, "top": top},
    )


def pip(rng: random.Random, size: Size, foreign: Sequence[Reel]) -> Edit:
    share = rng.uniform(0.35, 0.55)
    w, h = _even(size[0] * share), _even(size[1] * share)
    x, y = rng.randrange(0, size[0] - w), rng.randrange(0, size[1] - h)
    behind = foreign[0]

    def draw(picture: Picture, time_s: float) -> Picture:
        frame = covering(behind.at(time_s), size).copy()
        frame[y : y + h, x : x + w] = scaled(picture, (w, h))
        return frame

    return Edit(draw, {"width": share}, (x / size[0], y / size[1], w / size[0], h / size[1]))


def letterbox(rng: random.Random, size: Size, _foreign: Sequence[Reel]) -> Edit:
    """Put bars above and below, each 5 to 12.5 % of the new height: 10 to 25 % together."""
    bars = rng.uniform(0.10, 0.25)
    bar = _even(size[1] * bars / (1 - bars) / 2)
    return _barred(bars, (bar, bar, 0, 0), size)


def pillarbox(rng: random.Random, size: Size, _foreign: Sequence[Reel]) -> Edit:
    """Put bars at both sides: 20 to 45 % of the new width together, as of 4:3 or 9:16."""
    bars = rng.uniform(0.20, 0.45)
    bar = _even(size[0] * bars / (1 - bars) / 2)
    return _barred(bars, (0, 0, bar, bar), size)


def _barred(bars: float, borders: tuple[int, int, int, int], size: Size) -> Edit:
    above, below, left, right = borders
    wide, high = size[0] + left + right, size[1] + above + below
    box = (left / wide, above / high, size[0] / wide, size[1] / high)

    def draw(picture: Picture, _time_s: float) -> Picture:
        frame = cv2.copyMakeBorder(
            picture, above, below, left, right, cv2.BORDER_CONSTANT, value=(0, 0, 0)
        )
        return np.asarray(frame, np.uint8)

    return Edit(draw, {"bars": bars}, box)


def blurred_fill(_rng: random.Random, size: Size, _foreign: Sequence[Reel]) -> Edit:
    """Lay the picture over its own blurred copy, 9:16, or 16:9 where it is upright itself."""
    width, height = size
    long, short = _even(max(size)), _even(max(size) * 9 / 16)
    full = (short, long) if width > height else (long, short)
    fits = min(full[0] / width, full[1] / height)
    w, h = _even(width * fits), min(full[1], _even(height * fits))
    x, y = (full[0] - w) // 2, (full[1] - h) // 2
    small = max(2, full[0] // 8), max(2, full[1] // 8)

    def draw(picture: Picture, _time_s: float) -> Picture:
        behind = cv2.GaussianBlur(covering(picture, small), (0, 0), 2.5)
        frame = np.asarray(scaled(np.asarray(behind, np.uint8), full) * 0.75, np.uint8)
        frame[y : y + h, x : x + w] = scaled(picture, (w, h))
        return frame

    return Edit(draw, {}, (x / full[0], y / full[1], w / full[0], h / full[1]))


def text(rng: random.Random, size: Size, _foreign: Sequence[Reel]) -> Edit:
    """Write lines across the picture, over 8 to 15 % of its area."""
    area = rng.uniform(0.08, 0.15)
    wide, high = round(size[0] * 0.9), round(size[1] * area / 0.9)
    x, y = (size[0] - wide) // 2, round(size[1] * rng.choice((0.05, 0.4, 0.95 - area / 0.9)))
    words = rng.choice(("BREAKING: SEEN TONIGHT", "WAIT FOR IT... 3 2 1", "shared from city news"))
    has_ground = rng.random() < 0.5
    (drawn, tall), base = cv2.getTextSize(words, cv2.FONT_HERSHEY_DUPLEX, 1.0, 2)
    letters = min(wide / drawn, high / (tall + base))

    def draw(picture: Picture, _time_s: float) -> Picture:
        frame = picture.copy()
        if has_ground:
            cv2.rectangle(frame, (x, y), (x + wide, y + high), (20, 20, 160), -1)
        place = (x + round((wide - drawn * letters) / 2), y + round((high + tall * letters) / 2))
        for colour, thick in (((0, 0, 0), 5), ((255, 255, 255), 2)):
            cv2.putText(
                frame, words, place, cv2.FONT_HERSHEY_DUPLEX, letters, colour, thick, cv2.LINE_AA
            )
        return frame

    return Edit(draw, {"area": area})


def logo(rng: random.Random, size: Size, _foreign: Sequence[Reel]) -> Edit:
    """Lay an opaque mark on a corner, over 8 to 15 % of the area."""
    area = rng.uniform(0.08, 0.15)
    high = math.sqrt(area * size[0] * size[1] / 1.6)
    w, h = _even(1.6 * high), _even(high)
    x = rng.choice((4, size[0] - w - 4))
    y = rng.choice((4, size[1] - h - 4))
    ground, ring = (tuple(rng.randrange(256) for _ in range(3)) for _ in range(2))

    def draw(picture: Picture, _time_s: float) -> Picture:
        frame = picture.copy()
        cv2.rectangle(frame, (x, y), (x + w, y + h), ground, -1)
        cv2.circle(frame, (x + h // 2, y + h // 2), round(0.36 * h), ring, max(2, h // 9))
        cv2.putText(
            frame, "N7", (x + h, y + round(0.62 * h)), cv2.FONT_HERSHEY_TRIPLEX, h / 70, ring, 2
        )
        return frame

    return Edit(draw, {"area": area})


def gamma(rng: random.Random, _size: Size, _foreign: Sequence[Reel]) -> Edit:
    exponent = rng.choice((rng.uniform(0.6, 0.85), rng.uniform(1.2, 1.7)))
    table = (255 * (np.arange(256) / 255) ** exponent).round().astype(np.uint8)
    return Edit(lambda picture, _: np.asarray(cv2.LUT(picture, table), np.uint8), {"g": exponent})


def contrast(rng: random.Random, _size: Size, _foreign: Sequence[Reel]) -> Edit:
    """Change contrast about the middle grey, and brightness; what is dark may clip to black."""
    gain = rng.choice((rng.uniform(0.55, 0.8), rng.uniform(1.25, 1.6)))
    lift = rng.uniform(-15, 15)
    table = np.clip((np.arange(256) - 128) * gain + 128 + lift, 0, 255).astype(np.uint8)
    return Edit(
        lambda picture, _: np.asarray(cv2.LUT(picture, table), np.uint8),
        {"gain": gain, "lift": lift},
    )


def speed(rng: random.Random, _size: Size, _foreign: Sequence[Reel]) -> Edit:
    rate = rng.choice((rng.uniform(0.8, 0.95), rng.uniform(1.05, 1.25)))
    return Edit(strengths={"speed": rate}, speed=rate)


def mirrored(_rng: random.Random, _size: Size, _foreign: Sequence[Reel]) -> Edit:
    return Edit(lambda picture, _: picture[:, ::-1], mirrored=True)


def rotated(rng: random.Random, _size: Size, _foreign: Sequence[Reel]) -> Edit:
    turn = rng.choice((90, 270))
    return Edit(lambda picture, _: np.rot90(picture, -turn // 90), clockwise_deg=turn)


def combo(rng: random.Random, size: Size, foreign: Sequence[Reel]) -> Edit:
    """Chain three edits: of shape or clock, of the frame, of its tone or what lies on it."""
    first = rng.choice((mirrored, speed))(rng, size, foreign)
    second = rng.choice((crop, scale, letterbox))(rng, size, foreign)
    middle = _size_after(second, size)
    third = rng.choice((gamma, contrast, text, logo))(rng, middle, foreign)
    return chained(chained(first, second), third)


def chained(first: Edit, second: Edit) -> Edit:
    """Return the edit that does both; the later one may move what the earlier one boxed."""
    x, y, w, h = second.box
    left, top, wide, high = first.box
    return replace(
        first,
        draw=lambda picture, time_s: second.draw(first.draw(picture, time_s), time_s),
        strengths=first.strengths | second.strengths,
        box=(x + left * w, y + top * h, wide * w, high * h),
        speed=first.speed * second.speed,
        mirrored=first.mirrored != second.mirrored,
        clockwise_deg=(first.clockwise_deg + second.clockwise_deg) % 360,
    )


def _size_after(edit: Edit, size: Size) -> Size:
    height, width = edit.draw(np.zeros((size[1], size[0], 3), np.uint8), 0.0).shape[:2]
    return width, height


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
