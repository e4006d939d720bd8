"""Whether people have settled that a clip is of the event: where and when it was filmed.

Until they have, a finding on the clip raises no claim on the event. Only verdicts settle it; no
measurement does.
"""

from collections.abc import Iterator

from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import LinkQuestion, Verdict
from verify.domain.proposals import Subject
from verify.domain.verdicts import VerdictWord

_SETTLING = (LinkQuestion.PLACE, LinkQuestion.TIME)
_SETTLED = frozenset({VerdictWord.VERIFIED, VerdictWord.LIKELY})
_OF_ANOTHER_EVENT = frozenset({VerdictWord.MISCAPTIONED, VerdictWord.STAGED_OR_SYNTHETIC})


def is_link_settled(case: CaseFile, clip_sha256: str) -> bool:
    """Return whether verdicts stand that settle place and time of a clip.

    A clip that a person holds to be of another event, or staged, is of no event of the case.
    """
    word = case.verdict_on(clip_sha256=clip_sha256)
    is_of_another = word is not None and word.verdict in _OF_ANOTHER_EVENT
    return not is_of_another and not open_questions(case, clip_sha256)


def open_questions(case: CaseFile, clip_sha256: str) -> list[CaseClaim]:
    """Return the claims on place and time that no verdict settles for a clip."""
    return [
        claim
        for claim in _settling(case)
        if (verdict := link_verdict(case, claim.number, clip_sha256)) is None
        or verdict.verdict not in _SETTLED
    ]


def link_verdict(case: CaseFile, number: int, clip_sha256: str) -> Verdict | None:
    """Return the verdict that holds on a claim about the link, for a clip.

    One that names no clip is on the only one that the case had when it was given.
    """
    on_it = [
        verdict
        for verdict in case.verdicts
        if verdict.claim == number
        and (
            verdict.clip_sha256 == clip_sha256
            or (verdict.clip_sha256 is None and _clips_before(case, verdict) == {clip_sha256})
        )
    ]
    return on_it[-1] if on_it else None


def names_a_clip(case: CaseFile, claim: CaseClaim) -> bool:
    """Return whether a verdict on a claim has to say which clip it means."""
    return claim.about is Subject.LINK and len({clip.clip_sha256 for clip in case.clips}) > 1


def _settling(case: CaseFile) -> Iterator[CaseClaim]:
    """Yield what stands for the questions of place and time, however they were worded since."""
    for claim in case.claims:
        if claim.question in _SETTLING:
            yield from case.standing_for(claim.number)


def _clips_before(case: CaseFile, verdict: Verdict) -> set[str]:
    return {clip.clip_sha256 for clip in case.clips if clip.event < verdict.event}
