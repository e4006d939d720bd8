"""Folders to work in, that vanish with the work: at once when it ends, later when it was killed.

A folder in use is locked by the process that works in it, and the lock dies with the process. So
whoever comes next can tell what was left behind from what is in use, and clears it away.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def working_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a locked folder in `parent`, and remove it, or what is left of it, in the end.

    Folders of the same prefix whose process is gone are removed first.

    Raises
    ------
    OSError
        If the folder cannot be made.
    """
    sweep(parent, prefix)
    folder = parent / f"{prefix}{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def sweep(parent: Path, prefix: str) -> None:
    """Remove the folders of this prefix that no living process works in."""
    for folder in parent.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
