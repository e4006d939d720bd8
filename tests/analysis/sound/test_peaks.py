"""Which peaks a sound leaves: none where nothing begins or ends, the same however it comes in."""

import numpy as np
import pytest

from tests.synthesis import bangs
from verify.analysis.sound.peaks import SoundPeaks
from verify.domain.audio_fingerprint import AudioFingerprint, SoundState
from verify.domain.frames import AudioBlock


def fingerprint(sound: bangs.Sound, start_s: float = 0.0, block: int = 1024) -> AudioFingerprint:
    ears = SoundPeaks()
    samples = sound.astype(np.float32)[None]
    for first in range(0, samples.shape[1], block):
        part = samples[:, first : first + block]
        ears.listen(AudioBlock(start_s + first / bangs.RATE_HZ, bangs.RATE_HZ, part))
    return ears.fingerprint()


def test_sound_that_is_missing_or_silent_is_told_from_sound() -> None:
    assert fingerprint(np.zeros(0)).state is SoundState.ABSENT
    assert fingerprint(np.zeros(48_000)).state is SoundState.SILENT
    noise = np.random.default_rng(1).normal(0, 0.1, 96_000)
    heard = fingerprint(noise)
    assert heard.state is SoundState.HEARD
    assert len(heard) > 20


@pytest.mark.parametrize("tone_hz", [[440.0], [50.0 * k for k in range(1, 40)]])
def test_what_stays_the_same_leaves_no_peak(tone_hz: list[float]) -> None:
    times_s = np.arange(6 * 48_000) / 48_000
    hum = 0.02 * sum(np.sin(2 * np.pi * tone * times_s) for tone in tone_hz)
    heard = fingerprint(np.asarray(hum))
    assert heard.state is SoundState.HEARD
    assert len(heard.between(0.5, 5.5)) == 0


def test_a_tone_that_begins_is_a_peak_of_its_moment_and_pitch() -> None:
    times_s = np.arange(6 * 48_000) / 48_000
    rng = np.random.default_rng(2)
    bursts = rng.normal(0, 1e-4, times_s.size)
    for at_s, tone_hz in ((1.5, 400.0), (3.0, 800.0), (4.25, 2_400.0)):
        bursts += (
            0.3 * np.exp(-(((times_s - at_s) / 0.05) ** 2)) * np.sin(2 * np.pi * tone_hz * times_s)
        )
    heard = fingerprint(bursts, start_s=10.0)
    first = heard.rank == 0
    near = [int(np.argmin(np.abs(heard.time_ms[first] / 1000 - 10 - at))) for at in (1.5, 3, 4.25)]
    assert np.allclose(heard.time_ms[first][near] / 1000 - 10, [1.5, 3, 4.25], atol=0.02)
    assert np.allclose(heard.tone[first][near], [240, 480, 240 * np.log2(12)], atol=4)


def test_peaks_do_not_hang_on_how_the_sound_is_handed_over() -> None:
    sound = 0.1 * bangs.background(np.random.default_rng(3), 22, "white")
    whole = fingerprint(sound, block=sound.size)
    assert whole.to_bytes() == fingerprint(sound).to_bytes()
    rest = fingerprint(sound[:-17], block=999).to_bytes()
    assert AudioFingerprint.from_bytes(rest).between(0, 19).to_bytes() == (
        whole.between(0, 19).to_bytes()
    )
    assert np.bincount(whole.time_ms // 1000).max() <= 16
