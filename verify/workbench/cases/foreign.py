"""Cases of others that were taken in: found again, and read as they wrote them."""

import re

from verify.domain.case_errors import SeveralCasesError
from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.packages import ForeignCase
from verify.domain.store_errors import UnreadableRecordError
from verify.exchange.packages.history import BadHistory, case_of, events_in, whole
from verify.storage.foreign_cases import FOREIGN, foreign_cases
from verify.workbench.archive.shelf import Shelf

_LEAST_ID_DIGITS = 4
"""An id may be cut to so many of its first digits."""
_DIGITS = re.compile(f"[0-9a-f]{{{_LEAST_ID_DIGITS},}}", re.ASCII)


def is_meant(case: CaseOpening | ForeignCase, text: str) -> bool:
    """Return whether a case's id begins so, or it has just this title."""
    digits = text.lower()
    is_beginning = _DIGITS.fullmatch(digits) is not None
    return text == case.untrusted_title or (is_beginning and case.case_id.startswith(digits))


def foreign(shelf: Shelf) -> list[ForeignCase]:
    """Return the cases of others, each in its newest state, in the order they came in."""
    newest: dict[str, ForeignCase] = {}
    for one in foreign_cases(shelf.store.events(FOREIGN)):
        known = newest.get(one.case_id)
        if known is None or one.last_event > known.last_event:
            newest[one.case_id] = one
    return list(newest.values())


def foreign_meant(shelf: Shelf, text: str) -> ForeignCase | None:
    """Return the case of others whose id begins so, or that has just this title; None if none has.

    Raises
    ------
    SeveralCasesError
        If there is more than one.
    """
    meant = [one for one in foreign(shelf) if is_meant(one, text)]
    if len(meant) > 1:
        raise SeveralCasesError(text, meant)
    return meant[0] if meant else None


def read_foreign(one: ForeignCase) -> CaseFile | None:
    """Return a case as others wrote it, in the numbers of their log; None if it was erased."""
    if one.untrusted_history is None:
        return None
    try:
        events = whole(events_in(one.untrusted_history.encode()))
        return case_of(events or [])
    except BadHistory as error:
        raise UnreadableRecordError(f"event {one.event} of the custody log") from error
