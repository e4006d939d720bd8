"""Files that last: written whole, synced with the folders that name them, never replaced.

A file is durable when its bytes have been synced and every folder from it up to one that was there
before has been too; a name that is only in the system's memory is gone when the power is.
"""

import contextlib
import fcntl
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from verify.domain.errors import NO_ROOM
from verify.domain.object_errors import CannotKeepError, NoRoomToKeepError

READ_ONLY = 0o444
_FOLDER_MODE = 0o700
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


@contextlib.contextmanager
def problems_as_errors(folder: Path) -> Iterator[None]:
    """Say as one of ours what the system says of a store that is written to.

    Raises
    ------
    NoRoomToKeepError, CannotKeepError
        In the place of any `OSError`.
    """
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise NoRoomToKeepError(folder) from error
        raise CannotKeepError(folder, error.strerror or str(error)) from error


@contextlib.contextmanager
def new_file(place: Path) -> Iterator[int]:
    """Give a handle to write a new file through; afterwards it is read-only and synced.

    Raises
    ------
    FileExistsError
        If something is there; it is not touched.
    """
    handle = os.open(place, _NEW_FILE, 0o600)
    try:
        yield handle
        os.fchmod(handle, READ_ONLY)
        _sync(handle)
    finally:
        os.close(handle)


def write_all(handle: int, block: bytes | memoryview) -> None:
    """Write a block; the system may take it in parts."""
    rest = memoryview(block)
    while rest:
        rest = rest[os.write(handle, rest) :]


def make_folders(folder: Path) -> None:
    """Make a folder and those above it where they are missing, closed to other users."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    # Another process may have been quicker.
    folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    sync_folder(folder.parent)


def sync_folders(lowest: Path, highest: Path) -> None:
    """Sync a folder and those above it, up to and with `highest`.

    All of them, not only those made just now: another process may have made one and not yet come
    to sync it.
    """
    sync_folder(lowest)
    if lowest != highest:
        sync_folders(lowest.parent, highest)


def sync_folder(folder: Path) -> None:
    """Ask the disk to keep what a folder lists through a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _sync(handle)
    finally:
        os.close(handle)


def _sync(handle: int) -> None:
    if sys.platform == "darwin":
        # There fsync stops at the drive, whose own memory forgets when the power goes (fsync(2)).
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)
