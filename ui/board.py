"""What the page of a case shows of an article and its claims: plain data, no decision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ui import said
from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import CaseArticle, ClaimFrom
from verify.domain.claims import Conflict, Pair
from verify.domain.errors import shown_name
from verify.domain.evidence import Evidence, MomentItem, OffsetItem
from verify.domain.standing import StandingProposal, outcomes, standing_proposals
from verify.workbench.articles import body_start
from verify.workbench.case_desk import (
    CONFLICTS,
    DeskClip,
    Saying,
    at_a_glance,
    check_wording,
    evidence_wording,
    recordings_wording,
    sayings,
)

Piece = dict[str, Any]
"""Text of an article, the number of the claim that it belongs to or None, and whether it is what
the article says of itself before it begins."""
Remark = tuple[str, str, list[str]]
"""What it is, why, and the sentences that it is about."""
_LONGEST_QUOTE = 90


_ORIGINS = {
    ClaimFrom.MACHINE: "read by the machine",
    ClaimFrom.PERSON: "worded by a person",
    ClaimFrom.OPENING: "asked of every case",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One claim as it is shown.

    Attributes
    ----------
    outcome : str or None
        What the last checks came to, in a word or two.
    said : list of Saying
        What was held up and noted.
    verdicts : list of Saying
        The one that holds first.
    counting : dict of int to str
        Evidence that was not withdrawn, in words, by its event.
    links : dict of int to list of (str, str)
        Text and address of what leads back to what was held up, by its event: the exact frame, or
        the clips on one clock.
    """

    claim: CaseClaim
    text: str
    outcome: str | None
    checked: list[str]
    proposals: list[StandingProposal]
    said: list[Saying]
    links: dict[int, list[tuple[str, str]]]
    counting: dict[int, str]
    verdicts: list[Saying]
    verdict_event: int | None


def head_lines(case: CaseFile) -> list[str]:
    """Return what the head of a page says of a case, then why to check its claims again."""
    opened, glance = case.opening, at_a_glance(case)
    state = "Closed. " if glance.is_closed else ""
    return [
        f"{state}{glance.files}; {glance.claims}. Opened by "
        f"{shown_name(opened.actor.untrusted_name)} on "
        f"{opened.recorded_utc:%d %b %Y, %H:%M} UTC; case {case.case_id}",
        *check_wording.again_lines(case),
    ]


def article_pieces(case: CaseFile, article: CaseArticle) -> list[Piece]:
    """Return an article in pieces: those that claims were read in carry the claim's number."""
    text = article.untrusted_text or ""
    spans = sorted(
        (claim.span[0], claim.span[1], claim.number)
        for claim in case.claims
        if claim.event == article.event and claim.span is not None
    )
    pieces: list[Piece] = []
    at, body = 0, body_start(text)
    for start, end, number in spans:
        if start < at:
            # Two claims on the same words: the first has them.
            pieces.append(_piece("", number, is_front=at < body))
            continue
        pieces += _unclaimed(text, at, start, body)
        pieces.append(_piece(text[start:end], number, is_front=start < body))
        at = end
    pieces += _unclaimed(text, at, len(text), body)
    return [piece for piece in pieces if piece["text"] or piece["claim"]]


def _unclaimed(text: str, start: int, end: int, body: int) -> list[Piece]:
    border = min(max(start, body), end)
    return [
        _piece(text[start:border], None, is_front=True),
        _piece(text[border:end], None, is_front=False),
    ]


def _piece(text: str, claim: int | None, *, is_front: bool) -> Piece:
    return {"text": _printable(text), "claim": claim, "front": is_front}


def article_remarks(article: CaseArticle) -> list[Remark]:
    """Return what a reader has to know of an article: what it is, why, and its sentences."""
    read = article.read
    if read is None:
        return []
    text = article.untrusted_text or ""
    told = {one.i: _quote(text[one.start : one.end]) for one in read.sentences}
    found: list[Remark] = [("Careful", shown_name(one), []) for one in read.remarks]
    if read.conflicts is None:
        found.append(("Careful", "conflicts within it were not looked for", []))
    pairs: list[tuple[str, Sequence[Conflict | Pair]]] = [
        *((f"Does not fit together, {CONFLICTS[one.kind]}", [one]) for one in read.conflicts or []),
        ("Look alike, and are not the same", read.look_alikes or []),
        ("Sources disagree", read.sources_disagree or []),
        ("Brought up to date", read.updates or []),
    ]
    for title, of_sentences in pairs:
        for one in of_sentences:
            quotes = [told[at] for at in dict.fromkeys(one.sentences) if at in told]
            found.append((title, shown_name(one.why), quotes))
    return found


def _quote(untrusted_text: str) -> str:
    words = shown_name(" ".join(untrusted_text.split()))
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE].rstrip()}…"


def stretches(numbers: Sequence[int], most: int) -> list[list[int]]:
    """Return numbers in stretches of at most so many; one at least."""
    starts = range(0, len(numbers), most)
    return [list(numbers[start : start + most]) for start in starts] or [[]]


def stands_for(case: CaseFile, sought: int) -> int:
    """Return the claim that stands for one by now; of several, the first."""
    stands = case.standing_for(sought)
    return stands[0].number if stands else sought


def leaning(outcome: str | None) -> str:
    """Return how the badge of an outcome looks: against, for or neither."""
    if outcome is None:
        return "open"
    if "contradicted" in outcome:
        return "against"
    return "for" if outcome.startswith(("supported", "fits")) else "open"


def face(card: Card, *, leads: bool) -> dict[str, Any]:
    """Return what stands on a card."""
    return {
        "number": card.claim.number,
        "about": f"about the {card.claim.about}, {_ORIGINS[card.claim.origin]}",
        "outcome": card.outcome,
        "leans": leaning(card.outcome),
        "text": card.text,
        "verdicts": said.sayings(card.verdicts),
        "checked": [shown_name(line) for line in card.checked],
        "said": said.sayings(card.said, card.links),
        "leads": leads,
    }


def cards(case: CaseFile, clips: list[DeskClip]) -> list[Card]:
    """Return the claims that stand, in order."""
    return [card_of(case, claim, clips) for claim in case.claims if claim.stands]


def card_of(case: CaseFile, claim: CaseClaim, clips: list[DeskClip]) -> Card:
    """Return one claim as it is shown."""
    numbers = case.earlier(claim.number)
    proposals = [one for one in standing_proposals(case, claim.number) if one.proposal.rests_on]
    evidence = [one for one in case.evidence if one.claim in numbers]
    withdrawn = {one.evidence: one for one in case.withdrawals}
    names = recordings_wording.given_names(case)
    told = [sayings.evidence_saying(case, one) for one in evidence]
    told += [sayings.note_saying(note) for note in case.notes if note.claim in numbers]
    verdict = case.verdict_on(claim=claim.number)
    given = [one for one in case.verdicts if one.claim in numbers][::-1]
    last = {one.clip_sha256: one for one in reversed(given) if one.claim == claim.number}
    checked = list(check_wording.claim_check_lines(case, claim.number))
    return Card(
        claim=claim,
        text=shown_name(claim.untrusted_text or "(erased)"),
        outcome=_outcome(case, claim.number),
        checked=[line.strip() for line in checked if line.strip().startswith("checked")],
        proposals=proposals,
        said=told,
        counting={
            one.event: evidence_wording.evidence_words(one, None, names=names)
            for one in evidence
            if one.event not in withdrawn
        },
        links={one.event: list(_links(one, clips)) for one in evidence},
        verdicts=[
            sayings.verdict_saying(case, one, is_past=last.get(one.clip_sha256) is not one)
            for one in given
        ],
        verdict_event=None if verdict is None else verdict.event,
    )


def _outcome(case: CaseFile, number: int) -> str | None:
    found = outcomes(case).get(number, [])
    words = [
        check_wording.claim_outcome_words(checked.outcome, checked.proposals)
        for _made, checked in found
    ]
    return ", ".join(dict.fromkeys(words)) or None


def _links(evidence: Evidence, clips: list[DeskClip]) -> Iterator[tuple[str, str]]:
    here = {clip.sha256: clip.clip_id for clip in clips}
    pictures = {clip.sha256 for clip in clips if clip.is_picture}
    for item in evidence.items:
        match item:
            case MomentItem(clip_sha256=clip) if clip in pictures:
                yield "Open this picture", f"/clip?clip={here[clip]}"
            case MomentItem(clip_sha256=clip) if clip in here:
                yield _moment_link(here[clip], item)
            case OffsetItem(clip_sha256=one, other_sha256=other) if {one, other} <= here.keys():
                yield "Open both on one clock", f"/sync?clip={here[one]}&clip={here[other]}"


def _moment_link(clip_id: str, item: MomentItem) -> tuple[str, str]:
    """Return what leads to a moment as it was marked; the player draws it anew, see its address."""
    what = "frame" if item.box_px is None else "box"
    when, address = f"{item.start_s:.3f}", f"/clip?clip={clip_id}&time={item.start_s:.6f}"
    if item.end_s is not None:
        what = "stretch" if item.box_px is None else "stretch and its box"
        when += f" to {item.end_s:.3f}"
        address += f"&until={item.end_s:.6f}"
    if item.box_px is not None:
        address += f"&box={','.join(map(str, item.box_px))}"
    return f"Open this {what}, {when} s", address


def _printable(text: str) -> str:
    return "\n".join(shown_name(line) for line in text.split("\n"))
