"""Pictures that look like many others: black, noise, skies, titles, lamps in the dark.

A picture of a query that resembles one of these as much as it resembles an entry says nothing of
that entry. They are drawn by a rule, so every machine has the same.
"""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

_WIDTH_PX, _HEIGHT_PX = 320, 180
_SEED = 20200227


def plain_pictures() -> list[Picture]:
    """Return the pictures, uint8 arrays of shape (180, 320); always the same."""
    rng = np.random.default_rng(_SEED)
    return [*_even(), *_noise(rng), *_skies(), *_titles(), *_lamps(rng)]


def _even() -> Iterator[Picture]:
    for level in (0, 24, 128, 255):
        yield np.full((_HEIGHT_PX, _WIDTH_PX), level, np.uint8)


def _noise(rng: np.random.Generator) -> Iterator[Picture]:
    for mean, deviation, blur_px in ((20, 4, 0), (20, 12, 2), (128, 40, 0), (128, 90, 8)):
        noise = np.asarray(rng.normal(0, deviation, (_HEIGHT_PX, _WIDTH_PX)))
        if blur_px:
            noise = blur_px * np.asarray(cv2.GaussianBlur(noise, (0, 0), blur_px), np.float64)
        yield np.clip(mean + noise, 0, 255).astype(np.uint8)


def _skies() -> Iterator[Picture]:
    down = np.linspace(0, 1, _HEIGHT_PX)[:, None]
    for top, bottom, ground in ((60, 200, 1.0), (220, 120, 1.0), (90, 210, 0.7), (8, 40, 0.75)):
        sky = np.where(down < ground, top + (bottom - top) * down, 0.2 * top)
        yield np.repeat(sky, _WIDTH_PX, axis=1).astype(np.uint8)


def _titles() -> Iterator[Picture]:
    for paper, ink, lines in ((0, 255, 1), (255, 0, 3), (0, 200, 4), (40, 255, 2)):
        card = np.full((_HEIGHT_PX, _WIDTH_PX), paper, np.uint8)
        for line in range(lines):
            place = (40, _HEIGHT_PX // 2 + 30 * line - 15 * lines + 15)
            words = "ABOUT THE CITY"[line * 2 :]
            cv2.putText(card, words, place, cv2.FONT_HERSHEY_SIMPLEX, 0.9, int(ink), 2)
        yield card


def _lamps(rng: np.random.Generator) -> Iterator[Picture]:
    for lamps, ground in ((3, 4), (12, 10), (40, 16), (8, 30)):
        street = np.full((_HEIGHT_PX, _WIDTH_PX), ground, np.uint8)
        for _ in range(lamps):
            place = int(rng.integers(0, _WIDTH_PX)), int(rng.integers(0, _HEIGHT_PX))
            cv2.circle(street, place, int(rng.integers(1, 5)), 255, -1)
        yield np.asarray(cv2.GaussianBlur(street, (0, 0), 1.5), np.uint8)
