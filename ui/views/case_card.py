"""The card of a claim: what was checked, held up and noted, and a person's verdict on it."""

import streamlit as st

from ui import components, deeds
from ui.board import Card, face
from ui.labels import label
from ui.views.case_change import show_changes
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.domain.standing import StandingProposal
from verify.domain.verdicts import OF_A_CLAIM, VerdictWord
from verify.workbench.case_desk import CaseDesk, DeskClip, check_wording

_LONGEST_HEAD = 160
_MOST_CLIPS = 3
_CHANGE = "Further evidence, other words, two claims out of one, what no longer counts"


def show_card(case_desk: CaseDesk, case: CaseFile, card: Card, ours: list[DeskClip]) -> None:
    """Show a claim with all that hangs on it, and take what a person makes of it."""
    number, case_id = card.claim.number, case.case_id
    is_meant = st.query_params.get("claim") == str(number)
    with st.container(border=True, key=f"claim-{number}"):
        components.claim(key=f"face-{number}", data=face(card, leads=is_meant))
        for proposal in card.proposals:
            _proposal(case_desk, case_id, proposal)
        for clip in ours[:_MOST_CLIPS]:
            asked = {"clip": clip.clip_id, "case": case_id, "claim": str(number)}
            name = label(f"Look in {clip.name}, for claim {number}")
            st.page_link("views/clip.py", label=name, query_params=asked)
        _verdict(case_desk, case_id, card, expanded=is_meant)
        with st.container(horizontal=True, vertical_alignment="center"):
            _note(case_desk, case_id, number)
            is_open = st.toggle("Change", key=f"change-{number}", help=_CHANGE)
        if is_open:
            show_changes(case_desk, case, card)


def _proposal(case_desk: CaseDesk, case_id: str, standing: StandingProposal) -> None:
    first, *rest = check_wording.proposal_lines(standing.proposal)
    decided = check_wording.decision_words(standing)
    name = str(standing.name)
    with st.expander(label(f"Proposal {name}: {first}"[:_LONGEST_HEAD])):
        st.text("\n".join([first, *rest]))
        if decided is not None:
            st.text(decided)
            return
        field = f"why-{name}"
        said = st.text_input("Why", key=field, max_chars=LONGEST_TEXT)
        with st.container(horizontal=True):
            st.button(
                "Take it up as evidence",
                key=f"accept-{name}",
                on_click=deeds.do,
                args=(field, lambda text: case_desk.accept(case_id, name, text)),
            )
            st.button(
                "Turn it down",
                key=f"decline-{name}",
                disabled=not said.strip(),
                on_click=deeds.do,
                args=(field, lambda text: case_desk.decline(case_id, name, text)),
            )
        deeds.outcome(field)


def _verdict(case_desk: CaseDesk, case_id: str, card: Card, *, expanded: bool) -> None:
    number, stands = card.claim.number, card.verdict_event
    field = f"reason-{number}"
    head = "Give your verdict" if stands is None else "Give another verdict"
    with st.expander(head, expanded=expanded):
        word = st.radio(
            "Verdict",
            OF_A_CLAIM,
            index=None,
            key=f"verdict-{number}",
            format_func=lambda one: str(one).replace("_", " "),
            horizontal=True,
        )
        st.text_area("Reason", key=field, max_chars=LONGEST_TEXT)

        def conclude(text: str) -> None:
            case_desk.give_verdict(
                case_id, VerdictWord(word or ""), text, claim=number, instead_of=stands
            )

        # Called before the page is read anew: what stood there when the button was drawn, the
        # author has seen. What came since is not overruled.
        st.button(
            "Write it down",
            key=f"conclude-{number}",
            disabled=word is None,
            on_click=deeds.do,
            args=(field, conclude),
        )
        deeds.outcome(field)


def _note(case_desk: CaseDesk, case_id: str, number: int) -> None:
    field = f"note-{number}"
    with st.popover("Write a note"):
        text = st.text_area("Note", key=field, max_chars=LONGEST_TEXT)
        st.button(
            "Keep the note",
            key=f"keep-{number}",
            disabled=not text.strip(),
            on_click=deeds.do,
            args=(field, lambda said: case_desk.note(case_id, number, said)),
        )
        deeds.outcome(field)
