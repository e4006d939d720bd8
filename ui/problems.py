"""Why something could not be done, in words of the app: the way on is a page, not a command.

The sentences of errors end with what to do next, which on the command line is a command. Here the
end of such a sentence is put differently; what it says before, words of people among it, stays.
"""

from ui.metrics import notice
from verify.domain import archive_errors, case_errors, proposal_errors, record_errors, store_errors
from verify.domain.errors import VerifyError, shown_name
from verify.domain.people import UnknownPersonError
from verify.domain.places import AmbiguousPlaceError, UnknownPlaceError
from verify.domain.release_errors import NothingToReleaseError, UndecidedReleaseError
from verify.domain.roles import LastAdminError

_LISTED = "; the Archive page lists what is there."
_ANEW = ". It may have been replaced or withdrawn meanwhile: load the page anew."
_COORDINATES = "latitude and longitude, such as 35.90, 36.60."

# Where the end begins (the last such words of a sentence), and what is said instead.
_ENDS: dict[type[VerifyError], tuple[str, str]] = {
    archive_errors.NoStoreError: (
        "There is no archive in",
        "Nothing was kept here yet. Opening a case, or putting a clip into the archive, begins it.",
    ),
    archive_errors.NotInArchiveError: (". verify archive list", _LISTED),
    store_errors.UnknownEntryError: ("; verify archive list", _LISTED),
    store_errors.UnknownEventError: ("verify archive log", "Load the page anew."),
    store_errors.UnreadableRecordError: (
        "Run verify check",
        "The integrity check under Settings says what else was changed.",
    ),
    case_errors.UnknownCaseError: ("Give the first digits", "The Cases page lists those here."),
    case_errors.UnknownClaimError: ("; verify case show", "; the page of the case lists those."),
    case_errors.ClipNotInCaseError: ("Give its name", "Put it in on the page of the case."),
    case_errors.UnknownEvidenceError: ("; verify case show", _ANEW),
    case_errors.ClaimReplacedError: ("Do it again with", "Write it on what stands, if it holds."),
    case_errors.VerdictStandsError: ("To put yours", "To put yours in its place, send it again."),
    record_errors.NoSuchRecordError: ("; verify case show", _ANEW),
    record_errors.NoSuchItemError: ("; verify case", ". Load the page anew."),
    record_errors.RecordReplacedError: ("Do it again with", "Send it again, if it still holds."),
    proposal_errors.UnknownProposalError: (
        ": verify case check",
        ". Load the page anew, or check the claims again.",
    ),
    proposal_errors.DecidedError: (
        "verify case withdraw",
        'Evidence is withdrawn under "Change" on the card of its claim.',
    ),
    proposal_errors.TurnedDownError: (
        "To decide anew",
        "To decide anew all the same, send it again.",
    ),
    proposal_errors.NothingToHoldUpError: (
        " with verify case evidence",
        " on the page of the clip.",
    ),
    proposal_errors.LinkOpenError: (
        "with --stance context",
        'as "beside it", or settle where and when first.',
    ),
    proposal_errors.LinkMeasuredError: (
        "with --stance context",
        'as "beside it"; a landmark, a document or a person\'s word supports.',
    ),
    UnknownPersonError: (
        "verify people list",
        "Admins see under Settings how all are called.",
    ),
    LastAdminError: (": verify people role", "."),
    UnknownPlaceError: ("give --lat", f"write {_COORDINATES}"),
    AmbiguousPlaceError: ("give --lat", f"write {_COORDINATES}"),
    UndecidedReleaseError: ("Look at each", 'Look at each under "For anybody", and choose there.'),
    NothingToReleaseError: ("verify case release", '"For anybody" lists what it would.'),
}


def told(error: VerifyError) -> str:
    """Return what an error says, as plain text whose lines stay lines."""
    notice(error)
    said = str(error)
    end, instead = _ENDS.get(type(error), ("", ""))
    before, found, _ = said.rpartition(end) if end else (said, "", "")
    return "\n".join(shown_name(line) for line in (before + instead if found else said).split("\n"))
