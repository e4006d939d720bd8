"""A bang is heard at the sample at which it was made, whatever container and codec bring it."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.playing import play
from tests.synthesis import bangs
from verify.analysis.sound.distance import USUAL_AV_ERROR_S
from verify.analysis.sound.listening import Listening

RATE_HZ = 48_000
PICTURE_RATE = 25


def written(
    path: Path, codec: str, sound: bangs.Sound, *, sound_late_s: float = 0.0, **options: str
) -> Path:
    """Encode two seconds of grey with the sound; what is late has its first sample later."""
    with av.open(str(path), "w", options=options) as container:
        picture = container.add_stream("mpeg4", rate=PICTURE_RATE)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        track = container.add_stream(codec, rate=RATE_HZ, layout="mono")
        packets = []
        for index in range(round(sound.size / RATE_HZ * PICTURE_RATE)):
            frame = av.VideoFrame.from_ndarray(np.full((72, 64), 128, np.uint8), "yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, PICTURE_RATE)
            packets += picture.encode(frame)
        packets += picture.encode(None)
        packed = track.codec_context.format.name
        for first in range(0, sound.size, 1024):
            part = np.ascontiguousarray(sound[None, first : first + 1024], np.float32)
            if packed.startswith("s16"):
                part = np.rint(part * 32767).astype(np.int16)
            block = av.AudioFrame.from_ndarray(part, format=packed, layout="mono")
            block.sample_rate, block.time_base = RATE_HZ, Fraction(1, RATE_HZ)
            block.pts = first + round(sound_late_s * RATE_HZ)
            packets += track.encode(block)
        packets += track.encode(None)
        for packet in sorted(packets, key=lambda p: p.dts * p.time_base):
            container.mux(packet)
    return path


def onset_s(path: Path) -> float:
    ears = Listening()
    for block in play(path).sound:
        ears.listen(block)
    (clear,) = [sound for sound in ears.heard().sounds if sound.accepted]
    return clear.onset_s


@pytest.fixture(scope="module")
def bang_at_1_3_s() -> bangs.Sound:
    rng = np.random.default_rng(4)
    return bangs.placed(bangs.background(rng, 2.0) * 0.01, (1.3, bangs.blast(rng, 400) * 0.5))


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("edit-list.mp4", "aac", {}),
        ("clip.mkv", "aac", {}),
        ("clip.mkv", "libopus", {}),
        ("clip.mov", "pcm_s16le", {}),
        ("clip.mkv", "pcm_s16le", {}),
        ("clip.ts", "aac", {}),
    ],
)
def test_bang_is_within_two_milliseconds(
    tmp_path: Path, name: str, codec: str, options: dict[str, str], bang_at_1_3_s: bangs.Sound
) -> None:
    path = written(tmp_path / name, codec, bang_at_1_3_s, **options)
    assert onset_s(path) == pytest.approx(1.3, abs=0.002)


def test_priming_that_a_file_does_not_tell_of_shifts_sound_by_less_than_the_budget_allows(
    tmp_path: Path, bang_at_1_3_s: bangs.Sound
) -> None:
    fragmented = {"movflags": "frag_keyframe+empty_moov"}
    path = written(tmp_path / "no-edit-list.mp4", "aac", bang_at_1_3_s, **fragmented)
    assert 0 <= onset_s(path) - 1.3 <= 2 * USUAL_AV_ERROR_S


@pytest.mark.parametrize("name", ["late.mp4", "late.mkv", "late.mov"])
def test_sound_that_starts_late_keeps_its_time(
    tmp_path: Path, name: str, bang_at_1_3_s: bangs.Sound
) -> None:
    codec = "pcm_s16le" if name.endswith("mov") else "aac"
    path = written(tmp_path / name, codec, bang_at_1_3_s, sound_late_s=0.25)
    assert onset_s(path) == pytest.approx(1.55, abs=0.002)
