"""What a file says of itself: read whole, shown safely, doubted where it should be."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.media.claiming import in_a_limited_process, only_position, video_with
from verify.domain.claimed import Metadata
from verify.domain.errors import UndecodableError
from verify.media.metadata import read_credentials, read_metadata


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

    assert only_position(found) == (latitude, longitude, altitude)
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
            places[file.name] = only_position(found)[:2]
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


def test_zero_zero_written_by_a_device_is_doubted(meta: Path) -> None:
    found = read_metadata(meta / "gps_video" / "ftyp3gp5.mp4", "video")

    assert only_position(found) == (0.0, 0.0, None)
    assert "know no position" in found.positions[0].doubts[0]


def test_an_iphones_creation_time_keeps_its_zone(meta: Path) -> None:
    found = read_metadata(meta / "gps_video" / "with-gps.mov", "video")

    assert found.untrusted_created == "2019-07-24T11:25:40+0300"
    assert found.untrusted_container_tags["com.apple.quicktime.model"] == "iPhone 6"
    assert [stream.kind for stream in found.streams] == ["audio", "video", "data", "data"]
    assert found.doubts == []


def test_a_videos_timecode_is_given_as_text(tmp_path: Path) -> None:
    found = read_metadata(video_with(tmp_path, {"timecode": "10:20:30:12"}, "mov"), "video")

    assert found.untrusted_timecode == "10:20:30:12"


def test_two_places_in_one_file_are_both_given_and_doubted(tmp_path: Path) -> None:
    tags = {"location": "+36.2000+037.1500/", "location-eng": "+33.5000+036.3000/"}

    found = read_metadata(video_with(tmp_path, tags, "matroska"), "video")

    assert {place.latitude_deg for place in found.positions} == {36.2, 33.5}
    assert any("2 different positions" in doubt for doubt in found.doubts)


def test_a_file_that_claims_everything_stays_within_what_is_taken(tmp_path: Path) -> None:
    tags = {f"location-{n}": f"+{n % 90:02d}.5+{n:03d}.25/" for n in range(120)}
    editors = "adobe premiere after effects capcut clipchamp davinci resolve filmora final cut gimp"
    more = "handbrake imovie inshot irfanview kdenlive kinemaster lightroom photoshop picsart"
    tags |= {"software": f"{editors} {more} shotcut snapseed vegas pro", "com.android.version": "9"}
    tags |= {"comment": "vid:v1", "vid_md5": "0", "com.apple.quicktime.make": "Apple"}

    found = read_metadata(video_with(tmp_path, tags, "matroska"), "video")

    assert msgspec.json.decode(msgspec.json.encode(found), type=Metadata) == found
    assert len(found.positions) == 49
    assert any("Only the first 49 positions" in doubt for doubt in found.doubts)
    assert len(found.writers) > 20


def test_a_file_written_with_ffmpeg_says_that_it_is_likely_a_copy(tmp_path: Path) -> None:
    found = read_metadata(video_with(tmp_path, {}), "video")

    assert found.writers[0].name == "FFmpeg's libraries"
    assert "likely a copy" in found.writers[0].caution


def test_a_script_that_names_another_file_is_not_followed(tmp_path: Path) -> None:
    video = video_with(tmp_path, {})
    script = tmp_path / "script"
    script.write_text(f"ffconcat version 1.0\nfile {video.name}\n")

    with pytest.raises(UndecodableError, match="cannot be decoded"):
        read_metadata(script, "video")


def test_every_hostile_file_ends_in_an_answer(shared_data: Path) -> None:
    folders = (shared_data / "hostile", shared_data / "meta")
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    assert len(files) > 80

    ended = in_a_limited_process([(file, kind) for file in files for kind in ("picture", "video")])

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("\n") == 2 * len(files)
    assert "Traceback" not in ended.stderr
