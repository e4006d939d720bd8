"""Small files of records that servers and commands of one home read and change, for its owner only.

What was read is kept until the file is another one, so that asking at each request costs a look at
its date. Each change is made to what the file says then, under a lock, and replaces it whole.
"""

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from verify.domain.errors import FailedError, shown_name
from verify.jobs.queue import writing_to

_Record = TypeVar("_Record")


class UnreadableRecordsError(FailedError):
    """A file of records that this version cannot read."""

    def __init__(self, place: Path) -> None:
        self.place = place
        super().__init__(
            f"{shown_name(str(place))} cannot be read; another version may have written it, or it "
            "was changed. Put a copy of it back, or move it away to begin anew."
        )


class KeptRecords(Generic[_Record]):
    """The records of one file, by their keys.

    Parameters
    ----------
    place : Path
        Where it lies; its folder is there.
    kind : type
        Of one record; of a form that msgspec reads.
    can_be_lost : bool
        Whether a file that cannot be read stands for no records, instead of an error.
    """

    def __init__(self, place: Path, kind: type[_Record], *, can_be_lost: bool) -> None:
        self._place = place
        self._decoder = msgspec.json.Decoder(dict[str, kind])  # type: ignore[valid-type]
        self._can_be_lost = can_be_lost
        self._lock = threading.Lock()
        self._kept: tuple[object, dict[str, _Record]] = (None, {})

    def read(self) -> Mapping[str, _Record]:
        """Return what the file says now.

        Raises
        ------
        UnreadableRecordsError
            If it cannot be read, and may not be lost.
        """
        try:
            status = self._place.stat()
        except FileNotFoundError:
            return {}
        seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        before, records = self._kept
        if seen != before:
            # Seen first: what replaces it meanwhile is another file, and read the next time.
            records = self._read()
            self._kept = (seen, records)
        return records

    @contextlib.contextmanager
    def changing(self) -> Iterator[dict[str, _Record]]:
        """Give what the file says; what becomes of it replaces it, unless an error comes up.

        Raises
        ------
        UnreadableRecordsError
            As `read`.
        HomeFolderError
            If it cannot be written.
        """
        folder, name = self._place.parent, self._place.name
        with self._lock, writing_to(folder), (folder / f".{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            records = self._read()
            yield records
            aside = folder / f".{name}"
            aside.unlink(missing_ok=True)
            handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(msgspec.json.encode(records))
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(self._place)

    def _read(self) -> dict[str, _Record]:
        try:
            return self._decoder.decode(self._place.read_bytes())
        except FileNotFoundError:
            return {}
        except msgspec.MsgspecError as error:
            if self._can_be_lost:
                return {}
            raise UnreadableRecordsError(self._place) from error
