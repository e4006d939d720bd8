"""Clips put into a case: one of the desk from its head, those in hand from a page of footage."""

from collections.abc import Callable, Set

import streamlit as st

from ui import deeds
from ui.problems import told
from verify.domain.case_file import CaseFile
from verify.domain.errors import VerifyError, shown_name
from verify.workbench.case_desk import CaseDesk, DeskClip


def put_in(case_desk: CaseDesk, case: CaseFile, others: list[DeskClip]) -> None:
    """Ask which clip that is not in the case is to be put in."""
    if not others:
        st.text("No further clip with findings is here: add footage first.")
        st.page_link("views/footage.py", label="Footage")
        return
    chosen = st.selectbox(
        "Clip",
        others,
        index=None,
        format_func=lambda clip: f"{shown_name(clip.name)}   ({clip.sha256[:8]})",
        placeholder="Clips with findings",
    )
    if st.button("Put it in", disabled=chosen is None) and chosen is not None:
        do_at_once(lambda: case_desk.add_clip(case.case_id, chosen))


def offer_to_put_in(
    case_desk: CaseDesk, case_id: str, missing: Set[str], key: str, assert_drawn: Callable[[], None]
) -> None:
    """Say that clips are not in a case, and offer to put them in.

    Parameters
    ----------
    missing : set of str
        SHA-256 of each.
    key : str
        Of the button.
    assert_drawn : callable
        Raises a NotDrawnYetError where the page shows another choice than the one that was made.
    """

    def put_in(_: str) -> None:
        assert_drawn()
        here = {clip.sha256: clip for clip in case_desk.clips_here()}
        for sha256 in missing & here.keys():
            case_desk.add_clip(case_id, here[sha256])

    is_one = len(missing) == 1
    st.text("This clip is not in the case." if is_one else "These clips are not in the case.")
    st.button(
        "Put this clip into the case" if is_one else "Put these clips into the case",
        key=key,
        on_click=deeds.do,
        args=(f"{key}-said", put_in, "Put in."),
    )
    deeds.outcome(f"{key}-said")


def do_at_once(deed: Callable[[], None]) -> None:
    """Do what was asked for, say why not if it cannot be, and draw the page anew."""
    try:
        deed()
    except VerifyError as error:
        st.text(told(error))
    else:
        st.rerun()
