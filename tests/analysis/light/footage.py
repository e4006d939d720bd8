"""Small night footage with known light, made frame by frame."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import Frame, LumaPlane

Picture = npt.NDArray[np.float64]

WIDTH_PX, HEIGHT_PX = 320, 180
FPS = 30.0


@cache
def place(seed: int = 1, mean: float = 25.0, contrast: float = 10.0) -> Picture:
    """Return a place with detail at several scales."""
    rng = np.random.default_rng(seed)
    layers = [
        cv2.resize(
            rng.normal(size=(rows, columns)), (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC
        )
        for rows, columns in ((6, 10), (12, 20), (45, 80))
    ]
    picture = np.sum(layers, axis=0)
    return np.asarray(mean + contrast * picture / picture.std())


def spot(x_px: float, y_px: float, radius_px: float) -> Picture:
    """Return a round light of height 1."""
    down = np.exp(-((np.arange(HEIGHT_PX) - y_px) ** 2) / (2 * radius_px**2))
    across = np.exp(-((np.arange(WIDTH_PX) - x_px) ** 2) / (2 * radius_px**2))
    return np.outer(down, across)


def frames(
    pictures: Iterable[Picture],
    *,
    fps: float = FPS,
    times_s: Callable[[int], float] | None = None,
    noise: float = 3.0,
) -> Iterator[Frame]:
    """Return frames of these pictures with sensor noise, at a steady rate or at given times."""
    rng = np.random.default_rng(7)
    for index, picture in enumerate(pictures):
        noisy = picture + noise * grain(rng, picture.shape)
        luma = np.clip(np.rint(noisy), 0, 255).astype(np.uint8)
        yield frame(luma, index, times_s(index) if times_s else index / fps)


@cache
def _grains() -> npt.NDArray[np.float32]:
    return np.random.default_rng(8).standard_normal((400, 600), np.float32)


def grain(rng: np.random.Generator, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """Return normal noise, a part of the same each time: to draw it anew takes half of all."""
    height, width = shape
    top, left = rng.integers(0, 400 - height), rng.integers(0, 600 - width)
    return _grains()[top : top + height, left : left + width]


def frame(luma: LumaPlane, index: int = 0, time_s: float = 0.0, is_limited: bool = False) -> Frame:
    """Return one frame; a picture of up to 320 pixels is its own `small`."""
    height, width = luma.shape
    tiny = cv2.resize(luma, (80, max(1, 80 * height // width)), interpolation=cv2.INTER_AREA)
    return Frame(
        index=index,
        pts=round(time_s * 90_000),
        time_s=time_s,
        luma=luma,
        is_limited=is_limited,
        small=luma,
        tiny=np.asarray(tiny, np.uint8),
        picture=lambda: cv2.cvtColor(luma, cv2.COLOR_GRAY2BGR).astype(np.uint8),
        is_intra=index == 0,
    )
