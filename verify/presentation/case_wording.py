"""A case in words, line by line: the same wherever it is shown. Verdicts stand beside their author.

What people and articles wrote is made printable; it is shown as theirs.
"""

from collections.abc import Iterator

from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import CaseArticle, CaseOpening, ClaimFrom, LinkQuestion, Note, Verdict
from verify.domain.errors import shown_name
from verify.domain.evidence import Stance
from verify.domain.proposals import Subject
from verify.domain.recordings import Recordings
from verify.domain.standing import proposal_behind, why_stale
from verify.presentation.case_records_wording import by, written_words
from verify.presentation.check_wording import again_lines, claim_check_lines, reason_words
from verify.presentation.checklist_wording import checklist_lines
from verify.presentation.evidence_wording import evidence_words
from verify.presentation.hypothesis_wording import clips_of, hypothesis_lines
from verify.presentation.place_wording import place_lines
from verify.presentation.recordings_wording import given_names, recordings_words, witnesses_words
from verify.presentation.wording import CONFLICT_WORDS, counted, sentences_words

_KEY_DIGITS = 12
_ABOUT = {
    Subject.CLIP: "about the clip",
    Subject.EVENT: "about the event",
    Subject.LINK: "about what ties the clip to the event",
}


def opening_words(opening: CaseOpening) -> str:
    """Return a case on one line: its id, its title, who opened it."""
    return f"{opening.case_id}  {written_words(opening.untrusted_title)}; opened by {by(opening)}"


def case_lines(case: CaseFile, recordings: Recordings) -> Iterator[str]:
    """Yield a case as it stands: articles, clips, then each claim with all that hangs on it.

    `recordings` says of how many recordings its clips are; see `casework.recordings`.
    """
    yield f"Case {opening_words(case.opening)}"
    if case.closing is not None:
        reason = written_words(case.closing.untrusted_reason)
        yield f"Closed by {by(case.closing)}: {reason}"
    for article in case.articles:
        yield from _article_lines(article)
    for clip in case.clips:
        yield ""
        name = shown_name(clip.untrusted_name or "no name")
        yield f"Clip {clip.clip_sha256[:_KEY_DIGITS]}  {name}; put in by {by(clip)}"
        yield from _verdict_lines(case, clip_sha256=clip.clip_sha256)
    if not case.clips:
        yield "No clip was put in."
    if recordings.files > 1:
        yield ""
        yield f"{recordings_words(recordings)}; see verify case recordings"
    for claim in case.claims:
        if claim.stands:
            yield ""
            yield from _claim_lines(case, claim, recordings)
    if case.hypotheses:
        yield ""
        yield from hypothesis_lines(case, recordings)
    yield ""
    yield from checklist_lines(case)
    yield ""
    stand = [claim.number for claim in case.claims if claim.stands]
    decided = {one.claim for one in case.verdicts}
    undecided = sum(number not in decided for number in stand)
    yield from again_lines(case)
    yield f"No verdict yet on {undecided} of {counted(len(stand), 'claim')}."
    notes = [note for note in case.notes if note.claim is None]
    if notes:
        yield ""
        yield from (f"Note: {note_words(note)}" for note in notes)


def _article_lines(article: CaseArticle) -> Iterator[str]:
    name = written_words(article.untrusted_name)
    claims = counted(article.claim_count, "claim")
    publisher = article.untrusted_publisher
    named = f", {written_words(publisher)}" if publisher else ""
    yield f"Article: {name}{named}, {claims} read by rules; put in by {by(article)}"
    if article.read is None:
        return
    yield from (f"   careful: {written_words(remark)}" for remark in article.read.remarks)
    if article.read.conflicts is None:
        yield "   Conflicts within it were not looked for."
        return
    for conflict in article.read.conflicts:
        why = f"{sentences_words(conflict.sentences)}, {written_words(conflict.why)}"
        yield f"   does not fit together, {CONFLICT_WORDS[conflict.kind]}: {why}"


def _claim_lines(case: CaseFile, claim: CaseClaim, recordings: Recordings) -> Iterator[str]:
    yield f"{claim.number}. {written_words(claim.untrusted_text)} [{_ABOUT[claim.about]}]"
    numbers = case.earlier(claim.number)
    if claim.origin is ClaimFrom.PERSON:
        before = ", ".join(str(number) for number in sorted(numbers - {claim.number}))
        instead = f" in the place of claim {before}" if before else ""
        yield f"   worded by {by(claim)}{instead}"
    yield from claim_check_lines(case, claim.number)
    withdrawn = {one.evidence: one for one in case.withdrawals}
    names = given_names(case)
    for evidence in case.evidence:
        if evidence.claim in numbers:
            stale = why_stale(case, evidence)
            proposal = proposal_behind(case, evidence)
            proposed = None if proposal is None else reason_words(proposal)
            off = withdrawn.get(evidence.event)
            said = evidence_words(evidence, off, stale, proposed, names)
            yield f"   evidence{_of_earlier(evidence.claim, claim)} {said}"
    yield from _witness_lines(case, claim, recordings)
    if any(one.number in numbers and one.question is LinkQuestion.PLACE for one in case.claims):
        yield from (f"   {line}" for line in place_lines(case))
    for note in case.notes:
        if note.claim in numbers:
            yield f"   note{_of_earlier(note.claim, claim)}: {note_words(note)}"
    yield from _verdict_lines(case, claim=claim.number)
    for clip in dict.fromkeys(one.clip_sha256 for one in case.clips):
        yield from _verdict_lines(case, claim=claim.number, clip_sha256=clip)
    for earlier in sorted(numbers - {claim.number}):
        if (given := case.verdict_on(claim=earlier)) is not None:
            yield f"   on claim {earlier}, before it was worded anew: {verdict_words(given)}"


def _witness_lines(case: CaseFile, claim: CaseClaim, recordings: Recordings) -> Iterator[str]:
    """Yield of how many recordings the evidence on each side is, where it is of several files."""
    for stance, side in ((Stance.SUPPORTS, "for it"), (Stance.CONTRADICTS, "against it")):
        counting = [
            one
            for one in case.evidence
            if (one.claim, one.stance) == (claim.number, stance) and one.event not in case.withdrawn
        ]
        of_clips = [one for one in counting if clips_of(one)]
        clips = [clip for one in of_clips for clip in clips_of(one)]
        if (said := witnesses_words(recordings, clips, len(of_clips))) is not None:
            yield f"   {side}: {said}"


def _of_earlier(number: int | None, claim: CaseClaim) -> str:
    return "" if number == claim.number else f" on claim {number}"


def _verdict_lines(
    case: CaseFile, *, claim: int | None = None, clip_sha256: str | None = None
) -> Iterator[str]:
    holds = case.verdict_on(claim=claim, clip_sha256=clip_sha256)
    if holds is None:
        return
    yield f"   {verdict_words(holds)}"
    for earlier in case.verdicts:
        is_on_it = (earlier.claim, earlier.clip_sha256) == (claim, clip_sha256)
        if is_on_it and earlier is not holds:
            yield f"   before: {verdict_words(earlier)}"


def verdict_words(verdict: Verdict) -> str:
    """Return a verdict with its author and their reason."""
    word = verdict.verdict.replace("_", " ")
    clip = None if verdict.claim is None else verdict.clip_sha256
    of_clip = f" of clip {clip[:_KEY_DIGITS]}" if clip else ""
    return f"{word}{of_clip}, says {by(verdict)}: {written_words(verdict.untrusted_reason)}"


def note_words(note: Note) -> str:
    """Return a note and who wrote it."""
    return f"{written_words(note.untrusted_text)}; written by {by(note)}"
