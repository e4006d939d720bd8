"""Which proposals stand in a case, what people made of them, and what has gone stale since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from verify.domain.case_file import CaseFile
from verify.domain.checked import CheckedClaim, ChecksMade, ProposalName, ProposalsDeclined
from verify.domain.evidence import Evidence, FindingItem, Item, OffsetItem, SkyItem, WordsItem
from verify.domain.linking import is_link_settled
from verify.domain.methods import VERSIONS, differing, superseded
from verify.domain.proposals import Outcome, Proposal

Decision = Evidence | ProposalsDeclined
"""What a person made of a proposal."""


@dataclass(frozen=True, slots=True)
class StandingProposal:
    """A proposal of the last check of a clip, on a claim that stands.

    Attributes
    ----------
    decisions : sequence of Decision
        What people made of it, or of one that said the same before, and that still counts; the
        last one first.
    """

    name: ProposalName
    checks: ChecksMade
    checked: CheckedClaim
    proposal: Proposal
    decisions: Sequence[Decision]

    @property
    def evidence(self) -> Evidence | None:
        """What it was made into, if that came last."""
        last = next(iter(self.decisions), None)
        return last if isinstance(last, Evidence) else None

    @property
    def declined(self) -> ProposalsDeclined | None:
        """Who turned it down, if that came last."""
        last = next(iter(self.decisions), None)
        return last if isinstance(last, ProposalsDeclined) else None


def last_checks(case: CaseFile) -> list[ChecksMade]:
    """Return the last check of each clip, and that without a clip, those with words only."""
    last = {made.clip_sha256: made for made in case.checks}
    return [made for made in last.values() if made.claims is not None]


def standing_proposals(case: CaseFile, claim: int | None = None) -> list[StandingProposal]:
    """Return the proposals that stand, on one claim or on all; each with what people made of it."""
    found = _standing(_Same(case))
    if claim is None:
        return [one for on_claim in found.values() for one in on_claim]
    return list(found.get(claim, ()))


class _Same:
    """A case as it was read: what was worked out of it holds for that very one."""

    def __init__(self, case: CaseFile) -> None:
        self.case = case

    def __hash__(self) -> int:
        return id(self.case)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.case is self.case


# Whoever shows a case asks for each of its claims, of which an article has thousands.
@lru_cache(maxsize=2)
def _standing(of: _Same) -> dict[int, list[StandingProposal]]:
    decisions = _decisions(of.case)
    found: dict[int, list[StandingProposal]] = {
        claim.number: [] for claim in of.case.claims if claim.stands
    }
    for made in last_checks(of.case):
        for name, checked, proposal in made.named():
            if checked.claim in found:
                decided = decisions.get(_Key.of(made, checked, proposal), [])
                found[checked.claim].append(
                    StandingProposal(name, made, checked, proposal, decided[::-1])
                )
    return found


def proposal_called(case: CaseFile, text: str) -> StandingProposal | None:
    """Return the proposal that stands under a name such as 31.4, or says what that one said."""
    called = next((key for name, key in _keys(case).items() if str(name) == text), None)
    return next(
        (
            one
            for one in standing_proposals(case)
            if _Key.of(one.checks, one.checked, one.proposal) == called
        ),
        None,
    )


def proposal_behind(case: CaseFile, evidence: Evidence) -> Proposal | None:
    """Return what a check had proposed that a person made evidence of; None if none, or erased."""
    if evidence.proposal is None:
        return None
    _, proposal = proposal_named(case, evidence.proposal) or (None, None)
    return proposal


def proposal_named(case: CaseFile, name: ProposalName) -> tuple[CheckedClaim, Proposal] | None:
    """Return what a check said under a name, and of which claim; None if none, or erased."""
    return _proposals(_Same(case)).get(name)


@lru_cache(maxsize=2)
def _proposals(of: _Same) -> dict[ProposalName, tuple[CheckedClaim, Proposal]]:
    return {
        name: (checked, proposal)
        for made in of.case.checks
        for name, checked, proposal in made.named()
    }


def outcomes(case: CaseFile) -> dict[int, list[tuple[ChecksMade, CheckedClaim]]]:
    """Return what the last check of each clip came to, by the numbers of claims that stand."""
    return _outcomes(_Same(case))


@lru_cache(maxsize=2)
def _outcomes(of: _Same) -> dict[int, list[tuple[ChecksMade, CheckedClaim]]]:
    case = of.case
    found: dict[int, list[tuple[ChecksMade, CheckedClaim]]] = {}
    for made in last_checks(case):
        for checked in made.claims or []:
            found.setdefault(checked.claim, []).append((made, checked))
    return {
        claim.number: found[claim.number]
        for claim in case.claims
        if claim.stands and claim.number in found
    }


def why_check_again(case: CaseFile, made: ChecksMade) -> list[str]:
    """Return what changed since a check, so that it may come to something else now."""
    reasons = [
        f"{name} has another version by now"
        for name, version in made.methods.items()
        if VERSIONS.get(name) != version
    ]
    clip = made.clip_sha256
    if clip is not None and made.is_link_settled != is_link_settled(case, clip):
        reasons.append("whether the clip is tied to the event was judged anew")
    checked = {one.claim for one in made.claims or []}
    fresh = [
        one.number
        for one in case.claims
        if one.stands and one.untrusted_text is not None and one.number not in checked
    ]
    if fresh:
        reasons.append(f"claims were added or worded anew: {_numbers(fresh)}")
    return reasons


def _numbers(ascending: Sequence[int]) -> str:
    """Return numbers with three and more in a row as a range."""
    runs: list[list[int]] = []
    for number in ascending:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    )


def why_stale(case: CaseFile, evidence: Evidence) -> str | None:
    """Return why a finding that was held up may read otherwise now; None if nothing is known."""
    for item in evidence.items:
        if (reason := _why_stale(case, evidence, item)) is not None:
            return reason
    return None


def _why_stale(case: CaseFile, evidence: Evidence, item: Item) -> str | None:
    if isinstance(item, SkyItem | WordsItem):
        changed = [name for name, one in item.methods.items() if VERSIONS.get(name) != one]
        return _newer(changed) if changed else None
    if not isinstance(item, FindingItem | OffsetItem):
        return None
    if changed := superseded(item.tool, item.pointer):
        return _newer(changed)
    if isinstance(item, OffsetItem):
        return None
    later = [
        made
        for made in case.checks
        if made.clip_sha256 == item.clip_sha256 and made.event > evidence.event and made.tool
    ]
    if not later:
        return None
    last = later[-1]
    if evidence.event in (last.reads_otherwise or []):
        return f"it is another one in the analysis of event {last.event}"
    if last.tool and (changed := differing(item.tool, last.tool, item.pointer)):
        return f"the analysis of event {last.event} used other parameters: {', '.join(changed)}"
    return None


def _newer(methods: list[str]) -> str:
    return f"this version has another method: {', '.join(methods)}"


@dataclass(frozen=True, slots=True)
class _Key:
    """What makes two proposals the same: clip, claim, and every word of it."""

    clip_sha256: str | None
    claim: int
    outcome: Outcome
    words: str

    @classmethod
    def of(cls, made: ChecksMade, checked: CheckedClaim, proposal: Proposal) -> "_Key":
        return cls(made.clip_sha256, checked.claim, proposal.outcome, repr(proposal))


def _keys(case: CaseFile) -> dict[ProposalName, _Key]:
    return {
        name: _Key.of(made, checked, proposal)
        for made in case.checks
        for name, checked, proposal in made.named()
    }


def _decisions(case: CaseFile) -> dict[_Key, list[Decision]]:
    """Return the decisions on each proposal, under all names that it ever had, in their order."""
    keys = _keys(case)
    decided: dict[_Key, list[Decision]] = {}
    for record in sorted(_deciding(case), key=lambda one: one.event):
        names = record.proposals if isinstance(record, ProposalsDeclined) else [record.proposal]
        for key in {keys[one] for one in names if one in keys}:
            decided.setdefault(key, []).append(record)
    return decided


def _deciding(case: CaseFile) -> Iterator[Decision]:
    yield from (one for one in case.evidence if one.event not in case.withdrawn)
    yield from case.declined
