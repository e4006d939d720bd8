"""Points of all entries, searched by their codes; follows the store as `HammingIndex` does."""

import itertools
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.domain.local_features import CODE_BITS, Codes
from verify.storage.interface import Archive, EntryFeatures
from verify.storage.likeness.bands import Bands, Integers, near_in
from verify.storage.likeness.columns import POINT, Rows
from verify.storage.likeness.part_files import keys_by_number
from verify.storage.likeness.point_parts import Growing, PointPart

DEFAULT_RADIUS_BITS = 24
DEFAULT_PER_PICTURE = 150
DEFAULT_MOST_POINTS = 40_000_000
"""With their bands 96 bytes each, 3.8 GB."""
# Of what a search reads for nothing; making a part anew copies and sorts the rest.
_GONE_SHARE = 0.25
# Codes times points; one of 480 such pairs is looked at.
_MOST_WITH_REACH = 14_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class FeatureHits:
    """Points of entries near points of a query, by query and then as they came in; each pair once.

    Attributes
    ----------
    query : int64 array, shape (hits,)
        Which of the codes that were asked for.
    number : int64 array, shape (hits,)
        The number of the entry in the store.
    match_ms : int64 array, shape (hits,)
        When its picture is shown.
    x, y : uint16 arrays; size, angle : uint8 arrays, shape (hits,)
        Of its point, as in `LocalFeatures`.
    distance_bits : int64 array, shape (hits,)
    keys : dict of int to str
        The keys of the entries found, by their numbers.
    entries, points : int
        How many were searched; entries without a point count too.
    per_picture : int
        How many points of each picture were searched at most.
    lookups_left_out, points_left_out : int
        See `bands.Pairs`: what was asked for but says too little to be looked up.
    """

    query: Integers
    number: Integers
    match_ms: Integers
    x: npt.NDArray[np.uint16]
    y: npt.NDArray[np.uint16]
    size: npt.NDArray[np.uint8]
    angle: npt.NDArray[np.uint8]
    distance_bits: Integers
    keys: dict[int, str]
    entries: int
    points: int
    per_picture: int
    lookups_left_out: int
    points_left_out: int


class _View(NamedTuple):
    """What a search sees; never changed, only replaced."""

    parts: tuple[PointPart, ...]
    bands: list[Bands]
    gone: frozenset[int]
    per_picture: int
    up_to: int
    keys: dict[int, str]
    points: int


class FeatureIndex:
    """Local features in RAM. Threads may ask it while one refreshes it.

    Parameters
    ----------
    per_picture : int
        How many points of a picture are held, the most distinct ones.
    most_points : int
        If there are more, fewer of each picture are held from then on.
    code_folder : Path, optional
        Where compiled code is kept between processes; see `hamming.compiled`.
    """

    def __init__(
        self,
        *,
        per_picture: int = DEFAULT_PER_PICTURE,
        most_points: int = DEFAULT_MOST_POINTS,
        code_folder: Path | None = None,
    ) -> None:
        self._most_points = most_points
        self._code_folder = code_folder
        self._view = _View((), [], frozenset(), per_picture, 0, {}, 0)
        self._writing = threading.Lock()

    @property
    def per_picture(self) -> int:
        """How many points of a picture are held at most."""
        return self._view.per_picture

    @property
    def entries(self) -> int:
        """How many entries there are whose local features were made."""
        return len(self._view.keys)

    @property
    def points(self) -> int:
        """How many points are held."""
        return self._view.points

    def entries_with_points(self) -> frozenset[int]:
        """Return the numbers of the entries of which a point is held."""
        view = self._view
        described = [part.described for part in view.parts]
        each = (one.numbers[one.counts > 0].tolist() for one in described)
        return frozenset(itertools.chain.from_iterable(each)) - view.gone

    @property
    def parts(self) -> tuple[PointPart, ...]:
        """What is held, in parts."""
        return self._view.parts

    def refresh(self, store: Archive) -> None:
        """Take in what changed in the store since the last time; all of it, or nothing."""
        with self._writing:
            self._grow(store, self._view.parts, self._view.gone, _GONE_SHARE)

    def start_from(self, store: Archive, parts: Sequence[PointPart]) -> None:
        """Begin with parts that were kept, and what the store has between and behind them.

        None is held as it was kept if an entry of it is gone.
        """
        with self._writing:
            self._grow(store, parts, frozenset(store.feature_changes(0).removed), 0.0)

    def _grow(
        self, store: Archive, parts: Sequence[PointPart], gone: frozenset[int], gone_share: float
    ) -> None:
        per_picture = min([self._view.per_picture, *(part.per_picture for part in parts)])
        growing = Growing(per_picture, self._most_points)
        for part in parts:
            if part.after > growing.up_to:
                between = store.feature_changes(growing.up_to).added
                growing.take(_came_up_to(between, part.after), part.after)
            growing.put(part)
        changes = store.feature_changes(growing.up_to)
        growing.take(changes.added, changes.up_to)
        gone = gone.union(changes.removed)
        growing.leave_behind(_as_array(gone), gone_share)
        self._show(growing, gone, changes.up_to)

    def _show(self, growing: Growing, gone: frozenset[int], up_to: int) -> None:
        parts = growing.finished(self._code_folder)
        keys: dict[int, str] = {}
        points = 0
        for part in parts:
            keys |= keys_by_number(part.described.numbers, part.described.keys)
            points += part.size - part.points_of(_as_array(gone))
        gone = gone.intersection(keys)
        for number in gone:
            del keys[number]
        bands = [part.bands for part in parts if part.bands is not None]
        self._view = _View(parts, bands, gone, growing.per_picture, up_to, keys, points)

    def can_reach(self, codes: int) -> bool:
        """Return whether so many codes can be searched with reach in some two seconds."""
        return codes * self.points <= _MOST_WITH_REACH

    def search(
        self, codes: Codes, radius_bits: int = DEFAULT_RADIUS_BITS, *, with_reach: bool = False
    ) -> FeatureHits:
        """Find the points within a radius of each code that share one of its 8 bands of 16 bits.

        Parameters
        ----------
        codes : uint64 array, shape (m, 2)
        radius_bits : int
            Largest number of differing bits, 0 to 127.
        with_reach : bool
            Whether a band that differs by one bit is shared too: far more is found, in 17 times the
            time; see `can_reach`.

        Raises
        ------
        ValueError
            If the codes are of another shape, or the radius is out of range.
        """
        if codes.shape != (len(codes), 2) or not 0 <= radius_bits < CODE_BITS:
            raise ValueError(f"codes {codes.shape}, radius {radius_bits} bits")
        view = self._view
        pairs = near_in(view.bands, codes, radius_bits, reach_bits=int(with_reach))
        rows = _rows_of(view.bands, pairs.row)
        stays = ~np.isin(rows["number"], _as_array(view.gone))
        rows = rows[stays]
        return FeatureHits(
            query=pairs.query[stays],
            number=rows["number"].astype(np.int64),
            match_ms=rows["time_ms"].astype(np.int64),
            x=rows["x"],
            y=rows["y"],
            size=rows["size"],
            angle=rows["angle"],
            distance_bits=pairs.distance_bits[stays],
            keys={number: view.keys[number] for number in np.unique(rows["number"]).tolist()},
            entries=len(view.keys),
            points=view.points,
            per_picture=view.per_picture,
            lookups_left_out=pairs.lookups_left_out,
            points_left_out=pairs.points_left_out,
        )


def _rows_of(parts: Sequence[Bands], row: Integers) -> Rows:
    """Return rows that count through all parts."""
    rows = np.empty(len(row), POINT)
    first = 0
    for part in parts:
        here = (row >= first) & (row < first + len(part.rows))
        rows[here] = part.rows[row[here] - first]
        first += len(part.rows)
    return rows


def _came_up_to(entries: Iterable[EntryFeatures], up_to: int) -> Iterator[EntryFeatures]:
    return itertools.takewhile(lambda entry: entry.came <= up_to, entries)


def _as_array(numbers: Collection[int]) -> Integers:
    return np.fromiter(numbers, np.int64, len(numbers))
