"""Pictures are footage of one frame, animations keep their times."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from tests.media.playing import play
from tests.synthesis.clips import draw, read_number
from tests.synthesis.damage import cut_off
from tests.synthesis.pictures import animation, numbered
from verify.domain.errors import LimitExceededError, UndecodableError, UnsupportedFootageError
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "bmp", "tif", "gif", "avif"])
def test_picture_is_footage_of_one_frame(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"picture.{ending}"
    numbered(613).save(file)
    played = play(file.rename(tmp_path / "media"))
    (frame,) = played.frames
    assert read_number(frame.luma) == read_number(frame.small) == 613
    assert read_number(frame.picture()[:, :, 1]) == 613
    assert (frame.pts, frame.time_s, frame.is_limited) == (0, 0.0, False)
    assert played.kind == "picture"
    assert (played.video.width_px, played.video.height_px) == (320, 180)


def test_heic_is_read(tmp_path: Path) -> None:
    file = tmp_path / "picture.heic"
    pillow_heif.from_pillow(numbered(613)).save(file, quality=90)
    played = play(file)
    assert [read_number(frame.luma) for frame in played.frames] == [613]
    assert played.kind == "picture"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int) -> None:
    upright = numbered(613, "L")
    # Store it so that the orientation brings it upright: the inverse of what viewers do.
    inverse = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(inverse[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "turned.png", exif=exif)
    played = play(tmp_path / "turned.png")
    (frame,) = played.frames
    assert np.array_equal(frame.luma, np.asarray(upright))
    assert np.array_equal(frame.picture()[:, :, 0], np.asarray(upright))
    assert read_number(frame.small) == 613
    assert (played.video.width_px, played.video.height_px) == (320, 180)
    assert any("mirror" in note for note in played.report.notes) == (orientation in {2, 4, 5, 7})


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (8, 4), (255, 0, 0, 0))
    picture.paste((0, 0, 255, 255), (0, 0, 4, 4))
    picture.save(tmp_path / "alpha.png")
    (frame,) = play(tmp_path / "alpha.png").frames
    assert frame.picture()[0].tolist() == [[255, 0, 0]] * 4 + [[255, 255, 255]] * 4


def test_16_bit_grey_drops_the_low_bits(tmp_path: Path) -> None:
    Image.fromarray((draw(613, 320, 180).astype(np.uint16) << 8) + 255).save(tmp_path / "16.png")
    (frame,) = play(tmp_path / "16.png").frames
    assert np.array_equal(frame.luma, draw(613, 320, 180))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK"])
def test_other_pixel_modes_are_read(tmp_path: Path, mode: str) -> None:
    file = tmp_path / ("picture.jpg" if mode == "CMYK" else "picture.png")
    numbered(613, mode).save(file)
    assert read_number(play(file).frames[0].luma) == 613


@pytest.mark.parametrize("ending", ["gif", "webp", "png"])
def test_animation_keeps_its_frame_times(tmp_path: Path, ending: str) -> None:
    file = animation(tmp_path / f"animation.{ending}", [100, 40, 250, 70])
    with open_source(file, DecodeLimits(), file) as source:
        frames = list(source.play())
        (third,) = source.fetch([140])
        assert source.kind == "animation"
        assert source.report.end_pts == 460
        assert source.video.is_vfr
    assert [read_number(frame.luma) for frame in frames] == [0, 1, 2, 3]
    assert [frame.time_s for frame in frames] == [0.0, 0.1, 0.14, 0.39]
    assert read_number(third.luma) == 2


def test_gif_frames_without_a_duration_last_as_in_browsers(tmp_path: Path) -> None:
    played = play(animation(tmp_path / "hasty.gif", [0, 10, 20, 30]))
    assert [frame.pts for frame in played.frames] == [0, 100, 200, 220]


def test_animation_cut_off_is_read_in_part_and_said_so(tmp_path: Path) -> None:
    whole = animation(tmp_path / "whole.gif", [100] * 8)
    played = play(cut_off(whole, 0.8, tmp_path / "part.gif"))
    numbers = [read_number(frame.luma) for frame in played.frames]
    assert numbers == list(range(len(numbers)))
    assert 2 < len(numbers) < 8
    assert played.report.corrupt_frames == 1


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "avif", "gif", "tif"])
def test_picture_cut_off_is_refused(tmp_path: Path, ending: str) -> None:
    numbered(613).save(tmp_path / f"whole.{ending}")
    file = cut_off(tmp_path / f"whole.{ending}", 0.5, tmp_path / f"part.{ending}")
    with pytest.raises(UndecodableError, match="The copy may be incomplete"):
        play(file)


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_100, 10_000, 30_000])
def test_picture_of_too_many_pixels_is_refused_by_its_header(tmp_path: Path, side: int) -> None:
    file = tmp_path / "bomb.png"
    file.write_bytes(png_that_claims(side, side))
    with pytest.raises(LimitExceededError, match="the limit is 64 million pixels"):
        play(file)


def test_picture_of_numbers_is_refused(tmp_path: Path) -> None:
    Image.fromarray(np.ones((4, 4), np.float32)).save(tmp_path / "height.tif")
    with pytest.raises(UnsupportedFootageError, match="32-bit numbers"):
        play(tmp_path / "height.tif")


def test_animation_of_too_many_frames_is_stopped(tmp_path: Path) -> None:
    file = animation(tmp_path / "long.gif", [50] * 9)
    with pytest.raises(LimitExceededError, match="more frames, the limit is 5 frames"):
        play(file, DecodeLimits(max_frames=5))


def test_damaged_exif_data_does_not_keep_the_picture_away(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    numbered(613).save(buffer, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")
    (tmp_path / "exif.jpg").write_bytes(buffer.getvalue())
    assert read_number(play(tmp_path / "exif.jpg").frames[0].luma) == 613


@pytest.mark.parametrize("words", [b"<svg onload=x>", b"<MPD>", b"#EXTM3U", b"<html>"])
def test_a_picture_with_words_of_another_kind_in_its_tags_is_a_picture(
    words: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "media"
    numbered(5).save(path, "JPEG", comment=words)

    with open_source(path, DecodeLimits(), path) as source:
        assert source.kind == "picture"
