"""The tab of the checklist: what to ask of footage, and what people answered."""

import streamlit as st

from ui import deeds
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.domain.checklist import AnswerStatus, Item, checklist_of
from verify.domain.errors import shown_name
from verify.workbench.case_desk import CaseDesk, checklist_wording


def show_checklist(case_desk: CaseDesk, case: CaseFile) -> None:
    """Show each item with its answers, and take further ones."""
    checklist = checklist_of(case.checklists, case.answers)
    st.text(checklist_wording.open_words(checklist))
    for number, item in enumerate(checklist.items, start=1):
        with st.container(border=True):
            st.text(f"{number}  {shown_name(item.untrusted_asked)}")
            for place, answer in enumerate(item.answers[::-1]):
                before = "before: " if place else ""
                st.text(f"{before}{checklist_wording.answer_words(answer)}")
            with st.popover("Answer" if item.holds is None else "Answer anew"):
                _answer(case_desk, case.case_id, number, item)
    for answer in checklist.no_longer_asked:
        asked = shown_name(answer.untrusted_asked or "words erased")
        st.text(f"No longer asked: {asked} {checklist_wording.answer_words(answer)}")


def _answer(case_desk: CaseDesk, case_id: str, number: int, item: Item) -> None:
    field, status = f"answer-{number}", f"status-{number}"
    with st.form(f"item-{number}"):
        st.selectbox(
            f"How far item {number} is done",
            list(AnswerStatus),
            format_func=lambda one: one.replace("_", " "),
            key=status,
        )
        st.text_area(f"Answer to item {number}", key=field, max_chars=LONGEST_TEXT)
        deeds.submit(
            "Write it down",
            field,
            lambda note: case_desk.answer(case_id, number, item, st.session_state[status], note),
        )
