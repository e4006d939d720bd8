"""Where the camera looks while it pans, from frame to frame, as far as the picture tells.

Each look is laid over an earlier one where both agree best, by shifting alone. A near wall, a turn
of the wrist and a zoom are more than that, so what is laid out is for the eye, not for measuring.
Where two looks agree nowhere, as in the dark, in a blur and across a cut, it breaks off.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.picture.borders import Box, content_box
from verify.domain.frames import LumaPlane

LEAST_AGREEMENT = 0.45
"""Correlation of detail from which on two looks are held to show the same."""
MOST_FRAMES = 200

_PATCH = 0.5
_ANCHOR_SHARE = 0.06
_SOFT_PX, _COARSE_PX = 1.5, 12.0
_STILL_LEVELS = 1.0
_MOST_STILL = 0.5
_LEAST_SIDE_PX = 32
_SPACING = 0.02

Detail = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One frame: its PTS, its time, and `Frame.small`."""

    pts: int
    time_s: float
    small: LumaPlane


@dataclass(slots=True, eq=False)
class Stretch:
    """Looks that could be laid over one another without a break.

    Attributes
    ----------
    looks : list of Look
    places : list of complex
        Where the top left corner of each lies against that of the first, pixels of `small`; down
        is the imaginary part.
    size_px : tuple of int
        Width and height of what is shown, without borders.
    """

    size_px: tuple[int, int]
    looks: list[Look] = field(default_factory=list)
    places: list[complex] = field(default_factory=list)

    @property
    def across(self) -> float:
        """How far it moves sideways, in widths of the picture."""
        return float(np.ptp(np.real(self.places))) / self.size_px[0]

    @property
    def down(self) -> float:
        """How far it moves up and down, in widths of the picture."""
        return float(np.ptp(np.imag(self.places))) / self.size_px[0]


@dataclass(frozen=True, slots=True)
class Panning:
    """What the looks of a stretch of film come to.

    Attributes
    ----------
    box : Box
        What is shown inside the borders, in pixels of `small`.
    stretches : list of Stretch
        In order, at least one; none of them reaches across a cut.
    """

    box: Box
    stretches: list[Stretch]

    @property
    def widest(self) -> Stretch:
        """The stretch that pans farthest."""
        return max(self.stretches, key=lambda one: one.across)


def panning(looks: Sequence[Look], cuts_s: Sequence[float]) -> Panning:
    """Return how the camera moves over some looks.

    Parameters
    ----------
    looks : sequence of Look
        At least one, in order, all of one size.
    cuts_s : sequence of float
        Times at which another shot begins.
    """
    brightest = np.maximum.reduce([look.small for look in looks])
    box = content_box(brightest)
    if min(box.right - box.left, box.bottom - box.top) < _LEAST_SIDE_PX:
        box = Box(0, 0, brightest.shape[1], brightest.shape[0])
    inside = [look.small[box.top : box.bottom, box.left : box.right] for look in looks]
    moving = _moving(inside)
    details = [_detail(plane, moving) for plane in inside]
    size_px = (box.right - box.left, box.bottom - box.top)
    stretches: list[Stretch] = []
    anchor, anchor_place, last_place = 0, 0j, 0j
    for at, look in enumerate(looks):
        place = None
        if at and not any(looks[at - 1].time_s < cut_s <= look.time_s for cut_s in cuts_s):
            for before, begun in ((anchor, anchor_place), (at - 1, last_place)):
                shift = _shift(details[before], details[at])
                if shift is not None:
                    place = begun + shift
                    break
        if place is None:
            stretches.append(Stretch(size_px, [], []))
            place = 0j
            anchor, anchor_place = at, place
        elif abs(place - anchor_place) > _ANCHOR_SHARE * size_px[0]:
            # Shifts of less than a pixel are pulled to whole ones: few long steps drift less.
            anchor, anchor_place = at, place
        stretches[-1].looks.append(look)
        stretches[-1].places.append(place)
        last_place = place
    return Panning(box, stretches)


def _moving(planes: Sequence[LumaPlane]) -> Detail:
    """Return 1 where the picture changes, 0 where it stands still, as a caption does in a pan."""
    some = planes[:: max(1, len(planes) // 40)]
    spread = np.std(np.array(some, np.float32), axis=0)
    still = cv2.dilate((spread < _STILL_LEVELS).astype(np.float32), np.ones((3, 3), np.uint8))
    if len(some) < 3 or still.mean() > _MOST_STILL:
        return np.ones_like(still)
    return np.asarray(1 - cv2.GaussianBlur(still, (0, 0), _SOFT_PX), np.float32)


def _detail(plane: LumaPlane, moving: Detail) -> Detail:
    """Return what stands out from its surroundings, in logarithms, so that lamps weigh less."""
    soft = cv2.GaussianBlur(np.log1p(plane.astype(np.float32)), (0, 0), _SOFT_PX)
    return np.asarray((soft - cv2.GaussianBlur(soft, (0, 0), _COARSE_PX)) * moving, np.float32)


def _shift(before: Detail, after: Detail) -> complex | None:
    """Return how far the camera moved, pixels; None if both agree nowhere."""
    height, width = before.shape
    high, wide = int(height * _PATCH), int(width * _PATCH)
    top, left = (height - high) // 2, (width - wide) // 2
    patch = after[top : top + high, left : left + wide]
    if float(patch.std()) < 1e-6:
        return None
    agreement = np.asarray(cv2.matchTemplate(before, patch, cv2.TM_CCOEFF_NORMED), np.float32)
    _, best, _, (x, y) = cv2.minMaxLoc(agreement)
    if not best >= LEAST_AGREEMENT:
        return None
    found = complex(
        x + _between(agreement[y, x - 1 : x + 2]) - left,
        y + _between(agreement[y - 1 : y + 2, x]) - top,
    )
    # Something large that moves before a camera that stands fits its patch, not the whole.
    if seam_agreement(before, after, found) < seam_agreement(before, after, 0j):
        return 0j
    return found


def _between(three: npt.NDArray[np.float32]) -> float:
    """Return where a parabola through three values has its top, -0.5 to 0.5 from the middle one."""
    if len(three) != 3:
        return 0.0
    before, middle, after = map(float, three)
    bend = before - 2 * middle + after
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, 0.5 * (before - after) / bend))


def seam_agreement(before: Detail, after: Detail, shift: complex) -> float:
    """Return the correlation of two looks where both show the same place, -1 to 1; 0 if nowhere."""
    x, y = round(shift.real), round(shift.imag)
    height, width = before.shape
    here = before[max(0, y) : height + min(0, y), max(0, x) : width + min(0, x)]
    there = after[max(0, -y) : height + min(0, -y), max(0, -x) : width + min(0, -x)]
    if here.size == 0 or min(float(here.std()), float(there.std())) < 1e-6:
        return 0.0
    # Rounding may leave it a little beyond.
    return max(-1.0, min(1.0, float(np.corrcoef(here.ravel(), there.ravel())[0, 1])))


@dataclass(frozen=True, slots=True)
class Column:
    """A frame of the strip and the columns that are taken from it.

    Attributes
    ----------
    look : Look
    place : complex
        Of its top left corner against the strip's, pixels of `small`.
    left, right : float
        The columns [left, right) of the strip, pixels of `small`.
    agreement : float or None
        With the frame on its left where both overlap; None of the first.
    """

    look: Look
    place: complex
    left: float
    right: float
    agreement: float | None


def columns_of(stretch: Stretch, box: Box) -> list[Column]:
    """Return from which frame each column of a strip is taken: that which looks there straightest.

    Frames that look where another one looks already are left out; of these the sharper is taken.
    """
    width = stretch.size_px[0]
    spacing = max(_SPACING * width, float(np.ptp(np.real(stretch.places))) / MOST_FRAMES)
    chosen: dict[int, int] = {}
    sharp = [float(cv2.Laplacian(look.small, cv2.CV_32F).var()) for look in stretch.looks]
    for at, place in enumerate(stretch.places):
        slot = int(place.real // spacing)
        if slot not in chosen or sharp[at] > sharp[chosen[slot]]:
            chosen[slot] = at
    order = sorted(chosen.values(), key=lambda at: stretch.places[at].real)
    origin = complex(
        min(stretch.places[at].real for at in order), min(stretch.places[at].imag for at in order)
    )
    places = [stretch.places[at] - origin for at in order]
    middles = [place.real + width / 2 for place in places]
    edges = [0.0, *((one + other) / 2 for one, other in pairwise(middles)), middles[-1] + width / 2]
    no_mask = np.ones(stretch.size_px[::-1], np.float32)
    shown = [stretch.looks[at].small for at in order]
    details = [
        _detail(small[box.top : box.bottom, box.left : box.right], no_mask) for small in shown
    ]
    agreements = [None] + [
        seam_agreement(one, other, after - before)
        for (one, other), (before, after) in zip(pairwise(details), pairwise(places), strict=True)
    ]
    return [
        Column(stretch.looks[at], place, left, right, agreement)
        for at, place, (left, right), agreement in zip(
            order, places, pairwise(edges), agreements, strict=True
        )
    ]
