"""What everything that is handed to the user needs of a disk: an error in words, and lasting."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from verify.domain import errors


@contextlib.contextmanager
def problems_as_errors(folder: Path) -> Iterator[None]:
    """Say as one of ours what the system says of a folder that is written to.

    Raises
    ------
    DiskFullError, OutputFolderError
        In the place of any `OSError`.
    """
    try:
        yield
    except OSError as error:
        if error.errno in errors.NO_ROOM:
            raise errors.DiskFullError(folder) from error
        reason = error.strerror or str(error)
        if isinstance(error, FileExistsError | NotADirectoryError):
            reason = "a file stands where a folder is needed"
        raise errors.OutputFolderError(folder, reason) from error


def sync(entry: Path) -> None:
    """Ask the disk to keep a file, or the list of a folder, through a loss of power."""
    handle = os.open(entry, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
