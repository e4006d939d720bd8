"""An explosion seen from afar: light through time, fireball, smoke, and how it lights a street."""

from dataclasses import dataclass

import cv2
import numpy as np

from samples.generate.facades import Plate, cloud
from samples.generate.street import Street

RISE_S = 0.03
"""From the first light to the peak."""
_GRID = 192
_REACH = 2.6
"""Half the side of the fireball's picture, in radii."""
_FIRELIGHT = np.array([0.42, 0.74, 1.05], np.float32)
_SMOKE_LIGHT = 0.005
_WHITE_HOT = np.array([0.62, 0.86, 1.0], np.float32)
_ORANGE = np.array([0.10, 0.42, 1.0], np.float32)
_RED = np.array([0.03, 0.16, 0.7], np.float32)


@dataclass(frozen=True, slots=True)
class Explosion:
    """What happens where and when; lengths in metres, times in seconds from the first frame.

    `power` scales the light that reaches the street; `fire` is the share of the peak that goes on
    burning, flickering, after the flash.
    """

    seed: int
    onset_s: float
    x_m: float
    distance_m: float
    radius_m: float
    power: float
    fast_half_life_s: float = 0.13
    slow_half_life_s: float = 0.7
    slow_share: float = 0.22
    fire: float = 0.0

    def light(self, time_s: float) -> float:
        """Return the light given off at one moment; 1 is the peak of the flash."""
        since = time_s - self.onset_s
        if since < 0:
            return 0.0
        rise = min(since / RISE_S, 1.0)
        fast = (1 - self.slow_share) * 0.5 ** (since / self.fast_half_life_s)
        slow = self.slow_share * 0.5 ** (since / self.slow_half_life_s)
        return rise * max(fast + slow, 0.0) + self.fire * min(since / 0.3, 1.0) * self.flicker(
            since
        )

    def light_of_frame(self, start_s: float, exposure_s: float) -> float:
        """Return the mean light while one frame is exposed."""
        moments = start_s + exposure_s * (np.arange(8) + 0.5) / 8
        return float(np.mean([self.light(float(moment)) for moment in moments]))

    def time_to_share_s(self, share: float) -> float | None:
        """Return how long after its peak the light first falls to `share` of it, if it does."""
        moments = np.arange(0, 10, 0.001)
        values = np.array([self.light(self.onset_s + RISE_S + moment) for moment in moments])
        fallen = values <= share * values[0]
        return round(float(moments[np.argmax(fallen)]), 3) if fallen.any() else None

    def end_s(self) -> float | None:
        """Return when a tenth of the peak is left; none if a fire goes on."""
        until = None if self.fire else self.time_to_share_s(0.1)
        return None if until is None else round(self.onset_s + RISE_S + until, 3)

    def flicker(self, since_s: float) -> float:
        """Return how bright the fire burns around its mean of 1."""
        waves = ((1.3, 0.05), (2.9, 0.035), (4.7, 0.02), (7.3, 0.015))
        phases = np.random.default_rng(self.seed).uniform(0, 2 * np.pi, len(waves))
        swing = sum(
            a * np.sin(2 * np.pi * f * since_s + p) for (f, a), p in zip(waves, phases, strict=True)
        )
        return float(1 + swing)


class Blast:
    """One explosion in one street.

    Attributes
    ----------
    lit : float32 array, shape of the street's plates
        What the flash adds to every pixel of the plate at its peak.
    """

    def __init__(self, street: Street, explosion: Explosion) -> None:
        self.explosion = explosion
        self._street = street
        self._rng = np.random.default_rng(explosion.seed)
        self.foot_px = street.pixel(explosion.x_m, 0.0, explosion.distance_m)
        top = street.pixel(explosion.x_m, explosion.radius_m, explosion.distance_m)
        self.radius_px = self.foot_px[1] - top[1]
        self._noise = [cloud(self._rng, _GRID, _GRID, _GRID / 3, 5) for _ in range(3)]
        self.lit = self._light_up()
        hidden = street.depth_m > explosion.distance_m
        self._open_view = cv2.GaussianBlur(hidden.astype(np.float32), (0, 0), 0.7)

    def _light_up(self) -> Plate:
        street, explosion = self._street, self.explosion
        height, width = street.depth_m.shape
        rows = np.arange(height, dtype=np.float32)[:, None]
        columns = np.arange(width, dtype=np.float32)[None]
        x, y = self.foot_px[0], self.foot_px[1] - 0.6 * self.radius_px
        unit = width / 1460
        away = np.hypot(columns - x, rows - y) / unit
        mist = np.clip(1 + 0.22 * cloud(self._rng, height, width, width / 6, 5), 0.5, 1.6)
        glow = 1.1 * np.exp(-away / 60) + 0.42 * np.exp(-away / 190) + 0.11 * np.exp(-away / 700)
        haze = np.exp(-np.minimum(street.depth_m, 1e5) / 1100)
        in_the_air = (glow * mist * (1 - haze))[..., None] * np.array([0.50, 0.74, 1.0], np.float32)
        lens = 0.10 * np.exp(-away / 45) + 0.045 * np.exp(-away / 260) + 0.006
        in_the_lens = lens[..., None] * np.array([0.6, 0.8, 1.0], np.float32)
        reach = explosion.distance_m - np.minimum(street.depth_m, explosion.distance_m)
        direct = street.facing * (0.55 + 0.45 * np.exp(-reach / 250))
        on_surfaces = street.albedo * (0.62 * direct + 0.16)[..., None]
        tint = np.array([0.55, 0.78, 1.0], np.float32)
        return explosion.power * (in_the_air + in_the_lens + on_surfaces * tint)

    def add_light(self, plate: Plate, start_s: float, exposure_s: float) -> None:
        """Light `plate`, in place, as it is lit on average while one frame is exposed.

        White at first, then ever more the orange of fire.
        """
        light = self.explosion.light_of_frame(start_s, exposure_s)
        if light > 0:
            age = float(np.clip((start_s - self.explosion.onset_s) / 0.7, 0, 1))
            plate += self.lit * (light * (1 - age * (1 - _FIRELIGHT)))
            self._add_fireball(plate, start_s + exposure_s / 2)

    def _add_fireball(self, plate: Plate, time_s: float) -> None:
        """Paint fireball, smoke and fire onto `plate`, in place, behind whatever stands nearer."""
        since = time_s - self.explosion.onset_s
        if self.explosion.fire:
            self._add_flames(plate, since)
        radius = self.radius_px * (0.45 + 0.55 * (1 - np.exp(-since / 0.22)) + 0.10 * since**0.7)
        rise = self.radius_px * (0.45 + (1 - np.exp(-since / 1.6)))
        turn = since * 0.9
        noise = np.cos(turn) * self._noise[0] + np.sin(turn) * self._noise[1]
        across, down = _grid()
        stem = np.exp(-((across / (0.45 + 0.1 * noise)) ** 2)) * (down > 0) * min(since / 1.2, 1.0)
        body = 1 - np.hypot(across, down * 1.1) + 0.30 * noise + 0.9 * stem * (down < 1.6)
        dense = np.clip(body / 0.55, 0, 1) ** 1.5
        hot = np.clip(1 + 0.7 * self._noise[2] + 0.5 * noise, 0.05, 3) * np.clip(body + 0.3, 0, 1.2)
        emission = dense[..., None] * self._colour(since, hot)
        smoke = 0.75 * dense * min(since / 0.5, 1.0) * np.exp(-since / 9)
        self._composite(plate, np.dstack([emission, smoke]), radius, rise)

    def _add_flames(self, plate: Plate, since_s: float) -> None:
        """Paint the fire on the ground: tongues that rise and change from frame to frame."""
        across, down = _grid()
        climbing = np.roll(self._noise[0], -int(since_s * 70), axis=0)
        licking = np.roll(self._noise[1], -int(since_s * 120), axis=0)
        wave = 0.5 * climbing + 0.35 * licking
        body = 0.75 - np.hypot(across * 0.75, down * 0.62 - 0.15) + 0.38 * wave
        dense = np.clip(body / 0.5, 0, 1) ** 1.4
        hot = np.clip(0.5 + body, 0, 2)[..., None]
        level = self.explosion.flicker(since_s) * min(since_s / 0.3, 1.0)
        emission = level * dense[..., None] * (4.5 * hot**2 * _ORANGE + 0.8 * _RED)
        layer = np.dstack([emission, 0.3 * dense])
        self._composite(plate, layer, 0.75 * self.radius_px, 0.4 * self.radius_px)

    def _colour(self, since_s: float, hot: Plate) -> Plate:
        """Return the fireball's own light: white-hot, then orange, then red in patches."""
        white = 16 * np.exp(-since_s / 0.10)
        orange = 3.2 * np.exp(-since_s / 0.42)
        red = 0.22 * np.exp(-since_s / 1.5)
        glow = hot[..., None]
        return white * _WHITE_HOT + orange * _ORANGE * glow + red * _RED * glow**2

    def _composite(self, plate: Plate, layer: Plate, radius: float, rise: float) -> None:
        scale = 2 * _REACH * radius / _GRID
        centre = (self.foot_px[0], self.foot_px[1] - rise)
        left, top = (int(c - _REACH * radius) for c in centre)
        size = int(2 * _REACH * radius) + 2
        shift = (centre[0] - _REACH * radius - left, centre[1] - _REACH * radius - top)
        matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
        patch = cv2.warpAffine(
            layer.astype(np.float32), matrix, (size, size), flags=cv2.INTER_LINEAR
        )
        height, width = plate.shape[:2]
        rows, columns = (
            slice(max(top, 0), min(top + size, height)),
            slice(max(left, 0), min(left + size, width)),
        )
        patch = patch[
            rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
        ]
        patch = patch * self._open_view[rows, columns][..., None]
        smoke, fire = patch[..., 3:], patch[..., :3]
        halo = cv2.GaussianBlur(fire, (0, 0), 0.22 * radius) * 0.22
        halo += cv2.GaussianBlur(fire, (0, 0), 0.05 * radius) * 0.15
        light = 0.7 * fire + halo + smoke * _SMOKE_LIGHT
        plate[rows, columns] = plate[rows, columns] * (1 - smoke) + light


def _grid() -> tuple[Plate, Plate]:
    """Return coordinates across the fireball's picture, in radii, right and down."""
    axis = np.linspace(-_REACH, _REACH, _GRID, dtype=np.float32)
    across, down = np.meshgrid(axis, axis)
    return across, down
