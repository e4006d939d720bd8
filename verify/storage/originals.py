"""The tie between an archive and its originals: an original is kept if its entry says so.

They lie in the home, in a folder that several machines share, or in a bucket.
"""

import platform
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from verify.domain.object_errors import OriginalsAddressError
from verify.domain.store_errors import UnknownEntryError
from verify.domain.store_faults import Fault
from verify.storage.addresses import is_on_server, name_in, path_in
from verify.storage.bucket import SCHEME
from verify.storage.interface import Archive
from verify.storage.object_check import faults_among, object_faults, places, stray
from verify.storage.object_check import total_bytes as bytes_in_folders
from verify.storage.objects import Objects, OnBytes
from verify.storage.originals_bucket import BucketObjects


def objects_of(
    archive: Archive, home: Path, kept_for: str | None = None, elsewhere: str | None = None
) -> Objects:
    """Return the originals that an archive keeps.

    Parameters
    ----------
    archive : Archive
    home : Path
        Below it they lie, unless they lie elsewhere.
    kept_for : str, optional
        What the archive is called where they lie.
    elsewhere : str, optional
        A folder by its whole path, or `s3://bucket/prefix`.

    Raises
    ------
    OriginalsAddressError
        If it is neither.
    """
    knows = partial(keeps, archive)
    if elsewhere is None:
        return Objects(home, knows, kept_for=kept_for)
    if elsewhere.startswith(SCHEME):
        return BucketObjects(home, knows, elsewhere, kept_for=kept_for)
    return Objects(folder_named(elsewhere), knows, kept_for=kept_for)


def name_at(home: Path, address: str, elsewhere: str | None) -> str:
    """Return what the store of an address is called where its originals lie; see `name_in`.

    A file is called by its whole path where other homes could mean another by a shorter one.
    """
    if elsewhere is None or is_on_server(address):
        return name_in(home, address)
    if elsewhere.startswith(SCHEME):
        return f"{platform.node()}:{path_in(address).resolve()}"
    return name_in(folder_named(elsewhere), address)


def folder_named(elsewhere: str) -> Path:
    """Return the folder that originals lie in, if it is named by its whole path.

    Raises
    ------
    OriginalsAddressError
        If it is not.
    """
    folder = Path(elsewhere)
    if not folder.is_absolute():
        raise OriginalsAddressError(elsewhere)
    return folder.resolve()


def keeps(archive: Archive, sha256: str) -> bool:
    """Return whether an archive says, as of now, that it keeps this original."""
    try:
        return archive.entry(sha256).has_original
    except UnknownEntryError:
        return False


def originals_of(archive: Archive) -> dict[str, int | None]:
    """Return what an archive says that it keeps: each SHA-256 with its bytes, if it knows them."""
    return {entry.key: entry.size_bytes for entry in archive.entries() if entry.has_original}


def total_bytes(objects: Objects) -> int:
    """Return how much a check of the originals will read."""
    if isinstance(objects, BucketObjects):
        return objects.total_bytes()
    return bytes_in_folders(objects)


def original_faults(
    objects: Objects,
    home: Path,
    originals: Mapping[str, int | None],
    on_bytes: OnBytes | None = None,
) -> list[Fault]:
    """Return what is wrong with the originals, wherever they lie, and with what lies in the home.

    Parameters
    ----------
    objects, originals, on_bytes
        As for `object_check.object_faults`.
    home : Path
        Of the archive; what lies there although originals are kept elsewhere is named too.
    """
    if isinstance(objects, BucketObjects):
        faults = [stray(where) for where in objects.strays()]
        faults += faults_among(objects.found(on_bytes), objects, originals)
    else:
        faults = object_faults(objects, originals, on_bytes)
    faults += _left_in_the_home(objects, home)
    return sorted(faults, key=lambda fault: fault.where)


def _left_in_the_home(objects: Objects, home: Path) -> Iterator[Fault]:
    ours = Objects(home, objects.knows)
    if isinstance(objects, BucketObjects) or objects.root.resolve() != ours.root.resolve():
        for place in places(ours.root):
            yield stray(str(place))
