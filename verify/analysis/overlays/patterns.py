"""A region known by its edges: where they lie in the picture, and which way each is turned."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.overlays.edges import LEAST_GRADIENT, EdgeField, Flags

Places = npt.NDArray[np.intp]
Box = tuple[int, int, int, int]
"""Left, top, width, height, in pixels of the picture looked at."""

LEAST_PIXELS = 40
LEAST_DENSITY = 0.05
"""Edge pixels over the area of the box; letters and marks have 0.25 and more."""

_SEEN_STRENGTH = LEAST_GRADIENT / 2
_SEEN_COSINE = 0.75
# Letters of a line belong together, lines of text mostly too.
_JOINED_PX = np.ones((3, 11), np.uint8)
# What hangs on a line of text above or below has few pixels in each row.
_LEAST_OF_FULLEST_ROW = 0.12
_ROWS_BETWEEN = 2
# Contours of a scene are lines: they fill less of their surroundings.
_AROUND_PX, _LEAST_AROUND = (21, 9), 0.28
_SIDE_SHARE = 1.25
_PLAY_PX = 3
_BLUR_PX = 1.2


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Edge pixels of one region.

    Attributes
    ----------
    y, x : int array, shape (pixels,)
    across, down : float32 array, shape (pixels,)
        Direction of the gradient, of length one.
    strength : float
        Median length of the gradient where the pattern was taken.
    """

    y: Places
    x: Places
    across: npt.NDArray[np.float32]
    down: npt.NDArray[np.float32]
    strength: float

    @classmethod
    def at(cls, field: EdgeField, y: Places, x: Places) -> "Pattern":
        """Take the pattern of these pixels."""
        across = field.across[y, x].astype(np.float32)
        down = field.down[y, x].astype(np.float32)
        length = np.maximum(np.hypot(across, down), 1.0).astype(np.float32)
        strength = float(np.median(length)) if len(length) else 0.0
        return cls(y, x, across / length, down / length, strength)

    def __len__(self) -> int:
        return len(self.y)

    @property
    def box(self) -> Box:
        """The smallest box around it."""
        left, top = int(self.x.min()), int(self.y.min())
        return left, top, int(self.x.max()) - left + 1, int(self.y.max()) - top + 1

    @property
    def density(self) -> float:
        """Edge pixels over the area of the box."""
        _, _, width, height = self.box
        return len(self) / (width * height)

    @property
    def alignment(self) -> float:
        """How far all edges run one way: 0 (any way, as in letters) to 1 (one straight line)."""
        return float(abs(np.mean((self.across + 1j * self.down) ** 2)))

    def seen_in(self, field: EdgeField) -> Flags:
        """Return for each pixel whether an edge of its direction is there."""
        across = field.across[self.y, self.x].astype(np.float32)
        down = field.down[self.y, self.x].astype(np.float32)
        length = np.hypot(across, down)
        along = across * self.across + down * self.down
        return np.asarray((length > _SEEN_STRENGTH) & (along > _SEEN_COSINE * length))

    def covered(self) -> Flags:
        """Return what of its box it covers, gaps between letters filled."""
        left, top, width, height = self.box
        canvas = np.zeros((height, width), np.uint8)
        canvas[self.y - top, self.x - left] = 1
        return closed(canvas) > 0

    def part(self, chosen: Flags) -> "Pattern":
        """Return the pattern of some of its pixels."""
        return Pattern(
            self.y[chosen], self.x[chosen], self.across[chosen], self.down[chosen], self.strength
        )

    def joined(self, other: "Pattern") -> "Pattern":
        """Return the pattern of both."""
        return Pattern(
            np.concatenate([self.y, other.y]),
            np.concatenate([self.x, other.x]),
            np.concatenate([self.across, other.across]),
            np.concatenate([self.down, other.down]),
            max(self.strength, other.strength),
        )

    def pieces(self) -> Iterator["Pattern"]:
        """Yield what of it hangs together, without what is thin above and below."""
        left, top, _, _ = self.box
        count, labels = cv2.connectedComponents(self.covered().view(np.uint8))
        own = labels[self.y - top, self.x - left]
        for label in range(1, count):
            piece = self.part(own == label)
            if len(piece) >= LEAST_PIXELS:
                yield piece._without_thin_rows()

    def _without_thin_rows(self) -> "Pattern":
        top = int(self.y.min())
        rows = np.bincount(self.y - top)
        full = rows >= _LEAST_OF_FULLEST_ROW * rows.max()
        first = last = int(rows.argmax())
        while (above := np.flatnonzero(full[max(0, first - 1 - _ROWS_BETWEEN) : first])).size:
            first = max(0, first - 1 - _ROWS_BETWEEN) + int(above[0])
        while (below := np.flatnonzero(full[last + 1 : last + 2 + _ROWS_BETWEEN])).size:
            last += 1 + int(below[-1])
        return self.part((self.y - top >= first) & (self.y - top <= last))

    def likeness(self, other: "Pattern") -> float:
        """Return how alike two patterns are wherever they lie, 0 to 1; 0 at different sizes."""
        sizes = [(self.box[2], other.box[2]), (self.box[3], other.box[3])]
        if any(max(pair) > _SIDE_SHARE * min(pair) + 2 for pair in sizes):
            return 0.0
        mine, theirs = self._drawn(0), other._drawn(_PLAY_PX)
        room = [max(0, a - b) for a, b in zip(mine.shape[:2], theirs.shape[:2], strict=True)]
        if any(room):
            theirs = np.pad(theirs, ((0, room[0]), (0, room[1]), (0, 0)))
        found = float(cv2.matchTemplate(theirs, mine, cv2.TM_CCORR).max())
        return max(0.0, found / float(np.linalg.norm(mine) * np.linalg.norm(theirs)))

    def _drawn(self, margin_px: int) -> npt.NDArray[np.float32]:
        left, top, width, height = self.box
        canvas = np.zeros((height + 2 * margin_px, width + 2 * margin_px, 2), np.float32)
        # By axis: where the background turns from bright to dark, edges turn over.
        place = self.y - top + margin_px, self.x - left + margin_px
        canvas[*place, 0] = self.across**2 - self.down**2
        canvas[*place, 1] = 2 * self.across * self.down
        # Marks stand between pixels, too.
        return np.asarray(cv2.GaussianBlur(canvas, (0, 0), _BLUR_PX), np.float32)


def closed(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return a mask with the gaps between letters filled."""
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _JOINED_PX), np.uint8)


def crowded(mask: Flags) -> Flags:
    """Return the pixels of a mask that have many others around them, as those of letters have."""
    around = cv2.blur(mask.view(np.uint8) * np.uint8(255), _AROUND_PX)
    return mask & np.asarray(around >= _LEAST_AROUND * 255)


def joined(one: Box, other: Box) -> Box:
    """Return the smallest box around both."""
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right = max(one[0] + one[2], other[0] + other[2])
    bottom = max(one[1] + one[3], other[1] + other[3])
    return left, top, right - left, bottom - top


def overlap(one: Box, other: Box) -> float:
    """Return the area that two boxes share over that they cover together, 0 to 1."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(0, wide) * max(0, high)
    return shared / (one[2] * one[3] + other[2] * other[3] - shared)
