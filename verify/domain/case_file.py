"""A case as it stands: the content of `verify case show ID --json`.

Everything that was ever written is there, with what took its place: a claim that `replaced_by`
names others does not stand any more, and of the verdicts on one thing the last one holds.
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from verify.domain.cases import (
    CaseArticle,
    CaseClip,
    CaseClosing,
    CaseId,
    CaseOpening,
    ClaimFrom,
    ClaimNumber,
    ClaimsWritten,
    LinkQuestion,
    Note,
    Recorded,
    Text,
    Verdict,
    WordedClaim,
)
from verify.domain.checked import ChecksMade, ProposalsDeclined
from verify.domain.checklist import Answer, ChecklistSet
from verify.domain.claims import Span
from verify.domain.evidence import Evidence, Withdrawal
from verify.domain.hypotheses import Hypothesis, Weighing
from verify.domain.placing import PlaceGiven
from verify.domain.proposals import Subject
from verify.domain.recordings import ClipsCompared, RecordingRuling
from verify.domain.releasing import ReleaseDecision

SCHEMA_NAME = "verify/case/1"


class CaseClaim(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A claim of a case, as it was worded once."""

    number: ClaimNumber
    untrusted_text: Annotated[str | None, Meta(description="null if it was erased")]
    about: Subject
    origin: ClaimFrom
    question: LinkQuestion | None
    sentence: Annotated[int, Meta(ge=0, description="of the article of event `event`")] | None
    span: Annotated[Span | None, Meta(description="in that article, code points")]
    replaces: list[ClaimNumber]
    replaced_by: list[ClaimNumber]

    @property
    def stands(self) -> bool:
        """Whether no other has taken its place."""
        return not self.replaced_by


class CaseFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A case with all that was written into it, each kind in the order of the log."""

    schema: Annotated[str, Meta(pattern=f"^{SCHEMA_NAME}$")]
    case_id: CaseId
    opening: CaseOpening
    last_event: Annotated[
        int, Meta(ge=0, description="newest event of this case; 0 if only its opening")
    ]
    articles: list[CaseArticle]
    clips: list[CaseClip]
    claims: list[CaseClaim]
    notes: list[Note]
    evidence: list[Evidence]
    withdrawals: list[Withdrawal]
    checks: list[ChecksMade]
    declined: list[ProposalsDeclined]
    verdicts: list[Verdict]
    places: list[PlaceGiven]
    hypotheses: list[Hypothesis]
    weighings: list[Weighing]
    checklists: list[ChecklistSet]
    answers: list[Answer]
    comparisons: list[ClipsCompared]
    rulings: list[RecordingRuling]
    releases: list[ReleaseDecision]
    closings: list[CaseClosing]

    def claim(self, number: int) -> CaseClaim | None:
        """Return the claim of a number, whether or not it stands; None if there is none."""
        return next((claim for claim in self.claims if claim.number == number), None)

    def standing_for(self, number: int) -> list[CaseClaim]:
        """Return the claims that stand for one by now: itself, or what took its place."""
        claim = self.claim(number)
        if claim is None or claim.stands:
            return [claim] if claim else []
        later = [one for number in claim.replaced_by for one in self.standing_for(number)]
        return list({one.number: one for one in later}.values())

    def earlier(self, number: int) -> set[int]:
        """Return the numbers that a claim had before it was worded anew, its own too."""
        claim = self.claim(number)
        before = claim.replaces if claim else []
        return {number}.union(*(self.earlier(one) for one in before))

    def verdict_on(
        self, *, claim: int | None = None, clip_sha256: str | None = None
    ) -> Verdict | None:
        """Return the verdict that holds on a claim or a clip; None if there is none."""
        on_it = [
            one for one in self.verdicts if (one.claim, one.clip_sha256) == (claim, clip_sha256)
        ]
        return on_it[-1] if on_it else None

    @property
    def closing(self) -> CaseClosing | None:
        """Who says that work on it has ended; None while it goes on."""
        last = self.closings[-1] if self.closings else None
        return last if last is not None and last.is_closed else None

    @property
    def withdrawn(self) -> dict[int, Withdrawal]:
        """What does not count any more, by its event: the last word on each."""
        return {one.evidence: one for one in self.withdrawals}

    def standing_places(self) -> list[PlaceGiven]:
        """Return the places that nobody replaced or withdrew; of a clip there may be several."""
        replaced = {one.instead_of for one in self.places} | set(self.withdrawn)
        return [one for one in self.places if one.event not in replaced]

    def standing_hypotheses(self) -> list[Hypothesis]:
        """Return the hypotheses that nobody worded anew or withdrew."""
        replaced = {one.instead_of for one in self.hypotheses} | set(self.withdrawn)
        return [one for one in self.hypotheses if one.event not in replaced]

    @property
    def next_claim(self) -> int:
        """The number of the next claim."""
        return max((claim.number for claim in self.claims), default=0) + 1


def claims_of(
    opening: CaseOpening, articles: Sequence[CaseArticle], written: Sequence[ClaimsWritten]
) -> list[CaseClaim]:
    """Return all claims of a case by number, each with what took its place.

    Raises
    ------
    ValueError
        If a record takes the place of later claims, or counts otherwise than it lists.
    """
    claims = [*_opening_claims(opening)]
    for article in articles:
        claims += _read_claims(article)
    replaced: dict[int, list[int]] = {}
    for record in written:
        claims += _worded_claims(record)
        for number in record.replaces:
            if number >= record.first_claim:
                raise ValueError("a claim takes the place of a later one")
            replaced.setdefault(number, []).extend(_numbers(record))
    return [
        msgspec.structs.replace(claim, replaced_by=replaced.get(claim.number, []))
        for claim in sorted(claims, key=lambda claim: claim.number)
    ]


def _numbers(record: CaseArticle | ClaimsWritten) -> range:
    return range(record.first_claim, record.first_claim + record.claim_count)


def _opening_claims(opening: CaseOpening) -> list[CaseClaim]:
    return [
        _claim(
            opening,
            number,
            asked.text,
            ClaimFrom.OPENING,
            about=Subject.LINK,
            question=asked.question,
        )
        for number, asked in enumerate(opening.questions, start=1)
    ]


def _read_claims(article: CaseArticle) -> list[CaseClaim]:
    if article.read is None:
        return [_claim(article, number, None, ClaimFrom.MACHINE) for number in _numbers(article)]
    read = [(sentence.i, claim) for sentence in article.read.sentences for claim in sentence.claims]
    about = [Subject.EVENT] * len(read) if article.about is None else article.about
    return [
        _claim(
            article,
            number,
            claim.text,
            ClaimFrom.MACHINE,
            about=concern,
            sentence=sentence,
            span=claim.span,
        )
        for number, (sentence, claim), concern in zip(_numbers(article), read, about, strict=True)
    ]


def _worded_claims(record: ClaimsWritten) -> list[CaseClaim]:
    erased: list[WordedClaim | None] = [None] * record.claim_count
    worded = erased if record.claims is None else record.claims
    return [
        _claim(
            record,
            number,
            one.untrusted_text if one else None,
            ClaimFrom.PERSON,
            about=one.about if one else Subject.EVENT,
            replaces=record.replaces,
        )
        for number, one in zip(_numbers(record), worded, strict=True)
    ]


def _claim(
    record: Recorded,
    number: int,
    text: Text | None,
    origin: ClaimFrom,
    *,
    about: Subject = Subject.EVENT,
    question: LinkQuestion | None = None,
    sentence: int | None = None,
    span: Span | None = None,
    replaces: Sequence[int] = (),
) -> CaseClaim:
    return CaseClaim(
        event=record.event,
        case_id=record.case_id,
        actor=record.actor,
        recorded_utc=record.recorded_utc,
        is_erased=record.is_erased,
        number=number,
        untrusted_text=text,
        about=about,
        origin=origin,
        question=question,
        sentence=sentence,
        span=span,
        replaces=list(replaces),
        replaced_by=[],
    )
