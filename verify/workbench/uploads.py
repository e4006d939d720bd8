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
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from verify.domain.errors import NO_ROOM, FailedError, InputError, shown_name
from verify.jobs.queue import writing_to

LARGEST_UPLOAD_BYTES = 64 << 30
LARGEST_SLICE_BYTES = 16 << 20
KEPT_FREE_BYTES = 1 << 30
"""Room that an upload leaves to the analysis and to everything else on the disk."""
_ABANDONED_AFTER_S = 7 * 24 * 3600.0
_UPLOAD_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


class Announcement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page says of a file before it sends it. All of it is the sender's word."""

    untrusted_name: Annotated[str, Meta(min_length=1, max_length=1024)]
    size_bytes: Annotated[int, Meta(ge=0)]
    changed_ms: int
    """When the file was last changed, as its browser says; only used to know it again."""


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    owner: str
    announced: Announcement
    clip_id: str | None = None


class UnknownUploadError(InputError):
    """No such upload of this person."""

    def __init__(self) -> None:
        super().__init__("This upload is not known here any more. Choose the file again.")


class EmptyUploadError(InputError):
    """The file has no bytes."""

    def __init__(self, untrusted_name: str) -> None:
        super().__init__(
            f"{shown_name(untrusted_name)} is empty (0 bytes). "
            "The download may have failed; fetch it again."
        )


class UploadTooLargeError(InputError):
    """More bytes than are taken, or than were announced."""

    def __init__(self, untrusted_name: str, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        super().__init__(
            f"{shown_name(untrusted_name)} has more than {limit_bytes:,} bytes, the most that is "
            "taken here. Send the part of it that matters."
        )


class UploadIncompleteError(InputError):
    """Finished before all bytes were there."""

    def __init__(self, untrusted_name: str, offset_bytes: int, size_bytes: int) -> None:
        super().__init__(
            f"Of {shown_name(untrusted_name)} {offset_bytes:,} of {size_bytes:,} bytes have "
            "arrived. Send the rest."
        )


class WrongOffsetError(InputError):
    """A slice that does not begin where the last one ended."""

    def __init__(self, offset_bytes: int) -> None:
        self.offset_bytes = offset_bytes
        super().__init__(f"The next slice begins at byte {offset_bytes:,}.")


class NoRoomError(FailedError):
    """The disk could not hold it."""

    def __init__(self, free_bytes: int, needed_bytes: int) -> None:
        self.free_bytes = free_bytes
        super().__init__(
            f"There is not enough room on this machine's disk: {free_bytes / 1e9:.1f} GB are free, "
            f"{needed_bytes / 1e9:.1f} GB are needed. Free some space and try again."
        )


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
        EmptyUploadError, UploadTooLargeError, NoRoomError
            Before a byte was sent.
        """
        self._clean_up()
        if announced.size_bytes == 0:
            raise EmptyUploadError(announced.untrusted_name)
        if announced.size_bytes > LARGEST_UPLOAD_BYTES:
            raise UploadTooLargeError(announced.untrusted_name, LARGEST_UPLOAD_BYTES)
        for file in self._folder.glob("*.json"):
            is_same = _decode(file) == _Record(owner=owner, announced=announced)
            if is_same and self._part(file.stem).is_file():
                return file.stem, self._part(file.stem).stat().st_size
        self._check_room(announced.size_bytes)
        upload_id = secrets.token_hex(16)
        with writing_to(self._folder):
            self._part(upload_id).touch(mode=0o600)
            self._write(upload_id, _Record(owner=owner, announced=announced))
        return upload_id, 0

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

    def _no_room(self, needed_bytes: int) -> NoRoomError:
        free_bytes = shutil.disk_usage(self._folder).free
        return NoRoomError(free_bytes, needed_bytes + KEPT_FREE_BYTES)

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
