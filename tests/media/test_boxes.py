"""The boxes of a file come out in order and bounded, whatever their sizes claim."""

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.synthesis.boxes import box, ftyp, hdlr, movie, nested, track
from verify.media.boxes import BoxReading, read_boxes


def _read(tmp_path: Path, content: bytes) -> BoxReading:
    file = tmp_path / "media"
    file.write_bytes(content)
    reading = read_boxes(file)
    assert reading is not None
    return reading


def test_boxes_are_listed_in_file_order_with_offset_and_size(tmp_path: Path) -> None:
    start = ftyp(b"mp42", b"isom", b"mp42")
    free = box(b"free", bytes(4))

    tree = _read(tmp_path, start + free + box(b"mdat", bytes(100))).tree

    assert [(b.path, b.offset, b.size_bytes) for b in tree.boxes] == [
        ("ftyp", 0, len(start)),
        ("free", len(start), 12),
        ("mdat", len(start) + 12, 108),
    ]
    assert tree.untrusted_major_brand == "mp42"
    assert tree.untrusted_compatible_brands == ["isom", "mp42"]
    assert tree.faults == []


def test_an_index_before_and_after_the_media_are_told_apart(tmp_path: Path) -> None:
    media = box(b"mdat", bytes(8))

    assert _read(tmp_path, ftyp(b"isom") + movie() + media).tree.index_first is True
    assert _read(tmp_path, ftyp(b"isom") + media + movie()).tree.index_first is False
    assert _read(tmp_path, ftyp(b"isom") + media).tree.index_first is None


def test_handlers_of_iso_and_of_quicktime_lose_no_letter(tmp_path: Path) -> None:
    tracks = track(b"vide", "VideoHandler") + track(b"soun", "Core Media Audio", pascal=True)

    tree = _read(tmp_path, ftyp(b"isom") + movie(tracks)).tree

    assert [(h.kind, h.untrusted_name) for h in tree.handlers] == [
        ("vide", "VideoHandler"),
        ("soun", "Core Media Audio"),
    ]
    assert tree.track_timescales_hz == [1000, 1000]


def test_a_handler_outside_a_tracks_media_names_no_track(tmp_path: Path) -> None:
    assert _read(tmp_path, ftyp(b"qt  ") + movie(hdlr(b"mdta", "x"))).tree.handlers == []


def test_media_of_more_than_four_gigabytes_is_stepped_over(tmp_path: Path) -> None:
    head = ftyp(b"isom")
    file = tmp_path / "media"
    size = 5 << 30
    with file.open("wb") as stream:
        stream.write(head + struct.pack(">I4sQ", 1, b"mdat", size))
        stream.seek(len(head) + size)
        stream.write(movie())

    reading = read_boxes(file)

    assert reading is not None
    assert [b.path for b in reading.boxes] == ["ftyp", "mdat", "moov", "moov/mvhd"]
    assert reading.boxes[1].size_bytes == size


def test_a_last_box_without_a_size_reaches_to_the_end(tmp_path: Path) -> None:
    tree = _read(tmp_path, ftyp(b"isom") + movie() + box(b"mdat", bytes(50), size=0)).tree

    assert tree.boxes[-1].size_bytes == 58
    assert tree.faults == []


def test_twenty_thousand_nested_boxes_end_with_a_fault(tmp_path: Path) -> None:
    tree = _read(tmp_path, ftyp(b"isom") + nested(20_000)).tree

    assert len(tree.boxes) < 20
    assert "12 boxes deep" in tree.faults[0]


def test_more_boxes_than_any_camera_writes_are_counted_not_listed(tmp_path: Path) -> None:
    tree = _read(tmp_path, ftyp(b"isom") + box(b"free") * 6_000).tree

    assert len(tree.boxes) == 400
    assert tree.boxes_left_out == 4_600
    assert "more than 5,000 boxes" in tree.faults[0]


@pytest.mark.parametrize("size", [2, 7])
def test_a_box_smaller_than_its_header_ends_the_reading(tmp_path: Path, size: int) -> None:
    tree = _read(tmp_path, ftyp(b"isom") + box(b"mdat", bytes(99), size=size) + movie()).tree

    assert [b.path for b in tree.boxes] == ["ftyp"]
    assert f"mdat states a size of {size} bytes" in tree.faults[0]


def test_a_box_beyond_the_file_says_that_it_is_cut_off(tmp_path: Path) -> None:
    tree = _read(tmp_path, ftyp(b"isom") + box(b"mdat", bytes(10), size=5_018)).tree

    assert tree.boxes[-1].size_bytes == 5_018
    assert tree.faults == ["mdat ends 5,000 bytes beyond the file: cut off, or a false size."]


def test_a_table_that_claims_two_gigabytes_takes_no_memory(tmp_path: Path) -> None:
    table = box(b"stts", struct.pack(">II", 0, 2**31 - 1), size=2**31 - 1)

    tree = _read(tmp_path, ftyp(b"isom") + movie(box(b"trak", table))).tree

    assert [b.path for b in tree.boxes][-1] == "moov/trak/stts"
    assert "beyond the box it lies in" in tree.faults[0]


def test_a_header_of_64_bits_is_read(tmp_path: Path) -> None:
    reading = _read(tmp_path, ftyp(b"isom") + movie(created=2**33))

    assert reading.times[0].created == 2**33


def test_what_is_not_made_of_boxes_has_no_tree(tmp_path: Path) -> None:
    file = tmp_path / "media"
    for content in (b"", b"RIFF", b"\x1aE\xdf\xa3" + bytes(50), b"ffconcat version 1.0\n"):
        file.write_bytes(content)

        assert read_boxes(file) is None


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.lists(st.tuples(st.integers(8, 900), st.integers(0, 255)), max_size=30))
def test_no_damage_breaks_the_reading(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    tracks = track(b"vide", "VideoHandler") + track(b"soun", "SoundHandler", pascal=True)
    content = bytearray(ftyp(b"isom", b"iso2") + movie(tracks) + box(b"mdat", bytes(40)))
    for position, value in changes:
        content[position % len(content) or 8] = value
    content[:8] = ftyp(b"isom", b"iso2")[:8]

    reading = _read(tmp_path, bytes(content))

    assert len(reading.tree.boxes) <= 400
    assert len(reading.tree.faults) <= 20
