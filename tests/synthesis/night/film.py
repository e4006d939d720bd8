"""A camera on a place before anything happens, and the scene that comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from tests.synthesis.night.camera import Camera, frame_times
from tests.synthesis.night.courses import Course, Shutter
from tests.synthesis.night.places import Light, Place, place
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


@dataclass
class Film:
    """A camera on a place, before anything happens."""

    kind: str
    rng: Random
    camera: Camera
    place: Place
    times: list[Fraction]
    take: Take

    @classmethod
    def of(cls, kind: str, rng: Random, duration_s: float = 7.0, wider: float = 1.0) -> "Film":
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
