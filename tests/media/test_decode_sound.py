"""Sound comes in the same playing, its times counted from the first frame shown."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.media.playing import Played, play
from tests.synthesis.clips import Clip

HALF = Fraction(1, 2)


def first_loud_s(played: Played) -> float:
    for block in played.sound:
        loud = np.flatnonzero(np.abs(block.samples[0]) > 0.25)
        if loud.size:
            return block.time_s + float(loud[0]) / block.sample_rate_hz
    pytest.fail("there is no loud sample")


@pytest.mark.parametrize(
    ("name", "codec", "error_s"),
    [
        ("beep.mkv", "pcm_s16le", 1e-3),  # Matroska rounds to milliseconds
        ("beep.mov", "pcm_s16le", 1e-4),
        ("beep.avi", "pcm_s16le", 1e-4),
        ("beep.mp4", "aac", 3e-3),  # the codec smears the onset
        ("beep.ts", "aac", 3e-3),
    ],
)
@pytest.mark.parametrize("start", [0, 100])
def test_beep_is_heard_when_it_was_made(
    tmp_path: Path, name: str, codec: str, error_s: float, start: int
) -> None:
    clip = Clip(
        codec="mpeg4",
        ticks=range(start, start + 25),
        time_base=Fraction(1, 25),
        beep_at=start * Fraction(1, 25) + HALF,
        sound_codec=codec,
    )
    played = play(clip.write(tmp_path / name))
    assert first_loud_s(played) == pytest.approx(0.5, abs=error_s)
    assert len(played.frames) == 25
    assert played.audio is not None
    assert played.audio.sample_rate_hz == 48_000


def test_blocks_follow_each_other_without_a_hole(tmp_path: Path) -> None:
    played = play(Clip(beep_at=HALF, codec="mpeg4").write(tmp_path / "beep.mov"))
    ends = [b.time_s + b.samples.shape[1] / b.sample_rate_hz for b in played.sound]
    assert [b.time_s for b in played.sound[1:]] == pytest.approx(ends[:-1])
    assert {b.samples.dtype.name for b in played.sound} == {"float32"}
    assert max(float(np.abs(b.samples).max()) for b in played.sound) == pytest.approx(0.5, abs=0.01)


def test_clip_without_sound_gives_frames_only(tmp_path: Path) -> None:
    played = play(Clip().write(tmp_path / "mute.mp4"))
    assert played.audio is None
    assert not played.sound
