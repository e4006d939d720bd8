"""A package written: the same content is the same bytes, in a zip as in a folder.

Nothing in it tells when or where it was written. A zip holds its files unpacked, since two
machines need not pack to the same bytes.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from verify.exchange.packages import layout

_BLOCK_BYTES = 1 << 20
_ZIP64_BYTES = 1 << 31
_REGULAR = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a package, opened when it is its turn."""

    name: str
    size_bytes: int
    opened: Callable[[], BinaryIO]


def part(name: str, content: bytes) -> Part:
    """Return a file of these bytes."""
    return Part(name, len(content), lambda: io.BytesIO(content))


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was written.

    Attributes
    ----------
    files : int
        Of all kinds.
    package_sha256 : str
        Of the list that is signed, by which the package is known.
    sha256s : dict of str to str
        Of the payload, by name.
    """

    files: int
    package_sha256: str
    sha256s: dict[str, str]


class ZipTarget:
    """A zip with one folder in it.

    Parameters
    ----------
    file : binary file
        Opened for writing, and seekable.
    folder : str
        What it unpacks to.
    """

    def __init__(self, file: BinaryIO, folder: str) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self._folder = folder

    @contextmanager
    def new(self, name: str, size_bytes: int) -> Iterator[BinaryIO]:
        """Give a file to write to."""
        entry = zipfile.ZipInfo(f"{self._folder}/{name}")
        entry.external_attr = _REGULAR
        # By default it is that of the system that writes.
        entry.create_system = 3
        with self._zip.open(entry, "w", force_zip64=size_bytes >= _ZIP64_BYTES) as file:
            yield cast("BinaryIO", file)

    def close(self) -> None:
        """Write the list of files at the end."""
        self._zip.close()


class FolderTarget:
    """An empty folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def new(self, name: str, size_bytes: int) -> Iterator[BinaryIO]:  # noqa: ARG002 - a zip asks
        """Give a file to write to."""
        place = self._folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            yield file


def write_package(
    target: ZipTarget | FolderTarget,
    payload: Iterable[Part],
    info: Mapping[str, str],
    tags: Mapping[str, bytes],
    sign: Callable[[bytes], bytes],
) -> Written:
    """Write a bag.

    Parameters
    ----------
    payload : iterable of Part
        Their names begin with `data/`.
    info : mapping
        Lines of bag-info.txt, besides those that follow from the payload.
    tags : mapping
        Files beside the payload, by name.
    sign : callable
        Makes the 64 bytes of `signature.ed25519`.
    """
    sums: dict[str, dict[str, str]] = {name: {} for name in layout.ALGORITHMS}
    tag_sums: dict[str, dict[str, str]] = {name: {} for name in layout.ALGORITHMS}
    size_bytes = count = 0
    for each in sorted(payload, key=lambda each: each.name):
        size_bytes += _copy(target, each, sums)
        count += 1
    said = {**info, "Payload-Oxum": f"{size_bytes}.{count}"}
    lines = "".join(f"{label}: {value}\n" for label, value in sorted(said.items()))
    _write(
        target,
        {
            **tags,
            layout.DECLARATION: layout.DECLARED,
            layout.INFO: lines.encode(),
            **{layout.MANIFESTS[name]: layout.manifest(sums[name]) for name in layout.ALGORITHMS},
        },
        tag_sums,
    )
    lists = {layout.TAG_MANIFESTS[name]: layout.manifest(tag_sums[name]) for name in tag_sums}
    signed = lists[layout.SIGNED]
    _write(target, {**lists, layout.SIGNATURE: sign(signed)}, {})
    files = count + len(tag_sums["sha256"]) + len(lists) + 1
    return Written(files, hashlib.sha256(signed).hexdigest(), sums["sha256"])


def _write(
    target: ZipTarget | FolderTarget, files: Mapping[str, bytes], sums: dict[str, dict[str, str]]
) -> None:
    for name in sorted(files):
        _copy(target, part(name, files[name]), sums)


def _copy(target: ZipTarget | FolderTarget, each: Part, sums: dict[str, dict[str, str]]) -> int:
    digests = {name: hashlib.new(name) for name in layout.ALGORITHMS}
    size_bytes = 0
    with each.opened() as read, target.new(each.name, each.size_bytes) as file:
        while block := read.read(_BLOCK_BYTES):
            for digest in digests.values():
                digest.update(block)
            file.write(block)
            size_bytes += len(block)
    for name, listed in sums.items():
        listed[each.name] = digests[name].hexdigest()
    return size_bytes
