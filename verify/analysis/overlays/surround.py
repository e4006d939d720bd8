"""What lies around a region: the rest of a plate, a frame, the outline of a band.

The outline of a plate turns over wherever the background goes from darker to brighter than it, so
edges are taken by their axis here, not by their direction.
"""

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.overlays.edges import LEAST_GRADIENT, EdgeField
from verify.analysis.overlays.patterns import Box, Pattern
from verify.analysis.overlays.plates import Part, plate_of, room_px

_SEEN_STRENGTH = LEAST_GRADIENT / 2
_STEADY_SHARE = 0.6
# A plate keeps its brightness within a third of what its surroundings change by, or closer.
_CONSTANT_SHARE, _LEAST_CHANGING_LEVELS = 0.33, 6.0
_NO_SPECKS_PX = np.ones((3, 3), np.uint8)
_LEAST_SAMPLES = 5
_EACH_UNTIL, _EVERY = 8, 3
# A plate has straight sides; what only hangs on a line of text, dots and tails, lies close to it.
_SIDE_PX, _LEAST_OF_SIDE = 4, 0.5
_SLACK_HEIGHTS = 0.3
_JOINED_PX = np.ones((5, 11), np.uint8)


class Surround:
    """Gathers, for each pixel around a box, how steadily an edge of one axis is there."""

    def __init__(self, box: Box, shape: tuple[int, int]) -> None:
        left, top, width, height = box
        margin_px = room_px(box)
        self._left, self._top = max(0, left - margin_px), max(0, top - margin_px)
        right = min(shape[1], left + width + margin_px)
        bottom = min(shape[0], top + height + margin_px)
        self._window = np.s_[self._top : bottom, self._left : right]
        self._shape = shape
        self._along = np.zeros((bottom - self._top, right - self._left), np.float32)
        self._across = np.zeros_like(self._along)
        self._luma = np.zeros_like(self._along)
        self._squares = np.zeros_like(self._along)
        self._samples = self._seen = 0

    def observe(self, field: EdgeField) -> None:
        """Take in one sample in which the region is seen, in the long run each third."""
        self._seen += 1
        if self._seen > _EACH_UNTIL and self._seen % _EVERY:
            return
        across = field.across[self._window].astype(np.float32)
        down = field.down[self._window].astype(np.float32)
        squares = across * across + down * down
        # A weak edge counts for little, a strong one for one.
        squares += (squares < _SEEN_STRENGTH**2) * np.float32(_SEEN_STRENGTH**2)
        self._along += (across * across - down * down) / squares
        self._across += 2 * across * down / squares
        cv2.accumulate(field.luma[self._window], self._luma)
        cv2.accumulateSquare(field.luma[self._window], self._squares)
        self._samples += 1

    def grown(self, pattern: Pattern, *, on_plate: bool) -> Box:
        """Return the box of a pattern with what hangs together with it.

        With `on_plate`, a plate belongs to it, by its straight sides or by keeping its brightness.
        What comes at once brought its plate along; of that only what hangs close to it is added.
        """
        box = pattern.box
        if self._samples < _LEAST_SAMPLES:
            return box
        if on_plate and (plate := plate_of(pattern, self._over_time())) is not None:
            return plate
        steady = np.hypot(self._along, self._across) >= _STEADY_SHARE * self._samples
        mask = steady.astype(np.uint8)
        if on_plate:
            mask |= self._constant(box)
        own = pattern.y - self._top, pattern.x - self._left
        mask[own] = 1
        _, labels, stats, _ = cv2.connectedComponentsWithStats(
            cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _JOINED_PX)
        )
        own_label = int(np.bincount(labels[own]).argmax())
        left, top, width, height = (int(side) for side in stats[own_label, :4])
        part = (mask > 0) & (labels == own_label)
        part = part[top : top + height, left : left + width]
        left, top = left + self._left, top + self._top
        sides = (
            (box[0], left, part[:, :_SIDE_PX].any(axis=1).mean()),
            (box[1], top, part[:_SIDE_PX].any(axis=0).mean()),
            (box[0] + box[2], left + width, part[:, -_SIDE_PX:].any(axis=1).mean()),
            (box[1] + box[3], top + height, part[-_SIDE_PX:].any(axis=0).mean()),
        )
        slack_px = _SLACK_HEIGHTS * box[3]
        grown = [
            wide
            if (on_plate and share >= _LEAST_OF_SIDE) or abs(wide - narrow) <= slack_px
            else narrow
            for narrow, wide, share in sides
        ]
        return grown[0], grown[1], grown[2] - grown[0], grown[3] - grown[1]

    def _constant(self, box: Box) -> npt.NDArray[np.uint8]:
        """Return where the picture keeps its brightness, nothing where all around does."""
        deviation = self._over_time().deviation
        elsewhere = np.ones(deviation.shape, np.bool_)
        top, left = box[1] - self._top, box[0] - self._left
        elsewhere[top : top + box[3], left : left + box[2]] = False
        changing = float(np.median(deviation[elsewhere])) if elsewhere.any() else 0.0
        constant = (deviation <= _CONSTANT_SHARE * changing).astype(np.uint8)
        if changing < _LEAST_CHANGING_LEVELS:
            constant[:] = 0
        return np.asarray(cv2.morphologyEx(constant, cv2.MORPH_OPEN, _NO_SPECKS_PX), np.uint8)

    def _over_time(self) -> Part:
        corner = self._left, self._top
        return Part.of(self._luma, self._squares, self._samples, corner, self._shape)
