"""A street at night, drawn in perspective as a set of plates in linear light.

The plates are wider than the picture, so that a shaking camera can look around in them. What is
lit by what stays apart (own light, light of lamps, light of a blast): each frame mixes them anew.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from samples.generate.facades import COLD, NEUTRAL, SODIUM, Facade, Plate, cloud, facade

_OVERSAMPLING = 2
_HORIZON = 0.63
_FOCAL = 0.86
_CAMERA_HEIGHT_M = 10.5
_ROAD_HALF_WIDTH_M = 6.5
_WALL_M = 9.5


@dataclass(frozen=True, slots=True)
class Layout:
    """What distinguishes one street from another.

    `size_px` is the picture (width, height); a plate has `margin` of it more on every side.
    """

    seed: int
    size_px: tuple[int, int]
    left_height_m: tuple[float, float] = (9.0, 16.0)
    right_height_m: tuple[float, float] = (5.5, 10.0)
    lamp_spacing_m: float = 26.0
    lit_share: float = 0.24
    horizon: float = _HORIZON
    margin: float = 0.07


class Street:
    """The plates of one street.

    Attributes
    ----------
    own_light, albedo : float32 array, shape (height, width, 3)
        Light at night without any blast, and share of light that surfaces send back.
    depth_m : float32 array, shape (height, width)
        Distance of what is seen; sky counts as 1000 km.
    facing : float32 array, shape (height, width)
        How squarely a surface meets light from straight ahead, 0 to 1.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        width, height = layout.size_px
        self.margin_px = (round(width * layout.margin), round(height * layout.margin))
        self._scale = _OVERSAMPLING
        self._width = (width + 2 * self.margin_px[0]) * self._scale
        self._height = (height + 2 * self.margin_px[1]) * self._scale
        self._rng = np.random.default_rng(layout.seed)
        shape = (self._height, self._width)
        self.albedo: Plate = np.zeros((*shape, 3), np.float32)
        self._emission: Plate = np.zeros((*shape, 3), np.float32)
        self._lamp_light: Plate = np.zeros((*shape, 3), np.float32)
        self.depth_m: Plate = np.full(shape, np.inf, np.float32)
        self.facing: Plate = np.ones(shape, np.float32)
        self._lamps: list[tuple[float, float, float]] = []
        self._draw_sky()
        self._draw_ridges()
        self._draw_ground()
        self._draw_distant_town()
        self._draw_rows()
        self._draw_cars()
        self._draw_lamps()
        self._draw_wires()
        self._light_up()

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the picture."""
        return self.layout.size_px

    def light(self, time_s: float) -> Plate:  # noqa: ARG002 - lamps do not change
        """Return the plate at one moment: always the same."""
        return self.own_light

    def pixel(self, x_m: float, y_m: float, z_m: float) -> tuple[float, float]:
        """Return where a point of the scene lies on the finished plate, in pixels.

        `x_m` counts right of the road's middle, `y_m` up from it, `z_m` away from the camera.
        """
        width, height = self.layout.size_px
        focal = _FOCAL * width
        return (
            self.margin_px[0] + width / 2 + focal * x_m / z_m,
            self.margin_px[1]
            + height * self.layout.horizon
            - focal * (y_m - _CAMERA_HEIGHT_M) / z_m,
        )

    def _corner(self, x_m: float, y_m: float, z_m: float) -> tuple[float, float]:
        x, y = self.pixel(x_m, y_m, z_m)
        return x * self._scale, y * self._scale

    def _draw_sky(self) -> None:
        horizon = self._corner(0, _CAMERA_HEIGHT_M, 1)[1]
        above = np.clip(1 - np.arange(self._height, dtype=np.float32) / horizon, 0, 1)[:, None]
        zenith = np.array([0.0062, 0.0042, 0.0030], np.float32)
        town_glow = np.array([0.0075, 0.0125, 0.0200], np.float32)
        mist = 1 + 0.16 * cloud(self._rng, self._height, self._width, self._width / 5, 5)
        glow = np.exp(-above / 0.22) * np.clip(mist, 0.5, 1.7)
        self._emission += zenith + glow[..., None] * town_glow
        for _ in range(60):
            x, y = self._rng.integers(self._width), self._rng.integers(int(horizon * 0.8))
            self._emission[y : y + 2, x : x + 2] += 0.03 * np.exp(self._rng.normal(-0.5, 0.8))

    def _mask(
        self, points: list[tuple[float, float]], thickness: int | None
    ) -> tuple[tuple[slice, slice], Plate]:
        """Return the box around an outline (filled) or a line, and the share it covers there."""
        reach = 2 + (thickness or 0)
        xs, ys = zip(*points, strict=True)
        left, top = max(int(min(xs)) - reach, 0), max(int(min(ys)) - reach, 0)
        right = min(int(max(xs)) + reach, self._width)
        bottom = min(int(max(ys)) + reach, self._height)
        mask = np.zeros((max(bottom - top, 0), max(right - left, 0)), np.uint8)
        track = [np.round(np.array(points) - (left, top)).astype(np.int32)]
        if mask.size and thickness is None:
            cv2.fillPoly(mask, track, 255)
        elif mask.size:
            cv2.polylines(mask, track, False, 255, thickness, cv2.LINE_AA)
        return (slice(top, top + len(mask)), slice(left, left + mask.shape[1])), mask / np.float32(
            255
        )

    def _fill(
        self,
        corners: list[tuple[float, float]],
        albedo: float,
        depth_m: float,
        facing: float = 0.35,
    ) -> None:
        box, share = self._mask(corners, None)
        inside = share > 0
        self.albedo[box][inside] = albedo
        self._emission[box][inside] = 0
        self.depth_m[box][inside] = depth_m
        self.facing[box][inside] = facing

    def _draw_ridges(self) -> None:
        rng = self._rng
        xs = np.linspace(0, self._width, 160)
        base = self._corner(0, 0, 2500)[1]
        for depth_m, rise in ((4000.0, 30), (2200.0, 12)):  # two ridges
            ridge = base - self._scale * rise * (1 + 0.5 * cloud(rng, 1, 160, 60, 5)[0])
            outline = [(0.0, float(self._height)), *zip(xs, ridge, strict=True)]
            self._fill([*outline, (float(self._width), float(self._height))], 0.08, depth_m)

    def _draw_distant_town(self) -> None:
        rng = self._rng
        for _ in range(110):  # lights of the far town
            z_m = rng.uniform(900, 2100)
            x, y = self._corner(rng.uniform(-0.75, 0.75) * z_m, rng.uniform(2, 26), z_m)
            colour = (SODIUM, SODIUM, NEUTRAL, COLD)[rng.integers(4)]
            if 0 < x < self._width - 3 and 0 < y < self._height - 3:
                self._emission[int(y) : int(y) + 2, int(x) : int(x) + 3] += colour * float(
                    np.exp(rng.normal(-1.3, 0.8))
                )
        blocks = sorted(rng.uniform(240, 800, 70), reverse=True)
        for z_m in blocks:
            x_m = rng.uniform(-0.72, 0.72) * z_m
            size_m, height_m = rng.uniform(10, 26), rng.uniform(5, 13)
            self._wall((x_m, z_m), (x_m + size_m, z_m), height_m, self.layout.lit_share * 0.8)

    def _draw_ground(self) -> None:
        near = 4.0
        for half_width, albedo, kerb, far in (
            (900, 0.10, 0.0, 1000.0),
            (_WALL_M, 0.17, 0.1, 230.0),
        ):
            corners = [
                self._corner(-half_width, kerb, near),
                self._corner(-half_width, kerb, far),
                self._corner(half_width, kerb, far),
                self._corner(half_width, kerb, near),
            ]
            self._fill(corners, albedo, 60.0, 0.8)
        road = [
            self._corner(side * _ROAD_HALF_WIDTH_M, 0, z)
            for side, z in ((-1, 4.0), (-1, 230.0), (1, 230.0), (1, 4.0))
        ]
        self._fill(road, 0.085, 60.0, 0.8)
        rows = np.arange(self._height, dtype=np.float32)
        horizon = self._corner(0, _CAMERA_HEIGHT_M, 1)[1]
        distance = _FOCAL * self.layout.size_px[0] * self._scale * _CAMERA_HEIGHT_M
        ground_m = distance / np.maximum(rows - horizon, 1)
        is_ground = self.depth_m == 60.0
        self.depth_m = np.where(is_ground, ground_m[:, None], self.depth_m).astype(np.float32)
        patches = 1 + 0.22 * cloud(self._rng, self._height, self._width, 90, 6)
        self.albedo *= np.where(is_ground, np.clip(patches, 0.4, 1.7), 1)[..., None]
        for z_m in np.arange(10, 150, 7.0):  # centre line
            dash = [
                self._corner(x, 0, z)
                for x, z in ((-0.1, z_m), (-0.1, z_m + 3), (0.1, z_m + 3), (0.1, z_m))
            ]
            cv2.fillPoly(
                self.albedo, [np.round(dash).astype(np.int32)], (0.3, 0.33, 0.34), cv2.LINE_8
            )

    def _wall(
        self, near: tuple[float, float], far: tuple[float, float], height_m: float, lit_share: float
    ) -> None:
        """Draw an upright wall from `near` to `far`, both (x, z) in metres."""
        length_m = float(np.hypot(far[0] - near[0], far[1] - near[1]))
        drawn = facade(self._rng, length_m, height_m, lit_share)
        corners = [
            self._corner(x, y, z)
            for (x, z), y in ((near, height_m), (far, height_m), (far, 0.0), (near, 0.0))
        ]
        self._paint(drawn, corners, (near[1] + far[1]) / 2, 0.35 if near[1] == far[1] else 1.0)

    def _paint(
        self, drawn: Facade, corners: list[tuple[float, float]], depth_m: float, facing: float
    ) -> None:
        left = max(int(min(x for x, _ in corners)) - 1, 0)
        right = min(int(max(x for x, _ in corners)) + 2, self._width)
        top = max(int(min(y for _, y in corners)) - 1, 0)
        bottom = min(int(max(y for _, y in corners)) + 2, self._height)
        if left >= right or top >= bottom:
            return
        height, width = drawn.albedo.shape[:2]
        source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        target = np.array(corners, np.float32) - (left, top)
        warp = cv2.getPerspectiveTransform(source, target.astype(np.float32))
        size = (right - left, bottom - top)
        inside = cv2.warpPerspective(np.ones((height, width), np.float32), warp, size)
        box = (slice(top, bottom), slice(left, right))
        solid = (inside > 0.5)[..., None]
        for plate, texture in ((self.albedo, drawn.albedo), (self._emission, drawn.emission)):
            warped = cv2.warpPerspective(texture, warp, size, flags=cv2.INTER_AREA)
            plate[box] = np.where(solid, warped, plate[box])
        self.depth_m[box] = np.where(solid[..., 0], depth_m, self.depth_m[box])
        self.facing[box] = np.where(solid[..., 0], facing, self.facing[box])

    def _draw_rows(self) -> None:
        """Draw both rows of houses, the farthest first."""
        houses = []
        for side, heights in ((-1, self.layout.left_height_m), (1, self.layout.right_height_m)):
            z_m = 9.0
            while z_m < 210:
                depth_m = self._rng.uniform(9, 19)
                houses.append((z_m, z_m + depth_m, side, self._rng.uniform(*heights)))
                z_m += depth_m + (self._rng.uniform(2, 9) if self._rng.random() < 0.35 else 0)
        for near_m, far_m, side, height_m in sorted(houses, reverse=True):
            wall, back = side * _WALL_M, side * (_WALL_M + 13)
            if side < 0:
                self._wall((back, near_m), (wall, near_m), height_m, self.layout.lit_share / 2)
                self._wall((wall, near_m), (wall, far_m), height_m, self.layout.lit_share)
            else:
                self._wall((wall, near_m), (back, near_m), height_m, self.layout.lit_share / 2)
                self._wall((wall, far_m), (wall, near_m), height_m, self.layout.lit_share)
            self._roof((near_m, far_m), side, height_m)

    def _roof(self, span_m: tuple[float, float], side: int, height_m: float) -> None:
        """Draw the flat roof (seen from above only), its parapet, water tanks and aerials."""
        near_m, far_m = span_m
        if height_m < _CAMERA_HEIGHT_M:
            roof = [
                self._corner(side * x, height_m, z)
                for x, z in (
                    (_WALL_M, near_m),
                    (_WALL_M, far_m),
                    (_WALL_M + 13, far_m),
                    (_WALL_M + 13, near_m),
                )
            ]
            self._fill(roof, 0.19, near_m, 0.9)
        for _ in range(int(self._rng.integers(1, 4))):
            x_m = side * (_WALL_M + self._rng.uniform(0.8, 11))
            z_m = self._rng.uniform(near_m + 1, far_m)
            size_m, tall_m = self._rng.uniform(0.7, 2.2), self._rng.uniform(0.9, 2.4)
            box = [
                self._corner(x_m + dx, height_m + dy, z_m)
                for dx, dy in ((0, 0), (0, tall_m), (size_m, tall_m), (size_m, 0))
            ]
            self._fill(box, float(self._rng.uniform(0.12, 0.3)), near_m)
            mast = [self._corner(x_m + size_m + 0.6, height_m + dy, z_m) for dy in (0.0, 3.2)]
            self._line(mast, max(1, round(40 * self._scale / z_m)))

    def _line(
        self, points: list[tuple[float, float]], thickness: int, albedo: float = 0.07
    ) -> None:
        box, share = self._mask(points, thickness)
        self.albedo[box] += share[..., None] * (albedo - self.albedo[box])
        self._emission[box] *= 1 - share[..., None]

    def _draw_cars(self) -> None:
        """Park cars along both kerbs: body, cabin, windows, wheels and a glint of light."""
        rng = self._rng
        for z_m in np.sort(rng.uniform(13, 120, 26))[::-1]:
            side = -1 if rng.random() < 0.5 else 1
            x_m, paint = (
                side * (_ROAD_HALF_WIDTH_M - 1.0),
                float(rng.choice([0.03, 0.1, 0.3, 0.45])),
            )
            for half_width, low, high, ahead, shade in (
                (0.95, 0.0, 0.25, 0.0, 0.01),
                (0.9, 0.2, 0.85, 0.0, paint),
                (0.9, 0.85, 0.95, 0.8, paint * 1.4),
                (0.72, 0.9, 1.42, 1.2, 0.02),
                (0.66, 1.4, 1.5, 1.6, paint * 1.2),
            ):
                body = [
                    self._corner(x_m + dx * half_width, y, z_m + ahead)
                    for dx, y in ((-1, low), (-0.92, high), (0.92, high), (1, low))
                ]
                self._fill(body, shade, float(z_m))
            for dx in (-0.7, 0.7):
                x, y = self._corner(x_m + dx, 0.65, z_m)
                if y < self._height - 2:
                    radius = max(1, round(60 * self._scale / z_m))
                    cv2.circle(
                        self._emission, (round(x), round(y)), radius, (0.01, 0.012, 0.05), -1
                    )

    def _draw_lamps(self) -> None:
        for index, z_m in enumerate(np.arange(190, 12, -self.layout.lamp_spacing_m)):
            side = -1 if index % 2 else 1
            foot, top = side * (_ROAD_HALF_WIDTH_M + 0.6), side * (_ROAD_HALF_WIDTH_M - 1.1)
            pole = [
                self._corner(x, y, z_m)
                for x, y in ((foot, 0), (foot, 7.0), (foot * 0.94, 7.6), (top, 7.8))
            ]
            self._line(pole, max(1, round(150 * self._scale / z_m)))
            if self._rng.random() < 0.12:
                continue  # broken
            x, y = self._corner(top, 7.7, z_m)
            axes = (max(1, round(380 * self._scale / z_m)), max(1, round(130 * self._scale / z_m)))
            centre = (round(x), round(y))
            colour = tuple(float(c) for c in SODIUM * 9)
            cv2.ellipse(self._emission, (centre, (2 * axes[0], 2 * axes[1]), 0.0), colour, -1)
            self._lamps.append((top, 7.7, float(z_m)))

    def _draw_wires(self) -> None:
        for _ in range(5):
            z_m = self._rng.uniform(14, 60)
            left = self._corner(-_WALL_M, self._rng.uniform(7, 9.5), z_m)
            right = self._corner(
                _WALL_M, self._rng.uniform(6, 9), z_m * self._rng.uniform(0.7, 1.4)
            )
            along = np.linspace(0, 1, 40)
            sag = self._scale * 900 / z_m * 4 * along * (1 - along)
            xs = left[0] + (right[0] - left[0]) * along
            ys = left[1] + (right[1] - left[1]) * along + sag
            self._line(list(zip(xs, ys, strict=True)), max(1, round(22 * self._scale / z_m)))

    def _light_up(self) -> None:
        """Light surfaces by lamps, let the lens bloom, reduce the plates to their final size."""
        rows = np.arange(self._height, dtype=np.float32)[:, None]
        columns = np.arange(self._width, dtype=np.float32)[None]
        focal = _FOCAL * self.layout.size_px[0] * self._scale
        depth = np.minimum(self.depth_m, 1e6)
        for x_m, y_m, z_m in self._lamps:
            x, y = self._corner(x_m, y_m, z_m)
            across_m = (columns - x) * np.minimum(depth, 400) / focal
            down_m = (rows - y) * np.minimum(depth, 400) / focal
            away_m = depth - z_m
            squared = across_m**2 + down_m**2 + away_m**2 + 6.0
            below = 1 / (1 + np.exp(-np.clip((down_m + 0.3) * 1.2, -30, 30)))
            self._lamp_light += (16 * below / squared)[..., None] * SODIUM
        night_sky = np.array([0.019, 0.018, 0.018], np.float32)
        light = self.albedo * (night_sky + self._lamp_light) + self._emission
        size = (self._width // self._scale, self._height // self._scale)
        self.own_light = bloom(cv2.resize(light, size, interpolation=cv2.INTER_AREA))
        self.albedo = cv2.resize(self.albedo, size, interpolation=cv2.INTER_AREA)
        self.facing = cv2.resize(self.facing, size, interpolation=cv2.INTER_AREA)
        self.depth_m = cv2.resize(depth, size, interpolation=cv2.INTER_NEAREST)


def bloom(light: Plate) -> Plate:
    """Return `light` as a small lens passes it on: most of it sharp, some spread widely."""
    width = light.shape[1]
    small = cv2.resize(light, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    halo = np.zeros_like(small)
    for spread, share in ((0.003, 0.10), (0.012, 0.035), (0.05, 0.012)):
        halo += share * cv2.GaussianBlur(small, (0, 0), spread * width / 4 + 0.6)
    size = (light.shape[1], light.shape[0])
    return 0.853 * light + cv2.resize(halo, size, interpolation=cv2.INTER_LINEAR)
