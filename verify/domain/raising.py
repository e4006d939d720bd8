"""What no finding may do: raise a claim on an event through a clip that nobody tied to it.

One rule for all ways in which evidence comes into a case. A contradiction is not held back: it says
of itself that it holds if the clip is of that event.
"""

from collections.abc import Iterable

from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.evidence import (
    FindingItem,
    Item,
    MatchItem,
    MomentItem,
    OffsetItem,
    SkyItem,
    Stance,
    clips_in,
)
from verify.domain.linking import is_link_settled, open_questions
from verify.domain.proposal_errors import LinkMeasuredError, LinkOpenError
from verify.domain.proposals import Outcome, Subject

STANCES = {
    Outcome.SUPPORTS: Stance.SUPPORTS,
    Outcome.CONTRADICTS: Stance.CONTRADICTS,
    Outcome.FITS: Stance.CONTEXT,
    Outcome.CANNOT_TELL: Stance.CONTEXT,
    Outcome.SILENT: Stance.CONTEXT,
}
"""As what a proposal becomes evidence, unless a person says otherwise."""

_MEASURED = FindingItem | MatchItem | OffsetItem | SkyItem


def refuse_to_raise(
    case: CaseFile, claim: CaseClaim, stance: Stance, items: Iterable[Item]
) -> None:
    """Refuse support that rests on a clip where nothing ties the clip to what is claimed.

    Raises
    ------
    LinkMeasuredError
        If a measurement would support what ties a clip to an event; a person's eye may.
    LinkOpenError
        If the claim is about the event, and it is not settled that the clip is of it.
    """
    if stance is not Stance.SUPPORTS:
        return
    held = list(items)
    if claim.about is Subject.LINK and any(isinstance(item, _MEASURED) for item in held):
        raise LinkMeasuredError(claim.number)
    if claim.about is not Subject.EVENT:
        return
    for clip in _clips(held):
        if not is_link_settled(case, clip):
            raise LinkOpenError(claim.number, clip, open_questions(case, clip))


def _clips(items: Iterable[Item]) -> list[str]:
    """Return the clips that something held up is a part of."""
    return [
        clip
        for item in items
        if isinstance(item, _MEASURED | MomentItem)
        for clip in clips_in(item)
    ]
