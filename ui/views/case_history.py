"""The tab of history: who did what in a case and when."""

import streamlit as st

from ui import components
from verify.domain.case_file import CaseFile
from verify.workbench.case_desk import CaseDesk, case_wording


def show_history(case_desk: CaseDesk, case: CaseFile) -> None:
    """Show each event of a case, the newest first."""
    heads = ["Event", "When", "What was done", "By", "Words"]
    rows = case_desk.log(case.case_id)
    note = "This reads the custody log and does not check it; the tab Report does."
    components.grid(
        key="history", data={"name": "History", "note": note, "heads": heads, "rows": rows}
    )
    with st.expander("All of the case, in words"):
        st.text("\n".join(case_wording.case_lines(case, case_desk.recordings(case))))
