"""What happens to a file before anything is decoded: is it one, may we read it, what is its hash.

Opens nothing but bytes, for reading only, and never waits: a pipe or a device that poses as a clip
is refused before it is read. The hash is taken here, outside the jail, and the file is looked at
once more at the end: what was decoded must be what was hashed.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from verify.domain import errors
from verify.domain.errors import shown_name

_VIDEO = ("mp4", "mov", "m4v", "3gp", "3g2", "mkv", "webm", "avi", "ts", "m2ts", "mts", "flv")
_LESS_COMMON_VIDEO = ("mpg", "mpeg", "wmv", "ogv", "gif")
_PICTURE = ("jpg", "jpeg", "png", "webp", "heic", "heif", "avif", "bmp", "tif", "tiff")
FOOTAGE_ENDINGS = frozenset(f".{name}" for name in (*_VIDEO, *_LESS_COMMON_VIDEO, *_PICTURE))
"""Endings by which footage is found inside a folder; a file that is named is always taken."""

_SUBTITLE_ENDINGS = (".SRT", ".srt")
# Three hours with 30 positions a second.
_LARGEST_SUBTITLES_BYTES = 64 << 20

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


_READ_BYTES = 1 << 20
OnBytes = Callable[[int], None]

_NO_SUCH_FILE = frozenset((errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG))


class OpenedFootage(AbstractContextManager["OpenedFootage"]):
    """A file that is held open, hashed, and known not to have changed since.

    Attributes
    ----------
    path : Path
        As the user named it.
    sha256 : str
        Of all its bytes, lower-case hex.
    size_bytes : int
        1 or more.
    """

    def __init__(self, path: Path, handle: int, on_bytes: OnBytes) -> None:
        self.path = path
        self._handle = handle
        self._before = os.fstat(handle)
        self.size_bytes = self._before.st_size
        digest = hashlib.sha256()
        memory = memoryview(bytearray(_READ_BYTES))
        with os.fdopen(os.dup(handle), "rb", buffering=0) as stream:
            while count := stream.readinto(memory):
                digest.update(memory[:count])
                on_bytes(count)
        self.sha256 = digest.hexdigest()
        self.assert_unchanged()

    def stream(self) -> BinaryIO:
        """Return what was hashed, from its first byte on; one such stream at a time."""
        stream = os.fdopen(os.dup(self._handle), "rb")
        stream.seek(0)
        return stream

    def assert_unchanged(self) -> None:
        """Raise if the file, or what its name stands for, is not what was hashed.

        Raises
        ------
        FootageChangedError
            If size, time of change or identity differ.
        """
        try:
            now = self.path.lstat()
        except OSError as error:
            raise errors.FootageChangedError(self.path) from error
        if _identity(os.fstat(self._handle)) != _identity(self._before) or (
            _identity(now) != _identity(self._before)
        ):
            raise errors.FootageChangedError(self.path)

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _go_on(_bytes: int) -> None:
    """Take no notice of how far the hashing has come."""


def open_footage(path: Path, on_bytes: OnBytes = _go_on) -> OpenedFootage:
    """Open and hash a file.

    Parameters
    ----------
    path : Path
        A regular file. A link is refused: what it leads to may be another by the next look.
    on_bytes : callable, optional
        Told of every block that was hashed; an exception raised there goes on to the caller.

    Raises
    ------
    FootageNotFoundError, NotAFileError, EmptyFileError, UnreadableFileError
        If it cannot be footage; nothing is read then.
    """
    try:
        # Opening a pipe would wait for a writer without the second flag.
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(path, flags)
    except ValueError as error:
        # A name with a zero byte names no file.
        raise errors.FootageNotFoundError(path) from error
    except OSError as error:
        if error.errno in _NO_SUCH_FILE:
            raise errors.FootageNotFoundError(path) from error
        raise _not_opened(path, error) from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise errors.NotAFileError(path, _kind_of(status.st_mode))
        if status.st_size == 0:
            raise errors.EmptyFileError(path)
        return OpenedFootage(path, handle, on_bytes)
    except OSError as error:
        os.close(handle)
        raise errors.UnreadableFileError(path, error.strerror or str(error)) from error
    except BaseException:
        os.close(handle)
        raise


def _not_opened(path: Path, error: OSError) -> errors.FileInputError:
    try:
        mode = path.lstat().st_mode
    except OSError:
        mode = stat.S_IFREG
    if stat.S_ISLNK(mode):
        return errors.NotAFileError(path, "a link", "Name the file that it leads to.")
    if not stat.S_ISREG(mode):
        return errors.NotAFileError(path, _kind_of(mode))
    return errors.UnreadableFileError(path, error.strerror or str(error))


def _kind_of(mode: int) -> str:
    return next((kind for is_kind, kind in _KINDS if is_kind(mode)), "something else")


def copy_subtitles(clip: Path, copy: Path) -> None:
    """Copy the subtitle file that lies beside a clip under its name, if there is one.

    It is read as bytes only. What is no regular file, what is reached through a link, and what is
    larger than any drone writes (64 MB) is no subtitle file.

    Parameters
    ----------
    clip : Path
        As the user named it: beside `DJI_0001.MP4`, `DJI_0001.SRT` is looked for.
    copy : Path
        Where the copy comes to be.
    """
    for ending in _SUBTITLE_ENDINGS:
        try:
            handle = os.open(
                clip.with_suffix(ending),
                os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC,
            )
        except (OSError, ValueError):
            continue
        try:
            status = os.fstat(handle)
            if stat.S_ISREG(status.st_mode) and 0 < status.st_size <= _LARGEST_SUBTITLES_BYTES:
                with os.fdopen(os.dup(handle), "rb") as subtitles:
                    copy.write_bytes(subtitles.read(_LARGEST_SUBTITLES_BYTES))
                return
        finally:
            os.close(handle)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Files to work on, and a sentence for each thing that was passed over.

    Attributes
    ----------
    files : list of Path
        In the order named; those of a folder by name.
    left_out : list of str
        What a user may have expected to be looked at.
    """

    files: list[Path]
    left_out: list[str]


def is_folder(path: Path) -> bool:
    """Return whether this is a folder; a name that is too long, or closed to us, is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def gather(named: Sequence[Path], *result_files: Set[str]) -> Gathered:
    """Return the files that are meant: those named, and the footage inside folders named.

    A file that is named twice is meant once. Inside folders, hidden files, files without a known
    ending of footage and earlier results are passed over, and links are not followed.

    Parameters
    ----------
    named : sequence of Path
        Files and folders as typed.
    *result_files : set of str
        A folder inside a named one that holds all of any of these is an earlier result.
    """
    files: list[Path] = []
    left_out: list[str] = []
    for path in named:
        if not is_folder(path):
            files.append(path)
            continue
        inside = _inside(path, result_files)
        files += inside.files
        left_out += inside.left_out
    return Gathered(list(dict.fromkeys(files)), left_out)


def _inside(folder: Path, result_files: Sequence[Set[str]]) -> Gathered:
    found: list[Path] = []
    links = others = results = 0
    unlisted: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=unlisted.append):
        if Path(root) != folder and any(files <= set(names) for files in result_files):
            results += 1
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links += sum((Path(root) / name).is_symlink() for name in folders)
        for name in sorted(names):
            file = Path(root) / name
            if name.startswith("."):
                continue
            if file.is_symlink():
                links += 1
            elif file.suffix.lower() in FOOTAGE_ENDINGS:
                found.append(file)
            else:
                others += 1
    reasons = (
        (others, "without an ending of footage"),
        (links, "behind a link"),
        (results, "that Verify made"),
    )
    left_out = [
        f"{shown_name(str(folder))}: passed over {count} {'entry' if count == 1 else 'entries'} "
        f"{what}; name one to have it looked at."
        for count, what in reasons
        if count
    ]
    if not found and not unlisted:
        left_out.append(f"{shown_name(str(folder))}: there is no footage in this folder.")
    left_out += [
        f"{shown_name(str(error.filename))} cannot be listed: {error.strerror}"
        for error in unlisted
    ]
    return Gathered(found, left_out)
