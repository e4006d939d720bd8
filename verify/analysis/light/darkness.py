"""A first class of the light in a shot: night, twilight, day, lit interior, or cannot tell.

Rests on luma only: of the whole picture, and of its upper quarter, where a sky mostly is. Luma says
how bright the camera drew the picture, not how bright the place was: a long exposure turns night
into twilight, and a dark room is as dark as a night. So the classes are narrow and what lies
between them is `cannot_tell`.
"""

from array import array
from collections.abc import Sequence

import cv2
import numpy as np

from verify.domain.findings import Darkness, DarknessClass
from verify.domain.frames import Frame

NIGHT_LEVELS = 45
"""At night, half of the picture and half of its upper quarter are darker than this."""

DAY_LEVELS = 80
DAY_SKY_LEVELS = 130
"""By day, half of the picture and half of its upper quarter are brighter than these."""


class DarknessGauge:
    """Takes down how dark each frame is; a `FrameAnalysis`. Two bytes per frame are kept."""

    name = "darkness"

    def __init__(self) -> None:
        self._middle = array("B")
        self._upper = array("B")

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the classes depend on besides the frames."""
        return {
            "night_levels": NIGHT_LEVELS,
            "day_levels": DAY_LEVELS,
            "day_sky_levels": DAY_SKY_LEVELS,
        }

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        tiny = frame.tiny
        self._middle.append(_median(tiny))
        self._upper.append(_median(tiny[: max(1, tiny.shape[0] // 4)]))

    def finish(self) -> None:
        """Take note that no frame follows."""

    def classify(self, start_frame: int, end_frame: int) -> Darkness:
        """Return the class of the frames from `start_frame` up to, not including, `end_frame`.

        The medians over time keep a flash from turning a night into a day.
        """
        whole = float(np.median(self._middle[start_frame:end_frame]))
        upper = float(np.median(self._upper[start_frame:end_frame]))
        reasons = [
            f"median luma of the picture {whole:.0f} of 255",
            f"median luma of its upper quarter {upper:.0f} of 255",
        ]
        if max(whole, upper) < NIGHT_LEVELS:
            return Darkness(kind=DarknessClass.NIGHT, reasons=reasons)
        if whole >= DAY_LEVELS and upper >= DAY_SKY_LEVELS:
            return Darkness(kind=DarknessClass.DAY, reasons=reasons)
        return Darkness(
            kind=DarknessClass.CANNOT_TELL,
            reasons=[*reasons, "between what nights and what days look like"],
        )


def overall(shots: Sequence[Darkness]) -> str:
    """Return the class that all shots share, "mixed" if they differ, "cannot_tell" without any."""
    kinds = {shot.kind for shot in shots}
    if len(kinds) > 1:
        return "mixed"
    return kinds.pop().value if kinds else DarknessClass.CANNOT_TELL.value


def _median(luma: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> int:
    counts = cv2.calcHist([luma], [0], None, [256], [0, 256]).ravel()
    return int(np.searchsorted(np.cumsum(counts), luma.size / 2))
