"""A hand-held phone camera: where it points, how it exposes, what its sensor adds.

Exposure control follows the light late and slowly, as real ones do: after a flash the picture is
too dark for about a second. A flash that is shown is therefore never the flash that was.
"""

from collections.abc import Iterator
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from samples.generate.facades import Plate

Picture = npt.NDArray[np.uint8]
Affine = npt.NDArray[np.float64]

_TABLE_STEPS_PER_UNIT = 8192
_TABLE_UNITS = 4


def hand_shake(
    seed: int, frames: int, rate_hz: float, sway_px: float, drift_px: tuple[float, float]
) -> npt.NDArray[np.float64]:
    """Return the path of a hand-held camera, shape (frames, 3): right px, down px, turn in degrees.

    Slow sway, a little tremor, and a steady drift that starts at minus half of `drift_px` and ends
    at plus half.
    """
    rng = np.random.default_rng(seed)
    path = np.zeros((frames, 3))
    for spread_s, amount in ((0.55, 1.0), (0.18, 0.30), (0.05, 0.07)):
        sigma = spread_s * rate_hz
        reach = int(4 * sigma) + 1
        kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
        kernel /= np.sqrt(np.sum(kernel**2))
        for axis, share in enumerate((1.0, 0.8, 0.035)):
            white = rng.standard_normal(frames + 2 * reach)
            path[:, axis] += sway_px * amount * share * np.convolve(white, kernel, "valid")
    along = np.linspace(-0.5, 0.5, frames)[:, None]
    path[:, :2] += along * np.array(drift_px)
    return path


def view(
    offset: npt.NDArray[np.float64], margin_px: tuple[int, int], size_px: tuple[int, int]
) -> Affine:
    """Return the 2 x 3 matrix that maps plate pixels to picture pixels for one camera position."""
    centre = (margin_px[0] + size_px[0] / 2 + offset[0], margin_px[1] + size_px[1] / 2 + offset[1])
    matrix = cv2.getRotationMatrix2D(centre, float(offset[2]), 1.0)
    matrix[:, 2] += np.array(size_px) / 2 - centre
    return np.asarray(matrix, np.float64)


class ExposureControl:
    """Gain that follows the mean light of some frames ago, fast down and slowly up.

    `strength` is the share of a change (in stops) that the gain makes up for in the end.
    """

    def __init__(
        self, usual_light: float, rate_hz: float, strength: float, lag_frames: int = 3
    ) -> None:
        self._usual_light = usual_light
        self._strength = strength
        self._down = 1 - np.exp(-1 / (0.16 * rate_hz))
        self._up = 1 - np.exp(-1 / (0.75 * rate_hz))
        self._seen = [usual_light] * lag_frames
        self._gain = 1.0

    def step(self, mean_light: float) -> float:
        """Return the gain for this frame and note its light for the frames to come."""
        self._seen.append(mean_light)
        wanted = float(
            np.clip((self._usual_light / self._seen.pop(0)) ** self._strength, 0.12, 1.5)
        )
        speed = self._down if wanted < self._gain else self._up
        self._gain *= (wanted / self._gain) ** speed
        return self._gain


class Sensor:
    """Turns linear light into a noisy 8-bit picture.

    Parameters
    ----------
    seed : int
        Of the noise.
    size_px : tuple of int
        Picture (width, height).
    sensitivity : float
        What light is multiplied by before it is clipped at 1 (shoulder from 0.7 to 2.2).
    noise : float
        1 for a phone at night, 0 for none.
    """

    def __init__(
        self, seed: int, size_px: tuple[int, int], sensitivity: float, noise: float = 1.0
    ) -> None:
        self._rng = np.random.default_rng(seed)
        self._size_px = size_px
        self.sensitivity = sensitivity
        self._noise = noise
        width, height = size_px[0] + 128, size_px[1] + 128
        fine = self._rng.standard_normal((height, width, 1)).astype(np.float32)
        blotches = cv2.GaussianBlur(
            self._rng.standard_normal((height, width, 3)).astype(np.float32), (0, 0), 2.2
        )
        fine = cv2.GaussianBlur(fine, (0, 0), 0.75)[..., None]
        self._bank: Plate = 0.8 * fine / fine.std() + 0.5 * blotches / blotches.std()
        self._table = _tone_table()

    def expose(self, light: Plate, gain: float) -> Picture:
        """Return the picture of `light`, shape (height, width, 3), taken at `gain`."""
        signal = light * np.float32(gain * self.sensitivity)
        if self._noise:
            x, y = self._rng.integers(128, size=2)
            noise = self._bank[y : y + self._size_px[1], x : x + self._size_px[0]]
            if self._rng.random() < 0.5:
                noise = noise[:, ::-1]
            if self._rng.random() < 0.5:
                noise = noise[::-1]
            variance = np.maximum(signal, 0) * np.float32(4.5e-4) + np.float32(1.5e-6)
            signal += noise * (np.sqrt(variance) * np.float32(self._noise))
        np.clip(signal * _TABLE_STEPS_PER_UNIT, 0, len(self._table) - 1, out=signal)
        return self._table[signal.astype(np.uint16)]


def _tone_table() -> Picture:
    """Return 8-bit codes for linear light 0 to 4: shoulder, then the sRGB curve (IEC 61966-2-1)."""
    steps = _TABLE_STEPS_PER_UNIT * _TABLE_UNITS
    light = np.arange(steps) / _TABLE_STEPS_PER_UNIT
    knee = 0.7
    shoulder = knee + (1 - knee) * np.clip((light - knee) / 1.5, 0, 1) ** 0.75
    light = np.where(light < knee, light, shoulder)
    curve = np.where(light < 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(curve * 255).astype(np.uint8)


class Place(Protocol):
    """What a camera can be pointed at."""

    @property
    def margin_px(self) -> tuple[int, int]:
        """How much wider and higher the plate is than the picture, on every side."""
        ...

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the picture."""
        ...

    def light(self, time_s: float) -> Plate:
        """Return the plate at one moment."""
        ...


def film(
    place: Place,
    frames: int,
    rate_hz: int,
    *,
    seed: int,
    sensitivity: float,
    noise: float = 1.0,
    sway_px: float = 5.0,
    drift_px: tuple[float, float] = (20.0, 6.0),
) -> Iterator[Picture]:
    """Film a place by hand with fixed exposure; `_px` are pixels of a picture 1280 wide."""
    unit = place.size_px[0] / 1280
    drift = (drift_px[0] * unit, drift_px[1] * unit)
    path = hand_shake(seed, frames, rate_hz, sway_px * unit, drift)
    sensor = Sensor(seed + 1, place.size_px, sensitivity, noise)
    for index in range(frames):
        matrix = view(path[index], place.margin_px, place.size_px)
        plate = place.light(index / rate_hz)
        seen = cv2.warpAffine(plate, matrix, place.size_px, borderMode=cv2.BORDER_REPLICATE)
        yield sensor.expose(seen, 1.0)


def mark(picture: Picture, lift_px: int = 0) -> Picture:
    """Write SIMULATION small into the lower right corner, in place, and return the picture.

    `lift_px` raises it above a caption.
    """
    height, width = picture.shape[:2]
    scale = height / 720 * 0.5
    (text_width, _), _ = cv2.getTextSize("SIMULATION", cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    corner = (width - text_width - round(0.012 * width), height - round(0.02 * height) - lift_px)
    for colour, thickness in ((20, 3), (165, 1)):
        cv2.putText(
            picture,
            "SIMULATION",
            corner,
            cv2.FONT_HERSHEY_SIMPLEX,
            scale,
            (colour, colour, colour),
            thickness if height >= 500 else 1,
            cv2.LINE_AA,
        )
    return picture
