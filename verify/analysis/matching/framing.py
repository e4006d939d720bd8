"""How an entry's picture lies in the query's over a stretch: cropped, mirrored, turned, small.

A copy holds its frame: what was cropped or laid into another picture stays so. Another visit to the
same place does not, unless the camera stood still; that is told by the picture not changing. Points
tell it, or a window of the query that looks like the whole of the entry's picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from verify.analysis.matching.alignment import Pose
from verify.analysis.matching.offsets import Stretch
from verify.analysis.matching.sightings import Sighting

ENOUGH_POINTS = 18
"""Fewer points that lie alike are not told from chance with certainty."""
LEAST_SIGHTINGS = 3
_LATE_S = 1.1
_HELD_SHARE = 0.7
# Of a picture's longest side, and of its size.
_HELD_SHIFT, _HELD_SCALE = 0.03, 0.06
# Points place a picture to half a hundredth of its side.
_CONTAINED_SHIFT = 0.012

LEAST_GLIMPSES = 2
"""Windows at fewer moments tell less than points do, however few."""
_SAME_EDGES = 0.02
# Points and a window that place a picture so near one another mean the same place.
_SAME_SHIFT, _SAME_SCALE = 0.08, 0.15

SizePx = tuple[int, int]
BoxShare = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Framing:
    """Where the entry's picture lies.

    Attributes
    ----------
    seen : int
        Pictures of the query in which enough points lie alike, or a window does.
    points : int
        In the clearest of them.
    span_s : float
        From the first to the last, seconds.
    is_held : bool
        Whether it lies in one place in most of them.
    turn, shift, mirrored
        See `Sighting`.
    is_window : bool
        Whether a window of the query tells it, and no points.
    """

    seen: int
    points: int
    span_s: float
    is_held: bool
    turn: complex
    shift: complex
    mirrored: bool
    is_window: bool = False

    @property
    def is_enough(self) -> bool:
        """Whether points alone tell that one picture is in the other."""
        return self.seen >= LEAST_SIGHTINGS and self.is_held and not self.is_window

    @property
    def fills_query(self) -> bool:
        """Whether the entry's picture is drawn as large as the query's."""
        return abs(abs(self.turn) - 1) <= _SAME_EDGES

    @property
    def pose(self) -> Pose:
        """How to lay the pictures over one another."""
        return Pose(self.turn, self.shift, self.mirrored)

    def is_contained(self, query_px: SizePx, entry_px: SizePx) -> bool:
        """Return whether, along either side, one picture lies within the other.

        Parameters
        ----------
        query_px, entry_px : tuple of int
            Width and height of each.
        """
        width, height = (side / max(entry_px) for side in entry_px)
        corners = [self.pose.query_place(complex(x, y)) for x in (0, width) for y in (0, height)]
        asked = [side / max(query_px) for side in query_px]
        across, down = [place.real for place in corners], [place.imag for place in corners]
        return _is_within(across, asked[0]) and _is_within(down, asked[1])

    def box(self, query_px: SizePx, entry_px: SizePx) -> BoxShare:
        """Return left, top, right and bottom of the entry's picture in the query's, in pixels.

        Parameters
        ----------
        query_px, entry_px : tuple of int
            Width and height of each.
        """
        width, height = (side / max(entry_px) for side in entry_px)
        corners = [self.pose.query_place(complex(x, y)) for x in (0, width) for y in (0, height)]
        places = np.array(corners) * max(query_px)
        return (
            max(0.0, float(places.real.min())),
            max(0.0, float(places.imag.min())),
            min(float(query_px[0]), float(places.real.max())),
            min(float(query_px[1]), float(places.imag.max())),
        )


def _is_within(places: Sequence[float], asked: float) -> bool:
    """Return whether places span what lies from 0 to `asked`, or lie inside that."""
    first, last = min(places), max(places)
    aside = _CONTAINED_SHIFT * max(1.0, last - first)
    is_inside = first >= -aside and last <= asked + aside
    return is_inside or (first <= aside and last >= asked - aside)


def framing_of(stretch: Stretch, sightings: Sequence[Sighting]) -> Framing | None:
    """Return how the entry's picture lies in a stretch, None where no points lie alike.

    Parameters
    ----------
    stretch : Stretch
    sightings : sequence of Sighting
        Of this entry, those with most points first.
    """
    best: dict[int, Sighting] = {}
    for each in sightings:
        due_s = stretch.speed * each.query_s + stretch.offset_s
        is_inside = stretch.start_s <= each.query_s < stretch.end_s
        if is_inside and abs(each.match_s - due_s) <= _LATE_S:
            best.setdefault(each.picture, each)
    if not best:
        return None
    strong = [each for each in best.values() if each.points >= ENOUGH_POINTS]
    told = strong or list(best.values())
    mirrored = sum(each.mirrored for each in told) * 2 > len(told)
    told = [each for each in told if each.mirrored == mirrored]
    turn = _middle([each.turn for each in told])
    centre = -0.5 + 0.3j if mirrored else 0.5 + 0.3j
    there = _middle([each.turn * centre + each.shift for each in told])
    held = [
        abs(each.turn * centre + each.shift - there) <= _HELD_SHIFT * max(1.0, abs(turn))
        and abs(each.turn - turn) <= _HELD_SCALE * abs(turn)
        for each in told
    ]
    times_s = [each.query_s for each in told]
    return Framing(
        seen=len(told) if strong else 0,
        points=max(each.points for each in told),
        span_s=max(times_s) - min(times_s),
        is_held=sum(held) >= _HELD_SHARE * len(held),
        turn=turn,
        shift=there - turn * centre,
        mirrored=mirrored,
    )


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A window of the query whose hash is near that of a whole picture of an entry.

    Attributes
    ----------
    query_s, match_s : float
        When each is shown.
    edges : tuple of float
        Left, top, right, bottom in shares of the query's width and height.
    mirrored : bool
        Whether it was hashed with left and right exchanged.
    """

    query_s: float
    match_s: float
    edges: BoxShare
    mirrored: bool


def framing_in_window(
    stretch: Stretch, glimpses: Sequence[Glimpse], query_px: SizePx, entry_px: SizePx
) -> Framing | None:
    """Return how the entry's picture lies in the window of a stretch that shows it most often.

    Parameters
    ----------
    stretch : Stretch
    glimpses : sequence of Glimpse
        Of this entry.
    query_px, entry_px : tuple of int
        Width and height of each.

    Returns
    -------
    Framing or None
        None if no window of the stretch shows it. Its `seen` is at how many moments one does.
    """
    there = [each for each in glimpses if _is_on_line(each, stretch)]
    told = max((_in_one_place(each, there) for each in there), key=_moments, default=[])
    if not told:
        return None
    left, top, right, bottom = np.median([each.edges for each in told], axis=0).tolist()
    asked, kept = ([side / max(size) for side in size] for size in (query_px, entry_px))
    wide, high = (right - left) * asked[0], (bottom - top) * asked[1]
    turn = (kept[0] / wide + kept[1] / high) / 2
    mirrored = told[0].mirrored
    corner = complex(-right if mirrored else left, 0) * asked[0] + 1j * top * asked[1]
    times_s = [each.query_s for each in told]
    return Framing(
        seen=_moments(told),
        points=0,
        span_s=max(times_s) - min(times_s),
        is_held=True,
        turn=complex(turn),
        shift=-turn * corner,
        mirrored=mirrored,
        is_window=True,
    )


def best_framing(by_points: Framing | None, in_window: Framing | None) -> Framing | None:
    """Return which of both places the entry's picture: points are more exact where both agree."""
    if by_points is None or in_window is None:
        return by_points or in_window
    if _is_same_place(by_points, in_window):
        return by_points
    is_told = in_window.seen >= LEAST_GLIMPSES and in_window.seen > by_points.seen
    return in_window if is_told else by_points


def _is_same_place(one: Framing, other: Framing) -> bool:
    if one.mirrored != other.mirrored:
        return False
    centre = -0.5 + 0.3j if one.mirrored else 0.5 + 0.3j
    there, elsewhere = (each.turn * centre + each.shift for each in (one, other))
    size = abs(one.turn)
    is_near = abs(there - elsewhere) <= _SAME_SHIFT * max(1.0, size)
    return is_near and abs(one.turn - other.turn) <= _SAME_SCALE * size


def _is_on_line(glimpse: Glimpse, stretch: Stretch) -> bool:
    due_s = stretch.speed * glimpse.query_s + stretch.offset_s
    is_inside = stretch.start_s <= glimpse.query_s < stretch.end_s
    return is_inside and abs(glimpse.match_s - due_s) <= _LATE_S


def _in_one_place(glimpse: Glimpse, among: Sequence[Glimpse]) -> list[Glimpse]:
    """Return those whose window lies where this one's does."""
    return [
        each
        for each in among
        if each.mirrored == glimpse.mirrored
        and max(abs(a - b) for a, b in zip(each.edges, glimpse.edges, strict=True)) <= _SAME_EDGES
    ]


def _moments(glimpses: Sequence[Glimpse]) -> int:
    return len({each.query_s for each in glimpses})


def _middle(values: Sequence[complex]) -> complex:
    places = np.array(values)
    return complex(float(np.median(places.real)), float(np.median(places.imag)))
