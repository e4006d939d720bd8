"""The tab of clips: what people conclude on each, and of how many recordings the files are."""

import streamlit as st

from ui import components, deeds, permits, said
from ui.labels import label
from ui.views.case_verdict import conclude_on_clip
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.domain.roles import Deed
from verify.workbench.case_desk import CaseDesk, DeskClip, recordings_wording, sayings

_SAME, _DIFFERENT = "of one recording", "of two recordings"


def show_clips(case_desk: CaseDesk, case: CaseFile, ours: list[DeskClip]) -> None:
    """Show the verdicts on each clip, and which files are one recording; take further ones."""
    if not case.clips:
        st.text("Put clips into the case first. Seven copies of one recording are one witness.")
        return
    here = {clip.sha256: clip for clip in ours}
    names = recordings_wording.clip_names(case)
    for clip, name in names.items():
        with st.container(border=True):
            _clip(case_desk, case, clip, name, here.get(clip))
    st.header("Files and recordings", anchor=False)
    told = recordings_wording.recordings_lines(case, case_desk.recordings(case), in_app=True)
    st.text("\n".join(told))
    if permits.may(Deed.WRITE_IN_CASE):
        with st.form("measure", border=False):
            deeds.submit(
                "Measure anew",
                "compare",
                lambda _: case_desk.compare(case.case_id, ours),
                done="Measured: what archive and findings say of the clips stands above.",
            )
    if len(names) > 1 and permits.offers(Deed.RULE):
        _rule(case_desk, case, names)


def _clip(case_desk: CaseDesk, case: CaseFile, clip: str, name: str, here: DeskClip | None) -> None:
    given = [one for one in case.verdicts if (one.claim, one.clip_sha256) == (None, clip)][::-1]
    told = [sayings.verdict_saying(case, one, is_past=one is not given[0]) for one in given]
    empty = "Nobody has concluded on this clip; page one of the report says so."
    data = said.under_a_heading(name, told, before="Earlier verdicts", empty=empty)
    components.said(key=f"clip-{clip}", data=data)
    if here is None:
        st.text("It is not on this desk: add the file as footage to look at it here.")
    else:
        asked = {"clip": here.clip_id, "case": case.case_id}
        st.page_link("views/clip.py", label=label(f"Open {here.name}"), query_params=asked)
    if permits.may(Deed.WRITE_IN_CASE):
        conclude_on_clip(case_desk, case, clip)


def _rule(case_desk: CaseDesk, case: CaseFile, names: dict[str, str]) -> None:
    clips = list(names)
    title = "You know better: say whether two files are of one recording"
    with deeds.fold(title, "rule-reason"):
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
