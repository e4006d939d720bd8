"""What is heard in sound with known onsets, and what is said of it."""

from collections.abc import Iterable

import numpy as np
import pytest

from tests.synthesis import bangs
from verify.analysis.sound.kinds import Course
from verify.analysis.sound.laid_under import beats_evenly
from verify.analysis.sound.listening import Heard, Listening
from verify.analysis.sound.onsets import MOST_SOUNDS, Onset, OnsetFinder
from verify.domain.frames import AudioBlock
from verify.domain.sounds import Sound, SoundKind


def heard(blocks: Iterable[AudioBlock]) -> Heard:
    ears = Listening()
    for block in blocks:
        ears.listen(block)
    return ears.heard()


def accepted(blocks: Iterable[AudioBlock]) -> list[Sound]:
    return [sound for sound in heard(blocks).sounds if sound.accepted]


def at_times(times_s: Iterable[float]) -> list[Onset]:
    course = Course(0.005, 0.1, 0.2, 0.1)
    return [
        Onset(float(t), 0.002, 20.0, -40.0, False, course, np.zeros(0, np.float16)) for t in times_s
    ]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(8)


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 48_000, 96_000])
def test_each_bang_is_found_when_it_begins_at_any_sample_rate(
    rng: np.random.Generator, rate_hz: int
) -> None:
    time_s = np.arange(6 * rate_hz) / rate_hz
    sound = rng.normal(0, 0.01, time_s.size)
    for at_s in (1.5, 3.25, 4.8):
        since_s = time_s - at_s
        on = since_s >= 0
        burst = rng.normal(0, 0.3, time_s.size) * np.exp(-np.where(on, since_s, 0) / 0.04)
        sound += np.where(on, burst, 0)
    found = accepted(bangs.as_blocks(sound, start_s=-0.5, rate_hz=rate_hz))
    assert [sound.onset_s for sound in found] == pytest.approx([1.0, 2.75, 4.3], abs=0.002)
    assert all(sound.kind_hint is SoundKind.IMPULSIVE for sound in found)


def test_noise_alone_has_no_accepted_sound(rng: np.random.Generator) -> None:
    assert accepted(bangs.as_blocks(bangs.background(rng, 20, "wind") * 0.1)) == []


def test_a_faint_bang_is_listed_and_not_accepted_with_the_reason(rng: np.random.Generator) -> None:
    sound = bangs.placed(bangs.background(rng, 4) * 0.03, (2.0, bangs.blast(rng, 300) * 0.25))
    (faint,) = heard(bangs.as_blocks(sound)).sounds
    assert faint.onset_s == pytest.approx(2.0, abs=0.002)
    assert not faint.accepted
    assert "below 12 dB" in faint.reason


def test_a_bang_out_of_digital_silence_is_not_accepted(rng: np.random.Generator) -> None:
    sound = bangs.placed(np.zeros(4 * bangs.RATE_HZ), (2.0, bangs.blast(rng, 300) * 0.5))
    (laid_in,) = heard(bangs.as_blocks(sound)).sounds
    assert not laid_in.accepted
    assert "digital silence" in laid_in.reason


@pytest.mark.parametrize("level_db", [-70, -74, -86])
def test_a_quiet_background_is_not_called_digital_silence(
    rng: np.random.Generator, level_db: float
) -> None:
    noise = bangs.background(rng, 4) * 10 ** (level_db / 20)
    sound = bangs.placed(noise, (2.0, bangs.blast(rng, 300) * 0.3))
    sixteen_bits = np.round(sound * 32_767) / 32_767
    for blocks in (bangs.as_blocks(sixteen_bits), bangs.through_aac(sixteen_bits, 96_000)):
        (found,) = [one for one in heard(blocks).sounds if one.snr_db > 12]
        assert not found.accepted
        assert "too quiet to judge" in found.reason
        assert "digital silence" not in found.reason


def test_silence_of_a_codec_is_digital_silence_too(rng: np.random.Generator) -> None:
    sound = bangs.placed(np.zeros(4 * bangs.RATE_HZ), (2.0, bangs.blast(rng, 300) * 0.5))
    (laid_in,) = heard(bangs.through_aac(sound)).sounds
    assert "digital silence" in laid_in.reason


@pytest.mark.parametrize("second", [-1.0, -0.95])
@pytest.mark.parametrize("from_s", [0.0, 3.0])
def test_channels_that_cancel_each_other_are_heard(
    rng: np.random.Generator, second: float, from_s: float
) -> None:
    events = [(t, bangs.blast(rng, 300) * 0.5) for t in (1.5, 4.9, 8.4)]
    one = bangs.placed(bangs.background(rng, 10) * 0.005, *events)
    other = np.where(np.arange(one.size) < from_s * bangs.RATE_HZ, one, second * one)
    blocks = list(bangs.as_blocks(one))
    for number, block in enumerate(bangs.as_blocks(other)):
        both = np.concatenate([blocks[number].samples, block.samples])
        blocks[number] = AudioBlock(block.time_s, block.sample_rate_hz, both)
    found = heard(blocks)
    onsets_s = [sound.onset_s for sound in found.sounds if sound.accepted]
    assert onsets_s == pytest.approx([1.5, 4.9, 8.4], abs=0.002)
    assert found.alone_from_s == pytest.approx(from_s, abs=1.1)


def test_channels_of_their_own_are_heard_together(rng: np.random.Generator) -> None:
    events = [(2.0, bangs.blast(rng, 300) * 0.5)]
    blocks = [
        AudioBlock(a.time_s, a.sample_rate_hz, np.concatenate([a.samples, b.samples]))
        for a, b in zip(
            bangs.as_blocks(bangs.placed(bangs.background(rng, 4) * 0.01, *events)),
            bangs.as_blocks(bangs.background(rng, 4) * 0.01),
            strict=True,
        )
    ]
    assert heard(blocks).alone_from_s is None


def test_voices_give_no_accepted_sound(rng: np.random.Generator) -> None:
    sound = bangs.background(rng, 5) * 0.001 + bangs.voice(rng, 5) * 0.1
    assert [s for s in heard(bangs.through_aac(sound)).sounds if s.accepted] == []


def test_beats_are_taken_for_music_and_shots_at_uneven_times_are_not(
    rng: np.random.Generator,
) -> None:
    bed = bangs.background(rng, 20) * 0.003
    assert heard(bangs.as_blocks(bed + bangs.music(rng, 20) * 0.1)).is_music
    times_s = 1 + np.cumsum(rng.uniform(0.5, 2.5, 10))
    shots = [(t, bangs.blast(rng, 400) * 0.5) for t in times_s]
    assert not heard(bangs.as_blocks(bangs.placed(bed, *shots))).is_music


@pytest.mark.parametrize("number", [8, 10, 12, 16, 20])
@pytest.mark.parametrize("span_s", [10.0, 20.0, 60.0])
def test_hardly_any_sounds_at_random_times_are_taken_for_a_beat(
    rng: np.random.Generator, number: int, span_s: float
) -> None:
    gaps_s = rng.exponential(1, (200, number))
    # The finder keeps sounds apart.
    gaps_s = 0.2 + gaps_s * (span_s - 0.2 * number) / gaps_s.sum(axis=1, keepdims=True)
    taken = sum(beats_evenly(at_times(times_s)) for times_s in np.cumsum(gaps_s, axis=1))
    # One in a hundred would be two.
    assert taken <= 5


def test_bursts_of_automatic_fire_are_no_beat(rng: np.random.Generator) -> None:
    def bursts() -> list[float]:
        starts_s = np.cumsum(rng.uniform(0.8, 4.0, 6))
        # Shots a tenth of a second apart, of which the finder keeps every other one.
        return [float(t + 0.2 * n) for t in starts_s for n in range(rng.integers(1, 4))]

    assert sum(beats_evenly(at_times(bursts())) for _ in range(200)) <= 5


@pytest.mark.parametrize("number", [8, 12, 20])
def test_a_beat_is_known_with_beats_left_out_and_played_by_hand(
    rng: np.random.Generator, number: int
) -> None:
    even = 0
    for _ in range(50):
        beats = np.sort(rng.choice(np.arange(round(1.25 * number)), number, replace=False))
        even += beats_evenly(at_times(0.5 * beats + rng.normal(0, 0.01, number)))
    assert even >= 45


def test_one_sample_used_twice_is_known_again_and_two_bangs_are_not(
    rng: np.random.Generator,
) -> None:
    one, other = bangs.blast(rng, 400), bangs.blast(rng, 400)
    bed = bangs.background(rng, 9) * 0.01
    events = [(2.0, one * 0.7), (4.5, other * 0.7), (7.0, one * 0.5)]
    found = heard(bangs.through_aac(bangs.placed(bed, *events)))
    assert [found.sounds[place].onset_s for place in sorted(found.reused)] == pytest.approx(
        [2.0, 7.0], abs=0.005
    )


def test_a_hole_in_the_sound_is_no_onset(rng: np.random.Generator) -> None:
    sound = bangs.background(rng, 4) * 0.05
    first = bangs.as_blocks(sound)
    second = bangs.as_blocks(sound * 3, start_s=6.0)
    assert heard([*first, *second]).sounds == []


def test_what_was_not_examined_is_named(rng: np.random.Generator) -> None:
    sound = bangs.background(rng, 4) * 0.01
    first, second = bangs.as_blocks(sound, start_s=-0.5), bangs.as_blocks(sound, start_s=6.0)
    other_rate = bangs.as_blocks(sound[:48_000], start_s=10.0, rate_hz=384_000)
    found = heard([*first, *second, *other_rate])
    stretches = [(one.start_s, one.end_s) for one in found.unexamined]
    assert np.array(stretches) == pytest.approx(
        np.array([(-0.5, -0.3), (3.5, 6.0), (6.0, 6.2), (10.0, 10.125)]), abs=0.001
    )
    assert ["hole" in one.reason for one in found.unexamined] == [False, True, False, False]
    assert "384,000" in found.unexamined[-1].reason
    assert found.is_examined


@pytest.mark.parametrize("rate_hz", [3_000, 384_000])
def test_sound_of_a_rate_that_is_left_out_is_not_examined(
    rng: np.random.Generator, rate_hz: int
) -> None:
    found = heard(bangs.as_blocks(rng.normal(0, 0.1, 2 * rate_hz), rate_hz=rate_hz))
    (all_of_it,) = found.unexamined
    assert (all_of_it.start_s, all_of_it.end_s) == pytest.approx((0.0, 2.0), abs=0.001)
    assert not found.is_examined


def test_a_track_too_short_to_examine_says_so(rng: np.random.Generator) -> None:
    found = heard(bangs.as_blocks(bangs.background(rng, 0.15) * 0.1))
    (all_of_it,) = found.unexamined
    assert (all_of_it.start_s, all_of_it.end_s) == pytest.approx((0.0, 0.15), abs=0.001)
    assert not found.is_examined


def test_times_rounded_to_milliseconds_are_averaged(rng: np.random.Generator) -> None:
    sound = bangs.placed(bangs.background(rng, 4) * 0.01, (2.0, bangs.blast(rng, 300) * 0.5))
    blocks = [
        AudioBlock(round(b.time_s, 3), b.sample_rate_hz, b.samples) for b in bangs.as_blocks(sound)
    ]
    (found,) = accepted(blocks)
    assert found.onset_s == pytest.approx(2.0, abs=0.0005)
    assert found.onset_error_s > 0.002


def test_every_hint_names_several_explanations(rng: np.random.Generator) -> None:
    sound = bangs.placed(bangs.background(rng, 4) * 0.01, (2.0, bangs.blast(rng, 300) * 0.5))
    (found,) = accepted(bangs.as_blocks(sound))
    assert all(hint.count(",") + hint.count(" or ") >= 2 for hint in found.hints)


def test_what_is_kept_does_not_grow_with_duration(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("verify.analysis.sound.onsets.MOST_SOUNDS", 3)
    sound = bangs.background(rng, 8) * 0.01
    events = [(t, bangs.blast(rng, 300) * t / 10) for t in (1.0, 2.0, 3.5, 5.0, 6.5)]
    ears = Listening()
    for block in bangs.as_blocks(bangs.placed(sound, *events)):
        ears.listen(block)
    kept = ears.heard()
    assert kept.left_out == 2
    assert [s.onset_s for s in kept.sounds] == pytest.approx([3.5, 5.0, 6.5], abs=0.002)
    assert MOST_SOUNDS > 3
    assert OnsetFinder().left_out == 0


def test_envelope_follows_the_sound_in_five_milliseconds(rng: np.random.Generator) -> None:
    sound = bangs.placed(bangs.background(rng, 3) * 0.01, (2.0, bangs.blast(rng, 300) * 0.5))
    ears = Listening()
    for block in bangs.as_blocks(sound, start_s=10.0):
        ears.listen(block)
    envelope = ears.envelope()
    assert np.diff(envelope.times_s).mean() == pytest.approx(0.005, rel=0.01)
    loud = envelope.times_s[envelope.energies > 10 * np.median(envelope.energies)]
    assert loud[0] == pytest.approx(12.0, abs=0.006)
