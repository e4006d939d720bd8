"""Scenes of every kind, each from its seed: what is filmed, and what flashes there are in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np

from tests.synthesis.night import courses
from tests.synthesis.night.camera import Camera, frame_times
from tests.synthesis.night.courses import Course, Shutter
from tests.synthesis.night.places import Light, Place, glow, place, sky_light, spread
from tests.synthesis.night.takes import Seen, Source, Take

Random = np.random.Generator


@dataclass
class Scene:
    """A clip to be written, with its truth.

    Attributes
    ----------
    flashes : list of Seen
        Flashes and lights that go on and stay.
    ignored_s : list of tuple
        Stretches in which more onsets are neither right nor wrong.
    cuts_s : list of float
        First frames of new shots.
    """

    kind: str
    camera: Camera
    times: list[Fraction]
    rng: Random
    codes: Iterator[Light]
    flashes: list[Seen] = field(default_factory=list)
    ignored_s: list[tuple[float, float]] = field(default_factory=list)
    cuts_s: list[float] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Film it; a scene is filmed once."""
        self.camera.write(path, self.codes, self.times, self.rng)


def scene(kind: str, seed: int) -> Scene:
    """Return a scene of a kind in `POSITIVE`, `NEGATIVE`, `LASTING` or `LISTED`."""
    rng = np.random.default_rng([seed, *kind.encode()])
    return _MAKERS[kind](kind, rng)


@dataclass
class _Set:
    """A camera on a place, before anything happens."""

    kind: str
    rng: Random
    camera: Camera
    place: Place
    times: list[Fraction]
    take: Take

    @classmethod
    def of(cls, kind: str, rng: Random, duration_s: float = 7.0, wider: float = 1.0) -> "_Set":
        camera = Camera.of(rng)
        times = frame_times(rng, duration_s)
        where = place(rng, camera.size_px, wider)
        interval_s = float(times[-1]) / (len(times) - 1)
        shutter = Shutter(rng.uniform(0.3, 0.95) * interval_s, rng.uniform(0, 0.7) * interval_s)
        take = Take(camera, where, [float(t) for t in times], rng, shutter=shutter)
        return cls(kind, rng, camera, where, times, take)

    def spot(self) -> tuple[float, float]:
        """Return a place well inside the picture."""
        height, width = self.place.shape
        return self.rng.uniform(0.2, 0.8) * width, self.rng.uniform(0.25, 0.75) * height

    def lamp(self, where: Light, levels: tuple[float, float]) -> Light:
        """Return a light so strong that its brightest spot rises by some code values."""
        gamma = self.camera.gamma
        base = float(np.median(self.place.light))
        risen = 255 * base ** (1 / gamma) + self.rng.uniform(*levels)
        return np.asarray(where / where.max() * ((risen / 255) ** gamma - base), np.float32)

    def add(self, where: Light, course: Course) -> Source:
        return self.take.add(where, course)

    def done(self, *sources: Source, ignored_s: list[tuple[float, float]] | None = None) -> Scene:
        """Return the scene; what its sources show is its truth."""
        flashes = [seen for seen in map(self.take.seen, sources) if seen is not None]
        return Scene(
            self.kind,
            self.camera,
            self.times,
            self.rng,
            self.take.codes(),
            flashes,
            ignored_s or [],
        )


def _lightning(kind: str, rng: Random) -> Scene:
    film = _Set.of(kind, rng)
    sources, ignored_s = [], []
    for onset_s in (rng.uniform(0.8, 2), rng.uniform(3.2, 5)):
        delays_s = np.cumsum([0, *rng.uniform(0.04, 0.2, rng.integers(0, 4))]).tolist()
        heights = [rng.uniform(0.5, 1) for _ in delays_s]
        decay_s = rng.uniform(0.008, 0.08)
        where = film.lamp(sky_light(rng, film.place), (25, 240))
        sources.append(film.add(where, courses.strokes(onset_s, delays_s, heights, decay_s)))
        ignored_s.append((onset_s, onset_s + delays_s[-1] + 0.3))
    return film.done(*sources, ignored_s=ignored_s)


def _photo_flash(kind: str, rng: Random) -> Scene:
    film = _Set.of(kind, rng)
    near = spread(film.place, *film.spot(), rng.uniform(0.2, 0.9) * film.place.shape[1])
    where = film.lamp(near, (30, 250))
    return film.done(film.add(where, courses.pulse(rng.uniform(1, 5.5), 0.001)))


def _explosion(kind: str, rng: Random) -> Scene:
    film = _Set.of(kind, rng)
    at = film.spot()
    radius_px = rng.uniform(0.04, 0.15) * film.place.shape[1]
    where = film.lamp(spread(film.place, *at, 4 * radius_px), (15, 120))
    where = where + film.lamp(glow(film.place.shape, *at, radius_px), (60, 320))
    onset_s = rng.uniform(1, 4.5)
    decay_s = rng.uniform(0.1, 0.8)
    course = courses.pulse(onset_s, decay_s, rng.uniform(0, 0.06))
    return film.done(film.add(where, course))


def _muzzle(kind: str, rng: Random) -> Scene:
    film = _Set.of(kind, rng)
    at = film.spot()
    where = film.lamp(
        spread(film.place, *at, rng.uniform(0.08, 0.2) * film.place.shape[1]), (20, 110)
    )
    where = where + film.lamp(glow(film.place.shape, *at, 6), (80, 250))
    onsets_s = 1 + np.cumsum(rng.uniform(0.4, 1.4, rng.integers(1, 4)))
    return film.done(*(film.add(where, courses.pulse(onset_s, 0.004)) for onset_s in onsets_s))


def _strobe(kind: str, rng: Random) -> Scene:
    film = _Set.of(kind, rng)
    where = film.lamp(
        spread(film.place, *film.spot(), rng.uniform(0.15, 0.5) * film.place.shape[1]), (40, 200)
    )
    period_s = rng.uniform(0.35, 1.5)
    onsets_s = np.arange(rng.uniform(0.8, 1.5), 6, period_s)
    return film.done(*(film.add(where, courses.pulse(onset_s, 0.02)) for onset_s in onsets_s))


def _shell(kind: str, rng: Random) -> Scene:
    """Return a firework: the break lights up at once, then its stars fall and go out."""
    film = _Set.of(kind, rng)
    onset_s = rng.uniform(1, 3)
    at = film.spot()
    where = film.lamp(
        spread(film.place, *at, rng.uniform(0.2, 0.5) * film.place.shape[1]), (30, 160)
    )
    film.take.moving = _stars(film, onset_s, at)
    ignored_s = [(onset_s, onset_s + 0.6)]
    return film.done(
        film.add(where, courses.pulse(onset_s, rng.uniform(0.04, 0.25))), ignored_s=ignored_s
    )


def _stars(film: _Set, onset_s: float, at: tuple[float, float]) -> Callable[[float], Light]:
    rng, shape = film.rng, film.place.shape
    count = int(rng.integers(15, 50))
    angle, speed_px = rng.uniform(0, 6.28, count), rng.uniform(0.05, 0.35, count) * shape[1]
    life_s = rng.uniform(1, 3.5, count)
    height = float(film.lamp(glow(shape, *at, 3), (80, 280)).max())

    def light(time_s: float) -> Light:
        since_s = time_s - onset_s
        total = np.zeros(shape, np.float32)
        if since_s <= 0:
            return total
        way = 1 - np.exp(-2 * since_s)
        for k in range(count):
            strength = height * np.exp(-since_s / life_s[k]) * rng.uniform(0.6, 1)
            x_px = at[0] + speed_px[k] * way * np.cos(angle[k])
            y_px = at[1] + speed_px[k] * way * np.sin(angle[k]) + 0.03 * shape[0] * since_s**2
            _dot(total, x_px, y_px, 2.0, strength)
        return total

    return light


def _dot(light: Light, x_px: float, y_px: float, radius_px: float, strength: float) -> None:
    """Add a small round light in place."""
    reach = int(4 * radius_px) + 1
    left, top = int(x_px) - reach, int(y_px) - reach
    if left < 0 or top < 0 or left + 2 * reach > light.shape[1] or top + 2 * reach > light.shape[0]:
        return
    rows = np.arange(top, top + 2 * reach)[:, None] - y_px
    columns = np.arange(left, left + 2 * reach)[None, :] - x_px
    light[top : top + 2 * reach, left : left + 2 * reach] += strength * np.exp(
        -(rows**2 + columns**2) / radius_px**2
    )


def _blinding(kind: str, rng: Random) -> Scene:
    """Return a flash after which the camera closes down: everything else darkens, then recovers."""
    film = _Set.of(kind, rng)
    film.take.camera = film.camera = Camera(
        **{**vars(film.camera), "reaction": rng.uniform(0.6, 0.95), "lag_s": rng.uniform(0.08, 0.3)}
    )
    at = film.spot()
    where = film.lamp(
        spread(film.place, *at, rng.uniform(0.3, 0.6) * film.place.shape[1]), (80, 200)
    )
    where = where + film.lamp(glow(film.place.shape, *at, 25), (150, 400))
    course = courses.pulse(rng.uniform(1, 3.5), rng.uniform(0.2, 0.7), rng.uniform(0, 0.05))
    return film.done(film.add(where, course))


def _lamp(kind: str, rng: Random) -> Scene:
    film = _Set.of(kind, rng)
    at = film.spot()
    where = film.lamp(
        spread(film.place, *at, rng.uniform(0.1, 0.3) * film.place.shape[1]), (25, 110)
    )
    where = where + film.lamp(glow(film.place.shape, *at, rng.uniform(5, 15)), (80, 250))
    course = courses.switched_on(rng.uniform(1, 3.5), rng.uniform(0, 0.05))
    return film.done(film.add(where, course))


def _fire(kind: str, rng: Random) -> Scene:
    film = _Set.of(kind, rng)
    return film.done(film.add(*_flames(film, rng.uniform(1, 3))))


def _flames(film: _Set, onset_s: float) -> tuple[Light, Course]:
    rng, at = film.rng, film.spot()
    radius_px = rng.uniform(0.05, 0.14) * film.place.shape[1]
    where = film.lamp(spread(film.place, *at, 3 * radius_px), (20, 110))
    where = where + film.lamp(glow(film.place.shape, *at, radius_px), (60, 280))
    course = courses.burning(rng, onset_s, rng.uniform(0, 0.07), rng.uniform(0.05, 0.3))
    return where, course


def _ends_soon(kind: str, rng: Random) -> Scene:
    """Return a clip that ends within a second of a fire's or an explosion's onset."""
    duration_s = rng.uniform(2, 5)
    film = _Set.of(kind, rng, duration_s)
    onset_s = film.take.times_s[-1] - rng.uniform(0.12, 0.95)
    where, course = _flames(film, onset_s)
    if rng.random() < 0.5:
        course = courses.pulse(onset_s, rng.uniform(0.2, 1.0), rng.uniform(0, 0.05))
    return film.done(film.add(where, course))


def _quiet(kind: str, rng: Random) -> Scene:
    return _Set.of(kind, rng).done()


def _headlights(kind: str, rng: Random) -> Scene:
    """Return a car or two that come nearer, their lamps growing, and pass."""
    film = _Set.of(kind, rng)
    height, width = film.place.shape
    height_light = float(film.lamp(glow(film.place.shape, 10, 10, 5), (120, 400)).max())
    cars = []
    for _ in range(rng.integers(1, 4)):
        start_s, lasts_s = rng.uniform(0, 4.5), rng.uniform(1.2, 4)
        x0, x1 = rng.uniform(0.3, 0.7) * width, rng.choice((-0.2, 1.2)) * width
        y0, y1 = rng.uniform(0.45, 0.6) * height, rng.uniform(0.6, 0.85) * height
        cars.append((start_s, lasts_s, x0, x1, y0, y1, rng.uniform(4, 9)))

    def light(time_s: float) -> Light:
        total = np.zeros(film.place.shape, np.float32)
        for start_s, lasts_s, x0, x1, y0, y1, closer in cars:
            way = (time_s - start_s) / lasts_s
            if not 0 <= way <= 1:
                continue
            near = 1 / (closer - (closer - 1) * way)
            x_px, y_px = (
                x0 + (x1 - x0) * (near - 1 / closer) / (1 - 1 / closer),
                y0 + (y1 - y0) * near,
            )
            # Far lamps come up out of haze; nobody switches them on.
            strength = height_light * min(1.0, 3 * way)
            gap_px = 0.12 * width * near
            for side in (-1, 1):
                total += strength * glow(
                    film.place.shape, x_px + side * gap_px / 2, y_px, 1.5 + 14 * near
                )
            road = spread(film.place, x_px, y_px + 0.1 * height, 0.3 * width * near + 5)
            total += 0.15 * strength * near * road
        return total

    film.take.moving = light
    return film.done()


def _moving_lamp(kind: str, rng: Random) -> Scene:
    """Return lamps that cross the picture: torches, motorcycles, lit drones."""
    film = _Set.of(kind, rng)
    height, width = film.place.shape
    strength = float(film.lamp(glow(film.place.shape, 10, 10, 5), (60, 300)).max())
    lamps = []
    for _ in range(rng.integers(1, 3)):
        start_s, lasts_s = rng.uniform(-1, 4), rng.uniform(1.0, 5)
        lamps.append(
            (
                start_s,
                lasts_s,
                rng.uniform(0.2, 0.8, 2) * height,
                rng.uniform(3, 14),
                rng.choice((-1, 1)),
            )
        )

    def light(time_s: float) -> Light:
        total = np.zeros(film.place.shape, np.float32)
        for start_s, lasts_s, (y0, y1), radius_px, side in lamps:
            way = (time_s - start_s) / lasts_s
            if -0.3 <= way <= 1.3:
                x_px = width * (way if side > 0 else 1 - way)
                y_px = y0 + (y1 - y0) * way
                total += strength * glow(film.place.shape, x_px, y_px, radius_px)
                total += 0.1 * strength * spread(film.place, x_px, y_px, 5 * radius_px)
        return total

    film.take.moving = light
    return film.done()


def _pan(kind: str, rng: Random) -> Scene:
    film = _Set.of(kind, rng, wider=2.6)
    width = film.camera.size_px[0]
    times_s = np.array(film.take.times_s)
    start_s, lasts_s = rng.uniform(0.3, 2), rng.uniform(0.7, 5)
    way = np.clip((times_s - start_s) / lasts_s, 0, 1)
    eased = way * way * (3 - 2 * way)
    film.take.aim_px = np.stack([1.55 * width * eased, 0 * eased], axis=1)
    return film.done()


def _exposure(kind: str, rng: Random) -> Scene:
    """Return a camera that changes its exposure: at once, or within half a second."""
    film = _Set.of(kind, rng)
    film.take.camera = film.camera = Camera(**{**vars(film.camera), "reaction": 0.0})
    at_s, takes_s = rng.uniform(1, 4.5), rng.choice((0.001, rng.uniform(0.03, 0.6)))
    ratio = rng.uniform(1.6, 5)

    def gain(time_s: float) -> float:
        return float(ratio ** np.clip((time_s - at_s) / takes_s, 0, 1))

    film.take.gain_at = gain
    return film.done()


def _afterglow(kind: str, rng: Random) -> Scene:
    """Return the stars of a firework that broke before the clip began."""
    film = _Set.of(kind, rng, 5.0)
    film.take.moving = _stars(film, -rng.uniform(0.3, 0.8), film.spot())
    return film.done()


def _cut(kind: str, rng: Random) -> Scene:
    takes, scene_of = _several(kind, rng, int(rng.integers(3, 7)))

    def codes() -> Iterator[Light]:
        for take in takes:
            yield from take.codes()

    scene_of.codes = codes()
    return scene_of


def _several(kind: str, rng: Random, shots: int) -> tuple[list[Take], Scene]:
    film = _Set.of(kind, rng, 8.0)
    edges = np.linspace(0, len(film.times), shots + 1).astype(int)
    takes = []
    for first, last in pairwise(edges):
        times_s = film.take.times_s[first:last]
        takes.append(Take(film.camera, place(rng, film.camera.size_px), times_s, rng))
    cuts_s = [film.take.times_s[edge] for edge in edges[1:-1]]
    return takes, Scene(kind, film.camera, film.times, rng, iter(()), cuts_s=cuts_s)


def _flash_before_cut(kind: str, rng: Random) -> Scene:
    """Return a short flash, and a cut once it is over."""
    takes, made = _several(kind, rng, 2)
    first = takes[0]
    onset_s = made.cuts_s[0] - rng.uniform(0.35, 1.5)
    near = spread(first.place, 0.5 * first.place.shape[1], 0.5 * first.place.shape[0], 150)
    strength = np.float32(rng.uniform(0.1, 0.6) / near.max())
    source = first.add(near * strength, courses.pulse(onset_s, 0.04))
    seen = first.seen(source)
    made.flashes = [seen] if seen else []

    def codes() -> Iterator[Light]:
        for take in takes:
            yield from take.codes()

    made.codes = codes()
    return made


def _dissolve(kind: str, rng: Random) -> Scene:
    film = _Set.of(kind, rng, 6.0)
    other = Take(film.camera, place(rng, film.camera.size_px), film.take.times_s, rng)
    start_s, lasts_s = rng.uniform(1, 3.5), rng.uniform(0.5, 1.8)
    made = film.done()

    def codes() -> Iterator[Light]:
        pairs = zip(film.take.codes(), other.codes(), film.take.times_s, strict=True)
        for first, second, time_s in pairs:
            share = np.float32(np.clip((time_s - start_s) / lasts_s, 0, 1))
            yield (1 - share) * first + share * second

    made.codes = codes()
    return made


def _fade(kind: str, rng: Random) -> Scene:
    """Return a take that comes out of black, or goes into it and another comes out."""
    film = _Set.of(kind, rng, 6.0)
    at_s, lasts_s = rng.uniform(0.0, 3.5), rng.uniform(0.4, 2)
    made = film.done()

    def codes() -> Iterator[Light]:
        for picture, time_s in zip(film.take.codes(), film.take.times_s, strict=True):
            yield picture * np.float32(np.clip((time_s - at_s) / lasts_s, 0, 1))

    made.codes = codes()
    return made


def _caption(kind: str, rng: Random) -> Scene:
    film = _Set.of(kind, rng, 6.0)
    width, height = film.camera.size_px
    start_s, end_s = rng.uniform(1, 2.5), rng.uniform(3.5, 5)
    rows, left = slice(int(0.75 * height), int(0.9 * height)), int(0.15 * width)
    letters = np.repeat(rng.random((1, 40)) < 0.55, int(0.7 * width / 40) + 1, axis=1)[0][
        : int(0.7 * width)
    ]
    made = film.done()
    first = next(time_s for time_s in film.take.times_s if time_s >= start_s)
    made.flashes = [Seen(first, True)]

    def codes() -> Iterator[Light]:
        for picture, time_s in zip(film.take.codes(), film.take.times_s, strict=True):
            if start_s <= time_s < end_s:
                picture = picture.copy()
                picture[rows, left : left + len(letters)][:, letters] = 235
            yield picture

    made.codes = codes()
    return made


_MAKERS: dict[str, Callable[[str, Random], Scene]] = {
    "lightning": _lightning,
    "photo flash": _photo_flash,
    "explosion": _explosion,
    "muzzle": _muzzle,
    "strobe": _strobe,
    "shell": _shell,
    "blinding": _blinding,
    "lamp": _lamp,
    "flash before cut": _flash_before_cut,
    "quiet": _quiet,
    "headlights": _headlights,
    "moving lamp": _moving_lamp,
    "pan": _pan,
    "fade": _fade,
    "cut": _cut,
    "dissolve": _dissolve,
    "exposure": _exposure,
    "afterglow": _afterglow,
    "fire": _fire,
    "ends soon": _ends_soon,
    "caption": _caption,
}
POSITIVE = tuple(_MAKERS)[:9]
NEGATIVE = tuple(_MAKERS)[9:18]
LASTING = ("fire", "ends soon")
LISTED = ("caption",)
"""Light that appears, though none was there: listed as such, and documented."""
