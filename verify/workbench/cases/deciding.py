"""What people make of proposals in a case: evidence that names its finding, or nothing."""

from collections.abc import Callable, Collection, Iterator, Sequence

from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.checked import ChecksMade
from verify.domain.custody import Action, Event, Payload
from verify.domain.evidence import FindingItem, Item, MatchItem, SkyItem, Stance, Weight, WordsItem
from verify.domain.proposal_errors import (
    DecidedError,
    NothingToHoldUpError,
    TurnedDownError,
    UnknownProposalError,
)
from verify.domain.proposals import Basis
from verify.domain.raising import STANCES, refuse_to_raise
from verify.domain.standing import StandingProposal, proposal_called
from verify.storage.case_records import words_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.opening import read_case
from verify.workbench.cases.texts import held_to
from verify.workbench.cases.writing import standing, write


def accept(
    shelf: Shelf,
    opening: CaseOpening,
    names: Sequence[str],
    *,
    stance: Stance | None = None,
    weight: Weight | None = None,
    note: str = "",
    instead_of: Collection[int] = (),
) -> list[Event]:
    """Make evidence of proposals, each with the findings that it rests on.

    Parameters
    ----------
    names : sequence of str
        Such as 31.4; all are looked at before one is written.
    stance : Stance, optional
        What they say of the claim for this person; else as `raising.STANCES` reads the outcome.
    instead_of : collection of int
        Events that turned them down, as far as this person has seen them.

    Raises
    ------
    UnknownProposalError, DecidedError, NothingToHoldUpError
        If one does not stand, is evidence already, or rests on no finding.
    TurnedDownError
        If one was turned down by an event that is not named.
    LinkOpenError, LinkMeasuredError
        See `raising.refuse_to_raise`.
    """
    said = note and held_to("note", note, LONGEST_TEXT)

    def words_for(name: str) -> Callable[[CaseFile], Payload]:
        def words(case: CaseFile) -> Payload:
            meant = _undecided(case, name, instead_of)
            items = list(_items(meant, case))
            if not items:
                raise NothingToHoldUpError(meant.name)
            taken = stance or STANCES[meant.proposal.outcome]
            claim = standing(case, meant.checked.claim, said or f"proposal {meant.name}")
            refuse_to_raise(case, claim, taken, items)
            return words_of(
                claim=claim.number,
                stance=taken,
                weight=weight,
                item=items[0],
                further=items[1:] or None,
                proposal=meant.name,
                untrusted_note=said,
            )

        return words

    wanted = [words_for(name) for name in dict.fromkeys(names)]
    case = read_case(shelf, opening)
    for words in wanted:
        words(case)
    return [write(shelf, opening, Action.EVIDENCE_GIVEN, words) for words in wanted]


def decline(
    shelf: Shelf,
    opening: CaseOpening,
    names: Sequence[str],
    reason: str,
    *,
    instead_of: Collection[int] = (),
) -> Event:
    """Turn proposals down, with a reason; they stay readable.

    Parameters
    ----------
    instead_of : collection of int
        As in `accept`.

    Raises
    ------
    UnknownProposalError, DecidedError
        If one does not stand, or is evidence already.
    TurnedDownError
        If one was turned down by an event that is not named.
    TextLengthError
        If the reason is empty or too long.
    """
    said = held_to("reason", reason, LONGEST_TEXT)

    def words(case: CaseFile) -> Payload:
        meant = [_undecided(case, name, instead_of) for name in dict.fromkeys(names)]
        return words_of(proposals=[one.name for one in meant], untrusted_reason=said)

    return write(shelf, opening, Action.PROPOSAL_DECLINED, words)


def _undecided(case: CaseFile, text: str, instead_of: Collection[int]) -> StandingProposal:
    """Return the proposal of a name, or the one that says the same in the last check."""
    found = proposal_called(case, text)
    if found is None:
        raise UnknownProposalError(case.case_id, text)
    if (evidence := found.evidence) is not None:
        raise DecidedError(found.name, evidence.event, evidence.actor.untrusted_name)
    if found.declined is not None and found.declined.event not in instead_of:
        raise TurnedDownError(found.name, found.declined)
    return found


def _items(meant: StandingProposal, case: CaseFile) -> Iterator[Item]:
    """Yield what a proposal rests on, in the order in which the check names it."""
    seen: list[tuple[str, str]] = []
    for basis in meant.proposal.rests_on:
        # Of a sky, all readings are worked out at once.
        key = (basis.document, "" if basis.document == "sky" else basis.pointer)
        if key not in seen:
            seen.append(key)
            yield from _item(meant, basis, case)


def _item(meant: StandingProposal, basis: Basis, case: CaseFile) -> Iterator[Item]:
    made, checked = meant.checks, meant.checked
    clip = made.clip_sha256
    if basis.document == "claim":
        text = next(one.untrusted_text for one in case.claims if one.number == checked.claim)
        yield WordsItem(
            untrusted_text=text or "", value=meant.proposal.why, methods=_of(made, "calendar")
        )
    elif basis.document == "sky" and checked.sky is not None:
        yield SkyItem(
            sky=checked.sky, clip_sha256=clip, value=basis.value, methods=_of(made, "sky")
        )
    elif clip is None:
        return
    elif basis.document == "archive":
        if (entry := (made.matches or {}).get(basis.pointer)) is not None:
            yield MatchItem(clip_sha256=clip, match_sha256=entry)
    elif basis.document == "analysis" and made.tool is not None and made.analysis_sha256:
        yield FindingItem(
            clip_sha256=clip,
            pointer=basis.pointer,
            value=(made.findings or {})[basis.pointer],
            tool=made.tool,
            analysis_sha256=made.analysis_sha256,
        )


def _of(made: ChecksMade, *names: str) -> dict[str, int]:
    return {name: made.methods[name] for name in names}
