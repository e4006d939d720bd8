"""One point of light through time: where it is, how bright, and when it was last lit.

Between flashes there is nothing to see: the place is carried on with the camera's motion and the
light's own, and the brightest point nearby is measured there, lit or not. Lengths are pixels of the
small plane, light is in its code values.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.light.lights_onsets import Onset
from verify.analysis.light.lights_rate import APART_FRAMES, APART_S
from verify.domain.frames import Frame, LumaPlane
from verify.domain.lights import LightColor

MOST_SAMPLES = 2048
"""Frames of one measurement, 34 to 85 s; a light that goes on is measured anew."""

LONGEST_DARK_S = 5.2
"""A track ends if its light is not seen for so long: the slowest rate is 0.2 Hz."""

_UNSURE_S = 12.0
_UNSURE_FLASHES = 3
"""A light with fewer flashes after that time is not worth the trouble."""

_NEAR_PX = 2
_SPOT_PX = 4
_RING_PX = 6
_FOLLOWED = 25.0
_FOLLOWED_SHARE = 0.4
"""A point is taken for the light, and followed, from this sum and this share of its height."""

_CREEP = 0.01
_FADE = 0.95
_REACH_PX = 4.0
_UNKNOWN_PX_PER_S = 12.0
_KNOWN_PX_PER_S = 3.0
_MOST_REACH_PX = 28.0
"""A new flash belongs to a light that was foreseen so near: less far once its motion is known."""

_SPEED_FLASHES = 4
_SPEED_LEAST_S = 0.25


PlacePx = tuple[float, float]
"""Across and down."""


class Sample(NamedTuple):
    """A light in one frame."""

    frame: int
    time_s: float
    levels: float
    x_px: float
    y_px: float
    is_intra: bool


class Spot(NamedTuple):
    """The brightest point near a place: how far it stands out of the ring around it."""

    levels: float
    x_px: float
    y_px: float


class Place(NamedTuple):
    """Where a light was at one time, the camera's motion taken off."""

    time_s: float
    x_px: float
    y_px: float


@dataclass(slots=True, eq=False)
class Track:
    """A light that has come on at least once.

    Attributes
    ----------
    number : int
        The same for all measurements of one light.
    samples : list of Sample
        One for each dark frame since it came on.
    """

    number: int
    place: Place
    peak: float
    since_s: float
    lit_s: float
    low: float = 0.0
    is_lit: bool = False
    flashes: list[Place] = field(default_factory=list)
    flash_count: int = 0
    samples: list[Sample] = field(default_factory=list)
    colors: list[LightColor] = field(default_factory=list)

    @classmethod
    def beginning(cls, number: int, onset: Onset, time_s: float, camera: PlacePx) -> "Track":
        """Return the track of a light that has just come on; `camera` is how far that has moved."""
        place = Place(time_s, onset.x_px - camera[0], onset.y_px - camera[1])
        return cls(number, place, 0.0, time_s, time_s)

    def continued(self) -> "Track":
        """Return a track without samples that goes on from here."""
        return Track(
            self.number,
            self.place,
            self.peak,
            self.place.time_s,
            self.lit_s,
            self.low,
            self.is_lit,
            list(self.flashes),
            colors=list(self.colors),
        )

    def is_over(self, time_s: float) -> bool:
        """Return whether the light has gone, or never came to blink."""
        if time_s - self.lit_s > LONGEST_DARK_S:
            return True
        return self.flash_count < _UNSURE_FLASHES and time_s - self.since_s > _UNSURE_S

    @property
    def needs_a_look(self) -> bool:
        """Whether it is lit, or has come on twice; else it is a place to watch."""
        return self.is_lit or self.flash_count > 1

    def foreseen(self, time_s: float, camera: PlacePx) -> PlacePx:
        """Return where the light should be in the picture now."""
        x, y, passed_s = self.place.x_px, self.place.y_px, time_s - self.place.time_s
        if (speed := self._speed()) is not None:
            x, y = x + speed[0] * passed_s, y + speed[1] * passed_s
        return x + camera[0], y + camera[1]

    def reach_px(self, time_s: float) -> float:
        """Return how far from the foreseen place a flash is still of this light."""
        spread = _UNKNOWN_PX_PER_S if self._speed() is None else _KNOWN_PX_PER_S
        return min(_REACH_PX + spread * (time_s - self.lit_s), _MOST_REACH_PX)

    def follow(self, frame: Frame, at: PlacePx, spot: Spot, camera: PlacePx) -> bool:
        """Take in the brightest point near `at`; return whether a flash begins."""
        levels, x, y = spot
        # What is fainter may be another's: the light's own motion is trusted more.
        if levels < max(_FOLLOWED, _FOLLOWED_SHARE * self.peak):
            x, y = at
        if self._was_left_alone(frame):
            self.is_lit = False
        self.place = Place(frame.time_s, x - camera[0], y - camera[1])
        self.samples.append(Sample(frame.index, frame.time_s, levels, x, y, frame.is_intra))
        return self._light_up(levels)

    def _was_left_alone(self, frame: Frame) -> bool:
        """Return whether it went unmeasured: it may have gone out, and come on anew."""
        if not self.samples:
            return False
        last = self.samples[-1]
        return frame.time_s - last.time_s > APART_S and frame.index - last.frame > APART_FRAMES

    def _light_up(self, levels: float) -> bool:
        self.low += _CREEP * (self.peak - self.low)
        self.low = min(self.low, levels)
        was_lit = self.is_lit
        half = 0.5 * (self.low + self.peak)
        self.is_lit = levels >= (half if not was_lit else 0.5 * (half + self.low))
        if not self.is_lit:
            return False
        self.lit_s = self.place.time_s
        self.peak = max(self.peak, levels)
        if was_lit:
            return False
        self.peak = max(levels, _FADE * self.peak)
        self.flash_count += 1
        self.flashes = [*self.flashes[1 - _SPEED_FLASHES :], self.place]
        return True

    def _speed(self) -> tuple[float, float] | None:
        """Return the light's own motion, pixels a second, None before it is known."""
        if len(self.flashes) < 2:
            return None
        first, last = self.flashes[0], self.flashes[-1]
        passed_s = last.time_s - first.time_s
        if passed_s < _SPEED_LEAST_S:
            return None
        return (last.x_px - first.x_px) / passed_s, (last.y_px - first.y_px) / passed_s


def _sums_of_a_patch() -> npt.NDArray[np.float32]:
    """Return the matrix from the pixels of a patch to 25 sums of 3 x 3 near its middle, and a 26th.

    The last is the sum of all sums in the ring around the spot.
    """
    side = 2 * _PATCH_PX + 1
    pixels = np.eye(side * side, dtype=np.float32).reshape(-1, side, side)
    sums = np.stack([cv2.boxFilter(pixel, -1, (3, 3), normalize=False) for pixel in pixels])
    middle = slice(_PATCH_PX - _NEAR_PX, _PATCH_PX + _NEAR_PX + 1)
    near = sums[:, middle, middle].reshape(len(pixels), -1)
    ring, spot = (sums[:, a:-a, a:-a].sum(axis=(1, 2)) for a in (1, _PATCH_PX - _SPOT_PX))
    return np.column_stack((near, ring - spot))


_PATCH_PX = _RING_PX + 1
_SUMS = _sums_of_a_patch()
_IN_RING = (2 * _RING_PX + 1) ** 2 - (2 * _SPOT_PX + 1) ** 2
_DOWN, _ACROSS = np.mgrid[-_NEAR_PX : _NEAR_PX + 1, -_NEAR_PX : _NEAR_PX + 1].reshape(2, -1)
_MOMENTS = np.column_stack((np.ones(_DOWN.size), _ACROSS, _DOWN))


def brightest_near(small: LumaPlane, places: Sequence[PlacePx]) -> list[Spot | None]:
    """Return the brightest point near each place, None where that has left the picture.

    As sums of 3 x 3 pixels: the light of a point is the same wherever it lies between pixels. All
    places are measured at once, as each step costs as much for one as for six.
    """
    height, width = small.shape
    middles = [(round(x), round(y)) for x, y in places]
    inside = [
        _PATCH_PX <= column < width - _PATCH_PX and _PATCH_PX <= row < height - _PATCH_PX
        for column, row in middles
    ]
    patches = [
        small[row - _PATCH_PX : row + _PATCH_PX + 1, column - _PATCH_PX : column + _PATCH_PX + 1]
        for (column, row), is_inside in zip(middles, inside, strict=True)
        if is_inside
    ]
    if not patches:
        return [None] * len(places)
    # Whole numbers below 2^24: exact in any order.
    sums = np.array(patches, np.float32).reshape(len(patches), -1) @ _SUMS
    near, beside = sums[:, :-1], sums[:, -1].astype(np.float64) / _IN_RING
    highest = near.max(axis=1) - beside
    weights = np.maximum(near - (beside + 0.5 * highest)[:, None], 0)
    measured = zip(highest.tolist(), (weights @ _MOMENTS).tolist(), strict=True)
    spots: list[Spot | None] = []
    for place, (column, row), is_inside in zip(places, middles, inside, strict=True):
        if not is_inside:
            spots.append(None)
            continue
        levels, (total, across, down) = next(measured)
        if levels <= 0:
            spots.append(Spot(0.0, *place))
        else:
            spots.append(Spot(levels, column + across / total, row + down / total))
    return spots


class CameraShift:
    """How far the picture has moved since tracks began, in pixels of the small plane.

    The tiny plane is held against one from before, not frame against frame: errors do not add up.
    """

    _MOST_SHARE = 0.2
    _EVERY_S = 0.08
    _LEAST_RESPONSE = 0.08
    """Phase correlation of unrelated noise answers with 0.03 to 0.05 at this size."""

    def __init__(self) -> None:
        self._held: npt.NDArray[np.float32] | None = None
        self._base = (0.0, 0.0)
        self._due_s = 0.0
        self.shift_px = (0.0, 0.0)

    def forget(self) -> None:
        """Begin anew with the next frame."""
        self._held = None
        self._due_s = 0.0

    def observe(self, frame: Frame) -> None:
        """Take in one frame; those within `_EVERY_S` of the last are passed over."""
        if frame.time_s < self._due_s:
            return
        self._due_s = frame.time_s + self._EVERY_S
        now = frame.tiny.astype(np.float32)
        if self._held is None or self._held.shape != now.shape:
            self._held, self._base = now, self.shift_px
            return
        (across, down), response = cv2.phaseCorrelate(self._held, now)
        if response < self._LEAST_RESPONSE:
            self._held, self._base = now, self.shift_px
            return
        scale = frame.small.shape[1] / now.shape[1]
        self.shift_px = self._base[0] + scale * across, self._base[1] + scale * down
        if max(abs(across) / now.shape[1], abs(down) / now.shape[0]) > self._MOST_SHARE:
            self._held, self._base = now, self.shift_px
