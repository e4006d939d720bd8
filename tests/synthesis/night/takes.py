"""One take of one camera: a place, lights on it, and what the picture shows of them frame by frame.

Whether a flash is there to be seen is measured on the picture without noise: it is clear if over
3 % of the picture luma rises by 15 code values and light doubles.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from tests.synthesis.night.camera import Camera
from tests.synthesis.night.courses import Course, Shutter
from tests.synthesis.night.places import MARGIN_PX, Light, Place

CLEAR_SHARE = 0.03
CLEAR_LEVELS = 15.0
_LIT = 0.05


@dataclass(frozen=True)
class Seen:
    """A flash as the picture shows it: the first frame with a twentieth of its light."""

    onset_s: float
    is_clear: bool


@dataclass(frozen=True, eq=False)
class Source:
    """A light that goes on.

    Attributes
    ----------
    where : float32 array, shape of the place
        Its light in the picture at its strongest, relative linear light.
    gathered : float32 array, shape (frames, bands)
        Share of that in each frame, from the top rows to the bottom ones.
    """

    where: Light
    gathered: Light


@dataclass
class Take:
    """What one camera films in one go.

    Attributes
    ----------
    moving : callable or None
        Light that moves: what it adds to the place at a time.
    gain_at : callable or None
        A gain that is set by hand or by a change of mode, for each time.
    aim_px : array, shape (frames, 2), or None
        Where the camera points; None for the hand's shake alone.
    """

    camera: Camera
    place: Place
    times_s: Sequence[float]
    rng: np.random.Generator
    sources: list[Source] = field(default_factory=list)
    moving: Callable[[float], Light] | None = None
    gain_at: Callable[[float], float] | None = None
    aim_px: npt.NDArray[np.float64] | None = None
    shutter: Shutter = field(default_factory=lambda: Shutter(0.02, 0.0))

    def add(self, where: Light, course: Course) -> Source:
        """Put a light on the place."""
        source = Source(where, self.shutter.gathered(course, self.times_s))
        self.sources.append(source)
        return source

    def codes(self) -> Iterator[Light]:
        """Yield clean code values frame by frame."""
        for light, _gain in self.camera.exposed(self._lights(), list(self.times_s)):
            yield self.camera.codes(light)

    def seen(self, source: Source) -> Seen | None:
        """Return what the picture shows of a source, or None if its light comes in no frame."""
        gathered = source.gathered
        lit = np.flatnonzero(np.percentile(gathered, 90, axis=1) >= _LIT)
        if not lit.size:
            return None
        onset, peak = int(lit[0]), int(gathered.mean(axis=1).argmax())
        if onset == 0:
            return None
        before = self._crop(self._light(onset - 1), (0.0, 0.0))
        after = self._crop(self._light(peak), (0.0, 0.0))
        risen = self.camera.codes(after) - self.camera.codes(before)
        share = float(((risen >= CLEAR_LEVELS) & (after >= 2 * before)).mean())
        return Seen(self.times_s[onset], share >= CLEAR_SHARE)

    def _lights(self) -> Iterator[Light]:
        path = self.camera.shaken(self.rng, len(self.times_s))
        if self.aim_px is not None:
            path = path + self.aim_px
        for k, (across, down) in enumerate(path):
            light = self._crop(self._light(k), (across, down))
            gain = self.gain_at(self.times_s[k]) if self.gain_at else 1.0
            yield light * np.float32(gain)

    def _light(self, k: int) -> Light:
        light = self.place.light
        if self.moving is not None:
            light = light + self.moving(self.times_s[k])
        for source in self.sources:
            bands = source.gathered[k]
            if bands.max() > 0:
                rows = np.interp(
                    np.linspace(0, 1, light.shape[0]), np.linspace(0, 1, len(bands)), bands
                ).astype(np.float32)
                light = light + rows[:, None] * source.where
        return light

    def _crop(self, light: Light, shift_px: tuple[float, float]) -> Light:
        width, height = self.camera.size_px
        matrix = np.array(
            [[1, 0, -MARGIN_PX - shift_px[0]], [0, 1, -MARGIN_PX - shift_px[1]]], np.float64
        )
        return np.asarray(
            cv2.warpAffine(light, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
        )
