"""EXIF data of pictures: places, times and clocks, also of pictures made to break the reader."""

import io
import struct
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tests.media.claiming import in_a_limited_process, only_position, picture_with
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source
from verify.media.metadata import read_metadata

# CIPA DC-008 (EXIF), tag 0x0112, in exifread's words.
_ORIENTATIONS = {
    1: "Horizontal (normal)",
    2: "Mirrored horizontal",
    3: "Rotated 180",
    4: "Mirrored vertical",
    5: "Mirrored horizontal then rotated 90 CCW",
    6: "Rotated 90 CW",
    7: "Mirrored horizontal then rotated 90 CW",
    8: "Rotated 90 CCW",
}


def test_the_orientation_of_photographs_is_told_as_another_reader_tells_it(meta: Path) -> None:
    files = sorted((meta / "exif-samples" / "orientation").glob("*.jpg"))
    assert len(files) == 16
    for file in files:
        with Image.open(file) as picture:
            orientation, stored = picture.getexif()[0x0112], picture.size

        exif = read_metadata(file, "picture").untrusted_exif
        with open_source(file, DecodeLimits(), file) as source:
            shown = source.video.width_px, source.video.height_px

        assert exif is not None
        assert exif["Image Orientation"] == _ORIENTATIONS[orientation]
        assert shown == (stored[::-1] if orientation >= 5 else stored)


def test_the_position_of_a_photograph_is_the_one_that_another_reader_finds(meta: Path) -> None:
    files = sorted((meta / "exif-samples" / "gps").glob("*.jpg"))
    assert len(files) >= 8
    for file in files:
        with Image.open(file) as picture:
            gps = picture.getexif().get_ifd(0x8825)
        north = sum(float(part) / 60**power for power, part in enumerate(gps[2]))
        east = sum(float(part) / 60**power for power, part in enumerate(gps[4]))

        found = read_metadata(file, "picture")

        assert only_position(found)[:2] == pytest.approx((north, east), abs=1e-9)


def test_the_fields_of_a_photograph_are_read(meta: Path) -> None:
    found = read_metadata(meta / "exif-samples" / "gps" / "DSCN0010.jpg", "picture")

    assert found.untrusted_created == "2008:10:22 16:28:39"
    assert found.untrusted_exif is not None
    assert found.untrusted_exif["Image Model"] == "COOLPIX P6000"


def test_clocks_of_satellites_and_camera_that_no_zone_reconciles_are_doubted(meta: Path) -> None:
    found = read_metadata(meta / "exif-samples" / "gps" / "DSCN0010.jpg", "picture")

    assert any("22 hours apart" in doubt for doubt in found.doubts)


def test_a_picture_saved_by_an_editor_after_it_was_taken_is_doubted(meta: Path) -> None:
    found = read_metadata(meta / "exif-samples" / "Canon_40D.jpg", "picture")

    assert any("written 62 days after it was taken" in doubt for doubt in found.doubts)
    assert "GIMP" in {writer.name for writer in found.writers}
    assert any("no time zone" in doubt for doubt in found.doubts)


def _dms(degrees: int, minutes: int, seconds: int, divisor: int = 1) -> tuple[IFDRational, ...]:
    return (IFDRational(degrees), IFDRational(minutes), IFDRational(seconds, divisor))


def test_south_west_and_below_the_sea_are_negative(tmp_path: Path) -> None:
    gps = {1: "S", 2: _dms(33, 30, 0), 3: "W", 4: _dms(70, 15, 0), 5: b"\1", 6: IFDRational(52)}

    found = read_metadata(picture_with(tmp_path, gps), "picture")

    assert only_position(found) == (-33.5, -70.25, -52.0)


@pytest.mark.parametrize(
    ("gps", "doubt"),
    [
        ({1: "N", 2: _dms(33, 30, 1, 0), 3: "E", 4: _dms(36, 0, 0)}, "incomplete or no number"),
        ({1: "N", 2: _dms(33, 75, 0), 3: "E", 4: _dms(36, 0, 0)}, "incomplete or no number"),
        ({2: _dms(33, 30, 0), 4: _dms(36, 0, 0)}, "incomplete or no number"),
        ({1: "N", 2: _dms(33, 30, 0)}, "incomplete or no number"),
        ({1: "N", 2: _dms(91, 0, 0), 3: "E", 4: _dms(36, 0, 0)}, "not on Earth"),
        ({1: "N", 2: _dms(9, 0, 0), 3: "E", 4: _dms(900, 0, 0)}, "not on Earth"),
    ],
)
def test_a_position_that_cannot_be_gives_a_doubt_and_no_place(
    tmp_path: Path, gps: Mapping[int, object], doubt: str
) -> None:
    found = read_metadata(picture_with(tmp_path, gps), "picture")

    assert found.positions == []
    assert any(doubt in sentence for sentence in found.doubts)


def test_a_satellite_time_on_the_last_day_there_is_gives_a_doubt_and_no_crash(
    tmp_path: Path,
) -> None:
    clock = (IFDRational(23), IFDRational(59), IFDRational(60))
    gps = {7: clock, 29: "9999:12:31"}

    found = read_metadata(picture_with(tmp_path, gps, taken="2020:02:27 19:41:09"), "picture")

    assert any("more than any time zone explains" in doubt for doubt in found.doubts)


def test_a_position_in_another_datum_is_doubted(tmp_path: Path) -> None:
    gps = {1: "N", 2: _dms(35, 1, 2), 3: "E", 4: _dms(139, 1, 2), 18: "TOKYO"}

    found = read_metadata(picture_with(tmp_path, gps), "picture")

    assert found.positions[0].doubts == ["It refers to TOKYO, not WGS 84, and was not converted."]


def test_a_stated_zone_is_kept_and_not_doubted(tmp_path: Path) -> None:
    picture = picture_with(tmp_path, taken="2020:02:27 17:05:00", zone="+02:00")

    found = read_metadata(picture, "picture")

    assert found.untrusted_created == "2020:02:27 17:05:00 +02:00"
    assert found.doubts == []


def test_a_picture_written_before_it_was_taken_is_doubted(tmp_path: Path) -> None:
    picture = picture_with(tmp_path, taken="2020:02:27 17:05:00", written="2020:02:25 17:05:00")

    found = read_metadata(picture, "picture")

    assert any("2 days before it was taken" in doubt for doubt in found.doubts)


def test_a_picture_without_exif_differs_from_one_that_cannot_be_read(tmp_path: Path) -> None:
    nothing = read_metadata(picture_with(tmp_path), "picture")
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\x09\xff\xff\xff\xff" + bytes(40))
    unreadable = read_metadata(broken, "picture")

    assert nothing.untrusted_exif == {}
    assert unreadable.untrusted_exif is None
    assert "could not be read" in unreadable.doubts[0]


def test_exif_data_made_to_keep_a_reader_busy_is_given_up(tmp_path: Path) -> None:
    entries = 65_535
    claims_2_gb = (
        struct.pack("<HHII", 0x8000 + i % 9_000, 2, 2**31 - 1, 8) for i in range(entries)
    )
    tiff = io.BytesIO()
    tiff.write(b"II*\0" + struct.pack("<IH", 8, entries) + b"".join(claims_2_gb) + bytes(4))
    file = tmp_path / "media"
    file.write_bytes(tiff.getvalue())

    ended = in_a_limited_process([(file, "picture")])

    assert ended.returncode == 0, ended.stderr
    assert "could not be read" in read_metadata(file, "picture").doubts[0]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kind=st.sampled_from(("heif.heif", "tiff.tif", "webp.webp")),
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=20),
)
def test_no_damage_to_a_picture_breaks_the_reading_of_its_exif(
    shared_data: Path, tmp_path: Path, kind: str, changes: list[tuple[int, int]]
) -> None:
    content = bytearray((shared_data / "hostile" / "tiny" / kind).read_bytes()[:4_000])
    for position, value in changes:
        content[position % len(content)] = value
    file = tmp_path / "media"
    file.write_bytes(content)

    found = read_metadata(file, "picture")

    assert found.untrusted_exif is not None or found.doubts


def test_a_heic_box_of_a_kind_that_the_reader_lacks_is_no_crash(tmp_path: Path) -> None:
    file = tmp_path / "media"
    # A box without an end of its own, which exifread answers with NotImplementedError.
    ftyp = struct.pack(">I4s4sI4s", 20, b"ftyp", b"heic", 0, b"mif1")
    file.write_bytes(ftyp + struct.pack(">I4sI", 0, b"meta", 0) + bytes(64))

    found = read_metadata(file, "picture")

    assert found.untrusted_exif is None
    assert "could not be read" in found.doubts[0]
