"""The check of the originals: every file read again and held against its name and the store's word.

A file whose bytes are another's is named so (`exchanged`, `renamed`), which needs all files to be
read before the first word. What lies there while a process is taking it in is no fault.
"""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from verify.domain.errors import shown_name
from verify.domain.store_faults import Fault, FaultKind
from verify.storage import durable
from verify.storage.drafts import DRAFT_NAME, LOCK
from verify.storage.objects import MARK, Objects, OnBytes, is_sha256, open_regular, sha256_of

# By folder of the home: the names of files and of folders that belong there.
_BELONGS = {
    "objects": (MARK, "sha256"),
    "tmp": ("", "objects|derived|checkpoints"),
    "tmp/objects": (LOCK, DRAFT_NAME),
    "tmp/derived": (LOCK, DRAFT_NAME),
    "tmp/checkpoints": (LOCK, DRAFT_NAME),
}
_WHAT = "file as received"
_FETCH = (
    "Leave it as it lies for whoever looks into it, and fetch the file from a backup or its source."
)
_NOT_AS_RECEIVED = "What lies there is not the file as received; nothing should rest on it."


@dataclass(frozen=True, slots=True)
class Found:
    """One thing where the originals lie; `content` is None where it could not be read.

    Attributes
    ----------
    where : str
        Its place, of the form of `Objects.where`.
    mode : int
        As `stat` says it; in a bucket there are read-only files and nothing else.
    """

    where: str
    name: str
    size_bytes: int
    content: str | None
    problem: str = ""
    mode: int = stat.S_IFREG | durable.READ_ONLY

    @property
    def is_in_its_place(self) -> bool:
        """Whether its bytes are those that its name promises."""
        return self.content == self.name


def total_bytes(objects: Objects) -> int:
    """Return how much the check will read, for its progress."""
    return sum(thing.stat().st_size for thing in places(objects.root) if thing.is_file())


def object_faults(
    objects: Objects, originals: Mapping[str, int | None], on_bytes: OnBytes | None = None
) -> list[Fault]:
    """Return what is wrong with the originals, in the order of their names.

    Memory grows with the number of files (some hundred bytes each), not with their sizes.

    Parameters
    ----------
    objects : Objects
        Is only read.
    originals : mapping of str to int or None
        What the store says it keeps: SHA-256, and its bytes where they are known.
    on_bytes : callable, optional
        Told of every block read; see `total_bytes`.
    """
    closed: list[OSError] = []
    strays = list(_strays(objects.root.parent.parent, closed.append))
    looked = (_look(place, on_bytes) for place in places(objects.root, closed.append))
    found = [thing for thing in looked if thing is not None]
    # Where nothing was kept yet there is no folder.
    faults = [_closed(error) for error in closed if not isinstance(error, FileNotFoundError)]
    faults += (stray(str(place)) for place in strays)
    faults += faults_among(found, objects, originals)
    return sorted(faults, key=lambda fault: fault.where)


def faults_among(
    things: Iterable[Found], objects: Objects, originals: Mapping[str, int | None]
) -> list[Fault]:
    """Return what is wrong with what was found where the originals lie."""
    found = {thing.where: thing for thing in things}
    faults: list[Fault] = []
    moved = set()
    for thing in found.values():
        sha256 = thing.name
        is_ours = is_sha256(sha256) and thing.where == objects.where(sha256)
        if is_ours and (sha256 in originals or objects.knows(sha256)):
            faults += _faults_of(thing, originals)
        elif not (is_ours and _is_in_hand(objects, sha256)):
            fault = _misplaced(thing, objects, originals, found)
            faults.append(fault)
            if fault.kind is FaultKind.RENAMED:
                moved.add(thing.content)
    for sha256 in originals.keys() - moved:
        if objects.where(sha256) not in found and objects.knows(sha256):
            faults.append(_missing(objects.where(sha256)))
    return faults


def places(root: Path, on_closed: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """Return everything that is no folder where folders belong, two deep, by name."""
    for folder, folders, names in os.walk(root, onerror=on_closed):
        folders.sort()
        depth = len(Path(folder).relative_to(root).parts)
        # Deeper than two, or a link, a folder takes the place of a file.
        taken = [name for name in folders if depth >= 2 or (Path(folder) / name).is_symlink()]
        for name in sorted([*names, *taken]):
            yield Path(folder) / name
        folders[:] = [name for name in folders if name not in taken]


def _strays(home: Path, on_closed: Callable[[OSError], None]) -> Iterator[Path]:
    """Return what lies beside the originals, or among work in hand, under no name of ours."""
    for folder, (files, folders) in _BELONGS.items():
        try:
            there = sorted((home / folder).iterdir())
        except OSError as error:
            on_closed(error)
            continue
        for place in there:
            try:
                is_folder = stat.S_ISDIR(place.lstat().st_mode)
            except FileNotFoundError:
                # Some process is done with it.
                continue
            if not re.fullmatch(folders if is_folder else files, place.name):
                yield place


def _look(place: Path, on_bytes: OnBytes | None) -> Found | None:
    try:
        status = place.lstat()
    except FileNotFoundError:
        # Let go of meanwhile; if it is missed, it is looked for again.
        return None
    content, problem = None, ""
    if stat.S_ISREG(status.st_mode):
        try:
            with open_regular(place) as stream:
                content = sha256_of(stream, on_bytes)
        except OSError as error:
            problem = error.strerror or str(error)
    return Found(str(place), place.name, status.st_size, content, problem, status.st_mode)


def _is_in_hand(objects: Objects, sha256: str) -> bool:
    # In this order: the mark goes only after the store knows.
    return sha256 in objects.in_hand() or objects.knows(sha256)


def _faults_of(thing: Found, originals: Mapping[str, int | None]) -> Iterator[Fault]:
    where = thing.where
    if not stat.S_ISREG(thing.mode):
        yield _fault(FaultKind.NOT_A_FILE, where, _NOT_AS_RECEIVED, _FETCH)
        return
    if thing.content is None:
        yield _unreadable(thing)
    elif not thing.is_in_its_place:
        yield _altered(thing, originals)
    if stat.S_IMODE(thing.mode) != durable.READ_ONLY:
        yield _fault(
            FaultKind.MODE_CHANGED,
            where,
            f"Its mode is {stat.S_IMODE(thing.mode):04o}, not {durable.READ_ONLY:04o}; what its "
            "bytes are was looked at apart from this.",
            f"Find out who changed it, then set it back: chmod {durable.READ_ONLY:o}.",
        )


def _altered(thing: Found, originals: Mapping[str, int | None]) -> Fault:
    where = thing.where
    if thing.content in originals:
        meaning = f"It holds the bytes of the file received as {thing.content}. {_NOT_AS_RECEIVED}"
        return _fault(FaultKind.EXCHANGED, where, meaning, _FETCH)
    received_bytes = originals.get(thing.name)
    sizes = f"It has {thing.size_bytes:,} of {received_bytes or 0:,} bytes. {_NOT_AS_RECEIVED}"
    if received_bytes is not None and thing.size_bytes < received_bytes:
        return _fault(FaultKind.TRUNCATED, where, sizes, _FETCH)
    if received_bytes is not None and thing.size_bytes > received_bytes:
        return _fault(FaultKind.LENGTHENED, where, sizes, _FETCH)
    meaning = f"Its SHA-256 is now {thing.content}. {_NOT_AS_RECEIVED}"
    return _fault(FaultKind.ALTERED, where, meaning, _FETCH)


def _misplaced(
    thing: Found,
    objects: Objects,
    originals: Mapping[str, int | None],
    found: Mapping[str, Found],
) -> Fault:
    where = thing.where
    if thing.problem:
        return _unreadable(thing)
    content = thing.content
    if content in originals and content and objects.where(content) not in found:
        return _fault(
            FaultKind.RENAMED,
            where,
            f"It holds the bytes of the file received as {content}, whose own place is empty.",
            f"Find out who moved it, then move it back to {objects.where(content)}.",
        )
    return stray(where)


def stray(where: str) -> Fault:
    """Return the fault of something that lies where the store keeps nothing."""
    return _fault(
        FaultKind.STRAY,
        where,
        "The store never recorded it, so nothing says where it comes from.",
        "Find out who put it there, and move it out of the store.",
    )


def _closed(error: OSError) -> Fault:
    return _fault(
        FaultKind.UNREADABLE,
        str(error.filename),
        f"The system says of this folder: {error.strerror}. What lies in it was not looked at.",
        "Give back the right to list it, then check again.",
    )


def _missing(where: str) -> Fault:
    meaning = "The store says that it keeps this file, and it is not there."
    return _fault(FaultKind.MISSING, where, meaning, _FETCH)


def _unreadable(thing: Found) -> Fault:
    return _fault(
        FaultKind.UNREADABLE,
        thing.where,
        f"The system says: {thing.problem}. Whether its bytes are as received is not known.",
        "Look at its rights and at the disk, then check again.",
    )


def _fault(kind: FaultKind, where: str, meaning: str, advice: str) -> Fault:
    return Fault(kind=kind, what=_WHAT, where=shown_name(where), meaning=meaning, advice=advice)
