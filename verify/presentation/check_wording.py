"""Proposals in words: what a check says of a claim, what it rests on, what would mislead.

Every line is a machine's and says so by its form: an outcome is no verdict. What people made of a
proposal stands under it with their name.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from verify.domain.case_file import CaseFile
from verify.domain.checked import CheckedClaim, ChecksMade
from verify.domain.errors import shown_name
from verify.domain.evidence import Evidence
from verify.domain.linking import open_questions
from verify.domain.proposals import Basis, Check, Outcome, Proposal
from verify.domain.standing import (
    Decision,
    StandingProposal,
    last_checks,
    outcomes,
    standing_proposals,
    why_check_again,
)
from verify.presentation.case_records_wording import by, written_words
from verify.presentation.recordings_wording import given_names
from verify.presentation.wording import counted, listed

OUTCOME_WORDS = {
    Outcome.CONTRADICTS: "contradicted",
    Outcome.SUPPORTS: "supported",
    Outcome.FITS: "fits",
    Outcome.CANNOT_TELL: "cannot tell",
    Outcome.SILENT: "silent",
}
"""What a claim comes to."""
_OPEN = frozenset({Outcome.CANNOT_TELL, Outcome.SILENT})
_CHECK_WORDS = {
    Check.BY_EYE: "by eye",
    Check.UNTESTABLE: "not from footage",
    Check.COUNT: "number",
    Check.SKY: "Sun and Moon",
    Check.GAP: "time between flashes",
    Check.DELAY: "flash to bang",
    Check.METADATA: "what the file says of itself",
}
_DOCUMENTS = {
    "analysis": "analysis",
    "sky": "sky",
    "archive": "archive",
    "claim": "words of the claim",
}
_KEY_DIGITS = 12
_MOST_MISLEADING = 2
_MOST_NEWS = 6


def check_lines(case: CaseFile, made: ChecksMade) -> Iterator[str]:
    """Yield one check: every claim with its outcome, and what each proposal rests on."""
    yield from _head_lines(case, made)
    claims = {claim.number: claim for claim in case.claims}
    for checked in made.claims or []:
        claim = claims.get(checked.claim)
        if claim is None:
            continue
        yield ""
        outcome = claim_outcome_words(checked.outcome, checked.proposals)
        yield f"{claim.number}. {written_words(claim.untrusted_text)} [about the {claim.about}]"
        yield f"   => {outcome}"
        for one in standing_proposals(case, claim.number):
            if one.name.event == made.event:
                yield from _standing_lines(one)
        # Of a claim that says nothing of an hour nobody misses it.
        is_missed = any(
            proposal.check is Check.SKY and not proposal.rests_on for proposal in checked.proposals
        )
        if checked.no_sky is not None and is_missed and claim.question is None:
            yield f"   Sun and Moon were not asked: {checked.no_sky}."
    yield ""
    yield tally_words(one.outcome for one in made.claims or [])


def _head_lines(case: CaseFile, made: ChecksMade) -> Iterator[str]:
    clip = made.clip_sha256
    if clip is None:
        yield (
            f"Claims against calendar and sky alone (event {made.event}): no result of a clip was "
            "named."
        )
    else:
        names = [one.untrusted_name for one in case.clips if one.clip_sha256 == clip]
        name = shown_name(names[-1] or "no name") if names else "no clip of the case"
        yield f"Claims against clip {clip[:_KEY_DIGITS]}, {name} (event {made.event})"
        yield _link_words(case, made)
        asked = {
            "with_the_analysis": "as it answered when the clip was inspected",
            "anew": "asked for this check",
            "no": "not asked",
        }
        yield f"The archive: {asked[made.archive_asked]}."
        said = [
            *([] if made.outdoors is None else [f"filmed {'out' if made.outdoors else 'in'}doors"]),
            *([] if made.event_day is None else [f"the event began on {made.event_day}"]),
        ]
        yield f"By your word: {listed(said)}." if said else "Nobody said whether it was outdoors."
    yield from (f"Check again: {reason}." for reason in why_check_again(case, made))


def _link_words(case: CaseFile, made: ChecksMade) -> str:
    if made.is_link_settled:
        return "Verdicts settle where and when it was filmed."
    numbers = [str(one.number) for one in open_questions(case, made.clip_sha256 or "")]
    which = f" (claims {listed(numbers)})" if numbers else ""
    return (
        f"Where and when it was filmed is open{which}, so nothing measured on it raises a claim on "
        "the event."
    )


def _standing_lines(standing: StandingProposal) -> Iterator[str]:
    first, *rest = proposal_lines(standing.proposal)
    yield f"   {standing.name}  {first}"
    indent = " " * (5 + len(str(standing.name)))
    yield from (f"{indent}{line}" for line in rest)
    yield from (f"{indent}{line}" for line in decision_lines(standing))


def proposal_head(standing: StandingProposal) -> str:
    """Return what a check says in a word or two, and what people made of it."""
    proposal = standing.proposal
    said = f"{check_words(proposal.check)}, {OUTCOME_WORDS[proposal.outcome]}"
    if standing.evidence is not None:
        return f"{said}; taken up"
    return f"{said}; turned down" if standing.declined is not None else said


def proposal_lines(proposal: Proposal) -> Iterator[str]:
    """Yield what a check says of a claim, then on what it rests and what would mislead."""
    check = check_words(proposal.check)
    yield f"{check}, {OUTCOME_WORDS[proposal.outcome]}: {written_words(proposal.why)}"
    for basis in proposal.rests_on:
        yield f"rests on {basis_words(basis)}"
    if proposal.only_if:
        yield f"only if {listed([written_words(one) for one in proposal.only_if])}"
    if proposal.would_mislead:
        yield f"would mislead: {misleading_words(proposal)}"


def claim_outcome_words(outcome: Outcome, proposals: Iterable[Proposal]) -> str:
    """Return what a claim comes to, and whether that is conditional or leaves parts open."""
    word = OUTCOME_WORDS[outcome]
    found = list(proposals)
    if outcome is Outcome.CONTRADICTS:
        against = [one for one in found if one.outcome is outcome]
        return f"{word}, under a condition" if all(one.only_if for one in against) else word
    if outcome in _OPEN or not any(one.outcome in _OPEN for one in found):
        return word
    is_silent = any(one.outcome is Outcome.SILENT for one in found)
    return f"{word} in part, {'the rest is silent' if is_silent else 'the rest is open'}"


def reason_words(proposal: Proposal) -> str:
    """Return what a check says of a claim in a sentence, with what must hold for it."""
    only_if = f"; only if {listed(proposal.only_if)}" if proposal.only_if else ""
    why = written_words(proposal.why).rstrip(".")
    return f"{check_words(proposal.check)}, {OUTCOME_WORDS[proposal.outcome]}: {why}{only_if}"


def misleading_words(proposal: Proposal) -> str:
    """Return what would mislead a check, the first of it."""
    shown = [written_words(one).rstrip(".") for one in proposal.would_mislead[:_MOST_MISLEADING]]
    more = len(proposal.would_mislead) - len(shown)
    return f"{'; '.join(shown)}{f'; and {more} more' if more else ''}"


def check_words(check: Check) -> str:
    """Return what was held against the claim."""
    return _CHECK_WORDS.get(check, str(check))


def basis_words(basis: Basis) -> str:
    """Return a finding with its place and its uncertainty."""
    place = f" {shown_name(basis.pointer)}" if basis.pointer else ""
    return (
        f"{_DOCUMENTS[basis.document]}{place}: {written_words(basis.value)} "
        f"({written_words(basis.uncertainty)})"
    )


def decision_lines(standing: StandingProposal) -> Iterator[str]:
    """Yield what people made of a proposal, the last decision first; nothing if nobody decided."""
    for at, decision in enumerate(standing.decisions):
        yield f"{'before: ' if at else ''}{_decision_words(decision)}"


def _decision_words(decision: Decision) -> str:
    if isinstance(decision, Evidence):
        return f"taken up as evidence, {decision.stance}, by {by(decision)}"
    return f"turned down by {by(decision)}: {written_words(decision.untrusted_reason)}"


def tally_words(found: Iterable[Outcome]) -> str:
    """Return how many claims came to which outcome."""
    tally = Counter(found)
    each = [f"{tally[one]} {OUTCOME_WORDS[one]}" for one in Outcome if tally[one]]
    return (
        f"Of {counted(tally.total(), 'claim')}: {listed(each)}. These are proposals; a verdict is "
        "a person's."
        if each
        else "There is no claim to check."
    )


def claim_check_lines(case: CaseFile, number: int) -> Iterator[str]:
    """Yield what the last checks came to for one claim, a line each."""
    undecided = [
        str(one.name)
        for one in standing_proposals(case, number)
        if not one.decisions and one.proposal.rests_on
    ]
    names = given_names(case)
    for made, checked in outcomes(case).get(number, []):
        sha256 = made.clip_sha256
        clip = "words alone"
        if sha256 is not None:
            clip = names.get(sha256, f"clip {sha256[:_KEY_DIGITS]}")
        yield f"   checked, {clip}: {_outcome_words(checked)}"
    if undecided:
        yield f"   proposed and not judged: {', '.join(undecided)}"


def _outcome_words(checked: CheckedClaim) -> str:
    weightiest = next(
        (one for one in checked.proposals if one.outcome is checked.outcome),
        checked.proposals[0] if checked.proposals else None,
    )
    why = "" if weightiest is None else f". {written_words(weightiest.why)}"
    only_if = (
        ""
        if weightiest is None or not weightiest.only_if
        else (f" Only if {listed([written_words(one) for one in weightiest.only_if])}.")
    )
    return f"{claim_outcome_words(checked.outcome, checked.proposals)}{why}{only_if}"


def again_lines(case: CaseFile) -> Iterator[str]:
    """Yield why checks of a case have gone stale, and which."""
    stale: dict[str, list[str]] = {}
    for made in last_checks(case):
        for reason in why_check_again(case, made):
            stale.setdefault(reason, []).append(str(made.event))
    for reason, events in stale.items():
        yield f"Check again (event{'s' * (len(events) > 1)} {', '.join(events)}): {reason}."


def news_words(case: CaseFile, made: ChecksMade, *, is_new: bool) -> str:
    """Return what a check came to that the one before it of the same clip did not.

    Parameters
    ----------
    is_new : bool
        Whether it had to be written; else it is that check before.
    """
    of = made.clip_sha256
    name = "Words alone" if of is None else given_names(case).get(of, f"Clip {of[:_KEY_DIGITS]}")
    if not is_new:
        return f"{name}: nothing changed since the check of {_moment(made)}."
    same_clip = [one for one in case.checks if one.clip_sha256 == of and one.claims is not None]
    earlier = [one for one in same_clip if one.event < made.event]
    if not earlier:
        return f"{name}: {tally_words(one.outcome for one in made.claims or [])}"
    was = {one.claim: one for one in earlier[-1].claims or []}
    news = [
        words
        for one in made.claims or []
        if (words := _news_of(one, was.get(one.claim))) is not None
    ]
    if len(news) > _MOST_NEWS:
        more = counted(len(news) - _MOST_NEWS, "further claim")
        news = [*news[:_MOST_NEWS], f"and of {more}"]
    told = "; ".join(news) or "no claim came to anything else"
    return f"{name}, since the check of {_moment(earlier[-1])}: {told}."


def _news_of(now: CheckedClaim, was: CheckedClaim | None) -> str | None:
    """Return what became of a claim from one check to the next; None if nothing."""
    comes_to = claim_outcome_words(now.outcome, now.proposals)
    if was is None:
        return f"claim {now.claim}, new: {comes_to}"
    came_to = claim_outcome_words(was.outcome, was.proposals)
    if comes_to != came_to:
        return f"claim {now.claim}: {comes_to}, was: {came_to}"
    return None if now == was else f"claim {now.claim}: {comes_to} as before, for another reason"


def _moment(made: ChecksMade) -> str:
    return f"{made.recorded_utc:%d %b %Y, %H:%M} UTC"
