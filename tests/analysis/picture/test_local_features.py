"""Points of a picture are found again in another picture of it, and only there."""

import cv2
import numpy as np
import pytest

from tests.analysis.light.footage import frame
from verify.analysis.picture.local_features import LocalFeatureSeries, points_of
from verify.domain.frames import LumaPlane
from verify.domain.local_features import POSITION_UNITS, Codes, Points


def town(seed: int = 1) -> LumaPlane:
    """Return blots of all sizes: something to see everywhere, no two places alike."""
    random = np.random.default_rng(seed)
    blots = sum(
        cv2.GaussianBlur(random.normal(size=(360, 640)), (0, 0), size) * size for size in (2, 4, 9)
    )
    return np.clip(120 + 90 * np.asarray(blots), 0, 255).astype(np.uint8)


def alike(one: Codes, other: Codes) -> int:
    """Return how many points of one have a near twin in the other."""
    distance = np.bitwise_count(one[:, None] ^ other[None]).sum(axis=2)
    return int((distance.min(axis=1) <= 20).sum())


@pytest.mark.parametrize("part", ["scaled", "cropped", "turned", "darkened"])
def test_most_points_are_found_again_in_a_changed_picture(part: str) -> None:
    picture = town()
    changed = {
        "scaled": lambda: cv2.resize(picture, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA),
        "cropped": lambda: picture[40:320, 60:560],
        "turned": lambda: np.rot90(picture),
        "darkened": lambda: (picture * 0.4).astype(np.uint8),
    }[part]()
    points = points_of(picture)
    found = points_of(np.ascontiguousarray(changed))
    assert alike(found.codes, points.codes) >= len(found.codes) / 3
    assert alike(found.codes, points_of(town(2)).codes) <= len(found.codes) / 20


def test_mirrored_codes_are_those_of_the_picture_in_a_mirror() -> None:
    picture = town()
    points = points_of(picture)
    seen = points_of(np.ascontiguousarray(picture[:, ::-1]))
    assert alike(points.mirrored, seen.codes) >= len(points.codes) / 2
    assert alike(points.codes, seen.codes) <= len(points.codes) / 10


def test_places_are_shares_of_the_longest_side() -> None:
    picture = np.full((200, 400), 40, np.uint8)
    cv2.circle(picture, (300, 100), 12, 220, -1)
    points = points_of(picture)
    nearest = np.hypot(points.x / POSITION_UNITS - 0.75, points.y / POSITION_UNITS - 0.25).min()
    assert nearest < 0.01


def test_a_picture_that_shows_nothing_has_no_points() -> None:
    assert len(points_of(np.full((90, 160), 30, np.uint8)).codes) == 0


def test_a_picture_that_changes_is_described_twice_as_often() -> None:
    times: list[int] = []

    def keep(time_ms: int, points: Points) -> None:
        assert len(points.codes)
        times.append(time_ms)

    series = LocalFeatureSeries(keep)
    still, other = town(1), town(2)
    for index in range(12 * 4):
        series.observe(frame(still if index < 10 else other, index, index / 4))
    series.finish()
    assert times == [0, 2000, 3000, 5000, 7000, 9000, 11_000]
