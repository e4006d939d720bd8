"""Sound whose background changes, or does not, at an instant that we set."""

import numpy as np
import numpy.typing as npt
import pytest

from verify.analysis.traces.splices import SoundSplices, Splice
from verify.domain.frames import AudioBlock

RATE_HZ = 16_000
SPLICE_S = 5.0
LENGTH_S = 10.0

Sound = npt.NDArray[np.float64]


def time_s() -> Sound:
    return np.arange(round(LENGTH_S * RATE_HZ)) / RATE_HZ


def noise(level_db: float, seed: int = 1) -> Sound:
    return np.random.default_rng(seed).normal(0, 10 ** (level_db / 20), time_s().size)


def after(sound: Sound) -> Sound:
    return np.where(time_s() >= SPLICE_S, sound, 0)


def before(sound: Sound) -> Sound:
    return np.where(time_s() < SPLICE_S, sound, 0)


def hum(phase_deg: float = 0.0) -> Sound:
    return 0.05 * np.cos(2 * np.pi * 50.02 * time_s() + np.radians(phase_deg))


def splices_of(sound: Sound, start_s: float = 0.0) -> list[Splice]:
    watch = SoundSplices()
    samples = sound.astype(np.float32)[None]
    for first in range(0, samples.shape[1], 1000):
        block = AudioBlock(start_s + first / RATE_HZ, RATE_HZ, samples[:, first : first + 1000])
        watch.listen(block)
    return watch.splices()


def test_a_step_of_the_background_is_found_where_it_is() -> None:
    (splice,) = splices_of(before(noise(-50)) + after(noise(-35)))
    assert splice.time_s == pytest.approx(SPLICE_S, abs=0.2)
    assert splice.value == pytest.approx(15, abs=1.5)
    assert splice.unit == "dB"


def test_times_count_from_the_first_frame_shown() -> None:
    (splice,) = splices_of(before(noise(-50)) + after(noise(-35)), start_s=-1.0)
    assert splice.time_s == pytest.approx(SPLICE_S - 1.0, abs=0.2)


def test_bangs_and_words_over_a_steady_background_are_no_splice() -> None:
    words = noise(-15, seed=2) * (np.sin(2 * np.pi * 1.3 * time_s()) > 0.3)
    assert splices_of(noise(-50) + words) == []
    bang = noise(-5, seed=3) * np.exp(-np.maximum(time_s() - SPLICE_S, 0) / 0.3)
    assert splices_of(noise(-50) + after(bang)) == []


def test_a_background_that_rises_slowly_is_no_splice() -> None:
    assert splices_of(noise(-50) * 10 ** (np.clip(time_s() - 2, 0, 6) * 15 / 6 / 20)) == []


def test_a_jump_in_the_phase_of_the_hum_is_measured() -> None:
    (splice,) = splices_of(noise(-60) + before(hum()) + after(hum(90)))
    assert splice.time_s == pytest.approx(SPLICE_S, abs=0.4)
    assert splice.value == pytest.approx(90, abs=15)
    assert splice.unit == "degrees"


def test_a_steady_hum_or_one_too_faint_to_measure_says_nothing() -> None:
    assert splices_of(noise(-60) + hum()) == []
    assert splices_of(noise(-20) + 0.02 * (before(hum()) + after(hum(90)))) == []


def test_silence_and_very_short_sound_say_nothing() -> None:
    assert splices_of(np.zeros(time_s().size)) == []
    assert splices_of(noise(-30)[: RATE_HZ // 2]) == []
    assert SoundSplices().splices() == []


def test_a_narrower_band_of_the_same_sound_is_found() -> None:
    sound = noise(-30)
    spectrum = np.fft.rfft(sound)
    spectrum[round(3500 / (RATE_HZ / sound.size)) :] = 0
    narrow = np.fft.irfft(spectrum, sound.size)
    found = splices_of(before(sound) + after(narrow))
    assert {splice.unit for splice in found} & {"Hz", "dB"}
    assert all(splice.time_s == pytest.approx(SPLICE_S, abs=0.4) for splice in found)


@pytest.mark.parametrize("rate_hz", [1, 7_999, 2_000_000_000])
def test_sound_of_a_rate_that_no_recorder_has_is_not_compared(rate_hz: int) -> None:
    watch = SoundSplices()
    for start in range(40):
        watch.listen(AudioBlock(float(start), rate_hz, np.ones((1, 1000), np.float32)))

    assert watch.splices() == []
