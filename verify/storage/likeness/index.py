"""Points of all entries, searched by their codes; follows the store as `HammingIndex` does."""

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from verify.domain.local_features import CODE_BITS, Codes
from verify.storage.interface import Archive
from verify.storage.likeness.bands import Bands, Integers
from verify.storage.likeness.columns import Table

DEFAULT_RADIUS_BITS = 24
DEFAULT_PER_PICTURE = 150
DEFAULT_MOST_POINTS = 40_000_000
"""With their bands 96 bytes each, 3.8 GB."""
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
        self._table = Table(most_points, per_picture)
        self._code_folder = code_folder
        self._bands = Bands.of(self._table.rows)
        self._up_to = 0
        self._writing = threading.Lock()
        self._sorting = threading.Lock()

    @property
    def per_picture(self) -> int:
        """How many points of a picture are held at most."""
        return self._table.per_picture

    @property
    def entries(self) -> int:
        """How many entries there are whose local features were made."""
        return len(self._table.keys)

    @property
    def points(self) -> int:
        """How many points are held."""
        return self._table.points

    def entries_with_points(self) -> frozenset[int]:
        """Return the numbers of the entries of which a point is held."""
        numbers = self._table.rows["number"]
        # The points of an entry lie together.
        firsts = np.flatnonzero(np.diff(numbers, prepend=np.uint32(0)))
        return frozenset(numbers[firsts].tolist())

    def refresh(self, store: Archive) -> None:
        """Take in what changed in the store since the last time; all of it, or nothing."""
        with self._writing:
            changes = store.feature_changes(self._up_to)
            table = self._table.copy()
            table.remove(changes.removed)
            for entry in changes.added:
                table.append(entry)
            self._table, self._up_to = table, changes.up_to

    def sort(self) -> None:
        """Sort what is held now, as the first search would."""
        self._sorted(self._table)

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
        table = self._table
        bands, asked = self._sorted(table), np.ascontiguousarray(codes, np.uint64)
        pairs = bands.near(asked, radius_bits, reach_bits=int(with_reach))
        rows = table.rows[pairs.row]
        return FeatureHits(
            query=pairs.query,
            number=rows["number"].astype(np.int64),
            match_ms=rows["time_ms"].astype(np.int64),
            x=rows["x"],
            y=rows["y"],
            size=rows["size"],
            angle=rows["angle"],
            distance_bits=pairs.distance_bits,
            keys={number: table.keys[number] for number in np.unique(rows["number"]).tolist()},
            entries=len(table.keys),
            points=table.points,
            per_picture=table.per_picture,
            lookups_left_out=pairs.lookups_left_out,
            points_left_out=pairs.points_left_out,
        )

    def _sorted(self, table: Table) -> Bands:
        """Return the bands of a table, made when they are first asked for."""
        with self._sorting:
            sorted_rows = self._bands.rows
            if sorted_rows.base is not table.room or len(sorted_rows) != table.points:
                self._bands = Bands.of(table.rows, self._code_folder)
            return self._bands


def open_feature_index(store: Archive, code_folder: Path | None = None) -> FeatureIndex:
    """Return an index that is as the store is now."""
    index = FeatureIndex(code_folder=code_folder)
    index.refresh(store)
    index.sort()
    return index
