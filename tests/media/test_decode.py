"""Every frame comes out once, upright, in the order shown, at its exact time."""

import subprocess
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from tests.media.playing import Played, play
from tests.synthesis.clips import BLACK, WHITE, Clip, draw, read_number
from verify.domain.footage import ColorRange

CONSTANT_RATE = Clip(ticks=range(25), time_base=Fraction(1, 25))
SAVING = {"deadline": "realtime", "cpu-used": "8"}


def assert_shown_as_drawn(played: Played, clip: Clip) -> None:
    assert [read_number(frame.luma) for frame in played.frames] == clip.numbers
    assert [frame.index for frame in played.frames] == list(range(len(clip.numbers)))
    times = [frame.time_s for frame in played.frames]
    assert times == pytest.approx([float(time) for time in clip.times], abs=1e-9)


@pytest.mark.parametrize(
    ("name", "clip"),
    [
        ("clip.mp4", Clip()),
        ("clip.mov", Clip(codec="mpeg4")),
        ("clip.m4v", Clip()),
        ("clip.3gp", Clip(codec="mpeg4")),
        ("clip.mkv", Clip()),
        ("clip.webm", Clip(codec="libvpx-vp9", options=SAVING)),
        ("clip.avi", Clip(codec="mpeg4", ticks=range(25), time_base=Fraction(1, 25))),
        ("clip.ts", Clip()),
        ("clip.flv", Clip()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_container_gives_every_frame_at_its_time(tmp_path: Path, name: str, clip: Clip) -> None:
    file = clip.write(tmp_path / name)
    without_ending = file.rename(tmp_path / "media")
    assert_shown_as_drawn(play(without_ending), clip)


def test_variable_intervals_are_kept_exactly(tmp_path: Path) -> None:
    clip = Clip(ticks=[0, 33, 100, 101, 250, 400, 1000])
    played = play(clip.write(tmp_path / "vfr.mp4"))
    assert_shown_as_drawn(played, clip)
    assert played.video.is_vfr


def test_intervals_that_differ_by_container_rounding_are_not_vfr(tmp_path: Path) -> None:
    clip = Clip(ticks=[round(frame * 1000 / 30) for frame in range(30)])
    assert not play(clip.write(tmp_path / "30fps.mkv")).video.is_vfr


def test_time_zero_is_the_first_frame_shown(tmp_path: Path) -> None:
    clip = Clip(ticks=range(5000, 6000, 40))
    played = play(clip.write(tmp_path / "late.mp4"))
    assert_shown_as_drawn(played, clip)
    assert played.report.first_pts > 0


def test_b_frames_come_in_the_order_shown(tmp_path: Path) -> None:
    clip = Clip(options={"bf": "3", "b-adapt": "0"})
    played = play(clip.write(tmp_path / "b.mp4"))
    assert_shown_as_drawn(played, clip)
    assert [frame.index for frame in played.frames if frame.is_intra] == [0]


def test_a_first_look_leaves_alone_what_other_frames_rest_on(tmp_path: Path) -> None:
    drawn = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2"]
    coded = ["-c:v", "libx264", "-crf", "38", "-x264-params", "bframes=2:b-pyramid=none:b-adapt=0"]
    file = tmp_path / "b.mp4"
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *drawn, *coded, str(file)], check=True
    )

    whole, glance = play(file).frames, play(file, is_first_look=True).frames

    assert [frame.pts for frame in glance] == [frame.pts for frame in whole]
    changed = {
        here.picture_type
        for here, there in zip(whole, glance, strict=True)
        if not np.array_equal(here.luma, there.luma)
    }
    assert changed == {"B"}
    means = [np.array([frame.luma.mean() for frame in frames]) for frames in (whole, glance)]
    assert np.abs(means[0] - means[1]).max() < 0.1


def test_b_frames_in_avi_come_in_order_though_the_file_has_no_pts(tmp_path: Path) -> None:
    clip = Clip(ticks=range(25), time_base=Fraction(1, 25), options={"bf": "3"})
    played = play(clip.write(tmp_path / "b.avi"))
    assert_shown_as_drawn(played, clip)
    assert played.report.non_monotonic_frames == 0


@pytest.mark.parametrize("clockwise_deg", [90, 180, 270])
def test_rotated_clip_is_upright_in_every_form(tmp_path: Path, clockwise_deg: int) -> None:
    clip = Clip(clockwise_deg=clockwise_deg)
    played = play(clip.write(tmp_path / "turned.mp4"))
    assert_shown_as_drawn(played, clip)
    assert played.video.rotation_deg == clockwise_deg
    assert (played.video.width_px, played.video.height_px) == (320, 180)
    frame = played.frames[21]
    assert frame.small.shape == (180, 320)
    assert [read_number(plane) for plane in (frame.small, frame.tiny)] == [21, 21]
    assert read_number(frame.picture()[:, :, 1]) == 21


@pytest.mark.parametrize("clockwise_deg", [0, 90, 180, 270])
def test_mirrored_clip_is_shown_mirrored_and_said_so(tmp_path: Path, clockwise_deg: int) -> None:
    clip = Clip(clockwise_deg=clockwise_deg, mirrored=True)
    played = play(clip.write(tmp_path / "mirrored.mp4"))
    assert_shown_as_drawn(played, clip)
    assert any("mirror" in note for note in played.report.notes)


@pytest.mark.parametrize(
    "clip",
    [
        Clip(pixel_format="yuv420p10le", codec="libx265"),
        Clip(pixel_format="yuv420p10le"),
        Clip(pixel_format="yuv422p10le"),
        Clip(pixel_format="yuv444p"),
        Clip(width_px=321, height_px=181, pixel_format="yuv444p"),
        Clip(width_px=2, height_px=2, flat=(80, 128, 128), codec="ffv1"),
    ],
    ids=["hevc-10", "h264-10", "h264-422-10", "444", "odd-size", "2x2"],
)
def test_luma_is_what_was_stored(tmp_path: Path, clip: Clip) -> None:
    played = play(clip.write(tmp_path / "clip.mkv"))
    for frame, number in zip(played.frames, clip.numbers, strict=True):
        expected = (
            draw(number, clip.width_px, clip.height_px)
            if clip.flat is None
            else np.full((clip.height_px, clip.width_px), clip.flat[0])
        )
        assert frame.luma.shape == expected.shape
        # The encoder loses a little at the edges of the squares.
        assert np.abs(frame.luma.astype(int) - expected).mean() < 1


def test_depth_beyond_8_bits_drops_the_low_bits(tmp_path: Path) -> None:
    clip = Clip(ticks=[0], pixel_format="yuv420p10le", codec="ffv1", flat=(101, 128, 128))
    assert np.all(play(clip.write(tmp_path / "10.mkv")).frames[0].luma == 101)


@pytest.mark.parametrize(
    ("code", "expected"),
    [(1, ColorRange.LIMITED), (2, ColorRange.FULL), (0, ColorRange.UNKNOWN)],
)
def test_small_planes_are_full_range(tmp_path: Path, code: int, expected: ColorRange) -> None:
    # x264 writes the range only along with other colour tags.
    tags = dict.fromkeys(("matrix", "transfer", "primaries"), 1) if code else {}
    played = play(Clip(color_range=code, **tags).write(tmp_path / "range.mp4"))
    assert played.video.color_range is expected
    frame = played.frames[1]
    limited = expected is not ColorRange.FULL
    assert frame.is_limited is limited
    black, white = (0, 255) if limited else (BLACK, WHITE)
    assert frame.small[60, 240] == pytest.approx(black, abs=2)
    assert frame.small[60, 16] == pytest.approx(white, abs=2)
    assert frame.luma[60, 16] == pytest.approx(WHITE, abs=2)


@pytest.mark.parametrize(("transfer", "hdr"), [(16, "pq"), (18, "hlg"), (1, None)])
def test_transfer_and_hdr_are_told(tmp_path: Path, transfer: int, hdr: str | None) -> None:
    clip = Clip(
        pixel_format="yuv420p10le",
        codec="libx265",
        transfer=transfer,
        primaries=9,
        matrix=9,
        color_range=1,
    )
    video = play(clip.write(tmp_path / "hdr.mp4")).video
    assert video.hdr == hdr
    assert video.transfer == {16: "smpte2084", 18: "arib-std-b67", 1: "bt709"}[transfer]


def test_interlaced_frames_are_noticed(tmp_path: Path) -> None:
    clip = Clip(options={"flags": "+ildct+ilme"})
    assert play(clip.write(tmp_path / "i.mp4")).video.is_interlaced
    assert not play(Clip().write(tmp_path / "p.mp4")).video.is_interlaced


def test_clip_of_one_frame_plays(tmp_path: Path) -> None:
    played = play(Clip(ticks=[0]).write(tmp_path / "one.mp4"))
    assert_shown_as_drawn(played, Clip(ticks=[0]))
    assert played.kind == "video"


def test_planes_cannot_be_written_to(tmp_path: Path) -> None:
    frame = play(Clip(ticks=[0]).write(tmp_path / "one.mp4")).frames[0]
    with pytest.raises(ValueError, match="read-only"):
        frame.luma[0, 0] = 1


def test_size_that_changes_in_mid_stream_is_followed(tmp_path: Path) -> None:
    first = Clip(ticks=range(10), time_base=Fraction(1, 25)).write(tmp_path / "a.ts")
    second = Clip(
        ticks=range(10, 20), time_base=Fraction(1, 25), width_px=640, height_px=360
    ).write(tmp_path / "b.ts")
    joined = tmp_path / "joined.ts"
    joined.write_bytes(first.read_bytes() + second.read_bytes())
    frames = play(joined).frames
    assert {frame.luma.shape for frame in frames} == {(180, 320), (360, 640)}
    assert {frame.small.shape for frame in frames} == {(180, 320)}


def test_frames_that_an_edit_list_leaves_out_are_not_shown(tmp_path: Path) -> None:
    whole = Clip(ticks=range(0, 3000, 40), options={"g": "50", "bf": "2"}, beep_at=Fraction(2))
    whole.write(tmp_path / "whole.mov")
    # Cut without encoding: the frames since the I-frame stay in the file, hidden by an edit list.
    cut = ["-ss", "1.0", "-i", str(tmp_path / "whole.mov"), "-c", "copy", str(tmp_path / "cut.mov")]
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *cut], check=True)
    played = play(tmp_path / "cut.mov")
    assert [read_number(frame.luma) for frame in played.frames] == list(range(25, 75))
    assert [frame.time_s for frame in played.frames[:2]] == pytest.approx([0, 0.04])
    loud = [block.time_s for block in played.sound if np.abs(block.samples).max() > 0.25]
    assert loud[0] == pytest.approx(1.0, abs=0.03)
