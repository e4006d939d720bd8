"""Part of a page with pictures: how a person wants them shown."""

import streamlit as st

from verify.workbench.desk import Comfort, Desk

_LABELS = {
    "cover": "Cover pictures until I ask",
    "blur": "Blur pictures",
    "grey": "Without colour",
    "dims_flashing": "Dim clips that flash",
}


def ask_comfort(desk: Desk) -> None:
    """Ask how pictures are to be shown, in a corner of the page; see `choose_comfort`."""
    with st.popover(
        "Pictures", help="How pictures are shown to you; measurements stay as they are"
    ):
        choose_comfort(desk)


def choose_comfort(desk: Desk) -> None:
    """Ask how pictures are to be shown; what was chosen stays for the next visit."""
    kept = desk.comfort()
    # Begun from what was kept, not tied to it: a switch whose own default changed would be another
    # switch to Streamlit, and forget the choice that came with it.
    for name in _LABELS:
        st.session_state.setdefault(name, getattr(kept, name))
    chosen = Comfort(**{name: st.toggle(label, key=name) for name, label in _LABELS.items()})
    if chosen != kept:
        desk.set_comfort(chosen)
        st.rerun()  # Other parts of the page have pictures too.
