"""What becomes of measured footage on a shelf: new to it, known to it, or more than it knew.

Whoever measures, in this process or on another machine, what is written is decided here.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from verify.domain.archive import Entry, EntryKind, NewEntry
from verify.domain.custody import Action
from verify.domain.errors import DiskFullError
from verify.domain.object_errors import CannotKeepError, HomeOfAnotherError
from verify.domain.roles import NotPermittedError
from verify.domain.sources import SourceRecord, storable
from verify.domain.store_errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreUnreachableError,
    UnknownEntryError,
)
from verify.jobs.archiving import Wanted, as_known, hash_descriptors
from verify.media.intake import OnBytes, OpenedFootage
from verify.storage.interface import Added
from verify.workbench.archive.resembling import (
    OTHER_WEIGHTS,
    FrameDescriptor,
    is_of_other_weights,
    lacks_vectors,
)
from verify.workbench.archive.shelf import Shelf

# Of these the next file would die as well.
ENDS_ALL = (
    DiskFullError,
    CannotKeepError,
    HomeOfAnotherError,
    NotPermittedError,
    StoreBusyError,
    StoreDamagedError,
    StoreUnreachableError,
)


class Became(StrEnum):
    """What became of a file."""

    ADDED = "added"
    COMPLETED = "completed"
    """It was known, and a name, a source, stills, a curve or the file itself came to it."""
    KNOWN = "known"
    """It was known, with all of this."""


@dataclass(frozen=True, slots=True)
class AddedFile:
    """One file and its entry.

    Attributes
    ----------
    was_decoded : bool
        False where its SHA-256 said enough.
    remarks : tuple of str
        What could not be kept of it, or is otherwise than one would expect.
    """

    path: Path
    became: Became
    entry: Entry
    was_decoded: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelving:
    """Puts footage on a shelf, with what is wanted of it.

    Attributes
    ----------
    keep_file : bool
        Whether the file itself is kept as received.
    descriptor : FrameDescriptor or None
        What describes its stills.
    """

    shelf: Shelf
    wanted: Wanted
    keep_file: bool
    descriptor: FrameDescriptor | None

    def known(self, sha256: str) -> Entry | None:
        """Return the entry of a file, None if there is none."""
        try:
            return self.shelf.store.entry(sha256)
        except UnknownEntryError:
            return None

    def is_listed(self, known: Entry | None) -> bool:
        """Return whether an entry's hashes are a list's word, and were not measured here."""
        if known is None:
            return False
        began = next(self.shelf.store.events(known.key, known.added_sequence - 1))
        return began.action is Action.IMPORTED

    def must_decode(self, known: Entry | None) -> bool:
        """Return whether a file has to be measured, whatever else is known of it."""
        return known is None or self.wanted.is_more_than(known) or self.is_listed(known)

    def lacks_vectors(self, known: Entry) -> bool:
        """Return whether the stills of an entry are yet to be described."""
        return lacks_vectors(known, self.descriptor)

    def is_all_known(self, name: str, known: Entry, source: SourceRecord) -> bool:
        """Return whether the store need not even be asked; a call made again mostly finds this."""
        return (
            (known.has_original or not self.keep_file)
            and storable(name) in known.untrusted_names
            and known.source.says_all_of(source)
            and not self.lacks_vectors(known)
            and not self.must_decode(known)
        )

    def as_known(self, name: str, size_bytes: int, known: Entry, source: SourceRecord) -> NewEntry:
        """Return what to add of a file that need not be decoded."""
        return as_known(name, size_bytes, known, self.shelf.store.hashes(known.key), source)

    def put(
        self,
        path: Path,
        measured: NewEntry,
        remarks: list[str],
        opened: Callable[[], AbstractContextManager[OpenedFootage]],
        *,
        was_decoded: bool,
        on_bytes: OnBytes = lambda _bytes: None,
    ) -> AddedFile:
        """Write what was measured; durable on return.

        Parameters
        ----------
        opened : callable
            Opens the file that was measured, should it have to be kept itself.
        on_bytes : callable, optional
            Told of every block of it that is kept.
        """
        # Another process may have added or removed it while this one measured.
        known = self.known(measured.key)
        is_listed = self.is_listed(known)
        added = self._written(measured, known, opened, on_bytes, is_listed=is_listed)
        became = Became.KNOWN if added.entry == known else Became.COMPLETED
        if known is None and added.is_new:
            became = Became.ADDED
        told = (*remarks, *([] if is_listed else self.differences(known)))
        return AddedFile(path, became, added.entry, was_decoded, told)

    def _written(
        self,
        new: NewEntry,
        known: Entry | None,
        opened: Callable[[], AbstractContextManager[OpenedFootage]],
        on_bytes: OnBytes,
        *,
        is_listed: bool,
    ) -> Added:
        store, actor = self.shelf.store, self.shelf.actor
        is_kept = known is not None and known.has_original
        # The file of an entry that takes a list's place is kept anew; nothing else would know it.
        if not (is_listed if is_kept else self.keep_file):
            return store.add(new, actor)
        keeping = self.shelf.objects.keeping
        with (
            opened() as footage,
            footage.stream() as stream,
            keeping(stream, footage.path, expected_sha256=new.key, on_bytes=on_bytes),
        ):
            return store.add(replace(new, has_original=True), actor)

    def differences(self, known: Entry | None) -> Iterator[str]:
        """Say where this version, or the descriptor here, would make an entry otherwise."""
        if known is None or known.kind is EntryKind.HASHES:
            return
        if any(
            known.descriptors.get(name) != how for name, how in hash_descriptors(known.kind).items()
        ):
            yield (
                "its hashes were made in another way than this version makes them, and stay as "
                "they are; remove the entry and add the file again to have them made anew"
            )
        if is_of_other_weights(known, self.descriptor):
            yield OTHER_WEIGHTS
