"""Marks laid over moving and still pictures in memory, with boxes and times known."""

import random
from collections.abc import Iterator, Sequence
from functools import cache

import cv2
import numpy as np

from tests.synthesis.copies.drawn import Mark, marked, walk
from tests.synthesis.copies.reels import Picture, Reel
from verify.domain.frames import Frame

RATE_HZ = 5.0


@cache
def moving(duration_s: float, seed: int = 1) -> Reel:
    """Return a pan over a place with things that move in it; not to be drawn on."""
    # As many frames as are looked at.
    return Reel(walk(random.Random(seed), duration_s).frames[::5], RATE_HZ)


def still(duration_s: float) -> Reel:
    """Return one picture of a place, all the time."""
    one = moving(0.1).frames[0]
    return Reel([one] * round(duration_s * RATE_HZ), RATE_HZ)


def busy(reel: Reel) -> tuple[Reel, dict[str, tuple[int, int, int, int]]]:
    """Lay a ticker, a clock and a counter of frames over a clip; return it and their boxes."""
    width, height = reel.size
    text = "Rail workers call off their strike +++ Storm closes the northern harbour +++ " * 3
    ribbon = np.zeros((36, 2600, 3), np.uint8)
    _write(ribbon, text, (0, 26))
    boxes = {
        "ticker": (0, height - 48, width, 36),
        "clock": (16, 12, 152, 32),
        "counter": (width - 116, 12, 100, 32),
    }
    frames = []
    for number, frame in enumerate(reel.frames):
        shown = frame.copy()
        passed_s = number / reel.rate_hz
        run = round(90 * passed_s)
        shown[height - 48 : height - 12] = ribbon[:, run : run + width]
        for name, line in (
            ("clock", f"21:07:{33 + int(passed_s)}"),
            ("counter", f"{7120 + number:05}"),
        ):
            left, top, wide, high = boxes[name]
            shown[top : top + high, left : left + wide] = 20
            _write(shown, line, (left + 8, top + 24))
        frames.append(shown)
    return Reel(frames, reel.rate_hz), boxes


def _write(picture: Picture, line: str, place: tuple[int, int]) -> None:
    cv2.putText(picture, line, place, cv2.FONT_HERSHEY_SIMPLEX, 0.9, (255, 255, 255), 2)


def laid(reel: Reel, marks: Sequence[Mark]) -> tuple[Iterator[Frame], list[Mark]]:
    """Return the frames of a clip with marks over it, and the marks with tight boxes."""
    shown, tight = marked(reel, list(marks))
    return frames_of(shown), tight


def frames_of(reel: Reel) -> Iterator[Frame]:
    """Yield what a decoder would; the small picture is all that is looked at."""
    for index, picture in enumerate(reel.frames):
        luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        height, width = luma.shape
        size = 320, round(320 * height / width)
        small = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
        yield Frame(
            index=index,
            pts=index,
            time_s=index / reel.rate_hz,
            luma=np.asarray(luma, np.uint8),
            is_limited=False,
            small=small,
            tiny=small[::4, ::4],
            picture=lambda picture=picture: picture,
            is_intra=False,
        )
