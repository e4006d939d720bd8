"""Hashes of pictures in a mirror, out of the hashes alone.

In a mirror every other harmonic of PDQ's transform changes its sign. A bit says whether one is
above the median of all, which is near zero: turned over, the bits of those harmonics are nearly
what the mirrored picture would have. Of 142 frames of 18 real clips 10 bits of 256 were wrong at
the median, 14 or fewer in three of four.
"""

import numpy as np

from verify.analysis.matching.meetings import Counts
from verify.domain.archive import FrameHashes, Words
from verify.domain.window_hashes import WindowHashes

_EVERY_OTHER = np.uint64(0x5555_5555_5555_5555)


def mirrored_pdq(pdq: Words) -> Words:
    """Return about what PDQ hashes would be of the pictures with left and right exchanged."""
    return pdq ^ _EVERY_OTHER


def mirrored_windows(hashes: FrameHashes, frames: Counts) -> WindowHashes:
    """Return some frames, each as one window in a mirror."""
    count = len(frames)
    return WindowHashes(
        time_ms=hashes.time_ms[frames],
        edges=np.tile((0.0, 0.0, 1.0, 1.0), (count, 1)),
        mirrored=np.ones(count, np.bool_),
        quality=hashes.quality[frames],
        pdq=mirrored_pdq(hashes.pdq[frames]),
    )
