"""Footage into the archive: several files at once, each whole or not at all, again as often.

What is known by its SHA-256 is not decoded again, so that a call that was stopped is simply made
again. Threads wait for jailed processes here; those do the work.
"""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from queue import Empty, SimpleQueue

from verify.domain.archive import Entry, EntryKind, NewEntry, Still
from verify.domain.custody import Action
from verify.domain.errors import DiskFullError, VerifyError
from verify.domain.object_errors import CannotKeepError, HomeOfAnotherError
from verify.domain.sources import SourceRecord, storable
from verify.domain.store_errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreUnreachableError,
    UnknownEntryError,
)
from verify.jobs.archiving import Archived, Wanted, archived, as_known, hash_descriptors
from verify.jobs.messages import Progress
from verify.media import jail
from verify.media.intake import OpenedFootage, open_footage
from verify.media.sidecars import Beside, sources_beside
from verify.storage.interface import Added
from verify.workbench.archive.resembling import (
    OTHER_WEIGHTS,
    FrameDescriptor,
    is_described,
    is_of_other_weights,
    lacks_vectors,
    with_vectors,
)
from verify.workbench.archive.shelf import Shelf
from verify.workbench.clips import Outcome

__all__ = [
    "AddOptions",
    "AddedFile",
    "Became",
    "Beside",
    "Standing",
    "Wanted",
    "add_files",
    "usual_jobs",
    "what_lies_beside",
]

# Of these the next file would die as well.
_ENDS_ALL = (
    DiskFullError,
    CannotKeepError,
    HomeOfAnotherError,
    StoreBusyError,
    StoreDamagedError,
    StoreUnreachableError,
)
_LOOK_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class AddOptions:
    """How files are added.

    Attributes
    ----------
    jobs : int
        Files at a time, 1 or more; each is decoded in a process of its own.
    wanted : Wanted
        What is kept beside hashes.
    keep_file : bool
        Whether the file itself is kept as received.
    descriptor : FrameDescriptor or None
        What describes its stills; stills of known entries are described too.
    """

    jobs: int
    wanted: Wanted
    keep_file: bool = False
    descriptor: FrameDescriptor | None = None


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
class Standing:
    """How far the work has come.

    Attributes
    ----------
    files_kept : int
        Files whose footage is in the archive by now.
    left_s : float or None
        Estimate from what was decoded so far; None while nothing was.
    """

    files_done: int
    files_kept: int
    files: int
    left_s: float | None


def usual_jobs() -> int:
    """Return how many files are added at a time unless told: half as many as there are cores."""
    return max(1, (os.cpu_count() or 1) // 2)


def what_lies_beside(files: Sequence[Path]) -> Beside:
    """Return what exports, downloaders' notes and names say of where files come from."""
    return sources_beside(files, datetime.now(UTC))


def add_files(
    shelf: Shelf,
    files: Sequence[Path],
    sources: dict[Path, SourceRecord],
    options: AddOptions,
    on_standing: Callable[[Standing], None] = lambda _standing: None,
) -> Generator[Outcome[AddedFile]]:
    """Add files to the archive and yield what became of each as soon as it is durable.

    If the iterator is closed, or an exception comes out of it, workers are ended and nothing of
    what they had begun is left; what was yielded stays.

    Parameters
    ----------
    files : sequence of Path
        Each once.
    sources : dict of Path to SourceRecord
        What is said of them; see `what_lies_beside`.
    on_standing : callable, optional
        Called in this thread, some times a second, and once when all workers have ended.

    Raises
    ------
    VerifyError
        What no other file would survive either, such as a full disk; errors of one file are
        yielded.
    """
    if options.keep_file:
        shelf.objects.assert_ours()
    # Probed once and before the threads, which would each do it.
    jail.probe()
    work = _Adding(shelf, sources, options, files)
    ended: SimpleQueue[Future[Outcome[AddedFile]]] = SimpleQueue()
    with ExitStack() as held:
        held.callback(lambda: on_standing(work.standing()))
        held.callback(work.stop.close)
        pool = ThreadPoolExecutor(options.jobs, thread_name_prefix="add")
        held.callback(pool.shutdown, wait=True, cancel_futures=True)
        held.callback(work.stop.tell)
        for path in files:
            pool.submit(work.outcome, path).add_done_callback(ended.put)
        waited_for = len(files)
        while waited_for:
            on_standing(work.standing())
            try:
                outcome = ended.get(timeout=_LOOK_EVERY_S).result()
            except Empty:
                continue
            waited_for -= 1
            if isinstance(outcome.error, _ENDS_ALL):
                raise outcome.error
            yield outcome


class _Adding:
    """The work on many files: what threads share."""

    def __init__(
        self,
        shelf: Shelf,
        sources: dict[Path, SourceRecord],
        options: AddOptions,
        files: Sequence[Path],
    ) -> None:
        self._shelf, self._sources, self._options = shelf, sources, options
        self.stop = jail.Stop()
        self._guard = threading.Lock()
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._sizes = {path: _size_bytes(path) for path in files}
        self._bytes_to_come = sum(self._sizes.values())
        self._shares: dict[Path, float] = {}
        self._begun_s = time.monotonic()
        self._files = len(files)
        self._files_done = self._files_kept = 0
        self._decoded_bytes = 0

    def standing(self) -> Standing:
        """Return how far it has come; files that need not be decoded count for no time."""
        with self._guard:
            in_hand = sum(self._sizes[path] * share for path, share in self._shares.items())
            done = self._decoded_bytes + in_hand
            to_do = self._bytes_to_come - in_hand
            passed_s = time.monotonic() - self._begun_s
            left_s = passed_s * to_do / done if done else None
            return Standing(self._files_done, self._files_kept, self._files, left_s)

    def outcome(self, path: Path) -> Outcome[AddedFile]:
        """Add one file; its error is a value. Once it is stopped, nobody is told."""
        try:
            added = self._add(path)
            outcome = Outcome(path, added, None)
        except VerifyError as error:
            outcome = Outcome(path, None, error)
        with self._guard:
            size_bytes = self._sizes[path]
            self._bytes_to_come -= size_bytes
            self._shares.pop(path, None)
            self._files_done += 1
            if outcome.answer is not None:
                self._files_kept += 1
                self._decoded_bytes += size_bytes if outcome.answer.was_decoded else 0
        return outcome

    def _add(self, path: Path) -> AddedFile:
        self._go_on()
        source = self._sources.get(path, SourceRecord())
        with open_footage(path, self._go_on) as footage, self._turn(footage.sha256):
            known = self._known(footage.sha256)
            if known is not None and self._is_all_known(footage, known, source):
                as_before = tuple(_differences(known, self._options.descriptor))
                return AddedFile(path, Became.KNOWN, known, was_decoded=False, remarks=as_before)
            is_listed = known is not None and self._is_listed(known)
            measured, was_decoded = self._measured(footage, known, source, is_listed=is_listed)
            measured = self._described(footage.path, known, measured)
            # Another process may have added or removed it while this one decoded.
            known = self._known(footage.sha256)
            added = self._store(footage, known, measured.entry, is_listed=is_listed)
        became = Became.KNOWN if added.entry == known else Became.COMPLETED
        if known is None and added.is_new:
            became = Became.ADDED
        remarks = [*measured.remarks, *([] if is_listed else self._otherwise(known))]
        return AddedFile(path, became, added.entry, was_decoded, tuple(remarks))

    def _otherwise(self, known: Entry | None) -> Iterator[str]:
        return _differences(known, self._options.descriptor)

    def _described(self, path: Path, known: Entry | None, measured: Archived) -> Archived:
        """Return what was measured with vectors of its stills, or why they could not be had."""
        descriptor = self._options.descriptor
        stills: Sequence[Still] = measured.entry.stills
        if descriptor is None or (known is not None and is_described(known)):
            return measured
        if not stills and known is not None:
            stills = self._shelf.store.stills(known.key)
        if not stills:
            return measured
        self._go_on()
        try:
            return replace(measured, entry=with_vectors(path, measured.entry, stills, descriptor))
        except VerifyError as error:
            remark = f"its pictures were not described: {error}"
            return replace(measured, remarks=[*measured.remarks, remark])

    def _go_on(self, _done_bytes: int = 0) -> None:
        if self.stop.is_told:
            raise jail.StoppedError

    def _turn(self, sha256: str) -> threading.Lock:
        # The same footage under two names is not decoded twice.
        with self._guard:
            return self._turns[sha256]

    def _known(self, sha256: str) -> Entry | None:
        try:
            return self._shelf.store.entry(sha256)
        except UnknownEntryError:
            return None

    def _is_all_known(self, footage: OpenedFootage, known: Entry, source: SourceRecord) -> bool:
        """Return whether the store need not even be asked; a call made again mostly finds this."""
        return (
            not self._options.wanted.is_more_than(known)
            and (known.has_original or not self._options.keep_file)
            and storable(footage.path.name) in known.untrusted_names
            and known.source.says_all_of(source)
            and not self._is_listed(known)
            and not lacks_vectors(known, self._options.descriptor)
        )

    def _is_listed(self, known: Entry) -> bool:
        """Return whether an entry's hashes are a list's word, and were not measured here."""
        began = next(self._shelf.store.events(known.key, known.added_sequence - 1))
        return began.action is Action.IMPORTED

    def _measured(
        self, footage: OpenedFootage, known: Entry | None, source: SourceRecord, *, is_listed: bool
    ) -> tuple[Archived, bool]:
        wanted = self._options.wanted
        if known is not None and not is_listed and not wanted.is_more_than(known):
            hashes = self._shelf.store.hashes(known.key)
            return Archived(as_known(footage, known, hashes, source), []), False

        def on_progress(progress: Progress) -> None:
            self._go_on()
            with self._guard:
                self._shares[footage.path] = progress.share or 0.0

        return archived(footage, wanted, source, on_progress, self.stop), True

    def _store(
        self, footage: OpenedFootage, known: Entry | None, new: NewEntry, *, is_listed: bool
    ) -> Added:
        store, actor = self._shelf.store, self._shelf.actor
        is_kept = known is not None and known.has_original
        # The file of an entry that takes a list's place is kept anew; nothing else would know it.
        if not (is_listed if is_kept else self._options.keep_file):
            return store.add(new, actor)
        objects, sha256 = self._shelf.objects, footage.sha256
        with (
            footage.stream() as stream,
            objects.keeping(stream, footage.path, expected_sha256=sha256, on_bytes=self._go_on),
        ):
            return store.add(replace(new, has_original=True), actor)


def _differences(known: Entry | None, descriptor: FrameDescriptor | None) -> Iterator[str]:
    """Say where an entry has what this version, or the descriptor here, would make otherwise."""
    if known is None or known.kind is EntryKind.HASHES:
        return
    if any(
        known.descriptors.get(name) != how for name, how in hash_descriptors(known.kind).items()
    ):
        yield (
            "its hashes were made in another way than this version makes them, and stay as they "
            "are; remove the entry and add the file again to have them made anew"
        )
    if is_of_other_weights(known, descriptor):
        yield OTHER_WEIGHTS


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        # What is the matter with it is said when it is opened.
        return 0
