"""Which known writers a file fits: named, by structure, or as others do too; never by a guess."""

import json
from pathlib import Path
from typing import Any

import av
import pytest

from tests.synthesis.boxes import box, ftyp, movie, track
from verify.domain.claimed import ContainerTree, Handler, WriterConfidence, WriterMatch
from verify.media.boxes import read_boxes
from verify.media.metadata import read_metadata
from verify.media.writers import WriterTraits, known_writers

NAMED, DISTINCTIVE, COMMON = WriterConfidence


def _of_boxes(tmp_path: Path, content: bytes) -> list[WriterMatch]:
    file = tmp_path / "media"
    file.write_bytes(content)
    reading = read_boxes(file)
    assert reading is not None
    paths = frozenset(box.path for box in reading.boxes)
    return known_writers(WriterTraits({}, reading.tree, paths))


def _names(matches: list[WriterMatch]) -> dict[str, WriterConfidence]:
    return {match.name: match.confidence for match in matches}


@pytest.mark.parametrize(
    ("file", "name", "confidence"),
    [
        ("with-gps.mov", "Apple device", NAMED),
        ("with-gps.mov", "Apple's media framework", NAMED),
        ("FLIR Thermal.mp4", "Apple's media framework", NAMED),
        ("sample.3gp", "Apple's media framework", NAMED),
        ("with-gps.mp4", "Android", NAMED),
        ("with-gps.mp4", "Samsung device", DISTINCTIVE),
        ("ftyp3gp5.mp4", "Samsung device", DISTINCTIVE),
    ],
)
def test_the_writer_of_a_phones_file_is_found(
    shared_data: Path, file: str, name: str, confidence: WriterConfidence
) -> None:
    found = read_metadata(shared_data / "meta" / "gps_video" / file, "video")

    assert _names(found.writers)[name] is confidence
    assert not {"FFmpeg's libraries", "WhatsApp", "TikTok"} & set(_names(found.writers))


@pytest.mark.parametrize("form", ["mp4", "mov", "matroska", "webm", "avi"])
def test_a_file_of_ffmpeg_names_it_in_every_container(tmp_path: Path, form: str) -> None:
    found = read_metadata(_video(tmp_path, form), "video")

    assert _names(found.writers)["FFmpeg's libraries"] is NAMED


def test_ffmpeg_is_told_by_its_structure_where_its_name_was_removed(tmp_path: Path) -> None:
    found = read_metadata(_video(tmp_path, "mp4", {"fflags": "+bitexact"}), "video")

    assert "encoder" not in found.untrusted_container_tags
    assert _names(found.writers) == {"FFmpeg's libraries": DISTINCTIVE}


def _video(tmp_path: Path, form: str, options: dict[str, str] | None = None) -> Path:
    file = tmp_path / "media"
    codec = "libvpx" if form == "webm" else "mpeg4"
    with av.open(str(file), "w", format=form, options=options or {}) as container:
        stream = container.add_stream(codec, rate=25)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode())
    return file


def _traits_of_ffprobe(file: Path) -> WriterTraits:
    """Return what a file, of which only ffprobe's output is at hand, would have shown."""
    probed: dict[str, Any] = json.loads(file.read_text("utf-8"))
    tags: dict[str, str] = dict(probed["format"]["tags"])
    handlers = []
    for stream in probed["streams"]:
        own = stream["tags"]
        tags |= {f"stream {stream['index']} {name}": text for name, text in own.items()}
        handlers.append(Handler(kind="vide", untrusted_name=own.get("handler_name", "")))
    brands = tags["compatible_brands"]
    tree = ContainerTree(
        untrusted_major_brand=tags["major_brand"],
        minor_version=int(tags["minor_version"]),
        untrusted_compatible_brands=[brands[i : i + 4] for i in range(0, len(brands), 4)],
        handlers=handlers,
        movie_timescale_hz=None,
        track_timescales_hz=[],
        index_first=None,
        boxes=[],
        boxes_left_out=0,
        faults=[],
    )
    return WriterTraits(tags, tree, frozenset())


@pytest.mark.parametrize(
    ("pattern", "files", "name", "confidence"),
    [("tiktok", 2, "TikTok", NAMED), ("whatsapp", 3, "WhatsApp", COMMON)],
)
def test_a_platforms_files_fit_its_profile_and_not_the_others(
    shared_data: Path, pattern: str, files: int, name: str, confidence: WriterConfidence
) -> None:
    probed = sorted((shared_data / "meta" / "platform_ffprobe").glob(f"{pattern}*.json"))
    assert len(probed) == files

    for file in probed:
        found = _names(known_writers(_traits_of_ffprobe(file)))

        assert found.pop(name) is confidence
        assert set(found) <= {"FFmpeg's libraries"}


@pytest.mark.parametrize(
    ("handler", "name"),
    [
        ("GoPro AVC", "GoPro camera"),
        ("DJI.AVC", "DJI drone or camera"),
        ("ISO Media file produced by Google Inc.", "YouTube or another service of Google"),
        ("Twitter-vork muxer", "X (Twitter)"),
        ("GPAC ISO Video Handler", "GPAC (MP4Box)"),
        ("L-SMASH Video Handler", "L-SMASH"),
        ("Bento4 Video Handler", "Bento4"),
    ],
)
def test_a_writer_that_leaves_its_name_in_a_handler_is_named(
    tmp_path: Path, handler: str, name: str
) -> None:
    found = _of_boxes(tmp_path, ftyp(b"mp42", b"mp41") + movie(track(b"vide", handler)))

    assert _names(found) == {name: NAMED}
    assert handler in found[0].evidence[0]
    assert found[0].caution
    assert found[0].known_from


def test_a_handler_kept_through_ffmpeg_is_said_to_tell_of_an_earlier_file(
    shared_data: Path,
) -> None:
    file = shared_data / "meta" / "rotation" / "decord_video_90.mov"

    found = {match.name: match for match in read_metadata(file, "video").writers}

    assert found["FFmpeg's libraries"].confidence is NAMED
    assert "earlier file" in found["Apple's media framework"].caution
    assert "earlier file" not in found["FFmpeg's libraries"].caution


def test_android_is_told_by_its_structure(tmp_path: Path) -> None:
    tracks = track(b"vide", "VideoHandle") + track(b"soun", "SoundHandle")

    found = _of_boxes(tmp_path, ftyp(b"mp42", b"isom", b"mp42") + movie(tracks))

    assert _names(found) == {"Android": DISTINCTIVE}


def test_the_box_of_whatsapp_is_stronger_than_its_brands(tmp_path: Path) -> None:
    plain = ftyp(b"mp42", b"mp42", b"isom") + movie(track(b"vide", ""))
    with_box = ftyp(b"mp42", b"mp42", b"isom") + box(b"beam", bytes(16)) + movie(track(b"vide", ""))

    assert _names(_of_boxes(tmp_path, plain)) == {"WhatsApp": COMMON}
    assert _names(_of_boxes(tmp_path, with_box)) == {"WhatsApp": DISTINCTIVE}


def test_a_clip_that_went_through_whatsapp_has_its_box(shared_data: Path) -> None:
    found = read_metadata(shared_data / "dup" / "wild" / "Yassine366-ux__storm.mp4", "video")

    assert _names(found.writers) == {"WhatsApp": DISTINCTIVE}


def test_a_file_that_fits_no_profile_gets_none(tmp_path: Path) -> None:
    unknown = ftyp(b"xyz1", b"xyz1") + movie(track(b"vide", "Some Muxer"))

    assert _of_boxes(tmp_path, unknown) == []


def test_a_writer_named_in_a_title_is_not_taken_for_one() -> None:
    tags = {"title": "GoPro AVC, Lavf and Adobe Premiere compared", "artist": "DJI.AVC"}

    assert known_writers(WriterTraits(tags, None, frozenset())) == []


def test_an_editor_in_the_history_of_xmp_is_named(shared_data: Path) -> None:
    found = read_metadata(shared_data / "c2pa" / "cloud.jpg", "picture")

    assert _names(found.writers)["Adobe Photoshop"] is NAMED
    assert found.xmp is not None
    assert [step.untrusted_action for step in found.xmp.history] == ["saved", "saved"]
