"""The tie between an archive and its originals: an original is kept if its entry says so."""

from functools import partial
from pathlib import Path

from verify.domain.store_errors import UnknownEntryError
from verify.storage.interface import Archive
from verify.storage.objects import Objects


def objects_of(archive: Archive, home: Path, kept_for: str | None = None) -> Objects:
    """Return the originals that an archive, called `kept_for` there, keeps below `home`."""
    return Objects(home, partial(keeps, archive), kept_for=kept_for)


def keeps(archive: Archive, sha256: str) -> bool:
    """Return whether an archive says, as of now, that it keeps this original."""
    try:
        return archive.entry(sha256).has_original
    except UnknownEntryError:
        return False


def originals_of(archive: Archive) -> dict[str, int | None]:
    """Return what an archive says that it keeps: each SHA-256 with its bytes, if it knows them."""
    return {entry.key: entry.size_bytes for entry in archive.entries() if entry.has_original}
