"""PDQ: a 256-bit hash of what a picture looks like as a whole, equal to the reference bit for bit.

The reference blurs the full picture twice with box filters, takes 64 x 64 points of it, keeps the
16 x 16 lowest frequencies of a cosine transform and says of each whether it is above their median.
All of that up to the median is linear, so two small matrix products give the same 64 x 64 points
in a twentieth of the time. What a reader would get wrong: they are the same only up to the
rounding of the reference, which adds and subtracts its way through the picture in 32-bit floats.
Where that rounding could decide a bit or the quality, the picture is done again in the reference's
own order of arithmetic (`_exact_grid`, `_exact_coefficients`). `docs/hashing.md` has the figures.

Algorithm: Facebook's paper on PDQ and TMK+PDQF (2019); order of arithmetic, bits and variants as in
the C++ code of ThreatExchange. Written from its description and behaviour, not copied.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from verify.domain.frames import LumaPlane

Floats = npt.NDArray[np.float32]

BITS = 256
GOOD_QUALITY = 50
"""The reference advises not to match hashes of lower quality (`PdqHash.quality`, 0-100)."""

_GRID = 64
_KEPT = 16
_LEAST_SIDE_PX = 5

# Harmonics 1-16 of the 64-point DCT-II; the constant one is left out, so an even change of
# brightness changes nothing. The scale is rounded to 32 bits before the product, as the reference
# does it.
_HARMONICS = np.arange(1, _KEPT + 1)
_DCT: Floats = (
    float(np.float32(np.sqrt(2 / _GRID)))
    * np.cos(np.pi / 2 / _GRID * _HARMONICS[:, None] * (2 * np.arange(_GRID) + 1))
).astype(np.float32)

# How far the reference's rounding moved a coefficient, as a share of the grid's root mean square:
# at most 1.6e-5 of this shape in 424 frames of 36 real clips, 2.6e-5 in 1,711 of more clips. Sums
# that run down a picture drift, and a drift is a sum of low frequencies: the shape falls with them.
_COEFFICIENT_ROUNDING = 4.8e-5 * (1 / _HARMONICS[:, None] + 0.35 / _HARMONICS).astype(np.float32)
# The same for the difference of neighbouring grid points, as a share of the brightest: at most
# 0.54e-5 in 309 real frames.
_DIFFERENCE_ROUNDING = 1.5e-5

_EXPANSION = 255 / 219

# Turning a picture by quarters or mirroring it swaps the axes and changes the sign of every other
# harmonic: (swap, sign by row, sign by column), in the reference's order.
_MIRRORED = np.where(_HARMONICS % 2, -1, 1).astype(np.float32)
_UPRIGHT = np.ones(_KEPT, np.float32)
_SIGNED = 4  # The first four variants have every pair of signs; the others only swap the axes.
_VARIANTS = (
    (False, _UPRIGHT, _UPRIGHT),  # as it is
    (True, _UPRIGHT, _MIRRORED),  # turned by 90 degrees
    (False, _MIRRORED, _MIRRORED),  # by 180
    (True, _MIRRORED, _UPRIGHT),  # by 270
    (False, _MIRRORED, _UPRIGHT),  # upside down ("flip X")
    (False, _UPRIGHT, _MIRRORED),  # left to right ("flip Y")
    (True, _UPRIGHT, _UPRIGHT),  # over the main diagonal
    (True, _MIRRORED, _MIRRORED),  # over the other diagonal
)


@dataclass(frozen=True, slots=True)
class PdqHash:
    """A PDQ hash and how much there was to see.

    Attributes
    ----------
    bits : bytes, 32 of them
        In the order of the reference's text form: the first bit is the highest frequency's.
    quality : int
        0 (flat) to 100 (busy): the sum of the grid's gradients. Below `GOOD_QUALITY` unlike
        pictures often have like hashes.
    """

    bits: bytes
    quality: int

    @property
    def hex(self) -> str:
        """The reference's text form, always 64 digits."""
        return self.bits.hex()


def pdq(luma: LumaPlane, *, is_limited: bool = False) -> PdqHash:
    """Return the PDQ hash of a picture.

    Parameters
    ----------
    luma : uint8 array, shape (height, width)
        The full-resolution picture: from 320 x 180 some 12 of 256 bits would differ.
    is_limited : bool
        Whether black is 16 and white 235. The bits do not depend on it; the quality is computed
        as of the expanded picture.

    Returns
    -------
    PdqHash
        All bits and quality zero if a side is shorter than 5 px, as in the reference. A flat
        picture has quality 0 and bits that are rounding noise: the same as the reference's, and
        meaningless.

    Raises
    ------
    ValueError
        If `luma` is not a grey 8-bit picture with at least one pixel.

    Examples
    --------
    >>> slope = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64).astype(np.uint8)
    >>> len(pdq(slope).hex), pdq(slope).quality
    (64, 100)
    """
    return _hashes(luma, is_limited, _VARIANTS[:1])[0]


def pdq_dihedral(luma: LumaPlane, *, is_limited: bool = False) -> tuple[PdqHash, ...]:
    """Return the hashes of a picture turned and mirrored in all eight ways.

    They are derived from one transform, as in the reference, and may differ in a few bits from the
    hash of a picture that was really turned.

    Returns
    -------
    tuple of 8 PdqHash
        As it is, turned by 90, 180, 270 degrees, upside down, left to right, over the main
        diagonal, over the other diagonal. Parameters and errors as for `pdq`.
    """
    return _hashes(luma, is_limited, _VARIANTS)


def hamming_bits(hex_a: str, hex_b: str) -> int:
    """Return in how many bits two hashes of one kind differ.

    Raises
    ------
    ValueError
        If they are not hexadecimal or not of one length.

    Examples
    --------
    >>> hamming_bits("0f00", "0001")
    5
    """
    if len(hex_a) != len(hex_b):
        raise ValueError(f"hashes of {len(hex_a)} and {len(hex_b)} digits cannot be compared")
    return (int(hex_a, 16) ^ int(hex_b, 16)).bit_count()


_Variants = tuple[tuple[bool, Floats, Floats], ...]


def _hashes(luma: LumaPlane, is_limited: bool, variants: _Variants) -> tuple[PdqHash, ...]:
    if luma.dtype != np.uint8 or luma.ndim != 2 or luma.size == 0:
        raise ValueError(f"PDQ needs a grey 8-bit picture, not {luma.dtype} of shape {luma.shape}")
    if min(luma.shape) < _LEAST_SIDE_PX:
        return (PdqHash(bytes(BITS // 8), 0),) * len(variants)
    down, across = _axes(luma.shape)
    gain = _EXPANSION if is_limited else 1.0

    grid = _grid(luma, down, across)
    coefficients: Floats = np.matmul(np.matmul(_DCT, grid), _DCT.T)
    quality, is_settled = _quality(grid, gain, float(grid.max()) * _DIFFERENCE_ROUNDING)
    tolerance: Floats = np.sqrt(np.mean(np.square(grid))) * _COEFFICIENT_ROUNDING
    if not is_settled or not all(
        _is_settled(coefficients * rows[:, None] * columns, tolerance)
        for _, rows, columns in variants[:_SIGNED]
    ):
        grid = _exact_grid(luma, down, across)
        coefficients = _exact_coefficients(grid)
        quality, _ = _quality(grid, gain, 0.0)

    return tuple(
        PdqHash(_bits(signed.T if swap else signed), quality)
        for swap, signed in (
            (swap, coefficients * rows[:, None] * columns) for swap, rows, columns in variants
        )
    )


def _bits(coefficients: Floats) -> bytes:
    # The reference's median of an even number of values is the lower of the two in the middle.
    median = np.partition(coefficients, BITS // 2 - 1, axis=None)[BITS // 2 - 1]
    return np.packbits((coefficients > median).ravel()[::-1]).tobytes()


def _is_settled(coefficients: Floats, tolerance: Floats) -> bool:
    """Whether every coefficient stays on its side of the median within the tolerance."""
    order = np.argpartition(coefficients, BITS // 2 - 1, axis=None)
    low, high = order[: BITS // 2], order[BITS // 2 :]
    upper, lower = (coefficients + tolerance).ravel(), (coefficients - tolerance).ravel()
    return bool(upper[low].max() < lower[high].min())


def _quality(grid: Floats, gain: float, tolerance: float) -> tuple[int, bool]:
    """Return the quality and whether it is the same within the tolerance of each difference.

    Each difference of neighbours counts in whole hundredths of the range, the rest is dropped.
    """
    differences = np.concatenate((np.diff(grid, axis=0).ravel(), np.diff(grid, axis=1).ravel()))
    steps = np.abs(differences) * np.float32(100 * gain) / np.float32(255)
    slack = np.float32(tolerance * 100 * gain / 255)

    def total(shift: np.float32) -> int:
        return min(100, int(np.floor(np.maximum(steps + shift, 0)).sum()) // 90)

    least = total(-slack)
    if least == 100:  # Most pictures, and no difference can add to it.
        return least, True
    return total(np.float32(0)), least == total(slack)


# Rows that the exact path takes at a time, so that they stay in the cache.
_BLOCK_ROWS = 64


@dataclass(frozen=True, slots=True)
class _Band:
    """The weights by which some neighbouring grid points sum a stretch of the picture."""

    points: slice
    stretch: slice
    weights: Floats


@dataclass(frozen=True, slots=True)
class _Axis:
    """How one side of a picture becomes 64 points.

    The box at a place reaches from `before` places earlier to `after` places later, and is cut at
    the edges; `counts` says how many places are left.
    """

    before: int
    after: int
    counts: Floats
    centres: tuple[int, ...]
    bands: tuple[_Band, ...]

    @property
    def window(self) -> int:
        """How many places the box holds where nothing is cut."""
        return self.before + 1 + self.after


# Down the picture a band is one line of weights, as a product with a vector is the fastest; across
# it the lines are short, and fewer and larger products are. Measured at 1080 and 720 rows.
_POINTS_ACROSS = 8


def _axes(shape: tuple[int, ...]) -> tuple[_Axis, _Axis]:
    return _axis(shape[0], 1), _axis(shape[1], _POINTS_ACROSS)


@lru_cache(maxsize=16)
def _axis(side: int, points_per_band: int) -> _Axis:
    window = -(-side // (2 * _GRID))
    after = window // 2
    before = window - 1 - after
    places = np.arange(side)
    first, end = np.maximum(places - before, 0), np.minimum(places + after + 1, side)
    counts = (end - first).astype(np.float32)
    centres = tuple(int((point + 0.5) * side / _GRID) for point in range(_GRID))

    weights = np.zeros((_GRID, side))
    for point, centre in enumerate(centres):
        for place in range(first[centre], end[centre]):
            weight = 1 / (float(counts[centre]) * float(counts[place]))
            weights[point, first[place] : end[place]] += weight
    bands = []
    for point in range(0, _GRID, points_per_band):
        points = slice(point, point + points_per_band)
        used = np.flatnonzero(weights[points].any(axis=0))
        stretch = slice(int(used[0]), int(used[-1]) + 1)
        bands.append(_Band(points, stretch, weights[points, stretch].astype(np.float32)))
    return _Axis(before, after, counts, centres, tuple(bands))


def _grid(luma: LumaPlane, down: _Axis, across: _Axis) -> Floats:
    rows = np.empty((_GRID, luma.shape[1]), np.float32)
    for band in down.bands:
        # Converted a band at a time: it stays in the cache.
        np.matmul(band.weights, luma[band.stretch].astype(np.float32), out=rows[band.points])
    grid = np.empty((_GRID, _GRID), np.float32)
    for band in across.bands:
        grid[:, band.points] = rows[:, band.stretch] @ band.weights.T
    return grid


def _exact_grid(luma: LumaPlane, down: _Axis, across: _Axis) -> Floats:
    """Return the grid with the rounding of the reference: rows, columns, rows, columns."""
    height, width = luma.shape
    turned, columns = _lines(across, width, height)
    block = np.zeros((down.window + _BLOCK_ROWS, width), np.float32)
    total = np.zeros(width, np.float32)
    padded = np.asarray(
        cv2.copyMakeBorder(luma, 0, down.after, 0, 0, cv2.BORDER_CONSTANT, value=0), np.uint8
    )
    for start in range(0, len(padded), _BLOCK_ROWS):
        block[: down.window] = block[-down.window :]  # What came in last leaves next.
        rows = padded[start : start + _BLOCK_ROWS]
        filled = block[: down.window + len(rows)]
        _means_along_rows(rows, across, out=filled[down.window :])
        _running_sums(filled, down, total)
        place = start - down.after
        first = max(0, place)
        means = filled[first - place : len(rows)]
        means /= down.counts[first : first + len(means), None]
        columns[:, first : first + len(means)] = means.T
    plane = _means_at_centres(turned, across)
    upright, lines = _lines(down, height, _GRID)
    lines[:] = plane.T
    return _means_at_centres(upright, down)


def _means_along_rows(rows: LumaPlane, across: _Axis, out: Floats) -> None:
    # These sums are of whole numbers and therefore exact in any order.
    sums = cv2.boxFilter(
        rows,
        cv2.CV_32F,
        (across.window, 1),
        anchor=(across.before, 0),
        normalize=False,
        borderType=cv2.BORDER_CONSTANT,
    )
    np.divide(sums, across.counts, out=out)


def _lines(axis: _Axis, side: int, width: int) -> tuple[Floats, Floats]:
    """Return room for the running sums along an axis: all of it, and where its lines belong.

    Before and after them is nothing: what leaves the first boxes, and what enters the last.
    """
    room = np.empty((axis.window + side + axis.after, width), np.float32)
    room[: axis.window] = room[axis.window + side :] = 0
    return room, room[axis.window : axis.window + side]


def _running_sums(lines: Floats, axis: _Axis, total: Floats) -> None:
    """Turn lines into sums of boxes: add the line that enters, subtract the one that leaves.

    Each sum takes the place of the line that leaves, so that of the box about place `n` of the
    picture is found at `n + axis.after`. `total` is the last sum, before and afterwards.
    """
    rows, last = list(lines), total
    for enters, leaves in zip(rows[axis.window :], rows, strict=False):
        np.add(last, enters, out=total)
        np.subtract(total, leaves, out=leaves)
        last = leaves
    total[:] = last


def _means_at_centres(lines: Floats, axis: _Axis) -> Floats:
    _running_sums(lines, axis, np.zeros(lines.shape[1], np.float32))
    centres = np.array(axis.centres)
    means: Floats = lines[centres + axis.after] / axis.counts[centres, None]
    return means


def _exact_coefficients(grid: Floats) -> Floats:
    """Return the coefficients summed one by one from the first, which a matrix product is not."""
    half = np.add.accumulate(_DCT.T[:, :, None] * grid[:, None, :], axis=0)[-1]
    whole: Floats = np.add.accumulate(half.T[:, :, None] * _DCT.T[:, None, :], axis=0)[-1]
    return whole
