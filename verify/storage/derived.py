"""Derived files, apart from the originals: each in a folder of its own with its record.

The folder is named by the SHA-256 of the record, and the record holds the file's, so neither can be
changed unseen. What is derived can be made again; what it was made of cannot.
"""

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from verify.domain.derived import SCHEMA_NAME, Derived, Recipe
from verify.domain.errors import EmptyFileError, shown_name
from verify.domain.store_faults import Fault, FaultKind
from verify.storage import durable
from verify.storage.drafts import Drafts
from verify.storage.object_check import places
from verify.storage.objects import BLOCK_BYTES, OnBytes, is_sha256, open_regular, sha256_of

_RECORD = "record.json"
_LARGEST_RECORD_BYTES = 1 << 20
_ENDING = re.compile(r"\.[a-z0-9]{1,5}")
_MAKE_AGAIN = "Remove its folder and make it again of the file as received."


class DerivedFiles:
    """The derived files of one store."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.root = home / "derived"
        self._drafts = Drafts(home / "tmp" / "derived")

    def keep(self, stream: BinaryIO, recipe: Recipe) -> tuple[str, Derived]:
        """Keep a file with its record, durable on return; return the record's name and content.

        Raises
        ------
        EmptyFileError
            If there are no bytes.
        ValueError
            If origin or ending are not of their form.
        NoRoomToKeepError, CannotKeepError
            If the system refuses; nothing is left then.
        """
        if not is_sha256(recipe.origin) or not _ENDING.fullmatch(recipe.ending):
            raise ValueError(f"no recipe: {recipe.origin!r}, {recipe.ending!r}")
        with durable.problems_as_errors(self._home):
            self.sweep()
            with self._drafts.new() as draft:
                try:
                    return self._keep(draft, stream, recipe)
                finally:
                    shutil.rmtree(draft, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what killed processes were making."""
        if self._drafts.place.is_dir():
            with self._drafts.alone(), self._drafts.abandoned() as left:
                for draft in left:
                    shutil.rmtree(draft)

    def records(self, origin: str) -> Iterator[tuple[str, Derived]]:
        """Return what was made of an original, by name; what is damaged is left out (see faults).

        Raises
        ------
        ValueError
            If `origin` is no SHA-256.
        """
        folder = self._folder(origin)
        for place in sorted(folder.iterdir()) if folder.is_dir() else ():
            record = _record(place)
            if record is not None:
                yield place.name, record

    def path_of(self, name: str, record: Derived) -> Path:
        """Return where a derived file lies."""
        return self._folder(record.recipe.origin) / name / _file_name(record.recipe)

    def faults(
        self, expected: Collection[str] = (), on_bytes: OnBytes | None = None
    ) -> list[Fault]:
        """Return what is wrong: each file and record read again.

        Parameters
        ----------
        expected : collection of str
            Names of records that must be there.
        on_bytes : callable, optional
            Told of every block read.
        """
        faults: list[Fault] = []
        closed: list[OSError] = []
        seen = set()
        for place in places(self.root, closed.append):
            seen.add(place.name)
            if place.is_dir() and not place.is_symlink():
                faults += _faults_in(place, on_bytes)
            else:
                faults.append(_stray(place))
        # Where nothing was made yet there is no folder.
        faults += [_closed(error) for error in closed if not isinstance(error, FileNotFoundError)]
        for name in sorted(set(expected) - seen):
            faults.append(
                _fault(FaultKind.MISSING, name, "The log says that it was made, and it is gone.")
            )
        return faults

    def _folder(self, origin: str) -> Path:
        if not is_sha256(origin):
            raise ValueError(f"{origin!r} is no SHA-256 in lower-case hex")
        return self.root / origin[:2] / origin

    def _keep(self, draft: Path, stream: BinaryIO, recipe: Recipe) -> tuple[str, Derived]:
        inside = draft / "inside"
        inside.mkdir(mode=0o700)
        digest = hashlib.sha256()
        size_bytes = 0
        with durable.new_file(inside / _file_name(recipe)) as handle:
            while block := stream.read(BLOCK_BYTES):
                size_bytes += len(block)
                digest.update(block)
                durable.write_all(handle, block)
        if not size_bytes:
            raise EmptyFileError(Path(_file_name(recipe)))
        record = Derived(
            schema=SCHEMA_NAME, recipe=recipe, sha256=digest.hexdigest(), size_bytes=size_bytes
        )
        written = msgspec.json.format(msgspec.json.encode(record), indent=2)
        with durable.new_file(inside / _RECORD) as handle:
            durable.write_all(handle, written)
        durable.sync_folder(inside)
        name = hashlib.sha256(written).hexdigest()
        folder = self._folder(recipe.origin)
        durable.make_folders(folder)
        # A folder with something in it is never replaced; one of this name holds the same record.
        if not (folder / name).exists():
            inside.rename(folder / name)
        durable.sync_folders(folder, self._home)
        return name, record


def _file_name(recipe: Recipe) -> str:
    return f"{recipe.kind.value}{recipe.ending}"


def _record(place: Path) -> Derived | None:
    """Return the record in a folder, or None if it is not the one that the folder is named by."""
    try:
        with open_regular(place / _RECORD) as stream:
            written = stream.read(_LARGEST_RECORD_BYTES)
        if hashlib.sha256(written).hexdigest() != place.name:
            return None
        return msgspec.json.decode(written, type=Derived)
    except (OSError, msgspec.MsgspecError):
        return None


def _faults_in(place: Path, on_bytes: OnBytes | None) -> Iterator[Fault]:
    record = _record(place)
    if record is None or record.recipe.origin != place.parent.name:
        meaning = "The record of how it was made is gone, was changed, or belongs elsewhere."
        yield _fault(FaultKind.ALTERED, str(place / _RECORD), meaning)
        return
    names = {_RECORD, _file_name(record.recipe)}
    for entry in sorted(place.iterdir()):
        if entry.name not in names:
            yield _stray(entry)
        elif stat.S_IMODE(entry.lstat().st_mode) != durable.READ_ONLY:
            yield _fault(FaultKind.MODE_CHANGED, str(entry), "It can be written to.")
    yield from _content_faults(place / _file_name(record.recipe), record, on_bytes)


def _content_faults(file: Path, record: Derived, on_bytes: OnBytes | None) -> Iterator[Fault]:
    try:
        with open_regular(file) as stream:
            size_bytes = os.fstat(stream.fileno()).st_size
            sha256 = sha256_of(stream, on_bytes)
    except FileNotFoundError:
        yield _fault(FaultKind.MISSING, str(file), "Its record is there without it.")
        return
    except OSError as error:
        yield _fault(FaultKind.UNREADABLE, str(file), f"The system says: {error.strerror}.")
        return
    if sha256 != record.sha256:
        difference = size_bytes - record.size_bytes
        kind = FaultKind.LENGTHENED if difference > 0 else FaultKind.TRUNCATED
        meaning = f"It is not what was made of the file received as {record.recipe.origin}."
        yield _fault(kind if difference else FaultKind.ALTERED, str(file), meaning)


def _stray(place: Path) -> Fault:
    advice = "Find out who put it there, and move it out of the store."
    return _fault(FaultKind.STRAY, str(place), "Nothing says where it comes from.", advice)


def _closed(error: OSError) -> Fault:
    return _fault(
        FaultKind.UNREADABLE,
        str(error.filename),
        f"The system says of this folder: {error.strerror}. What lies in it was not looked at.",
        "Give back the right to list it, then check again.",
    )


def _fault(kind: FaultKind, where: str, meaning: str, advice: str = _MAKE_AGAIN) -> Fault:
    return Fault(
        kind=kind, what="derived file", where=shown_name(where), meaning=meaning, advice=advice
    )
