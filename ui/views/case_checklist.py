"""The tab of the checklist: what to ask of footage, and what people answered."""

import streamlit as st

from ui import components, deeds, permits, said
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.domain.checklist import LONGEST_ITEM, MOST_ITEMS, AnswerStatus, Item, checklist_of
from verify.domain.errors import shown_name
from verify.domain.roles import Deed
from verify.workbench.case_desk import CaseDesk, checklist_wording, sayings

_MOST_LETTERS = MOST_ITEMS * (LONGEST_ITEM + 1)


def show_checklist(case_desk: CaseDesk, case: CaseFile) -> None:
    """Show each item with its answers, take further ones, and items of one's own."""
    checklist = checklist_of(case.checklists, case.answers)
    st.text(checklist_wording.open_words(checklist))
    for number, item in enumerate(checklist.items, start=1):
        with st.container(border=True):
            _item(case_desk, case.case_id, number, item)
    if checklist.no_longer_asked:
        with st.expander(f"No longer asked ({len(checklist.no_longer_asked)})"):
            for answer in checklist.no_longer_asked:
                asked = shown_name(answer.untrusted_asked or "words erased")
                data = said.under_a_heading(asked, [sayings.answer_saying(answer)])
                components.said(key=f"no-longer-{answer.event}", data=data)
    if permits.may(Deed.WRITE_IN_CASE):
        _own_items(case_desk, case, [one.untrusted_asked for one in checklist.items])


def _item(case_desk: CaseDesk, case_id: str, number: int, item: Item) -> None:
    told = [
        sayings.answer_saying(answer, is_past=bool(place))
        for place, answer in enumerate(item.answers[::-1])
    ]
    heading = f"{number}  {shown_name(item.untrusted_asked)}"
    data = said.under_a_heading(heading, told, before="Earlier answers")
    components.said(key=f"asked-{number}", data=data)
    if not permits.may(Deed.WRITE_IN_CASE):
        return
    field, status = f"answer-{number}", f"status-{number}"
    with (
        st.popover(f"Answer item {number}" if item.holds is None else f"Answer item {number} anew"),
        st.form(f"item-{number}", border=False),
    ):
        st.selectbox(
            f"How far item {number} is done",
            list(AnswerStatus),
            format_func=lambda one: one.replace("_", " "),
            key=status,
        )
        st.text_area(
            f"Answer to item {number}", key=field, max_chars=LONGEST_TEXT, help=deeds.MARKDOWN
        )
        deeds.submit(
            "Write it down",
            field,
            lambda note: case_desk.answer(case_id, number, item, st.session_state[status], note),
        )


def _own_items(case_desk: CaseDesk, case: CaseFile, asked: list[str]) -> None:
    field, filled, now = "own-items", "own-items-filled", "\n".join(asked)
    state = st.session_state
    # Filled in anew where the list changed, but not where somebody is wording it.
    if state.get(field) in (None, "", state.get(filled)):
        state[field] = state[filled] = now

    def ask(text: str) -> None:
        case_desk.set_items(case.case_id, text, case.last_event)

    title = "Ask something else: add items, reword them, put them in another order"
    with deeds.fold(title, field):
        with st.form("set-items", border=False):
            st.text_area("One item on each line", key=field, max_chars=_MOST_LETTERS, height=200)
            deeds.submit("Ask these", field, ask)
        st.text("Answers stay with the words that they answered. This holds for the whole case.")
