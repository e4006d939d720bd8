"""The grey stills of one clip in one file, on their way out of the jail: time, size, JPEG, each.

Thousands of files would take longer to check than the pictures to make. How many and how large they
may be stands here, for both sides of the wall.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from verify.domain.archive import STILL_LONG_SIDE_PX, Still
from verify.media import jpeg

MOST_STILLS = 36_000
"""Ten hours of one a second."""
MOST_BYTES = 256 << 20
"""Of all stills of a clip: some six hours of them. They are stored in one transaction."""

_HEAD = struct.Struct("<II")
# A JPEG of grey noise at the quality of stills has less.
_LARGEST_STILL_BYTES = 2 * STILL_LONG_SIDE_PX * STILL_LONG_SIDE_PX


class StillSink:
    """Writes stills as long as there is room for them.

    Attributes
    ----------
    written, left_out : int
        How many were, and how many there was no room for.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._bytes = 0
        self.written = self.left_out = 0

    def write(self, time_ms: int, picture: bytes) -> None:
        """Write one still."""
        record = _HEAD.pack(time_ms, len(picture)) + picture
        if self.written == MOST_STILLS or self._bytes + len(record) > MOST_BYTES:
            self.left_out += 1
            return
        self._file.write(record)
        self._bytes += len(record)
        self.written += 1


def read_stills(file: BinaryIO) -> tuple[Still, ...]:
    """Return the stills in a file, in order of time.

    Raises
    ------
    ValueError
        If it holds anything else, or more than an honest worker writes.
    """
    stills = sorted(_stills_in(file), key=lambda still: still.time_ms)
    if len({still.time_ms for still in stills}) < len(stills):
        raise ValueError("two stills of one moment")
    return tuple(stills)


def _stills_in(file: BinaryIO) -> Iterator[Still]:
    count = 0
    while head := file.read(_HEAD.size):
        if len(head) < _HEAD.size or count == MOST_STILLS:
            raise ValueError("stills that end in the middle, or too many")
        time_ms, size_bytes = _HEAD.unpack(head)
        picture = file.read(size_bytes) if size_bytes <= _LARGEST_STILL_BYTES else b""
        if not picture or len(picture) < size_bytes:
            raise ValueError("a still that is larger or shorter than it can be")
        if max(jpeg.size_px(picture)) > STILL_LONG_SIDE_PX:
            raise ValueError("a still with too many pixels")
        count += 1
        yield Still(time_ms, picture)
