"""What an archive holds: how much, which entries; and taking one out again."""

from collections.abc import Iterator

from verify.domain.archive import Entry
from verify.domain.archive_errors import NotInArchiveError, SeveralEntriesError
from verify.storage.hamming.column_file import forget_columns
from verify.storage.interface import ArchiveStats
from verify.storage.likeness import forget_parts
from verify.workbench.archive.shelf import Shelf

__all__ = ["ArchiveStats", "entries", "entry_meant", "remove", "stats"]

LEAST_KEY_DIGITS = 8
"""A key may be cut to so many of its first digits."""


def stats(shelf: Shelf) -> ArchiveStats:
    """Return how much there is."""
    return shelf.store.stats()


def entries(shelf: Shelf, text: str | None = None) -> Iterator[Entry]:
    """Return entries in the order they were added; those whose name or key holds a text."""
    return shelf.store.entries(text)


def entry_meant(shelf: Shelf, text: str) -> Entry:
    """Return the one entry that has this name, or whose key begins so with 8 digits or more.

    Raises
    ------
    NotInArchiveError, SeveralEntriesError
        If there is none, or another could be meant: parts of names are not enough.
    """
    near = list(shelf.store.entries(text))
    digits = text.lower()
    exact = [
        entry
        for entry in near
        if text in entry.untrusted_names
        or (len(digits) >= LEAST_KEY_DIGITS and entry.key.startswith(digits))
    ]
    if len(exact) == 1:
        return exact[0]
    if not near:
        raise NotInArchiveError(text)
    raise SeveralEntriesError(text, exact or near)


def remove(shelf: Shelf, entry: Entry, reason: str) -> None:
    """Take an entry out with its hashes, its stills and the file, if that was kept.

    The log keeps that it was there, who removed it and why.

    Raises
    ------
    UnknownEntryError
        If another process has removed it meanwhile.
    """
    if entry.has_original:
        with shelf.objects.removing(entry.key):
            shelf.store.remove(entry.key, shelf.actor, reason)
    else:
        shelf.store.remove(entry.key, shelf.actor, reason)
    forget_columns(shelf.store, shelf.columns_folder)
    forget_parts(shelf.store, shelf.columns_folder)
