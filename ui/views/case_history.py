"""The tab of history: who did what in a case and when; and that work on it has ended."""

import streamlit as st

from ui import components, deeds, permits, said
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.domain.roles import Deed
from verify.workbench.case_desk import CaseDesk, case_wording, sayings


def show_history(case_desk: CaseDesk, case: CaseFile) -> None:
    """Show each event of a case, the newest first."""
    if permits.offers(Deed.CLOSE_CASE):
        _close(case_desk, case)
    with st.expander("All of the case, in words"):
        st.text("\n".join(case_wording.case_lines(case, case_desk.recordings(case))))
    st.text("This reads the custody log and does not check it; the tab Report does.")
    told = case_desk.history(case.case_id)
    components.said(key="history", data=said.under_a_heading("", told))


def _close(case_desk: CaseDesk, case: CaseFile) -> None:
    is_closed = case.closing is not None
    told = [sayings.closing_saying(one) for one in case.closings[::-1]]
    title = "Go on with this case" if is_closed else "Close this case"
    with deeds.fold(title, "close-reason"):
        components.said(key="closings", data=said.under_a_heading("", told))
        st.text("Nothing is locked or removed; a closed case stands apart in the list of cases.")
        with st.form("close", border=False):
            st.text_input("Why", key="close-reason", max_chars=LONGEST_TEXT, help=deeds.MARKDOWN)
            deeds.submit(
                "Go on with it" if is_closed else "Close it",
                "close-reason",
                lambda reason: case_desk.close(case.case_id, reason, is_closed=not is_closed),
            )
