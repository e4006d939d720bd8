"""Points of a picture that can be found again in another, with what their surroundings look like.

A hash says what a picture looks like as a whole; these points say it part by part, so a picture is
found again when it was cropped, framed, turned, or lies small in another. What a reader would get
wrong: lengths are shares of the picture's longest side, so pictures of any size can be compared.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint64]

_HEAD_BYTES = 4

CODE_BITS = 128
POSITION_UNITS = 65_535
"""Positions count in this many parts of the longest side of the picture."""
SIZE_STEPS = 16
"""Sizes count in this many steps to an octave."""
LARGEST_SIZE = 255
ANGLE_STEPS = 256
"""Angles count in this many parts of a turn."""
MOST_POINTS = 300
"""Most points of one picture, the most distinct ones."""
MOST_PICTURES = 3_600
"""Most pictures of one piece of footage that are described."""


class Points(NamedTuple):
    """The points of one picture, the most distinct first; see `LocalFeatures` for the columns.

    `mirrored` are the codes that they would have in the picture seen in a mirror.
    """

    x: npt.NDArray[np.uint16]
    y: npt.NDArray[np.uint16]
    size: npt.NDArray[np.uint8]
    angle: npt.NDArray[np.uint8]
    codes: Codes
    mirrored: Codes


@dataclass(frozen=True, eq=False)
class LocalFeatures:
    """The points of several pictures of one piece of footage, picture by picture in time order.

    Attributes
    ----------
    time_ms : uint32 array, shape (pictures,)
        Milliseconds from the first frame shown, rising.
    counts : uint16 array, shape (pictures,)
        How many points each has, 0 too; `MOST_POINTS` at most.
    x, y : uint16 arrays, shape (points,)
        From the upper left corner, in 1/65535 of the longest side; a picture's points stand one
        after the other, the most distinct first.
    size : uint8 array, shape (points,)
        255 + 16 * log2(diameter / longest side), 0 to 255.
    angle : uint8 array, shape (points,)
        Direction of the steepest gradient, in 1/256 of a turn, clockwise from the x axis.
    codes : uint64 array, shape (points, 2)
        128 bits of what lies around the point; see `analysis.picture.local_features`.
    """

    time_ms: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.uint16]
    x: npt.NDArray[np.uint16]
    y: npt.NDArray[np.uint16]
    size: npt.NDArray[np.uint8]
    angle: npt.NDArray[np.uint8]
    codes: Codes

    def __post_init__(self) -> None:
        points = int(self.counts.sum(dtype=np.int64))
        columns = (self.x, self.y, self.size, self.angle)
        if (
            len(self.counts) != len(self.time_ms)
            or any(column.shape != (points,) for column in columns)
            or self.codes.shape != (points, 2)
        ):
            raise ValueError("the columns are of different lengths")
        if len(self.counts) > MOST_PICTURES or np.any(self.counts > MOST_POINTS):
            raise ValueError("more pictures or points than there may be")
        if np.any(self.time_ms[1:] <= self.time_ms[:-1]):
            raise ValueError("the times do not rise")

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def picture(self) -> npt.NDArray[np.int64]:
        """Which picture each point is of, shape (points,)."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @cached_property
    def rank(self) -> npt.NDArray[np.int64]:
        """The place of each point among those of its picture, 0 the most distinct."""
        firsts = np.cumsum(self.counts, dtype=np.int64) - self.counts
        return np.arange(len(self.codes)) - np.repeat(firsts, self.counts)

    def of(self, chosen: npt.NDArray[np.bool_]) -> "LocalFeatures":
        """Return the points chosen, of the same pictures."""
        return LocalFeatures(
            self.time_ms,
            np.bincount(self.picture[chosen], minlength=len(self.counts)).astype(np.uint16),
            self.x[chosen],
            self.y[chosen],
            self.size[chosen],
            self.angle[chosen],
            self.codes[chosen],
        )

    def to_bytes(self) -> bytes:
        """Return the points as bytes: how many pictures, then each column, little-endian."""
        head = np.array([len(self.time_ms)], "<u4").tobytes()
        columns = (
            self.time_ms.astype("<u4"),
            self.counts.astype("<u2"),
            self.x.astype("<u2"),
            self.y.astype("<u2"),
            self.size,
            self.angle,
            self.codes.astype("<u8"),
        )
        return head + b"".join(np.ascontiguousarray(column).tobytes() for column in columns)

    @classmethod
    def none(cls) -> "LocalFeatures":
        """Return the features of no picture."""
        return cls.from_bytes(bytes(_HEAD_BYTES))

    @classmethod
    def from_bytes(cls, content: bytes, *, followed: bool = False) -> "LocalFeatures":
        """Return what `to_bytes` wrote; something else may be behind it only if it is `followed`.

        Raises
        ------
        ValueError
            If it is anything else: of another length, out of order, or more than there may be.
        """
        if len(content) < _HEAD_BYTES:
            raise ValueError("local features without their head")
        pictures = int(np.frombuffer(content, "<u4", 1)[0])
        if pictures > MOST_PICTURES or len(content) < _HEAD_BYTES + 6 * pictures:
            raise ValueError("local features of more pictures than there are")
        counts = np.frombuffer(content, "<u2", pictures, _HEAD_BYTES + 4 * pictures)
        points = int(counts.sum(dtype=np.int64))
        offset = _HEAD_BYTES
        columns: list[npt.NDArray[Any]] = []
        for kind, length in (
            ("<u4", pictures),
            ("<u2", pictures),
            ("<u2", points),
            ("<u2", points),
            ("<u1", points),
            ("<u1", points),
            ("<u8", 2 * points),
        ):
            size_bytes = length * np.dtype(kind).itemsize
            if offset + size_bytes > len(content):
                raise ValueError("local features that end in the middle")
            columns.append(np.frombuffer(content, kind, length, offset))
            offset += size_bytes
        if offset != len(content) and not followed:
            raise ValueError("local features with something behind them")
        time_ms, counts, x, y, size, angle, codes = columns
        return cls(time_ms, counts, x, y, size, angle, codes.reshape(-1, 2))
