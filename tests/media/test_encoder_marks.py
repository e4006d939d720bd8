"""What encoders write of themselves is found in what they wrote, and nowhere else."""

from pathlib import Path

import av
import numpy as np
import pytest

from tests.synthesis.boxes import box
from verify.domain.claimed import EncoderMark
from verify.media.metadata import read_metadata


def _marks(tmp_path: Path, codec: str, form: str, **options: str) -> dict[str, EncoderMark]:
    file = tmp_path / "media"
    with av.open(str(file), "w", format=form) as container:
        stream = container.add_stream(codec, rate=25, options=options)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for level in range(25):
            picture = np.full((96, 64), 16 + 8 * level, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "yuv420p")))
        container.mux(stream.encode())
    return {mark.program: mark for mark in read_metadata(file, "video").encoders}


@pytest.mark.parametrize("form", ["mp4", "matroska", "mpegts", "flv"])
def test_x264_leaves_its_version_and_the_options_it_was_given(tmp_path: Path, form: str) -> None:
    mark = _marks(tmp_path, "libx264", form, crf="31")["x264"]

    assert mark.untrusted_version.startswith("core ")
    assert mark.untrusted_options is not None
    assert " crf=31.0 " in mark.untrusted_options
    assert mark.found_in == "stream 0"


def test_x265_leaves_its_version_and_options(tmp_path: Path) -> None:
    mark = _marks(tmp_path, "libx265", "mp4", crf="33")["x265"]

    assert mark.untrusted_version.startswith("(build ")
    assert mark.untrusted_options is not None
    assert " crf=33.0 " in mark.untrusted_options


def test_ffmpegs_own_encoder_leaves_its_version(tmp_path: Path) -> None:
    marks = _marks(tmp_path, "mpeg4", "avi")

    assert marks["Lavc"].untrusted_options is None
    assert marks["Lavc"].untrusted_version.count(".") == 2


def test_an_encoder_that_writes_nothing_is_not_guessed(shared_data: Path) -> None:
    assert read_metadata(shared_data / "meta/gps_video/with-gps.mov", "video").encoders == []


def test_a_mark_outside_picture_and_sound_is_none(tmp_path: Path, samples: Path) -> None:
    file = tmp_path / "media"
    clip = (samples / "night-strike.mp4").read_bytes()
    file.write_bytes(clip + box(b"free", b"x264 - core 999 - options: crf=1"))

    found = read_metadata(file, "video")

    assert "999" not in {mark.untrusted_version for mark in found.encoders}
