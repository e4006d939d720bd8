"""Originals: each kept once under its SHA-256, read-only, never opened for writing again.

An original is kept if and only if the store knows it. The two cannot be changed in one moment, so
a name in the drafts marks every original that is on its way in or out; whoever finds the mark of a
dead process asks the store and finishes what that one began. So `keeping` and `removing` go around
the transaction that records them:

    with objects.keeping(stream, path) as kept:  # durable from here on
        store.add(...)
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from verify.domain import errors
from verify.domain.errors import VerifyError
from verify.domain.object_errors import (
    HomeOfAnotherError,
    OriginalDamagedError,
    OriginalMissingError,
    TooLargeToKeepError,
)
from verify.storage import durable
from verify.storage.drafts import Drafts

BLOCK_BYTES = 1 << 20
LARGEST_BYTES = 256 << 30
"""A day of 4K video at 24 Mbit/s; a stream that never ends is stopped before it fills the disk."""

MARK = "kept-for"
"""The file beside the files as received that names the store which keeps them."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

OnBytes = Callable[[int], None]
"""Called with the bytes done since the last call."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An original that is in the store and durable.

    Attributes
    ----------
    is_new : bool
        False if the same bytes were kept before; they were read and are the same.
    """

    sha256: str
    size_bytes: int
    is_new: bool


class Objects:
    """The originals of one store.

    Parameters
    ----------
    home : Path
        The store's folder; made when something is kept.
    knows : callable
        Whether the store, as of now, says that it keeps the original of this SHA-256.
    largest_bytes : int
        Larger files are refused.
    kept_for : str or None
        What the store is called in its home. The first one that keeps something there writes it
        down, and any other is refused from then on, since it would let go of what it does not
        know. None where no other can be.
    """

    def __init__(
        self,
        home: Path,
        knows: Callable[[str], bool],
        largest_bytes: int = LARGEST_BYTES,
        *,
        kept_for: str | None = None,
    ) -> None:
        self._home = home
        self._kept_for = kept_for
        self.root = home / "objects" / "sha256"
        self.place = str(self.root)
        self.knows = knows
        self._largest_bytes = largest_bytes
        self._drafts = Drafts(home / "tmp" / "objects")

    def path_of(self, sha256: str) -> Path:
        """Return where an original lies, or would.

        Raises
        ------
        ValueError
            If this is no SHA-256 in lower-case hex.
        """
        if not is_sha256(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256 in lower-case hex")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def where(self, sha256: str) -> str:
        """Return where an original lies, or would, to be shown and compared."""
        return str(self.path_of(sha256))

    def local(self, sha256: str) -> Path:
        """Return a file of this machine that has an original's bytes; it is not to be changed.

        Raises
        ------
        OriginalMissingError
            If there is no such file.
        """
        self.open(sha256).close()
        return self.path_of(sha256)

    def open(self, sha256: str) -> FileIO:
        """Open an original for reading.

        Raises
        ------
        OriginalMissingError
            If there is no such file.
        """
        try:
            return open_regular(self.path_of(sha256))
        except OSError as error:
            raise OriginalMissingError(sha256) from error

    @contextlib.contextmanager
    def keeping(
        self,
        stream: BinaryIO,
        path: Path,
        *,
        expected_sha256: str | None = None,
        on_bytes: OnBytes | None = None,
    ) -> Iterator[Kept]:
        """Take an original in; within the context it is durable, and the store has to record it.

        What the store does not know at the end is let go again, so an error in there leaves
        nothing behind.

        Parameters
        ----------
        stream : binary file
            Read once, from where it stands to its end.
        path : Path
            The file as the user named it, for errors.
        expected_sha256 : str, optional
            What these bytes are announced to be.
        on_bytes : callable, optional
            Told of every block.

        Raises
        ------
        EmptyFileError, TooLargeToKeepError, UnreadableFileError, FootageChangedError
            If the bytes cannot be kept, or are not those that were announced.
        OriginalDamagedError
            If an original of this SHA-256 is there with other bytes.
        HomeOfAnotherError
            If the originals here are another store's.
        NoRoomToKeepError, CannotKeepError
            If the system refuses.
        """
        with contextlib.ExitStack() as held:
            with durable.problems_as_errors(self._home):
                self._claim()
                self.sweep()
                draft = held.enter_context(self._drafts.new())
                held.callback(self._settle, draft)
                sha256, size_bytes = self._receive(draft / "incoming", stream, path, on_bytes)
                if expected_sha256 not in (None, sha256):
                    raise errors.FootageChangedError(path)
                is_new = self._place(draft, sha256)
            yield Kept(sha256, size_bytes, is_new)

    @contextlib.contextmanager
    def removing(self, sha256: str) -> Iterator[None]:
        """Let an original go, if the store no longer knows it at the end of the context.

        Raises
        ------
        HomeOfAnotherError, NoRoomToKeepError, CannotKeepError
            If the originals here are another store's, or the system refuses; then the context is
            not entered.
        """
        self.path_of(sha256)
        with contextlib.ExitStack() as held:
            with durable.problems_as_errors(self._home):
                self._claim()
                self.sweep()
                draft = held.enter_context(self._drafts.new())
                held.callback(self._settle, draft)
                with durable.new_file(draft / sha256):
                    pass
                durable.sync_folders(draft, self._drafts.place)
            yield

    def sweep(self) -> None:
        """Finish what killed processes began: let go of what the store does not know."""
        if not self._drafts.place.is_dir():
            return
        with self._drafts.alone(), self._drafts.abandoned() as left:
            for draft in left:
                self._let_go(draft)

    def assert_ours(self) -> None:
        """Raise `HomeOfAnotherError` if the originals here are known to be another store's."""
        kept_for = store_named_in(self._home)
        if None not in (kept_for, self._kept_for) and kept_for != self._kept_for:
            raise HomeOfAnotherError(self._home, kept_for)

    def _claim(self) -> None:
        mark = self.root.parent / MARK
        if self._kept_for is not None and not mark.exists():
            there = [place.name for place in self.root.glob("*/*/*")]
            if there and not any(is_sha256(name) and self.knows(name) for name in there):
                raise HomeOfAnotherError(self._home, None)
            durable.make_folders(mark.parent)
            with self._drafts.new() as draft:
                try:
                    with durable.new_file(draft / MARK) as handle:
                        durable.write_all(handle, os.fsencode(f"{self._kept_for}\n"))
                    # Another process may have been quicker.
                    with contextlib.suppress(FileExistsError):
                        mark.hardlink_to(draft / MARK)
                    durable.sync_folders(mark.parent, self._home)
                finally:
                    shutil.rmtree(draft)
        self.assert_ours()

    def in_hand(self) -> set[str]:
        """Return the originals that some process is taking in or letting go."""
        return set(filter(is_sha256, self._drafts.names()))

    def _receive(
        self, place: Path, stream: BinaryIO, path: Path, on_bytes: OnBytes | None
    ) -> tuple[str, int]:
        digest = hashlib.sha256()
        size_bytes = 0
        with durable.new_file(place) as handle:
            while block := _read(stream, path):
                size_bytes += len(block)
                if size_bytes > self._largest_bytes:
                    raise TooLargeToKeepError(path, self._largest_bytes)
                digest.update(block)
                durable.write_all(handle, block)
                if on_bytes is not None:
                    on_bytes(len(block))
            if not size_bytes:
                raise errors.EmptyFileError(path)
        return digest.hexdigest(), size_bytes

    def _place(self, draft: Path, sha256: str) -> bool:
        """Give the file in the draft its name; return False if it had one."""
        marked = (draft / "incoming").rename(draft / sha256)
        durable.sync_folders(draft, self._drafts.place)
        place = self.path_of(sha256)
        durable.make_folders(place.parent)
        # Nobody lets an original go between the look whether it is there and its mark being seen.
        with self._drafts.alone():
            try:
                place.hardlink_to(marked)
                is_new = True
            except FileExistsError:
                is_new = False
        if not is_new and not _holds(place, sha256):
            # Without the mark, what lies there stays as it is: it may tell what happened.
            marked.unlink()
            raise OriginalDamagedError(sha256)
        durable.sync_folders(place.parent, self._home)
        return is_new

    def _settle(self, draft: Path) -> None:
        # What cannot be settled now is found and settled by the next sweep.
        with contextlib.suppress(OSError, VerifyError), self._drafts.alone():
            self._let_go(draft)

    def _let_go(self, draft: Path) -> None:
        """Remove the originals that a draft marks, unless they are known or marked elsewhere."""
        marked = set(filter(is_sha256, (entry.name for entry in draft.iterdir())))
        for sha256 in marked - self._drafts.names(apart_from=draft):
            place = self.path_of(sha256)
            if not self.knows(sha256) and place.exists():
                place.unlink()
                durable.sync_folder(place.parent)
        shutil.rmtree(draft)


def store_named_in(home: Path) -> str | None:
    """Return the store that the originals of a home are kept for; None if that is not said."""
    try:
        return os.fsdecode((home / "objects" / MARK).read_bytes()).removesuffix("\n")
    except FileNotFoundError:
        return None


def is_sha256(text: str) -> bool:
    """Return whether this is a SHA-256 in lower-case hex."""
    return _SHA256.fullmatch(text) is not None


def open_regular(place: Path) -> FileIO:
    """Open a regular file for reading; follow no link and wait for no pipe.

    Raises
    ------
    OSError
        If it is none, or cannot be opened.
    """
    handle = os.open(place, _READ)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a file", str(place))
    return os.fdopen(handle, "rb", buffering=0)


def sha256_of(stream: FileIO, on_bytes: OnBytes | None = None) -> str:
    """Return the SHA-256 of a file, read in blocks into one piece of memory."""
    digest = hashlib.sha256()
    memory = memoryview(bytearray(BLOCK_BYTES))
    while count := stream.readinto(memory):
        digest.update(memory[:count])
        if on_bytes is not None:
            on_bytes(count)
    return digest.hexdigest()


def _read(stream: BinaryIO, path: Path) -> bytes:
    try:
        return stream.read(BLOCK_BYTES)
    except OSError as error:
        raise errors.UnreadableFileError(path, error.strerror or str(error)) from error


def _holds(place: Path, sha256: str) -> bool:
    try:
        with open_regular(place) as stream:
            return sha256_of(stream) == sha256
    except OSError:
        return False
