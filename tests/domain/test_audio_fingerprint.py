"""Peaks of a sound as they are kept, and the pairs that they are looked up by."""

import numpy as np
import pytest

from verify.domain.audio_fingerprint import (
    KEYS,
    TONES,
    AudioFingerprint,
    SoundState,
    landmarks_of,
)


def fingerprint_of(*peaks: tuple[int, int, int]) -> AudioFingerprint:
    time_ms, tone, rank = zip(*peaks, strict=True)
    return AudioFingerprint(
        SoundState.HEARD,
        np.array(time_ms, np.uint32),
        np.array(tone, np.uint16),
        np.array(rank, np.uint8),
    )


def test_a_fingerprint_is_read_back_as_it_was_with_its_state() -> None:
    held = fingerprint_of((0, 0, 1), (40, 1023, 0), (40, 5, 15))
    for one in (held, *map(AudioFingerprint.without_peaks, SoundState)):
        read = AudioFingerprint.from_bytes(one.to_bytes())
        assert read.state is one.state
        assert read.to_bytes() == one.to_bytes()
    assert len(held.to_bytes()) == 8 + 3 * 7


@pytest.mark.parametrize(
    "spoil",
    [
        lambda good: good[:7],
        lambda good: good[:-1],
        lambda good: good + b"\0",
        lambda good: b"\2" + good[1:],
        lambda good: good[:1] + b"\7" + good[2:],
        lambda good: good[:1] + b"\1" + good[2:],
        lambda good: good[:8] + b"\xff" * 4 + good[12:],
        lambda good: good[:8] + b"\x30\0\0\0" + good[12:],
        lambda good: good[:17] + b"\xff" + good[18:],
        lambda good: good[:-1] + b"\x10",
    ],
    ids=["head", "short", "long", "form", "state", "silent", "late", "order", "tone", "rank"],
)
def test_bytes_that_are_no_fingerprint_are_refused(spoil) -> None:  # type: ignore[no-untyped-def]
    good = fingerprint_of((0, 0, 1), (40, 1023, 0)).to_bytes()
    with pytest.raises(ValueError, match=r"fingerprint|peaks|times|tones|SoundState"):
        AudioFingerprint.from_bytes(spoil(good))


def test_pairs_are_the_same_however_late_and_one_key_higher_a_tone_higher() -> None:
    peaks = [(0, 300, 0), (250, 400, 3), (900, 100, 1), (1_600, 330, 2)]
    here = fingerprint_of(*peaks)
    late = fingerprint_of(*((time + 7_777, tone + 1, rank) for time, tone, rank in peaks))
    first, second = (landmarks_of(each.time_ms, each.tone, each.rank) for each in (here, late))
    assert len(first.keys) == 3
    assert first.time_ms.tolist() == [time - 7_777 for time in second.time_ms.tolist()]
    assert first.keys.tolist() == [key - 1 for key in second.keys.tolist()]
    assert first.tones().tolist() == [300, 300, 100]
    assert 0 <= first.keys.min() <= first.keys.max() < KEYS


def test_no_pair_is_made_across_a_second_or_an_octave_or_with_a_faint_peak() -> None:
    for other in ((50, 300, 0), (1_000, 300, 0), (500, 540, 0), (500, 300, 12)):
        pair = fingerprint_of((0, 300, 0), other)
        assert not len(landmarks_of(pair.time_ms, pair.tone, pair.rank).keys)
    lowest = np.array([0, 500]), np.array([-1, 10]), np.array([0, 0])
    assert not len(landmarks_of(*lowest).keys)
    highest = np.array([0, 500]), np.array([TONES - 1, TONES]), np.array([0, 0])
    assert not len(landmarks_of(*highest).keys)
