"""Rates from series made of numbers: which peak, how sure, and against another's periodogram."""

import numpy as np
import pytest

from verify.analysis.light.lights_rate import periodogram, rate_of

FPS = 30.0


def series(
    flashes_s: np.ndarray, *, lasts_s: float, lit_s: float = 0.04, fps: float = FPS, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Return times and levels of a light that is on for `lit_s` from each of these times."""
    rng = np.random.default_rng(seed)
    times_s = np.arange(round(lasts_s * fps)) / fps
    since_s = times_s[:, None] - flashes_s[None, :]
    is_lit = ((since_s >= 0) & (since_s < lit_s)).any(axis=1)
    return times_s, np.where(is_lit, 400.0, 10.0) + rng.normal(0, 5, times_s.size)


@pytest.mark.parametrize("lit_share", [0.03, 0.2, 0.5])
@pytest.mark.parametrize("rate_hz", [0.5, 1.0, 2.3, 3.0])
def test_the_rate_is_neither_a_multiple_nor_a_fraction(rate_hz: float, lit_share: float) -> None:
    flashes_s = np.arange(0.3, 16, 1 / rate_hz)

    rate = rate_of(*series(flashes_s, lasts_s=16, lit_s=max(0.04, lit_share / rate_hz)))

    assert rate is not None
    assert rate.frequency_hz == pytest.approx(rate_hz, rel=0.01)
    assert rate.duty == pytest.approx(max(0.04, lit_share / rate_hz) * rate_hz, abs=0.12)


def exposed(
    rate_hz: float,
    fps: float,
    *,
    hidden: tuple[int, ...] = (),
) -> tuple[np.ndarray, np.ndarray]:
    """Return times and levels of a light lit for 0.4 of its period, under a half-open shutter."""
    times_s = np.arange(round(9 * fps)) / fps
    moments_s = times_s[:, None] + np.linspace(0, 0.5 / fps, 40)
    turns = rate_hz * (moments_s - 0.11)
    is_lit = (turns % 1 < 0.4) & ~np.isin(np.floor(turns), hidden)
    noise = np.random.default_rng(1).normal(0, 5, times_s.size)
    return times_s, 10 + 400 * np.minimum(1, 2 * is_lit.mean(axis=1)) + noise


@pytest.mark.parametrize(("rate_hz", "fps"), [(12.5, 30.0), (5.0, 12.0), (10.0, 24.0)])
def test_frames_too_slow_to_place_a_flash_hide_none_and_show_no_second_light(
    rate_hz: float, fps: float
) -> None:
    rate = rate_of(*exposed(rate_hz, fps))

    assert rate is not None
    assert rate.frequency_hz == pytest.approx(rate_hz, rel=0.001)
    assert rate.off_beat == 0
    assert rate.on_beat == round(rate.cycles) + 1


def test_flashes_of_a_fast_light_that_were_hidden_are_counted() -> None:
    rate = rate_of(*exposed(5.0, 12.0, hidden=(14, 21, 22)))

    assert rate is not None
    assert rate.off_beat == 0
    assert round(rate.cycles) + 1 - rate.on_beat == 3


def test_flashes_whose_end_nobody_saw_count_by_when_they_began() -> None:
    flashes_s = np.arange(0.3, 12, 1.0)
    times_s, levels = series(flashes_s, lasts_s=12, lit_s=0.5)
    since_s = (times_s - 0.3) % 1.0
    was_seen = (times_s > 4.2) | (since_s < 0.1)

    rate = rate_of(times_s[was_seen], levels[was_seen])

    assert rate is not None
    assert rate.frequency_hz == pytest.approx(1.0, rel=0.005)
    assert rate.off_beat == 0


def test_a_light_that_flashes_twice_and_rests_has_the_rate_of_the_pairs() -> None:
    pairs_s = np.concatenate([np.arange(0.2, 14, 1.0), np.arange(0.3, 14, 1.0)])

    rate = rate_of(*series(pairs_s, lasts_s=14))

    assert rate is not None
    assert rate.frequency_hz == pytest.approx(1.0, rel=0.01)


def test_the_stated_error_covers_the_truth() -> None:
    covered = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        rate_hz = rng.uniform(1.0, 2.9)
        rate = rate_of(*series(np.arange(rng.uniform(0, 1), 9, 1 / rate_hz), lasts_s=9, seed=seed))
        assert rate is not None
        covered += abs(rate.frequency_hz - rate_hz) <= 2 * rate.error_hz
    assert covered >= 18


def test_flashes_at_random_times_keep_no_time() -> None:
    found = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        flashes_s = np.sort(rng.uniform(0, 20, rng.integers(5, 30)))
        found.append(rate_of(*series(flashes_s, lasts_s=20, seed=seed)))

    assert sum(rate is not None for rate in found) <= 1


@pytest.mark.parametrize("flashes", [2, 4])
def test_a_few_flashes_are_no_rate(flashes: int) -> None:
    assert rate_of(*series(np.arange(flashes) + 0.5, lasts_s=flashes + 1)) is None


def test_noise_and_a_lamp_that_burns_have_no_rate() -> None:
    rng = np.random.default_rng(2)
    times_s = np.arange(400) / FPS

    assert rate_of(times_s, rng.normal(300, 3, 400)) is None
    assert rate_of(times_s, np.abs(rng.normal(0, 20, 400))) is None
    assert rate_of(times_s[:1], np.array([300.0])) is None


def test_the_periodogram_is_that_of_lomb_and_scargle_at_uneven_times() -> None:
    from scipy.signal import lombscargle  # Here: collecting the tests would load it.

    rng = np.random.default_rng(4)
    times_s = np.sort(rng.uniform(0, 12, 300))
    levels = 50 + 20 * np.sin(2 * np.pi * 1.3 * times_s + 0.4) + rng.normal(0, 8, 300)

    step_hz, powers = periodogram(times_s, levels, 6.0)

    rates_hz = step_hz * np.arange(1, powers.size)
    other = lombscargle(times_s, levels, 2 * np.pi * rates_hz, normalize=True, floating_mean=True)
    assert powers[1:] == pytest.approx(other, abs=1e-6)
    assert rates_hz[np.argmax(powers[1:])] == pytest.approx(1.3, abs=0.02)
