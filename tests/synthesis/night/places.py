"""Places at night in linear light, and the lights that fall on them.

A place is larger than the picture, so that a camera can shake and pan over it. 1 is the light that
saturates the camera at gain 1.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Light = npt.NDArray[np.float32]

MARGIN_PX = 24
"""Room on each side for shake."""


@dataclass(frozen=True)
class Place:
    """What lies before the camera.

    Attributes
    ----------
    light : float32 array, shape (height, width)
        What it sends by itself and by steady lamps.
    albedo : float32 array, same shape
        How much of a light on it comes back, 0 to 1.
    """

    light: Light
    albedo: Light

    @property
    def shape(self) -> tuple[int, int]:
        height, width = self.light.shape
        return height, width


def fractal(rng: np.random.Generator, shape: tuple[int, int], coarsest_px: float = 120) -> Light:
    """Return texture at all scales with mean 0 and deviation 1."""
    height, width = shape
    texture = np.zeros(shape, np.float32)
    scale_px = coarsest_px
    while scale_px >= 3:
        size = (max(2, round(width / scale_px)), max(2, round(height / scale_px)))
        layer = rng.normal(size=size[::-1]).astype(np.float32)
        texture += scale_px**0.6 * cv2.resize(layer, (width, height), interpolation=cv2.INTER_CUBIC)
        scale_px /= 2
    return np.asarray((texture - texture.mean()) / texture.std(), np.float32)


def glow(shape: tuple[int, int], x_px: float, y_px: float, radius_px: float) -> Light:
    """Return a round light of height 1 with the wide foot that lenses and haze give it."""
    rows = np.arange(shape[0], dtype=np.float32)[:, None] - y_px
    columns = np.arange(shape[1], dtype=np.float32)[None, :] - x_px
    square = (rows * rows + columns * columns) / radius_px**2
    return np.asarray(
        0.85 * np.exp(-square) + 0.15 / (1 + square) / np.sqrt(1 + square), np.float32
    )


def spread(place: Place, x_px: float, y_px: float, reach_px: float) -> Light:
    """Return how a light in one spot lights what lies around it, at most about 1."""
    rows = np.arange(place.shape[0], dtype=np.float32)[:, None] - y_px
    columns = np.arange(place.shape[1], dtype=np.float32)[None, :] - x_px
    square = (rows * rows + columns * columns) / reach_px**2
    return np.asarray(place.albedo / (1 + square), np.float32)


def sky_light(rng: np.random.Generator, place: Place) -> Light:
    """Return the light of a stroke behind cloud, over the sky and less on the ground."""
    height, width = place.shape
    x_px, y_px = rng.uniform(0.1, 0.9) * width, rng.uniform(0, 0.4) * height
    cloud = np.clip(0.7 + 0.3 * fractal(rng, place.shape), 0.1, None)
    core = spread(Place(place.light, cloud), x_px, y_px, rng.uniform(0.25, 0.8) * width)
    return np.asarray(core / core.max() * (0.4 + 0.6 * place.albedo), np.float32)


def _hills(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Light, Light]:
    horizon = rng.uniform(0.4, 0.7) * shape[0]
    ridge = horizon + 12 * fractal(rng, (1 + 2, shape[1]), 160)[1]
    is_ground = np.arange(shape[0])[:, None] > ridge[None, :]
    albedo = np.where(is_ground, 0.35 + 0.12 * fractal(rng, shape, 60), 0.5)
    light = np.where(is_ground, 0.5, 1.2 + 0.2 * fractal(rng, shape))
    return light.astype(np.float32), albedo.astype(np.float32)


def _town(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Light, Light]:
    height, width = shape
    light, albedo = _hills(rng, shape)
    for _ in range(rng.integers(6, 16)):
        left, wide = int(rng.uniform(0, width)), int(rng.uniform(20, 90))
        top = int(rng.uniform(0.25, 0.6) * height)
        light[top:, left : left + wide] = rng.uniform(0.3, 1.2)
        albedo[top:, left : left + wide] = rng.uniform(0.2, 0.7)
        for row in range(top + 5, height - 10, 12):
            for column in range(left + 4, min(left + wide - 6, width - 6), 9):
                if rng.random() < 0.25:
                    light[row : row + 5, column : column + 4] = rng.uniform(3, 40)
    return light, albedo


def _street(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Light, Light]:
    light, albedo = _town(rng, shape)
    road = int(0.7 * shape[0])
    light[road:] = 0.8 + 0.15 * fractal(rng, (shape[0] - road, shape[1]), 40)
    for _ in range(rng.integers(2, 6)):
        x_px, y_px = rng.uniform(0, shape[1]), rng.uniform(0.3, 0.6) * shape[0]
        light += rng.uniform(20, 150) * glow(shape, x_px, y_px, rng.uniform(2, 6))
        light += rng.uniform(1, 4) * glow(shape, x_px, y_px + 60, 50) * albedo
    return light, albedo


def _cloud(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Light, Light]:
    light = 1 + 0.35 * fractal(rng, shape, 200)
    return light, np.full(shape, 0.6, np.float32) + 0.1 * fractal(rng, shape, 80)


_KINDS: tuple[Callable[..., tuple[Light, Light]], ...] = (_hills, _town, _street, _cloud)


def place(rng: np.random.Generator, size_px: tuple[int, int], wider: float = 1.0) -> Place:
    """Return a place for a picture of this size (width, height), `wider` times as wide."""
    width, height = size_px
    shape = (height + 2 * MARGIN_PX, round(width * wider) + 2 * MARGIN_PX)
    light, albedo = _KINDS[rng.integers(len(_KINDS))](rng, shape)
    light = np.clip(light * (1 + 0.1 * fractal(rng, shape, 8)), 0.05, None)
    level = 10 ** rng.uniform(-2.9, -1.7)
    return Place((level * light).astype(np.float32), np.clip(albedo, 0.05, 1).astype(np.float32))
