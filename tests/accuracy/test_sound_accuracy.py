"""The short form of `make sounds`, over the same code."""

from pathlib import Path

import numpy as np
import pytest

from tests.accuracy import sounds


@pytest.mark.parametrize("kind", ["white", "wind"])
def test_onsets_are_within_two_milliseconds_through_aac(kind: str) -> None:
    picked = list(sounds.pick_trials(kind, 15.0, 3, seed=5))
    assert all(one.error_s is not None and abs(one.error_s) <= 0.002 for one in picked)


def test_intervals_hold_the_truth() -> None:
    cases = list(sounds.distance_cases(4, seed=7))
    assert sum(case.covered for case in cases) >= 3


def test_a_series_with_one_delay_needs_no_condition() -> None:
    cases = list(sounds.series_cases(2, seed=3))
    assert all(sure for _, sure in cases)
    assert all(case.covered for case, _ in cases)


@pytest.mark.parametrize("kind", sounds.NEGATIVES)
def test_sound_that_belongs_to_nothing_gives_no_distance_without_a_condition(kind: str) -> None:
    rng = np.random.default_rng(9)
    assert all(pair.conditional for pair in sounds.negative_case(kind, rng))


def test_labelled_sounds_of_real_clips_are_found(shared_data: Path) -> None:
    lines = list(sounds.labelled(shared_data / "night"))
    (clear,) = [line for line in lines if " high " in line]
    assert "accepted" in clear
