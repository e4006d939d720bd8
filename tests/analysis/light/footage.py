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
    rows, columns = np.mgrid[0:HEIGHT_PX, 0:WIDTH_PX]
    distance = (columns - x_px) ** 2 + (rows - y_px) ** 2
    return np.asarray(np.exp(-distance / (2 * radius_px**2)))


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
        noisy = picture + rng.normal(0, noise, picture.shape)
        luma = np.clip(np.rint(noisy), 0, 255).astype(np.uint8)
        yield frame(luma, index, times_s(index) if times_s else index / fps)


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
