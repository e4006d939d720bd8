"""The streets of `street` by day: sun, sky light, clouds and haze in place of lamps."""

import cv2
import numpy as np

from samples.generate.facades import Plate, cloud
from samples.generate.street import Layout, Street

_SUN = np.array([0.80, 0.93, 1.0], np.float32)
_SKY_BLUE = np.array([0.75, 0.50, 0.30], np.float32)
_HAZE = np.array([0.80, 0.74, 0.68], np.float32)


class DayStreet:
    """A street in daylight as a plate of linear light; clouds drift, all else stands still."""

    def __init__(self, layout: Layout, cloudiness: float = 0.5) -> None:
        street = Street(layout)
        self.margin_px = street.margin_px
        self.size_px = layout.size_px
        self.wide_px = street.albedo.shape[1]
        rng = np.random.default_rng(layout.seed + 1)
        is_sky = (street.depth_m > 1e5).astype(np.float32)
        self._sky_share = cv2.GaussianBlur(is_sky, (0, 0), 0.6)[..., None]
        surfaces = self._surfaces(street)
        height, width = is_sky.shape
        self._ground = surfaces
        rows = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
        up = np.clip(1 - rows / layout.horizon, 0, 1)
        self._clear = _HAZE + (_SKY_BLUE - _HAZE) * up**0.6
        drifting = cloud(rng, height, 2 * width, width / 3, 6)
        self._cover = np.clip((drifting + 2 * cloudiness - 1) * 0.7, 0, 1)[..., None]

    @staticmethod
    def _surfaces(street: Street) -> Plate:
        sunlit = street.facing[..., None] * 1.5 * _SUN
        shade = np.array([0.62, 0.55, 0.50], np.float32)
        light = street.albedo * (sunlit + shade)
        far = 1 - np.exp(-np.minimum(street.depth_m, 1e5) / 2600)[..., None]
        return light * (1 - far) + 0.85 * _HAZE * far

    def light(self, time_s: float) -> Plate:
        """Return the plate at one moment, float32, shape (height, width, 3)."""
        first = round(time_s * 0.006 * self.wide_px)
        cover = self._cover[:, first : first + self.wide_px]
        sky = self._clear * (1 - cover) + 0.95 * cover
        return (self._ground * (1 - self._sky_share) + sky * self._sky_share).astype(np.float32)
