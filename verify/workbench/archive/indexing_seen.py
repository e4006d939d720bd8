"""Which files of which states were indexed, so that they are not opened again.

A list beside the archive, and no more than that: without it, files are opened and hashed to learn
that they are known. It is asked only for a hash; whether that is in the archive the archive says.
A file is as it was while its place, size, number on the disk and both its times are the same.
"""

import os
from pathlib import Path

import msgspec

from verify.domain.footage import Sha256
from verify.jobs.queue import writing_to

_FOLDER = "indexed"
_FILE = "files.jsonl"


class FileState(msgspec.Struct, frozen=True, array_like=True):
    """By what a file is told from what it was."""

    size_bytes: int
    inode: int
    modified_ns: int
    changed_ns: int


class _Line(msgspec.Struct, frozen=True):
    path: str
    state: FileState
    sha256: Sha256


class SeenFiles:
    """The files that were indexed into the archive of one home."""

    def __init__(self, home: Path) -> None:
        self._file = home / _FOLDER / _FILE
        self._home = home
        self._seen: dict[str, tuple[FileState, str]] = {}
        with writing_to(home):
            if self._file.is_file():
                self._read()

    def sha256(self, path: Path, state: FileState) -> str | None:
        """Return the hash of a file that is as it was when it was indexed."""
        known, sha256 = self._seen.get(os.fspath(path), (None, None))
        return sha256 if known == state else None

    def note(self, path: Path, before: FileState, sha256: str) -> None:
        """Note the hash of a file that is in the archive, if it is still as before it was read.

        A name that is no text is not noted; its file is opened again.
        """
        state, place = state_of(path), os.fspath(path)
        if state != before or not _is_text(place):
            return
        if self._seen.get(place) == (state, sha256):
            return
        self._seen[place] = state, sha256
        line = msgspec.json.encode(_Line(place, state, sha256)) + b"\n"
        with writing_to(self._home):
            self._file.parent.mkdir(mode=0o700, exist_ok=True)
            # One write, so that two who index at once do not mix their lines.
            handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)

    def _read(self) -> None:
        decoder = msgspec.json.Decoder(_Line)
        with self._file.open("rb") as file:
            for text in file:
                try:
                    line = decoder.decode(text)
                except msgspec.MsgspecError:
                    # Of a call that was killed as it wrote.
                    continue
                self._seen[line.path] = line.state, line.sha256


def state_of(path: Path) -> FileState | None:
    """Return how a file lies there; None where there is none."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return None
    return FileState(found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)


def _is_text(place: str) -> bool:
    try:
        place.encode()
    except UnicodeEncodeError:
        return False
    return True
