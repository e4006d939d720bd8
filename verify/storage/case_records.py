"""Cases in the custody log: an event for each record, under the case's id.

That a case was opened stands under `REGISTER` instead, so that cases are found without reading the
whole log. Words of people and articles can be erased; numbers of claims, what took whose place,
verdicts without their reasons and SHA-256s stay.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from verify.domain.case_file import SCHEMA_NAME, CaseFile, claims_of
from verify.domain.cases import (
    AccessSet,
    CaseArticle,
    CaseClip,
    CaseClosing,
    CaseOpening,
    ClaimsWritten,
    Note,
    Recorded,
    Verdict,
)
from verify.domain.checked import ChecksMade, ProposalsDeclined
from verify.domain.checklist import Answer, ChecklistSet
from verify.domain.custody import Action, Event, Payload
from verify.domain.evidence import Evidence, Withdrawal
from verify.domain.hypotheses import Hypothesis, Weighing
from verify.domain.placing import PlaceGiven
from verify.domain.recordings import ClipsCompared, RecordingRuling
from verify.domain.releasing import ReleaseDecision
from verify.domain.store_errors import UnreadableRecordError
from verify.storage.recorded import records

REGISTER = "cases"
"""Subject of the events that open cases."""

_EVERY_RECORD = frozenset(Recorded.__struct_fields__)
_Record = TypeVar("_Record", bound=Recorded)


def words_of(**said: Any) -> Payload:
    """Return the words of an event out of a record's fields; what says nothing is left out."""
    return {
        name: msgspec.to_builtins(value)
        for name, value in said.items()
        if value is not None and value != ""
    }


def openings(events: Iterable[Event]) -> list[CaseOpening]:
    """Return the cases that were opened, of all events of the register, the oldest first.

    Raises
    ------
    UnreadableRecordError
        If an event says what no such record does.
    """
    words = ("case_id", *_words_of_form(CaseOpening))
    return records(events, Action.CASE_OPENED, CaseOpening, words, None)


def accesses(events: Iterable[Event]) -> list[AccessSet]:
    """Return who was let see cases, of all events of the register, the oldest first.

    Raises
    ------
    UnreadableRecordError
        If an event says what no such record does.
    """
    words = ("case_id", *_words_of_form(AccessSet))
    return records(events, Action.CASE_ACCESS_SET, AccessSet, words, None)


def case_file(opening: CaseOpening, events: Sequence[Event]) -> CaseFile:
    """Return a case as it stands, of all its events.

    Raises
    ------
    UnreadableRecordError
        If an event says what no record of a case does.
    """
    articles = _read(events, Action.ARTICLE_READ, CaseArticle)
    written = _read(events, Action.CLAIM_WRITTEN, ClaimsWritten)
    try:
        claims = claims_of(opening, articles, written)
    except ValueError as error:
        raise UnreadableRecordError(f"a list of claims of case {opening.case_id}") from error
    return CaseFile(
        schema=SCHEMA_NAME,
        case_id=opening.case_id,
        opening=opening,
        last_event=events[-1].sequence if events else 0,
        articles=articles,
        clips=clips_in(events),
        claims=claims,
        notes=_read(events, Action.NOTED, Note),
        evidence=_read(events, Action.EVIDENCE_GIVEN, Evidence),
        withdrawals=_read(events, Action.WITHDRAWN, Withdrawal),
        checks=_read(events, Action.CHECKED, ChecksMade),
        declined=_read(events, Action.PROPOSAL_DECLINED, ProposalsDeclined),
        verdicts=_read(events, Action.VERDICT_GIVEN, Verdict),
        places=_read(events, Action.PLACED, PlaceGiven),
        hypotheses=_read(events, Action.HYPOTHESIS_WRITTEN, Hypothesis),
        weighings=_read(events, Action.EVIDENCE_WEIGHED, Weighing),
        checklists=_read(events, Action.CHECKLIST_SET, ChecklistSet),
        answers=_read(events, Action.CHECKLIST_ANSWERED, Answer),
        comparisons=_read(events, Action.CLIPS_COMPARED, ClipsCompared),
        rulings=_read(events, Action.RECORDING_RULED, RecordingRuling),
        releases=_read(events, Action.RELEASE_DECIDED, ReleaseDecision),
        closings=_read(events, Action.CASE_CLOSED, CaseClosing),
    )


def clips_in(events: Iterable[Event]) -> list[CaseClip]:
    """Return the clips of a case, of all its events.

    Raises
    ------
    UnreadableRecordError
        If an event says what no such record does.
    """
    return _read(events, Action.CLIP_ATTACHED, CaseClip)


def _read(events: Iterable[Event], action: Action, form: type[_Record]) -> list[_Record]:
    return records(events, action, form, _words_of_form(form), "case_id")


def _words_of_form(form: type[Recorded]) -> list[str]:
    return [name for name in form.__struct_fields__ if name not in _EVERY_RECORD]
