"""Small pictures and animations, written by Pillow, that carry numbers as `draw` puts them."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from tests.synthesis.clips import draw


def numbered(number: int, mode: str = "RGB", size: tuple[int, int] = (320, 180)) -> Image.Image:
    """Return a picture of `number`."""
    return Image.fromarray(draw(number, *size)).convert(mode)


def animation(path: Path, durations_ms: Sequence[int]) -> Path:
    """Write an animation whose frames carry 0, 1, 2... and last as long as given."""
    first, *others = (numbered(index) for index in range(len(durations_ms)))
    lossless = {"lossless": True} if path.suffix == ".webp" else {}
    first.save(
        path, save_all=True, append_images=others, duration=list(durations_ms), loop=0, **lossless
    )
    return path
