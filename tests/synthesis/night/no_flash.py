"""Scenes without a flash: light that moves, cameras that move, edits; and a caption."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from tests.synthesis.night import courses
from tests.synthesis.night.film import Film, Random, Scene
from tests.synthesis.night.lights_on import stars
from tests.synthesis.night.places import Light, glow, place, spread
from tests.synthesis.night.takes import Seen, Take


def quiet(kind: str, rng: Random) -> Scene:
    return Film.of(kind, rng).done()


def headlights(kind: str, rng: Random) -> Scene:
    """Return a car or two that come nearer, their lamps growing, and pass."""
    film = Film.of(kind, rng)
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


def moving_lamp(kind: str, rng: Random) -> Scene:
    """Return lamps that cross the picture: torches, motorcycles, lit drones."""
    film = Film.of(kind, rng)
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


def pan(kind: str, rng: Random) -> Scene:
    film = Film.of(kind, rng, wider=2.6)
    width = film.camera.size_px[0]
    times_s = np.array(film.take.times_s)
    start_s, lasts_s = rng.uniform(0.3, 2), rng.uniform(0.7, 5)
    way = np.clip((times_s - start_s) / lasts_s, 0, 1)
    eased = way * way * (3 - 2 * way)
    film.take.aim_px = np.stack([1.55 * width * eased, 0 * eased], axis=1)
    return film.done()


def exposure(kind: str, rng: Random) -> Scene:
    """Return a camera that changes its exposure: at once, or within half a second."""
    film = Film.of(kind, rng)
    film.take.camera = film.camera = replace(film.camera, reaction=0.0)
    at_s, takes_s = rng.uniform(1, 4.5), rng.choice((0.001, rng.uniform(0.03, 0.6)))
    ratio = rng.uniform(1.6, 5)

    def gain(time_s: float) -> float:
        return float(ratio ** np.clip((time_s - at_s) / takes_s, 0, 1))

    film.take.gain_at = gain
    return film.done()


def afterglow(kind: str, rng: Random) -> Scene:
    """Return the stars of a firework that broke before the clip began."""
    film = Film.of(kind, rng, 5.0)
    film.take.moving = stars(film, -rng.uniform(0.3, 0.8), film.spot())
    return film.done()


def cut(kind: str, rng: Random) -> Scene:
    takes, scene_of = _several(kind, rng, int(rng.integers(3, 7)))

    def codes() -> Iterator[Light]:
        for take in takes:
            yield from take.codes()

    scene_of.codes = codes()
    return scene_of


def _several(kind: str, rng: Random, shots: int) -> tuple[list[Take], Scene]:
    film = Film.of(kind, rng, 8.0)
    edges = np.linspace(0, len(film.times), shots + 1).astype(int)
    takes = []
    for first, last in pairwise(edges):
        times_s = film.take.times_s[first:last]
        takes.append(Take(film.camera, place(rng, film.camera.size_px), times_s, rng))
    cuts_s = [film.take.times_s[edge] for edge in edges[1:-1]]
    return takes, Scene(kind, film.camera, film.times, rng, iter(()), cuts_s=cuts_s)


def flash_before_cut(kind: str, rng: Random) -> Scene:
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


def dissolve(kind: str, rng: Random) -> Scene:
    film = Film.of(kind, rng, 6.0)
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


def fade(kind: str, rng: Random) -> Scene:
    """Return a take that comes out of black, or goes into it and another comes out."""
    film = Film.of(kind, rng, 6.0)
    at_s, lasts_s = rng.uniform(0.0, 3.5), rng.uniform(0.4, 2)
    made = film.done()

    def codes() -> Iterator[Light]:
        for picture, time_s in zip(film.take.codes(), film.take.times_s, strict=True):
            yield picture * np.float32(np.clip((time_s - at_s) / lasts_s, 0, 1))

    made.codes = codes()
    return made


def caption(kind: str, rng: Random) -> Scene:
    film = Film.of(kind, rng, 6.0)
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
