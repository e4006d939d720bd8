"""What a frame's likeness is worth, by how near it lies to pictures that tell little.

Flat pictures, noise, skies, titles, test cards, dark streets, fog: a frame near one of these is
near many clips. The shipped bank (`background.npy`) has hashes of some 2,000 such pictures, all of
them drawn by `tests/synthesis/background.py`, none filmed. Most of it is seldom met: PDQ splits
what it sees at its median, so noise is as far from noise as anything. Flat pictures are met, for
their hash hangs on their level alone. What the archive has often counts apart (`weights_of`).
"""

from functools import cache
from pathlib import Path

import numpy as np

from verify.analysis.matching.meetings import Numbers
from verify.domain.archive import Words

BANK = Path(__file__).with_name("background.npy")
ENTRY = np.dtype([("pdq", np.uint8, 32), ("quality", np.uint8)])
"""One picture of the bank: a PDQ hash, its leading digits first, and its quality, 0-100."""

MOST_BACKGROUND_BITS = 104.0
NEAREST = 3
# So that what is compared at a time stays in the cache.
_FRAMES_AT_ONCE = 32
_MARGIN_BITS = 6
_FULL_WORTH_BITS = 60


@cache
def bank() -> Words:
    """Return the hashes of the bank, shape (n, 4), in words as `FrameHashes.pdq`."""
    entries = np.load(BANK, allow_pickle=False)
    words: Words = np.ascontiguousarray(entries["pdq"]).view(">u8").astype(np.uint64, "F")
    return words


def background_bits(pdq: Words) -> Numbers:
    """Return how far frames lie from pictures that tell little.

    Parameters
    ----------
    pdq : uint64 array, shape (n, 4)

    Returns
    -------
    float64 array, shape (n,)
        Mean distance to the three nearest of the bank, at most 104 bits. Of frames that show
        something it is about 100.
    """
    planes = bank().T[:, None]
    nearest = np.empty(len(pdq))
    for first in range(0, len(pdq), _FRAMES_AT_ONCE):
        frames = slice(first, first + _FRAMES_AT_ONCE)
        apart = np.bitwise_count(pdq[frames].T[:, :, None] ^ planes).sum(axis=0, dtype=np.uint16)
        nearest[frames] = np.partition(apart, NEAREST - 1, axis=1)[:, :NEAREST].mean(axis=1)
    bits: Numbers = np.minimum(nearest, MOST_BACKGROUND_BITS)
    return bits


def worth(distance_bits: Numbers, frame_background_bits: Numbers) -> Numbers:
    """Return what meetings are worth: 1 unless the frame is nearly as near to the background.

    Parameters
    ----------
    distance_bits : float64 array, shape (n,)
    frame_background_bits : float64 array, shape (n,)
        Of the frame of each meeting; see `background_bits`.

    Returns
    -------
    float64 array, shape (n,)
        0 where the background is at most 6 bits farther off, 1 where it is 66 bits farther.
    """
    farther = frame_background_bits - _MARGIN_BITS - distance_bits
    shares: Numbers = np.clip(farther / _FULL_WORTH_BITS, 0.0, 1.0)
    return shares
