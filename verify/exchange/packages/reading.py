"""A package of strangers looked into, file by file; nothing of it is written anywhere.

Names, sizes and number of the files are held to what we would write before a byte of them is read,
and each is read no further than it says it is long. What is refused here is no package of ours,
whatever its lists say.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from verify.domain.errors import UnreadableFileError, shown_name
from verify.domain.package_errors import BadPackageError
from verify.exchange.packages import layout
from verify.storage.objects import open_regular

# A re-packed text shrinks to a twentieth; what unpacks to more than this is made to exhaust.
_LARGEST_UNPACKED = 100
_SMALL_BYTES = 16 << 20
_END = struct.Struct("<4s4H2LH")
_ZIP64_PLACE = struct.Struct("<4sLQL")
_ZIP64_END = struct.Struct("<4sQ2H2L4Q")
_ENTRY_BYTES = 46
_LONGEST_ENTRY_BYTES = _ENTRY_BYTES + 512
_LOCAL_BYTES = 30
_ENCRYPTED = 0x1
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class TornFileError(BadPackageError):
    """A file in a zip that is not what the zip itself says it is."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(path, f"is torn: {name} cannot be read, or was changed")


def read_text(package: "ZipPackage | FolderPackage", name: str) -> bytes:
    """Return all bytes of a file.

    Raises
    ------
    BadPackageError
        If it is too large to be read whole, or torn.
    """
    if package.sizes[name] > layout.LARGEST_TEXT_BYTES:
        raise BadPackageError(package.path, f"has a {name} that is larger than any of ours")
    with package.opened(name) as file:
        return file.read(layout.LARGEST_TEXT_BYTES + 1)


class ZipPackage:
    """A package as a zip with one folder in it.

    Parameters
    ----------
    path : Path
        For errors.
    file : binary file
        Opened for reading, and seekable.

    Attributes
    ----------
    sizes : mapping
        Bytes of each file by its name below the package's folder.

    Raises
    ------
    BadPackageError
        If it is no zip that we would write, or is made to do harm.
    """

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        size_bytes = _assert_list_is_small(path, file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise BadPackageError(path, "is no zip, or a torn one") from error
        entries = self._zip.infolist()
        _assert_apart(path, entries)
        whole_bytes = sum(entry.file_size for entry in entries)
        if whole_bytes > max(_SMALL_BYTES, _LARGEST_UNPACKED * size_bytes):
            raise BadPackageError(path, f"would unpack to {whole_bytes:,} bytes")
        folders = {entry.filename.split("/", 1)[0] for entry in entries}
        if len(folders) != 1 or not layout.is_plain(min(folders)):
            raise BadPackageError(path, "does not hold one folder and nothing else")
        (self._folder,) = folders
        files = [entry for entry in entries if not self._is_folder(entry)]
        _assert_sound(path, [(self._below(entry), entry.file_size) for entry in files])
        self._entries = {self._below(entry): entry for entry in files}
        self.sizes: Mapping[str, int] = {name: e.file_size for name, e in self._entries.items()}

    def _is_folder(self, entry: zipfile.ZipInfo) -> bool:
        mode = entry.external_attr >> 16
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _PACKED:
            raise BadPackageError(self.path, "has files that are locked or packed in another way")
        if entry.filename.endswith("/") and stat.S_IFMT(mode) in (0, stat.S_IFDIR):
            return not entry.file_size and layout.is_plain(entry.filename.rstrip("/"))
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            name = shown_name(entry.filename)
            raise BadPackageError(self.path, f"has a link or device in it, {name}")
        return False

    def _below(self, entry: zipfile.ZipInfo) -> str:
        # What zipfile cut off at a zero byte, or made of other strokes, is in the name it kept.
        return entry.orig_filename.partition("/")[2]

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """Open a file for reading."""
        try:
            with self._zip.open(self._entries[name]) as file:
                yield cast("BinaryIO", file)
        except (zipfile.BadZipFile, EOFError, zlib.error) as error:
            raise TornFileError(self.path, name) from error


class FolderPackage:
    """A package as a folder.

    Raises
    ------
    BadPackageError, UnreadableFileError
        If there is anything in it but files and folders that we would write; if it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        found: list[tuple[str, int]] = []
        try:
            for name, size_bytes in _files_below(path, path):
                found.append((name, size_bytes))
                if len(found) > layout.MOST_FILES:
                    break
        except OSError as error:
            raise UnreadableFileError(path, error.strerror or str(error)) from error
        _assert_sound(path, found)
        self.sizes: Mapping[str, int] = dict(found)

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """Open a file for reading; no link is followed."""
        try:
            with open_regular(self.path / name) as file:
                yield cast("BinaryIO", file)
        except OSError as error:
            raise UnreadableFileError(self.path / name, error.strerror or str(error)) from error


def _files_below(root: Path, folder: Path) -> Iterator[tuple[str, int]]:
    # Only as deep as a name of ours is.
    for entry in sorted(folder.iterdir()):
        name = entry.relative_to(root).as_posix()
        status = entry.lstat()
        if stat.S_ISDIR(status.st_mode) and layout.is_plain(name):
            yield from _files_below(root, entry)
        elif not stat.S_ISREG(status.st_mode):
            raise BadPackageError(root, f"has a link or device in it, {_cut(name)}")
        elif not layout.is_plain(name):
            raise BadPackageError(
                root,
                f"has a file of a name that none of ours has, {_cut(name)}",
                "If your system put it there, as macOS does with .DS_Store, move it away, or look "
                "at the package as it came.",
            )
        else:
            yield name, status.st_size


def _assert_sound(path: Path, files: list[tuple[str, int]]) -> None:
    """Raise if the names or sizes of the files are not such as we would write."""
    if len(files) > layout.MOST_FILES:
        raise BadPackageError(path, f"has more than {layout.MOST_FILES:,} files")
    if sum(size_bytes for _, size_bytes in files) > layout.LARGEST_BYTES:
        raise BadPackageError(path, "is larger than any of ours")
    names = [name for name, _ in files]
    for name in names:
        if not layout.is_plain(name):
            raise BadPackageError(path, f"has a file of a name that none of ours has, {_cut(name)}")
    folded = {name.casefold(): name for name in names}
    if len(folded) < len(names):
        raise BadPackageError(path, "has two files that are one on some systems, by their names")
    folders = {other[:place] for other in folded for place in _strokes(other)}
    if inside := folders & set(folded):
        raise BadPackageError(path, f"has a file and a folder of one name, {min(inside)}")
    if "fetch.txt" in folded:
        raise BadPackageError(
            path,
            "wants files to be fetched from elsewhere (fetch.txt), which is never done",
            "Ask for a package that holds all of its files.",
        )


def _strokes(name: str) -> list[int]:
    return [place for place, letter in enumerate(name) if letter == "/"]


def _cut(name: str) -> str:
    return shown_name(name)[:100]


def _assert_list_is_small(path: Path, file: BinaryIO) -> int:
    """Raise if the list of files is longer than ours; return the size of the zip."""
    size_bytes = file.seek(0, 2)
    file.seek(max(0, size_bytes - _END.size - _ZIP64_PLACE.size))
    tail = file.read()
    end = tail[-_END.size :]
    if len(tail) < _END.size or end[:4] != b"PK\5\6":
        raise BadPackageError(path, "is no zip, or a torn one")
    _, _, _, _, count, list_bytes, _, _ = _END.unpack(end)
    place = tail[: -_END.size]
    if place[:4] == b"PK\6\7":
        file.seek(min(_ZIP64_PLACE.unpack(place)[2], size_bytes))
        record = file.read(_ZIP64_END.size)
        if len(record) < _ZIP64_END.size or record[:4] != b"PK\6\6":
            raise BadPackageError(path, "is no zip, or a torn one")
        count, list_bytes = _ZIP64_END.unpack(record)[7:9]
    if count > layout.MOST_FILES or list_bytes > layout.MOST_FILES * _LONGEST_ENTRY_BYTES:
        raise BadPackageError(path, f"has more than {layout.MOST_FILES:,} files")
    return size_bytes


def _assert_apart(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Raise if two files of a zip share bytes, by which a small one unpacks to a huge one.

    Or if something else comes before them all: a program can have a zip behind it.
    """
    ends = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if ends == 0 and entry.header_offset > 0:
            raise BadPackageError(path, "has bytes before its first file that belong to none")
        if entry.header_offset < ends:
            raise BadPackageError(path, "has files that lie over one another")
        ends = entry.header_offset + _LOCAL_BYTES + entry.compress_size
