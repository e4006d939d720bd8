"""Hashes along a clip: by default of four frames a second, chosen by their time stamps.

A frame is hashed if it is the first shown at or after a multiple of the interval, so the choice
depends on neither frame rate nor gaps, and two runs choose alike. PDQ is taken of the frame at
full resolution, pHash and dHash of `Frame.small`; see `pdq` and `imagehashes` for what they mean.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import imagehash
import PIL

from verify.analysis.picture.imagehashes import (
    dhash,
    dhash_of_picture,
    phash,
    phash_of_picture,
)
from verify.analysis.picture.pdq import PdqHash, pdq
from verify.domain.frames import SMALL_LONG_SIDE_PX, Frame
from verify.domain.rows import HASH_INTERVAL_S, HashRow

# `Frame.time_s` is an exact fraction rounded to a float; a frame that falls on a multiple of the
# interval must not miss it for that. No real time base is finer.
_ROUNDING_S = 1e-6


class FrameHashes(NamedTuple):
    """The three hashes of one frame; pHash and dHash as 16 hexadecimal digits."""

    pdq: PdqHash
    phash: str
    dhash: str


def hash_frame(frame: Frame) -> FrameHashes:
    """Return the hashes of one frame of a clip.

    Black bars are part of the picture here; see the content box for hashing without them.
    """
    return FrameHashes(
        pdq(frame.luma, is_limited=frame.is_limited), phash(frame.small), dhash(frame.small)
    )


def hash_still(frame: Frame) -> FrameHashes:
    """Return the hashes of a single picture: pHash and dHash as imagehash takes them of the file.

    On a single picture the cost of the full size does not matter.
    """
    picture = frame.picture()
    return FrameHashes(
        pdq(frame.luma, is_limited=frame.is_limited),
        phash_of_picture(picture),
        dhash_of_picture(picture),
    )


class HashSeries:
    """Hashes frames at a regular interval of time and hands on one row for each.

    Parameters
    ----------
    write_row : callable
        Takes each `HashRow` as soon as it is known.
    interval_s : Fraction or None
        Seconds between hashed frames, more than 0; None for every frame.
    hash_of : callable
        `hash_frame` for clips, `hash_still` for single pictures.

    Raises
    ------
    ValueError
        If the interval is not positive.
    """

    name = "hashes"

    def __init__(
        self,
        write_row: Callable[[HashRow], None],
        interval_s: Fraction | None = HASH_INTERVAL_S,
        hash_of: Callable[[Frame], FrameHashes] = hash_frame,
    ) -> None:
        if interval_s is not None and interval_s <= 0:
            raise ValueError(f"the interval between hashes must be positive, not {interval_s} s")
        self._write_row = write_row
        self._interval_s = interval_s
        self._hash_of = hash_of
        self._last_slot: int | None = None

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the rows depend on besides the frames."""
        is_whole = self._hash_of is hash_still
        return {
            "interval_s": None if self._interval_s is None else float(self._interval_s),
            "pdq_picture": "full-resolution luma",
            "phash_dhash_picture": "whole picture"
            if is_whole
            else f"luma reduced to {SMALL_LONG_SIDE_PX} px",
            "phash_dhash_package": f"imagehash {imagehash.__version__}, Pillow {PIL.__version__}",
        }

    def observe(self, frame: Frame) -> None:
        """Hash the frame if it is the first in its interval."""
        if self._interval_s is not None:
            slot = math.floor((frame.time_s + _ROUNDING_S) / float(self._interval_s))
            if self._last_slot is not None and slot <= self._last_slot:
                return
            self._last_slot = slot
        hashes = self._hash_of(frame)
        self._write_row(
            HashRow(
                frame=frame.index,
                pts=frame.pts,
                time_s=frame.time_s,
                pdq=hashes.pdq.hex,
                pdq_quality=hashes.pdq.quality,
                phash=hashes.phash,
                dhash=hashes.dhash,
            )
        )

    def finish(self) -> None:
        """Nothing is left to do: each row was handed on at once."""
