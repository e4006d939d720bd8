"""A triage in words: the same sections on a terminal and on its page.

What fits is not what supports, and what nothing was found of is not cleared: each line says what it
rests on, and the section that stays empty says why.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from verify.domain.errors import shown_name
from verify.domain.proposals import Check, Outcome, Proposal
from verify.domain.triage import Triage, TriagedClaim
from verify.presentation.case_records_wording import written_words
from verify.presentation.check_wording import (
    basis_words,
    check_words,
    claim_outcome_words,
    misleading_words,
)
from verify.presentation.match_wording import answer_words, judgement_words, match_words
from verify.presentation.sound_match_wording import sound_lines
from verify.presentation.wording import counted, listed

_MOST_MATCHES = 3
_MOST_SOUNDS = 2
_ELSEWHERE = "Elsewhere was not looked: nothing was sent from here."


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and what stands smaller under it."""

    text: str
    under: tuple[str, ...] = ()
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One question of the first five minutes, and its answers."""

    title: str
    lines: tuple[Line, ...]


def sections(triage: Triage) -> list[Section]:
    """Return the page, question by question."""
    return [
        Section("What it is", tuple(_what_it_is(triage))),
        Section("Seen before?", tuple(_seen_before(triage))),
        Section("What fits", tuple(_found(triage, {Outcome.SUPPORTS, Outcome.FITS}))),
        Section("What contradicts", tuple(_found(triage, {Outcome.CONTRADICTS}))),
        Section("What cannot be told", tuple(_untold(triage))),
        Section("Next", tuple(_steps(triage))),
    ]


def claim_words(claim: TriagedClaim) -> str:
    """Return a claim with what it comes to."""
    return f"{written_words(claim.untrusted_text)} => {outcome_words(claim)}"


def outcome_words(claim: TriagedClaim) -> str:
    """Return what a claim comes to, in a few words."""
    return claim_outcome_words(claim.outcome, claim.proposals)


def _what_it_is(triage: Triage) -> Iterator[Line]:
    yield from (Line(f"Careful: {written_words(one)}") for one in triage.careful)
    yield from (Line(written_words(one)) for one in triage.what_it_is)
    reused = ", used as it was" if triage.is_reused else ""
    result = shown_name(triage.result)
    yield Line(f"Result: {result}{reused}.", (f"SHA-256 {triage.footage.sha256}",))


def _seen_before(triage: Triage) -> Iterator[Line]:
    found = triage.archive
    if found is None:
        yield Line(f"No archive was asked: {written_words(triage.no_archive)}.")
        yield Line(_ELSEWHERE)
        return
    yield Line(answer_words(found))
    if (grown := (triage.entries_now or 0) - found.entries_searched) > 0:
        entries = counted(grown, "entry", "entries")
        yield Line(f"The archive has {entries} more since it was asked; --force asks it again.")
    for match in found.matches[:_MOST_MATCHES]:
        judged = (judgement_words(match.judgement),) if match.judgement else ()
        yield Line(match_words(match, found), judged)
    if (more := len(found.matches) - _MOST_MATCHES) > 0:
        yield Line(f"And {counted(more, 'other', 'others')}; see the report.")
    if found.sound is not None and found.sound.matches:
        yield from (Line(line) for line in sound_lines(found)[1 : _MOST_SOUNDS + 1])
    if not found.matches:
        yield Line(_ELSEWHERE)


def _found(triage: Triage, wanted: set[Outcome]) -> Iterator[Line]:
    lines = list(_proposed(triage, wanted))
    yield from lines
    if lines:
        return
    if triage.claims:
        yield Line("Nothing that was measured.")
    else:
        yield Line("Nothing was claimed: say what it is said to show with --claim TEXT.")


def _untold(triage: Triage) -> Iterator[Line]:
    yield from _proposed(triage, {Outcome.CANNOT_TELL, Outcome.SILENT})
    yield Line(
        "Where and when it was filmed, by whom, and whether it is of any event: no measurement "
        "tells. That nothing was found against it says nothing for it."
    )


def _steps(triage: Triage) -> Iterator[Line]:
    for number, step in enumerate(triage.next_steps, start=1):
        what = f"{number}. {written_words(step.what)}"
        # A name that hides or reorders letters cannot be typed back from a page either.
        command = None if step.command is None else shown_name(step.command)
        yield Line(what, (written_words(step.why),), command)


def _proposed(triage: Triage, wanted: set[Outcome]) -> Iterator[Line]:
    """Yield what checks say, once where they say the same of several claims."""
    of_claims: dict[tuple[Check, Outcome, str], list[int]] = {}
    under: dict[tuple[Check, Outcome, str], tuple[str, ...]] = {}
    for number, claim in enumerate(triage.claims, start=1):
        for proposal in claim.proposals:
            if proposal.outcome in wanted:
                said = (proposal.check, proposal.outcome, proposal.why)
                of_claims.setdefault(said, []).append(number)
                under.setdefault(said, tuple(_under(claim, proposal)))
    for said, numbers in of_claims.items():
        check, outcome, why = said
        shown = [str(number) for number in dict.fromkeys(numbers)]
        which = f"Claim{'s' if len(shown) > 1 else ''} {listed(shown)}, "
        head = f"{which if len(triage.claims) > 1 else ''}{check_words(check)}"
        strong = " (supports)" if outcome is Outcome.SUPPORTS else ""
        text = f"{head[0].upper()}{head[1:]}{strong}: {written_words(why)}"
        yield Line(text, under[said])


def _under(claim: TriagedClaim, proposal: Proposal) -> Iterator[str]:
    yield from (f"Rests on {basis_words(basis)}." for basis in proposal.rests_on)
    if proposal.only_if:
        yield f"Only if {listed([written_words(one) for one in proposal.only_if])}."
    if proposal.would_mislead and proposal.outcome is not Outcome.CANNOT_TELL:
        yield f"Would mislead: {misleading_words(proposal)}."
    if proposal.check is Check.SKY and not proposal.rests_on and claim.no_sky:
        yield f"Why: {written_words(claim.no_sky)}."
