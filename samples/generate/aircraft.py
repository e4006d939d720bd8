"""Lights of an aircraft at night: steady position lights and a flashing anti-collision light."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from samples.generate.facades import Plate


@dataclass(frozen=True, slots=True)
class Aircraft:
    """Lights of an approaching aircraft; places are plate pixels of a picture 1280 wide."""

    start_px: tuple[float, float]
    end_px: tuple[float, float]
    flashes_per_s: float = 1.0
    first_flash_s: float = 0.2
    flash_s: float = 0.066

    def add(self, plate: Plate, time_s: float, duration_s: float, exposure_s: float) -> None:
        """Paint the steady lights and, when it is on, the flashing one, in place."""
        along = time_s / duration_s
        unit = plate.shape[1] / 1460
        x, y = (
            unit * (a + (b - a) * along) for a, b in zip(self.start_px, self.end_px, strict=True)
        )
        nearness = (1 + 1.2 * along) ** 2
        self._point(plate, x, y, 1.0 * unit, 0.30 * nearness * np.array([0.85, 0.95, 1.0]))
        self._point(
            plate, x - 3 * unit, y + unit, unit, 0.08 * nearness * np.array([0.1, 0.1, 1.0])
        )
        on = self._lit_share(time_s, exposure_s)
        if on > 0:
            colour = on * nearness * np.array([0.9, 0.95, 1.0])
            self._point(plate, x + 2 * unit, y, 1.3 * unit, 2.6 * colour)
            self._point(plate, x + 2 * unit, y, 5 * unit, 0.05 * colour)

    def truth(self) -> dict[str, Any]:
        """Return what is true of the flashing light, ready for JSON."""
        return {
            "what": "aircraft, approaching",
            "frequency_hz": self.flashes_per_s,
            "flashes_per_min": 60 * self.flashes_per_s,
            "first_flash_s": self.first_flash_s,
            "flash_duration_s": self.flash_s,
        }

    def _lit_share(self, time_s: float, exposure_s: float) -> float:
        moments = time_s + exposure_s * (np.arange(8) + 0.5) / 8 - self.first_flash_s
        phase_s = np.mod(moments, 1 / self.flashes_per_s)
        return float(np.mean((moments >= 0) & (phase_s < self.flash_s)))

    @staticmethod
    def _point(plate: Plate, x: float, y: float, spread: float, colour: Plate) -> None:
        reach = int(4 * spread) + 2
        left, top = int(x) - reach, int(y) - reach
        across = np.exp(-0.5 * ((np.arange(2 * reach) + left - x) / spread) ** 2)
        down = np.exp(-0.5 * ((np.arange(2 * reach) + top - y) / spread) ** 2)
        spot = (down[:, None] * across)[..., None] * colour
        plate[top : top + 2 * reach, left : left + 2 * reach] += spot.astype(np.float32)
