"""Part of a clip's page: the keyframes, and what can be done with those that a person chose."""

import streamlit as st

from ui import components, current, findings, pictures
from ui.held import Marked
from ui.views.elsewhere import search_by
from ui.views.held_up import offer_as_evidence
from verify.domain.findings import Analysis, Keyframe
from verify.workbench.desk import Comfort, Desk, wording


@st.fragment
def show_keyframes(desk: Desk, clip_id: str, analysis: Analysis, comfort: Comfort) -> None:
    """Show the contact sheet; what is chosen can be saved, searched by, or held up for a claim."""
    done = st.container()
    components.sheet(
        key="sheet",
        data=pictures.sheet(clip_id, analysis, comfort),
        on_chosen_change=lambda: None,
    )
    chosen = _now_chosen(analysis)
    if not chosen:
        return
    with done:
        st.text(f"{wording.counted(len(chosen), 'frame')} chosen.")
        saved = [
            {
                "text": f"Save {wording.short_timecode(one.time_s)}",
                "href": findings.place(clip_id, one.file),
                "page": False,
            }
            for one in chosen
        ]
        components.links(key="chosen", data={"links": saved})
        search_by(desk, clip_id, [one.pts for one in chosen])

        def now_marked() -> list[Marked]:
            return [Marked(one.frame, one.time_s) for one in _now_chosen(analysis)]

        offer_as_evidence(current.case_desk(), [analysis.footage.sha256], now_marked, "chosen")


def _now_chosen(analysis: Analysis) -> list[Keyframe]:
    wanted = set(st.session_state["sheet"].chosen or ())
    return [one for one in analysis.keyframes or [] if one.file in wanted]
