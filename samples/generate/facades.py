"""Flat pictures of walls: albedo and window light, before perspective is applied."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Plate = npt.NDArray[np.float32]
"""Linear light, float32; colours are ordered blue, green, red as OpenCV has them."""

WARM = np.array([0.28, 0.62, 1.0], np.float32)
NEUTRAL = np.array([0.75, 0.92, 1.0], np.float32)
COLD = np.array([1.0, 0.95, 0.72], np.float32)
SODIUM = np.array([0.10, 0.47, 1.0], np.float32)

_PLASTER = (
    np.array([0.30, 0.36, 0.41], np.float32),
    np.array([0.36, 0.39, 0.41], np.float32),
    np.array([0.24, 0.31, 0.38], np.float32),
    np.array([0.29, 0.30, 0.31], np.float32),
)
_PX_PER_M = 14


@dataclass(frozen=True, slots=True)
class Facade:
    """One wall as seen from straight ahead; both arrays have shape (height, width, 3)."""

    albedo: Plate
    emission: Plate


def cloud(
    rng: np.random.Generator, height: int, width: int, coarsest_px: float, octaves: int = 4
) -> Plate:
    """Return smooth random texture of zero mean and unit spread, shape (height, width)."""
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        cell = max(coarsest_px / 2**octave, 1.0)
        grid = rng.standard_normal((int(height / cell) + 3, int(width / cell) + 3))
        layer = cv2.resize(grid.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
        total += layer / 2**octave
    return (total - total.mean()) / total.std()


def facade(
    rng: np.random.Generator, width_m: float, height_m: float, lit_share: float = 0.16
) -> Facade:
    """Draw a plastered wall with rows of windows, some of them lit.

    Parameters
    ----------
    rng : Generator
        Source of every choice.
    width_m, height_m : float
        Size of the wall in metres.
    lit_share : float
        Chance that a window is lit, 0 to 1.
    """
    width, height = max(int(width_m * _PX_PER_M), 8), max(int(height_m * _PX_PER_M), 8)
    stains = 1 + 0.10 * cloud(rng, height, width, 60) + 0.05 * rng.standard_normal((height, width))
    base = _PLASTER[rng.integers(len(_PLASTER))] * rng.uniform(0.75, 1.15)
    albedo = np.clip(stains, 0.4, 1.5)[..., None].astype(np.float32) * base
    streaks = cv2.GaussianBlur(rng.standard_normal((1, width)).astype(np.float32), (0, 0), 2)
    albedo *= (1 + 0.25 * np.clip(streaks, -1, 0.4))[..., None]
    emission = np.zeros_like(albedo)
    storey = int(3.1 * _PX_PER_M)
    bay = int(rng.uniform(2.6, 3.8) * _PX_PER_M)
    window_width, window_height = int(bay * rng.uniform(0.36, 0.5)), int(1.4 * _PX_PER_M)
    for floor, bottom in enumerate(range(height - int(0.9 * _PX_PER_M), window_height, -storey)):
        albedo[max(bottom - storey + 10, 0) : bottom - storey + 13] *= 0.75  # floor slab line
        for left in range(bay // 3, width - window_width, bay):
            box = (slice(bottom - window_height, bottom), slice(left, left + window_width))
            if floor == 0 and rng.random() < 0.5:
                _shutter(albedo, bottom, left, window_width)
                continue
            albedo[box] = (0.05, 0.045, 0.04)
            if rng.random() < lit_share:
                emission[box] = _window_light(rng, window_height, window_width)
            _window_frame(albedo, emission, bottom, left, window_width, window_height)
            if floor and rng.random() < 0.3:
                _balcony(albedo, emission, bottom, left, window_width)
    albedo[:4] *= 1.25
    return Facade(albedo, emission)


def _window_light(rng: np.random.Generator, height: int, width: int) -> Plate:
    """Return the light of one room: a lamp behind a curtain, brighter towards the ceiling."""
    colour = (WARM, WARM, NEUTRAL, COLD)[rng.integers(4)]
    level = float(np.exp(rng.normal(-1.7, 0.75)))
    down = np.linspace(1.1, 0.45, height, dtype=np.float32)[:, None]
    folds = 1 + 0.22 * np.sin(np.linspace(0, rng.uniform(4, 14), width, dtype=np.float32))[None]
    light = down * folds
    if rng.random() < 0.4:  # a curtain half drawn
        light[:, : int(width * rng.uniform(0.3, 0.7))] *= 0.3
    return light[..., None] * colour * level


def _window_frame(
    albedo: Plate, emission: Plate, bottom: int, left: int, width: int, height: int
) -> None:
    """Draw the cross bar and the sill."""
    middle = left + width // 2
    albedo[bottom - height : bottom, middle : middle + 1] = 0.22
    emission[bottom - height : bottom, middle : middle + 1] *= 0.1
    albedo[bottom : bottom + 2, left - 1 : left + width + 1] *= 1.3


def _shutter(albedo: Plate, bottom: int, left: int, width: int) -> None:
    """Draw the corrugated shutter of a shop."""
    top = bottom - int(1.9 * _PX_PER_M)
    ribs = 0.16 + 0.05 * (np.arange(bottom + 10 - top) % 3 == 0)
    part = albedo[top : bottom + 10, left - 4 : left + width + 8]
    part[:] = ribs[: len(part), None, None]


def _balcony(albedo: Plate, emission: Plate, bottom: int, left: int, width: int) -> None:
    """Draw a balcony: a slab, a parapet and the shadow below."""
    span = slice(max(left - 8, 0), left + width + 8)
    emission[bottom - 11 : bottom + 2, span] *= 0.15
    albedo[bottom - 11 : bottom + 2, span] = albedo[bottom - 11 : bottom + 2, span] * 0.4 + 0.16
    albedo[bottom + 2 : bottom + 9, span] *= 0.5
