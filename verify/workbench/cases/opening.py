"""Opening a case, finding it again, and reading all of it."""

import secrets

from verify.domain.case_access import SHARED, PrivateCaseError
from verify.domain.case_errors import SeveralCasesError, UnknownCaseError
from verify.domain.case_file import CaseFile
from verify.domain.cases import (
    LINK_QUESTIONS,
    LONGEST_TITLE,
    CaseOpening,
    OpeningQuestion,
)
from verify.domain.custody import Action, Event
from verify.domain.package_errors import ForeignCaseError
from verify.storage.case_records import REGISTER, case_file, openings, words_of
from verify.workbench.archive.history import Told, events
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.access import make_private, open_access
from verify.workbench.cases.foreign import foreign_meant, is_meant
from verify.workbench.cases.items import desk_items
from verify.workbench.cases.texts import held_to
from verify.workbench.house_rules import HouseRules

# Unlikely to meet twice, even where packages of many newsrooms come together.
_ID_BYTES = 6


def open_case(shelf: Shelf, title: str, *, is_private: bool | None = None) -> CaseFile:
    """Open a case; its first claims are the questions on what ties a clip to an event.

    A desk's own checklist, where its home has one, is set in it.

    Parameters
    ----------
    is_private : bool, optional
        Whether its owner and those invited alone see it; by default as the house's rules say.

    Raises
    ------
    TextLengthError
        If the title is empty or too long.
    FileInputError
        If the desk's checklist cannot be read; nothing is opened then.
    """
    words = words_of(
        case_id=secrets.token_hex(_ID_BYTES),
        untrusted_title=held_to("title", title, LONGEST_TITLE),
        questions=[
            OpeningQuestion(question=question, text=text)
            for question, text in LINK_QUESTIONS.items()
        ],
    )
    items = desk_items(shelf.home)
    event = shelf.store.record(Action.CASE_OPENED, REGISTER, words, shelf.actor)
    (opening,) = openings([event])
    if is_private or (is_private is None and HouseRules(shelf.home).opens_private):
        make_private(shelf, opening)
    if items is None:
        return case_file(opening, [])
    own = words_of(untrusted_items=items)
    shelf.store.record(Action.CHECKLIST_SET, opening.case_id, own, shelf.actor)
    return read_case(shelf, opening)


def cases(shelf: Shelf) -> list[CaseOpening]:
    """Return all cases that may be seen, the oldest first."""
    found, held = open_access(shelf)
    return [one for one in found if held.get(one.case_id, SHARED).is_seen_by(shelf.permit)]


def case_meant(shelf: Shelf, text: str) -> CaseOpening:
    """Return the case whose id begins so, or that has just this title.

    Raises
    ------
    UnknownCaseError, SeveralCasesError
        If there is none, or more than one.
    ForeignCaseError
        If it is one of others that was taken in.
    PrivateCaseError
        If its whole id was given, and it may not be seen. By less of it, or its title, none is
        told of: neither can be guessed at.
    """
    found, held = open_access(shelf)
    # Another one may bear its id as title.
    by_id = [case for case in found if case.case_id == text.lower()]
    meant = by_id or [case for case in found if is_meant(case, text)]
    meant = [one for one in meant if held.get(one.case_id, SHARED).is_seen_by(shelf.permit)]
    if by_id and not meant:
        raise PrivateCaseError(text.lower())
    if not meant:
        theirs = foreign_meant(shelf, text)
        raise UnknownCaseError(text) if theirs is None else ForeignCaseError(theirs)
    if len(meant) > 1:
        raise SeveralCasesError(text, meant)
    return meant[0]


def read_case(shelf: Shelf, opening: CaseOpening) -> CaseFile:
    """Return a case as it stands."""
    return case_file(opening, list(shelf.store.events(opening.case_id)))


def log_of_case(shelf: Shelf, opening: CaseOpening) -> list[Told]:
    """Return every event of a case, its opening first."""

    def concerns(event: Event) -> bool:
        words = event.payload or {}
        kept = words.get("kept") if event.action is Action.PAYLOAD_ERASED else None
        named = words.get("case_id") or (kept or {}).get("case_id")
        return opening.event == event.sequence or named == opening.case_id

    register = [told for told in events(shelf, REGISTER) if concerns(told.event)]
    return [*register, *events(shelf, opening.case_id)]
