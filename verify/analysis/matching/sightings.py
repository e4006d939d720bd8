"""Pictures of an entry seen in pictures of a query: points that lie alike, not only look alike.

A pair of points that look alike says where the whole picture would have to lie: how large, how far
turned, how shifted. Pairs that say the same are counted (Lowe's use of the Hough transform, IJCV
2004); by chance, a few do. Coordinates are complex numbers, x + iy, in shares of the longest side
of each picture, so that a scaled, turned and shifted picture is `match = turn * query + shift`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.analysis.matching.meetings import Counts, Flags, Numbers
from verify.domain.local_features import (
    ANGLE_STEPS,
    POSITION_UNITS,
    SIZE_STEPS,
    LocalFeatures,
)

Places = npt.NDArray[np.complex128]

LEAST_POINTS = 5
"""Fewer points that lie alike are what chance does with pictures that have nothing in common."""
MOST_SIGHTINGS = 4_000
# Cells of the vote: wide, for a picture may be filmed off a screen; what they hold is fitted after.
_OCTAVES, _TURN, _SHARE = 0.7, 1 / 9, 0.2
_ROUNDS = 3
# How far a point may lie from where the fit puts it, as a share of the entry's longest side.
_NEAR = 0.016
# Points closer together than this in the query count once: SIFT gives one place several directions.
_SAME_PLACE = 0.006
_BESIDE_S = 1.1
_POINTS_BY_CHANCE = 4
_POINTS_ENOUGH = 16
_LEAST_SCALE, _MOST_SCALE = 0.2, 5.0


@dataclass(frozen=True, slots=True, eq=False)
class PointPairs:
    """Points of a query that look like points of entries; a row for each pair.

    Attributes
    ----------
    query : int64 array, shape (n,)
        Which point of the query.
    number : int64 array, shape (n,)
        Of which entry.
    match_ms : int64 array, shape (n,)
        When its picture is shown there.
    x, y, size, angle : arrays, shape (n,)
        Of the entry's point; see `LocalFeatures`.
    """

    query: Counts
    number: Counts
    match_ms: Counts
    x: npt.NDArray[np.uint16]
    y: npt.NDArray[np.uint16]
    size: npt.NDArray[np.uint8]
    angle: npt.NDArray[np.uint8]

    def of(self, rows: Counts | Flags) -> "PointPairs":
        """Return some rows."""
        return PointPairs(
            self.query[rows],
            self.number[rows],
            self.match_ms[rows],
            self.x[rows],
            self.y[rows],
            self.size[rows],
            self.angle[rows],
        )


@dataclass(frozen=True, slots=True)
class Sighting:
    """A picture of an entry, seen in a picture of the query.

    Attributes
    ----------
    picture : int
        Which described picture of the query.
    query_s, match_s : float
        When each is shown.
    points : int
        How many lie alike (inliers), each place counted once.
    extent : float
        Of the box that most of them fill in the entry's picture, in squares of its longest side: a
        logo that both show has a small one.
    turn, shift : complex
        `match = turn * query + shift`; where `mirrored`, the query's x counts backwards.
    """

    number: int
    picture: int
    query_s: float
    match_s: float
    points: int
    extent: float
    turn: complex
    shift: complex
    mirrored: bool

    @property
    def scale(self) -> float:
        """How much larger the entry's picture is drawn than the query's."""
        return abs(self.turn)


def sightings_of(features: LocalFeatures, pairs: PointPairs, *, mirrored: bool) -> list[Sighting]:
    """Return where points lie alike, the strongest of each two pictures.

    Parameters
    ----------
    features : LocalFeatures
        Of the query.
    pairs : PointPairs
        What looks alike; for `mirrored`, by the codes that the query has in a mirror.
    """
    if not len(pairs.query):
        return []
    query = _places(features.x[pairs.query], features.y[pairs.query], mirrored=mirrored)
    match = _places(pairs.x, pairs.y, mirrored=False)
    octaves = (pairs.size.astype(float) - features.size[pairs.query]) / SIZE_STEPS
    turns = _turns(features.angle[pairs.query], pairs.angle, mirrored=mirrored)
    votes = _Votes(features, pairs, query, match, octaves, turns)
    best: dict[int, _Fit] = {}
    for rows in votes.cells():
        fit = votes.fitted(rows)
        if fit is not None and (fit.both not in best or best[fit.both].points < fit.points):
            best[fit.both] = fit
    return [votes.sighting_of(fit, mirrored=mirrored) for fit in best.values()]


def _places(x: npt.NDArray[np.uint16], y: npt.NDArray[np.uint16], *, mirrored: bool) -> Places:
    across = x / POSITION_UNITS
    places: Places = (-across if mirrored else across) + 1j * (y / POSITION_UNITS)
    return places


def _turns(
    query: npt.NDArray[np.uint8], match: npt.NDArray[np.uint8], *, mirrored: bool
) -> Numbers:
    """Return how far the entry is turned against the query, -0.5 to 0.5 of a turn."""
    from_x = query.astype(float) / ANGLE_STEPS
    seen = 0.5 - from_x if mirrored else from_x
    turned: Numbers = match / ANGLE_STEPS - seen
    return (turned + 0.5) % 1 - 0.5


class _Fit(NamedTuple):
    """Where pairs of points of two pictures, those of a number, put the one in the other."""

    both: int
    points: int
    turn: complex
    shift: complex
    inside: Counts


class _Votes:
    """Pairs of points, with what each says of where the picture lies."""

    def __init__(
        self,
        features: LocalFeatures,
        pairs: PointPairs,
        query: Places,
        match: Places,
        octaves: Numbers,
        turns: Numbers,
    ) -> None:
        self._features = features
        self._pairs = pairs
        self._query, self._match = query, match
        self._octaves, self._turns = octaves, turns
        pictures = np.stack([pairs.number, features.picture[pairs.query], pairs.match_ms])
        self._both = _which(pictures)
        order = np.argsort(self._both, kind="stable")
        self._rows = np.split(order, np.flatnonzero(np.diff(self._both[order])) + 1)
        self._tried: set[tuple[int, bytes]] = set()

    def cells(self) -> Iterator[Counts]:
        """Yield the rows of each well filled cell, the fullest first."""
        turn = 2.0**self._octaves * np.exp(2j * np.pi * self._turns)
        # Where the middle of the query would lie; shifts alone depend on the distance from it.
        middle = complex(np.mean(self._query))
        there = self._match + turn * (middle - self._query)
        coordinates = (
            self._octaves / _OCTAVES,
            self._turns / _TURN,
            there.real / _SHARE,
            there.imag / _SHARE,
        )
        found: list[tuple[int, Counts]] = []
        for aside in (0.0, 0.5):
            cells = [np.floor(each + aside).astype(np.int64) for each in coordinates]
            cells[1] %= round(1 / _TURN)
            found += _filled(np.stack([self._both, *cells]), self._pairs.query)
        found.sort(key=lambda cell: -cell[0])
        for _, rows in found[:MOST_SIGHTINGS]:
            yield rows

    def fitted(self, rows: Counts) -> _Fit | None:
        """Return the place that a cell's pairs agree on; None if too few do, or others did."""
        which = int(self._both[rows[0]])
        both = self._rows[which]
        inside = rows
        turn, shift = 0j, 0j
        for round_ in range(_ROUNDS):
            fit = _fit(self._query[inside], self._match[inside])
            if fit is None:
                return None
            turn, shift = fit
            if not _LEAST_SCALE <= abs(turn) <= _MOST_SCALE:
                return None
            lie_there = both[self._lies_there(both, turn, shift)]
            if len(lie_there) < LEAST_POINTS:
                return None
            if np.array_equal(lie_there, inside):
                break
            inside = lie_there
            if self._is_tried(round_, inside):
                return None
        points = min(_distinct(self._query[inside]), _distinct(self._match[inside]))
        return _Fit(which, points, turn, shift, inside) if points >= LEAST_POINTS else None

    def sighting_of(self, fit: _Fit, *, mirrored: bool) -> Sighting:
        """Return what a fit says of the two pictures."""
        first = fit.inside[0]
        picture = int(self._features.picture[self._pairs.query[first]])
        return Sighting(
            number=int(self._pairs.number[first]),
            picture=picture,
            query_s=float(self._features.time_ms[picture]) / 1000,
            match_s=float(self._pairs.match_ms[first]) / 1000,
            points=fit.points,
            extent=_extent(self._match[fit.inside]),
            turn=fit.turn,
            shift=fit.shift,
            mirrored=mirrored,
        )

    def _is_tried(self, round_: int, inside: Counts) -> bool:
        """Return whether another cell came to the same pairs: what follows is the same as well."""
        pairs = round_, inside.tobytes()
        is_tried = pairs in self._tried
        self._tried.add(pairs)
        return is_tried

    def _lies_there(self, rows: Counts, turn: complex, shift: complex) -> Flags:
        aside = np.abs(turn * self._query[rows] + shift - self._match[rows])
        octaves = np.abs(self._octaves[rows] - np.log2(abs(turn)))
        turned = self._turns[rows] - np.angle(turn) / (2 * np.pi)
        turned = np.abs((turned + 0.5) % 1 - 0.5)
        near = _NEAR * max(1.0, abs(turn))
        lies: Flags = (aside <= near) & (octaves <= _OCTAVES) & (turned <= _TURN)
        return lies


def _filled(cells: Counts, points: Counts) -> list[tuple[int, Counts]]:
    """Return how many points of the query each well filled cell has, and its rows."""
    cell = _which(cells)
    each = int(points.max()) + 1
    counts = np.bincount(np.unique(cell * each + points) // each)
    full = counts >= LEAST_POINTS - 1
    kept = np.flatnonzero(full[cell])
    order = kept[np.argsort(cell[kept], kind="stable")]
    groups = np.split(order, np.flatnonzero(np.diff(cell[order])) + 1)
    return [(int(counts[cell[rows[0]]]), rows) for rows in groups if len(rows)]


def _which(columns: Counts) -> Counts:
    """Return for each column which of the different ones it is, in their order.

    Parameters
    ----------
    columns : int64 array, shape (values, n)
        One or more. NumPy's `unique` along an axis does the same, five times slower.
    """
    order = np.lexsort(columns[::-1])
    is_new = np.any(np.diff(columns[:, order], axis=1) != 0, axis=0)
    which = np.empty(columns.shape[1], np.int64)
    which[order] = np.concatenate([[0], np.cumsum(is_new)])
    return which


def _fit(query: Places, match: Places) -> tuple[complex, complex] | None:
    """Return the turn and shift with the least squares, None if all lie in one place."""
    middle, there = query.mean(), match.mean()
    aside = query - middle
    spread = float(np.sum(np.abs(aside) ** 2))
    if spread < _SAME_PLACE**2:
        return None
    turn = complex(np.sum(np.conj(aside) * (match - there)) / spread)
    return turn, complex(there - turn * middle)


def _extent(places: Places) -> float:
    low, high = np.quantile([places.real, places.imag], [0.05, 0.95], axis=1)
    return float(np.prod(high - low))


def _distinct(places: Places) -> int:
    cells = np.round(places / _SAME_PLACE)
    return len(np.unique(cells))


def timed(seen: Sequence[Sighting]) -> tuple[Numbers, Numbers]:
    """Return for each sighting when in the entry it is, seconds, and what it counts, 0 to 1.

    An entry's pictures lie a second apart: what a query's picture shows lies between those in which
    most of it is seen. Pictures in which less of it is seen than in another count less.
    """
    match_s = np.array([each.match_s for each in seen], np.float64)
    points = np.array([each.points for each in seen], np.float64)
    between_s, weight = match_s.copy(), np.zeros(len(seen))
    of_both = np.array([(each.number, each.picture) for each in seen], np.int64).reshape(-1, 2)
    _, group = np.unique(of_both, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(group.ravel()[order])) + 1):
        near = np.abs(match_s[rows, None] - match_s[rows]) <= _BESIDE_S
        shares = np.where(near, points[rows] ** 2, 0.0)
        between_s[rows] = (shares * match_s[rows]).sum(axis=1) / shares.sum(axis=1)
        most = points[rows].max(initial=1.0)
        weight[rows] = np.minimum(1.0, (points[rows] - _POINTS_BY_CHANCE) / _POINTS_ENOUGH)
        weight[rows] *= (points[rows] / most) ** 2
    return between_s, weight


def strongest_by_entry(seen: Sequence[Sighting]) -> dict[int, list[Sighting]]:
    """Return the sightings of each entry, those with most points first."""
    by_entry: dict[int, list[Sighting]] = {}
    for each in sorted(seen, key=lambda sighting: -sighting.points):
        by_entry.setdefault(each.number, []).append(each)
    return by_entry
