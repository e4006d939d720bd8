"""Articles and claims in a report: the words, the verdict, the evidence, what checks came to."""

from collections.abc import Iterator

from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import CaseArticle, ClaimFrom
from verify.domain.evidence import Evidence, Stance
from verify.domain.proposals import Subject
from verify.domain.standing import outcomes
from verify.presentation.case_records_wording import written_words
from verify.presentation.case_report.evidence_lines import evidence_line, signed, stills_of
from verify.presentation.case_report.front import untold_words, verdict_mark
from verify.presentation.case_report.material import Material
from verify.presentation.case_report.model import (
    Block,
    Fact,
    Facts,
    Line,
    Lines,
    Section,
    Table,
    Tone,
    isolated,
    quoted,
    said,
    sentence,
    written,
)
from verify.presentation.check_wording import OUTCOME_WORDS, claim_check_lines
from verify.presentation.hypothesis_wording import clips_of
from verify.presentation.recordings_wording import witnesses_words
from verify.presentation.wording import CONFLICT_WORDS, counted, sentences_words

_ABOUT = {
    Subject.CLIP: "about the clip",
    Subject.EVENT: "about the event",
    Subject.LINK: "what ties the clip to the event",
}
_SIDES = ((Stance.SUPPORTS, "for it"), (Stance.CONTRADICTS, "against it"))
_MOST_NOTES = 100


def article_sections(material: Material) -> Iterator[Section]:
    """Yield what the case says of its articles."""
    for number, article in enumerate(material.case.articles, start=1):
        title = "Article" if len(material.case.articles) == 1 else f"Article {number}"
        yield Section(title, tuple(_article(article)))


def _article(article: CaseArticle) -> Iterator[Block]:
    read = article.read
    facts = [
        Fact(term, isolated(written_words(value)))
        for term, value in (
            ("File", article.untrusted_name),
            ("Publisher", article.untrusted_publisher),
            ("Address", article.untrusted_address),
        )
        if value
    ]
    if read is not None:
        published = "not known" if read.published_at is None else read.published_at.isoformat()
        facts.append(Fact("Published", published))
        facts.append(Fact("Language", read.language or "cannot tell"))
    note = f"{counted(article.claim_count, 'claim')} read by rules; {signed(article, 'put in')}."
    facts.append(Fact("Claims", note))
    yield Facts(tuple(facts))
    if read is None:
        return
    if read.remarks:
        lines = [Line(quoted(one), mark="careful", tone=Tone.OPEN) for one in read.remarks]
        yield Lines(tuple(lines))
    if read.conflicts is None:
        yield said("Whether it contradicts itself was not looked for.")
    else:
        lines = [
            Line(
                f"{CONFLICT_WORDS[one.kind]}, {sentences_words(one.sentences)}: "
                f"{isolated(written_words(one.why))}",
                mark="does not fit together",
                tone=Tone.AGAINST,
            )
            for one in read.conflicts
        ]
        yield (
            Lines(tuple(lines))
            if lines
            else said(
                "Rules found nothing in which it contradicts itself. Read it; rules miss much."
            )
        )


def claims_section(material: Material) -> Section:
    """Return the claims: those with something to them first, the others in a table."""
    standing = [claim for claim in material.case.claims if claim.stands]
    parts, bare = [], []
    for claim in standing:
        blocks = tuple(_claim(material, claim))
        if blocks:
            parts.append(Section(f"Claim {claim.number}", (_words(material, claim), *blocks)))
        else:
            bare.append(claim)
    if bare:
        parts.append(_bare(material, bare))
    lead = said(
        "A claim is what somebody says happened. A verdict is a person's, and stands beside their "
        "name. That there is none says that nobody gave one.",
        is_quiet=True,
    )
    return Section("Claims, verdicts, evidence", (lead,), tuple(parts))


def _words(material: Material, claim: CaseClaim) -> Block:
    return Lines((Line(quoted(claim.untrusted_text), (f"{sentence(_about(material, claim))}.",)),))


def _about(material: Material, claim: CaseClaim) -> str:
    """Return what a claim is about and, within the house, who worded it."""
    is_worded = claim.origin is ClaimFrom.PERSON and not material.is_public
    return f"{_ABOUT[claim.about]}{'; ' + signed(claim, 'worded') if is_worded else ''}"


def _claim(material: Material, claim: CaseClaim) -> Iterator[Block]:
    case = material.case
    numbers = case.earlier(claim.number)
    if verdicts := tuple(_verdicts(material, claim)):
        yield Lines(verdicts)
    checked = [line.strip() for line in claim_check_lines(case, claim.number)]
    given = [one for one in case.evidence if one.claim in numbers]
    if _is_told(material, claim, given) and checked:
        lines = [Line(isolated(one), mark="machine") for one in checked]
        yield Lines(tuple(lines))
    for evidence in given:
        yield from _evidence(material, evidence, claim)
    withdrawn = material.whole.withdrawn
    untold = {
        one.event
        for one in material.whole.evidence
        if one.claim in numbers and one.event not in withdrawn
    } - {one.event for one in given}
    if untold:
        yield said(untold_words(len(untold)))
    if witnesses := tuple(_witnesses(material, given)):
        yield Lines(witnesses)
    notes = [one for one in case.notes if one.claim in numbers]
    if notes:
        yield Lines(
            tuple(
                Line(written(one.untrusted_text), (f"{sentence(signed(one, 'written'))}.",), "note")
                for one in notes[-_MOST_NOTES:]
            )
        )
    if (more := len(notes) - _MOST_NOTES) > 0:
        yield said(f"{counted(more, 'earlier note')}: see verify case show.")


def _is_told(material: Material, claim: CaseClaim, given: list[Evidence]) -> bool:
    """Return whether what checks came to is told at a claim, not in the table of bare ones."""
    has_verdict = any(one.claim == claim.number for one in material.case.verdicts)
    return bool(given) or has_verdict


def _evidence(material: Material, evidence: Evidence, claim: CaseClaim) -> Iterator[Block]:
    line = evidence_line(material, evidence)
    if evidence.claim != claim.number:
        line = Line(
            line.text,
            (*line.under, f"Given on claim {evidence.claim}, before it was worded anew."),
            line.mark,
            line.tone,
        )
    yield Lines((line,))
    yield from stills_of(material, evidence)


def _verdicts(material: Material, claim: CaseClaim) -> Iterator[Line]:
    case = material.case
    on_it = [one for one in case.verdicts if one.claim == claim.number]
    last = {one.clip_sha256: one.event for one in on_it}
    for verdict in sorted(on_it, key=lambda one: (last[one.clip_sha256] != one.event, -one.event)):
        word, tone = verdict_mark(verdict)
        of_clip = verdict.clip_sha256
        clip = f"On {material.clip_name(of_clip)}; " if of_clip else ""
        before = "" if last[of_clip] == verdict.event else "Before"
        under = sentence(f"{clip}{signed(verdict)}.")
        yield Line(written(verdict.untrusted_reason, before), (under,), word, tone)
    for number in sorted(case.earlier(claim.number) - {claim.number}):
        if (given := case.verdict_on(claim=number)) is not None:
            word, tone = verdict_mark(given)
            under = f"On claim {number}, before it was worded anew; {signed(given)}."
            yield Line(written(given.untrusted_reason), (under,), word, Tone.OPEN)


def _witnesses(material: Material, given: list[Evidence]) -> Iterator[Line]:
    for stance, side in _SIDES:
        of_clips = [
            one
            for one in given
            if one.stance is stance and one.event not in material.case.withdrawn and clips_of(one)
        ]
        clips = [clip for one in of_clips for clip in clips_of(one)]
        words = witnesses_words(material.recordings, clips, len(of_clips))
        if words is not None:
            yield Line(f"{sentence(side)}: {words}")


def _bare(material: Material, claims: list[CaseClaim]) -> Section:
    title = "Claims without verdict and evidence"
    came_to = _came_to(material.case)
    rows = [
        (str(claim.number), quoted(claim.untrusted_text), _about(material, claim))
        for claim in claims
    ]
    if material.is_public:
        return Section(title, (Table(("No.", "Claim", "About"), tuple(rows), (7, 70, 23)),))
    told = [
        (*row, came_to.get(claim.number, "not checked"))
        for row, claim in zip(rows, claims, strict=True)
    ]
    head = ("No.", "Claim", "About", "Checks by rules")
    blocks: list[Block] = [Table(head, tuple(told), (7, 55, 20, 18))]
    if came_to:
        blocks.append(
            said(
                "What checks came to is a proposal by rules, not a verdict; verify case show has "
                "the reasons.",
                is_quiet=True,
            )
        )
    return Section(title, tuple(blocks))


def _came_to(case: CaseFile) -> dict[int, str]:
    return {
        number: ", ".join(dict.fromkeys(OUTCOME_WORDS[checked.outcome] for _, checked in found))
        for number, found in outcomes(case).items()
    }
