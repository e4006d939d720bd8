"""Films of a street panned over, by day and by night; the truth is where each frame looks."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]


def street(seed: int, width_px: int = 1_200, height_px: int = 160) -> npt.NDArray[np.float32]:
    """Return houses with windows under a sky, in levels of a day."""
    rng = np.random.default_rng(seed)
    scene = np.full((height_px, width_px), 110, np.float32)
    scene[: height_px // 2] = 170
    for left in rng.integers(0, width_px, 60):
        wide, top = rng.integers(12, 60), rng.integers(20, height_px // 2)
        scene[top:-12, left : left + wide] = rng.integers(20, 220)
        for y in range(top + 4, height_px - 18, 9):
            for x in range(left + 3, min(left + wide, width_px) - 4, 8):
                scene[y : y + 5, x : x + 4] = rng.integers(20, 240)
    return cv2.GaussianBlur(scene, (0, 0), 0.8)


def filmed(
    scene: npt.NDArray[np.float32],
    places: Sequence[complex],
    size_px: tuple[int, int] = (160, 90),
    *,
    by_night: bool = False,
) -> Iterator[Plane]:
    """Yield what a camera sees whose top left corner is at each place of a scene."""
    rng = np.random.default_rng(len(places))
    for place in places:
        moved = np.array([[1, 0, -place.real], [0, 1, -place.imag]])
        seen = cv2.warpAffine(scene, moved, size_px)
        noisy = seen * (0.07 if by_night else 1.0) + rng.normal(0, 1.5, seen.shape)
        yield np.clip(np.rint(noisy + (3 if by_night else 0)), 0, 255).astype(np.uint8)


def write(path: Path, frames: Sequence[Plane], frame_rate: int = 25) -> Path:
    """Encode frames as H.264."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", frame_rate, {"crf": "16", "preset": "veryfast"})
        stream.height, stream.width = frames[0].shape
        stream.pix_fmt = "yuv420p"
        for plane in frames:
            grey = av.VideoFrame.from_ndarray(np.repeat(plane[:, :, None], 3, 2), format="rgb24")
            container.mux(stream.encode(grey))
        container.mux(stream.encode(None))
    return path
