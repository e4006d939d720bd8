"""Footage into the archive: several files at once, each whole or not at all, again as often.

What is known by its SHA-256 is not decoded again, so that a call that was stopped is simply made
again. Threads wait for jailed processes here; those do the work.
"""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue

from verify.domain.archive import Entry, Still
from verify.domain.errors import VerifyError
from verify.domain.sources import SourceRecord
from verify.jobs.archiving import Archived, Wanted, archived
from verify.jobs.messages import Progress
from verify.media import jail
from verify.media.intake import OpenedFootage, open_footage
from verify.media.sidecars import Beside, sources_beside
from verify.workbench.archive.resembling import (
    FrameDescriptor,
    is_described,
    with_vectors,
)
from verify.workbench.archive.shelf import Shelf
from verify.workbench.archive.shelving import ENDS_ALL, AddedFile, Became, Shelving
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
            if isinstance(outcome.error, ENDS_ALL):
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
        self._shelving = Shelving(shelf, options.wanted, options.keep_file, options.descriptor)
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
        shelving = self._shelving
        with open_footage(path, self._go_on) as footage, self._turn(footage.sha256):
            known = shelving.known(footage.sha256)
            if known is not None and shelving.is_all_known(path.name, known, source):
                as_before = tuple(shelving.differences(known))
                return AddedFile(path, Became.KNOWN, known, was_decoded=False, remarks=as_before)
            measured, was_decoded = self._measured(footage, known, source)
            measured = self._described(path, known, measured)
            return shelving.put(
                path,
                measured.entry,
                measured.remarks,
                lambda: nullcontext(footage),
                was_decoded=was_decoded,
                on_bytes=self._go_on,
            )

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

    def _measured(
        self, footage: OpenedFootage, known: Entry | None, source: SourceRecord
    ) -> tuple[Archived, bool]:
        if known is not None and not self._shelving.must_decode(known):
            name, size_bytes = footage.path.name, footage.size_bytes
            return Archived(self._shelving.as_known(name, size_bytes, known, source), []), False

        def on_progress(progress: Progress) -> None:
            self._go_on()
            with self._guard:
                self._shares[footage.path] = progress.share or 0.0

        return archived(footage, self._options.wanted, source, on_progress, self.stop), True


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        # What is the matter with it is said when it is opened.
        return 0
