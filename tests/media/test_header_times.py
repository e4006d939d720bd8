"""Times in the headers of a movie: read from 1904 on, and doubted where they contradict."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.synthesis.boxes import MOVIE_1904_S, ftyp, movie, track
from verify.media.boxes import BoxReading, read_boxes
from verify.media.header_times import header_doubts, header_times

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _read(tmp_path: Path, moov: bytes) -> BoxReading:
    file = tmp_path / "media"
    file.write_bytes(ftyp(b"isom") + moov)
    reading = read_boxes(file)
    assert reading is not None
    return reading


def test_a_time_counts_from_1904(tmp_path: Path) -> None:
    (stated,) = header_times(_read(tmp_path, movie(track(b"vide", "x"))))

    assert stated.source == "movie header, created"
    assert stated.untrusted_text == "2020-02-27T14:03:20Z"


def test_times_that_agree_raise_no_doubt(tmp_path: Path) -> None:
    reading = _read(tmp_path, movie(track(b"vide", "x"), modified=MOVIE_1904_S + 30))

    assert list(header_doubts(reading, "2020-02-27T16:03:20+02:00", _NOW)) == []


@pytest.mark.parametrize(
    ("moov", "doubt"),
    [
        (movie(created=0), "states no creation time (zero)"),
        (movie(created=1_582_812_200), "would be 2020-02-27 14:03 UTC"),
        (movie(created=2**62), "no time of ours"),
        (movie(created=MOVIE_1904_S + 10 * 365 * 86_400), "lies in the future"),
        (movie(modified=MOVIE_1904_S + 86_400 * 3), "changed 3 days after it was made"),
        (movie(modified=MOVIE_1904_S - 7_200), "changed 2 hours before it was made"),
        (
            movie(track(b"vide", "x", created=MOVIE_1904_S - 86_400 * 40)),
            "A track was made 40 days from the movie",
        ),
    ],
)
def test_a_header_that_cannot_be_right_is_doubted(tmp_path: Path, moov: bytes, doubt: str) -> None:
    assert any(doubt in found for found in header_doubts(_read(tmp_path, moov), None, _NOW))


def test_a_header_in_local_time_is_doubted_by_the_tag_with_a_zone(tmp_path: Path) -> None:
    local = MOVIE_1904_S + int(timedelta(hours=2).total_seconds())

    doubts = list(header_doubts(_read(tmp_path, movie(created=local)), "2020-02-27T14:03:20Z"))

    assert len(doubts) == 1
    assert "2 hours" in doubts[0]
    assert "local time" in doubts[0]
