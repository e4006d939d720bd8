"""What a user can get wrong about proposals in a case, each as one sentence; see `errors`."""

from collections.abc import Sequence

from verify.domain.case_file import CaseClaim
from verify.domain.checked import ProposalName, ProposalsDeclined
from verify.domain.errors import FailedError, InputError, shown_name
from verify.domain.written import as_written


class UnknownProposalError(InputError):
    """No such proposal stands in the case."""

    def __init__(self, case_id: str, text: str) -> None:
        self.case_id = case_id
        self.text = text
        super().__init__(
            f"{shown_name(text)} is no proposal that stands in case {case_id}. It may be of an "
            f"earlier check, or its claim was worded anew: verify case check {case_id} makes new "
            f"ones, verify case show {case_id} names those that stand, such as 31.4."
        )


class DecidedError(FailedError):
    """Somebody took the proposal over before."""

    def __init__(self, name: ProposalName, event: int, by: str) -> None:
        self.name = name
        self.event = event
        super().__init__(
            f"Proposal {name} is evidence already (event {event}, by {shown_name(by)}), so nothing "
            f"was written. verify case withdraw takes that back."
        )


class TurnedDownError(FailedError):
    """Somebody turned the proposal down, which whoever decides did not say they had seen."""

    def __init__(self, name: ProposalName, stands: ProposalsDeclined) -> None:
        self.name = name
        self.stands = stands
        super().__init__(
            f"{shown_name(stands.actor.untrusted_name)} turned proposal {name} down on "
            f"{stands.recorded_utc:%Y-%m-%d %H:%M} UTC, because: "
            f"{as_written(stands.untrusted_reason or 'words erased')}\n"
            f"Nothing was written. To decide anew all the same, add --instead-of {stands.event}."
        )


class NothingToHoldUpError(InputError):
    """A proposal rests on no finding, so it makes no evidence."""

    def __init__(self, name: ProposalName) -> None:
        self.name = name
        super().__init__(
            f"Proposal {name} rests on no finding, so it makes no evidence; what it says stays in "
            "the log. Write a note on the claim, or hold up what you saw with verify case evidence."
        )


class LinkOpenError(InputError):
    """A finding on a clip would raise a claim on an event that nobody tied the clip to."""

    def __init__(self, claim: int, clip_sha256: str, questions: Sequence[CaseClaim]) -> None:
        self.claim = claim
        self.clip_sha256 = clip_sha256
        self.questions = questions
        numbers = " and ".join(str(one.number) for one in questions)
        opened = (
            f"claims {numbers} on where and when it was filmed have no verdict that settles them"
            if questions
            else "by your verdict on the clip it is of another event"
        )
        super().__init__(
            f"Claim {claim} is about the event, and that clip {clip_sha256[:12]} is of that event "
            f"nobody has settled: {opened}. So nothing of the clip supports it yet. Nothing was "
            "written: hold it up with --stance context, or settle where and when first."
        )


class LinkMeasuredError(InputError):
    """A measurement would raise what ties a clip to an event."""

    def __init__(self, claim: int) -> None:
        self.claim = claim
        super().__init__(
            f"Claim {claim} is about what ties the clip to the event, and no measurement supports "
            "that: light, sound and darkness of the right kind are common. Nothing was written. "
            "Hold it up with --stance context; a landmark, a document or a person's word supports."
        )
