"""Work in hand: a folder each, locked by the process that works in it, told apart when it dies.

The lock of a killed process goes with it, so whoever comes next sees what was left behind. Folders
are made, and taken over, only while the one lock of the place is held (`alone`); so none is taken
for abandoned in the moment before it is locked.
"""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from verify.storage import durable

LOCK = "lock"
_NAME_BYTES = 8
DRAFT_NAME = f"[0-9a-f]{{{2 * _NAME_BYTES}}}"
"""What a folder of work in hand is called, as a pattern."""


class Drafts:
    """The folders of work in hand below one place."""

    def __init__(self, place: Path) -> None:
        self.place = place

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other process and thread from doing what is done in here; for moments only."""
        durable.make_folders(self.place)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(self.place / LOCK, flags, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    @contextlib.contextmanager
    def new(self) -> Iterator[Path]:
        """Make a locked folder; what is in it at the end is for the caller to clear."""
        folder = self.place / secrets.token_hex(_NAME_BYTES)
        with self.alone():
            folder.mkdir(mode=0o700)
            lock = _open(folder)
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            os.close(lock)

    @contextlib.contextmanager
    def abandoned(self) -> Iterator[list[Path]]:
        """Give the folders that no living process works in, locked; call it `alone`."""
        with contextlib.ExitStack() as held:
            found = []
            for folder in self._folders():
                with contextlib.suppress(OSError):
                    lock = _open(folder)
                    held.callback(os.close, lock)
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    found.append(folder)
            yield found

    def names(self, apart_from: Path | None = None) -> set[str]:
        """Return the names of the files in all folders, those in one of them left out."""
        return {
            name for folder in self._folders() if folder != apart_from for name in _names_in(folder)
        }

    def _folders(self) -> list[Path]:
        try:
            return [entry for entry in self.place.iterdir() if entry.name != LOCK]
        except FileNotFoundError:
            return []


def _names_in(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        # Its process is done with it, or it is none of ours.
        return []


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
