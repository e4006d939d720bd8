"""One rise of light: where it is lit, how high it goes, how it falls.

Measured in luma, along which noise and what an eye sees are about even, on means of 3 x 3 tiles:
a light that moves a little within such a box adds nothing to it, light that appears does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.light.tiles import Tiles, tiles_of
from verify.domain.frames import Frame, LumaPlane

TILES_LONG_SIDE = 32
"""Tiles along the longer side: 10 pixels of `Frame.small` each."""

TOP_TILES = 5
"""The height of a rise is the mean of so many tiles that rose most, just under 1 % of all."""

LIT_SHARE = 0.25
"""Tiles that rose by this share of the height count as lit."""

CORE_SHARE = 0.5
"""Tiles that rose by this share of the height are the core, where the decay is followed."""

CLIPPED_LEVELS = 250
"""Pixels from here on count as clipped; reduction and compression blur the peak value itself."""

CLIPPED_SHARE = 0.1
"""A tile with this share of clipped pixels counts as clipped."""

_SHARE_ROUNDING = 1e-5

Mask = npt.NDArray[np.bool_]
Curve = npt.NDArray[np.float64]

_SQUARE = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class Look:
    """What is kept of one frame for a few seconds, some 9 kB.

    Attributes
    ----------
    light : float32 array, shape (rows, columns)
        Mean luma of the 3 x 3 tiles around each tile, full-range 8-bit code values.
    reach : float32 array, same shape
        The largest `light` of a tile and its neighbours: what may have moved in.
    clipped : bool array, same shape
        Tiles of which a good part is at the peak value.
    rows : float32 array, shape (rows of `Frame.small`,)
        Mean luma of each row, which shows the band of a rolling shutter.
    tiny : uint8 array
        `Frame.tiny`, on which the camera's motion is found.
    """

    index: int
    pts: int
    time_s: float
    light: Tiles
    reach: Tiles
    clipped: Mask
    rows: npt.NDArray[np.float32]
    tiny: LumaPlane

    @classmethod
    def of(cls, frame: Frame, not_before_s: float) -> "Look":
        """Return what is kept of a frame; where PTS run backwards, time stands still."""
        tiles = tiles_of(frame.small, TILES_LONG_SIDE)
        at_peak = frame.small >= CLIPPED_LEVELS
        clipped = np.zeros(tiles.shape, np.bool_)
        # So few clipped pixels, wherever they lie, do not make a clipped tile.
        if np.count_nonzero(at_peak) * tiles.size >= CLIPPED_SHARE * at_peak.size:
            shares = tiles_of(at_peak.view(np.uint8), TILES_LONG_SIDE)
            # Less than a pixel short of it, so that rounding does not decide.
            clipped = shares > CLIPPED_SHARE - _SHARE_ROUNDING
        light, reach = np.empty_like(tiles), np.empty_like(tiles)
        cv2.blur(tiles, (3, 3), light, borderType=cv2.BORDER_REPLICATE)
        cv2.dilate(light, _SQUARE, reach)
        row_means = cv2.reduce(frame.small, 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
        return cls(
            index=frame.index,
            pts=frame.pts,
            time_s=max(frame.time_s, not_before_s),
            light=light,
            reach=reach,
            clipped=clipped,
            rows=np.asarray(row_means[:, 0], np.float32),
            tiny=frame.tiny,
        )


@dataclass(slots=True)
class Rise:
    """Frames in which light rose sharply, one after the other or in stages.

    Attributes
    ----------
    floor : Look
        The darkest of the few frames before it.
    dark : Look
        What all heights count from: `floor`, or in the afterglow of another flash the frame before
        both.
    start : Look
        The frame that stood out first; light may have begun to rise a little earlier.
    peak : Look
        The brightest frame.
    height_levels : float
        Largest rise within `finding.FLOOR_S`, code values.
    area_share : float
        Largest share of the picture that rose above anything near it, 0-1.
    last_stage_s : float
        Time of the peak of the latest stage, seconds.
    """

    floor: Look
    dark: Look
    start: Look
    peak: Look
    height_levels: float
    area_share: float
    last_stage_s: float = field(init=False)
    _lit_in_stages: list[Mask] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.last_stage_s = self.peak.time_s

    def grow(self, look: Look, height_levels: float, area_share: float) -> None:
        """Take in the next frame, brighter than the last."""
        self.peak = look
        self.last_stage_s = look.time_s
        self.height_levels = max(self.height_levels, height_levels)
        self.area_share = max(self.area_share, area_share)

    @property
    def lit(self) -> Mask:
        """The tiles that are lit at the peak of any stage."""
        lit = risen_by(LIT_SHARE, self.peak.light - self.dark.light)
        for earlier in self._lit_in_stages:
            lit = lit | earlier
        return lit

    @property
    def core(self) -> Mask:
        """The tiles that are lit most at the peak."""
        return risen_by(CORE_SHARE, self.peak.light - self.dark.light)

    def absorb(self, later: "Rise") -> None:
        """Take a later rise as a stage of this one."""
        lit, lit_later = self.lit, later.lit
        self._lit_in_stages = [lit, lit_later]
        where = lit | lit_later
        if later.peak.light[where].mean() > self.peak.light[where].mean():
            self.peak = later.peak
        self.height_levels = max(self.height_levels, later.height_levels)
        self.area_share = max(self.area_share, later.area_share)
        self.last_stage_s = later.last_stage_s


def height_of(risen: Tiles) -> float:
    """Return the mean of the tiles that rose most, code values."""
    top = min(TOP_TILES, risen.size)
    most: list[float] = np.partition(risen, -top, axis=None)[-top:].tolist()
    return sum(most) / top


def risen_by(share: float, risen: Tiles) -> Mask:
    """Return where a picture has risen by a share of its height; at least somewhere."""
    return risen >= min(share * height_of(risen), float(risen.max()))


def curve(looks: Sequence[Look], dark: Look, where: Mask) -> Curve:
    """Return how far each frame is above a dark one in one place, code values."""
    weights = (where / where.sum()).astype(np.float32)
    level = np.vdot(dark.light, weights)
    return np.array([np.vdot(look.light, weights) - level for look in looks], np.float64)
