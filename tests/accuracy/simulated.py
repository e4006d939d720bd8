"""Flashes in simulated scenes, filmed through an encoder and read back through the real decoder.

python -m tests.accuracy.simulated [SCENES_OF_EACH_KIND]

Kept apart from labelled clips: these scenes are as varied as their generator, no more. A flash of a
strobe counts like any other; so figures stand by kind as well as pooled.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

from tests.accuracy.flashes import flashes_of, line
from tests.accuracy.labels import Event, Labels
from tests.accuracy.scoring import Score, score
from tests.synthesis.night.film import Scene
from tests.synthesis.night.scenes import LASTING, LISTED, NEGATIVE, POSITIVE, scene
from verify.domain.findings import FlashKind
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source

OF_EACH = 12
"""Scenes of each kind: 216 of flashes and of what is none, 48 of fires and clips that end."""


FIRST_SEED = 100
"""The rules were mended on the scenes from 0 on."""


@dataclass
class Tally:
    """What became of scenes of one kind, or of several."""

    score: Score = field(default_factory=Score)
    scenes: int = 0
    called_cut: int = 0
    called_step: int = 0
    accepted_scenes: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in vars(self)})

    @property
    def confused(self) -> int:
        """Flashes called cuts, and cuts called flashes."""
        return self.called_cut + self.score.at_cuts

    @property
    def confusable(self) -> int:
        """Clear flashes and cuts."""
        return self.score.clear + self.score.cuts


def tally(made: Scene) -> Tally:
    """Film one scene, find its flashes, compare."""
    with tempfile.TemporaryDirectory(prefix="scene-") as folder:
        path = Path(folder) / "scene.mp4"
        made.write(path)
        with open_source(path, DecodeLimits(), path) as source:
            flashes, times_s = flashes_of(source.play())
    interval_s = median(later - time_s for time_s, later in pairwise(times_s))
    onsets_s = [flash.onset_s for flash in flashes if flash.accepted]
    events = [Event("flash", seen.onset_s, seen.is_clear) for seen in made.flashes]
    events += [Event("cut", cut_s, True) for cut_s in made.cuts_s]
    result = score(onsets_s, Labels(events, made.ignored_s), interval_s, times_s[-1] + interval_s)

    def called(kind: FlashKind) -> int:
        near = [flash.onset_s for flash in flashes if flash.kind is kind]
        return sum(any(abs(at_s - s) <= 0.1 for s in near) for at_s in result.missed_clear_s)

    return Tally(
        score=result,
        scenes=1,
        called_cut=called(FlashKind.CUT),
        called_step=called(FlashKind.STEP),
        accepted_scenes=int(bool(made.flashes) and result.clear_found + result.faint_found > 0),
    )


def tallies(kinds: Iterable[str], of_each: int) -> Iterator[tuple[str, Tally]]:
    """Yield each kind with its scenes taken together."""
    for kind in kinds:
        yield (
            kind,
            sum(
                (tally(scene(kind, seed)) for seed in range(FIRST_SEED, FIRST_SEED + of_each)),
                Tally(),
            ),
        )


def main(arguments: list[str]) -> int:
    """Film and score every kind of scene, and print the table."""
    of_each = int(arguments[0]) if arguments else OF_EACH
    pooled = Tally()
    for kind, result in tallies((*POSITIVE, *NEGATIVE), of_each):
        print(line(f"{kind}, {result.scenes} scenes", result.score), flush=True)
        pooled += result
    print(line(f"all simulated, {pooled.scenes} scenes", pooled.score))
    print(f"  cuts and flashes taken for each other: {pooled.confused} of {pooled.confusable}")
    for kind, result in tallies(LASTING, 2 * of_each):
        print(line(f"{kind}, {result.scenes} scenes", result.score))
        print(
            f"  accepted {result.accepted_scenes} of {result.scenes}; called a cut "
            f"{result.called_cut}, an exposure step {result.called_step}"
        )
    for kind, result in tallies(LISTED, of_each):
        print(line(f"{kind} (listed, though no flash)", result.score))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
