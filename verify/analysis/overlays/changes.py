"""Overlays that do not stay as they are: what runs through a band, what changes at one place."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from verify.analysis.overlays.edges import MATURE_SAMPLES, EdgeField, Flags
from verify.analysis.overlays.patterns import Box, joined, overlap
from verify.analysis.overlays.tracks import Moment, Sighting
from verify.domain.overlays import OverlayKind

_SAME_PLACE, _MOST_HEIGHTS = 0.3, 2.5


@dataclass(frozen=True, slots=True)
class Change:
    """A box in which something runs or changes.

    Attributes
    ----------
    core : tuple of int
        What of the box runs or changes.
    first, last : int
        Samples.
    stays_share, rest_share : float
        Of the edges in the box, and of those elsewhere, how many are in place when it is last seen.
    reason : str
    moment : Moment
        A frame that shows it.
    """

    kind: OverlayKind
    box: Box
    core: Box
    first: int
    last: int
    stays_share: float
    rest_share: float
    reason: str
    moment: Moment

    def is_seen_as(self, other: Sighting) -> bool:
        """Whether a sighting shows the letters of this that stay, and perhaps their plate."""
        lasts = min(self.last, other.last) - max(self.first, other.first) + 1
        return (
            self.kind is OverlayKind.CHANGING_TEXT
            and overlap(self.box, other.box) >= _SAME_PLACE
            and 2 * lasts > self.last - self.first + 1
            and other.box[3] <= _MOST_HEIGHTS * self.box[3]
        )

    def seen_as(self, other: Sighting) -> "Change":
        """Return it with the box of what stays of it, as that was seen."""
        return replace(self, box=joined(self.core, other.box))

    def holds(self, other: Sighting) -> bool:
        """Whether a sighting is for the most part one of this, in place and in time."""
        wide = _shared(self.box[0], self.box[2], other.box[0], other.box[2])
        high = _shared(self.box[1], self.box[3], other.box[1], other.box[3])
        lasts = min(self.last, other.last) - max(self.first, other.first) + 1
        return (
            2 * wide * high > other.box[2] * other.box[3]
            and 2 * lasts > other.last - other.first + 1
        )


def _shared(first: int, length: int, start: int, size: int) -> int:
    return max(0, min(first + length, start + size) - max(first, start))


def stays_shares(field: EdgeField, samples: npt.NDArray[np.uint8], box: Box) -> tuple[float, float]:
    """Return which share of the edges in a box, and elsewhere, has been in place for a while."""
    inside = np.zeros(field.is_edge.shape, np.bool_)
    inside[box[1] : box[1] + box[3], box[0] : box[0] + box[2]] = True
    stays = field.is_edge & (samples >= MATURE_SAMPLES)
    return _share(stays & inside, field.is_edge & inside), _share(
        stays & ~inside, field.is_edge & ~inside
    )


def _share(some: Flags, among: Flags) -> float:
    return int(np.count_nonzero(some)) / max(1, int(np.count_nonzero(among)))
