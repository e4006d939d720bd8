"""What is said of sound beside pictures: truth by construction, peaks instead of files."""

import numpy as np
import pytest

from tests.presentation.test_match_section import make_match, make_search, make_segment
from tests.storage.footage import REPORTER, SetClock, key_of, new_entry
from verify.domain.archive import FrameHashes
from verify.domain.audio_fingerprint import AudioFingerprint, SoundState
from verify.domain.matches import Match, MatchGrade, PictureThere, Search, SoundThere
from verify.presentation.sound_match_wording import sound_lines, sound_there_words
from verify.storage.likeness import open_sound_index
from verify.storage.memory import memory_store
from verify.workbench.archive.sounding import sounded

SILENT = AudioFingerprint.without_peaks(SoundState.SILENT)
ABSENT = AudioFingerprint.without_peaks(SoundState.ABSENT)


def fingerprint(time_s: np.ndarray, tone: np.ndarray, rank: np.ndarray) -> AudioFingerprint:
    order = np.argsort(time_s, kind="stable")
    return AudioFingerprint(
        SoundState.HEARD,
        np.round(1000 * time_s[order]).astype(np.uint32),
        np.round(tone[order]).astype(np.uint16),
        rank[order].astype(np.uint8),
    )


def some_sound(seed: int, length_s: float = 40.0) -> AudioFingerprint:
    rng = np.random.default_rng(seed)
    peaks = round(14 * length_s)
    tones = rng.integers(100, 900, peaks)
    return fingerprint(rng.uniform(0, length_s, peaks), tones, rng.integers(0, 12, peaks))


def heard_again(
    whole: AudioFingerprint,
    start_s: float,
    end_s: float,
    speed: float = 1.0,
    pitch: float = 1.0,
    at_s: float = 0.0,
) -> AudioFingerprint:
    """Return an excerpt with half of its peaks, moved a little, and some more."""
    rng = np.random.default_rng(9)
    part = whole.between(start_s, end_s)
    kept = rng.random(len(part)) < 0.5
    count = np.count_nonzero(kept)
    time_s = at_s + (part.time_ms[kept] / 1000 - start_s) / speed + rng.normal(0, 0.004, count)
    tone = part.tone[kept] + 240 * np.log2(pitch) + rng.normal(0, 1.5, count)
    other = some_sound(8, at_s + (end_s - start_s) / speed).between(0, 1e3)
    added = rng.random(len(other)) < 0.5
    return fingerprint(
        np.concatenate([np.maximum(time_s, 0), other.time_ms[added] / 1000]),
        np.concatenate([tone, other.tone[added]]),
        np.concatenate([part.rank[kept], other.rank[added]]),
    )


def frames(length_s: float, quality: int = 100) -> FrameHashes:
    count = round(4 * length_s)
    return FrameHashes(
        time_ms=np.arange(count, dtype=np.uint32) * 250,
        pdq=np.zeros((count, 4), np.uint64),
        quality=np.full(count, quality, np.uint8),
    )


class Desk:
    """An archive of sounds, and what is asked of it."""

    def __init__(self, **sounds: AudioFingerprint) -> None:
        self.store = memory_store(SetClock())
        for name, one in sounds.items():
            entry = new_entry(name, audio_fingerprint=one.to_bytes(), hashes=frames(40))
            self.store.add(entry, REPORTER)
        self.index = open_sound_index(self.store)

    def ask(self, sound: AudioFingerprint, *pictures: Match, quality: int = 100) -> Search:
        found = make_search(*pictures)
        return sounded(self.store, self.index, sound, frames(40, quality), found)


def picture_match(name: str, query_s: tuple[float, float], match_s: float) -> Match:
    segment = make_segment(
        query_start_s=query_s[0],
        query_end_s=query_s[1],
        match_start_s=match_s,
        match_end_s=match_s + query_s[1] - query_s[0],
        speed=1.0,
        mirrored=False,
        frames_matched=20,
        frames_possible=20,
    )
    match = make_match(segments=[segment])
    footage = make_match(key=key_of(name)[:2]).footage
    return Match(
        **{field: getattr(match, field) for field in Match.__struct_fields__ if field != "footage"},
        footage=type(footage)(
            **{
                field: getattr(footage, field)
                for field in footage.__struct_fields__
                if field != "sha256"
            },
            sha256=key_of(name),
        ),
    )


@pytest.mark.parametrize(
    ("speed", "pitch"), [(1.0, 1.0), (0.8, 0.8), (1.25, 1.0), (1.1, 1.1)], ids=str
)
def test_an_excerpt_is_found_with_its_place_speed_and_pitch(speed: float, pitch: float) -> None:
    desk = Desk(old=some_sound(1), other=some_sound(2))

    sound = desk.ask(heard_again(some_sound(1), 12.0, 20.0, speed, pitch, at_s=3.0)).sound

    assert sound is not None
    (match,) = sound.matches
    assert (match.footage.name, match.match_grade) == ("old", MatchGrade.LIKELY)
    assert match.expected_false_matches < 0.001
    (segment,) = match.segments
    assert segment.speed == pytest.approx(speed, rel=0.003)
    assert segment.pitch == pytest.approx(pitch, rel=0.003)
    assert segment.query_start_s == pytest.approx(3.0, abs=0.5)
    assert segment.query_end_s == pytest.approx(3.0 + 8.0 / speed, abs=0.5)
    offset_s = segment.match_start_s - speed * segment.query_start_s
    assert offset_s == pytest.approx(12.0 - 3.0 * speed, abs=0.05)


def test_same_sound_under_another_picture_is_told_from_what_cannot_be_compared() -> None:
    desk = Desk(old=some_sound(1))
    excerpt = heard_again(some_sound(1), 12.0, 20.0)
    for quality, told in ((100, PictureThere.OTHER), (0, PictureThere.NOT_COMPARABLE)):
        found = desk.ask(excerpt, quality=quality)
        assert found.sound is not None
        assert found.sound.matches[0].segments[0].picture is told
    words = "\n".join(sound_lines(desk.ask(excerpt)))
    assert "Sound: 1 entry sounds like it, of 1 entry with sound" in words
    assert "same sound, other picture" in words


def test_same_picture_with_its_own_or_another_sound_is_told() -> None:
    desk = Desk(old=some_sound(1), quiet=SILENT)
    there = picture_match("old", (0.0, 8.0), 12.0)

    kept = desk.ask(heard_again(some_sound(1), 12.0, 20.0), there)
    dubbed = desk.ask(heard_again(some_sound(5), 12.0, 20.0), there)
    late = desk.ask(heard_again(some_sound(1), 22.0, 30.0), there)
    quiet = desk.ask(heard_again(some_sound(1), 12.0, 20.0), picture_match("quiet", (0, 8), 12.0))

    assert [match.sound for match in kept.matches] == [SoundThere.SAME]
    assert kept.sound is not None
    assert kept.sound.matches[0].segments[0].picture is PictureThere.SAME
    assert [match.sound for match in dubbed.matches] == [SoundThere.OTHER]
    assert sound_there_words(dubbed.matches[0]) == "same picture, other sound"
    # Its sound, but of another moment: a picture that hardly changes, or a cut.
    assert [match.sound for match in late.matches] == [None]
    assert [match.sound for match in quiet.matches] == [None]
    assert sound_there_words(quiet.matches[0]) == ""


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (SILENT, "no sound to compare: its sound track is silent"),
        (ABSENT, "no sound to compare: it has no sound track that can be decoded"),
        (
            some_sound(7),
            "nothing here sounds like it, of 1 entry with sound (9 without a fingerprint of sound)",
        ),
    ],
    ids=["silent", "absent", "unknown"],
)
def test_silence_and_no_match_are_named(sound: AudioFingerprint, words: str) -> None:
    desk = Desk(old=some_sound(1), quiet=SILENT, mute=ABSENT)
    found = desk.ask(sound)
    assert sound_lines(found) == [f"Sound: {words}"]
    assert found.sound is not None
    assert (found.sound.entries_searched, found.sound.entries_without_sound) == (1, 2)
    assert found.sound.entries_not_read == 12 - 3


def test_a_sound_that_repeats_is_only_possible() -> None:
    bar = some_sound(3, 4.0)
    starts_s = np.repeat(np.arange(0, 40, 4.0), len(bar))
    repeating = fingerprint(
        starts_s + np.tile(bar.time_ms / 1000, 10), np.tile(bar.tone, 10), np.tile(bar.rank, 10)
    )
    found = Desk(loop=repeating).ask(heard_again(repeating, 8.0, 16.0))
    assert found.sound is not None
    (match,) = found.sound.matches
    assert match.match_grade is MatchGrade.POSSIBLE
    assert "a sound that repeats" in match.reason


def test_an_entry_that_left_meanwhile_is_no_match() -> None:
    desk = Desk(old=some_sound(1))
    desk.store.remove(key_of("old"), REPORTER, "asked for")
    found = desk.ask(heard_again(some_sound(1), 12.0, 20.0))
    assert found.sound is not None
    assert found.sound.matches == []
