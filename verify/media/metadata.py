"""What a file says of itself: tags of container and streams, EXIF, positions, times.

Nothing here is measured. Every word may have been typed by anyone at any time, so each claim that
contradicts itself, or that devices write by default, comes with a doubt; no claim ever loses its
doubt by agreeing with another. Runs in the jailed worker.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import av
import av.error
from av.container import InputContainer

from verify.domain.errors import UndecodableError
from verify.domain.findings import ClaimedPosition, Metadata, StreamTags
from verify.domain.limits import DecodeLimits
from verify.media.claimed_times import parse_time, span_text, time_doubts
from verify.media.exif import read_exif
from verify.media.formats import container_options
from verify.media.positions import position_from_text
from verify.media.software import software_doubts
from verify.media.tags import bounded, printable

# QuickTime's key, and what FFmpeg makes of the boxes `©xyz` (Apple, Android) and `loci` (3GPP);
# each may be followed by "-" and a language.
_POSITION_TAGS = frozenset(("com.apple.quicktime.location.iso6709", "location", "xyz", "©xyz"))
# The first has the local zone, the others are UTC or say nothing of it.
_TIME_TAGS = ("com.apple.quicktime.creationdate", "creation_time", "date")
_SAME_RECORDING = timedelta(days=1)


def read_metadata(path: Path, kind: str, now: datetime | None = None) -> Metadata:
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

    Raises
    ------
    UndecodableError
        If a video's container cannot be opened.
    """
    if kind == "video":
        return _of_video(path, now)
    return _of_picture(path, now)


def _of_picture(path: Path, now: datetime | None) -> Metadata:
    exif = read_exif(path, now)
    tags, doubts = (None, []) if exif.tags is None else bounded(exif.tags.items(), "The EXIF data")
    return Metadata(
        untrusted_container_tags={},
        streams=[],
        positions=exif.positions,
        untrusted_exif=tags,
        untrusted_timecode=None,
        untrusted_created=exif.created,
        doubts=[*exif.doubts, *software_doubts(tags or {}), *doubts],
    )


def _of_video(path: Path, now: datetime | None) -> Metadata:
    limits = DecodeLimits()
    options = container_options(limits.max_streams, limits.max_pixels)
    try:
        with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
            return _of_container(container, now)
    except (av.error.FFmpegError, ValueError) as error:
        cause = printable(getattr(error, "strerror", None) or str(error))
        raise UndecodableError(path, cause) from error


def _of_container(container: InputContainer, now: datetime | None) -> Metadata:
    tags, doubts = bounded(container.metadata.items(), "The container")
    streams = []
    for stream in container.streams:
        own, own_doubts = bounded(stream.metadata.items(), f"Stream {stream.index}")
        doubts += own_doubts
        codec = stream.codec_context.name if stream.codec_context else None
        streams.append(
            StreamTags(index=stream.index, kind=stream.type, codec=codec, untrusted_tags=own)
        )
    every = [("", tags), *((f"stream {s.index} ", s.untrusted_tags) for s in streams)]
    positions, position_doubts = _positions(every)
    created, time_doubts_found = _created([tags, *(s.untrusted_tags for s in streams)], now)
    everything = {f"{whose}{name}": text for whose, own in every for name, text in own.items()}
    return Metadata(
        untrusted_container_tags=tags,
        streams=streams,
        positions=positions,
        untrusted_exif=None,
        untrusted_timecode=_first(everything.items(), "timecode"),
        untrusted_created=created,
        doubts=[
            *position_doubts,
            *time_doubts_found,
            *software_doubts(everything),
            *doubts,
        ],
    )


def _first(tags: Iterable[tuple[str, str]], wanted: str) -> str | None:
    return next((text for name, text in tags if name.split(" ")[-1].lower() == wanted), None)


def _positions(
    tags_by_owner: Iterable[tuple[str, Mapping[str, str]]],
) -> tuple[list[ClaimedPosition], list[str]]:
    """Return each place once, under the tag that named it first."""
    positions: dict[tuple[float, float], ClaimedPosition] = {}
    doubts: list[str] = []
    for whose, tags in tags_by_owner:
        for name, text in tags.items():
            if name.lower().partition("-")[0] not in _POSITION_TAGS:
                continue
            position = position_from_text(text, f"{whose}{name}")
            if isinstance(position, str):
                doubts.append(position)
            else:
                place = (position.latitude_deg, position.longitude_deg)
                positions.setdefault(place, position)
    if len(positions) > 1:
        doubts.append(
            f"The file names {len(positions)} different positions: joined from several clips, "
            "moved while filming, or altered."
        )
    return list(positions.values()), doubts


def _created(
    owners: Iterable[Mapping[str, str]], now: datetime | None
) -> tuple[str | None, list[str]]:
    """Return the time with the most said about it, and what speaks against it."""
    stated: dict[str, str] = {}
    for tags in owners:
        for name, text in tags.items():
            key = name.lower().partition("-")[0]
            if key in _TIME_TAGS and text.strip():
                stated.setdefault(key, text.strip())
    created = next((stated[key] for key in _TIME_TAGS if key in stated), None)
    if created is None:
        return None, []
    doubts = time_doubts(created, "The creation time", now)
    moments = [parsed.moment for text in stated.values() if (parsed := parse_time(text))]
    if moments and (apart := max(moments) - min(moments)) > _SAME_RECORDING:
        doubts.append(
            f"The file's creation times lie {span_text(apart)} apart: exported or edited later, "
            "or a clock was wrong."
        )
    return created, doubts
