"""One frame laid over another: its place is known by construction."""

from typing import NamedTuple

import cv2
import numpy as np
import pytest

from verify.analysis.matching.alignment import Pose
from verify.analysis.matching.registration import (
    MOST_MOVED,
    Picture,
    overlaid,
    placed,
)

WIDTH, HEIGHT = 480, 360
GAIN, OFFSET = 0.7, 30


class Cropped(NamedTuple):
    """A scene and what a copy shows of it, mirrored; pose and place by construction."""

    scene: Picture
    copy: Picture
    pose: Pose
    box: tuple[slice, slice]


@pytest.fixture(scope="module")
def cropped() -> Cropped:
    noise = np.random.default_rng(7).normal(size=(HEIGHT, WIDTH, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 6)
    scene = np.clip(120 + 40 * soft / soft.std(), 0, 255).astype(np.uint8)
    box = slice(40, 280), slice(60, 400)
    part = scene[box].astype(np.float32)[:, ::-1]
    copy = np.clip((part - OFFSET) * (1 / GAIN), 0, 255).astype(np.uint8)
    # The copy's x counts backwards, from the right end of the box.
    pose = Pose(complex(340 / WIDTH), complex(400, 40) / WIDTH, mirrored=True)
    return Cropped(scene, copy, pose, box)


def _grey(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def test_a_frame_that_points_placed_roughly_is_laid_exactly(cropped: Cropped) -> None:
    rough = Pose(cropped.pose.turn * (1.01 + 0.01j), cropped.pose.shift + 0.008, mirrored=True)
    placement = placed(_grey(cropped.copy), _grey(cropped.scene), rough)
    assert placement is not None
    assert placement.is_refined
    assert placement.correlation > 0.97
    assert placement.shown == pytest.approx(340 * 240 / (WIDTH * HEIGHT), abs=0.02)
    # The scene's place (300, 200) is 100 px from the right end of the box, and 160 from its top.
    in_copy = placement.to_query @ (300 / WIDTH, 200 / WIDTH, 1)
    assert in_copy * 340 == pytest.approx((100, 160), abs=0.5)


def test_a_frame_laid_far_beside_is_not_dragged_there(cropped: Cropped) -> None:
    wrong = Pose(cropped.pose.turn, cropped.pose.shift - 0.2 - 0.05j, mirrored=True)
    placement = placed(_grey(cropped.copy), _grey(cropped.scene), wrong)
    assert placement is not None
    assert placement.correlation < 0.5
    corner = placement.to_query @ (0, 0, 1)
    begun = wrong.query_place(0j)
    assert corner == pytest.approx((begun.real, begun.imag), abs=MOST_MOVED + 0.001)


def test_a_frame_that_covers_next_to_nothing_is_not_laid(cropped: Cropped) -> None:
    tiny = Pose(complex(0.05), complex(0.5, 0.3))
    assert placed(_grey(cropped.copy), _grey(cropped.scene), tiny) is None


def test_a_mark_is_all_that_differs_from_a_darker_copy(cropped: Cropped) -> None:
    marked = cropped.scene.copy()
    marked[100:130, 100:160] = 255
    placement = placed(_grey(cropped.copy), _grey(cropped.scene), cropped.pose)
    assert placement is not None
    drawn = overlaid(cropped.copy, marked, placement.to_query)
    assert drawn.gain == pytest.approx(GAIN, abs=0.06)
    assert drawn.offset_levels == pytest.approx(OFFSET, abs=10)
    assert drawn.difference[105:125, 105:155].min() > 128
    rest = drawn.difference[160:270, 80:380]
    assert np.quantile(rest, 0.95) < 40
    # Beyond the copy the scene stays, grey and dark, and the difference says that it is not known.
    beyond = drawn.laid[300:, :40].astype(int)
    assert (beyond == beyond[..., :1]).all()
    assert beyond.mean() < marked[300:, :40].mean() / 2
    blue, _green, red = drawn.difference[350, 10].astype(int)
    assert blue > red + 40


def test_a_large_frame_is_drawn_small_without_jagged_edges() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1200, 1280), np.uint8)
    large, small = np.dstack([noise] * 3), np.zeros((120, 128, 3), np.uint8)
    drawn = overlaid(large, small, np.array([[1.0, 0, 0], [0, 1, 0]]))
    # Of a hundred pixels the mean varies ten times less than each.
    assert drawn.laid[20:100, 20:100].std() < 15
