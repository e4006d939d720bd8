"""Copies that show more than the copied picture: a filmed screen, an app, a collage.

What lies around is drawn here, not taken from any app.
"""

import math
import random
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from tests.synthesis.copies.edits import Box, Edit, Size
from tests.synthesis.copies.reels import Picture, Reel, covering, scaled

_FONT = cv2.FONT_HERSHEY_SIMPLEX


def screen(rng: random.Random, size: Size, _foreign: Sequence[Reel]) -> Edit:
    """Film a screen by hand: a slant, stripes from two grids of pixels, another tone, a shake."""
    width, height = size
    share = rng.uniform(0.68, 0.85)
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    slant = 0.045
    placed = np.float32(
        [
            [
                width * (0.5 + share * (x - 0.5) + rng.uniform(-slant, slant)),
                height * (0.5 + share * (y - 0.5) + rng.uniform(-slant, slant)),
            ]
            for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))
        ]
    )
    warp = cv2.getPerspectiveTransform(corners, placed)
    room = rng.uniform(10, 45)
    stripes = _stripes(rng, size)
    gain, gamma, cast = rng.uniform(0.75, 1.0), rng.uniform(0.85, 1.2), rng.uniform(0.9, 1.12)
    table = np.clip(255 * gain * (np.arange(256) / 255) ** gamma, 0, 255)
    tables = np.stack([np.clip(table * c, 0, 255) for c in (cast, 1.0, 1 / cast)], -1)
    curve = tables.astype(np.uint8)[:, None, :]
    phases = [rng.uniform(0, 2 * math.pi) for _ in range(4)]
    sway = rng.uniform(0.003, 0.008) * width

    def draw(picture: Picture, time_s: float) -> Picture:
        x = sway * (math.sin(2.1 * time_s + phases[0]) + 0.5 * math.sin(7.3 * time_s + phases[1]))
        y = sway * (math.sin(1.7 * time_s + phases[2]) + 0.5 * math.sin(8.9 * time_s + phases[3]))
        moved = np.float64([[1, 0, x], [0, 1, y], [0, 0, 1]]) @ warp
        frame = cv2.warpPerspective(
            picture, moved, size, flags=cv2.INTER_LINEAR, borderValue=(room, room, room)
        )
        frame = cv2.multiply(frame, stripes, dtype=cv2.CV_8U)
        frame = cv2.GaussianBlur(cv2.LUT(frame, curve), (0, 0), 0.7)
        return np.asarray(frame, np.uint8)

    left, top = placed.min(0) / size
    wide, high = (placed.max(0) - placed.min(0)) / size
    box: Box = (float(left), float(top), float(wide), float(high))
    return Edit(draw, {"width": share, "slant": slant}, box)


def _stripes(rng: random.Random, size: Size) -> npt.NDArray[np.float32]:
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    angle, period_px = rng.uniform(0, math.pi), rng.uniform(5, 14)
    along = x * math.cos(angle) + y * math.sin(angle)
    lit = 1 + 0.07 * np.sin(2 * math.pi * along / period_px + 0.002 * (x - size[0] / 2) ** 2 / 9)
    falls = 1 - 0.25 * (((x / size[0] - 0.5) ** 2) + ((y / size[1] - 0.5) ** 2))
    return np.repeat((lit * falls)[:, :, None], 3, 2).astype(np.float32)


def app(rng: random.Random, size: Size, _foreign: Sequence[Reel]) -> Edit:
    """Record the screen of a phone: status bar, header, the picture, a caption, buttons."""
    width, height = size
    full = _even(max(size) * rng.choice((9 / 16, 9 / 18))), _even(max(size))
    fits = min(full[0] / width, 0.62 * full[1] / height)
    w, h = _even(width * fits), _even(height * fits)
    x = (full[0] - w) // 2
    is_dark = rng.random() < 0.5
    ground, ink = ((18, 18, 18), (225, 225, 225)) if is_dark else ((250, 250, 250), (30, 30, 30))
    page = np.full((full[1], full[0], 3), ground, np.uint8)
    line = full[1] // 32
    cv2.putText(page, "21:47", (10, line), _FONT, line / 28, ink, 1, cv2.LINE_AA)
    cv2.rectangle(page, (full[0] - 40, line // 3), (full[0] - 12, line), ink, 1)
    cv2.rectangle(page, (full[0] - 38, line // 3 + 2), (full[0] - 24, line - 2), ink, -1)
    middle = round(2.6 * line)
    cv2.circle(page, (10 + line, middle), round(0.8 * line), (180, 120, 60), -1)
    cv2.putText(page, "city_watch", (20 + 2 * line, middle), _FONT, line / 26, ink, 1, cv2.LINE_AA)
    y = _even(rng.uniform(3.9, 6.0) * line)
    words = ("is this real?? look at 0:04", "sent by a friend tonight", "#now #city   3,412 likes")
    for number, caption in enumerate(words[: rng.randint(1, 3)]):
        place = (12, y + h + round((1.6 + 1.3 * number) * line))
        cv2.putText(page, caption, place, _FONT, line / 30, ink, 1, cv2.LINE_AA)
    for number in range(5):
        centre = (round(full[0] * (0.1 + 0.2 * number)), full[1] - line)
        cv2.circle(page, centre, round(0.6 * line), ink, 2)

    def draw(picture: Picture, _time_s: float) -> Picture:
        frame = page.copy()
        frame[y : y + h, x : x + w] = scaled(picture, (w, h))
        return frame

    box = (x / full[0], y / full[1], w / full[0], h / full[1])
    return Edit(draw, {"area": box[2] * box[3]}, box)


def collage(rng: random.Random, size: Size, foreign: Sequence[Reel]) -> Edit:
    """Show four clips at once, two by two: the copied one and three others."""
    w, h = _even(size[0] / 2), _even(size[1] / 2)
    places = [(0, 0), (w, 0), (0, h), (w, h)]
    rng.shuffle(places)
    x, y = places[0]

    def draw(picture: Picture, time_s: float) -> Picture:
        frame = np.zeros((2 * h, 2 * w, 3), np.uint8)
        frame[y : y + h, x : x + w] = scaled(picture, (w, h))
        for (left, top), reel in zip(places[1:], foreign, strict=False):
            frame[top : top + h, left : left + w] = covering(reel.at(time_s), (w, h))
        return frame

    boxes = [(left / (2 * w), top / (2 * h), 0.5, 0.5) for left, top in places]
    return Edit(draw, {}, boxes[0], boxes[1])


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
