"""Whether a browser plays a clip; where it does not, a copy is asked for and followed."""

import contextlib

import streamlit as st

from ui.progress import ended, show_progress
from verify.domain.errors import VerifyError
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
    await_copy(playing, clip_id, name)
    return False


@st.fragment(run_every=1.0)
def await_copy(playing: Playing, clip_id: str, of_name: str = "") -> None:
    """Show how far a copy has come; draw the page anew once it is there.

    Where there is none, it says why, and offers to make it again if that can help.
    """
    standing = playing.copying(clip_id)
    if standing is None:
        return
    if playing.review_copy(clip_id):
        st.rerun()
    of = f" of {of_name}" if of_name else ""
    if standing.job.state in UNFINISHED:
        st.text(f"A copy{of} that browsers play is being made.")
        show_progress(standing)
        return
    st.text(f"There is no copy{of} to play. {ended(standing)}")
    if not standing.job.lies_in_the_file and st.button(
        "Make the copy again", key=f"copy-{clip_id}"
    ):
        with contextlib.suppress(VerifyError):
            playing.ask_for_copy(clip_id)
