"""A first class of the light in a stretch of footage, with the numbers it rests on.

A camera's exposure evens out light, so brightness alone does not say what time of day it was: a
long exposure turns a moonlit street into day, and a lit room is as bright as a garden. Where the
numbers fit two classes the answer is that it cannot be told. Nothing in one picture tells lamps
from a low sun; that light flickers with the mains does, so `lit_interior` is claimed only where
that was looked for (`in_lamp_light`).
"""

from array import array
from collections.abc import Iterable, Sequence

import cv2
import msgspec
import numpy as np

from verify.domain.findings import Darkness, DarknessClass, Shot
from verify.domain.frames import Frame
from verify.domain.lights import MainsReading
from verify.domain.shares import percent

NIGHT_LEVELS = 45.0
"""Median luma of night clips with street lamps stays below it; those set on reach 44."""

DAY_LEVELS = 80.0
"""Median luma of clips by day or in lit rooms is above it, as a rule; those set on begin at 93."""

DARK_LEVELS = 40
DARK_SHARE = 0.3
"""By night at least this share of the picture is darker than `DARK_LEVELS`."""

SKY_LEVELS = 15.0
"""At dusk the upper third outshines the lower by as much: the sky still has light."""

SKY_BLUE_RATIO = 0.75
"""Red over blue of a picture with much clear sky; lamps and overcast skies are above."""

COLOR_EVERY_S = 3.0
"""The colour is looked at so often; converting a whole frame costs more than all the rest."""

_USABLE_CODES = (25, 240)


class DarknessGauge:
    """Gathers a few bytes of each frame, and classes any stretch of them; a `FrameAnalysis`."""

    name = "darkness"

    def __init__(self) -> None:
        self._median_levels = array("B")
        self._dark_share = array("f")
        self._sky_levels = array("f")
        self._red_to_blue: dict[int, float] = {}
        self._color_due_s = 0.0

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the classes depend on besides the frames."""
        return {
            "night_levels": NIGHT_LEVELS,
            "day_levels": DAY_LEVELS,
            "dark_levels": DARK_LEVELS,
            "dark_share": DARK_SHARE,
            "sky_levels": SKY_LEVELS,
            "sky_blue_ratio": SKY_BLUE_RATIO,
            "color_every_s": COLOR_EVERY_S,
        }

    def observe(self, frame: Frame) -> None:
        """Take in one frame; frames come with their index counting up from 0."""
        counts = cv2.calcHist([frame.tiny], [0], None, [256], [0, 256])
        up_to = counts.ravel().cumsum()
        # Of an even number of pixels the lower of the two in the middle.
        self._median_levels.append(int(up_to.searchsorted((frame.tiny.size + 1) // 2)))
        self._dark_share.append(up_to[DARK_LEVELS - 1] / frame.tiny.size)
        third = max(1, frame.tiny.shape[0] // 3)
        upper, lower = cv2.mean(frame.tiny[:third])[0], cv2.mean(frame.tiny[-third:])[0]
        self._sky_levels.append(upper - lower)
        if frame.time_s >= self._color_due_s:
            self._color_due_s = frame.time_s + COLOR_EVERY_S
            ratio = _red_to_blue(frame)
            if ratio is not None:
                self._red_to_blue[frame.index] = ratio

    def finish(self) -> None:
        """Take note that no frame follows."""

    def classify(self, start_frame: int, end_frame: int) -> Darkness:
        """Return the class of the frames from `start_frame` up to, not including, `end_frame`."""
        stretch = slice(start_frame, end_frame)
        if not len(self._median_levels[stretch]):
            return _darkness(DarknessClass.CANNOT_TELL, "no frame was seen")
        median = float(np.median(np.asarray(self._median_levels[stretch])))
        dark = float(np.median(np.asarray(self._dark_share[stretch])))
        sky = float(np.median(np.asarray(self._sky_levels[stretch])))
        of_median = f"median luma {median:.0f} of 255"
        of_dark = f"{percent(dark)} of the picture below {DARK_LEVELS}"
        if median <= NIGHT_LEVELS and dark >= DARK_SHARE:
            return _darkness(
                DarknessClass.NIGHT,
                f"{of_median} (night: up to {NIGHT_LEVELS:.0f})",
                f"{of_dark} (night: {percent(DARK_SHARE)} or more)",
                "a dark room or a short exposure looks the same",
            )
        if median < DAY_LEVELS:
            of_sky = f"the upper third is {sky:+.0f} levels against the lower"
            if median > NIGHT_LEVELS and sky >= SKY_LEVELS:
                return _darkness(
                    DarknessClass.TWILIGHT,
                    f"{of_median}, between night and day",
                    f"{of_sky} (dusk: {SKY_LEVELS:.0f} or more)",
                    "a dull day or a lit night sky looks the same",
                )
            return _darkness(
                DarknessClass.CANNOT_TELL,
                f"{of_median}, between night ({NIGHT_LEVELS:.0f}) and day ({DAY_LEVELS:.0f})",
                of_dark,
                of_sky,
            )
        ratios = [r for frame, r in self._red_to_blue.items() if start_frame <= frame < end_frame]
        if not ratios:
            return _darkness(
                DarknessClass.CANNOT_TELL,
                f"{of_median}: as bright as by day or in a lit room",
                "its colour was not looked at",
            )
        ratio = float(np.median(ratios))
        if ratio <= SKY_BLUE_RATIO:
            return _darkness(
                DarknessClass.DAY,
                f"{of_median} (day: {DAY_LEVELS:.0f} or more)",
                f"red is {ratio:.2f} of blue (clear sky: up to {SKY_BLUE_RATIO})",
                "a hall under blue lamps or a blue screen looks the same",
            )
        return _darkness(
            DarknessClass.CANNOT_TELL,
            f"{of_median}: as bright as by day or in a lit room",
            f"red is {ratio:.2f} of blue (clear sky: up to {SKY_BLUE_RATIO})",
        )


def in_lamp_light(shots: Sequence[Shot], readings: Sequence[MainsReading]) -> list[Shot]:
    """Return the shots, with `lit_interior` for those that could not be told but lie in lamplight.

    Parameters
    ----------
    shots : sequence of Shot
        With the class that their pictures alone gave.
    readings : sequence of MainsReading
        Of the same clip; those that name a mains count, for the shot that they lie in.
    """
    told = [reading for reading in readings if reading.hz is not None]

    def lit(shot: Shot) -> Shot:
        within = [r for r in told if shot.start_s <= r.start_s and r.end_s <= shot.end_s]
        if shot.darkness.kind is not DarknessClass.CANNOT_TELL or not within:
            return shot
        strongest = max(within, key=lambda reading: reading.modulation or 0)
        darkness = _darkness(
            DarknessClass.LIT_INTERIOR,
            *shot.darkness.reasons,
            f"its light flickers by {percent(strongest.modulation or 0, 2)} as lamps on a mains of "
            f"{strongest.hz} Hz do",
            "a floodlit place out of doors looks the same",
        )
        return msgspec.structs.replace(shot, darkness=darkness)

    return [lit(shot) for shot in shots]


def overall(shots: Iterable[Darkness]) -> str:
    """Return the class that all shots share, "mixed" if they differ, "cannot_tell" of none."""
    kinds = {darkness.kind for darkness in shots}
    if not kinds:
        return str(DarknessClass.CANNOT_TELL)
    return str(kinds.pop()) if len(kinds) == 1 else "mixed"


def _darkness(kind: DarknessClass, *reasons: str) -> Darkness:
    return Darkness(kind=kind, reasons=list(reasons))


def _red_to_blue(frame: Frame) -> float | None:
    """Return the sum of red over that of blue where neither black nor clipped."""
    picture = frame.picture()
    rows, columns = (max(1, side // 32) for side in picture.shape[:2])
    sampled = picture[rows // 2 :: rows, columns // 2 :: columns].astype(np.float64)
    luma = sampled.mean(axis=2)
    usable = sampled[(luma > _USABLE_CODES[0]) & (luma < _USABLE_CODES[1])]
    blue = float(usable[:, 0].sum())
    return float(usable[:, 2].sum()) / blue if blue else None
