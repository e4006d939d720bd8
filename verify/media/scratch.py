"""Folders to work in, that vanish with the work: at once when it ends, later when it was killed.

A folder in use is locked by the process that works in it, and the lock dies with the process. So
whoever comes next can tell what was left behind from what is in use, and clears it away.
"""

import contextlib
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

_LONGEST_PATH_INSIDE = 200


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
    folder, lock = _made_and_locked(parent, prefix)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(lock)


def _made_and_locked(parent: Path, prefix: str) -> tuple[Path, int]:
    while True:
        folder = parent / f"{prefix}{secrets.token_hex(8)}"
        folder.mkdir(mode=0o700)
        # As long as it is not locked, another sweep may take it for one that was left behind.
        with contextlib.suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)


def sweep(parent: Path, prefix: str) -> None:
    """Remove the folders of this prefix that no living process works in."""
    for folder in parent.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(folder)
            finally:
                os.close(lock)


def _remove(folder: Path) -> None:
    """Remove a folder with all that is in it, as far as the system lets us.

    What worked in there may have been hostile: it can nest folders deeper than a path can be long
    and a program recurse, and close them to their owner. So they are opened up, and the deeper
    ones moved to the top before they are looked into.
    """
    longest_path = len(str(folder)) + _LONGEST_PATH_INSIDE
    folders = [str(folder)]
    for inner in folders:
        with contextlib.suppress(OSError):
            Path(inner).chmod(stat.S_IRWXU)
            with os.scandir(inner) as entries:
                for entry in entries:
                    with contextlib.suppress(OSError):
                        if not entry.is_dir(follow_symlinks=False):
                            Path(entry.path).unlink()
                        elif len(entry.path) <= longest_path:
                            folders.append(entry.path)
                        else:
                            folders.append(_moved_to_the_top(Path(entry.path), folder))
    for inner in reversed(folders):
        with contextlib.suppress(OSError):
            Path(inner).rmdir()


def _moved_to_the_top(inner: Path, folder: Path) -> str:
    # A folder that is closed cannot be moved, because its entry ".." changes.
    inner.chmod(stat.S_IRWXU)
    return str(inner.rename(folder / secrets.token_hex(16)))
