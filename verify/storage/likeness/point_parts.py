"""The points of an index in parts, each sorted for itself: what comes in sorts no more than itself.

A part is never changed. Small ones that stand side by side are joined, so there are few; large ones
are not, so that one entry that leaves costs no more than its part. What is found does not depend on
where they are cut.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from verify.domain.local_features import MOST_POINTS
from verify.storage.array_file import Arrays
from verify.storage.interface import EntryFeatures
from verify.storage.likeness.bands import Bands
from verify.storage.likeness.columns import POINT, Described, Incoming, joined
from verify.storage.likeness.part_files import KeptPart

MOST_POINTS_A_PART = 1 << 23
"""With their bands 800 MB."""
# Thinned to less than there may be, so that not every entry after it thins them again.
_KEPT_SHARE = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class PointPart:
    """All that came in after one event and up to another, but for what was gone by then.

    Attributes
    ----------
    per_picture : int
        How many points of a picture are held at most.
    described : Described
    bands : Bands or None
        Its rows sorted; None until they are.
    place : Path or None
        Where it is kept as it is here.
    """

    after: int
    up_to: int
    per_picture: int
    described: Described
    bands: Bands | None = None
    place: Path | None = None

    @classmethod
    def of_kept(cls, kept: KeptPart, code_folder: Path | None) -> "PointPart":
        """Return what a file holds."""
        held = kept.arrays
        rows = held["rows"].view(POINT)
        described = Described(held["numbers"], held["keys"], held["counts"], rows)
        bands = Bands(rows, held["starts"], held["members"], code_folder)
        per_picture = kept.figures["per_picture"]
        return cls(kept.after, kept.up_to, per_picture, described, bands, kept.place)

    def figures(self) -> dict[str, int]:
        """Return the figures that `of_kept` takes."""
        return {"per_picture": self.per_picture}

    def arrays(self) -> Arrays:
        """Return the arrays that `of_kept` takes."""
        bands, described = self.bands or Bands.of(self.described.rows), self.described
        return {
            "numbers": described.numbers,
            "keys": described.keys,
            "counts": described.counts,
            "rows": described.rows.view("<u8"),
            "starts": bands.starts,
            "members": bands.members,
        }

    @property
    def span(self) -> tuple[int, int]:
        """The event after which it begins, and the one that it reaches."""
        return self.after, self.up_to

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.described.rows)

    def has_any(self, numbers: npt.NDArray[np.int64]) -> bool:
        """Return whether one of some entries is here, with points or without."""
        return bool(np.isin(self.described.numbers, numbers).any())

    def points_of(self, numbers: npt.NDArray[np.int64]) -> int:
        """Return how many rows some entries have here."""
        return int(self.described.counts[np.isin(self.described.numbers, numbers)].sum())

    def without(self, numbers: npt.NDArray[np.int64]) -> "PointPart":
        """Return the part without some entries, to be sorted anew."""
        described = self.described.without(numbers)
        return replace(self, described=described, bands=None, place=None)

    def of_rank_below(self, per_picture: int) -> "PointPart":
        """Return the part with fewer points of each picture; itself if it has no more."""
        if self.per_picture <= per_picture:
            return self
        described = self.described.of_rank_below(per_picture)
        return PointPart(self.after, self.up_to, per_picture, described)

    def in_order(self, code_folder: Path | None) -> "PointPart":
        """Return the part with its rows sorted."""
        if self.bands is not None:
            return self
        return replace(self, bands=Bands.of(self.described.rows, code_folder))


@dataclass(slots=True, eq=False)
class Growing:
    """Parts, and entries that come in behind them.

    Attributes
    ----------
    per_picture, most_points : int
        Above so many points fewer of each picture are held, one at the least.
    parts : list of PointPart
    up_to : int
        The event that these reach.
    """

    per_picture: int
    most_points: int
    parts: list[PointPart] = field(default_factory=list)
    up_to: int = 0

    def take(self, entries: Iterable[EntryFeatures], up_to: int) -> None:
        """Take in entries, all that came up to an event."""
        incoming = Incoming(self.per_picture)
        for entry in entries:
            incoming.append(entry)
            if sum(part.size for part in self.parts) + incoming.points > self.most_points:
                self._thin(incoming)
            if incoming.points >= MOST_POINTS_A_PART:
                self._close(incoming, entry.came)
        self._close(incoming, up_to)
        self.up_to = up_to

    def put(self, part: PointPart) -> None:
        """Put a part behind the others."""
        self.parts.append(part)
        self.up_to = part.up_to

    def leave_behind(self, numbers: npt.NDArray[np.int64], share: float) -> None:
        """Make parts anew of which more than a share belongs to entries that are gone."""
        self.parts = [
            part.without(numbers)
            if part.has_any(numbers) and part.points_of(numbers) >= share * part.size
            else part
            for part in self.parts
        ]

    def finished(self, code_folder: Path | None) -> tuple[PointPart, ...]:
        """Return the parts, small ones joined, all of them sorted."""
        if sum(part.size for part in self.parts) > self.most_points:
            self._thin(Incoming(self.per_picture))
        self._join_small()
        self.parts = [part.of_rank_below(self.per_picture) for part in self.parts]
        return tuple(
            part.in_order(code_folder) for part in self.parts if len(part.described.numbers)
        )

    def _close(self, incoming: Incoming, up_to: int) -> None:
        if (taken := incoming.taken()) is not None:
            self.parts.append(PointPart(self.up_to, up_to, self.per_picture, taken))
            self.up_to = up_to

    def _join_small(self) -> None:
        """Join the last parts as long as the one before is no larger."""
        last: list[PointPart] = []
        points = 0
        while self.parts and (not last or _is_small(self.parts[-1], points)):
            last.insert(0, self.parts.pop())
            points += last[0].size
        if len(last) > 1:
            described = joined([part.described for part in last])
            last = [PointPart(last[0].after, last[-1].up_to, self.per_picture, described)]
        self.parts += last

    def _thin(self, incoming: Incoming) -> None:
        """Hold fewer points of each picture."""
        ranks = incoming.ranks()
        for part in self.parts:
            ranks = ranks + np.bincount(part.described.rows["rank"], minlength=MOST_POINTS)
        fitting = np.searchsorted(np.cumsum(ranks), _KEPT_SHARE * self.most_points, side="right")
        self.per_picture = max(1, int(fitting))
        incoming.thin(self.per_picture)
        self.parts = [part.of_rank_below(self.per_picture) for part in self.parts]


def _is_small(part: PointPart, points: int) -> bool:
    return part.size <= points and part.size + points <= MOST_POINTS_A_PART
