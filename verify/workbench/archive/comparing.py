"""What hashes and points found, looked at again: stills of both sides laid over one another.

One process does it for all entries of a search, or of several. Entries that came as hashes alone
have no stills; of long lists, the weaker are not looked at again, and their matches say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from verify.analysis.matching.agreement import Agreement, Rough
from verify.analysis.matching.alignment import Pose
from verify.analysis.matching.candidates import Candidate
from verify.analysis.matching.ends import Span, ends_of
from verify.analysis.matching.framing import Framing
from verify.analysis.matching.offsets import Stretch
from verify.analysis.matching.shared_light import Curve, SharedLight, shared_light
from verify.analysis.matching.sightings import Sighting
from verify.domain.archive import Entry, Still
from verify.domain.store_errors import UnknownEntryError
from verify.jobs.agreement import Overlay, agreements
from verify.storage.interface import Archive

MOST_OF_AN_ENTRY = 3
MOST_COMPARED = 60

# A picture that is hardly alike where it should be speaks against what points or hashes say.
_FULLY_ALIKE, _LEAST_SHARE = 0.3, 0.2
_SAME_LINE_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A stretch that looks like one of an entry.

    Attributes
    ----------
    stretch : Stretch
    framing : Framing or None
        None where no points lie alike.
    agreement : Agreement or None
        None where the two were not laid over one another, or could not be.
    light : SharedLight or None
        None where it was not compared.
    """

    stretch: Stretch
    framing: Framing | None
    agreement: Agreement | None = None
    light: SharedLight | None = None

    @property
    def score(self) -> float:
        """What it counts: less where pictures do not agree, more for each change that does."""
        if self.agreement is None:
            return self.stretch.score
        share = self.agreement.median_alike / _FULLY_ALIKE
        weight = min(1.0, max(_LEAST_SHARE, share))
        return weight * self.stretch.score + self.agreement.agreeing


@dataclass(frozen=True, slots=True, eq=False)
class Considered:
    """An entry with what was found of it, the strongest first; one at least."""

    entry: Entry
    candidate: Candidate
    has_order: bool
    found: Sequence[Found]


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """The query's side.

    Attributes
    ----------
    path : Path
        As the user named it, for errors.
    stills : sequence of Still
    shots : sequence of tuple of float
        Start and end of each, seconds; may be empty.
    duration_s : float or None
        None for a single picture.
    light : float32 array or None
        Mean luma, ten a second.
    """

    path: Path
    stills: Sequence[Still]
    shots: Sequence[Span]
    duration_s: float | None
    light: Curve | None = None


def compared(
    archive: Archive, sides: Sequence[tuple[Pictures, Sequence[Considered]]]
) -> list[list[Considered]]:
    """Lay the strongest stretches of each query over its entries; returns all of them, more exact.

    Raises
    ------
    FailedError
        If that was not done.
    """
    overlays: list[Overlay] = []
    counts: list[list[int]] = []
    for pictures, considered in sides:
        of_query, of_entries = _overlays(archive, pictures, considered)
        overlays += of_query
        counts.append(of_entries)
    first = sides[0][0] if sides else Pictures(Path(), (), (), None)
    answers = iter(agreements(first.path, first.stills, overlays))
    return [
        [
            _with_light(
                archive,
                _more_exact(each, [next(answers) for _ in range(count)], pictures),
                pictures,
            )
            for each, count in zip(considered, of_entries, strict=True)
        ]
        for (pictures, considered), of_entries in zip(sides, counts, strict=True)
    ]


def _overlays(
    archive: Archive, pictures: Pictures, considered: Sequence[Considered]
) -> tuple[list[Overlay], list[int]]:
    """Return what is to be laid over what for a query, and how much of it is of each entry."""
    overlays: list[Overlay] = []
    counts: list[int] = []
    for each in considered:
        chosen = each.found[: min(MOST_OF_AN_ENTRY, MOST_COMPARED - len(overlays))]
        stills = _stills(archive, each.entry.key) if chosen and pictures.stills else ()
        counts.append(len(chosen) if stills else 0)
        overlays += [_overlay(stills, found, pictures.stills) for found in chosen if stills]
    return overlays, counts


def _with_light(archive: Archive, considered: Considered, pictures: Pictures) -> Considered:
    """Compare the light of stretches whose pictures were laid over one another."""
    looked_at = [each.agreement is not None for each in considered.found]
    if pictures.light is None or not considered.has_order or not any(looked_at):
        return considered
    try:
        curve = archive.light_curve(considered.entry.key)
    except UnknownEntryError:
        curve = None
    if curve is None:
        return considered
    found = [
        replace(each, light=_light(pictures.light, curve, each.stretch)) if is_looked_at else each
        for each, is_looked_at in zip(considered.found, looked_at, strict=True)
    ]
    return replace(considered, found=found)


def _light(query: Curve, entry: Curve, stretch: Stretch) -> SharedLight | None:
    span_s = stretch.start_s, stretch.end_s
    return shared_light(query, entry, span_s, stretch.speed, stretch.offset_s)


def _stills(archive: Archive, key: str) -> Sequence[Still]:
    """Return the stills of an entry, none if it was removed meanwhile."""
    try:
        return archive.stills(key)
    except UnknownEntryError:
        return ()


def _overlay(stills: Sequence[Still], found: Found, query: Sequence[Still]) -> Overlay:
    stretch = found.stretch
    pose = found.framing.pose if found.framing else Pose()
    rough = Rough(stretch.start_s, stretch.end_s, stretch.speed, stretch.offset_s, stretch.slack_s)
    return Overlay(stills, pose, rough, query)


def _more_exact(
    considered: Considered, answers: Sequence[Agreement | None], pictures: Pictures
) -> Considered:
    ends_s = pictures.duration_s or 0.0, considered.entry.duration_s or 0.0
    found: list[Found] = []
    for index, each in enumerate(considered.found):
        agreement = answers[index] if index < len(answers) else None
        if agreement is None:
            found.append(each)
            continue
        exact = replace(each, agreement=agreement)
        if considered.has_order and _speaks(agreement):
            sightings = considered.candidate.sightings
            stretch = _moved(each.stretch, agreement, sightings, pictures.shots, ends_s)
            exact = replace(exact, stretch=stretch)
        if not any(_is_part(exact.stretch, other.stretch) for other in found):
            found.append(exact)
    found.sort(key=lambda each: -each.score)
    return replace(considered, found=found)


def _speaks(agreement: Agreement) -> bool:
    """Return whether the line that was found rests on anything."""
    return agreement.agreeing > 0 or agreement.median_alike >= _LEAST_SHARE


def _moved(
    stretch: Stretch,
    agreement: Agreement,
    sightings: Sequence[Sighting],
    shots: Sequence[Span],
    ends_s: tuple[float, float],
) -> Stretch:
    start_s, end_s = ends_of(stretch, agreement, sightings, shots, ends_s)
    return replace(
        stretch,
        start_s=start_s,
        end_s=end_s,
        speed=agreement.speed,
        offset_s=agreement.offset_s,
        slack_s=min(stretch.slack_s, 2 * agreement.offset_error_s),
    )


def _is_part(stretch: Stretch, other: Stretch) -> bool:
    """Return whether most of a stretch lies in another, at the same place of the entry."""
    both_s = min(stretch.end_s, other.end_s) - max(stretch.start_s, other.start_s)
    middle_s = (stretch.start_s + stretch.end_s) / 2
    aside_s = stretch.speed * middle_s + stretch.offset_s
    aside_s -= other.speed * middle_s + other.offset_s
    return both_s > (stretch.end_s - stretch.start_s) / 2 and abs(aside_s) < _SAME_LINE_S
