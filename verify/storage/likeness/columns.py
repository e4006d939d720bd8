"""Points in RAM, 32 bytes each: whoever looks one up has its code and place in one line of cache.

Points are written behind those that readers know of, and what is removed is left behind in a new
array: a copy of the table, made before a change, stays as it was.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.storage.interface import EntryFeatures

Rows = npt.NDArray[Any]
"""Array of `POINT`, shape (points,)."""

POINT = np.dtype(
    [
        ("word_0", "<u8"),
        ("word_1", "<u8"),
        ("number", "<u4"),
        ("time_ms", "<u4"),
        ("x", "<u2"),
        ("y", "<u2"),
        ("rank", "<u2"),
        ("size", "u1"),
        ("angle", "u1"),
    ]
)
_LEAST_ROOM = 1 << 12
# Thinned to less than there may be, so that not every entry after it thins them again.
_KEPT_SHARE = 0.8


@dataclass(slots=True, eq=False)
class Table:
    """Points of entries in the order in which they came in.

    Attributes
    ----------
    most_points : int
        Above it fewer points of each picture are held, one at the least.
    per_picture : int
        How many points of a picture are held, the most distinct ones.
    room : array of `POINT`
        The first `points` of it are held, the places behind them free.
    keys : dict of int to str
        The keys of the entries by their numbers, those without a point too.
    """

    most_points: int
    per_picture: int
    room: Rows = field(default_factory=lambda: np.empty(0, POINT))
    points: int = 0
    keys: dict[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> Rows:
        """The points that are held."""
        return self.room[: self.points]

    def copy(self) -> "Table":
        """Return a table that may be changed while this one is read."""
        return replace(self, keys=dict(self.keys))

    def append(self, entry: EntryFeatures) -> None:
        """Take in an entry."""
        features = entry.features
        kept = np.flatnonzero(features.rank < self.per_picture)
        end = self.points + len(kept)
        if end > len(self.room):
            room = np.empty(max(_LEAST_ROOM, end + end // 2), POINT)
            room[: self.points] = self.rows
            self.room = room
        new = self.room[self.points : end]
        new["word_0"], new["word_1"] = features.codes[kept].T
        new["number"] = entry.number
        new["time_ms"] = features.time_ms[features.picture[kept]]
        new["rank"] = features.rank[kept]
        for name in ("x", "y", "size", "angle"):
            new[name] = getattr(features, name)[kept]
        self.points = end
        self.keys[entry.number] = entry.key
        if self.points > self.most_points:
            self._thin()

    def remove(self, numbers: Collection[int]) -> None:
        """Leave entries behind; those that are not held are passed over."""
        held = [number for number in numbers if self.keys.pop(number, None) is not None]
        if held:
            self._keep(~np.isin(self.rows["number"], np.array(held, np.uint32)))

    def _thin(self) -> None:
        """Hold fewer points of each picture."""
        up_to_rank = np.cumsum(np.bincount(self.rows["rank"]))
        fitting = np.searchsorted(up_to_rank, _KEPT_SHARE * self.most_points, side="right")
        self.per_picture = max(1, int(fitting))
        self._keep(self.rows["rank"] < self.per_picture)

    def _keep(self, kept: npt.NDArray[np.bool_]) -> None:
        self.room = self.rows[kept]
        self.points = len(self.room)
