"""Which rows may be near a query, looked up: the exact multi-index over 16 bands of 16 bits.

A cache beside a segment, 64 bytes a row and 4 MiB: made of its rows in a tenth of a second, thrown
away with it. Where the processor counts the bits of many words at once a scan is as fast; elsewhere
this is several times faster once it is made.

Norouzi, Punjani and Fleet, Fast search in Hamming space with multi-index hashing, CVPR 2012; Qin
and Xiao, Pigeonring: a principle for faster thresholded similarity search, PVLDB 12 (1), 2018.
"""

from dataclasses import dataclass

import numpy as np

from verify.storage.hamming.kernels import BAND_VALUES, BANDS, Rows

LEAST_ROWS = 1 << 17
"""Fewer are scanned as fast."""


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Rows of a segment sorted by the values of their bands; see `kernels.sort_into_bands`.

    Attributes
    ----------
    rows : int
        How many rows of the segment are in it, from the first one on.
    """

    rows: int
    ends: Rows
    members: Rows

    @property
    def row_bits(self) -> int:
        """How many bits the number of a row takes."""
        return (self.rows - 1).bit_length()


def unsorted_bands(rows: int) -> Bands:
    """Return bands for a kernel to sort rows into."""
    ends = np.zeros((BANDS, BAND_VALUES + 2), np.uint32)
    return Bands(rows, ends, np.empty((BANDS, rows), np.uint32))


def bytes_of(rows: int) -> int:
    """Return how much memory the bands of so many rows take."""
    return 4 * BANDS * (BAND_VALUES + 2 + rows)
