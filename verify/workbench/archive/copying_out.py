"""A kept file handed out: a copy of it byte for byte, and in the custody log before it appears."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from verify.domain.archive import Entry
from verify.domain.archive_errors import FileNotKeptError
from verify.domain.custody import Action
from verify.domain.object_errors import OriginalDamagedError, OriginalUnreadableError
from verify.domain.sources import storable
from verify.workbench.archive.files import written_whole
from verify.workbench.archive.shelf import Shelf

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class CopiedOut:
    """A copy of a file as received.

    Attributes
    ----------
    event : int
        Number of the event in the custody log that says so.
    """

    sha256: str
    size_bytes: int
    event: int


def copy_out(
    shelf: Shelf,
    entry: Entry,
    place: Path,
    *,
    force: bool = False,
    on_bytes: Callable[[int], None] = lambda _size_bytes: None,
) -> CopiedOut:
    """Copy the file of an entry as it was received; whole, or not at all.

    What is copied is hashed on the way. That the file was looked at, by whom and where the copy
    went stands in the custody log before the copy has its name.

    Parameters
    ----------
    place : Path
        Where the copy comes to lie; its folder is there already.
    force : bool
        Whether a file that is there is replaced.
    on_bytes : callable
        Told the size of each block.

    Raises
    ------
    FileNotKeptError
        If the archive does not keep the file of this entry.
    OriginalMissingError, OriginalDamagedError, OriginalUnreadableError
        If it is not there, has other bytes by now, or the system does not give them out.
    FileTakenError, DiskFullError, OutputFolderError
        As `files.written_whole`.
    """
    if not entry.has_original:
        raise FileNotKeptError(entry)
    digest, size_bytes, number = hashlib.sha256(), 0, 0

    def log(_written: Path) -> None:
        nonlocal number
        words = {"copied_to": storable(str(place.absolute())), "size_bytes": size_bytes}
        number = shelf.store.record(Action.VIEWED, entry.key, words, shelf.actor).sequence

    with (
        shelf.objects.open(entry.key) as kept,
        written_whole(place, force=force, on_written=log) as file,
    ):
        while block := _read(kept, entry.key):
            digest.update(block)
            file.write(block)
            size_bytes += len(block)
            on_bytes(len(block))
        if digest.hexdigest() != entry.key:
            raise OriginalDamagedError(entry.key)
    return CopiedOut(entry.key, size_bytes, number)


def _read(kept: FileIO, sha256: str) -> bytes:
    try:
        return kept.read(_BLOCK_BYTES)
    except OSError as error:
        raise OriginalUnreadableError(sha256, error.strerror or str(error)) from error
