"""Silence is told from quiet."""

import numpy as np
import pytest

from verify.analysis.sound.level import SoundLevel
from verify.domain.frames import AudioBlock


def level(*peaks_db: float) -> SoundLevel:
    heard = SoundLevel()
    for peak_db in peaks_db:
        samples = np.zeros((2, 100), np.float32)
        samples[1, 50] = -(10 ** (peak_db / 20))
        heard.listen(AudioBlock(0.0, 48_000, samples))
    return heard


@pytest.mark.parametrize(
    ("peaks_db", "silent"), [((-61,), True), ((-61, -59), False), ((0,), False)]
)
def test_one_sample_above_60_db_below_full_scale_is_sound(
    peaks_db: tuple[float, ...], silent: bool
) -> None:
    assert level(*peaks_db).audio_silent is silent


def test_no_samples_is_neither() -> None:
    assert SoundLevel().audio_silent is None
