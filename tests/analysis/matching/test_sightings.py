"""Points that lie alike: where a picture lies in another is found, and strangers are not taken."""

import cmath

import numpy as np
import pytest

from verify.analysis.matching.framing import framing_of
from verify.analysis.matching.laid_over import is_laid_over
from verify.analysis.matching.offsets import Stretch
from verify.analysis.matching.sightings import PointPairs, Sighting, sightings_of
from verify.domain.local_features import ANGLE_STEPS, POSITION_UNITS, SIZE_STEPS, LocalFeatures

RANDOM = np.random.default_rng(5)
POINTS = 60


def features(places: list[np.ndarray], codes: list[np.ndarray] | None = None) -> LocalFeatures:
    """Return points at complex places, picture by picture a second apart."""
    counts = np.array([len(each) for each in places], np.uint16)
    at = np.concatenate(places)
    made = RANDOM.integers(0, 2**64, (len(at), 2), np.uint64) if codes is None else codes
    return LocalFeatures(
        time_ms=np.arange(len(places), dtype=np.uint32) * 1000,
        counts=counts,
        x=np.round(at.real * POSITION_UNITS).astype(np.uint16),
        y=np.round(at.imag * POSITION_UNITS).astype(np.uint16),
        size=np.full(len(at), 120, np.uint8),
        angle=RANDOM.integers(0, ANGLE_STEPS, len(at), np.uint16).astype(np.uint8),
        codes=np.concatenate(made) if isinstance(made, list) else made,
    )


def pairs_of(query: LocalFeatures, turn: complex, shift: complex, *, mirrored: bool) -> PointPairs:
    """Return each point of a query where a turned, scaled, shifted entry would have it."""
    x = query.x / POSITION_UNITS
    there = turn * ((-x if mirrored else x) + 1j * query.y / POSITION_UNITS) + shift
    seen = query.angle / ANGLE_STEPS
    angle = (0.5 - seen if mirrored else seen) + cmath.phase(turn) / (2 * np.pi)
    size = query.size + SIZE_STEPS * np.log2(abs(turn))
    return PointPairs(
        query=np.arange(len(query)),
        number=np.full(len(query), 7),
        match_ms=np.full(len(query), 4000),
        x=np.round(there.real * POSITION_UNITS).astype(np.uint16),
        y=np.round(there.imag * POSITION_UNITS).astype(np.uint16),
        size=np.round(size).astype(np.uint8),
        angle=(np.round(angle * ANGLE_STEPS) % ANGLE_STEPS).astype(np.uint8),
    )


def spread(count: int) -> np.ndarray:
    """Return places all over a wide picture."""
    return RANDOM.uniform(0.05, 0.95, count) + 1j * RANDOM.uniform(0.05, 0.5, count)


@pytest.mark.parametrize(
    ("turn", "shift", "mirrored"),
    [
        (0.8 + 0j, 0.1 + 0.05j, False),  # a crop
        (0.4 + 0j, 0.5 + 0.2j, False),  # small in another picture
        (0.5j, 0.6 + 0.1j, False),  # turned by a quarter
        (0.7 + 0j, 0.9 + 0.1j, True),
    ],
)
def test_where_a_picture_lies_is_found(turn: complex, shift: complex, mirrored: bool) -> None:
    query = features([spread(POINTS)])
    (seen,) = sightings_of(
        query, pairs_of(query, turn, shift, mirrored=mirrored), mirrored=mirrored
    )
    assert (seen.number, seen.match_s, seen.mirrored) == (7, 4.0, mirrored)
    assert seen.points >= POINTS * 0.9
    assert abs(seen.turn - turn) < 0.02
    assert abs(seen.shift - shift) < 0.02


def test_points_that_lie_anyhow_are_no_sighting() -> None:
    query = features([spread(POINTS)])
    pairs = pairs_of(query, 0.8, 0.1, mirrored=False)
    shuffled = RANDOM.permutation(POINTS)
    strange = PointPairs(
        pairs.query,
        pairs.number,
        pairs.match_ms,
        pairs.x[shuffled],
        pairs.y[shuffled],
        pairs.size[shuffled],
        pairs.angle[shuffled],
    )
    assert sightings_of(query, strange, mirrored=False) == []


def test_a_logo_over_a_changing_picture_is_laid_over() -> None:
    logo, sign = spread(8), RANDOM.integers(0, 2**64, (8, 2), np.uint64)
    pictures = [np.concatenate([logo, spread(40)]) for _ in range(6)]
    codes = [
        np.concatenate([sign, RANDOM.integers(0, 2**64, (40, 2), np.uint64)]) for _ in range(6)
    ]
    laid = is_laid_over(features(pictures, codes)).reshape(6, 48)
    assert laid[:, :8].all()
    assert not laid[:, 8:].any()


def test_nothing_is_laid_over_where_the_whole_picture_stays() -> None:
    place, code = spread(40), RANDOM.integers(0, 2**64, (40, 2), np.uint64)
    assert not is_laid_over(features([place] * 5, [code] * 5)).any()


def sighting(query_s: float, shift: complex) -> Sighting:
    return Sighting(
        7, int(query_s), query_s, query_s + 10, 30, 0.2, 0.8 + 0j, shift, mirrored=False
    )


STRETCH = Stretch(np.arange(6), 0.0, 6.0, 10.0, 1.0, 6, None, 6.0, 0.0)


def test_a_frame_that_is_held_is_enough_and_has_its_box() -> None:
    framing = framing_of(STRETCH, [sighting(each, 0.1 + 0.1j) for each in range(6)])
    assert framing is not None
    assert framing.is_enough
    # Of the entry's picture 0.8 is shown, from 0.1 on: it would begin an eighth to the left.
    assert framing.box((1000, 600), (1000, 600)) == pytest.approx((0, 0, 1000, 600))


def test_a_frame_that_wanders_is_not_enough() -> None:
    framing = framing_of(STRETCH, [sighting(each, 0.1 * each + 0.1j) for each in range(6)])
    assert framing is not None
    assert not framing.is_enough
