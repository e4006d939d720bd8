"""A decoded frame as the analyses see it.

Arrays are oriented as a player shows them: the container's rotation is already applied. They may
be views of decoder memory: an analysis that keeps pixels beyond `observe` keeps the `Frame` (which
holds the memory alive) or a copy, and keeps few of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LumaPlane = npt.NDArray[np.uint8]
BgrPicture = npt.NDArray[np.uint8]
Samples = npt.NDArray[np.float32]

SMALL_LONG_SIDE_PX = 320
"""Long side of `Frame.small`; smaller footage is not enlarged."""

TINY_LONG_SIDE_PX = 80
"""Long side of `Frame.tiny`."""

SPARSE_PX = 48
"""`Frame.sparse` has so many pixels across and as many down."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame in the order a player shows it.

    Attributes
    ----------
    index : int
        0 for the first frame shown.
    pts : int
        Presentation time stamp in units of the stream's time base.
    time_s : float
        Seconds from the first frame shown, rounded from the exact fraction.
    luma : uint8 array, shape (height, width)
        Stored Y' code values at full resolution; deeper footage is scaled to 8 bits by
        discarding the lower bits. Limited range is not expanded.
    is_limited : bool
        Whether `luma` is to be read as 16-235 (after treating unknown range as documented).
    small : uint8 array, long side at most 320
        Area-averaged full-range Y': (Y - 16) * 255 / 219 for limited range, clipped to 0-255.
    tiny : uint8 array, long side at most 80
        The same, smaller: structure and motion are compared on it.
    picture : callable
        Returns the full-resolution 8-bit BGR picture, shape (height, width, 3), computed on call.
    is_intra : bool
        Whether the codec stored it as an I-frame (a codec fact, not a keyframe).
    picture_type : str
        The codec's type of picture: I, P, B, or another letter; "?" if not told.
    packet_bytes : int or None
        Size of the packet that held it; None if no packet bore its time.
    sparse : callable or None
        Returns 48 x 48 single pixels of `picture`, spread evenly whatever its shape, computed on
        call at a tenth of the cost. None where the whole picture costs no more.
    """

    index: int
    pts: int
    time_s: float
    luma: LumaPlane
    is_limited: bool
    small: LumaPlane
    tiny: LumaPlane
    picture: Callable[[], BgrPicture]
    is_intra: bool
    picture_type: str = "?"
    packet_bytes: int | None = None
    sparse: Callable[[], BgrPicture] | None = None


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """Some consecutive samples of the first sound stream.

    Attributes
    ----------
    time_s : float
        Time of the first sample, seconds from the first picture frame shown; may be negative.
    sample_rate_hz : int
        Samples per second and channel.
    samples : float32 array, shape (channels, samples)
        Full scale is -1 to 1.
    """

    time_s: float
    sample_rate_hz: int
    samples: Samples
