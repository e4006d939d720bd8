"""Offsets by light: right where both cameras saw the flashes, refused where that cannot be told."""

import numpy as np
import numpy.typing as npt
import pytest

from verify.analysis.sync.light import light_offset, light_rises
from verify.analysis.sync.rises import Rises

Array = npt.NDArray[np.float64]
_LENGTH_S = 12.0
_UNEVEN_S = (2.0, 3.1, 5.9, 8.2)


def _times_s(rate_hz: float) -> Array:
    return np.arange(0, _LENGTH_S, 1 / rate_hz)


def _lit(times_s: Array, flashes_s: tuple[float, ...]) -> Array:
    light = np.full(times_s.size, 0.01)
    for at_s in flashes_s:
        since_s = times_s - at_s
        light += np.where(since_s >= 0, 0.02 * np.exp(-np.maximum(since_s, 0) / 0.2), 0)
    return light


def _rises(
    flashes_s: tuple[float, ...], rate_hz: float = 25.0, cuts_s: tuple[float, ...] = ()
) -> Rises:
    times_s = _times_s(rate_hz)
    rises = light_rises(times_s, _lit(times_s, flashes_s), cuts_s)
    assert rises is not None
    return rises


def _later(flashes_s: tuple[float, ...], by_s: float) -> tuple[float, ...]:
    return tuple(at_s + by_s for at_s in flashes_s)


def test_an_offset_is_the_time_in_b_minus_the_time_in_a() -> None:
    offset, shared_s = light_offset(
        _rises(_UNEVEN_S), _rises(_later(_UNEVEN_S, 1.5), rate_hz=30_000 / 1001)
    )

    assert offset.accepted
    assert offset.offset_s == pytest.approx(1.5, abs=0.02)
    assert shared_s == pytest.approx(_UNEVEN_S, abs=0.04)


def test_two_shared_flashes_are_too_few() -> None:
    offset, shared_s = light_offset(_rises(_UNEVEN_S[:2]), _rises(_later(_UNEVEN_S[:2], 1.0)))

    assert not offset.accepted
    assert "2 clear rises" in offset.reason
    assert shared_s == ()


def test_an_even_series_is_refused_because_any_of_its_steps_may_be_meant() -> None:
    even_s = tuple(1.0 + 0.8 * number for number in range(12))

    offset, _ = light_offset(_rises(even_s), _rises(even_s))

    assert not offset.accepted
    assert "evenly" in offset.reason


def test_a_few_that_agree_among_many_are_called_chance() -> None:
    rng = np.random.default_rng(1)
    ours, theirs = (tuple(np.sort(rng.uniform(0.5, 11.5, 25)).tolist()) for _ in range(2))

    offset, _ = light_offset(_rises(ours), _rises(theirs))

    assert not offset.accepted


def test_a_jump_at_a_cut_is_no_flash() -> None:
    times_s = _times_s(25.0)
    jumping = np.where(times_s < 4, 0.01, 0.2)

    with_cut = light_rises(times_s, jumping, (4.0,))
    without = light_rises(times_s, jumping)

    assert with_cut is not None
    assert without is not None
    assert with_cut.peaks_s.size == 0
    assert without.peaks_s.size == 1


def test_neither_gain_nor_gamma_moves_an_offset() -> None:
    times_s = _times_s(30.0)
    dim = light_rises(times_s, 0.1 * _lit(times_s, _UNEVEN_S) ** 0.8)
    assert dim is not None

    offset, _ = light_offset(_rises(_UNEVEN_S, 30.0), dim)

    assert offset.accepted
    assert offset.offset_s == pytest.approx(0.0, abs=1e-3)


def test_a_clip_of_a_few_frames_has_no_curve() -> None:
    assert light_rises(np.array([0.0, 0.04]), np.array([0.1, 0.2])) is None


def test_times_that_run_backwards_are_passed_over() -> None:
    times_s = _times_s(25.0)
    light = _lit(times_s, _UNEVEN_S)
    times_s[100] = times_s[90]

    rises = light_rises(times_s, light)

    assert rises is not None
    assert rises.peaks_s == pytest.approx(_UNEVEN_S, abs=0.04)
