"""Marks laid over moving and still pictures in memory, with boxes and times known."""

import random
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from tests.synthesis.copies.drawn import Mark, marked, walk
from tests.synthesis.copies.reels import Reel
from verify.domain.frames import Frame

RATE_HZ = 5.0


def moving(duration_s: float, seed: int = 1) -> Reel:
    """Return a pan over a place with things that move in it."""
    # As many frames as are looked at.
    return Reel(walk(random.Random(seed), duration_s).frames[::5], RATE_HZ)


def still(duration_s: float) -> Reel:
    """Return one picture of a place, all the time."""
    one = moving(0.1).frames[0]
    return Reel([one] * round(duration_s * RATE_HZ), RATE_HZ)


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
