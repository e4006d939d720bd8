"""A harbour at night: lights and the Moon over moving water, cars passing on the quay.

Nothing explodes here: its brightest moments are headlights, which a flash detector must leave be.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from samples.generate.facades import COLD, NEUTRAL, SODIUM, WARM, Plate, cloud
from samples.generate.street import bloom

_MARGIN = 0.07
_HORIZON, _QUAY, _ROAD = 0.44, 0.74, 0.865
"""Heights on the plate, from its top, as shares."""


@dataclass(frozen=True, slots=True)
class Car:
    """One car on the quay: where it is at time 0 and how fast, in widths of the plate."""

    start: float
    speed_per_s: float

    def place(self, time_s: float) -> float:
        """Return where its middle is."""
        return self.start + self.speed_per_s * time_s


CARS = (
    Car(-0.25, 0.23),
    Car(1.9, -0.26),
    Car(-1.3, 0.27),
    Car(2.9, -0.29),
    Car(3.2, -0.29),
)


class Harbour:
    """The harbour as a plate of linear light at any time."""

    def __init__(self, seed: int, size_px: tuple[int, int], cars: tuple[Car, ...] = CARS) -> None:
        self.size_px = size_px
        self.margin_px = (round(size_px[0] * _MARGIN), round(size_px[1] * _MARGIN))
        self._width = size_px[0] + 2 * self.margin_px[0]
        self._height = size_px[1] + 2 * self.margin_px[1]
        self._unit = self._width / 1094
        self._rng = np.random.default_rng(seed)
        self.cars = cars
        self._still = self._draw_sky()
        self._draw_shore()
        self._reflection = self._reflect()
        self._draw_quay()
        self._still = bloom(self._still)
        water = slice(self._row(_HORIZON), self._row(_QUAY))
        shape = (water.stop - water.start, self._width)
        self._water = water
        self._waves = [self._wave_pattern(*shape, coarsest_px=c) for c in (22, 12)]
        down = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
        self._wave_px = self._unit * (0.8 + 7 * down)
        self._columns, self._rows = np.meshgrid(
            np.arange(shape[1], dtype=np.float32), np.arange(shape[0], dtype=np.float32)
        )

    def _row(self, share: float) -> int:
        return round(self._height * share)

    def _wave_pattern(self, height: int, width: int, coarsest_px: float) -> Plate:
        """Return waves drawn out sideways, the finer the nearer to the horizon (the top row)."""
        narrow = cloud(self._rng, height, width // 4, coarsest_px * self._unit, octaves=3)
        pattern = cv2.resize(narrow, (width, height), interpolation=cv2.INTER_CUBIC)
        rows = np.arange(height) / height
        nearer = height * np.log1p(14 * rows) / np.log(15)
        row_map = np.repeat(nearer[:, None].astype(np.float32), width, axis=1)
        column_map = np.repeat(np.arange(width, dtype=np.float32)[None], height, axis=0)
        return cv2.remap(pattern, column_map, row_map, cv2.INTER_LINEAR)

    def _draw_sky(self) -> Plate:
        rows = np.linspace(0, 1, self._height, dtype=np.float32)[:, None, None]
        glow = np.exp(-np.abs(_HORIZON - rows) / 0.16)
        clouds = cloud(self._rng, self._height, self._width, self._width / 4, 5)[..., None]
        sky = np.array([0.014, 0.010, 0.007], np.float32) * (1 + 0.35 * np.clip(clouds, -1.5, 2))
        light = sky + glow * np.array([0.006, 0.010, 0.013], np.float32)
        x, y = round(0.27 * self._width), round(0.14 * self._height)
        moon = np.zeros((self._height, self._width), np.uint8)
        cv2.circle(moon, (x, y), round(11 * self._unit), 255, -1, cv2.LINE_AA)
        away = np.hypot(*np.ogrid[-y : self._height - y, -x : self._width - x]) / self._unit
        halo = 0.05 * np.exp(-away / 60) * np.clip(1 + 0.4 * clouds[..., 0], 0.3, 2)
        light += (halo + 1.6 * moon / np.float32(255)).astype(np.float32)[..., None] * COLD
        return light

    def _draw_shore(self) -> None:
        """Draw the far shore: hills, warehouses, cranes, and their lamps."""
        rng, unit, base = self._rng, self._unit, self._row(_HORIZON)
        self._still[base:] = 0.002
        hills = base - unit * (16 + 9 * cloud(rng, 1, self._width, self._width / 4, 4)[0])
        for column, top in enumerate(hills.astype(int)):
            self._still[top:base, column] = (0.0035, 0.0030, 0.0026)
        for left in np.sort(rng.uniform(0, self._width, 34)).astype(int):
            wide, tall = int(unit * rng.uniform(18, 60)), int(unit * rng.uniform(6, 26))
            shade = rng.uniform(0.002, 0.007)
            self._still[base - tall : base, left : left + wide] = (shade * 0.8, shade, shade * 1.1)
            for _ in range(int(rng.integers(1, 7))):
                x, y = left + int(rng.uniform(0, wide)), base - int(rng.uniform(2, tall))
                colour = (SODIUM, WARM, NEUTRAL, COLD)[rng.integers(4)]
                size = max(1, round(unit * rng.uniform(1.2, 2.6)))
                light = colour * float(np.exp(rng.normal(0.1, 0.9)))
                self._still[y : y + size, x : min(x + size, self._width)] = light
        for share in (0.58, 0.66, 0.83):
            self._draw_crane(round(share * self._width), base)

    def _draw_crane(self, x: int, base: int) -> None:
        unit, dark = self._unit, (0.0015, 0.0015, 0.0015)
        lines = (((0, 0), (0, -74)), ((22, 0), (22, -74)), ((-46, -76), (62, -76)))
        for (x1, y1), (x2, y2) in (*lines, ((11, -100), (-46, -76)), ((11, -100), (62, -76))):
            start = (x + round(unit * x1), base + round(unit * y1))
            end = (x + round(unit * x2), base + round(unit * y2))
            cv2.line(self._still, start, end, dark, max(1, round(2.4 * unit)))
        top = base - round(102 * unit)
        self._still[top : top + 3, x + round(11 * unit) : x + round(11 * unit) + 3] = (
            0.1,
            0.1,
            2.5,
        )

    def _reflect(self) -> Plate:
        """Return the mirror image of sky and shore, drawn out downwards as waves do."""
        base, end = self._row(_HORIZON), self._row(_QUAY)
        mirrored = self._still[base - (end - base) : base][::-1]
        drawn_out = np.zeros_like(mirrored)
        for spread, share in ((2, 0.2), (16, 0.45), (60, 0.5)):
            drawn_out += share * cv2.GaussianBlur(
                mirrored, (0, 0), sigmaX=0.8 * self._unit, sigmaY=spread * self._unit
            )
        return drawn_out * np.array([0.42, 0.38, 0.36], np.float32)

    def _draw_quay(self) -> None:
        rng, top = self._rng, self._row(_QUAY)
        ground = cloud(rng, self._height - top, self._width, 50, 5)[..., None]
        self._still[top:] = np.array([0.0045, 0.0066, 0.0088], np.float32) * (
            1 + 0.18 * np.clip(ground, -2, 2)
        )
        self._still[top : top + round(5 * self._unit)] *= 1.9
        for share in np.arange(0.04, 1, 0.115):
            x, unit = round(share * self._width), self._unit
            cv2.rectangle(
                self._still,
                (x, top - round(9 * unit)),
                (x + round(8 * unit), top + round(5 * unit)),
                (0.002, 0.002, 0.003),
                -1,
            )

    def light(self, time_s: float) -> Plate:
        """Return the plate at one moment, float32, shape (height, width, 3)."""
        plate = self._still.copy()
        first, second = (
            np.roll(wave, round(speed * time_s * self._unit), axis=1)
            for wave, speed in zip(self._waves, (17, -23), strict=True)
        )
        across = self._columns + self._wave_px * (first + 0.6 * second) * 0.5
        down = self._rows + self._wave_px * second * 0.8
        water = cv2.remap(
            self._reflection, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        glitter = np.clip(1 + 0.30 * first * second + 0.28 * first + 0.2 * second, 0.3, 3)[
            ..., None
        ]
        plate[self._water] = water * glitter
        for car in self.cars:
            self._add_car(plate, car.place(time_s) * self._width, np.sign(car.speed_per_s))
        return plate

    def _add_car(self, plate: Plate, x: float, heading: float) -> None:
        unit = self._unit
        if not -260 * unit < x < self._width + 260 * unit:
            return
        lane = self._row(_ROAD) + (round(26 * unit) if heading > 0 else 0)
        shell = ((-44, 3), (-45, 13), (-38, 18), (-24, 30), (10, 30), (24, 19), (43, 15), (45, 3))
        windows = ((-33, 19), (-22, 28), (8, 28), (19, 19))
        for outline, colour in ((shell, (0.010, 0.011, 0.013)), (windows, (0.002, 0.002, 0.002))):
            corners = [(x + heading * dx * unit, lane - dy * unit) for dx, dy in outline]
            cv2.fillPoly(plate, [np.round(corners).astype(np.int32)], colour)
        for dx in (-26, 26):
            centre = (round(x + dx * unit), round(lane - 3 * unit))
            cv2.circle(plate, centre, round(7 * unit), (0.001, 0.001, 0.001), -1)
        front, back = x + heading * 43 * unit, x - heading * 43 * unit
        self._glow(plate, front, lane - 11 * unit, (2.6, 2.2), 6.0 * NEUTRAL)
        self._glow(plate, front, lane - 11 * unit, (15, 11), 0.10 * NEUTRAL)
        self._glow(plate, front + heading * 85 * unit, lane + 3 * unit, (52, 6), 0.16 * NEUTRAL)
        self._glow(plate, back, lane - 12 * unit, (2.2, 2.0), np.array([0.05, 0.05, 1.8]))
        self._glow(plate, back, lane - 6 * unit, (14, 10), np.array([0.0, 0.001, 0.04]))

    def _glow(
        self, plate: Plate, x: float, y: float, spread: tuple[float, float], colour: Plate
    ) -> None:
        """Add a soft spot whose spread is given in pixels of a plate 1094 wide."""
        wide, tall = (s * self._unit for s in spread)
        left, right = max(int(x - 4 * wide), 0), min(int(x + 4 * wide) + 1, self._width)
        top, bottom = max(int(y - 4 * tall), 0), min(int(y + 4 * tall) + 1, self._height)
        if left >= right or top >= bottom:
            return
        across = np.exp(-0.5 * ((np.arange(left, right) - x) / wide) ** 2)
        down = np.exp(-0.5 * ((np.arange(top, bottom) - y) / tall) ** 2)
        spot = (down[:, None] * across)[..., None] * colour
        plate[top:bottom, left:right] += spot.astype(np.float32)
