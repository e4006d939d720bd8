"""The file of stills across the jail's wall: what an honest worker writes, and what none does."""

import io
import struct

import cv2
import numpy as np
import pytest

from verify.domain.archive import Still
from verify.jobs import still_file
from verify.jobs.still_file import StillSink, read_stills


def _jpeg(width: int = 480, height: int = 270) -> bytes:
    return cv2.imencode(".jpg", np.zeros((height, width), np.uint8))[1].tobytes()


def _file(*stills: tuple[int, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    sink = StillSink(file)
    for time_ms, picture in stills:
        sink.write(time_ms, picture)
    file.seek(0)
    return file


def test_stills_come_out_as_they_went_in_and_in_order_of_time() -> None:
    first, second = _jpeg(), _jpeg(270, 480)
    read = read_stills(_file((2000, second), (0, first)))
    assert read == (Still(0, first), Still(2000, second))


def test_stills_that_there_is_no_room_for_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still_file, "MOST_STILLS", 2)
    file = io.BytesIO()
    sink = StillSink(file)
    for second in range(5):
        sink.write(second * 1000, _jpeg())
    assert (sink.written, sink.left_out) == (2, 3)
    file.seek(0)
    assert [still.time_ms for still in read_stills(file)] == [0, 1000]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (struct.pack("<II", 0, 500) + b"short", "shorter"),
        (struct.pack("<II", 0, 0), "shorter"),
        (struct.pack("<II", 0, 2**32 - 1), "larger"),
        (b"\0\0\0", "in the middle"),
        (struct.pack("<II", 0, 4) + b"\xff\xd8\xff\xe0", "no JPEG"),
        (_file((0, _jpeg(481, 10))).read(), "too many pixels"),
        (_file((0, _jpeg(20_000, 20))).read(), "too many pixels"),
        (_file((0, _jpeg()), (0, _jpeg())).read(), "one moment"),
    ],
)
def test_what_no_honest_worker_writes_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_stills(io.BytesIO(content))


def test_more_stills_than_are_ever_made_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = _file((0, _jpeg()), (1, _jpeg()), (2, _jpeg()))
    monkeypatch.setattr(still_file, "MOST_STILLS", 2)
    with pytest.raises(ValueError, match="too many"):
        read_stills(file)
