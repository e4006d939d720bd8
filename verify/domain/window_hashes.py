"""Hashes of windows: of rectangles within frames in which other footage may be shown.

A query has them beside the hashes of whole frames; an archive keeps none. They come out of the jail
as bytes and are held against their form here.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MOST_ROWS = 360_000
"""No clip of a week has more: of long ones, frames farther apart are looked at."""

_SHARE_UNITS = 65_535
_ROW = np.dtype(
    [
        ("time_ms", "<u4"),
        ("edges", "<u2", (4,)),
        ("mirrored", "u1"),
        ("quality", "u1"),
        ("pdq", "<u8", (4,)),
    ]
)
MOST_BYTES = MOST_ROWS * _ROW.itemsize
_HIGHEST_QUALITY = 100


@dataclass(frozen=True, slots=True, eq=False)
class WindowHashes:
    """A row for each window of a frame, upright and as seen in a mirror.

    Attributes
    ----------
    time_ms : uint32 array, shape (n,)
        When the frame is shown, rising.
    edges : float64 array, shape (n, 4)
        Left, top, right, bottom in shares of the frame's width and height.
    mirrored : bool array, shape (n,)
        Whether it was hashed with left and right exchanged.
    quality : uint8 array, shape (n,)
        PDQ quality, 0-100.
    pdq : uint64 array, shape (n, 4)
        The hash, most significant word first.
    """

    time_ms: npt.NDArray[np.uint32]
    edges: npt.NDArray[np.float64]
    mirrored: npt.NDArray[np.bool_]
    quality: npt.NDArray[np.uint8]
    pdq: npt.NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.time_ms)

    def of(self, chosen: npt.NDArray[np.bool_]) -> "WindowHashes":
        """Return the rows chosen."""
        return WindowHashes(
            self.time_ms[chosen],
            self.edges[chosen],
            self.mirrored[chosen],
            self.quality[chosen],
            self.pdq[chosen],
        )

    def to_bytes(self) -> bytes:
        """Return the rows, 46 bytes each, little-endian."""
        rows = np.zeros(len(self), _ROW)
        rows["time_ms"], rows["mirrored"] = self.time_ms, self.mirrored
        rows["edges"] = np.rint(self.edges * _SHARE_UNITS)
        rows["quality"], rows["pdq"] = self.quality, self.pdq
        return rows.tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "WindowHashes":
        """Return what `to_bytes` wrote.

        Raises
        ------
        ValueError
            If it is anything else.
        """
        if len(content) % _ROW.itemsize or len(content) > MOST_BYTES:
            raise ValueError("hashes of windows of another form or length")
        rows = np.frombuffer(content, _ROW)
        edges = rows["edges"] / _SHARE_UNITS
        if np.any(edges[:, :2] >= edges[:, 2:]):
            raise ValueError("windows that are none")
        if np.any(rows["mirrored"] > 1) or np.any(rows["quality"] > _HIGHEST_QUALITY):
            raise ValueError("hashes of windows with values that cannot be")
        if np.any(np.diff(rows["time_ms"].astype(np.int64)) < 0):
            raise ValueError("windows at times that do not rise")
        return cls(
            rows["time_ms"].astype(np.uint32),
            edges,
            rows["mirrored"].astype(np.bool_),
            rows["quality"].copy(),
            rows["pdq"].astype(np.uint64),
        )
