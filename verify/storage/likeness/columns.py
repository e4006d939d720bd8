"""Points as rows of 32 bytes: who looks one up has its code and place in one line of cache."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.domain.local_features import MOST_POINTS
from verify.storage.interface import EntryFeatures
from verify.storage.likeness.part_files import KEY_BYTES

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


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Entries and their points, in the order in which these came in.

    Attributes
    ----------
    numbers : int64 array, shape (entries,)
    keys : uint8 array, shape (entries, 32)
    counts : int64 array, shape (entries,)
        How many rows each has, 0 too.
    rows : array of `POINT`
        Of one entry after the other.
    """

    numbers: npt.NDArray[np.int64]
    keys: npt.NDArray[np.uint8]
    counts: npt.NDArray[np.int64]
    rows: Rows

    def without(self, numbers: npt.NDArray[np.int64]) -> "Described":
        """Return the same without some entries."""
        stays = ~np.isin(self.numbers, numbers)
        rows = self.rows[np.repeat(stays, self.counts)]
        return Described(self.numbers[stays], self.keys[stays], self.counts[stays], rows)

    def of_rank_below(self, per_picture: int) -> "Described":
        """Return the same with so many points of each picture, the most distinct ones."""
        stays = self.rows["rank"] < per_picture
        entry = np.repeat(np.arange(len(self.counts)), self.counts)
        counts = np.bincount(entry[stays], minlength=len(self.counts))
        return Described(self.numbers, self.keys, counts, self.rows[stays])


def joined(parts: Sequence[Described]) -> Described:
    """Return the entries of several, one after the other."""
    return Described(
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.rows for part in parts]),
    )


@dataclass(slots=True, eq=False)
class Incoming:
    """Entries as they come in.

    Attributes
    ----------
    per_picture : int
        How many points of a picture are taken, the most distinct ones.
    points : int
        How many are held.
    """

    per_picture: int
    points: int = 0
    _each: list[Described] = field(default_factory=list)

    def append(self, entry: EntryFeatures) -> None:
        """Take in an entry."""
        features = entry.features
        kept = np.flatnonzero(features.rank < self.per_picture)
        rows = np.empty(len(kept), POINT)
        rows["word_0"], rows["word_1"] = features.codes[kept].T
        rows["number"] = entry.number
        rows["time_ms"] = features.time_ms[features.picture[kept]]
        rows["rank"] = features.rank[kept]
        for name in ("x", "y", "size", "angle"):
            rows[name] = getattr(features, name)[kept]
        key = np.frombuffer(bytes.fromhex(entry.key), np.uint8).reshape(1, KEY_BYTES)
        self._each.append(Described(np.array([entry.number]), key, np.array([len(rows)]), rows))
        self.points += len(rows)

    def ranks(self) -> npt.NDArray[np.int64]:
        """Return how many points there are of each rank, shape (300,)."""
        counts = np.zeros(MOST_POINTS, np.int64)
        for each in self._each:
            counts += np.bincount(each.rows["rank"], minlength=MOST_POINTS)
        return counts

    def thin(self, per_picture: int) -> None:
        """Hold fewer points of each picture."""
        self.per_picture = per_picture
        self._each = [each.of_rank_below(per_picture) for each in self._each]
        self.points = sum(len(each.rows) for each in self._each)

    def taken(self) -> Described | None:
        """Return all that came in, None if nothing did, and hold nothing any more."""
        each, self._each, self.points = self._each, [], 0
        return joined(each) if each else None
