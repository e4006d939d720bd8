"""A pan is followed to where the camera looked, and broken off where nobody can tell."""

import cv2
import numpy as np
import pytest

from tests.synthesis import pans
from verify.analysis.picture.panning import Look, columns_of, panning
from verify.analysis.picture.panorama import GAP, edges_px, scale_of, strip

SCENE = pans.street(1)


def _looks(places: list[complex], **how: bool) -> list[Look]:
    frames = pans.filmed(SCENE, places, **how)
    return [Look(at, at / 25, plane) for at, plane in enumerate(frames)]


def _pan(step_px: float, frames: int, start_px: float = 20.0) -> list[complex]:
    return [complex(start_px + step_px * at, 30 + 4 * np.sin(at / 9)) for at in range(frames)]


@pytest.mark.parametrize("by_night", [False, True])
@pytest.mark.parametrize(("step_px", "frames"), [(0.4, 30), (-5.0, 30), (25.0, 20)])
def test_a_pan_is_followed_to_where_the_camera_looked(
    step_px: float, frames: int, by_night: bool
) -> None:
    places = _pan(step_px, frames, 20.0 if step_px > 0 else 260.0)

    found = panning(_looks(places, by_night=by_night), [])

    (stretch,) = found.stretches
    truth = np.array(places) - places[0]
    assert np.abs(np.array(stretch.places) - truth).max() < 0.6
    assert stretch.across == pytest.approx(abs(truth[-1].real) / 160, abs=0.01)


def test_a_caption_that_stands_still_does_not_hold_the_pan() -> None:
    looks = _looks(_pan(5.0, 30))
    for look in looks:
        cv2.putText(look.small, "LIVE FROM THE CITY", (8, 80), 0, 0.45, 255, 2)

    (stretch,) = panning(looks, []).stretches

    assert stretch.across == pytest.approx(29 * 5 / 160, abs=0.02)


def test_what_drives_past_a_camera_that_stands_is_no_pan() -> None:
    looks = _looks([20 + 30j] * 24)
    bus = pans.street(7, 60)[60:100].astype(np.uint8)
    for at, look in enumerate(looks):
        look.small[30:70, 4 * at : 4 * at + 60] = bus

    assert panning(looks, []).widest.across < 0.2


def test_a_cut_and_the_dark_break_it_off() -> None:
    looks = _looks(_pan(5.0, 30))
    (one, other) = panning(looks, [0.8]).stretches
    assert (one.looks[-1].time_s, other.looks[0].time_s) == (0.76, 0.8)

    black = np.random.default_rng(3).integers(0, 2, looks[0].small.shape).astype(np.uint8)
    looks[20] = Look(20, 0.8, black)
    assert [len(one.looks) for one in panning(looks, []).stretches] == [20, 1, 9]


def test_the_strip_shows_the_street_as_it_is_and_gaps_as_gaps() -> None:
    found = panning(_looks([*_pan(5.0, 30), *_pan(5.0, 30)[::-1]]), [])
    columns = columns_of(found.widest, found.box)
    pictures = ((one, np.repeat(one.look.small[:, :, None], 3, 2)) for one in columns)

    scale = scale_of(columns, found.box, 160, 160)
    laid, lift = strip(columns, pictures, found.box, (90, 160), scale)

    assert lift is None
    # On the way back the camera sees nothing new.
    assert len(columns) <= 31
    edges = edges_px(columns, scale)
    assert edges[0][0] == 0
    assert [right for _, right in edges[:-1]] == [left for left, _ in edges[1:]]
    assert all(one.agreement > 0.9 for one in columns[1:])
    high = laid.shape[0]
    truth = SCENE[26 : 26 + high, 20 : 20 + laid.shape[1]]
    is_gap = (laid == GAP).all(axis=2)
    assert 0.01 < is_gap.mean() < 0.2
    # Shifts are rounded to whole pixels of the strip, so edges may be one off.
    off = np.abs(cv2.blur(laid[:, :, 0].astype(float), (5, 5)) - cv2.blur(truth, (5, 5)))
    inside = cv2.erode((~is_gap).astype(np.uint8), np.ones((7, 7))) > 0
    assert np.median(off[inside]) < 6


def test_a_dark_strip_is_made_brighter_but_its_gaps_are_not() -> None:
    found = panning(_looks(_pan(5.0, 30), by_night=True), [])
    columns = columns_of(found.widest, found.box)
    pictures = [(one, np.repeat(one.look.small[:, :, None], 3, 2)) for one in columns]

    laid, lift = strip(columns, pictures, found.box, (90, 160), 1.0)

    assert lift is not None
    is_gap = (laid == GAP).all(axis=2)
    assert is_gap.any()
    assert laid[~is_gap].mean() > 2 * np.mean([picture.mean() for _, picture in pictures])
