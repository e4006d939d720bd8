"""Flashing that may harm people with photosensitive epilepsy, to warn before a clip is played.

The picture is looked at in 24 x 24 tiles. In each, light that rises by a tenth of the brightest
white and falls again, the darker state below 0.8, is one flash. More than three within a second,
in a quarter of the tiles, fail; the same holds for saturated red.

References
----------
W3C, Web Content Accessibility Guidelines 2.2, success criterion 2.3.1, and its definitions of
general flash, red flash and relative luminance (sRGB).
ITU-R BT.1702-3 (2023): sequences that go on for more than 5 s are a risk even within the limits.
Which quarter of the area counts depends on the size of the screen and how far away it is; here it
is that of the picture.
"""

from collections import deque

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.light.transfer import linear_light
from verify.domain.frames import SPARSE_PX, BgrPicture, Frame, LumaPlane
from verify.domain.safety import ViewerSafety

LUMINANCE_CHANGE = 0.1
DARKER_BELOW = 0.8
RED_CHANGE = 20.0
"""Of (R - G - B) * 320, linear light, where R makes up at least `RED_SHARE` of R + G + B."""
RED_SCALE = 320.0
RED_SHARE = 0.8
AREA_SHARE = 0.25
MOST_FLASHES = 3
PROLONGED_FLASHES = 2
PROLONGED_S = 4.0
PROLONGED_WITHIN_S = 5.0

TILES = 24
"""So many across and as many down, each the mean of four pixels."""

_AREA_TILES = int(np.ceil(AREA_SHARE * TILES**2))
_RELATIVE_LIGHT = linear_light("iec61966-2-1").of_code.astype(np.float32)
_LUMINANCE_SHARES = np.array([0.0722, 0.7152, 0.2126], np.float32)

# Even in the lightest greys a tenth of white is 10 codes, and it takes a quarter of the area. Where
# less has changed since the last look, colour, which is dear, is looked at only now and then.
_STEADY_CODES = 6
_STEADY_SHARE = 0.08
_LOOK_EVERY_S = 0.13

_Tiles = npt.NDArray[np.float32]


class ViewerSafetyGauge:
    """Watches for flashing that may harm viewers; a `FrameAnalysis`."""

    name = "viewer_safety"

    def __init__(self) -> None:
        self._general = _Oscillation(LUMINANCE_CHANGE, DARKER_BELOW)
        self._red = _Oscillation(RED_CHANGE, np.inf)
        self._steady: LumaPlane | None = None
        self._look_again_s = 0.0
        self._spells: deque[tuple[float, float]] = deque()
        self._since_s = 0.0
        self._prolonged = False

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the verdict depends on besides the frames."""
        return {
            "luminance_change": LUMINANCE_CHANGE,
            "darker_below": DARKER_BELOW,
            "red_change": RED_CHANGE,
            "red_share": RED_SHARE,
            "area_share": AREA_SHARE,
            "most_flashes_in_1_s": MOST_FLASHES,
        }

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        if not self._is_steady(frame):
            self._steady, self._look_again_s = frame.tiny, frame.time_s + _LOOK_EVERY_S
            points = frame.sparse() if frame.sparse else _sparse(frame.picture())
            luminance, red = luminance_and_red(points)
            self._general.observe(frame.time_s, luminance)
            self._red.observe(frame.time_s, red)
        self._note_spell(frame.time_s)

    def _is_steady(self, frame: Frame) -> bool:
        if self._steady is None or frame.time_s >= self._look_again_s:
            return False
        changed = cv2.absdiff(frame.tiny, self._steady) > _STEADY_CODES
        return bool(np.count_nonzero(changed) < _STEADY_SHARE * changed.size)

    def _note_spell(self, time_s: float) -> None:
        """Keep the last stretches in which it flashed two or three times a second."""
        changes = max(self._general.within_a_second(time_s), self._red.within_a_second(time_s))
        if changes >= 2 * PROLONGED_FLASHES:
            self._spells.append((self._since_s, time_s))
        self._since_s = time_s
        while self._spells and self._spells[0][0] < time_s - PROLONGED_WITHIN_S:
            self._spells.popleft()
        self._prolonged |= sum(end - start for start, end in self._spells) >= PROLONGED_S

    def finish(self) -> None:
        """Take note that no frame follows."""

    def finding(self) -> ViewerSafety:
        """Return what a viewer is to be warned of."""
        worst = max(self._general, self._red, key=lambda one: one.worst_changes)
        return ViewerSafety(
            general_flash_fail=self._general.fails,
            red_flash_fail=self._red.fails,
            prolonged=self._prolonged,
            worst_second_s=max(0.0, worst.worst_end_s - 1) if worst.worst_changes else None,
            flashes_in_worst_second=worst.worst_changes / 2,
            reason=_reason(self._general.fails, self._red.fails, self._prolonged),
        )


def luminance_and_red(points: BgrPicture) -> tuple[_Tiles, _Tiles]:
    """Return relative luminance and saturated red of tiles.

    Parameters
    ----------
    points : uint8 array, shape (48, 48, 3)
        As `Frame.sparse`.

    Returns
    -------
    luminance : float32 array, shape (24, 24)
        0 to 1.
    red : float32 array, shape (24, 24)
        (R - G - B) * 320, linear light, 0 to 320; 0 where red is not saturated.
    """
    light = cv2.resize(_RELATIVE_LIGHT[points], (TILES, TILES), interpolation=cv2.INTER_AREA)
    red = light[..., 2]
    others = light[..., 0] + light[..., 1]
    is_saturated = red * (1 - RED_SHARE) >= RED_SHARE * others
    excess = (red - others) * RED_SCALE * is_saturated
    return np.asarray(light @ _LUMINANCE_SHARES), np.asarray(excess, np.float32)


def _sparse(picture: BgrPicture) -> BgrPicture:
    """Return the same pixels of a whole picture."""
    points = cv2.resize(picture, (SPARSE_PX, SPARSE_PX), interpolation=cv2.INTER_NEAREST)
    return np.asarray(points, np.uint8)


def _reason(general: bool, red: bool, prolonged: bool) -> str:
    kinds = [kind for kind, fails in (("light", general), ("saturated red", red)) if fails]
    if kinds:
        return (
            f"Changes of {' and of '.join(kinds)} come more than three times within a second over "
            "a quarter of the picture: beyond the limits of WCAG 2.3.1. Do not play it unasked."
        )
    if prolonged:
        return (
            "It flashes two or three times a second for four seconds and more: within the limits "
            "of WCAG 2.3.1, but long sequences can harm too (ITU-R BT.1702)."
        )
    return (
        "No flashing beyond the limits of WCAG 2.3.1 over a quarter of the picture. A large or "
        "near screen, and patterns such as stripes, were not considered."
    )


class _Oscillation:
    """Counts opposing changes in each tile."""

    def __init__(self, change: float, darker_below: float) -> None:
        self._change = change
        self._darker_below = darker_below
        self._low: _Tiles | None = None
        self._high: _Tiles | None = None
        self._rose = np.zeros((TILES,) * 2, np.bool_)
        self._fell = self._rose.copy()
        self._recent: deque[tuple[float, npt.NDArray[np.bool_]]] = deque()
        self._counts = np.zeros((TILES,) * 2, np.int16)
        self._changes = 0
        self.worst_changes = 0
        self.worst_end_s = 0.0

    @property
    def fails(self) -> bool:
        """Whether there were more than three pairs of changes within a second."""
        return self.worst_changes > 2 * MOST_FLASHES

    def observe(self, time_s: float, values: _Tiles) -> None:
        """Take in one value for each tile."""
        if self._low is None or self._high is None:
            self._low, self._high = values.copy(), values.copy()
            return
        np.minimum(self._low, values, out=self._low)
        np.maximum(self._high, values, out=self._high)
        rises = (values - self._low >= self._change) & (self._low < self._darker_below)
        falls = (self._high - values >= self._change) & (values < self._darker_below)
        rises &= ~self._rose
        falls &= ~self._fell
        changed = rises | falls
        if not changed.any():
            return
        self._low[changed] = self._high[changed] = values[changed]
        self._rose = (self._rose | rises) & ~falls
        self._fell = (self._fell | falls) & ~rises
        self._counts += changed
        self._recent.append((time_s, changed))
        if self.within_a_second(time_s) > self.worst_changes:
            self.worst_changes, self.worst_end_s = self._changes, time_s

    def within_a_second(self, time_s: float) -> int:
        """Return how many changes a quarter of the tiles had in the second up to a time."""
        while self._recent and self._recent[0][0] <= time_s - 1:
            self._counts -= self._recent.popleft()[1]
        self._changes = 0
        if self._recent:
            self._changes = int(np.partition(self._counts, -_AREA_TILES, axis=None)[-_AREA_TILES])
        return self._changes
