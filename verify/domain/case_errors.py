"""What a user can get wrong about a case, each as one sentence; see `errors` for the tree."""

from collections.abc import Sequence

from verify.domain.case_file import CaseClaim
from verify.domain.cases import CaseOpening, Verdict
from verify.domain.errors import FailedError, InputError, shown_name
from verify.domain.packages import ForeignCase
from verify.domain.written import as_written

_MOST_LISTED = 10
# What is given back can be copied out of the terminal as it was typed.
_LINE_BREAK = "\n"


class UnknownCaseError(InputError):
    """No case has this id or title."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"There is no case {shown_name(text)}. Give the first digits of its id, 4 or more, or "
            "its whole title; verify case list shows them."
        )


class SeveralCasesError(InputError):
    """More than one case could be meant."""

    def __init__(self, text: str, candidates: Sequence[CaseOpening | ForeignCase]) -> None:
        self.text = text
        self.candidates = candidates
        listed = "\n".join(
            f"  {case.case_id}  {shown_name(case.untrusted_title or 'title erased')}"
            for case in candidates[:_MOST_LISTED]
        )
        more = len(candidates) - _MOST_LISTED
        rest = f"\n  and {more} more" if more > 0 else ""
        super().__init__(
            f"{shown_name(text)} does not say which case is meant, so nothing was done. Give more "
            f"of its id:\n{listed}{rest}"
        )


class UnknownClaimError(InputError):
    """The case has no claim of this number."""

    def __init__(self, case_id: str, number: int) -> None:
        self.case_id = case_id
        self.number = number
        super().__init__(
            f"Case {case_id} has no claim {number}; verify case show {case_id} lists those it has."
        )


class ClipNotInCaseError(InputError):
    """The footage is none of the case."""

    def __init__(self, case_id: str, text: str) -> None:
        self.case_id = case_id
        self.text = text
        super().__init__(
            f"{shown_name(text)} is no clip of case {case_id}. Give its name there or 8 digits or "
            f"more of its SHA-256; verify case add {case_id} CLIP puts it in."
        )


class UnknownEvidenceError(InputError):
    """The event is no evidence of the case, or it was withdrawn before."""

    def __init__(self, case_id: str, number: int) -> None:
        self.case_id = case_id
        self.number = number
        super().__init__(
            f"Event {number} is no evidence in case {case_id} that counts; verify case show "
            f"{case_id} lists it with the numbers of its events."
        )


class NoSuchFindingError(InputError):
    """Nothing stands at a place in an analysis, or too much for evidence."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"{shown_name(text)} names no single finding. Give the analysis and the place of the "
            "finding in it, such as clip.verify/analysis.json#/flashes/0; counting starts at 0."
        )


class NoSuchOffsetError(InputError):
    """Two clips have no offset that could be relied on, or there are no such two."""

    def __init__(self, number: int, by: str) -> None:
        self.number = number
        self.by = by
        super().__init__(
            f"No offset by {by} of pair {number} (the first is 0) is clear enough to be held up: "
            "it was not found, or there is no such pair. What you see in both clips you can hold "
            "up as moments of each."
        )


class TextLengthError(InputError):
    """A text is too long to be kept, or says nothing."""

    def __init__(self, what: str, length: int, longest: int) -> None:
        self.what = what
        self.length = length
        self.longest = longest
        super().__init__(
            f"The {what} has {length:,} characters, and {longest:,} are the most; nothing was "
            "written. Shorten it, or divide it."
            if length
            else f"The {what} is empty, and nothing was written. Say it in a few words."
        )


class ClaimReplacedError(FailedError):
    """Somebody else worded the claim anew; what was to be written is given back.

    Attributes
    ----------
    number : int
        Of the claim that does not stand any more.
    stands : sequence of CaseClaim
        Those in its place, with who wrote them.
    yours : str
        What was to be written.
    """

    def __init__(self, number: int, stands: Sequence[CaseClaim], yours: str) -> None:
        self.number = number
        self.stands = stands
        self.yours = yours
        theirs = "\n".join(
            f"  claim {claim.number}, {shown_name(claim.actor.untrusted_name)} on "
            f"{claim.recorded_utc:%Y-%m-%d %H:%M} UTC: "
            f"{as_written(claim.untrusted_text or 'words erased')}"
            for claim in stands
        )
        super().__init__(
            f"Claim {number} was worded anew, so nothing was written. In its place stands:\n"
            f"{theirs}\nYou wrote: {as_written(yours, _LINE_BREAK)}\n"
            "Do it again with the number that stands, if it still holds."
        )


class VerdictStandsError(FailedError):
    """There is a verdict that was not named; what was to be written is given back."""

    def __init__(self, stands: Verdict, yours: str) -> None:
        self.stands = stands
        self.yours = yours
        super().__init__(
            f"{shown_name(stands.actor.untrusted_name)} concluded otherwise or anew on "
            f"{stands.recorded_utc:%Y-%m-%d %H:%M} UTC: {stands.verdict.replace('_', ' ')}, "
            f"because: {as_written(stands.untrusted_reason or 'words erased')}\n"
            f"Nothing was written. You wrote: {as_written(yours, _LINE_BREAK)}\n"
            f"To put yours in its place, add --instead-of {stands.event}."
        )
