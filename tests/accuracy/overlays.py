"""How many planted overlays are found, where and when, and what is listed that is none.

python -m tests.accuracy.overlays [--split scored|tuning] [--folder F]

The clips are those of `tests.accuracy.copies`: marks laid over real footage with boxes and times
known, and the references without any. Rules were set on `tuning` alone.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.synthesis.copies.plan import BRANDED
from tests.synthesis.copies.sets import copy_set
from tests.synthesis.copies.truth import CopySet, Query, read_set
from verify.domain.findings import Analysis
from verify.domain.overlays import Overlay
from verify.jobs.messages import InspectionOptions
from verify.workbench.clips import analysis_of

LEAST_OVERLAP = 0.5
"""Of boxes and of intervals, from which on a planted region counts as found."""
_OPTIONS = InspectionOptions(analyses=frozenset(("timebase", "overlays")))


@dataclass(frozen=True)
class Region:
    """A box, as shares of the picture, and an interval; `kind` as planted or as told."""

    kind: str
    box: tuple[float, float, float, float]
    start_s: float
    end_s: float


def overlap(one: Region, other: Region) -> tuple[float, float]:
    """Return how far boxes and how far intervals overlap: shared over covered together."""
    sides = []
    for axis in (0, 1):
        first = max(one.box[axis], other.box[axis])
        last = min(one.box[axis] + one.box[axis + 2], other.box[axis] + other.box[axis + 2])
        sides.append(max(0.0, last - first))
    shared = sides[0] * sides[1]
    areas = sum(region.box[2] * region.box[3] for region in (one, other))
    lasts_s = max(0.0, min(one.end_s, other.end_s) - max(one.start_s, other.start_s))
    spans_s = sum(region.end_s - region.start_s for region in (one, other))
    return shared / (areas - shared), lasts_s / (spans_s - lasts_s)


def matched(planted: Sequence[Region], found: Sequence[Region]) -> list[tuple[Region, Region]]:
    """Return which planted region is which found one, each once, the best first."""
    pairs = []
    for one in planted:
        for other in found:
            shares = overlap(one, other)
            if min(shares) >= LEAST_OVERLAP:
                pairs.append((sum(shares), one, other))
    kept: list[tuple[Region, Region]] = []
    for _, one, other in sorted(pairs, key=lambda pair: -pair[0]):
        if all(one is not mine and other is not theirs for mine, theirs in kept):
            kept.append((one, other))
    return kept


def planted_in(query: Query) -> list[Region]:
    """Return what was laid over the footage of a query."""
    return [Region(one.kind, one.box, one.start_s, one.end_s) for one in query.overlays]


def regions_of(overlays: Sequence[Overlay], width_px: int, height_px: int) -> list[Region]:
    """Return every showing of what was found."""
    return [
        Region(
            one.kind.value,
            (
                showing.box_px[0] / width_px,
                showing.box_px[1] / height_px,
                showing.box_px[2] / width_px,
                showing.box_px[3] / height_px,
            ),
            showing.start_s,
            showing.end_s,
        )
        for one in overlays
        for showing in one.showings
    ]


def found_in(analysis: Analysis) -> list[Region]:
    """Return what was found in a clip."""
    video = analysis.footage.video
    if video is None or analysis.overlays is None:
        return []
    return regions_of(analysis.overlays, video.width_px, video.height_px)


def lines(folder: Path, made: CopySet) -> Iterator[str]:
    """Yield the figures: by kind, then what is listed where nothing was laid."""
    planted, hits, listed, false = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    boxes, times = [], []
    queries = [query for query in made.queries if query.overlays]
    for query in queries:
        found = found_in(analysis_of(folder / query.file, _OPTIONS))
        truth = planted_in(query)
        pairs = matched(truth, found)
        planted[query.edit] += len(truth)
        listed[query.edit] += len(found)
        hits[query.edit] += len(pairs)
        false[query.edit] += len(found) - len(pairs)
        for one, other in pairs:
            share, span = overlap(one, other)
            boxes.append(share)
            times.append(span)
        if len(pairs) < len(truth):
            yield f"  {query.file}: {len(pairs)} of {len(truth)} found, {len(found)} listed"
    for kind in [*planted, "all"]:
        among = list(planted) if kind == "all" else [kind]
        sums = [sum(counted[name] for name in among) for counted in (hits, planted, listed, false)]
        yield (
            f"{kind:9} {sums[0]:3} of {sums[1]:3} regions found, recall {sums[0] / sums[1]:.2f}; "
            f"{sums[2]} listed, precision {1 - sums[3] / max(1, sums[2]):.2f}"
        )
    yield (
        f"mean overlap of boxes {sum(boxes) / max(1, len(boxes)):.2f}, "
        f"of intervals {sum(times) / max(1, len(times)):.2f}"
    )
    yield from _unlaid(folder, made)


def _unlaid(folder: Path, made: CopySet) -> Iterator[str]:
    """Yield what is listed of clips over which nothing was laid here; some carry marks already."""
    clips = [one for one in made.references if BRANDED not in one.file]
    count, length_s, untold_s = 0, 0.0, 0.0
    for clip in clips:
        analysis = analysis_of(folder / clip.file, _OPTIONS)
        length_s += clip.duration_s
        untold_s += sum(one.end_s - one.start_s for one in analysis.overlays_cannot_tell or [])
        for one in found_in(analysis):
            count += 1
            box = ", ".join(f"{side:.2f}" for side in one.box)
            yield f"  listed in {clip.file}: {one.kind} at {box}, {one.start_s:.1f} s"
    yield (
        f"{len(clips)} clips, nothing laid over them, {length_s / 60:.1f} min: {count} listed, "
        f"{60 * count / length_s:.2f} a minute; cannot tell in {untold_s / length_s:.0%} of it"
    )


def main(arguments: list[str]) -> int:
    """Make the set if it is not there, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("tuning", "scored"), default="scored")
    parser.add_argument("--folder", type=Path, help="a set that is there; taken as it is")
    options = parser.parse_args(arguments)
    known = read_set(options.folder) if options.folder else None
    folder, made = (options.folder, known) if known else copy_set(options.split, options.folder)
    for line in lines(folder, made):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
