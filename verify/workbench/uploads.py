"""Footage that arrives in slices: straight to disk, resumable, never held in memory.

    uploads/ID.json     who sends what: a person, the sender's name for it, its size
    uploads/ID.part     the bytes so far; its length is the offset to go on from

The same person sending the same file again (name, size, time of change) is given the unfinished
upload back, so a reload of the page or a new sign-in loses nothing. Another person never is.
"""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from verify.domain.errors import NO_ROOM
from verify.jobs.queue import writing_to
from verify.media import content
from verify.media.intake import FOOTAGE_ENDINGS
from verify.workbench.upload_errors import (
    EmptyUploadError,
    NoRoomError,
    NotFootageError,
    TooManyUploadsError,
    UnknownUploadError,
    UploadIncompleteError,
    UploadTooLargeError,
    WrongOffsetError,
)

__all__ = [
    "FOOTAGE_ENDINGS",
    "KEPT_FREE_BYTES",
    "LARGEST_SLICE_BYTES",
    "LARGEST_UPLOAD_BYTES",
    "Announcement",
    "EmptyUploadError",
    "NoRoomError",
    "NotFootageError",
    "SliceWriter",
    "TooManyUploadsError",
    "Unfinished",
    "UnknownUploadError",
    "UploadIncompleteError",
    "UploadTooLargeError",
    "Uploads",
    "WrongOffsetError",
]

LARGEST_UPLOAD_BYTES = 64 << 30
LARGEST_SLICE_BYTES = 16 << 20
KEPT_FREE_BYTES = 1 << 30
"""Room that an upload leaves to the analysis and to everything else on the disk."""
_ABANDONED_AFTER_S = 7 * 24 * 3600.0
# What is announced is sent at once or after other files of the same choice.
_AWAITED_FOR_S = 3600.0
_MOST_UNFINISHED = 500
_UPLOAD_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


class Announcement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page says of a file before it sends it. All of it is the sender's word."""

    untrusted_name: Annotated[str, Meta(min_length=1, max_length=1024)]
    size_bytes: Annotated[int, Meta(ge=0)]
    changed_ms: int
    """When the file was last changed, as its browser says; only used to know it again."""
    is_footage: bool = True
    """Whether it is to become a clip: what cannot be one is refused at its first bytes."""


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    owner: str
    announced: Announcement
    clip_id: str | None = None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An upload that has not arrived in full, as the person who sends it sees it."""

    upload_id: str
    untrusted_name: str
    offset_bytes: int
    size_bytes: int


class Uploads:
    """The unfinished uploads of one home.

    Parameters
    ----------
    folder : Path
        Where they lie; made if it is missing. On the file system of the clips.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._clean_up()

    def begin(self, owner: str, announced: Announcement) -> tuple[str, int]:
        """Return the id of an upload and the offset in bytes to go on from.

        Parameters
        ----------
        owner : str
            Key of the person who sends.
        announced : Announcement
            What it sends.

        Raises
        ------
        EmptyUploadError, UploadTooLargeError, NoRoomError, TooManyUploadsError
            Before a byte was sent. Room that was announced is counted as taken.
        """
        self._clean_up()
        if announced.size_bytes == 0:
            raise EmptyUploadError(announced.untrusted_name)
        if announced.size_bytes > LARGEST_UPLOAD_BYTES:
            raise UploadTooLargeError(announced.untrusted_name, LARGEST_UPLOAD_BYTES)
        unfinished = [one for one in self._unfinished() if one[1].owner == owner]
        for upload_id, record in unfinished:
            if record.announced == announced:
                return upload_id, self._size_bytes(upload_id)
        if len(unfinished) >= _MOST_UNFINISHED:
            raise TooManyUploadsError(_MOST_UNFINISHED)
        if self.room_bytes() < announced.size_bytes:
            raise self._no_room(announced.size_bytes, self._awaited_bytes())
        upload_id = secrets.token_hex(16)
        with writing_to(self._folder):
            self._part(upload_id).touch(mode=0o600)
            self._write(upload_id, _Record(owner=owner, announced=announced))
        return upload_id, 0

    def room_bytes(self) -> int:
        """Return how many bytes may be announced: free, neither kept nor announced already."""
        free_bytes = shutil.disk_usage(self._folder).free
        return max(0, free_bytes - KEPT_FREE_BYTES - self._awaited_bytes())

    def unfinished(self, owner: str) -> list[Unfinished]:
        """Return the footage of a person that has not arrived in full, the latest first."""
        return [
            Unfinished(
                upload_id,
                record.announced.untrusted_name,
                self._size_bytes(upload_id),
                record.announced.size_bytes,
            )
            for upload_id, record in self._unfinished()
            if record.owner == owner and record.announced.is_footage
        ]

    def discard(self, owner: str, upload_id: str) -> None:
        """Drop an upload with what has arrived of it; one that became a clip already stays.

        Raises
        ------
        UnknownUploadError
            If this person has no such upload.
        """
        with self.held(owner, upload_id):
            if self._record(owner, upload_id).clip_id is None:
                self._drop(upload_id)

    def offset_bytes(self, owner: str, upload_id: str) -> int:
        """Return how many bytes have arrived.

        Raises
        ------
        UnknownUploadError
            If this person has no such upload.
        """
        record = self._record(owner, upload_id)
        if record.clip_id is not None:
            return record.announced.size_bytes
        return self._size_bytes(upload_id)

    @contextlib.contextmanager
    def slice_at(self, owner: str, upload_id: str, offset_bytes: int) -> Iterator["SliceWriter"]:
        """Append one slice; whole pieces that were written stay if the connection breaks.

        Raises
        ------
        UnknownUploadError, WrongOffsetError, UploadTooLargeError, NoRoomError
            As the names say. Another writer on the same upload is a `WrongOffsetError`.
        NotFootageError
            At the end of the first slice; nothing is kept then.
        """
        record = self._record(owner, upload_id)
        if record.clip_id is not None:
            raise WrongOffsetError(record.announced.size_bytes)
        self._size_bytes(upload_id)
        with self._part(upload_id).open("ab") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise WrongOffsetError(stream.tell()) from error
            if stream.tell() != offset_bytes:
                raise WrongOffsetError(stream.tell())
            self._check_room(record.announced.size_bytes - offset_bytes)
            try:
                yield SliceWriter(stream.fileno(), record.announced, offset_bytes)
            except OSError as error:
                if error.errno in NO_ROOM:
                    raise self._no_room(record.announced.size_bytes) from error
                raise
        if offset_bytes == 0 and record.announced.is_footage:
            self._assert_may_be_footage(upload_id, record.announced)

    @contextlib.contextmanager
    def held(self, owner: str, upload_id: str) -> Iterator[None]:
        """Keep an upload to one caller: two pages may finish the same one at the same time.

        Raises
        ------
        UnknownUploadError
            If this person has no such upload.
        """
        self._record(owner, upload_id)
        with (self._folder / f"{upload_id}.json").open("rb") as record:
            fcntl.flock(record, fcntl.LOCK_EX)
            yield

    def take(self, owner: str, upload_id: str) -> tuple[Path, Announcement, str | None]:
        """Return the whole file, what was announced, and the clip it became if it did already.

        Raises
        ------
        UnknownUploadError, UploadIncompleteError
            As the names say.
        """
        record = self._record(owner, upload_id)
        part, announced = self._part(upload_id), record.announced
        if record.clip_id is None:
            offset = self._size_bytes(upload_id)
            if offset != announced.size_bytes:
                raise UploadIncompleteError(announced.untrusted_name, offset, announced.size_bytes)
        return part, announced, record.clip_id

    def settle(self, owner: str, upload_id: str, clip_id: str) -> None:
        """Remember which clip an upload became, so that finishing it twice makes one clip."""
        record = self._record(owner, upload_id)
        self._write(upload_id, msgspec.structs.replace(record, clip_id=clip_id))

    def forget(self, clip_id: str) -> None:
        """Drop what is written of the upload that became a clip, its name above all."""
        for file in self._folder.glob("*.json"):
            record = _decode(file)
            if record is not None and record.clip_id == clip_id:
                file.unlink(missing_ok=True)

    def _unfinished(self) -> list[tuple[str, _Record]]:
        """Return what has not arrived in full with its id, the latest first."""
        found = []
        for file in self._folder.glob("*.json"):
            record = _decode(file)
            if record is None or record.clip_id is not None:
                continue
            with contextlib.suppress(FileNotFoundError):
                changed_s = self._part(file.stem).stat().st_mtime
                found.append((changed_s, file.stem, record))
        found.sort(key=lambda one: one[:2], reverse=True)
        return [(upload_id, record) for _changed_s, upload_id, record in found]

    def _awaited_bytes(self) -> int:
        """Return how much is still to come of what is being sent."""
        oldest_s, awaited = time.time() - _AWAITED_FOR_S, 0
        for upload_id, record in self._unfinished():
            with contextlib.suppress(FileNotFoundError):
                arrived = self._part(upload_id).stat()
                if arrived.st_mtime > oldest_s:
                    awaited += record.announced.size_bytes - arrived.st_size
        return awaited

    def _assert_may_be_footage(self, upload_id: str, announced: Announcement) -> None:
        with contextlib.suppress(FileNotFoundError):
            kind = content.refusal(self._part(upload_id))
            if kind is not None:
                self._drop(upload_id)
                raise NotFootageError(announced.untrusted_name, kind)

    def _drop(self, upload_id: str) -> None:
        for file in (self._part(upload_id), self._folder / f"{upload_id}.json"):
            file.unlink(missing_ok=True)

    def _part(self, upload_id: str) -> Path:
        return self._folder / f"{upload_id}.part"

    def _size_bytes(self, upload_id: str) -> int:
        """Return how much has arrived; a part that is gone cannot be gone on with."""
        try:
            return self._part(upload_id).stat().st_size
        except FileNotFoundError as error:
            raise UnknownUploadError from error

    def _record(self, owner: str, upload_id: str) -> _Record:
        record = None
        if _UPLOAD_ID.fullmatch(upload_id):
            record = _decode(self._folder / f"{upload_id}.json")
        if record is None or record.owner != owner:
            raise UnknownUploadError
        return record

    def _write(self, upload_id: str, record: _Record) -> None:
        aside = self._folder / f".{upload_id}"
        aside.write_bytes(msgspec.json.encode(record))
        aside.replace(self._folder / f"{upload_id}.json")

    def _check_room(self, needed_bytes: int) -> None:
        if shutil.disk_usage(self._folder).free < needed_bytes + KEPT_FREE_BYTES:
            raise self._no_room(needed_bytes)

    def _no_room(self, needed_bytes: int, awaited_bytes: int = 0) -> NoRoomError:
        free_bytes = shutil.disk_usage(self._folder).free - awaited_bytes
        return NoRoomError(max(0, free_bytes), needed_bytes + KEPT_FREE_BYTES)

    def _clean_up(self) -> None:
        """Remove uploads that nothing was added to for a week."""
        oldest_s = time.time() - _ABANDONED_AFTER_S
        for file in [*self._folder.glob("*.json"), *self._folder.glob("*.part")]:
            part = file.with_suffix(".part")
            with contextlib.suppress(FileNotFoundError):
                latest = part if part.exists() else file
                if latest.stat().st_mtime < oldest_s:
                    file.unlink()


class SliceWriter:
    """Writes the pieces of one slice, never past the size that was announced."""

    def __init__(self, handle: int, announced: Announcement, offset_bytes: int) -> None:
        self._handle = handle
        self._announced = announced
        self._start_bytes = offset_bytes
        self.offset_bytes = offset_bytes

    def write(self, piece: bytes) -> None:
        """Append a piece.

        Raises
        ------
        UploadTooLargeError
            If the file would grow past its announced size, or the slice past the largest.
        """
        end = self.offset_bytes + len(piece)
        if end > min(self._announced.size_bytes, self._start_bytes + LARGEST_SLICE_BYTES):
            raise UploadTooLargeError(self._announced.untrusted_name, self._announced.size_bytes)
        view = memoryview(piece)
        while view:
            written = os.write(self._handle, view)
            self.offset_bytes += written
            view = view[written:]


def _decode(file: Path) -> _Record | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Record)
    except FileNotFoundError:
        return None
