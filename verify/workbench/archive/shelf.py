"""The archive of one home, opened: entries and log, files as received, columns to search in.

Everything that a command or page does to an archive goes through one of these, and every change
carries its actor.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from verify.domain.archive_errors import (
    HomeClosedError,
    HomeIsNoFolderError,
    NoStoreError,
    StoreGoneError,
)
from verify.domain.custody import Actor
from verify.jobs.queue import writing_to
from verify.storage.addresses import is_there, name_in
from verify.storage.interface import Store
from verify.storage.objects import Objects, store_named_in
from verify.storage.originals import objects_of

COLUMNS_FOLDER = "columns"
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Shelf:
    """An open archive.

    Attributes
    ----------
    home : Path
        Its folder.
    store : Store
        Entries and custody log.
    objects : Objects
        Files as received.
    actor : Actor
        Who works with it; stands in every event.
    """

    home: Path
    store: Store
    objects: Objects
    actor: Actor

    @property
    def columns_folder(self) -> Path:
        """Where search columns and compiled code are kept; both are made anew if missing."""
        return self.home / COLUMNS_FOLDER

    @property
    def can_be_written(self) -> bool:
        """Whether this account can keep anything in the home."""
        return os.access(self.home, os.W_OK)


@contextmanager
def opened(home: Path, address: str, actor: Actor, *, makes: bool) -> Iterator[Shelf]:
    """Open the archive of a home.

    Parameters
    ----------
    home : Path
        Folder of the files, readable by its owner only.
    address : str
        Of entries and log, such as `sqlite:///folder/verify.db`.
    actor : Actor
        See `acting_as`.
    makes : bool
        Whether one is made where there is none. Only what puts something in may: a home that was
        mistyped would else be an empty archive, in which nothing is ever found.

    Raises
    ------
    HomeIsNoFolderError, HomeClosedError
        If there is a file where it is said to lie, or the system does not let us look.
    NoStoreError, StoreGoneError
        If there is none, or only the files that one kept.
    VerifyError
        As `verify.storage.database.open_store`; OutputFolderError if the home cannot be made.
    """
    try:
        nearest = next(place for place in (home, *home.parents) if os.path.lexists(place))
        if not nearest.is_dir():
            raise HomeIsNoFolderError(str(home), str(nearest))
        if not is_there(address):
            has_files = (home / "objects").is_dir()
            if has_files and store_named_in(home) in (None, name_in(home, address)):
                raise StoreGoneError(str(home))
            if not makes:
                raise NoStoreError(str(home))
    except OSError as error:
        raise HomeClosedError(str(home), error.strerror or str(error)) from error
    # Imported here: a database takes longer to load than most commands, and to find none.
    from verify.storage.database import open_store

    if makes:
        with writing_to(home):
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(open_store(address)) as store:
        yield Shelf(home, store, objects_of(store, home, name_in(home, address)), actor)


def acting_as(own_word: str | None = None) -> Actor:
    """Return who acts: the name given, which nobody checked, else the account of this machine."""
    if own_word:
        return Actor(untrusted_name=own_word[:_LONGEST_NAME], known_by="own_word")
    try:
        return Actor(untrusted_name=getpass.getuser()[:_LONGEST_NAME], known_by="system_account")
    except (KeyError, OSError):
        return Actor(untrusted_name="unknown", known_by="none")
