"""A drone's subtitle file becomes a track of positions, none of them guessed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from verify.domain.claimed import PositionTrack
from verify.media.drone_track import read_track


def _block(number: int, text: str, second: int = 0) -> str:
    millisecond = number * 33 % 1000
    return f"{number}\n00:00:{second:02d},{millisecond:03d} --> 00:00:{second:02d},999\n{text}\n\n"


def _labelled(latitude: float, longitude: float, clock: str = "2020-02-27 17:05:00.000") -> str:
    return (
        f'<font size="28">SrtCnt : 1, DiffTime : 33ms\n{clock}\n[iso: 100] [fnum: 2.8] '
        f"[latitude: {latitude}] [longitude: {longitude}] [rel_alt: 50.1 abs_alt: 496.25]</font>"
    )


def _track(
    tmp_path: Path, texts: Sequence[str], clip_duration_s: float | None = None
) -> PositionTrack:
    file = tmp_path / "subtitles"
    blocks = (_block(number + 1, text, number) for number, text in enumerate(texts))
    file.write_text("".join(blocks), "utf-8")
    return read_track(file, clip_duration_s)


def test_labelled_positions_become_a_track_with_times_and_box(tmp_path: Path) -> None:
    texts = [_labelled((35_900 + i) / 1000, (36_600 - i) / 1000) for i in range(5)]

    track = _track(tmp_path, texts, 4.5)

    assert track.points == 5
    assert track.first is not None
    assert track.last is not None
    assert (track.first.latitude_deg, track.first.longitude_deg) == (35.9, 36.6)
    assert track.first.altitude_m == 496.25
    assert track.first.untrusted_clock == "2020-02-27 17:05:00.000"
    assert [point.time_s for point in track.samples] == [0.033, 1.066, 2.099, 3.132, 4.165]
    assert (track.south_deg, track.north_deg) == (35.9, 35.904)
    assert (track.west_deg, track.east_deg) == (36.596, 36.6)
    assert len(track.doubts) == 1
    assert "belongs to it is not checked" in track.doubts[0]


def test_the_spelling_of_an_older_drone_is_read(tmp_path: Path) -> None:
    track = _track(tmp_path, ["[latitude : 35.9] [longtitude : 36.6] [altitude: 12.0]"])

    assert track.first is not None
    assert (track.first.latitude_deg, track.first.longitude_deg) == (35.9, 36.6)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("GPS(149.0251,-20.2533,16)", (-20.2533, 149.0251)),
        ("GPS (39.906217, 116.391305, 69.8M) BAROMETER:0.3M", (39.906217, 116.391305)),
    ],
)
def test_an_unlabelled_position_is_read_where_its_numbers_tell_the_order(
    tmp_path: Path, text: str, place: tuple[float, float]
) -> None:
    track = _track(tmp_path, [text])

    assert track.first is not None
    assert (track.first.latitude_deg, track.first.longitude_deg) == place


def test_an_order_that_cannot_be_told_gives_no_position(tmp_path: Path) -> None:
    track = _track(tmp_path, ["GPS(36.6, 35.9, 100)"])

    assert track.points == 0
    assert track.first is None
    assert any("(36.6, 35.9)" in doubt and "latitude" in doubt for doubt in track.doubts)


def test_zeros_and_places_off_the_earth_are_left_out_and_counted(tmp_path: Path) -> None:
    texts = [_labelled(0.0, 0.0), _labelled(35.9, 36.6), _labelled(900.0, 36.6)]

    track = _track(tmp_path, texts)

    assert track.points == 1
    assert any("1 positions are not on Earth" in doubt for doubt in track.doubts)
    assert any("1 positions are 0, 0" in doubt for doubt in track.doubts)


def test_subtitles_of_another_length_than_the_clip_are_doubted(tmp_path: Path) -> None:
    track = _track(tmp_path, [_labelled(35.9, 36.6)] * 20, 5.0)

    assert any("another clip's" in doubt for doubt in track.doubts)


def test_a_track_across_the_date_line_has_a_narrow_box(tmp_path: Path) -> None:
    track = _track(tmp_path, [_labelled(-17.0, 179.9), _labelled(-17.0, -179.9)])

    assert (track.west_deg, track.east_deg) == (179.9, pytest.approx(-179.9))


def test_a_long_track_is_sampled_evenly(tmp_path: Path) -> None:
    file = tmp_path / "subtitles"
    file.write_text("".join(_block(i, _labelled(35.9, 36.6)) for i in range(1_000)), "utf-8")

    track = read_track(file, None)

    assert track.points == 1_000
    assert len(track.samples) == 200


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 100_000, b"\xff\xfe" * 5_000, b"[latitude: " * 50_000, b"GPS(" + b"9" * 10**6],
)
def test_text_that_is_no_track_says_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "subtitles"
    file.write_bytes(content)

    track = read_track(file, 10.0)

    assert track.points == 0
    assert "It holds no position in a known form." in track.doubts


def test_text_in_a_track_cannot_reach_the_terminal(tmp_path: Path) -> None:
    track = _track(tmp_path, [_labelled(35.9, 36.6, "\x1b]0;x\x07 2020-02-27 17:05:00")])

    assert track.first is not None
    assert track.first.untrusted_clock == "2020-02-27 17:05:00"
