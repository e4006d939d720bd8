"""Scenes of every kind, each from its seed: what is filmed, and what flashes there are in it."""

from collections.abc import Callable

import numpy as np

from tests.synthesis.night import lights_on as lights
from tests.synthesis.night import no_flash as others
from tests.synthesis.night.film import Random, Scene


def scene(kind: str, seed: int) -> Scene:
    """Return a scene of a kind in `POSITIVE`, `NEGATIVE`, `LASTING` or `LISTED`."""
    rng = np.random.default_rng([seed, *kind.encode()])
    return _MAKERS[kind](kind, rng)


_MAKERS: dict[str, Callable[[str, Random], Scene]] = {
    "lightning": lights.lightning,
    "photo flash": lights.photo_flash,
    "explosion": lights.explosion,
    "muzzle": lights.muzzle,
    "strobe": lights.strobe,
    "shell": lights.shell,
    "blinding": lights.blinding,
    "lamp": lights.lamp,
    "flash before cut": others.flash_before_cut,
    "quiet": others.quiet,
    "headlights": others.headlights,
    "moving lamp": others.moving_lamp,
    "pan": others.pan,
    "fade": others.fade,
    "cut": others.cut,
    "dissolve": others.dissolve,
    "exposure": others.exposure,
    "afterglow": others.afterglow,
    "fire": lights.fire,
    "ends soon": lights.ends_soon,
    "caption": others.caption,
}
POSITIVE = tuple(_MAKERS)[:9]
NEGATIVE = tuple(_MAKERS)[9:18]
LASTING = ("fire", "ends soon")
LISTED = ("caption",)
"""Light that appears, though none was there: listed as such, and documented."""
