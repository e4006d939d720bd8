"""The light of one storm in a darkened, cropped copy, and at another hour."""

import numpy as np

from verify.analysis.matching.shared_light import Curve, shared_light


def _storm(seed: int, length_s: float = 60.0) -> Curve:
    """Return the mean luma of a dark street with lightning now and then, ten a second."""
    rng = np.random.default_rng(seed)
    curve = 14 + rng.normal(0, 0.15, round(10 * length_s))
    for start in np.flatnonzero(rng.random(len(curve)) < 0.04):
        for later, share in enumerate((1.0, 0.6, 0.25)):
            if start + later < len(curve):
                curve[start + later] += 60 * share * rng.uniform(0.3, 1.0)
    return curve.astype(np.float32)


def _copied(curve: Curve) -> Curve:
    rng = np.random.default_rng(1)
    return (255 * (0.8 * curve / 255) ** 1.4 + rng.normal(0, 0.15, len(curve))).astype(np.float32)


def test_flashes_of_one_storm_agree_at_their_line_in_time() -> None:
    storm = _storm(4)
    copy = _copied(storm[120:280])
    found = shared_light(copy, storm, (0.0, 16.0), 1.0, 12.1)
    assert found is not None
    assert found.agrees
    assert found.alike > 0.8
    assert found.flashes >= 3


def test_another_hour_of_the_same_storm_does_not_agree() -> None:
    storm, later = _storm(4), _storm(9)
    for offset_s in np.arange(0, 40, 1.5):
        found = shared_light(_copied(later[:160]), storm, (0.0, 16.0), 1.0, float(offset_s))
        assert found is not None
        assert not found.agrees


def test_steady_light_tells_nothing() -> None:
    rng = np.random.default_rng(2)
    steady = (20 + rng.normal(0, 0.1, 600)).astype(np.float32)
    found = shared_light(steady[100:300], steady, (0.0, 20.0), 1.0, 10.0)
    assert found is not None
    assert not found.agrees
    assert shared_light(steady, steady, (0.0, 0.4), 1.0, 0.0) is None
