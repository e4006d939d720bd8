"""Clips that begin in the middle of things: in the light of a flash, or as other light goes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from tests.synthesis.night.courses import Times
from tests.synthesis.night.film import Film, Random, Scene
from tests.synthesis.night.places import Light, glow, place, spread
from tests.synthesis.night.scenes import scene
from tests.synthesis.night.takes import Take

DURATION_S = 5.0

RISEN_S = 0.06
"""The light of no scene takes longer to its peak."""

FLASHES = ("explosion", "blinding", "shell", "lightning", "photo flash", "muzzle")
AMIDST = ("quiet", "headlights", "moving lamp", "pan", "exposure", "fade", "cut", "dissolve")
"""Scenes without a flash that are begun in their midst."""


def begun_in(kind: str, seed: int) -> Scene:
    """Return a scene from the peak of its first flash on or two frames later; if none, midway."""
    made, rng = scene(kind, seed), np.random.default_rng([seed, *kind.encode()])
    onset_s = next((flash.onset_s for flash in made.flashes if flash.is_clear), None)
    if onset_s is None:
        return _from(made, rng.uniform(0.2, 2.0))
    return _from(made, onset_s + RISEN_S, int(rng.integers(3)))


def going(kind: str, seed: int) -> Scene:
    """Return a scene of `GOING`, which begins brighter than it goes on."""
    return _GOING[kind](np.random.default_rng([seed, *kind.encode()]))


def _from(made: Scene, start_s: float, later: int = 0) -> Scene:
    first = later + next(i for i, time in enumerate(made.times) if float(time) >= start_s - 1e-6)
    kept = [time - made.times[first] for time in made.times[first:]]
    kept = [time for time in kept if time < DURATION_S]
    return replace(made, times=kept, codes=islice(made.codes, first, first + len(kept)))


def _settling(rng: Random) -> Scene:
    """Return exposure that settles, at once or after a while."""
    film = Film.of("settling", rng, DURATION_S)
    film.take.camera = film.camera = replace(film.camera, reaction=0.0)
    lasts_s, ratio = rng.uniform(0.05, 0.6), rng.uniform(1.6, 6)
    since_s = rng.choice((0.0, rng.uniform(0, 0.4)))
    film.take.gain_at = lambda time_s: float(
        1 + (ratio - 1) * np.exp(-max(0.0, time_s - since_s) / lasts_s)
    )
    return film.done()


def _lamp(rng: Random, lasts_s: float) -> Scene:
    """Return a lamp that goes out within the first second, its filament cooling for a while."""
    film = Film.of("lamp off", rng, DURATION_S)
    at, width = film.spot(), film.place.shape[1]
    where = film.lamp(spread(film.place, *at, rng.uniform(0.1, 0.5) * width), (25, 150))
    where = where + film.lamp(glow(film.place.shape, *at, rng.uniform(5, 15)), (80, 250))
    off_s = rng.uniform(0.02, 0.8)

    def course(time_s: Times) -> Times:
        return np.asarray(np.exp(-np.maximum(0, time_s - off_s) / lasts_s))

    film.add(where, course)
    return film.done()


def _veiled(rng: Random, *, is_white: bool) -> Scene:
    """Return a fade from white or grey, or from another, brighter place."""
    film = Film.of("veiled", rng, DURATION_S)
    other = Take(film.camera, place(rng, film.camera.size_px), film.take.times_s, rng)
    lasts_s, power = rng.uniform(0.15, 1.5), int(rng.choice((1, 1, 2) if is_white else (1,)))
    level, gain = rng.choice((255, rng.uniform(120, 250))), rng.uniform(1, 6)
    made = film.done()

    def codes() -> Iterator[Light]:
        pairs = zip(film.take.codes(), other.codes(), film.take.times_s, strict=True)
        for picture, bright, time_s in pairs:
            share = np.float32(max(0.0, 1 - time_s / lasts_s) ** power)
            before = np.full_like(picture, level) if is_white else np.minimum(255, gain * bright)
            yield (1 - share) * picture + share * before

    made.codes = codes()
    return made


_GOING: dict[str, Callable[[Random], Scene]] = {
    "exposure settles": _settling,
    "lamp off": lambda rng: _lamp(rng, 0.005),
    "filament goes out": lambda rng: _lamp(rng, rng.uniform(0.03, 0.12)),
    "fade from white": lambda rng: _veiled(rng, is_white=True),
    "dissolve under way": lambda rng: _veiled(rng, is_white=False),
}
GOING = tuple(_GOING)
