"""Rows of the tables that hold one line per frame; the field names are the column names.

They stream to disk during the pass and are too many for `analysis.json`.
"""

from fractions import Fraction
from typing import NamedTuple


class BrightnessRow(NamedTuple):
    """Light of one frame. `luma_*` are full-range 8-bit code values, 0-255."""

    frame: int
    pts: int
    time_s: float
    luma_mean: float
    luma_p05: float
    luma_p50: float
    luma_p95: float
    luma_p99: float
    luma_max: float
    clipped_share: float
    luminance_mean: float


HASH_INTERVAL_S = Fraction(1, 4)
"""Between frames that are hashed, unless it is said otherwise."""


class HashRow(NamedTuple):
    """Perceptual hashes of one frame: PDQ as 64, pHash and dHash as 16 hex digits."""

    frame: int
    pts: int
    time_s: float
    pdq: str
    pdq_quality: int
    phash: str
    dhash: str
