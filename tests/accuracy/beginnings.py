"""How often a clip is said to begin in the light of a flash: where it does, and where it does not.

python -m tests.accuracy.beginnings [SCENES_OF_EACH_KIND] [FOLDER]

Real clips are begun anew at every fifth frame, which costs no decoding; a beginning within a
labelled flash or an ignored stretch, or within 1.5 s after, counts apart.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.accuracy.flashes import DEFAULT_FOLDER
from tests.accuracy.labels import Labels, read_labels
from tests.synthesis.night.beginnings import AMIDST, FLASHES, GOING, begun_in, going
from tests.synthesis.night.film import Scene
from verify.analysis.light.beginning import FOLLOWED_S, fading
from verify.analysis.light.rise import Look
from verify.analysis.light.transfer import linear_light
from verify.domain.frames import Frame
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source

OF_EACH = 12
EVERY_FRAMES = 5
AFTER_S = 1.5
FIRST_SEED = 100
_LEAST_FRAMES = 8


def looks_of(path: Path) -> list[Look]:
    """Return what is kept of each frame of a file."""
    looks: list[Look] = []
    with open_source(path, DecodeLimits(), path) as source:
        for part in source.play():
            if isinstance(part, Frame):
                looks.append(Look.of(part, looks[-1].time_s if looks else 0.0))
    return looks


def is_said(looks: list[Look]) -> bool:
    """Return whether a clip of these frames is said to begin in the light of a flash."""
    followed = [look for look in looks if look.time_s <= looks[0].time_s + FOLLOWED_S]
    return fading(followed, linear_light(None).of_code, (320, 180)) is not None


def begun_anew(looks: list[Look], labels: Labels) -> tuple[list[bool], list[bool]]:
    """Return what is said of beginnings away from any flash, and in or after one."""
    flashes = [(event.onset_s, event.onset_s) for event in labels.flashes]
    near_s = [(start_s - 0.1, end_s + AFTER_S) for start_s, end_s in [*flashes, *labels.ignored_s]]
    away: list[bool] = []
    within: list[bool] = []
    for first in range(0, len(looks) - _LEAST_FRAMES, EVERY_FRAMES):
        at_s = looks[first].time_s
        is_near = any(start_s <= at_s <= end_s for start_s, end_s in near_s)
        (within if is_near else away).append(is_said(looks[first:]))
    return away, within


def _filmed(made: Scene) -> bool:
    with tempfile.TemporaryDirectory(prefix="scene-") as folder:
        made.write(Path(folder) / "scene.mp4")
        return is_said(looks_of(Path(folder) / "scene.mp4"))


def main(arguments: list[str]) -> int:
    """Print the counts by kind of scene, then those of real clips."""
    of_each = int(arguments[0]) if arguments else OF_EACH
    folder = Path(arguments[1]) if len(arguments) > 1 else DEFAULT_FOLDER
    made: list[tuple[str, str, Callable[[str, int], Scene]]] = [
        *(("flash", kind, begun_in) for kind in FLASHES),
        *(("none", kind, going) for kind in GOING),
        *(("none", kind, begun_in) for kind in AMIDST),
    ]
    for truth, kind, make in made:
        said = [_filmed(make(kind, FIRST_SEED + seed)) for seed in range(of_each)]
        print(f"{truth:5} {kind:20} said of {sum(said)} of {len(said)}", flush=True)
    pooled: tuple[list[bool], list[bool]] = [], []
    for name, labels in sorted(read_labels(folder).items()):
        found = begun_anew(looks_of(folder / name), labels)
        for sums, more in zip(pooled, found, strict=True):
            sums += more
    away, within = pooled
    print(f"real clips, begun away from flashes: said of {sum(away)} of {len(away)}")
    print(f"real clips, begun in or just after one: said of {sum(within)} of {len(within)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
