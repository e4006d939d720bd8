"""A case as it stood at a time, to be handed out: its events and what they come to.

What is told ends before the export itself, and leaves out earlier exports and who may see the case
here, so that the same state of a case is the same for whoever gets it, and however often.
"""

from dataclasses import dataclass
from datetime import datetime

from verify.casework.public_edition import public_case
from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.custody import Action, Event
from verify.domain.errors import BadParameterError
from verify.domain.evidence import ReverseItem
from verify.domain.package_errors import BrokenCaseError
from verify.domain.packages import Edition
from verify.domain.sources import storable
from verify.exchange.packages.history import (
    BadHistory,
    case_of,
    events_in,
    history_faults,
    line_of,
    whole,
)
from verify.storage.case_records import case_file
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.opening import log_of_case


@dataclass(frozen=True, slots=True)
class FrozenCase:
    """A state of a case.

    Attributes
    ----------
    events : list of Event
        Its own, and those under other subjects that its evidence names, by number.
    case : CaseFile
        All that they come to; `told` is what an edition shows of it.
    """

    events: list[Event]
    case: CaseFile

    @property
    def last(self) -> Event:
        """The newest event."""
        return self.events[-1]

    def told(self, edition: Edition) -> CaseFile:
        """Return what may be shown."""
        return public_case(self.case) if edition is Edition.PUBLIC else self.case


def frozen(shelf: Shelf, opening: CaseOpening, at: datetime | None = None) -> FrozenCase:
    """Return a case as it stands, or as it stood.

    Parameters
    ----------
    at : datetime, optional
        With its zone. What was erased since stays erased, and the erasure is told.

    Raises
    ------
    BadParameterError
        If the case was opened later.
    BrokenCaseError
        If its events are not as they were written.
    """
    if at is not None and at < opening.recorded_utc:
        raise BadParameterError("--at", at.isoformat(), "a time after the case was opened")
    events = [
        told.event
        for told in log_of_case(shelf, opening)
        if not _is_of_the_house(told.event)
        and (
            at is None
            or told.event.recorded_utc <= at
            or told.event.action is Action.PAYLOAD_ERASED
        )
    ]
    events.sort(key=lambda event: event.sequence)
    own = [event for event in events if event.subject == opening.case_id]
    asked = {
        item.asked_event
        for evidence in case_file(opening, own).evidence
        for item in evidence.items
        if isinstance(item, ReverseItem)
    }
    events += [shelf.store.event(number) for number in asked]
    lines = map(line_of, sorted(events, key=lambda event: event.sequence))
    # Read as others will read them: what is written as 2 was perhaps kept as 2.0.
    try:
        written = whole(events_in(b"".join(lines))) or []
        if any(history_faults(written)):
            raise BrokenCaseError(opening.case_id)
        return FrozenCase(written, case_of(written))
    except BadHistory as error:
        raise BrokenCaseError(opening.case_id) from error


def _is_of_the_house(event: Event) -> bool:
    """Whether an event is nobody's elsewhere: who got a copy of the case, who was let see it."""
    kept = (event.payload or {}).get("kept") or {}
    of_access = {"is_private", "admits", "excludes"} & set(kept)
    return event.action in (Action.EXPORTED, Action.CASE_ACCESS_SET) or bool(of_access)


def record_export(
    shelf: Shelf, state: FrozenCase, name: str, form: str, edition: Edition, **facts: object
) -> int:
    """Write into the log that a state was handed out, before the file has its name.

    Parameters
    ----------
    name : str
        Of the file or folder.
    **facts
        By which it can be told again, such as its SHA-256.

    Returns
    -------
    int
        Number of the event.
    """
    words = {
        "file": storable(name),
        "form": form,
        "edition": edition.value,
        **facts,
        "last_event": state.last.sequence,
    }
    return shelf.store.record(Action.EXPORTED, state.case.case_id, words, shelf.actor).sequence
