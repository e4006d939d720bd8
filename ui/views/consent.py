"""Part of a page: whether clips are decoded where nothing would keep a hostile one in."""

import streamlit as st

from ui.problems import told
from verify.domain.errors import VerifyError
from verify.workbench.clips import weak_sandbox_note
from verify.workbench.desk import Desk


def ask_for_consent(desk: Desk, *, is_given: bool) -> None:
    """Say that nothing here keeps a hostile file in, and let the user allow decoding or not."""
    st.error(weak_sandbox_note() or "")
    if is_given:
        st.text("You have allowed decoding on this machine all the same.")
    else:
        st.text(
            "Only the sample clips are decoded here. Install bubblewrap, or use a Linux with "
            "Landlock (kernel 5.13 or later). If you trust where your clips come from, you can "
            "allow decoding on this machine; every result will say so."
        )
    if st.button("Take this back" if is_given else "Allow decoding on this machine"):
        try:
            desk.allow_weak_sandbox(allowed=not is_given)
        except VerifyError as error:
            st.text(told(error))
        else:
            st.rerun()
