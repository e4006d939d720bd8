"""Problems in words of the app: what to do next is never a command, what people wrote stays."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.analyses import SHA256
from tests.storage.footage import REPORTER
from ui.problems import told
from verify.domain import archive_errors, case_errors, proposal_errors, record_errors, store_errors
from verify.domain.cases import Verdict
from verify.domain.checked import ProposalName, ProposalsDeclined
from verify.domain.people import UnknownPersonError
from verify.domain.places import AmbiguousPlaceError, UnknownPlaceError
from verify.domain.release_errors import NothingToReleaseError, UndecidedReleaseError
from verify.domain.roles import LastAdminError
from verify.domain.verdicts import VerdictWord

if TYPE_CHECKING:
    from verify.domain.errors import VerifyError

_CASE = "0123456789abcdef"
_NAME = ProposalName(event=31, number=4)
_VERDICT = Verdict(
    event=7,
    case_id=_CASE,
    actor=REPORTER,
    recorded_utc=datetime(2026, 1, 2, tzinfo=UTC),
    claim=5,
    clip_sha256=None,
    verdict=VerdictWord.DISPUTED,
    untrusted_reason="another year",
    instead_of=None,
)
_DECLINED = ProposalsDeclined(
    event=8,
    case_id=_CASE,
    actor=REPORTER,
    recorded_utc=datetime(2026, 1, 2, tzinfo=UTC),
    proposals=[_NAME],
    untrusted_reason="another year",
)
_PROBLEMS = [
    (archive_errors.NoStoreError("home"), "Opening a case"),
    (archive_errors.NotInArchiveError("x"), "The Archive page|the Archive page"),
    (store_errors.UnknownEntryError("x"), "the Archive page"),
    (store_errors.UnknownEventError(3), "Load the page anew"),
    (store_errors.UnreadableRecordError("a row"), "under Settings"),
    (case_errors.UnknownCaseError("x"), "The Cases page"),
    (case_errors.UnknownClaimError(_CASE, 9), "the page of the case"),
    (case_errors.ClipNotInCaseError(_CASE, "x"), "on the page of the case"),
    (case_errors.UnknownEvidenceError(_CASE, 9), "load the page anew"),
    (case_errors.ClaimReplacedError(9, [], "mine"), "mine"),
    (case_errors.VerdictStandsError(_VERDICT, "mine"), "send it again"),
    (record_errors.NoSuchRecordError(_CASE, 9, "place"), "load the page anew"),
    (record_errors.NoSuchItemError(9, 3), "Load the page anew"),
    (record_errors.RecordReplacedError("place", 9, [], "mine"), "Send it again"),
    (proposal_errors.UnknownProposalError(_CASE, "x"), "check the claims again"),
    (proposal_errors.DecidedError(_NAME, 9, "Leyla"), '"Change"'),
    (proposal_errors.TurnedDownError(_NAME, _DECLINED), "send it again"),
    (proposal_errors.NothingToHoldUpError(_NAME), "the page of the clip"),
    (proposal_errors.LinkOpenError(9, SHA256, []), '"beside it"'),
    (proposal_errors.LinkMeasuredError(9), '"beside it"'),
    (UnknownPersonError("x"), "under Settings"),
    (LastAdminError("Ada"), "somebody else admin first\\."),
    (UnknownPlaceError("x", None, []), "latitude and longitude"),
    (AmbiguousPlaceError("x", ["one", "other"]), "latitude and longitude"),
    (UndecidedReleaseError(_CASE, [("0a1b", "a still")]), '"For anybody"'),
    (NothingToReleaseError(_CASE, "x"), '"For anybody"'),
]


@pytest.mark.parametrize(
    ("problem", "way_on"), _PROBLEMS, ids=[type(one).__name__ for one, _ in _PROBLEMS]
)
def test_the_way_on_is_a_page_and_no_command(problem: "VerifyError", way_on: str) -> None:
    said = told(problem)

    assert re.search(way_on, said)
    assert not re.search(r"\bverify [a-z]|--[a-z]", said)


def test_what_people_wrote_stays_as_they_wrote_it() -> None:
    yours = "To put yours there, --instead-of: verify case show; Do it again with"

    said = told(case_errors.VerdictStandsError(_VERDICT, yours))

    assert f"You wrote: {yours}\n" in said
    assert "another year" in said


def test_lines_stay_lines_and_signs_that_turn_text_are_shown() -> None:
    problem = record_errors.RecordReplacedError("place", 9, [], "first\nsecond \u202egpj.exe")

    assert "first\nsecond \ufffdgpj.exe" in told(problem)
