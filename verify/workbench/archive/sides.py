"""One of two files that are laid side by side: one that was named, or one that the archive kept.

That a kept file was looked at, and where pictures of it went, stands in the custody log before
they appear.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from verify.domain.archive import Entry
from verify.domain.archive_errors import (
    FileNotKeptError,
    NoFileOrEntryError,
    NoStoreError,
    NotInArchiveError,
)
from verify.domain.custody import Action
from verify.domain.object_errors import OriginalDamagedError
from verify.domain.sources import storable
from verify.workbench.archive.holdings import entry_meant
from verify.workbench.archive.shelf import Shelf

OpenShelf = Callable[[], AbstractContextManager[Shelf]]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two files.

    Attributes
    ----------
    path : Path
        Where it lies.
    name : str
        As the user or the archive calls it; a sender may have chosen it.
    entry : Entry or None
        That of the archive which kept it; None for a file that was named.
    """

    path: Path
    name: str
    entry: Entry | None = None

    def assert_is(self, sha256: str) -> None:
        """Raise `OriginalDamagedError` if the file was kept, and as another than this."""
        if self.entry is not None and self.entry.key != sha256:
            raise OriginalDamagedError(self.entry.key)


def side_meant(text: str, open_shelf: OpenShelf) -> Side:
    """Return the file that a path stands for, or the one kept of the entry of that name or key.

    Raises
    ------
    NoFileOrEntryError
        If there is neither.
    SeveralEntriesError
        If several entries have that name.
    FileNotKeptError, OriginalMissingError
        If the archive does not keep the file of that entry, or it is gone.
    """
    path = Path(text)
    if path.exists():
        return Side(path, path.name)
    try:
        with open_shelf() as shelf:
            entry = entry_meant(shelf, text)
            if not entry.has_original:
                raise FileNotKeptError(entry)
            return Side(shelf.objects.local(entry.key), entry.untrusted_names[0], entry)
    except (NoStoreError, NotInArchiveError) as error:
        raise NoFileOrEntryError(text) from error


def record_viewed(
    side: Side, compared_with_sha256: str, place: Path, open_shelf: OpenShelf
) -> None:
    """Write into the custody log that a kept file was looked at; nothing for one that was named.

    Parameters
    ----------
    compared_with_sha256 : str
        The other file.
    place : Path
        The folder that pictures of it go to.
    """
    if side.entry is None:
        return
    words = {
        "compared_with_sha256": compared_with_sha256,
        "pictures_in": storable(str(place.absolute())),
    }
    with open_shelf() as shelf:
        shelf.store.record(Action.VIEWED, side.entry.key, words, shelf.actor)
