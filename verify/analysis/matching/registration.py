"""One frame laid over another as closely as it will, for the eye to judge.

Points place a picture to a hundredth of its side, which the eye sees as a jump. So the pose of a
match is only where this begins: from there the picture is shifted, turned and stretched until both
agree best. It may not go far, or anything could be made to fit; and that two frames lie well over
one another says nothing yet of whether they show one moment.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.matching.alignment import LEAST_SHOWN, Pose

COMPARED_PX = 320
"""Longest side at which two frames are laid over one another."""
MOST_MOVED = 0.05
"""How far a corner may move from where points place it, in shares of the longest side."""
LEAST_WHITE_LEVELS = 16.0

_AROUND_SHARE = 1 / 24
_NOISE = 2.0
_SHOWN = 250
_ROUNDS, _STILL_GAINING = 40, 1e-4
_BLUR_PX = 5
_FITS, _USUAL = 2, 3.0
_NOT_SHOWN, _DIMMED = (96, 56, 32), 0.35
_SAMPLED = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP

Picture = npt.NDArray[np.uint8]
Levels = npt.NDArray[np.float64]
Affine = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Where a query's frame lies in an entry's.

    Attributes
    ----------
    to_query : float64 array, shape (2, 3)
        Takes a place of the entry's frame, x, y and 1, to the query's; both in shares of the
        longest side of either.
    correlation : float
        Of both, each value freed of the brightness and contrast around it, -1 to 1.
    shown : float
        Share of the entry's frame that the query's covers.
    is_refined : bool
        Whether it was moved from where the pose puts it.
    """

    to_query: Affine
    correlation: float
    shown: float
    is_refined: bool


@dataclass(frozen=True, slots=True, eq=False)
class Overlaid:
    """What is drawn of two frames.

    Attributes
    ----------
    laid : uint8 array, shape (height, width, 3)
        The query's frame in the entry's, in colour, blue first; what it does not show is the
        entry's, grey and dark.
    difference : uint8 array, shape (height, width, 3)
        Of brightness, after the query's was fitted to the entry's: black is none, white
        `white_levels` or more; blue is what the query does not show.
    gain, offset_levels : float
        That fit, by least squares over what it fits: `entry = gain * query + offset`.
    white_levels : float
        Twice the standard deviation of the entry's brightness there, 16 at least.
    """

    laid: Picture
    difference: Picture
    gain: float
    offset_levels: float
    white_levels: float


def placed(query: Picture, match: Picture, pose: Pose) -> Placement | None:
    """Lay a frame of a query over one of an entry.

    Parameters
    ----------
    query, match : uint8 arrays, shape (height, width)
        Grey, full range.
    pose : Pose
        Where the search put it.

    Returns
    -------
    Placement or None
        None if too little of the entry's frame is covered.
    """
    asked, kept = shrunk(query, COMPARED_PX), shrunk(match, COMPARED_PX)
    sides = max(asked.shape), max(kept.shape)
    begun = _in_pixels(_shares_of(pose), *sides)
    moved = _refined(asked, kept, begun)
    tried = [
        Placement(_in_shares(pixels, *sides), *fits, is_refined=pixels is moved)
        for pixels in (begun, moved)
        if pixels is not None and (fits := _correlation(asked, kept, pixels)) is not None
    ]
    # Of two that fit as well, the one that the search gave.
    return max(tried, key=lambda each: each.correlation, default=None)


def overlaid(query: Picture, match: Picture, to_query: Affine) -> Overlaid:
    """Draw a query's frame in an entry's, and where they differ.

    Parameters
    ----------
    query, match : uint8 arrays, shape (height, width, 3)
        In colour, blue first.
    to_query : float64 array, shape (2, 3)
        See `Placement`.
    """
    height, width = match.shape[:2]
    step_px = (
        np.sqrt(abs(np.linalg.det(to_query[:, :2]))) * max(query.shape[:2]) / max(height, width)
    )
    # Drawn smaller than it is, a picture would be sampled here and there.
    asked = shrunk(query, max(1, round(max(query.shape[:2]) / step_px))) if step_px > 1 else query
    pixels = _in_pixels(to_query, max(asked.shape[:2]), max(height, width))
    laid = np.asarray(cv2.warpAffine(asked, pixels, (width, height), flags=_SAMPLED), np.uint8)
    mask = _mask(asked.shape[:2], pixels, (width, height))
    here, other = _blurred(laid, mask), _blurred(match, mask)
    gain, offset = _fit(here[mask], other[mask])
    white = max(LEAST_WHITE_LEVELS, 2 * float(other[mask].std()))
    apart = np.abs(other - gain * here - offset) * mask
    grey = np.minimum(255, apart * (255 / white)).astype(np.uint8)
    difference = np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
    difference[~mask] = _NOT_SHOWN
    laid[~mask] = _DIMMED * cv2.cvtColor(match, cv2.COLOR_BGR2GRAY)[~mask, np.newaxis]
    return Overlaid(laid, difference, gain, offset, white)


def shrunk(picture: Picture, longest_px: int) -> Picture:
    """Return a picture whose longest side is at most this long; itself if it is."""
    scale = longest_px / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _shares_of(pose: Pose) -> Affine:
    origin, right, below = (pose.query_place(place) for place in (0j, 1 + 0j, 1j))
    along_x, along_y = right - origin, below - origin
    return np.array(
        [[along_x.real, along_y.real, origin.real], [along_x.imag, along_y.imag, origin.imag]]
    )


def _to_shares(longest_px: int) -> Affine:
    # The centre of a pixel lies half a pixel from its corner.
    share, half = 1 / longest_px, 0.5 / longest_px
    return np.array([[share, 0, half], [0, share, half], [0, 0, 1]])


def _in_pixels(shares: Affine, query_px: int, match_px: int) -> Affine:
    whole = np.vstack([shares, (0, 0, 1)])
    return np.asarray((np.linalg.inv(_to_shares(query_px)) @ whole @ _to_shares(match_px))[:2])


def _in_shares(pixels: Affine, query_px: int, match_px: int) -> Affine:
    whole = np.vstack([pixels, (0, 0, 1)])
    return np.asarray((_to_shares(query_px) @ whole @ np.linalg.inv(_to_shares(match_px)))[:2])


def _mask(
    query_size: tuple[int, ...], pixels: Affine, size: tuple[int, int]
) -> npt.NDArray[np.bool_]:
    white = np.full(query_size, 255, np.uint8)
    return np.asarray(cv2.warpAffine(white, pixels, size, flags=_SAMPLED)) >= _SHOWN


def _correlation(query: Picture, match: Picture, pixels: Affine) -> tuple[float, float] | None:
    """Return the correlation, and the share that is covered; None if that is too little."""
    size = match.shape[1], match.shape[0]
    mask = _mask(query.shape, pixels, size)
    shown = float(mask.mean())
    if shown < LEAST_SHOWN:
        return None
    warped = np.asarray(cv2.warpAffine(query, pixels, size, flags=_SAMPLED), np.uint8)
    both = _evened(warped, mask)[mask], _evened(match, mask)[mask]
    if min(float(one.std()) for one in both) == 0:
        return 0.0, shown
    return float(np.corrcoef(*both)[0, 1]), shown


def _refined(query: Picture, match: Picture, pixels: Affine) -> Affine | None:
    """Return a better place nearby, None if there is none.

    G. D. Evangelidis, E. Z. Psarakis, "Parametric image alignment using enhanced correlation
    coefficient maximization", IEEE TPAMI 30 (2008), as OpenCV has it.
    """
    here, there = (_evened(one, np.ones(one.shape, np.bool_)) for one in (query, match))
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _ROUNDS, _STILL_GAINING)
    try:
        _gain, found = cv2.findTransformECC(
            there,
            here,
            pixels.astype(np.float32),
            cv2.MOTION_AFFINE,
            criteria,
            np.full(query.shape, 255, np.uint8),
            _BLUR_PX,
        )
    except cv2.error:
        # The two have nothing in common where they overlap.
        return None
    moved = np.asarray(found, np.float64)
    height, width = match.shape
    corners = np.array([(x, y, 1) for x in (0, width - 1) for y in (0, height - 1)], np.float64)
    far_px = np.abs((moved - pixels) @ corners.T).max()
    return moved if far_px <= MOST_MOVED * max(query.shape) else None


def _evened(picture: Picture, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """Return a picture less the mean around each value, over the deviation around it."""
    around_px = _AROUND_SHARE * max(picture.shape)
    weight = mask.astype(np.float32)
    around = cv2.GaussianBlur(weight, (0, 0), around_px) + np.float32(1e-6)
    masked = picture.astype(np.float32) * weight
    mean = cv2.GaussianBlur(masked, (0, 0), around_px) / around
    square = cv2.GaussianBlur(masked * masked, (0, 0), around_px) / around
    deviation = np.sqrt(np.maximum(square - mean * mean, 0)) + _NOISE
    return np.asarray((masked - mean) / deviation * weight, np.float32)


def _blurred(picture: Picture, mask: npt.NDArray[np.bool_]) -> Levels:
    """Return the brightness, freed of the finest noise of coding."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    weight = mask.astype(np.float32)
    around = cv2.GaussianBlur(weight, (_BLUR_PX, _BLUR_PX), 0) + np.float32(1e-6)
    return np.asarray(cv2.GaussianBlur(grey * weight, (_BLUR_PX, _BLUR_PX), 0) / around, np.float64)


def _fit(here: Levels, other: Levels) -> tuple[float, float]:
    """Return gain and offset that take brightness here to there, whatever a mark or caption has."""
    gain, offset = _line(here, other)
    for _ in range(_FITS):
        apart = np.abs(other - gain * here - offset)
        is_usual = apart <= _USUAL * np.median(apart) + 1
        gain, offset = _line(here[is_usual], other[is_usual])
    return gain, offset


def _line(here: Levels, other: Levels) -> tuple[float, float]:
    variance = float(here.var())
    covariance = float(((here - here.mean()) * (other - other.mean())).mean())
    gain = covariance / variance if variance > 0 else 0.0
    return gain, float(other.mean() - gain * here.mean())
