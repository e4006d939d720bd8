"""The tab of recordings: of how many the files of a case are, and a person's word on it."""

import streamlit as st

from ui import deeds
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.workbench.case_desk import CaseDesk, DeskClip, recordings_wording

_SAME, _DIFFERENT = "of one recording", "of two recordings"


def show_recordings(case_desk: CaseDesk, case: CaseFile, ours: list[DeskClip]) -> None:
    """Show which files are one recording and which copy has most; take a correction."""
    if not case.clips:
        st.text("Put clips into the case first. Seven copies of one recording are one witness.")
        return
    st.text("\n".join(recordings_wording.recordings_lines(case, case_desk.recordings(case))))
    with st.form("measure", border=False):
        deeds.submit(
            "Measure anew",
            "compare",
            lambda _: case_desk.compare(case.case_id, ours),
            done="Measured: what archive and findings say of the clips stands above.",
        )
    names = recordings_wording.clip_names(case)
    if len(names) > 1:
        _rule(case_desk, case, names)


def _rule(case_desk: CaseDesk, case: CaseFile, names: dict[str, str]) -> None:
    clips = list(names)
    with st.expander("You know better: say whether two files are of one recording"):
        with st.form("rule"):
            st.selectbox("One file", clips, format_func=names.__getitem__, key="rule-one")
            st.selectbox(
                "The other", clips, index=1, format_func=names.__getitem__, key="rule-other"
            )
            st.radio("They are", [_SAME, _DIFFERENT], key="rule-word", horizontal=True)
            st.text_input("Why", key="rule-reason", max_chars=LONGEST_TEXT)

            def rule(reason: str) -> None:
                state = st.session_state
                is_same = state["rule-word"] == _SAME
                one, other = state["rule-one"], state["rule-other"]
                case_desk.rule(
                    case.case_id, one, other, is_same=is_same, reason=reason, seen=case.last_event
                )

            deeds.submit("Write it down", "rule-reason", rule)
        st.text("Your word outweighs what was measured, and stands there under your name.")
