"""What is no footage is refused in one sentence; what is damaged is read as far as it goes."""

import contextlib
import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.media.playing import play
from tests.synthesis.clips import Clip, read_number
from tests.synthesis.damage import cut_in, cut_off, overwrite
from verify.analysis.timebase import TimebaseAudit
from verify.domain.errors import (
    FileInputError,
    LimitExceededError,
    NoPictureError,
    UndecodableError,
    UnsupportedFootageError,
)
from verify.domain.findings import Timebase
from verify.domain.frames import Frame
from verify.domain.limits import DecodeLimits
from verify.media import videos
from verify.media.decode import open_source
from verify.media.formats import SOUND_CODECS

LONG = Clip(ticks=range(0, 4000, 40), options={"g": "25"})
FRONT_INDEX = {"movflags": "faststart"}


def audited(file: Path) -> tuple[Timebase, list[Frame]]:
    with open_source(file, DecodeLimits(), file) as source:
        audit = TimebaseAudit(source.time_base)
        frames = [part for part in source.play() if isinstance(part, Frame)]
        for frame in frames:
            audit.observe(frame)
        audit.finish()
        return audit.finding(source.report, source.declared_duration_s), frames


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"#EXTM3U\n#EXTINF:1,\nother.ts\n", "a playlist that names other files"),
        (b"\xef\xbb\xbf#EXTM3U\n", "a playlist that names other files"),
        (b"ffconcat version 1.0\nfile other.mp4\n", "a list of other files"),
        (b"<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash'/>", "a playlist"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"v=0\no=- 0 0 IN IP4 127.0.0.1\n", "a network stream"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"Twenty-seven people were killed.\n", "it is text"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04" + bytes(60), "a ZIP archive"),
        (b"\x7fELF" + bytes(60), "a program"),
        (bytes(5000), "no kind that is read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_footage_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "clip.mp4"
    file.write_bytes(content)
    with pytest.raises(UnsupportedFootageError, match=told):
        play(file)


def test_playlist_is_not_followed_however_it_is_dressed(tmp_path: Path) -> None:
    secret = Clip(ticks=[0]).write(tmp_path / "secret.mp4")
    for content in (
        f"ffconcat version 1.0\nfile '{secret}'\n",
        "\n\n  ffconcat version 1.0\nfile secret.mp4\n",
        f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{secret}\n#EXT-X-ENDLIST\n",
        f"file '{secret}'\n",
        "[Script Info]\nScriptType: v4.00+\n",
    ):
        (tmp_path / "media").write_text(content)
        with pytest.raises(UnsupportedFootageError):
            play(tmp_path / "media")


def test_sound_without_a_picture_is_told(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "sound.wav"), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        block = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), "s16", "mono")
        block.sample_rate = 8000
        container.mux(stream.encode(block))
    with pytest.raises(NoPictureError, match="sound but no picture"):
        play(tmp_path / "sound.wav")


def test_cover_art_is_not_a_video(tmp_path: Path) -> None:
    file = tmp_path / "song.mp3"
    Image.new("RGB", (32, 32)).save(tmp_path / "cover.png")
    cover = b"\0image/png\0\x03\0" + (tmp_path / "cover.png").read_bytes()
    frame = b"APIC" + struct.pack(">IH", len(cover), 0) + cover
    size = len(frame)
    tag = b"ID3\x03\0\0" + bytes((size >> shift) & 127 for shift in (21, 14, 7, 0)) + frame
    with av.open(str(tmp_path / "plain.mp3"), "w") as container:
        stream = container.add_stream("libmp3lame", rate=8000, layout="mono")
        block = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), "s16p", "mono")
        block.sample_rate = 8000
        container.mux(stream.encode(block))
        container.mux(stream.encode(None))
    file.write_bytes(tag + (tmp_path / "plain.mp3").read_bytes())
    with pytest.raises(NoPictureError):
        play(file)


def test_mp4_that_lost_its_index_says_so(tmp_path: Path) -> None:
    file = cut_off(LONG.write(tmp_path / "whole.mp4"), 0.6, tmp_path / "part.mp4")
    with pytest.raises(UndecodableError, match=r"moov box\) is missing.*fetch it again"):
        play(file)


@pytest.mark.parametrize("name", ["cut.mp4", "cut.mkv", "cut.avi"])
def test_clip_cut_off_is_read_in_part_and_found_truncated(tmp_path: Path, name: str) -> None:
    clip = Clip(
        codec="mpeg4", ticks=range(100), time_base=Fraction(1, 25), container_options=FRONT_INDEX
    )
    whole = clip.write(tmp_path / f"whole-{name}")
    finding, frames = audited(cut_off(whole, 0.6, tmp_path / name))
    assert 20 < len(frames) < 80
    assert finding.truncated
    assert finding.truncated_reason is not None
    assert "the last" in finding.truncated_reason
    numbers = [read_number(frame.luma) for frame in frames[:-2]]
    assert numbers == list(range(len(numbers)))


@pytest.mark.parametrize("name", ["whole.mp4", "whole.mkv", "whole.ts", "whole.flv"])
def test_whole_clip_is_not_called_truncated(tmp_path: Path, name: str) -> None:
    clip = Clip(
        ticks=range(50),
        time_base=Fraction(1, 25),
        beep_at=Fraction(1),
        sound_codec="aac",
    )
    finding, _ = audited(clip.write(tmp_path / name))
    assert (finding.truncated, finding.corrupt_frames, finding.gaps) == (False, 0, [])


@pytest.mark.parametrize("name", ["late.mkv", "late.webm", "late.mp4", "late.ts"])
def test_whole_clip_that_starts_late_is_not_called_truncated(tmp_path: Path, name: str) -> None:
    codec = "libvpx" if name.endswith("webm") else "libx264"
    clip = Clip(codec=codec, ticks=range(100_000, 101_000, 40))

    finding, _ = audited(clip.write(tmp_path / name))

    assert finding.truncated_reason is None
    assert finding.duration_s == pytest.approx(1, abs=0.05)


def test_matroska_that_starts_late_and_is_cut_off_is_found_truncated(tmp_path: Path) -> None:
    whole = Clip(ticks=range(100_000, 104_000, 40), options={"g": "25"})
    file = cut_off(whole.write(tmp_path / "whole.mkv"), 0.6, tmp_path / "part.mkv")

    finding, _ = audited(file)

    assert finding.truncated_reason is not None
    assert "declares 4.00 s" in finding.truncated_reason


def test_change_of_size_within_a_clip_is_noted(tmp_path: Path) -> None:
    small = Clip().write(tmp_path / "small.ts")
    large = Clip(width_px=640, height_px=360, ticks=range(1000, 2000, 40))
    file = tmp_path / "both.ts"
    file.write_bytes(small.read_bytes() + large.write(tmp_path / "large.ts").read_bytes())

    with open_source(file, DecodeLimits(), file) as source:
        sizes = {p.luma.shape for p in source.play() if isinstance(p, Frame)}

        assert sizes == {(180, 320), (360, 640)}
        assert (source.video.width_px, source.video.height_px) == (320, 180)
        assert [note for note in source.report.notes if "size of the picture changes" in note]


def test_second_video_stream_is_noted(tmp_path: Path) -> None:
    file = tmp_path / "two.mkv"
    with av.open(str(file), "w") as container:
        streams = [container.add_stream("mpeg4", 25, width=64, height=48) for _ in range(2)]
        for stream in streams:
            stream.pix_fmt = "yuv420p"
        for stream in streams:
            container.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
            container.mux(stream.encode(None))

    with open_source(file, DecodeLimits(), file) as source:
        assert [note for note in source.report.notes if "2 video streams" in note]


def test_mp4_whose_index_is_cut_off_says_so(tmp_path: Path) -> None:
    whole = Clip(container_options=FRONT_INDEX).write(tmp_path / "whole.mp4")
    content = whole.read_bytes()
    (tmp_path / "part.mp4").write_bytes(content[: content.index(b"moov") + 60])

    with pytest.raises(UndecodableError, match=r"moov box\) is damaged"):
        play(tmp_path / "part.mp4")


def test_transport_stream_joined_late_and_cut_off_plays(tmp_path: Path) -> None:
    whole = LONG.write(tmp_path / "whole.ts")
    part = cut_off(cut_in(whole, 0.3, tmp_path / "late.ts"), 0.7, tmp_path / "part.ts")
    finding, frames = audited(part)
    assert finding.frames > 25
    numbers = [read_number(frame.luma) for frame in frames[:-1]]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert frames[0].time_s == 0


def test_damage_in_the_middle_is_counted_and_passed(tmp_path: Path) -> None:
    whole = LONG.write(tmp_path / "whole.mp4")
    finding, frames = audited(overwrite(whole, 0.4, 0.5, tmp_path / "damaged.mp4"))
    assert finding.corrupt_frames > 0
    assert read_number(frames[-1].luma) == 99
    assert read_number(frames[0].luma) == 0


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (DecodeLimits(max_frames=10), "more frames, the limit is 10 frames"),
        (DecodeLimits(max_pixels=50_000), "320 x 180 pixels, the limit is 0.05 million pixels"),
        (DecodeLimits(max_streams=1), "more streams or memory than it may, the limit is 1 streams"),
    ],
)
def test_limits_stop_the_decoding(tmp_path: Path, limits: DecodeLimits, told: str) -> None:
    with pytest.raises(LimitExceededError, match=told):
        play(Clip(silence=True).write(tmp_path / "clip.mov"), limits)


def test_frame_that_grows_in_mid_stream_is_stopped(tmp_path: Path) -> None:
    small = Clip(ticks=range(10), time_base=Fraction(1, 25)).write(tmp_path / "a.ts")
    large = Clip(ticks=range(10, 20), time_base=Fraction(1, 25), width_px=640, height_px=480)
    joined = tmp_path / "joined.ts"
    joined.write_bytes(small.read_bytes() + large.write(tmp_path / "b.ts").read_bytes())
    with pytest.raises(LimitExceededError, match=r"the limit is 0\.1 million pixels"):
        play(joined, DecodeLimits(max_pixels=100_000))


def test_error_names_the_file_as_the_user_did(tmp_path: Path) -> None:
    (tmp_path / "media").write_bytes(b"text")
    shown = Path("evidence/strike \u202e4pm.mp4")
    with pytest.raises(UnsupportedFootageError, match="evidence/strike \ufffd4pm\\.mp4 is not"):
        open_source(tmp_path / "media", DecodeLimits(), shown)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.webm", "clip.ts", "clip.avi"])
def test_any_damage_ends_in_frames_or_in_a_sentence(tmp_path: Path, name: str) -> None:
    codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    clip = Clip(ticks=range(10), time_base=Fraction(1, 25), codec=codec)
    whole = np.frombuffer(clip.write(tmp_path / name).read_bytes(), np.uint8)
    for seed in range(20):
        noise = np.random.default_rng(seed)
        damaged = whole.copy()
        places = noise.integers(0, whole.size, max(1, whole.size // (50 * (seed + 1))))
        damaged[places] = noise.integers(0, 256, places.size, np.uint8)
        (tmp_path / "media").write_bytes(damaged.tobytes())
        with contextlib.suppress(FileInputError):
            assert play(tmp_path / "media").frames


def test_a_container_that_demands_rights_is_told_as_broken(tmp_path: Path) -> None:
    clip = Clip(codec="wmv2").write(tmp_path / "clip.wmv")
    content = bytearray(clip.read_bytes())
    # A size of an object in the header that is not that of the file; FFmpeg says "not permitted".
    media = tmp_path / "media"
    for place in range(16, 400):
        content[place] ^= 0xFF
        media.write_bytes(content)
        content[place] ^= 0xFF
        try:
            open_source(media, DecodeLimits(), media).close()
        except FileInputError:
            continue


def test_a_rare_codec_is_refused_by_name_unopened(tmp_path: Path) -> None:
    media = Clip(codec="magicyuv", pixel_format="yuv420p").write(tmp_path / "clip.avi")

    with pytest.raises(UnsupportedFootageError, match="rare codec magicyuv"):
        open_source(media, DecodeLimits(), media)


def test_sound_in_a_rare_codec_is_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = Clip(beep_at=Fraction(1, 2), sound_codec="aac").write(tmp_path / "clip.mp4")
    monkeypatch.setattr(videos, "SOUND_CODECS", SOUND_CODECS - {"aac"})

    played = play(media)

    assert len(played.frames) == 25
    assert not played.sound
    assert played.report.notes == ("Its sound is in the rare codec aac; it was not opened.",)
