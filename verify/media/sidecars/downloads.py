"""The note that yt-dlp leaves beside a download (`--write-info-json`): `clip.info.json`.

Its `upload_date` has no zone: the day is UTC where the platform states a time, and the platform's
own day where it states only that.
"""

import re
from pathlib import Path

from msgspec import Raw, Struct, field

from verify.domain.sources import SourceRecord
from verify.media.sidecars.side_file import SideFile, is_said

ENDING = ".info.json"
# Formats and automatic subtitles take some megabytes, comments far more.
_CAP_BYTES = 64 << 20
# A single format that was not joined with another: clip.f137.mp4.
_FORMAT = re.compile(r"\.f[0-9A-Za-z_-]{1,20}$")


class _Version(Struct):
    version: Raw = Raw()


class _Info(Struct):
    webpage_url: Raw = Raw()
    original_url: Raw = Raw()
    extractor_key: Raw = Raw()
    extractor: Raw = Raw()
    channel: Raw = Raw()
    uploader: Raw = Raw()
    uploader_id: Raw = Raw()
    channel_id: Raw = Raw()
    title: Raw = Raw()
    description: Raw = Raw()
    timestamp: Raw = Raw()
    release_timestamp: Raw = Raw()
    modified_timestamp: Raw = Raw()
    upload_date: Raw = Raw()
    epoch: Raw = Raw()
    written_by: Raw = field(default=Raw(), name="_version")


def note_beside(clip: Path) -> Path:
    """Return where the note of a clip lies, if there is one."""
    return clip.with_name(_FORMAT.sub("", clip.stem) + ENDING)


def read_note(file: SideFile) -> SourceRecord | None:
    """Return what a note says, or None if it says nothing that can be read."""
    content = file.read(_CAP_BYTES)
    if content is None:
        return None
    info = file.decoded(content, _Info, "it")
    if info is None:
        return None
    title = file.passage(info.title, "title")
    description = file.passage(info.description, "description")
    caption = "\n\n".join(dict.fromkeys(filter(None, (title, description))))
    version = None
    if is_said(info.written_by):
        stated = file.decoded(info.written_by, _Version, "the field _version")
        version = stated and file.line(stated.version, "_version.version")
    return SourceRecord(
        untrusted_address=file.line(info.webpage_url, "webpage_url")
        or file.line(info.original_url, "original_url"),
        untrusted_platform=file.line(info.extractor_key, "extractor_key")
        or file.line(info.extractor, "extractor"),
        untrusted_channel=file.line(info.channel, "channel")
        or file.line(info.uploader, "uploader"),
        untrusted_handle=file.line(info.uploader_id, "uploader_id")
        or file.line(info.channel_id, "channel_id"),
        untrusted_caption=file.passage(caption, "title and description"),
        untrusted_fetched_how=file.line(
            f"yt-dlp {version}" if version else "yt-dlp", "_version.version"
        ),
        read_from=[file.name],
        dates=[
            *file.epoch(info.timestamp, "timestamp", "posted, by the platform"),
            *file.epoch(info.release_timestamp, "release_timestamp", "released, by the platform"),
            *file.epoch(info.modified_timestamp, "modified_timestamp", "changed, by the platform"),
            *file.day(info.upload_date, "upload_date", "day of the post, by the platform"),
            *file.epoch(info.epoch, "epoch", "fetched, by the clock of the machine with yt-dlp"),
        ],
    )
