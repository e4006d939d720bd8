"""A case as it stood at a time, to be handed out: its events and what they come to.

What is told ends before the export itself, and leaves out earlier exports, so that the same state
of a case is the same for whoever gets it, and however often.
"""

from dataclasses import dataclass
from datetime import datetime

from verify.casework.public_edition import public_case
from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.custody import Action, Event
from verify.domain.errors import BadParameterError
from verify.domain.evidence import ReverseItem
from verify.domain.packages import Edition
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
    """
    if at is not None and at < opening.recorded_utc:
        raise BadParameterError("--at", at.isoformat(), "a time after the case was opened")
    events = [
        told.event
        for told in log_of_case(shelf, opening)
        if told.event.action is not Action.EXPORTED
        and (
            at is None
            or told.event.recorded_utc <= at
            or told.event.action is Action.PAYLOAD_ERASED
        )
    ]
    events.sort(key=lambda event: event.sequence)
    own = [event for event in events if event.subject == opening.case_id]
    case = case_file(opening, own)
    asked = {
        item.asked_event
        for evidence in case.evidence
        for item in evidence.items
        if isinstance(item, ReverseItem)
    }
    events += [shelf.store.event(number) for number in asked]
    return FrozenCase(sorted(events, key=lambda event: event.sequence), case)
