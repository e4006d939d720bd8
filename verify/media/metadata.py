"""What a file says of itself: tags, EXIF, XMP, boxes, positions, times, who wrote it.

Nothing here is measured. Every word may have been typed by anyone at any time, so each claim that
contradicts itself, or that devices write by default, comes with a doubt; no claim ever loses its
doubt by agreeing with another. Runs in the jailed worker.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import av
import av.error
from av.container import InputContainer

from verify.domain.claimed import (
    ContentCredentials,
    Metadata,
    StatedTime,
    StreamTags,
    XmpClaims,
)
from verify.domain.errors import UndecodableError
from verify.domain.limits import DecodeLimits
from verify.media.boxes import BoxReading, read_boxes
from verify.media.claimed_places import (
    positions_in_tags,
    track_doubts,
    track_position,
    with_places,
)
from verify.media.claimed_times import created_by_tags
from verify.media.content_credentials import read_content_credentials
from verify.media.drone_track import read_track
from verify.media.encoder_marks import encoder_marks
from verify.media.exif import read_exif
from verify.media.formats import container_options
from verify.media.header_times import header_doubts, header_times
from verify.media.matroska import matroska_writers
from verify.media.tags import MOST_CHARACTERS, bounded, printable
from verify.media.writers import WriterTraits, known_writers
from verify.media.xmp import PROVENANCE, read_xmp, xmp_box

# All of nearly every picture; of a video only what tells its kind, its boxes are found by `boxes`.
_PICTURE_BYTES = 64 << 20
_VIDEO_HEAD_BYTES = 64
_MOST_TIMES = 40
_MOST_DOUBTS = 200
_MAKERS = ("com.apple.quicktime.make", "com.android.manufacturer", "make", "image make")
_MODELS = ("com.apple.quicktime.model", "com.android.model", "model", "image model")
_PICTURE_TIMES = ("EXIF DateTimeOriginal", "EXIF DateTimeDigitized", "Image DateTime")
# Tracks of measurements that these makers write beside picture and sound; not read here.
_DATA_TRACKS = ("gopro met", "dji.meta")


def read_metadata(
    path: Path, kind: str, now: datetime | None = None, subtitles: Path | None = None
) -> Metadata:
    """Return what a file claims of itself.

    Parameters
    ----------
    path : Path
        The file; only its bytes count, not its name.
    kind : {"video", "animation", "picture"}
        As `verify.domain.footage.Footage.kind`: a video is read as a container, the others for
        EXIF data.
    now : datetime, optional
        With zone. With it, times in the future are doubted; nothing here looks at a clock.
    subtitles : Path, optional
        The subtitle file that lay beside a video.

    Raises
    ------
    UndecodableError
        If a video's container cannot be opened.
    """
    if kind == "video":
        return _of_video(path, read_boxes(path), now, subtitles)
    return _of_picture(path, now)


def read_credentials(path: Path, kind: str) -> ContentCredentials:
    """Return the Content Credentials of a file and whether they hold; nothing is fetched.

    Parameters
    ----------
    path, kind
        As for `read_metadata`.
    """
    reading = read_boxes(path)
    head = _head(path, kind)
    xmp, _doubts = read_xmp(_xmp_content(path, kind, reading, head))
    remote = xmp.untrusted_fields.get(PROVENANCE) if xmp else None
    return read_content_credentials(path, head, reading, remote)


def _head(path: Path, kind: str) -> bytes:
    with path.open("rb") as file:
        return file.read(_VIDEO_HEAD_BYTES if kind == "video" else _PICTURE_BYTES)


def _xmp_content(path: Path, kind: str, reading: BoxReading | None, head: bytes) -> bytes:
    if kind != "video":
        return head
    return b"" if reading is None else xmp_box(path, reading)


def _of_picture(path: Path, now: datetime | None) -> Metadata:
    exif = read_exif(path, now)
    xmp, xmp_doubts = read_xmp(_head(path, "picture"))
    tags, doubts = (None, []) if exif.tags is None else bounded(exif.tags.items(), "The EXIF data")
    everything = (tags or {}) | _xmp_tags(xmp)
    return Metadata(
        untrusted_created=exif.created,
        times=[
            StatedTime(source=name, untrusted_text=everything[name])
            for name in _PICTURE_TIMES
            if everything.get(name)
        ]
        + _xmp_times(xmp),
        positions=with_places(exif.positions),
        track=None,
        untrusted_device=_device(everything),
        writers=known_writers(WriterTraits(everything, None, frozenset())),
        encoders=[],
        untrusted_container_tags={},
        streams=[],
        container=None,
        untrusted_exif=tags,
        xmp=xmp,
        untrusted_timecode=None,
        doubts=_limited([*exif.doubts, *doubts, *xmp_doubts]),
    )


def _of_video(
    path: Path, reading: BoxReading | None, now: datetime | None, subtitles: Path | None
) -> Metadata:
    limits = DecodeLimits()
    options = container_options(limits.max_streams, limits.max_pixels)
    try:
        with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
            tags, streams, doubts = _tags(container)
            length_s = container.duration / av.time_base if container.duration else None
            encoders = encoder_marks(container)
    except (av.error.FFmpegError, ValueError) as error:
        cause = printable(getattr(error, "strerror", None) or str(error))
        raise UndecodableError(path, cause) from error
    xmp, xmp_doubts = read_xmp(_xmp_content(path, "video", reading, b""))
    track = None if subtitles is None else read_track(subtitles, length_s)
    by_owner = [("", tags), *((f"stream {s.index} ", s.untrusted_tags) for s in streams)]
    positions, position_doubts = positions_in_tags(by_owner)
    created, stated, time_doubts = created_by_tags([own for _whose, own in by_owner], now)
    everything = {f"{whose}{name}": text for whose, own in by_owner for name, text in own.items()}
    everything |= matroska_writers(path) | _xmp_tags(xmp)
    paths = frozenset(box.path for box in reading.boxes) if reading else frozenset[str]()
    tree = reading.tree if reading else None
    return Metadata(
        untrusted_created=created,
        times=[
            *(StatedTime(source=name, untrusted_text=text) for name, text in stated.items()),
            *(header_times(reading)[:_MOST_TIMES] if reading else ()),
            *_xmp_times(xmp),
        ],
        positions=with_places([*positions, *track_position(track)]),
        track=track,
        untrusted_device=_device(everything),
        writers=known_writers(WriterTraits(everything, tree, paths)),
        encoders=encoders,
        untrusted_container_tags=tags,
        streams=streams,
        container=tree,
        untrusted_exif=None,
        xmp=xmp,
        untrusted_timecode=_first(everything, "timecode"),
        doubts=_limited(
            [
                *position_doubts,
                *track_doubts(positions, track),
                *time_doubts,
                *(header_doubts(reading, created, now) if reading else ()),
                *(tree.faults if tree else ()),
                *_data_track_doubts(everything),
                *doubts,
                *xmp_doubts,
            ]
        ),
    )


def _tags(container: InputContainer) -> tuple[dict[str, str], list[StreamTags], list[str]]:
    tags, doubts = bounded(container.metadata.items(), "The container")
    streams = []
    for stream in container.streams:
        own, own_doubts = bounded(stream.metadata.items(), f"Stream {stream.index}")
        doubts += own_doubts
        codec = stream.codec_context.name if stream.codec_context else None
        streams.append(
            StreamTags(index=stream.index, kind=stream.type, codec=codec, untrusted_tags=own)
        )
    return tags, streams, doubts


def _first(tags: Mapping[str, str], *wanted: str) -> str | None:
    """Return the text of the first tag of these names, by the last word of its name."""
    for name in wanted:
        for key, text in tags.items():
            if text.strip() and name in {key.lower(), key.lower().split(" ")[-1]}:
                return text.strip()
    return None


def _device(tags: Mapping[str, str]) -> str | None:
    maker, model = _first(tags, *_MAKERS), _first(tags, *_MODELS)
    if maker and model and model.lower().startswith(maker.lower()):
        maker = None
    return " ".join(filter(None, (maker, model)))[:MOST_CHARACTERS] or None


def _xmp_tags(xmp: XmpClaims | None) -> dict[str, str]:
    """Return what XMP says of programs, under names that `software` looks at."""
    if xmp is None:
        return {}
    tool = xmp.untrusted_fields.get("CreatorTool")
    steps = {step.untrusted_software for step in xmp.history if step.untrusted_software}
    tags = {"XMP CreatorTool": tool} if tool else {}
    return tags | {
        f"XMP history {number} software": software
        for number, software in enumerate(sorted(steps), start=1)
    }


def _xmp_times(xmp: XmpClaims | None) -> list[StatedTime]:
    fields = xmp.untrusted_fields if xmp else {}
    return [
        StatedTime(source=f"XMP {name}", untrusted_text=text)
        for name, text in fields.items()
        if "Date" in name
    ]


def _data_track_doubts(tags: Mapping[str, str]) -> list[str]:
    """Say that a camera's own track of measurements, which may hold positions, was not read."""
    return [
        f"It has a data track of its maker ({text.strip()}), which may hold positions and is not "
        "read here."
        for name, text in tags.items()
        if name.endswith("handler_name") and any(track in text.lower() for track in _DATA_TRACKS)
    ]


def _limited(doubts: list[str]) -> list[str]:
    more = len(doubts) - _MOST_DOUBTS
    return doubts if more <= 0 else [*doubts[: _MOST_DOUBTS - 1], f"There are {more + 1} more."]
