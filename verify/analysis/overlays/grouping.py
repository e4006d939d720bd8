"""From sightings to overlays: pieces of one line joined, showings of one pattern put together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from verify.analysis.overlays.patterns import Box, overlap
from verify.analysis.overlays.tracks import Sighting

SAME_PATTERN = 0.5
"""Likeness from which on two sightings show one pattern; of unrelated lines it is 0.35 at most."""
SAME_PLACE = 0.5
"""Overlap of boxes from which on two sightings are at one place."""

_SAME_TIME_SAMPLES = 2
_SAME_ROWS = 0.6
# Between the words of a line, in heights of it.
_GAP_HEIGHTS = 1.5
_SHORT_GAP_SAMPLES = 6


@dataclass(frozen=True, slots=True)
class Showing:
    """A box and the samples from the first to the last in which it is shown."""

    box: Box
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """All showings of one pattern, in order of time.

    Attributes
    ----------
    clearest : Sighting
        That of which a picture is taken.
    """

    showings: tuple[Showing, ...]
    sightings: tuple[Sighting, ...]
    clearest: Sighting

    @property
    def places(self) -> int:
        """At how many places it is shown."""
        boxes: list[Box] = []
        for showing in self.showings:
            if all(overlap(showing.box, box) < SAME_PLACE for box in boxes):
                boxes.append(showing.box)
        return len(boxes)

    @property
    def shown_samples(self) -> int:
        """For how many samples it is shown."""
        return sum(showing.last - showing.first + 1 for showing in self.showings)


def grouped(sightings: Iterable[Sighting]) -> list[Group]:
    """Return what was laid over the picture, in order of time."""
    groups: list[list[Sighting]] = []
    for sighting in sorted(_lines(sightings), key=lambda one: one.first):
        # The last ones first: a mark that hops was shown a moment ago.
        for group in reversed(groups):
            if group[-1].pattern.likeness(sighting.pattern) >= SAME_PATTERN:
                group.append(sighting)
                break
        else:
            groups.append([sighting])
    return [_group(group) for group in groups]


def _group(sightings: Sequence[Sighting]) -> Group:
    showings: list[Showing] = []
    for one in sightings:
        before = showings[-1] if showings else None
        if (
            before is not None
            and one.first - before.last <= _SHORT_GAP_SAMPLES
            and overlap(before.box, one.box) >= SAME_PLACE
        ):
            showings[-1] = replace(before, last=max(before.last, one.last))
        else:
            showings.append(Showing(one.box, one.first, one.last))
    clearest = max(sightings, key=lambda one: (one.is_clear, len(one.pattern)))
    return Group(tuple(showings), tuple(sightings), clearest)


def _lines(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Return sightings with those joined that come, go and stand in one line together."""
    lines: list[Sighting] = []
    for one in sorted(sightings, key=lambda one: one.box[0]):
        for place, line in enumerate(lines):
            if _is_one_line(line, one):
                lines[place] = line.joined(one)
                break
        else:
            lines.append(one)
    return lines


def _is_one_line(one: Sighting, other: Sighting) -> bool:
    if (
        abs(one.first - other.first) > _SAME_TIME_SAMPLES
        or abs(one.last - other.last) > _SAME_TIME_SAMPLES
    ):
        return False
    (left, top, width, height), (x, y, wide, high) = one.box, other.box
    shared_rows = min(top + height, y + high) - max(top, y)
    gap = max(left, x) - min(left + width, x + wide)
    lower = min(height, high)
    return shared_rows >= _SAME_ROWS * lower and gap <= _GAP_HEIGHTS * lower
