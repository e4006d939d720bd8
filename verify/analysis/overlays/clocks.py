"""Digits that change at one place: once a second, or with every frame.

A clock keeps all its edges for a second, and then some of them change at once. A counter of frames
shows other edges each time, but the last digit is the same again after every ten frames.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.overlays.changes import Change, stays_shares
from verify.analysis.overlays.edges import EdgeField, Flags
from verify.analysis.overlays.patterns import Box, overlap
from verify.analysis.overlays.tracks import Moment
from verify.domain.overlays import OverlayKind

SECOND_SAMPLES = 5
FRAMES_OF_A_ROUND = 10
WINDOW_SAMPLES = 150
"""Half a minute: what is gathered is judged then, and gathering begins anew."""

# Where nothing changes evenly by then, nothing is gathered in the rest of the half minute.
_FIRST_LOOK_SAMPLES = 28
_CELL_PX = 8
_LEAST_CHANGING = 3
_LEAST_SECONDS, _LEAST_OF_TICKS, _LEAST_OF_ONE, _MOST_BETWEEN = 5, 0.8, 0.6, 0.1
_LEAST_OF_SAMPLES, _LEAST_RETURNING = 0.7, 0.7
_SAME_PLACE = 0.3
# Which edges come again is looked at in each third sample: the rounds of three lengths are met.
_ROUNDS_EVERY = 3
# A clock is small; where more than that ticks, it is the codec that does.
_MOST_CELLS, _MOST_SHARE = 12, 0.03
# Digits consist of edges, and their strokes come at the same places again.
_LEAST_DENSITY, _STROKE_SHARE, _LEAST_STROKES = 0.2, 0.25, 12
# Other letters of the line: so far apart, and so many, in heights of the digits.
_GAP_HEIGHTS, _MOST_HEIGHTS, _LEAST_STEADY = 1.4, 14, 12

TICKS = "Part of it changes once a second, and nothing of it in between: a clock, or what ticks."
COUNTS = "Part of it changes all the time and is the same again after ten frames: a frame counter."

Bytes = npt.NDArray[np.uint8]
Levels = npt.NDArray[np.float32]


class ClockWatch:
    """Counts, for small cells of the picture, when edges are swapped and which of them come again.

    What blinks or is lit by a flash has its edges come at one time and go at another.
    """

    def __init__(self, shape: tuple[int, int], first: int) -> None:
        self._shape = shape
        self._cells = shape[1] // _CELL_PX, shape[0] // _CELL_PX
        self._kept: deque[tuple[int, EdgeField]] = deque(maxlen=2 * SECOND_SAMPLES + 1)
        self.found: list[Change] = []
        self._begin(first)

    def _begin(self, first: int) -> None:
        cells = self._cells[::-1]
        self._first, self._is_idle = first, False
        self._swaps, self._stirs = np.zeros((2, SECOND_SAMPLES, *cells), np.float32)
        self._samples = np.zeros(SECOND_SAMPLES)
        self._looks = 0
        self._edges, self._new, self._returning = np.zeros((3, *cells), np.float32)
        self._comes = np.zeros((SECOND_SAMPLES, *self._shape), np.float32)

    def observe(
        self, field: EdgeField, samples: npt.NDArray[np.uint8], now: int, moment: Moment
    ) -> None:
        """Take in the sample `now`, of the frame `moment`."""
        if self._kept and not self._is_idle:
            phase = now % SECOND_SAMPLES
            seen = _seen(field, self._kept[-1][1])
            comes = _besides(field, seen)
            new, gone = self._counted(comes), self._counted(_besides(self._kept[-1][1], seen))
            self._swaps[phase] += np.minimum(new, gone) >= _LEAST_CHANGING
            self._stirs[phase] += np.maximum(new, gone) >= _LEAST_CHANGING
            self._samples[phase] += 1
            cv2.accumulate(comes, self._comes[phase])
            if now % _ROUNDS_EVERY == 0:
                self._edges += self._counted(field.is_edge.view(np.uint8))
                self._looks += 1
                self._compare(comes, new, field, moment[0])
        self._kept.append((moment[0], field))
        self._last = field, samples, now, moment
        gathered = now - self._first + 1
        if gathered == _FIRST_LOOK_SAMPLES:
            self._is_idle = next(self._digits(), None) is None
        if gathered >= WINDOW_SAMPLES:
            self.finish()
            self._begin(now + 1)

    def _compare(self, comes: Bytes, new: Bytes, field: EdgeField, index: int) -> None:
        """Tell which edges that come were there a round of frames before."""
        for earlier, other in reversed(self._kept):
            if (index - earlier) % FRAMES_OF_A_ROUND == 0:
                self._new += new
                self._returning += self._counted(comes & _seen(field, other))
                return

    def finish(self) -> None:
        """Judge what was gathered."""
        if not self._kept or self._last[2] < self._first or self._is_idle:
            return
        field, samples, now, moment = self._last
        before = [one for one in self.found if one.last == self._first - 1]
        if self._samples.min() < _LEAST_SECONDS:
            # Too short to tell: what ticked until here is taken to go on.
            self._extend(before, now)
            return
        for digits, reason in self._digits():
            box = self._with_line(digits, samples >= _LEAST_STEADY)
            same = [one for one in before if overlap(one.box, box) >= _SAME_PLACE]
            if same:
                self._extend(same[:1], now)
                continue
            stays_share, rest_share = stays_shares(field, samples, box)
            self.found.append(
                Change(
                    kind=OverlayKind.CHANGING_TEXT,
                    box=box,
                    core=digits,
                    first=self._first,
                    last=now,
                    stays_share=stays_share,
                    rest_share=rest_share,
                    reason=reason,
                    moment=moment,
                )
            )

    def _extend(self, changes: list[Change], last: int) -> None:
        for one in changes:
            self.found[self.found.index(one)] = replace(one, last=last)

    def _digits(self) -> Iterator[tuple[Box, str]]:
        """Yield where something changes evenly, and how."""
        swaps = self._swaps / self._samples[:, None, None]
        stirs = self._stirs / self._samples[:, None, None]
        count = self._samples.sum()
        dense = self._edges >= _LEAST_DENSITY * _CELL_PX * _CELL_PX * self._looks
        # A change may come just before a sample or just after it.
        pairs, stirring = swaps + np.roll(swaps, -1, axis=0), stirs + np.roll(stirs, -1, axis=0)
        between = (stirs.sum(axis=0) - stirring.max(axis=0)) / (SECOND_SAMPLES - 2)
        ticks = dense & (pairs.max(axis=0) >= _LEAST_OF_TICKS) & (between <= _MOST_BETWEEN)
        ticks &= swaps.max(axis=0) >= _LEAST_OF_ONE
        phases = pairs.argmax(axis=0)
        for part in self._parts(ticks):
            phase = int(np.bincount(phases[part]).argmax())
            comes = self._comes[phase] + self._comes[(phase + 1) % SECOND_SAMPLES]
            box = self._strokes(part, comes >= _STROKE_SHARE * self._samples[phase])
            if box is not None:
                yield box, TICKS
        always = dense & (swaps.min(axis=0) >= _LEAST_OF_SAMPLES)
        counts = always & (self._returning >= _LEAST_RETURNING * np.maximum(self._new, 1))
        for part in self._parts(counts):
            box = self._strokes(part, self._comes.sum(axis=0) >= _STROKE_SHARE * count)
            if box is not None:
                yield box, COUNTS

    def _counted(self, mask: Bytes) -> Bytes:
        across, down = self._cells
        cells = mask[: down * _CELL_PX, : across * _CELL_PX]
        rows: Bytes = np.add.reduce(cells.reshape(down, _CELL_PX, -1), axis=1, dtype=np.uint8)
        counted = rows[:, ::_CELL_PX].copy()
        for column in range(1, _CELL_PX):
            counted += rows[:, column::_CELL_PX]
        return counted

    def _parts(self, cells: Flags) -> Iterator[Flags]:
        if np.count_nonzero(cells) > _MOST_SHARE * cells.size:
            return
        count, labels = cv2.connectedComponents(cells.view(np.uint8))
        for label in range(1, count):
            part = labels == label
            if np.count_nonzero(part) <= _MOST_CELLS:
                yield part

    def _strokes(self, cells: Flags, comes: Flags) -> Box | None:
        """Return the box of strokes in some cells and half a cell around; None if too few."""
        down, across = np.nonzero(cells)
        half = _CELL_PX // 2
        top, left = (max(0, _CELL_PX * int(axis.min()) - half) for axis in (down, across))
        bottom, right = (_CELL_PX * (int(axis.max()) + 1) + half for axis in (down, across))
        y, x = np.nonzero(comes[top:bottom, left:right])
        if len(y) < _LEAST_STROKES:
            return None
        wide, high = int(np.ptp(x)) + 1, int(np.ptp(y)) + 1
        return left + int(x.min()), top + int(y.min()), wide, high

    def _with_line(self, box: Box, steady: Flags) -> Box:
        """Return the box of digits with the letters that stay beside them in one line."""
        left, top, width, height = box
        columns = np.count_nonzero(steady[top : top + height], axis=0) >= 2
        gap = round(_GAP_HEIGHTS * height)
        begins, ends = left, left + width
        while (before := np.flatnonzero(columns[max(0, begins - gap) : begins])).size:
            begins = max(0, begins - gap) + int(before[0])
            if left - begins > _MOST_HEIGHTS * height:
                return box
        while (after := np.flatnonzero(columns[ends : ends + gap])).size:
            ends += int(after[-1]) + 1
            if ends - left > _MOST_HEIGHTS * height:
                return box
        return begins, top, ends - begins, height


def _seen(field: EdgeField, other: EdgeField) -> Bytes:
    """Return 1 where both have an edge of one direction."""
    turned = (field.eighths - other.eighths + np.uint8(1)) & np.uint8(7)
    both = field.is_edge.view(np.uint8) & other.is_edge.view(np.uint8)
    return np.asarray((turned <= 2).view(np.uint8) & both, np.uint8)


def _besides(field: EdgeField, seen: Bytes) -> Bytes:
    return np.asarray(field.is_edge.view(np.uint8) ^ seen, np.uint8)
