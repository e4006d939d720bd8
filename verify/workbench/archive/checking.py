"""Whether everything is as it was kept: the log, the entries, every file, each read again.

Only reads; tables of an earlier version are brought up to date first, and a copy of them is left.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from verify.domain.archive_errors import NotCheckedError
from verify.domain.custody import limits_of_the_log
from verify.domain.errors import VerifyError, shown_name
from verify.domain.object_errors import HomeOfAnotherError, OriginalsUnreachableError
from verify.domain.store_errors import (
    NewerStoreError,
    StoreBusyError,
    StoreChangedError,
    StoreFullError,
    StoreUnfinishedError,
    StoreUnreachableError,
)
from verify.domain.store_faults import Fault, FaultKind
from verify.storage.checkpoint_check import CheckpointCheck
from verify.storage.derived import DerivedFiles
from verify.storage.originals import original_faults, originals_of, total_bytes
from verify.workbench.archive.sealing import sealing_key_faults
from verify.workbench.archive.shelf import Shelf, acting_as, opened

__all__ = ["Checked", "CheckpointCheck", "Reading", "faults_of", "opened_to_be_checked"]

_NOT_CHECKED = (
    NewerStoreError,
    StoreBusyError,
    StoreChangedError,
    StoreFullError,
    StoreUnfinishedError,
    StoreUnreachableError,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the check has come.

    Attributes
    ----------
    what : str
        What is being read.
    bytes_read, bytes_in_all : int
        0 where it is not known how much there is.
    left_s : float or None
        Estimate from what was read so far.
    """

    what: str
    bytes_read: int = 0
    bytes_in_all: int = 0
    left_s: float | None = None


@dataclass(slots=True)
class Checked:
    """What was looked at; complete once all faults were taken.

    Attributes
    ----------
    seals : CheckpointCheck
        What the log is held against, and what that showed.
    """

    seals: CheckpointCheck = field(default_factory=CheckpointCheck)
    events: int | None = None
    entries: int | None = None
    files: int | None = None
    bytes_read: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool | None:
        """True where nothing is amiss, False where something is, None where some was not read."""
        faults = [fault for fault in self.faults if not fault.is_notice]
        if not all(fault.is_open for fault in faults):
            return False
        return None if faults else True

    @property
    def limits(self) -> str:
        """What this check could not find, in sentences to be shown with its result."""
        if self.seals.elsewhere_agrees:
            return limits_of_the_log("elsewhere")
        return limits_of_the_log("home" if self.seals.agreeing else "nothing")


@contextmanager
def opened_to_be_checked(home: Path, address: str) -> Iterator[Shelf]:
    """Open an archive that is there; none is made.

    Raises
    ------
    NotCheckedError
        If it cannot be opened now, or was written to where it could only be read as it lay.
    VerifyError
        As `verify.workbench.archive.shelf.opened` for none, one damaged or one of something else.
    """
    try:
        with opened(home, address, acting_as(), makes=False) as shelf:
            yield shelf
    except _NOT_CHECKED as error:
        raise NotCheckedError(error) from error


def faults_of(
    shelf: Shelf, checked: Checked, on_reading: Callable[[Reading], None]
) -> Iterator[Fault]:
    """Check an archive; return each fault as it is found and gather them in `checked`.

    Raises
    ------
    VerifyError
        If the store cannot be read on; what was not looked at then is not known.
    """
    for fault in _each(shelf, checked, on_reading):
        checked.faults.append(fault)
        yield fault


def _each(shelf: Shelf, checked: Checked, on_reading: Callable[[Reading], None]) -> Iterator[Fault]:
    on_reading(Reading("log and entries"))
    yield from shelf.store.faults()
    yield from sealing_key_faults()
    try:
        yield from checked.seals.faults(shelf.checkpoints, shelf.store)
    except VerifyError as error:
        meaning = f"The log cannot be read to its end, so it was not held against them: {error}"
        advice = "See to the faults of the log first, then check again."
        yield _unread("checkpoints", str(shelf.checkpoints.root), meaning, advice)
    try:
        stats = shelf.store.stats()
        checked.events, checked.entries = stats.events, stats.entries
        kept = originals_of(shelf.store)
        shelf.objects.assert_ours()
    except OSError as error:
        meaning = f"The system says: {error.strerror}. Whose they are cannot be told."
        advice = "Give back the right to read it, then check again."
        yield _unread("files as received", str(error.filename), meaning, advice)
        return
    except HomeOfAnotherError as error:
        meaning = f"They are kept for the database {error.kept_for}, so they were not looked at."
        advice = "Check again with --storage and that database."
        yield _unread("files as received", shelf.objects.place, meaning, advice)
        return
    except OriginalsUnreachableError as error:
        yield _unreached(shelf, error)
        return
    except VerifyError as error:
        meaning = f"What is kept cannot be told: {error}"
        advice = "See to the faults of the database first, then check again."
        yield _unread("files as received", shelf.objects.place, meaning, advice)
        return
    try:
        meter = _Meter("files as received", total_bytes(shelf.objects), checked, on_reading)
        yield from original_faults(shelf.objects, shelf.home, kept, meter.count)
        checked.files = len(kept)
    except OriginalsUnreachableError as error:
        yield _unreached(shelf, error)
    meter = _Meter("derived files", 0, checked, on_reading)
    yield from DerivedFiles(shelf.home).faults(on_bytes=meter.count)


class _Meter:
    """Counts what is read of one kind of file, and says so."""

    def __init__(
        self, what: str, in_all: int, checked: Checked, on_reading: Callable[[Reading], None]
    ) -> None:
        self._what, self._in_all = what, in_all
        self._checked, self._on_reading = checked, on_reading
        self._read = 0
        self._begun_s = time.monotonic()

    def count(self, size_bytes: int) -> None:
        self._read += size_bytes
        self._checked.bytes_read += size_bytes
        passed_s = time.monotonic() - self._begun_s
        to_go = max(0, self._in_all - self._read)
        left_s = passed_s * to_go / self._read if self._in_all and self._read else None
        self._on_reading(Reading(self._what, self._read, self._in_all, left_s))


def _unreached(shelf: Shelf, error: OriginalsUnreachableError) -> Fault:
    meaning = f"The store says: {error.reason}. Not all of them were looked at."
    advice = "See to the way to it and to the keys in the environment, then check again."
    return _unread("files as received", shelf.objects.place, meaning, advice)


def _unread(what: str, where: str, meaning: str, advice: str) -> Fault:
    return Fault(
        kind=FaultKind.UNREADABLE,
        what=what,
        where=shown_name(where),
        meaning=meaning[:2000],
        advice=advice,
    )
