"""Cases of others taken in: kept as their words, apart from ours, and read as they wrote them.

A package is looked at as a whole before anything is written. What is kept of it is its history, in
one event of the custody log; files stay in the package, which is known by its SHA-256.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from verify.domain.checkpoints import PublicKey
from verify.domain.custody import Action, Event
from verify.domain.package_errors import (
    AlteredPackageError,
    BadPackageError,
    OtherHistoryError,
    OwnCaseError,
    PublicPackageError,
)
from verify.domain.packages import LARGEST_HISTORY_BYTES, Edition, ForeignCase
from verify.domain.store_errors import OvertakenError
from verify.domain.store_faults import Fault
from verify.exchange.packages.history import case_of, events_in, whole
from verify.storage.case_records import words_of
from verify.storage.foreign_cases import FOREIGN, foreign_cases
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.opening import cases
from verify.workbench.cases.packages import PackageCheck, faults_of_package

__all__ = ["ForeignCase", "PackageCheck", "TakenIn", "import_package"]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a package.

    Attributes
    ----------
    case : ForeignCase
        As it is kept now.
    is_new : bool
        False if this state of the case, or a later one, had been taken in before.
    """

    case: ForeignCase
    check: PackageCheck
    is_new: bool


def import_package(
    shelf: Shelf,
    path: Path,
    keys: Sequence[PublicKey],
    on_fault: Callable[[Fault], None],
) -> TakenIn:
    """Take in the history of a case of others, if the package is whole.

    Parameters
    ----------
    keys : sequence of PublicKey
        Whose signatures are known; of others the package is taken in too, and says so.
    on_fault : callable
        Told of each thing that is not as it was made, and of a key that nobody here knows.

    Raises
    ------
    FileInputError
        See `packages.faults_of_package`; also if it is the edition for the public.
    AlteredPackageError
        If something is not as it was made.
    OwnCaseError
        If the case is one of this home.
    OtherHistoryError
        If another package told another history of it.
    """
    check = PackageCheck()
    for fault in faults_of_package(path, check, keys):
        on_fault(fault)
    if check.is_whole is False:
        raise AlteredPackageError(path, sum(not fault.is_open for fault in check.faults))
    if check.edition is Edition.PUBLIC:
        raise PublicPackageError(path)
    events = whole(check.events)
    if not events or check.key is None:
        raise BadPackageError(path, "has no history of a case")
    if len(check.history) > LARGEST_HISTORY_BYTES:
        raise BadPackageError(path, "has a history that is longer than any of ours")
    case = case_of(events)
    if any(own.case_id == case.case_id for own in cases(shelf)):
        raise OwnCaseError(case.case_id)
    words = words_of(
        case_id=case.case_id,
        untrusted_title=case.opening.untrusted_title,
        package_sha256=check.package_sha256,
        last_event=events[-1].sequence,
        head=events[-1].hash,
        key=str(check.key),
        untrusted_history=check.history.decode(),
    )
    while True:
        known = list(shelf.store.events(FOREIGN))
        for one in foreign_cases(known):
            if one.case_id == case.case_id and _has(one, events):
                return TakenIn(one, check, is_new=False)
        try:
            after = known[-1].sequence if known else 0
            event = shelf.store.record(
                Action.CASE_IMPORTED, FOREIGN, words, shelf.actor, after=after
            )
        except OvertakenError:
            # Whoever was quicker has written, so this ends.
            continue
        return TakenIn(foreign_cases([event])[0], check, is_new=True)


def _has(kept: ForeignCase, events: Sequence[Event]) -> bool:
    """Return whether all of these events were taken in before.

    Raises
    ------
    OtherHistoryError
        If an event of the same number was another.
    """
    if kept.untrusted_history is None:
        return kept.head == events[-1].hash
    before = whole(events_in(kept.untrusted_history.encode())) or []
    hashes = [{event.sequence: event.hash for event in told} for told in (before, events)]
    last = min(_told_to(before), _told_to(events))
    for sequence in sorted(hashes[0].keys() | hashes[1].keys()):
        if sequence <= last and hashes[0].get(sequence) != hashes[1].get(sequence):
            raise OtherHistoryError(kept.case_id, sequence, kept.event)
    return hashes[1].keys() <= hashes[0].keys()


def _told_to(events: Sequence[Event]) -> int:
    # Erasures are told also of a case as it stood before them.
    erased = Action.PAYLOAD_ERASED
    return max((event.sequence for event in events if event.action is not erased), default=0)
