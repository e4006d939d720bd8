"""Hashes of windows along a clip: what is shown small within it is found by how it looks whole.

A hash is of a whole picture, so footage that fills a third of a frame is far from its own hash.
Frames are looked at in blocks of two seconds, for edges stay where what moves does not.
"""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from verify.analysis.picture.borders import Box
from verify.analysis.picture.pdq import pdq_dihedral
from verify.analysis.picture.stills import small_luma
from verify.analysis.picture.windows import windows_of
from verify.domain.frames import Frame, LumaPlane
from verify.domain.window_hashes import WindowHashes

INTERVAL_S = 0.25
BLOCK_FRAMES = 8

_LEAST_OF_A_BLOCK = 4
# `Frame.time_s` is an exact fraction rounded to a float; see `hashing`.
_ROUNDING_S = 1e-6
# Of the variants of a picture in PDQ's order: as it is, and left to right.
_UPRIGHT, _MIRRORED = 0, 5
_THINNED_AFTER = 2_400


class _Row(NamedTuple):
    time_ms: int
    edges: tuple[float, float, float, float]
    mirrored: bool
    quality: int
    pdq: bytes


class WindowSeries:
    """Finds windows in a clip and hashes what is shown in them; a `FrameAnalysis`.

    Parameters
    ----------
    keep : callable
        Takes all hashes when the clip is over.

    Notes
    -----
    Four frames a second; half as often each time that 2,400 were looked at, so that hours fit.
    """

    name = "windows"

    def __init__(self, keep: Callable[[WindowHashes], None]) -> None:
        self._keep = keep
        self._interval_s = INTERVAL_S
        self._last_slot = -1
        self._in_turn = 0
        self._block: list[tuple[int, LumaPlane]] = []
        self._rows: list[_Row] = []
        self._blocks = 0

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames."""
        return {"interval_s": INTERVAL_S, "block_frames": BLOCK_FRAMES}

    def observe(self, frame: Frame) -> None:
        """Take the frame if it is the first of its interval."""
        slot = math.floor((frame.time_s + _ROUNDING_S) / self._interval_s)
        if slot <= self._last_slot:
            return
        self._last_slot = slot
        self._block.append((round(frame.time_s * 1000), small_luma(frame)))
        if len(self._block) == BLOCK_FRAMES:
            self._look()
        self._in_turn += 1
        if self._in_turn == _THINNED_AFTER:
            self._in_turn = 0
            self._interval_s *= 2
            self._last_slot //= 2

    def finish(self) -> None:
        """Look at what is left of the last block, and hand on what was found."""
        # A picture is a clip of one frame.
        if len(self._block) >= _LEAST_OF_A_BLOCK or (self._block and not self._blocks):
            self._look()
        rows = self._rows
        self._keep(
            WindowHashes(
                np.array([row.time_ms for row in rows], np.uint32),
                np.array([row.edges for row in rows], np.float64).reshape(-1, 4),
                np.array([row.mirrored for row in rows], np.bool_),
                np.array([row.quality for row in rows], np.uint8),
                np.frombuffer(b"".join(row.pdq for row in rows), ">u8")
                .astype(np.uint64)
                .reshape(-1, 4),
            )
        )

    def _look(self) -> None:
        block, self._block = self._block, []
        self._blocks += 1
        size = block[0][1].shape
        # A picture whose size changes on the way is looked at no further.
        same = [(time_ms, luma) for time_ms, luma in block if luma.shape == size]
        boxes = windows_of([luma for _, luma in same])
        for time_ms, luma in same:
            for box in boxes:
                self._rows += _hashed(time_ms, luma, box)


def _hashed(time_ms: int, luma: LumaPlane, box: Box) -> Iterator[_Row]:
    height, width = luma.shape
    inside = np.ascontiguousarray(luma[box.top : box.bottom, box.left : box.right])
    variants = pdq_dihedral(inside)
    edges = (box.left / width, box.top / height, box.right / width, box.bottom / height)
    for number in (_UPRIGHT, _MIRRORED):
        hashed = variants[number]
        yield _Row(time_ms, edges, number == _MIRRORED, hashed.quality, hashed.bits)
