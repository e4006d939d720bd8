"""What a file says of itself: read whole, shown safely, doubted where it should be."""

import io
import resource
import struct
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from verify.domain.claimed import Metadata
from verify.domain.errors import UndecodableError
from verify.domain.limits import DecodeLimits
from verify.media.claimed_times import time_doubts
from verify.media.decode import open_source
from verify.media.metadata import read_credentials, read_metadata
from verify.media.positions import parse_iso6709, position_from_text
from verify.media.software import editors_named
from verify.media.tags import MOST_CHARACTERS, MOST_TAGS, bounded

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
_CPU_S, _MEMORY_BYTES = 10, 2 << 30


@pytest.fixture(scope="session")
def meta(shared_data: Path) -> Path:
    return shared_data / "meta"


def _only_position(metadata: Metadata) -> tuple[float, float, float | None]:
    (position,) = metadata.positions
    return position.latitude_deg, position.longitude_deg, position.altitude_m


@pytest.mark.parametrize(
    ("name", "latitude", "longitude", "altitude"),
    [
        ("with-gps.mov", 32.0929, 34.8620, 28.516),
        ("with-gps.mp4", 51.4169, -0.0806, None),
        ("FLIR Thermal.mp4", 34.0754, -118.2543, None),
    ],
)
def test_the_position_of_a_phones_video_is_read(
    meta: Path, name: str, latitude: float, longitude: float, altitude: float | None
) -> None:
    found = read_metadata(meta / "gps_video" / name, "video")

    assert _only_position(found) == (latitude, longitude, altitude)
    assert found.positions[0].doubts == []


def test_every_file_of_the_test_footage_tells_what_its_list_says(shared_data: Path) -> None:
    folders = ("meta/gps_video", "meta/rotation", "c2pa")
    places, states = {}, {}
    for file in (file for folder in folders for file in (shared_data / folder).iterdir()):
        kind = "picture" if file.suffix == ".jpg" else "video"
        found = read_metadata(file, kind, datetime(2026, 11, 25, tzinfo=UTC))
        states[file.name] = read_credentials(file, kind).state
        # What was read passes the bounds under which the caller takes it.
        assert msgspec.json.decode(msgspec.json.encode(found), type=Metadata) == found
        if found.positions:
            places[file.name] = _only_position(found)[:2]
            assert bool(found.positions[0].nearest) != bool(found.positions[0].doubts)

    assert {name: (round(lat, 4), round(lon, 4)) for name, (lat, lon) in places.items()} == {
        "with-gps.mov": (32.0929, 34.8620),
        "with-gps.mp4": (51.4169, -0.0806),
        "FLIR Thermal.mp4": (34.0754, -118.2543),
        "ftyp3gp5.mp4": (0.0, 0.0),
    }
    assert {name: str(state) for name, state in states.items() if state != "none"} == {
        **dict.fromkeys(("C.jpg", "CA.jpg", "video1.mp4", "legacy.mp4"), "valid"),
        **dict.fromkeys(("E-sig-CA.jpg", "CIE-sig-CA.jpg", "XCA.jpg"), "invalid"),
        "cloud.jpg": "remote_not_fetched",
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


def test_zero_zero_written_by_a_device_is_doubted(meta: Path) -> None:
    found = read_metadata(meta / "gps_video" / "ftyp3gp5.mp4", "video")

    assert _only_position(found) == (0.0, 0.0, None)
    assert "know no position" in found.positions[0].doubts[0]


def test_an_iphones_creation_time_keeps_its_zone(meta: Path) -> None:
    found = read_metadata(meta / "gps_video" / "with-gps.mov", "video")

    assert found.untrusted_created == "2019-07-24T11:25:40+0300"
    assert found.untrusted_container_tags["com.apple.quicktime.model"] == "iPhone 6"
    assert [stream.kind for stream in found.streams] == ["audio", "video", "data", "data"]
    assert found.doubts == []


def test_the_position_of_a_photograph_is_the_one_that_another_reader_finds(meta: Path) -> None:
    files = sorted((meta / "exif-samples" / "gps").glob("*.jpg"))
    assert len(files) >= 8
    for file in files:
        with Image.open(file) as picture:
            gps = picture.getexif().get_ifd(0x8825)
        north = sum(float(part) / 60**power for power, part in enumerate(gps[2]))
        east = sum(float(part) / 60**power for power, part in enumerate(gps[4]))

        found = read_metadata(file, "picture")

        assert _only_position(found)[:2] == pytest.approx((north, east), abs=1e-9)


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


def _picture(tmp_path: Path, gps: Mapping[int, object] | None = None, **text: str) -> Path:
    picture = Image.new("RGB", (8, 8))
    exif = picture.getexif()
    tags = {"taken": 0x9003, "zone": 0x9011, "written": 0x0132, "software": 0x0131}
    for name, value in text.items():
        folder = exif.get_ifd(0x8769) if name in {"taken", "zone"} else exif
        folder[tags[name]] = value
    if gps:
        exif.get_ifd(0x8825).update(gps)
    file = tmp_path / "media"
    picture.save(file, "JPEG", exif=exif)
    return file


def _dms(degrees: int, minutes: int, seconds: int, divisor: int = 1) -> tuple[IFDRational, ...]:
    return (IFDRational(degrees), IFDRational(minutes), IFDRational(seconds, divisor))


def test_south_west_and_below_the_sea_are_negative(tmp_path: Path) -> None:
    gps = {1: "S", 2: _dms(33, 30, 0), 3: "W", 4: _dms(70, 15, 0), 5: b"\1", 6: IFDRational(52)}

    found = read_metadata(_picture(tmp_path, gps), "picture")

    assert _only_position(found) == (-33.5, -70.25, -52.0)


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
    found = read_metadata(_picture(tmp_path, gps), "picture")

    assert found.positions == []
    assert any(doubt in sentence for sentence in found.doubts)


def test_a_satellite_time_on_the_last_day_there_is_gives_a_doubt_and_no_crash(
    tmp_path: Path,
) -> None:
    clock = (IFDRational(23), IFDRational(59), IFDRational(60))
    gps = {7: clock, 29: "9999:12:31"}

    found = read_metadata(_picture(tmp_path, gps, taken="2020:02:27 19:41:09"), "picture")

    assert any("more than any time zone explains" in doubt for doubt in found.doubts)


def test_a_position_in_another_datum_is_doubted(tmp_path: Path) -> None:
    gps = {1: "N", 2: _dms(35, 1, 2), 3: "E", 4: _dms(139, 1, 2), 18: "TOKYO"}

    found = read_metadata(_picture(tmp_path, gps), "picture")

    assert found.positions[0].doubts == ["It refers to TOKYO, not WGS 84, and was not converted."]


def test_a_stated_zone_is_kept_and_not_doubted(tmp_path: Path) -> None:
    picture = _picture(tmp_path, taken="2020:02:27 17:05:00", zone="+02:00")

    found = read_metadata(picture, "picture")

    assert found.untrusted_created == "2020:02:27 17:05:00 +02:00"
    assert found.doubts == []


def test_a_picture_written_before_it_was_taken_is_doubted(tmp_path: Path) -> None:
    picture = _picture(tmp_path, taken="2020:02:27 17:05:00", written="2020:02:25 17:05:00")

    found = read_metadata(picture, "picture")

    assert any("2 days before it was taken" in doubt for doubt in found.doubts)


def test_a_picture_without_exif_differs_from_one_that_cannot_be_read(tmp_path: Path) -> None:
    nothing = read_metadata(_picture(tmp_path), "picture")
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\x09\xff\xff\xff\xff" + bytes(40))
    unreadable = read_metadata(broken, "picture")

    assert nothing.untrusted_exif == {}
    assert unreadable.untrusted_exif is None
    assert "could not be read" in unreadable.doubts[0]


def _video(tmp_path: Path, tags: dict[str, str], form: str = "mp4") -> Path:
    """Write one grey frame with these tags."""
    file = tmp_path / "media"
    options = {"movflags": "use_metadata_tags"} if form in {"mp4", "mov"} else {}
    with av.open(str(file), "w", format=form, options=options) as container:
        container.metadata.update(tags)
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode())
    return file


def test_a_videos_timecode_is_given_as_text(tmp_path: Path) -> None:
    found = read_metadata(_video(tmp_path, {"timecode": "10:20:30:12"}, "mov"), "video")

    assert found.untrusted_timecode == "10:20:30:12"


def test_two_places_in_one_file_are_both_given_and_doubted(tmp_path: Path) -> None:
    tags = {"location": "+36.2000+037.1500/", "location-eng": "+33.5000+036.3000/"}

    found = read_metadata(_video(tmp_path, tags, "matroska"), "video")

    assert {place.latitude_deg for place in found.positions} == {36.2, 33.5}
    assert any("2 different positions" in doubt for doubt in found.doubts)


def test_a_file_that_claims_everything_stays_within_what_is_taken(tmp_path: Path) -> None:
    tags = {f"location-{n}": f"+{n % 90:02d}.5+{n:03d}.25/" for n in range(120)}
    editors = "adobe premiere after effects capcut clipchamp davinci resolve filmora final cut gimp"
    more = "handbrake imovie inshot irfanview kdenlive kinemaster lightroom photoshop picsart"
    tags |= {"software": f"{editors} {more} shotcut snapseed vegas pro", "com.android.version": "9"}
    tags |= {"comment": "vid:v1", "vid_md5": "0", "com.apple.quicktime.make": "Apple"}

    found = read_metadata(_video(tmp_path, tags, "matroska"), "video")

    assert msgspec.json.decode(msgspec.json.encode(found), type=Metadata) == found
    assert len(found.positions) == 49
    assert any("Only the first 49 positions" in doubt for doubt in found.doubts)
    assert len(found.writers) > 20


def test_a_file_written_with_ffmpeg_says_that_it_is_likely_a_copy(tmp_path: Path) -> None:
    found = read_metadata(_video(tmp_path, {}), "video")

    assert found.writers[0].name == "FFmpeg's libraries"
    assert "likely a copy" in found.writers[0].caution


def test_a_script_that_names_another_file_is_not_followed(tmp_path: Path) -> None:
    video = _video(tmp_path, {})
    script = tmp_path / "script"
    script.write_text(f"ffconcat version 1.0\nfile {video.name}\n")

    with pytest.raises(UndecodableError, match="cannot be decoded"):
        read_metadata(script, "video")


@pytest.mark.parametrize("steps", [0, 1, 2], ids=["degrees", "minutes", "seconds"])
@given(
    latitude=st.integers(-90 * 10**6, 90 * 10**6),
    longitude=st.integers(-180 * 10**6, 180 * 10**6),
    altitude=st.none() | st.integers(-(10**8), 10**8),
)
def test_every_position_survives_being_written_in_each_form(
    steps: int, latitude: int, longitude: int, altitude: int | None
) -> None:
    north, east = Fraction(latitude, 10**6), Fraction(longitude, 10**6)
    text = _written(north, 2, steps) + _written(east, 3, steps)
    if altitude is not None:
        text += f"{altitude / 1000:+.3f}"

    parsed = parse_iso6709(text + "/")

    assert parsed is not None
    assert parsed == (north, east, None if altitude is None else Fraction(altitude, 1000))


def _written(degrees: Fraction, digits: int, steps: int) -> str:
    """Write with `steps` sexagesimal places after the degrees and nine decimals on the last."""
    units = round(abs(degrees) * 60**steps * 10**9)
    whole, decimals = divmod(units, 10**9)
    groups = ""
    for _ in range(steps):
        whole, low = divmod(whole, 60)
        groups = f"{low:02d}{groups}"
    return f"{'-' if degrees < 0 else '+'}{whole:0{digits}d}{groups}.{decimals:09d}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "32.09,34.86",
        "+32.0929",
        "+1+2/",
        "+3261.0+03451.0/",
        "+٣٢.٠٩+٠٣٤.٨٦/",
        "+nan+inf/",
    ],
)
def test_a_text_that_is_no_position_is_doubted_and_not_guessed(text: str) -> None:
    found = position_from_text(text, "location")

    assert isinstance(found, str)
    assert "no position" in found or "none is given" in found


def test_a_place_name_after_the_position_is_no_obstacle() -> None:
    assert parse_iso6709("+36.2000+037.1500/Aleppo") == (Fraction(181, 5), Fraction(743, 20), None)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_positions_or_times(text: str) -> None:
    position_from_text(text, "location")
    time_doubts(text, "The creation time", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("1904-01-01T00:00:00.000000Z", "never set"),
        ("1970-01-01T00:00:01.000000Z", "never set"),
        ("2031-01-01T00:00:00.000000Z", "in the future"),
        ("2020-01-01 00:00:00", "no time zone"),
        ("yesterday", "not a date"),
    ],
)
def test_a_time_that_devices_write_by_mistake_is_doubted(text: str, doubt: str) -> None:
    (found,) = time_doubts(text, "The creation time", datetime(2026, 1, 1, tzinfo=UTC))

    assert found.startswith("The creation time")
    assert doubt in found


def test_a_local_time_less_than_a_zone_ahead_is_not_called_future() -> None:
    doubts = time_doubts("2026-01-01T13:00:00", "It", datetime(2026, 1, 1, tzinfo=UTC))

    assert not any("future" in doubt for doubt in doubts)


def test_an_editor_in_a_title_is_not_taken_for_the_program_that_wrote_it() -> None:
    assert editors_named({"title": "Photoshop tutorial"}) == {}


@given(st.dictionaries(st.text(max_size=300), st.text(max_size=2_000), max_size=20))
def test_tags_come_out_printable_whole_and_bounded(tags: dict[str, str]) -> None:
    kept, _ = bounded(tags.items(), "The container")

    assert len(kept) == len(tags)
    for text in [*kept, *kept.values()]:
        assert len(text) <= MOST_CHARACTERS
        assert not any(_moves_text(character) for character in text)


def _moves_text(character: str) -> bool:
    category = unicodedata.category(character)
    return category.startswith("C") or category in {"Zl", "Zp"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=60).filter(lambda text: b"\0" not in text))
def test_any_bytes_in_a_files_tag_are_shown_safely(tmp_path: Path, text: bytes) -> None:
    placeholder = "x" * len(text)
    file = _video(tmp_path, {"comment": placeholder}, "matroska")
    file.write_bytes(file.read_bytes().replace(placeholder.encode(), text))

    found = read_metadata(file, "video")

    assert not any(
        _moves_text(character)
        for shown in found.untrusted_container_tags.values()
        for character in shown
    )


def test_what_is_cut_or_left_out_of_the_tags_is_said() -> None:
    many = [(f"tag {number}", "x") for number in range(MOST_TAGS + 3)]

    _, doubts_of_many = bounded(many, "The container")
    _, doubts_of_long = bounded([("comment", "x" * 5_000)], "The container")
    _, doubts_of_odd = bounded([("comment", "a\x1b]0;b")], "The container")

    assert doubts_of_many == ["The container has 3 tags more than the 400 listed."]
    assert "cut at 1000 characters" in doubts_of_long[0]
    assert "cannot be shown" in doubts_of_odd[0]


def _in_a_limited_process(files: list[tuple[Path, str]]) -> "subprocess.CompletedProcess[str]":
    """Read each file in one process of at most 10 s of CPU; a domain error is an answer too."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from verify.domain.errors import VerifyError\n"
        "from verify.media.metadata import read_metadata\n"
        "for kind, name in zip(sys.argv[1::2], sys.argv[2::2]):\n"
        "    try:\n"
        "        read_metadata(Path(name), kind)\n"
        "    except VerifyError as error:\n"
        "        str(error)\n"
        "    print(name)\n"
    )
    arguments = [text for file, kind in files for text in (kind, str(file))]
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limit,
    )


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


def test_every_hostile_file_ends_in_an_answer(shared_data: Path) -> None:
    folders = (shared_data / "hostile", shared_data / "meta")
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    assert len(files) > 80

    ended = _in_a_limited_process([(file, kind) for file in files for kind in ("picture", "video")])

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("\n") == 2 * len(files)
    assert "Traceback" not in ended.stderr


def test_exif_data_made_to_keep_a_reader_busy_is_given_up(tmp_path: Path) -> None:
    entries = 65_535
    claims_2_gb = (
        struct.pack("<HHII", 0x8000 + i % 9_000, 2, 2**31 - 1, 8) for i in range(entries)
    )
    tiff = io.BytesIO()
    tiff.write(b"II*\0" + struct.pack("<IH", 8, entries) + b"".join(claims_2_gb) + bytes(4))
    file = tmp_path / "media"
    file.write_bytes(tiff.getvalue())

    ended = _in_a_limited_process([(file, "picture")])

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
