"""What people wrote into a case, in the parts in which it is shown: a mark, words, who wrote it.

The words are read as notes are (`passages`); nothing else in it comes from outside unprinted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseClosing, Note, Verdict
from verify.domain.checklist import Answer
from verify.domain.errors import shown_name
from verify.domain.evidence import Evidence, MomentItem, ObservationItem, Stance
from verify.domain.hypotheses import Hypothesis
from verify.domain.placing import PlaceGiven
from verify.domain.standing import proposal_behind, why_stale
from verify.domain.verdicts import VerdictWord
from verify.presentation.case_records_wording import by
from verify.presentation.case_report.model import Lines, Section, Tone
from verify.presentation.check_wording import reason_words
from verify.presentation.evidence_wording import items_words
from verify.presentation.passages import Passage, Passages, Span, Style, flat_words, passages_of
from verify.presentation.place_wording import landmark_words, where_words
from verify.presentation.recordings_wording import given_names
from verify.presentation.wording import short_timecode

_STANCES = {
    Stance.SUPPORTS: ("for it", "for"),
    Stance.CONTRADICTS: ("against it", "against"),
    Stance.CONTEXT: ("beside it", "open"),
}
_LEANS = {
    VerdictWord.VERIFIED: "for",
    VerdictWord.LIKELY: "for",
    VerdictWord.AUTHENTIC_IN_CONTEXT: "for",
    VerdictWord.FALSE: "against",
    VerdictWord.MISLEADING_CONTEXT: "against",
    VerdictWord.MISCAPTIONED: "against",
    VerdictWord.STAGED_OR_SYNTHETIC: "against",
}
_KEY_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Saying:
    """One record of a person.

    Attributes
    ----------
    mark : str
        In a word or two what it is, such as a stance or a verdict.
    leans : {"for", "against", "open"}
    under : tuple of str
        Beneath it: what it rests on, who wrote it and when, what became of it.
    is_past : bool
        Whether it does not count any more.
    """

    event: int
    mark: str
    leans: str
    words: Passages
    under: tuple[str, ...]
    is_past: bool = False


def evidence_saying(case: CaseFile, evidence: Evidence) -> Saying:
    """Return what was held up for or against a claim."""
    mark, leans = _STANCES[evidence.stance]
    weight = f", {evidence.weight}" if evidence.weight else ""
    words, under = held_up(case, evidence)
    if evidence.proposal:
        proposal = proposal_behind(case, evidence)
        why = "" if proposal is None else f": {reason_words(proposal)}"
        under.append(f"as proposal {evidence.proposal} says{why}")
    if stale := why_stale(case, evidence):
        under.append(f"stale: {stale}; inspect the clip again and compare")
    under.append(f"given by {by(evidence)}")
    withdrawn = case.withdrawn.get(evidence.event)
    if withdrawn is not None:
        words = (*_after("Withdrawn", withdrawn.untrusted_reason), *words)
        under.append(f"withdrawn by {by(withdrawn)}")
    return Saying(
        event=evidence.event,
        mark=f"was {mark}" if withdrawn else f"{mark}{weight}",
        leans="open" if withdrawn else leans,
        words=words,
        under=tuple(under),
        is_past=withdrawn is not None,
    )


def held_up(case: CaseFile, evidence: Evidence) -> tuple[Passages, list[str]]:
    """Return the note, or what is held up where there is none; and what else is to be said."""
    held: Passages
    match evidence.items:
        case [ObservationItem(untrusted_text=text)]:
            held = passages_of(text)
        case [MomentItem() as one]:
            end = "" if one.end_s is None else f" to {short_timecode(one.end_s)}"
            box = "" if one.box_px is None else f", box {', '.join(map(str, one.box_px))} px"
            name = clip_name(case, one.clip_sha256)
            held = _line(f"{name} at {short_timecode(one.start_s)}{end}{box}")
        case items:
            held = _line(items_words(items, given_names(case)))
    if not evidence.untrusted_note:
        return held, []
    note = passages_of(evidence.untrusted_note)
    if len(held) == 1:
        return note, ["".join(span.text for span in held[0].spans)]
    return (*held, *_after("Note", evidence.untrusted_note)), []


def note_saying(note: Note) -> Saying:
    """Return a note."""
    return Saying(
        note.event, "note", "open", passages_of(note.untrusted_text), (f"written by {by(note)}",)
    )


def closing_saying(closing: CaseClosing) -> Saying:
    """Return who says that work on a case has ended, or goes on."""
    mark = "closed" if closing.is_closed else "opened again"
    words = passages_of(closing.untrusted_reason)
    return Saying(closing.event, mark, "open", words, (f"says {by(closing)}",))


def verdict_saying(case: CaseFile, verdict: Verdict, *, is_past: bool = False) -> Saying:
    """Return a verdict with its reason."""
    word = verdict.verdict.replace("_", " ")
    clip = None if verdict.claim is None else verdict.clip_sha256
    return Saying(
        event=verdict.event,
        mark=f"{word}, of {clip_name(case, clip)}" if clip else word,
        leans="open" if is_past else _LEANS.get(verdict.verdict, "open"),
        words=passages_of(verdict.untrusted_reason),
        under=(f"says {by(verdict)}",),
        is_past=is_past,
    )


def answer_saying(answer: Answer, *, is_past: bool = False) -> Saying:
    """Return an answer to an item of the checklist."""
    return Saying(
        event=answer.event,
        mark=answer.status.replace("_", " "),
        leans="open",
        words=passages_of(answer.untrusted_note),
        under=(f"says {by(answer)}",),
        is_past=is_past,
    )


def place_saying(case: CaseFile, place: PlaceGiven) -> Saying:
    """Return where a clip was filmed, as a person says, with its landmarks."""
    name = clip_name(case, place.clip_sha256)
    known = passages_of(place.untrusted_known_by)
    pairs = [Passage((Span(landmark_words(one)),), "•", 1) for one in place.landmarks or []]
    if pairs:
        pairs.insert(0, Passage((Span("The same in both pictures:"),)))
    under = [f"given by {by(place)}"]
    words: Passages = (Passage((Span(where_words(place), Style.STRONG),)), *known, *pairs)
    withdrawn = case.withdrawn.get(place.event)
    if withdrawn is not None:
        words = (*_after("Withdrawn", withdrawn.untrusted_reason), *words)
        under.append(f"withdrawn by {by(withdrawn)}")
    is_past = place not in case.standing_places()
    return Saying(place.event, name, "open", words, tuple(under), is_past)


def hypothesis_saying(case: CaseFile, hypothesis: Hypothesis, letter: str) -> Saying:
    """Return what a clip may be, with its letter in the table."""
    under = [f"written by {by(hypothesis)}"]
    withdrawn = case.withdrawn.get(hypothesis.event)
    words = passages_of(hypothesis.untrusted_text)
    if withdrawn is not None:
        words = (*_after("Withdrawn", withdrawn.untrusted_reason), *words)
        under.append(f"withdrawn by {by(withdrawn)}")
    is_past = hypothesis not in case.standing_hypotheses()
    return Saying(hypothesis.event, letter, "open", words, tuple(under), is_past)


def line_sayings(section: Section) -> Iterator[Saying]:
    """Yield the lines of a section of a report."""
    for block in section.blocks:
        for line in block.lines if isinstance(block, Lines) else ():
            # Printable already, with isolates of ours.
            words = (Passage((Span(line.text),)),) if isinstance(line.text, str) else line.text
            under = tuple(one if isinstance(one, str) else flat_words(one) for one in line.under)
            leans = line.tone.value if line.tone in (Tone.FOR, Tone.AGAINST) else "open"
            yield Saying(0, line.mark, leans, words, under)


def clip_name(case: CaseFile, sha256: str) -> str:
    """Return what a clip is called, or digits of its SHA-256 where it has no name."""
    return given_names(case).get(sha256, f"clip {sha256[:_KEY_DIGITS]}")


def _line(text: str) -> Passages:
    return (Passage((Span(shown_name(text)),)),)


def _after(what: str, untrusted_text: str | None) -> Passages:
    first, *rest = passages_of(untrusted_text)
    if first.lead or first.is_quoted:
        return (Passage((Span(f"{what}:", Style.STRONG),)), first, *rest)
    return (Passage((Span(f"{what}: ", Style.STRONG), *first.spans)), *rest)
