"""Page one of a report: what was asked, what people answered and why, and what is still open.

Nothing here is the machine's: an answer is a verdict with its author, a reason is evidence that a
person held up. Where nobody concluded, it says so.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import Verdict
from verify.domain.checklist import checklist_of
from verify.domain.evidence import Evidence, Stance, Weight
from verify.domain.linking import link_verdict
from verify.domain.proposals import Outcome, Subject
from verify.domain.standing import standing_proposals
from verify.domain.verdicts import VerdictWord
from verify.presentation.case_records_wording import written_words
from verify.presentation.case_report.evidence_lines import evidence_line, signed
from verify.presentation.case_report.material import Material
from verify.presentation.case_report.model import (
    ISOLATE,
    Line,
    Lines,
    Section,
    Tone,
    isolated,
    said,
    shortened,
)
from verify.presentation.hypothesis_wording import clips_of
from verify.presentation.passages import flat_words, passages_of
from verify.presentation.recordings_wording import recordings_words
from verify.presentation.wording import counted, listed

_STRONGEST = 3
_MOST_AGAINST = 4
_MOST_CLAIMS = 4
_LONGEST = 200
_LONGEST_LIST = 12

_LEANS = {
    VerdictWord.VERIFIED: Stance.SUPPORTS,
    VerdictWord.LIKELY: Stance.SUPPORTS,
    VerdictWord.AUTHENTIC_IN_CONTEXT: Stance.SUPPORTS,
    VerdictWord.FALSE: Stance.CONTRADICTS,
    VerdictWord.MISLEADING_CONTEXT: Stance.CONTRADICTS,
    VerdictWord.MISCAPTIONED: Stance.CONTRADICTS,
    VerdictWord.STAGED_OR_SYNTHETIC: Stance.CONTRADICTS,
}
_OPEN = {
    VerdictWord.UNVERIFIED,
    VerdictWord.DISPUTED,
    VerdictWord.CANNOT_BE_CHECKED,
    VerdictWord.UNKNOWN,
}
_ORDER = {Weight.STRONG: 0, Weight.MEDIUM: 1, None: 2, Weight.WEAK: 3}
_OTHER = {Stance.SUPPORTS: Stance.CONTRADICTS, Stance.CONTRADICTS: Stance.SUPPORTS}


def front(material: Material) -> tuple[Section, ...]:
    """Return the sections of page one."""
    reasons, against = _weighed(material, material.case)
    untold = [
        len(all_of) - len(told)
        for all_of, told in zip(_weighed(material, material.whole), (reasons, against), strict=True)
    ]
    return (
        Section("The answer", (Lines(tuple(_answers(material))),)),
        Section("The strongest reasons", (_reasons(material, reasons, untold[0]),)),
        Section("What speaks against it", (_against(material, against, untold[1]),)),
        Section("What was not established", (Lines(tuple(_not_established(material))),)),
    )


def verdict_mark(verdict: Verdict) -> tuple[str, Tone]:
    """Return the word of a verdict and how it is drawn."""
    leaning = _LEANS.get(verdict.verdict)
    tone = {Stance.SUPPORTS: Tone.FOR, Stance.CONTRADICTS: Tone.AGAINST}
    word = verdict.verdict.replace("_", " ")
    return word, tone[leaning] if leaning else Tone.OPEN if verdict.verdict in _OPEN else Tone.PLAIN


def _answers(material: Material) -> Iterator[Line]:
    case = material.case
    for clip in material.clip_order:
        name = material.clip_name(clip)
        verdict = case.verdict_on(clip_sha256=clip)
        if verdict is None:
            yield Line(f"Nobody has given a verdict on {name}.", mark="no verdict", tone=Tone.OPEN)
        else:
            yield _verdict_line(verdict, f"On {name}")
    if not material.clip_order:
        yield Line("No clip was put into this case.", mark="no clip", tone=Tone.OPEN)
    elif material.recordings.files > 1:
        yield Line(f"{recordings_words(material.recordings)}.")
    decided = [(claim, _verdict_on(case, claim)) for claim in case.claims if claim.stands]
    concluded = [(claim, verdict) for claim, verdict in decided if verdict is not None]
    for claim, verdict in concluded[:_MOST_CLAIMS]:
        yield _verdict_line(verdict, f"On claim {claim.number}, {_short(claim.untrusted_text)}")
    words = Counter(verdict.verdict.replace("_", " ") for _, verdict in concluded)
    each = [f"{count} {word}" for word, count in words.items()]
    open_count = len(decided) - len(concluded)
    if len(decided):
        each += [f"{open_count} without a verdict"] if open_count else []
        yield Line(f"Of {counted(len(decided), 'claim')}: {listed(each)}.")


def _verdict_line(verdict: Verdict, on: str) -> Line:
    word, tone = verdict_mark(verdict)
    return Line(_brief_note(verdict.untrusted_reason), (f"{on}; {signed(verdict)}.",), word, tone)


def _verdict_on(case: CaseFile, claim: CaseClaim) -> Verdict | None:
    """Return the verdict that holds on a claim, for whichever clip it was given last."""
    given = [one for one in case.verdicts if one.claim == claim.number]
    return given[-1] if given else None


def _weighed(material: Material, case: CaseFile) -> tuple[list[Evidence], list[Evidence]]:
    """Return the evidence that speaks as the verdicts do, the strongest first, and the other."""
    with_it: list[Evidence] = []
    against: list[Evidence] = []
    for claim in case.claims:
        leaning = _leaning(case, claim) if claim.stands else None
        if leaning is None:
            continue
        numbers = case.earlier(claim.number)
        for one in case.evidence:
            if one.claim not in numbers or one.event in case.withdrawn or not one.items:
                continue
            if one.stance is leaning:
                with_it.append(one)
            elif one.stance is _OTHER[leaning]:
                against.append(one)
    return _ranked(material, with_it), _ranked(material, against)


def _leaning(case: CaseFile, claim: CaseClaim) -> Stance | None:
    """Return which way people concluded on a claim; on the clip, where it is about that."""
    verdict = _verdict_on(case, claim)
    if verdict is not None:
        return _LEANS.get(verdict.verdict)
    if claim.about is Subject.EVENT:
        return None
    words = {_LEANS.get(one.verdict) for one in _on_clips(case)}
    return words.pop() if len(words) == 1 else None


def _on_clips(case: CaseFile) -> Iterator[Verdict]:
    for clip in dict.fromkeys(one.clip_sha256 for one in case.clips):
        if (verdict := case.verdict_on(clip_sha256=clip)) is not None:
            yield verdict


def _ranked(material: Material, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return evidence by weight; what is of a recording that came before stands behind others.

    Copies of one recording are one witness, so they do not fill the list alone.
    """
    heads = {
        clip: number
        for number, group in enumerate(material.recordings.groups)
        for clip in group.clips
    }
    ranked = sorted(evidence, key=lambda one: (_ORDER[one.weight], one.event))
    seen: set[int] = set()
    again: set[int] = set()
    for one in ranked:
        of = {heads[clip] for clip in clips_of(one) if clip in heads}
        if of and of <= seen:
            again.add(one.event)
        seen |= of
    return sorted(ranked, key=lambda one: (_ORDER[one.weight], one.event in again))


def untold_words(count: int) -> str:
    """Return that evidence is not told in an edition, so that nobody takes it for all there is."""
    verb = "is" if count == 1 else "are"
    return (
        f"{counted(count, 'further piece')} of evidence {verb} not told in this edition, as "
        "it may tell of a person."
    )


def _reasons(material: Material, reasons: Sequence[Evidence], untold: int) -> Lines:
    if reasons or untold:
        lines = [_brief(material, one) for one in reasons[:_STRONGEST]]
        if more := len(reasons) - len(lines):
            lines.append(Line(f"{counted(more, 'further piece')} of evidence below."))
        if untold:
            lines.append(Line(untold_words(untold)))
        return Lines(tuple(lines))
    whole = material.whole
    counting = [one for one in whole.evidence if one.event not in whole.withdrawn]
    stances = Counter(one.stance for one in counting)
    if not counting:
        return said("Nobody has held up evidence.")
    return said(
        "No verdict that leans one way rests on evidence yet. Held up so far: "
        f"{counted(stances[Stance.SUPPORTS], 'piece')} for claims, "
        f"{stances[Stance.CONTRADICTS]:,} against, {stances[Stance.CONTEXT]:,} beside them."
    )


def _against(material: Material, against: Sequence[Evidence], untold: int) -> Lines:
    lines = [_brief(material, one) for one in against[:_MOST_AGAINST]]
    if more := len(against) - len(lines):
        lines.append(Line(f"{counted(more, 'further piece')} of evidence below."))
    if untold:
        lines.append(Line(untold_words(untold), tone=Tone.OPEN))
    unjudged = sum(
        one.proposal.outcome is Outcome.CONTRADICTS and not (one.evidence or one.declined)
        for one in standing_proposals(material.whole)
    )
    if unjudged:
        verb = "contradicts its claim" if unjudged == 1 else "contradict their claims"
        lines.append(
            Line(
                f"Of what checks propose, {unjudged:,} {verb}, and nobody has judged that yet.",
                tone=Tone.OPEN,
            )
        )
    case = material.case
    if not any(claim.stands and _leaning(case, claim) for claim in case.claims):
        lines.append(Line("There is no answer yet that leans one way; see the claims below."))
    elif not lines:
        lines.append(
            Line("Nobody has held up anything against it. That says who looked, not what there is.")
        )
    return Lines(tuple(lines))


def _brief(material: Material, evidence: Evidence) -> Line:
    whole = evidence_line(material, evidence)
    claim = material.case.claim(evidence.claim)
    said = _short(claim.untrusted_text if claim else None)
    notes = [f"Note: {_brief_note(evidence.untrusted_note)}"] if evidence.untrusted_note else []
    under = (*notes, f"Claim {evidence.claim}: {said}; {signed(evidence)}.")
    text = whole.text
    held = _cut(text) if isinstance(text, str) else isolated(shortened(flat_words(text), _LONGEST))
    return Line(held, under, whole.mark, whole.tone)


def _not_established(material: Material) -> Iterator[Line]:
    yield from _open_links(material)
    case = material.case
    without = [clip for clip in material.clip_order if clip not in material.clips]
    if without:
        named = listed([material.clip_name(clip) for clip in without])
        yield _open(f"What {named} shows: no analysis was given to this report.", "no analysis")
    rest = [one for one in case.claims if one.stands and one.about is not Subject.LINK]
    given = [(one, _verdict_on(case, one)) for one in rest]
    left_open = [(one, verdict) for one, verdict in given if verdict and _is_open(verdict)]
    for claim, verdict in left_open[:_MOST_CLAIMS]:
        word = verdict.verdict.replace("_", " ")
        text = f"Claim {claim.number}, {_short(claim.untrusted_text)}; {signed(verdict)}."
        yield _open(text, word)
    if (more := len(left_open) - _MOST_CLAIMS) > 0:
        yield _open(f"{counted(more, 'further claim')} that people left open.", "open")
    undecided = [str(one.number) for one, verdict in given if verdict is None]
    if undecided:
        noun = "claim" if len(undecided) == 1 else "claims"
        yield _open(f"{len(undecided):,} {noun}: {_numbers(undecided)}.", "no verdict")
    checklist = checklist_of(case.checklists, case.answers)
    still = [str(number) for number, item in enumerate(checklist.items, start=1) if item.is_open]
    if still:
        of_all = f"{len(still):,} of {counted(len(checklist.items), 'item')}"
        yield _open(f"{of_all} of the checklist: {_numbers(still)}.", "open")


def _open_links(material: Material) -> Iterator[Line]:
    """Yield what ties a clip to the event and is not settled, with the clips that it is open of."""
    case = material.case
    for claim in case.claims:
        if not claim.stands or claim.about is not Subject.LINK:
            continue
        clips = [
            material.clip_name(clip)
            for clip in material.clip_order
            if _is_open(link_verdict(case, claim.number, clip))
        ]
        if clips:
            of = "" if len(material.clip_order) == 1 else f" ({listed(clips)})"
            yield _open(f"{_short(claim.untrusted_text)}{of}", "open")


def _open(text: str, mark: str) -> Line:
    return Line(text, mark=mark, tone=Tone.OPEN)


def _numbers(numbers: Sequence[str]) -> str:
    shown = list(numbers[:_LONGEST_LIST])
    more = len(numbers) - len(shown)
    return f"{', '.join(shown)} and {more:,} more" if more else listed(shown)


def _is_open(verdict: Verdict | None) -> bool:
    return verdict is None or verdict.verdict in _OPEN


def _short(untrusted_text: str | None) -> str:
    return isolated(shortened(written_words(untrusted_text), _LONGEST))


def _brief_note(untrusted_text: str | None) -> str:
    return isolated(shortened(flat_words(passages_of(untrusted_text)), _LONGEST))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST or ISOLATE in text else shortened(text, _LONGEST)
