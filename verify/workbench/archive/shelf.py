"""The archive of one home, opened: entries and log, files as received, columns to search in.

Everything that a command or page does to an archive goes through one of these, and every change
carries its actor.
"""

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from verify import settings
from verify.domain.archive_errors import (
    HomeClosedError,
    HomeIsNoFolderError,
    NoStoreError,
    StoreGoneError,
)
from verify.domain.custody import Actor
from verify.domain.errors import BadParameterError, VerifyError
from verify.domain.roles import THE_ACCOUNT, Permit, Role
from verify.jobs.queue import writing_to
from verify.storage.addresses import is_there, name_in
from verify.storage.checkpoints import Checkpoints
from verify.storage.interface import Store
from verify.storage.key_file import KeyFile
from verify.storage.objects import Objects, store_named_in
from verify.storage.originals import name_at, objects_of
from verify.storage.sealing import Sealer, Sealing
from verify.workbench.archive.guarded import guarded

OnUnsealed = Callable[[VerifyError], None]
"""Told why a log was not sealed; what was done to it stands."""

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
    store_name : str
        What the store is called in the home; see `addresses.name_in`.
    permit : Permit
        As what they work with it: the store writes no more than that allows.
    address : str or None
        By which other processes open the store; None for one that is in memory.
    """

    home: Path
    store: Store
    objects: Objects
    actor: Actor
    store_name: str = "verify.db"
    permit: Permit = THE_ACCOUNT
    address: str | None = None

    @property
    def checkpoints(self) -> Checkpoints:
        """What was sealed of the log."""
        return Checkpoints(self.home, self.store_name)

    @property
    def sealer(self) -> Sealer:
        """What seals the log in the name of this account."""
        return Sealer(self.checkpoints, KeyFile(settings.key_folder()), self.actor)

    @property
    def columns_folder(self) -> Path:
        """Where search columns are kept; they are made anew if missing."""
        return self.home / COLUMNS_FOLDER

    @property
    def can_be_written(self) -> bool:
        """Whether this account can keep anything in the home."""
        return os.access(self.home, os.W_OK)


def _in_silence(problem: VerifyError) -> None:
    """Nobody is told; `verify check` says how many events are not sealed."""


@contextmanager
def opened(
    home: Path,
    address: str,
    actor: Actor,
    *,
    makes: bool,
    on_unsealed: OnUnsealed = _in_silence,
    permit: Permit = THE_ACCOUNT,
) -> Iterator[Shelf]:
    """Open the archive of a home; afterwards its log is sealed, if anything was written to it.

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
    on_unsealed : callable
        Told once at the end if it could not be sealed.
    permit : Permit
        As what they work with it; by default as whoever has this account.

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
    name = name_in(home, address)
    sealer = Sealer(Checkpoints(home, name), KeyFile(settings.key_folder()), actor)
    sealing = Sealing(sealer, on_unsealed)
    with closing(open_store(address, on_written=sealing.written)) as store:
        try:
            elsewhere = settings.originals_place()
            kept_for = name_at(home, address, elsewhere)
            objects = objects_of(store, home, kept_for, elsewhere)
            written = store if permit.role is Role.ADMIN else guarded(store, permit)
            yield Shelf(home, written, objects, actor, name, permit, address=address)
        finally:
            sealing.end(store)


def acting_as(own_word: str | None = None) -> Actor:
    """Return who acts: the name given, which nobody checked, else the account of this machine.

    Raises
    ------
    BadParameterError
        If the name given is empty or too long.
    """
    if own_word is not None:
        if not own_word.strip() or len(own_word) > _LONGEST_NAME:
            wanted = f"a name of 1 to {_LONGEST_NAME} characters; without it, your account here"
            raise BadParameterError("--as", own_word, wanted)
        return Actor(untrusted_name=own_word, known_by="own_word")
    try:
        return Actor(untrusted_name=getpass.getuser()[:_LONGEST_NAME], known_by="system_account")
    except (KeyError, OSError):
        return Actor(untrusted_name="unknown", known_by="none")
