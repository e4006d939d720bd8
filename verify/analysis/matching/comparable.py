"""Which frames of a clip can be compared: those that show enough for a hash to tell them apart."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.analysis.matching.meetings import Flags, Numbers
from verify.domain.matches import NotComparable

LEAST_QUALITY = 20
"""PDQ quality from which on a hash tells its frame apart.

The reference advises 50 for any two pictures; dark frames below it are mostly near none but their
copies, and `background` weighs the rest (measured: `docs/copies.md`).
"""
MOST_FRAMES = 4_800
"""Most frames of a query that are compared: twenty minutes at four a second."""
MOST_MEETINGS_A_FRAME = 3_000

TOO_WEAK = (
    f"shows too little for a hash to tell it apart (PDQ quality below {LEAST_QUALITY}), as black, "
    "fog or a plain wall do"
)
TOO_COMMON = (
    f"looks like more than {MOST_MEETINGS_A_FRAME:,} frames of the archive, so it does not tell "
    "where it is from"
)
THINNED = "is long, so frames between those that were compared were left out: one in {} was"


def is_comparable(quality: npt.NDArray[np.integer[Any]]) -> Flags:
    """Return whether frames show enough to be compared; 255, not known, counts as enough."""
    enough: Flags = quality >= LEAST_QUALITY
    return enough


def every_nth(frames: int) -> int:
    """Return that one in how many frames is compared, so that a long clip can be."""
    return -(-frames // MOST_FRAMES) or 1


def stretches_left_out(
    times_s: Numbers, left_out: Flags, end_s: float, reason: str
) -> Iterator[NotComparable]:
    """Yield the stretches of a clip whose frames were left out for a reason.

    Parameters
    ----------
    times_s : float64 array, shape (n,)
        Rising. A frame stands for the time until the next one.
    left_out : bool array, shape (n,)
    end_s : float
        Where the last frame ends.
    reason : str
    """
    ends_s = [*times_s.tolist()[1:], end_s]
    frames = zip(left_out.tolist(), times_s.tolist(), ends_s, strict=True)
    for is_left_out, group in groupby(frames, key=lambda frame: frame[0]):
        if is_left_out:
            stretch = list(group)
            yield NotComparable(start_s=stretch[0][1], end_s=stretch[-1][2], reason=reason)
