"""Scenes in which light comes on: flashes of every kind, lamps, fires."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tests.synthesis.night import courses
from tests.synthesis.night.courses import Course
from tests.synthesis.night.film import Film, Random, Scene
from tests.synthesis.night.places import Light, glow, sky_light, spread


def lightning(kind: str, rng: Random) -> Scene:
    film = Film.of(kind, rng)
    sources, ignored_s = [], []
    for onset_s in (rng.uniform(0.8, 2), rng.uniform(3.2, 5)):
        delays_s = np.cumsum([0, *rng.uniform(0.04, 0.2, rng.integers(0, 4))]).tolist()
        heights = [rng.uniform(0.5, 1) for _ in delays_s]
        decay_s = rng.uniform(0.008, 0.08)
        where = film.lamp(sky_light(rng, film.place), (25, 240))
        sources.append(film.add(where, courses.strokes(onset_s, delays_s, heights, decay_s)))
        ignored_s.append((onset_s, onset_s + delays_s[-1] + 0.3))
    return film.done(*sources, ignored_s=ignored_s)


def photo_flash(kind: str, rng: Random) -> Scene:
    film = Film.of(kind, rng)
    near = spread(film.place, *film.spot(), rng.uniform(0.2, 0.9) * film.place.shape[1])
    where = film.lamp(near, (30, 250))
    return film.done(film.add(where, courses.pulse(rng.uniform(1, 5.5), 0.001)))


def explosion(kind: str, rng: Random) -> Scene:
    film = Film.of(kind, rng)
    at = film.spot()
    radius_px = rng.uniform(0.04, 0.15) * film.place.shape[1]
    where = film.lamp(spread(film.place, *at, 4 * radius_px), (15, 120))
    where = where + film.lamp(glow(film.place.shape, *at, radius_px), (60, 320))
    onset_s = rng.uniform(1, 4.5)
    decay_s = rng.uniform(0.1, 0.8)
    course = courses.pulse(onset_s, decay_s, rng.uniform(0, 0.06))
    return film.done(film.add(where, course))


def muzzle(kind: str, rng: Random) -> Scene:
    film = Film.of(kind, rng)
    at = film.spot()
    where = film.lamp(
        spread(film.place, *at, rng.uniform(0.08, 0.2) * film.place.shape[1]), (20, 110)
    )
    where = where + film.lamp(glow(film.place.shape, *at, 6), (80, 250))
    onsets_s = 1 + np.cumsum(rng.uniform(0.4, 1.4, rng.integers(1, 4)))
    return film.done(*(film.add(where, courses.pulse(onset_s, 0.004)) for onset_s in onsets_s))


def strobe(kind: str, rng: Random) -> Scene:
    film = Film.of(kind, rng)
    where = film.lamp(
        spread(film.place, *film.spot(), rng.uniform(0.15, 0.5) * film.place.shape[1]), (40, 200)
    )
    period_s = rng.uniform(0.35, 1.5)
    onsets_s = np.arange(rng.uniform(0.8, 1.5), 6, period_s)
    return film.done(*(film.add(where, courses.pulse(onset_s, 0.02)) for onset_s in onsets_s))


def shell(kind: str, rng: Random) -> Scene:
    """Return a firework: the break lights up at once, then its stars fall and go out."""
    film = Film.of(kind, rng)
    onset_s = rng.uniform(1, 3)
    at = film.spot()
    where = film.lamp(
        spread(film.place, *at, rng.uniform(0.2, 0.5) * film.place.shape[1]), (30, 160)
    )
    film.take.moving = stars(film, onset_s, at)
    ignored_s = [(onset_s, onset_s + 0.6)]
    return film.done(
        film.add(where, courses.pulse(onset_s, rng.uniform(0.04, 0.25))), ignored_s=ignored_s
    )


def stars(film: Film, onset_s: float, at: tuple[float, float]) -> Callable[[float], Light]:
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


def blinding(kind: str, rng: Random) -> Scene:
    """Return a flash after which the camera closes down: everything else darkens, then recovers."""
    film = Film.of(kind, rng)
    film.take.camera = film.camera = replace(
        film.camera, reaction=rng.uniform(0.6, 0.95), lag_s=rng.uniform(0.08, 0.3)
    )
    at = film.spot()
    where = film.lamp(
        spread(film.place, *at, rng.uniform(0.3, 0.6) * film.place.shape[1]), (80, 200)
    )
    where = where + film.lamp(glow(film.place.shape, *at, 25), (150, 400))
    course = courses.pulse(rng.uniform(1, 3.5), rng.uniform(0.2, 0.7), rng.uniform(0, 0.05))
    return film.done(film.add(where, course))


def lamp(kind: str, rng: Random) -> Scene:
    film = Film.of(kind, rng)
    at = film.spot()
    where = film.lamp(
        spread(film.place, *at, rng.uniform(0.1, 0.3) * film.place.shape[1]), (25, 110)
    )
    where = where + film.lamp(glow(film.place.shape, *at, rng.uniform(5, 15)), (80, 250))
    course = courses.switched_on(rng.uniform(1, 3.5), rng.uniform(0, 0.05))
    return film.done(film.add(where, course))


def fire(kind: str, rng: Random) -> Scene:
    film = Film.of(kind, rng)
    return film.done(film.add(*flames(film, rng.uniform(1, 3))))


def flames(film: Film, onset_s: float) -> tuple[Light, Course]:
    rng, at = film.rng, film.spot()
    radius_px = rng.uniform(0.05, 0.14) * film.place.shape[1]
    where = film.lamp(spread(film.place, *at, 3 * radius_px), (20, 110))
    where = where + film.lamp(glow(film.place.shape, *at, radius_px), (60, 280))
    course = courses.burning(rng, onset_s, rng.uniform(0, 0.07), rng.uniform(0.05, 0.3))
    return where, course


def ends_soon(kind: str, rng: Random) -> Scene:
    """Return a clip that ends within a second of a fire's or an explosion's onset."""
    duration_s = rng.uniform(2, 5)
    film = Film.of(kind, rng, duration_s)
    onset_s = film.take.times_s[-1] - rng.uniform(0.12, 0.95)
    where, course = flames(film, onset_s)
    if rng.random() < 0.5:
        course = courses.pulse(onset_s, rng.uniform(0.2, 1.0), rng.uniform(0, 0.05))
    return film.done(film.add(where, course))
