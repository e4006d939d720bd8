"""The claims of a case held against its clips from the head of its page, and what came of it."""

import streamlit as st

from ui import deeds
from verify.workbench.case_desk import CaseDesk, DeskClip


def offer_check(case_desk: CaseDesk, case_id: str, ours: list[DeskClip]) -> None:
    """Offer to hold the claims against the clips."""
    if not st.button("Check the claims", type="primary", disabled=not ours):
        return
    news: list[str] = []
    with st.spinner("Holding each claim against the clips, Sun, Moon and calendar"):
        deeds.do(
            f"check-{case_id}",
            lambda _: news.extend(case_desk.check(case_id, ours)),
            lambda: "\n".join(news),
        )
    # The head is drawn by what stands now.
    st.rerun()


def tell_check(case_id: str) -> None:
    """Say what was new at the last check from here, or why there was none."""
    deeds.outcome(f"check-{case_id}")
