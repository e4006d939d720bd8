"""The card of a claim: what was checked, held up and noted, and a person's verdict on it."""

import streamlit as st

from ui import board, components, deeds, permits
from ui.labels import label
from ui.views.case_change import show_changes
from ui.views.case_verdict import conclude_on_claim
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.domain.roles import Deed
from verify.domain.standing import StandingProposal
from verify.workbench.case_desk import CaseDesk, DeskClip, check_wording

_LONGEST_HEAD = 160
_MOST_CLIPS = 3
_CHANGE = "Further evidence, other words, two claims out of one, what no longer counts"


@st.fragment
def show_card(
    case_desk: CaseDesk,
    case_id: str,
    number: int,
    ours: list[DeskClip],
    read: list[CaseFile],
    head: list[str],
    *,
    is_folded: bool,
) -> None:
    """Show a claim with all that hangs on it, and take what a person makes of it.

    Parameters
    ----------
    read : list of CaseFile
        The case as it was read for the whole page, to be taken out of it. What is done on a card
        draws that card alone anew, and reads the case for it.
    head : list of str
        What the head of the page says: where a deed on the card changes that, all is drawn anew.
    is_folded : bool
        Whether what it takes to work on it waits to be asked for. Each field costs Streamlit time
        that grows with the number of all of them.
    """
    is_drawn_alone = not read
    case = case_desk.case(case_id) if is_drawn_alone else read.pop()
    claim = case.claim(number)
    if claim is None or not claim.stands:
        st.rerun()  # Worded anew: other cards stand in its place.
        return
    card = board.card_of(case, claim, ours)
    is_meant = st.query_params.get("claim") == str(number)
    with st.container(border=True, key=f"claim-{number}"):
        components.claim(key=f"face-{number}", data=board.face(card, leads=is_meant))
        if permits.may(Deed.WRITE_IN_CASE) and (
            not is_folded or st.toggle(_work(card), value=is_meant, key=f"work-{number}")
        ):
            _forms(case_desk, case, card, ours, is_meant=is_meant)
    if is_drawn_alone:
        if board.head_lines(case) != head:
            st.rerun()
        deeds.tell_the_untold()


def _work(card: board.Card) -> str:
    open_ones = sum(one.evidence is None and one.declined is None for one in card.proposals)
    return f"Work on claim {card.claim.number}" + (f", {open_ones} to judge" if open_ones else "")


def _forms(
    case_desk: CaseDesk, case: CaseFile, card: board.Card, ours: list[DeskClip], *, is_meant: bool
) -> None:
    claim, case_id = card.claim, case.case_id
    # As many parts of a card whatever comes in: what moves up or down is folded up.
    with st.container():
        for proposal in card.proposals:
            _proposal(case_desk, case_id, proposal)
    conclude_on_claim(case_desk, case, claim, card.verdict_event, expanded=is_meant)
    with st.container(horizontal=True, vertical_alignment="center"):
        _note(case_desk, case_id, claim.number)
        is_open = st.toggle("Change", key=f"change-{claim.number}", help=_CHANGE)
        for clip in ours[:_MOST_CLIPS]:
            asked = {"clip": clip.clip_id, "case": case_id, "claim": str(claim.number)}
            name = label(f"Look in {clip.name}, for claim {claim.number}")
            st.page_link("views/clip.py", label=name, query_params=asked, width="content")
    if is_open:
        show_changes(case_desk, case, card)


def _proposal(case_desk: CaseDesk, case_id: str, standing: StandingProposal) -> None:
    name = str(standing.name)
    head = f"Proposal {name}: {check_wording.proposal_head(standing)}"
    field = f"why-{name}"
    seen = deeds.seen(field, [one.event for one in standing.decisions])

    def accept(note: str) -> None:
        case_desk.accept(case_id, name, note, instead_of=seen)

    def decline(reason: str) -> None:
        case_desk.decline(case_id, name, reason, instead_of=seen)

    with deeds.fold(label(head[:_LONGEST_HEAD]), field):
        st.text("\n".join(check_wording.proposal_lines(standing.proposal)))
        if standing.decisions:
            st.text("\n".join(check_wording.decision_lines(standing)))
        if standing.evidence is not None and not st.session_state.get(field):
            deeds.outcome(field)
            return
        st.text_input("Why", key=field, max_chars=LONGEST_TEXT, help=deeds.MARKDOWN)
        with st.container(horizontal=True):
            st.button(
                "Take it up as evidence",
                key=f"accept-{name}",
                on_click=deeds.do,
                args=(field, accept, "Taken up."),
            )
            st.button(
                "Turn it down",
                key=f"decline-{name}",
                on_click=deeds.do,
                args=(field, decline, "Turned down."),
            )
        deeds.outcome(field)


def _note(case_desk: CaseDesk, case_id: str, number: int) -> None:
    field = f"note-{number}"
    with st.popover("Write a note"):
        st.text_area("Note", key=field, max_chars=LONGEST_TEXT, help=deeds.MARKDOWN)
        st.button(
            "Keep the note",
            key=f"keep-{number}",
            on_click=deeds.do,
            args=(field, lambda said: case_desk.note(case_id, number, said)),
        )
        deeds.outcome(field)
