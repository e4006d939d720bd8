"""Part of a case's head: a clip of the desk put into the case."""

from collections.abc import Callable

import streamlit as st

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


def do_at_once(deed: Callable[[], None]) -> None:
    """Do what was asked for, say why not if it cannot be, and draw the page anew."""
    try:
        deed()
    except VerifyError as error:
        st.text(told(error))
    else:
        st.rerun()
