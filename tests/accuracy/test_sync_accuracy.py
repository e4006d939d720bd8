"""The short form of the figures on clips of one event, over the same code."""

import pytest

from tests.accuracy import sync


def test_light_lays_two_cameras_within_half_a_frame() -> None:
    trials = list(sync.light_trials(12, seed=3))
    told = [trial for trial in trials if trial.found.accepted]

    assert len(told) >= 9
    assert all(trial.error_s <= 0.5 / 25 for trial in told)
    assert all(trial.is_covered for trial in told)


@pytest.mark.parametrize("rates_hz", [(10.0, 60.0), (30.0, 240.0), (30.0, 60.0), (25.0, 25.0)])
@pytest.mark.parametrize("open_shares", [(0.1, 0.1), (1.0, 1.0), (0.1, 1.0), (1.0, 0.1)])
def test_light_claims_no_more_than_holds_at_any_rate_and_exposure(
    rates_hz: tuple[float, float], open_shares: tuple[float, float]
) -> None:
    trials = sync.light_trials(20, seed=8, rates_hz=rates_hz, open_shares=open_shares)
    told = [trial for trial in trials if trial.found.accepted]

    assert len(told) >= 10
    assert sum(trial.is_covered for trial in told) >= 0.95 * len(told)


def test_light_of_unrelated_events_is_never_laid_together() -> None:
    assert not any(trial.found.accepted for trial in sync.unrelated_light(40, seed=4))


def test_sound_lays_two_devices_within_a_millisecond() -> None:
    trials = [trial for trial, _ in sync.sound_trials(1, seed=5, snr_db=0.0)]

    assert all(trial.found.accepted and trial.is_covered for trial in trials)
    assert all(trial.error_s <= 0.001 for trial in trials)


def test_sound_of_unrelated_events_is_never_laid_together() -> None:
    assert not any(trial.found.accepted for trial in sync.unrelated_sound(2, seed=6))


def test_a_line_counts_what_was_told_and_what_was_right() -> None:
    (trial,) = sync.light_trials(1, seed=3)

    assert sync.line("light", [trial], 0.02).startswith(
        "light: told 1 of 1; of these within 20 ms 1"
    )
