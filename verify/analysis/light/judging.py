"""From a rise and the frames around it to a flash with its kind and the numbers that made it so.

Every rule has a physical ground: light that appears takes nothing from its neighbourhood, light
that moves does; a flash rises within a tenth of a second; an exposure that steps up lifts the whole
picture and stays. A cut is called by the shot detector, not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.light.camera import moved_back
from verify.analysis.light.exposure import Gains
from verify.analysis.light.exposure import gains as measured_gains
from verify.analysis.light.finding import FLOOR_S
from verify.analysis.light.hints import CLIP_ENDS, Evidence, hints_on
from verify.analysis.light.rise import (
    LIT_SHARE,
    TOP_TILES,
    Curve,
    Look,
    Rise,
    curve,
    height_of,
    risen_by,
)
from verify.analysis.light.shutter import band_row
from verify.analysis.light.tiles import Tiles
from verify.domain.findings import Boundary, Flash, FlashKind
from verify.domain.shares import percent

ONSET_SHARE = 0.12
"""Light has visibly risen once it is this share of the peak, and `ONSET_LEVELS`."""

ONSET_LEVELS = 2.0

SHARP_SHARE = 0.45
"""Least share of the whole rise that happens within `FLOOR_S`; lightning in stages has 0.4."""

MOVED_SHARE = 0.15
"""From this share of the gain lost around the lit area, the light is taken to have moved."""

SMALL_AREA_SHARE = 0.06
SMALL_MOVED_SHARE = 0.1
"""In a small area much less may be lost: lamps that pass a camera grow as well as move."""

BEGUN_SHARE = 1 / 3
"""If the first frame of a shot has more of the light than this, the onset is not in the shot."""

GAIN_LEFT_SHARE = 0.5
"""If less of the gain is left once the picture is moved back, the camera's motion made the rise.
Flashes by hand keep 0.8 and more."""

EDGE_SHARE = 0.6
"""A small light of which more than this lies along the edge may have come in from outside."""

STAYS_S = (1.5, 2.5)
"""Light in this time after the peak says whether it stays."""

STAYS_SHARE = 0.3
GROWS_SHARE = 2.5
"""Light that is so many times as strong later rose slowly; what stood out was the least of it."""

EVERYWHERE_SHARE = 0.7
UNEVEN_SHARE = 0.2
"""Light that stays over so much of the picture is an exposure, unless the picture differs by more
than this share of the change from a brighter copy of what it was: a gain is the same everywhere,
the light of a lamp is not. Steps of exposure reach 0.10, lamps begin at 0.34."""

_AROUND_TILES = 3
_EDGE_TILES = 2
_LOSS_LEVELS = 1.0
_HALF, _END = 0.5, 0.1
_CLOCK_S = 1e-3
_KNEE_SHARE = 1 / 3
_RISEN_SHARE = 0.9


class Ending(Enum):
    """Why the frames that are seen of a rise end where they end."""

    UNSEEN = "it is no longer followed"
    NEXT_RISE = "the next rise begins"
    NEW_SHOT = "a new shot begins"
    CLIP = "the clip ends"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rise is judged against.

    Attributes
    ----------
    looks : sequence of Look
        Consecutive frames from some time before the rise to `ending`.
    boundary : Boundary or None
        How a shot begins that begins within the rise.
    ending : Ending
        Why `looks` end.
    light_of_code : float64 array, shape (256,)
        Relative linear light for each full-range code value.
    picture_px : tuple of int
        Width and height of the picture as shown.
    earlier : sequence of Flash
        Accepted ones of the last seconds, by time.
    begins_shot : bool
        Whether no frame of the shot is known from before the rise.
    """

    looks: Sequence[Look]
    boundary: Boundary | None
    ending: Ending
    light_of_code: npt.NDArray[np.float64]
    picture_px: tuple[int, int]
    earlier: Sequence[Flash] = ()
    begins_shot: bool = False


def judge(rise: Rise, around: Surroundings) -> tuple[Flash, Gains | None]:
    """Measure a rise and say what it is, with reasons; and the camera's gain from its onset on."""
    looks, lit = around.looks, rise.lit
    light, dark = lights_of(rise, around.light_of_code)
    times_s = np.array([look.time_s for look in looks])
    peak = rise.peak.index - looks[0].index
    core = curve(looks, rise.dark, rise.core)
    onset = _onset(rise, looks)
    half = _first_below(core, peak, _HALF)
    end = _first_below(core, peak, _END)
    kind, reason = _kind(rise, around, onset, half)
    accepted = kind in (FlashKind.FLASH, FlashKind.SUSTAINED)
    levels = curve(looks, rise.dark, lit)
    error_s, error_reason = _onset_error(levels, times_s, onset, peak)
    half_life_s = None if half is None else float(times_s[half] - times_s[peak])
    risen = onset + int(np.argmax(levels[onset : peak + 1] >= _RISEN_SHARE * levels[peak]))
    rise_s = float(times_s[risen] - times_s[onset])
    interval_s = float(np.median(np.diff(times_s))) if len(times_s) > 1 else 0.0
    evidence = Evidence(rise, looks, half_life_s, rise_s, interval_s, around.earlier)
    hints = hints_on(evidence, kind)
    if end is None and around.ending is Ending.CLIP:
        hints.append(CLIP_ENDS)
    band = None
    if accepted and onset > 0:
        height_px = around.picture_px[1]
        band = band_row(looks[onset - 1], looks[onset], looks[onset + 1 : peak + 2], height_px)
    if band is not None:
        error_reason += f", in which light came on as row {band} of {height_px} was read"
    gain = measured_gains(rise, onset, looks, around.light_of_code) if accepted else None
    flash = Flash(
        onset_s=looks[onset].time_s,
        peak_s=rise.peak.time_s,
        end_s=None if end is None else looks[end].time_s,
        onset_frame=looks[onset].index,
        peak_frame=rise.peak.index,
        onset_pts=looks[onset].pts,
        onset_error_s=error_s,
        half_life_s=half_life_s,
        unseen_reason=_unseen(half, end, around),
        rise_s=rise_s,
        rise_luminance=float(np.clip(light - dark, 0, 1)),
        area_share=float(lit.mean()),
        box_px=box_of(lit, around.picture_px),
        saturated=bool((rise.peak.clipped & lit).any()),
        band_row_px=band,
        exposure_reacted=None if gain is None else gain.reaction(rise.peak.time_s),
        kind=kind,
        accepted=accepted,
        reason=f"{reason}; {error_reason}",
        hints=hints,
    )
    return flash, gain


def _unseen(half: int | None, end: int | None, around: Surroundings) -> str | None:
    """Return why half-life or end are not known."""
    if end is not None:
        return None
    what = "the light is not seen to fall to a tenth"
    if half is None:
        what = "the light is not seen to fall to half"
    seen_s = around.looks[-1].time_s
    return f"{what}: {around.ending.value} at {seen_s:.2f} s"


def lights_of(rise: Rise, light_of_code: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the linear light of the lit area at the peak and before the rise, 0 to 1."""
    at_peak, before = (
        np.interp(look.light[rise.lit], np.arange(256), light_of_code).mean()
        for look in (rise.peak, rise.dark)
    )
    return float(at_peak), float(before)


def _kind(rise: Rise, around: Surroundings, onset: int, half: int | None) -> tuple[FlashKind, str]:
    looks = around.looks
    if around.boundary is Boundary.CUT:
        return FlashKind.CUT, "a new shot begins within the rise"
    if around.boundary is not None:
        return FlashKind.SLOW, f"the picture goes through a {around.boundary} as it grows brighter"
    if around.ending is Ending.NEW_SHOT and half is None:
        return FlashKind.CUT, "a new shot begins before half of the light is gone"
    if around.begins_shot and (lit_before := _lit_before(rise, looks)) > BEGUN_SHARE:
        return (
            FlashKind.CUT,
            f"the first frame of the shot already has {percent(lit_before)} of the light (limit "
            f"{percent(BEGUN_SHARE)}), so it came on before",
        )
    stays = _staying(rise, looks)
    is_staying = stays is not None and stays[0] >= STAYS_SHARE
    is_small = rise.area_share < SMALL_AREA_SHARE
    moved, most_moved = light_moved(rise.floor, rise.peak), MOVED_SHARE
    if is_small or is_staying:
        moved, most_moved = max(moved, light_moved(rise.floor, rise.start)), SMALL_MOVED_SHARE
    if moved >= most_moved:
        return (
            FlashKind.CAMERA_MOTION,
            f"around the lit {percent(rise.area_share, 1)} of the picture light fell by "
            f"{percent(moved)} of what was gained (limit {percent(most_moved)}): camera or light "
            "moved",
        )
    back = moved_back(rise, looks)
    if back is not None and back.gain_left < GAIN_LEFT_SHARE:
        return (
            FlashKind.CAMERA_MOTION,
            f"the picture moved by {percent(back.shift_share, 1)} of its longer side; moved back, "
            f"{percent(back.gain_left)} of the gain is left (limit {percent(GAIN_LEFT_SHARE)})",
        )
    edge = _edge_share(rise)
    if is_small and edge > EDGE_SHARE:
        return (
            FlashKind.CAMERA_MOTION,
            f"{percent(edge)} of the {percent(rise.area_share, 1)} of the picture that lit up "
            f"first lies along its edge (limit {percent(EDGE_SHARE)}): may have come in from "
            "outside",
        )
    sharp = _sharpness(rise, looks, onset)
    if sharp < SHARP_SHARE:
        return (
            FlashKind.SLOW,
            f"at most {percent(sharp)} of the rise within {FLOOR_S} s "
            f"(limit {percent(SHARP_SHARE)})",
        )
    found = (
        f"rose {rise.height_levels:.0f} levels within {FLOOR_S} s "
        f"over {percent(rise.area_share)} of the picture"
    )
    if stays is None:
        return FlashKind.FLASH, found
    share, area = stays
    if share < STAYS_SHARE:
        return FlashKind.FLASH, f"{found}; {percent(share)} left {STAYS_S[0]}-{STAYS_S[1]} s later"
    found = f"{found} and {percent(share)} of it stays over {percent(area)}"
    if share > GROWS_SHARE:
        return FlashKind.SLOW, f"{found} (limit {percent(GROWS_SHARE)}): it goes on growing"
    if area < EVERYWHERE_SHARE:
        return FlashKind.SUSTAINED, found
    uneven = _unevenness(rise)
    even = f"{percent(uneven)} of the change is uneven (limit {percent(UNEVEN_SHARE)})"
    if uneven > UNEVEN_SHARE:
        return FlashKind.SUSTAINED, f"{found}, but {even}: light on a place, not exposure"
    return (
        FlashKind.STEP,
        f"{found} (limit {percent(EVERYWHERE_SHARE)}), {even}: exposure, or even light everywhere",
    )


def _onset(rise: Rise, looks: Sequence[Look]) -> int:
    """Return the first frame that has visibly risen, walking back from the one that stood out."""
    levels, first = curve(looks, rise.floor, rise.lit), looks[0].index
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


def _sharpness(rise: Rise, looks: Sequence[Look], onset: int) -> float:
    """Return the largest share of the rise that falls within `FLOOR_S`."""
    levels, peak = curve(looks, rise.floor, rise.lit), rise.peak.index - looks[0].index
    if levels[peak] <= 0:
        # Only against the dark before an earlier flash is the lit area brighter.
        return 0.0
    steepest = 0.0
    for place in range(max(onset, 1), peak + 1):
        since_s = looks[place].time_s - FLOOR_S - _CLOCK_S
        earlier = [
            level
            for level, look in zip(levels[:place], looks[:place], strict=True)
            if look.time_s >= since_s
        ]
        lowest = min(earlier, default=float(levels[place - 1]))
        steepest = max(steepest, float(levels[place]) - lowest)
    return steepest / float(levels[peak])


def _lit_before(rise: Rise, looks: Sequence[Look]) -> float:
    """Return how much of the light, over what follows it, was there before the rise."""
    levels, peak = curve(looks, rise.floor, rise.core), rise.peak.index - looks[0].index
    later = [
        level
        for level, look in zip(levels[peak:], looks[peak:], strict=True)
        if look.time_s >= rise.peak.time_s + STAYS_S[0]
    ]
    followed = float(np.median(later)) if later else float(levels[-1])
    return max(0.0, -followed) / max(float(levels[peak]) - followed, ONSET_LEVELS)


def _staying(rise: Rise, looks: Sequence[Look]) -> tuple[float, float] | None:
    """Return the share of the height that stays, and over what share of the picture."""
    first_s, last_s = (rise.peak.time_s + after_s for after_s in STAYS_S)
    kept = [look.light for look in looks if first_s <= look.time_s <= last_s]
    if not kept:
        return None
    risen: Tiles = np.median(kept, axis=0) - rise.dark.light
    height = height_of(rise.peak.light - rise.dark.light)
    left = np.sort(risen[rise.core])[-TOP_TILES:].mean()
    return max(0.0, float(left) / height), float((risen >= LIT_SHARE * height).mean())


def _unevenness(rise: Rise) -> float:
    """Return how much of the change no gain common to the picture explains, as a share of it."""
    known = ~rise.peak.clipped
    before, after = rise.floor.light[known], rise.peak.light[known]
    energy, change = float(before @ before), after - before
    if not energy or not change.any():
        return 1.0
    left = after - before * (float(after @ before) / energy)
    return float(np.sqrt((left @ left) / (change @ change)))


def _edge_share(rise: Rise) -> float:
    """Return how much of what lit up first lies in the outermost tiles."""
    lit = risen_by(LIT_SHARE, rise.start.light - rise.floor.light)
    inner = lit[_EDGE_TILES:-_EDGE_TILES, _EDGE_TILES:-_EDGE_TILES]
    return 1 - float(inner.sum() / lit.sum())


def light_moved(before: Look, after: Look) -> float:
    """Return the light lost in and around the lit area, as a share of the light gained in it."""
    change = after.light - before.light
    lit = risen_by(LIT_SHARE, change) & (change > 0)
    if not lit.any():
        return 1.0
    side = 2 * _AROUND_TILES + 1
    around = cv2.dilate(lit.astype(np.uint8), np.ones((side, side), np.uint8)) > 0
    lost = np.maximum(0, -change - _LOSS_LEVELS)[around].sum()
    return float(lost / change[lit].sum())


def box_of(lit: npt.NDArray[np.bool_], picture_px: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, top, width, height of the lit tiles in pixels of the picture."""
    (rows, columns), (width_px, height_px) = lit.shape, picture_px
    along, down = np.flatnonzero(lit.any(axis=0)), np.flatnonzero(lit.any(axis=1))
    left, right = along[0] * width_px // columns, -(-(along[-1] + 1) * width_px // columns)
    top, bottom = down[0] * height_px // rows, -(-(down[-1] + 1) * height_px // rows)
    return int(left), int(top), int(right - left), int(bottom - top)
