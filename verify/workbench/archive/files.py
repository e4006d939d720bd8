"""Lists and sheets as files: opened to be read, and written whole or not at all."""

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from verify.domain.errors import (
    EmptyFileError,
    FootageNotFoundError,
    NotAFileError,
    UnreadableFileError,
)
from verify.domain.exchange_errors import FileTakenError, FolderTakenError
from verify.jobs.disk import problems_as_errors, sync
from verify.media.scratch import working_folder

_WORK_PREFIX = ".verify-export-"


@contextlib.contextmanager
def opened_to_read(path: Path) -> Iterator[BinaryIO]:
    """Open a list or sheet.

    Raises
    ------
    FootageNotFoundError, NotAFileError, UnreadableFileError, EmptyFileError
        If it is none, is a folder, pipe or device, is closed to us, or has no bytes.
    """
    try:
        # A pipe is refused, not waited for.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FootageNotFoundError(path) from error
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from error
    with contextlib.ExitStack() as held:
        held.callback(os.close, handle)
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or device"
            raise NotAFileError(path, kind, "Name the list as a file.")
        if status.st_size == 0:
            raise EmptyFileError(path)
        yield held.enter_context(os.fdopen(handle, "rb", closefd=False))


@contextlib.contextmanager
def written_whole(
    place: Path, *, force: bool, on_written: Callable[[Path], None] = lambda _file: None
) -> Iterator[BinaryIO]:
    """Give a file to write to that comes to lie at its place, synced, if this is left in peace.

    Parameters
    ----------
    place : Path
        Its folder is there already.
    force : bool
        Whether a file that is there is replaced.
    on_written : callable
        Called with the whole file just before it is given its name, which it is not if this raises.

    Raises
    ------
    FileTakenError
        If something is there, or came to be there meanwhile, that is not to be replaced.
    DiskFullError, OutputFolderError
        If it cannot be written.
    """
    _assert_free(place, force=force)
    with problems_as_errors(place.parent):
        with working_folder(place.parent, _WORK_PREFIX) as folder:
            written = folder / "written"
            with written.open("xb") as file:
                yield file
            sync(written)
            # The writing took a while.
            _assert_free(place, force=force)
            on_written(written)
            written.replace(place)
        sync(place.parent)


@contextlib.contextmanager
def folder_written_whole(
    place: Path, *, on_written: Callable[[Path], None] = lambda _folder: None
) -> Iterator[Path]:
    """Give an empty folder that comes to lie at its place, synced, if this is left in peace.

    Raises
    ------
    FolderTakenError
        If something is there; a folder is never replaced.
    DiskFullError, OutputFolderError
        If it cannot be written.
    """
    _assert_not_there(place)
    with problems_as_errors(place.parent):
        with working_folder(place.parent, _WORK_PREFIX) as folder:
            written = folder / "written"
            written.mkdir()
            yield written
            for entry in written.rglob("*"):
                sync(entry)
            sync(written)
            _assert_not_there(place)
            on_written(written)
            written.rename(place)
        sync(place.parent)


def _assert_not_there(place: Path) -> None:
    if os.path.lexists(place):
        raise FolderTakenError(place)


def _assert_free(place: Path, *, force: bool) -> None:
    if os.path.lexists(place) and (place.is_dir() or not force):
        raise FileTakenError(place)
