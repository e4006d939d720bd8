"""From a rise and the frames around it to a flash with its kind and the numbers that made it so.

Every rule has a physical ground: light that appears takes nothing from its neighbourhood, light
that moves does; a flash rises within a tenth of a second; an exposure that steps up lifts the whole
picture and stays. A cut is called by the shot detector, not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.light.finding import FLOOR_S
from verify.analysis.light.rise import Curve, Look, Rise, curve, height_of
from verify.analysis.light.tiles import Tiles
from verify.domain.findings import Boundary, Flash, FlashKind

ONSET_SHARE = 0.12
"""Light has visibly risen once it is this share of the peak, and `ONSET_LEVELS`."""

ONSET_LEVELS = 2.0

SHARP_SHARE = 0.35
"""Least share of the whole rise that happens within `FLOOR_S`; lightning in stages has 0.4."""

MOVED_SHARE = 0.5
"""From this share of the gain lost around the lit area, the light is taken to have moved."""

SMALL_AREA_SHARE = 0.06
SMALL_MOVED_SHARE = 0.1
"""In a small area much less may be lost: lamps that pass a camera grow as well as move."""

STAYS_S = (1.5, 2.5)
"""Light in this time after the peak says whether it stays."""

STAYS_SHARE = 0.5
EVERYWHERE_SHARE = 0.7
"""Light that stays over this share of the picture is an exposure or the room's light."""

_AROUND_TILES = 3
_LOSS_LEVELS = 1.0
_HALF, _END = 0.5, 0.1
_CLOCK_S = 1e-3
_KNEE_SHARE = 1 / 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rise is judged against.

    Attributes
    ----------
    looks : sequence of Look
        Consecutive frames from some time before the rise to the next one, the next cut, or the
        last frame.
    boundary : Boundary or None
        How a shot begins that begins within the rise.
    is_clip_end : bool
        Whether the last of `looks` is the last frame of the clip.
    light_of_code : float64 array, shape (256,)
        Relative linear light for each full-range code value.
    picture_px : tuple of int
        Width and height of the picture as shown.
    """

    looks: Sequence[Look]
    boundary: Boundary | None
    is_clip_end: bool
    light_of_code: npt.NDArray[np.float64]
    picture_px: tuple[int, int]


def judge(rise: Rise, around: Surroundings) -> Flash:
    """Measure a rise and say what it is, with reasons."""
    looks, lit = around.looks, rise.lit
    times_s = np.array([look.time_s for look in looks])
    peak = rise.peak.index - looks[0].index
    whole = curve(looks, rise.dark, lit)
    core = curve(looks, rise.dark, rise.core)
    onset = _onset(curve(looks, rise.floor, lit), rise, looks)
    half = _first_below(core, peak, _HALF)
    end = _first_below(core, peak, _END)
    stays = _staying(rise, looks, times_s, peak)
    hints = []
    if half is None and around.is_clip_end and stays is None:
        hints.append("clip_ends")
    kind, reason = _kind(rise, around, whole, times_s, (onset, peak), stays)
    error_s, error_reason = _onset_error(whole, times_s, onset, peak)
    risen_light = np.interp(rise.peak.light[lit], np.arange(256), around.light_of_code).mean()
    light_before = np.interp(rise.dark.light[lit], np.arange(256), around.light_of_code).mean()
    return Flash(
        onset_s=looks[onset].time_s,
        peak_s=rise.peak.time_s,
        end_s=None if end is None else looks[end].time_s,
        onset_frame=looks[onset].index,
        peak_frame=rise.peak.index,
        onset_pts=looks[onset].pts,
        onset_error_s=error_s,
        half_life_s=None if half is None else float(times_s[half] - times_s[peak]),
        rise_luminance=float(np.clip(risen_light - light_before, 0, 1)),
        area_share=float(lit.mean()),
        box_px=_box(lit, around.picture_px),
        saturated=bool((rise.peak.clipped & lit).any()),
        kind=kind,
        accepted=kind in (FlashKind.FLASH, FlashKind.SUSTAINED),
        reason=f"{reason}; {error_reason}",
        hints=hints,
    )


def _kind(
    rise: Rise,
    around: Surroundings,
    levels: Curve,
    times_s: Curve,
    onset_and_peak: tuple[int, int],
    stays: tuple[float, float] | None,
) -> tuple[FlashKind, str]:
    onset, peak = onset_and_peak
    if around.boundary is Boundary.CUT:
        return FlashKind.CUT, "a new shot begins within the rise"
    if around.boundary is not None:
        return FlashKind.SLOW, f"the picture goes through a {around.boundary} as it grows brighter"
    moved = max(_moved(rise.floor, rise.start), _moved(rise.dark, rise.peak))
    area_share = rise.area_share
    most_moved = MOVED_SHARE if area_share >= SMALL_AREA_SHARE else SMALL_MOVED_SHARE
    if moved >= most_moved:
        return (
            FlashKind.CAMERA_MOTION,
            f"the light around the lit {area_share:.1%} of the picture fell by {moved:.0%} of what "
            f"was gained (limit {most_moved:.0%}): camera or light moved",
        )
    sharp = _sharpness(levels, times_s, onset, peak)
    if sharp < SHARP_SHARE:
        return (
            FlashKind.SLOW,
            f"at most {sharp:.0%} of the rise within {FLOOR_S} s (limit {SHARP_SHARE:.0%})",
        )
    height = rise.height_levels
    found = f"rose {height:.0f} levels within {FLOOR_S} s over {area_share:.0%} of the picture"
    if stays is None:
        return FlashKind.FLASH, found
    share, area = stays
    if share < STAYS_SHARE:
        return FlashKind.FLASH, f"{found}; {share:.0%} left after {STAYS_S[0]} s"
    if area >= EVERYWHERE_SHARE:
        return (
            FlashKind.STEP,
            f"{found} and {share:.0%} stays over {area:.0%} of it (limit "
            f"{EVERYWHERE_SHARE:.0%}): exposure or room light",
        )
    return FlashKind.SUSTAINED, f"{found} and {share:.0%} stays over {area:.0%} of it"


def _onset(levels: Curve, rise: Rise, looks: Sequence[Look]) -> int:
    """Return the first frame that has visibly risen, walking back from the one that stood out."""
    first = looks[0].index
    onset, peak = rise.start.index - first, rise.peak.index - first
    least = max(ONSET_LEVELS, ONSET_SHARE * float(levels[peak]))
    while onset < peak and levels[onset] < least:
        onset += 1
    earliest = max(1, rise.floor.index + 1 - first)
    while onset > earliest and least < levels[onset - 1] < levels[onset]:
        onset -= 1
    return onset


def _onset_error(levels: Curve, times_s: Curve, onset: int, peak: int) -> tuple[float, str]:
    """Return how far off the onset may be, either way."""
    at = max(1, min(onset, len(times_s) - 1))
    interval_s = float(times_s[at] - times_s[at - 1]) if len(times_s) > 1 else 0.0
    knee = onset + int(np.argmax(levels[onset : peak + 1] >= _KNEE_SHARE * levels[peak]))
    grown_s = float(times_s[knee] - times_s[onset])
    if grown_s > 0:
        reason = f"onset within a frame ({interval_s:.3f} s) and {grown_s:.3f} s to a third of peak"
        return interval_s + grown_s, reason
    return interval_s, f"onset within a frame ({interval_s:.3f} s)"


def _first_below(levels: Curve, peak: int, share: float) -> int | None:
    below = np.flatnonzero(levels[peak:] < share * levels[peak])
    return peak + int(below[0]) if below.size else None


def _sharpness(levels: Curve, times_s: Curve, onset: int, peak: int) -> float:
    """Return the largest share of the rise that falls within `FLOOR_S`."""
    best = 0.0
    for place in range(max(onset, 1), peak + 1):
        since = min(int(np.searchsorted(times_s, times_s[place] - FLOOR_S - _CLOCK_S)), place - 1)
        best = max(best, float(levels[place] - levels[since:place].min()))
    return best / float(levels[peak])


def _staying(
    rise: Rise, looks: Sequence[Look], times_s: Curve, peak: int
) -> tuple[float, float] | None:
    """Return the share of the height that stays, and over what share of the picture."""
    later = times_s - times_s[peak]
    kept = [
        look.light
        for look, after_s in zip(looks, later, strict=True)
        if STAYS_S[0] <= after_s <= STAYS_S[1]
    ]
    if not kept:
        return None
    risen: Tiles = np.median(kept, axis=0) - rise.dark.light
    height = height_of(rise.peak.light - rise.dark.light)
    share = height_of(np.where(rise.core, risen, -np.float32(np.inf)))
    return max(0.0, share / height), float((risen >= 0.25 * height).mean())


def _moved(before: Look, after: Look) -> float:
    """Return the light lost in and around the lit area, as a share of the light gained in it."""
    change = after.light - before.light
    lit = (change >= 0.25 * height_of(change)) & (change > 0)
    if not lit.any():
        return 1.0
    side = 2 * _AROUND_TILES + 1
    around = cv2.dilate(lit.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    lost = np.maximum(0, -change - _LOSS_LEVELS)[around].sum()
    return float(lost / change[lit].sum())


def _box(lit: npt.NDArray[np.bool_], picture_px: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, top, width, height of the lit tiles in pixels of the picture."""
    (rows, columns), (width_px, height_px) = lit.shape, picture_px
    along, down = np.flatnonzero(lit.any(axis=0)), np.flatnonzero(lit.any(axis=1))
    left, right = along[0] * width_px // columns, -(-(along[-1] + 1) * width_px // columns)
    top, bottom = down[0] * height_px // rows, -(-(down[-1] + 1) * height_px // rows)
    return int(left), int(top), int(right - left), int(bottom - top)
