"""A light that sweeps away what compression left in the dark, against a new shot."""

import numpy as np
import numpy.typing as npt

from verify.analysis.picture.added_light import is_same, overview_of, varies_as_light

Overview = npt.NDArray[np.float32]


def dark_place(seed: int, mean: float = 20.0) -> Overview:
    return np.random.default_rng(seed).normal(mean, 4, (9, 16)).astype(np.float32)


def glow() -> Overview:
    rows, columns = np.mgrid[0:9, 0:16]
    return np.asarray(90 * np.exp(-((rows - 5) ** 2 + (columns - 9) ** 2) / 12), np.float32)


def test_light_that_flickers_over_one_place_varies_as_light() -> None:
    before = dark_place(1)
    burning = [before + level * glow() for level in (1.0, 0.8, 0.6, 0.7)]
    assert varies_as_light(before, burning)


def test_light_over_a_picture_that_exposure_darkens_varies_as_light() -> None:
    before = dark_place(1)
    fading = [gain * (before + level * glow()) for gain, level in ((1, 1), (0.7, 0.5), (0.6, 0.1))]
    assert varies_as_light(before, fading)


def test_a_new_shot_that_holds_still_does_not() -> None:
    rng = np.random.default_rng(5)
    new = dark_place(2, mean=60.0)
    shown = [new + rng.normal(0, 0.5, new.shape).astype(np.float32) for _ in range(12)]
    assert not varies_as_light(dark_place(1), shown)


def test_a_new_shot_in_which_something_moves_does_not() -> None:
    new = dark_place(2, mean=60.0)
    shown = [new + np.roll(glow(), shift, axis=1) for shift in range(0, 12, 3)]
    assert not varies_as_light(dark_place(1), shown)


def test_one_place_in_other_noise_is_the_same() -> None:
    picture = np.full((45, 80), 30, np.uint8)
    noisy = np.clip(picture + np.random.default_rng(3).normal(0, 4, picture.shape), 0, 255)
    assert is_same(overview_of(picture), overview_of(noisy.astype(np.uint8)))
    assert not is_same(overview_of(picture), overview_of(picture + np.uint8(4)))
