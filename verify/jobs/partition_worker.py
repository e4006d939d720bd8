"""What a worker of Dask does with a part of an archive: it makes it, keeps it and asks it.

Dask moves values between workers as it sees fit. A part moves as its recipe: where it arrives, it
reads its entries from the store by itself.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from verify.domain.errors import VerifyError
from verify.domain.partition_errors import ArchiveElsewhereError
from verify.storage.addresses import is_there, path_in
from verify.storage.hamming import HashKind
from verify.storage.hamming.partition import EntryRange, Moment, Part, Partition, new_index_in
from verify.storage.interface import Store

Said = TypeVar("Said")

_BYTES_A_HASH = 40


class Recipe(NamedTuple):
    """What a worker needs to know to make a part.

    Attributes
    ----------
    address : str
        Of the store, as workers reach it.
    code_folder : Path or None
        Where compiled code is kept, used where there is such a folder.
    entries : EntryRange
    hashes : int
        About how many it will hold.
    """

    address: str
    kind: HashKind
    code_folder: Path | None
    entries: EntryRange
    hashes: int


class HeldPart:
    """A part as Dask keeps it: made when first asked, sent elsewhere as its recipe alone."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self._making = threading.Lock()
        self._made: Partition | None = None

    def __reduce__(self) -> tuple[type["HeldPart"], tuple[Recipe]]:
        return HeldPart, (self.recipe,)

    def __sizeof__(self) -> int:
        # What Dask goes by when it weighs where to work: all that making it anew would read.
        return _BYTES_A_HASH * self.recipe.hashes

    @property
    def partition(self) -> Partition:
        """The part itself."""
        with self._making:
            if self._made is None:
                address, kind, folder, entries, _ = self.recipe
                code_folder = folder if folder is not None and folder.is_dir() else None
                new_index = new_index_in(kind, code_folder)
                self._made = Partition(_store_at(address), entries, new_index)
            return self._made


class Refused(NamedTuple):
    """Why a part did not answer; an error of ours does not always survive the way here."""

    entries: EntryRange
    reason: str


_stores: dict[str, Store] = {}
_opening = threading.Lock()


def _store_at(address: str) -> Store:
    """Return the store at an address, opened once in a worker and let go with it."""
    from verify.storage.database import open_store

    with _opening:
        if address not in _stores:
            if not is_there(address):
                raise ArchiveElsewhereError(f"nothing lies at {path_in(address)}")
            _stores[address] = open_store(address)
        return _stores[address]


def answered(
    held: HeldPart, ask: Callable[..., Part[Said]], moment: Moment, *given: Any
) -> Part[Said] | Refused:
    """Ask a part; this is what runs on a worker."""
    try:
        return ask(held.partition, moment, *given)
    except VerifyError as error:
        return Refused(held.recipe.entries, str(error))
