"""Whether a browser plays a clip; where it does not, a copy is asked for and followed."""

import contextlib

import streamlit as st

from ui.progress import show_progress
from verify.domain.errors import VerifyError, shown_name
from verify.workbench.desk import UNFINISHED, Desk
from verify.workbench.playing import Playing


def playable(desk: Desk, clip_id: str, name: str) -> bool:
    """Return whether a browser plays a clip; if not, have a copy made and say how far it is.

    Raises
    ------
    VerifyError
        If there is no such clip, or no copy can be asked for.
    """
    playing = Playing(desk)
    if playing.review_copy(clip_id) or playing.is_played(desk.analysis(clip_id)):
        return True
    if playing.copying(clip_id) is None:
        playing.ask_for_copy(clip_id)
    _wait(playing, clip_id, name)
    return False


@st.fragment(run_every=1.0)
def _wait(playing: Playing, clip_id: str, name: str) -> None:
    standing = playing.copying(clip_id)
    if standing is None or playing.review_copy(clip_id):
        st.rerun()
    if standing.job.state in UNFINISHED:
        st.text(f"A copy of {name} that browsers play is being made.")
        show_progress(standing)
        return
    st.text(f"There is no copy of {name} to play. {shown_name(standing.job.problem or '')}")
    if st.button("Make the copy again", key=f"copy-{clip_id}"):
        with contextlib.suppress(VerifyError):
            playing.ask_for_copy(clip_id)
