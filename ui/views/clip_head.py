"""Top of a clip's page: the banner of what was seen before, else the answer; name and doubts."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import components, findings, permits, seen
from ui.labels import label
from ui.views.comfort import ask_comfort
from ui.views.seen_before import offer_to_ask_again
from verify.domain.errors import VerifyError
from verify.domain.findings import Analysis
from verify.domain.roles import Deed
from verify.workbench.desk import Comfort, Desk, Standing, cautions

_MOST_CASES = 4


def show_head(
    desk: Desk,
    one: Standing,
    analysis: Analysis,
    files: list[str],
    comfort: Comfort,
    *,
    grown: str = "",
    is_first: bool = False,
) -> None:
    """Show whether a clip was seen before, its name, what puts the rest in doubt, what to do."""
    hit = seen.banner(one.clip_id, analysis, files, comfort, grown=grown, is_first=is_first)
    if hit is not None:
        components.banner(key="banner", data=hit)
    doubts = findings.doubts(analysis)
    if is_first:
        doubts = [_so_far(analysis), *doubts]
    answer = "" if hit else f"{seen.answer(analysis, one.job.queued_utc)} {grown}".strip()
    what, means = st.columns([13, 7])
    with what:
        headline = findings.headline(one.clip.untrusted_name, answer, doubts)
        components.headline(key="headline", data=headline)
        if grown:
            offer_to_ask_again(desk, one.clip_id, "ask-again-above")
    with means, _row():
        if permits.may(Deed.OPEN_CASE) and not is_first:
            title, case = "Open a case with this clip", {"clip": one.clip_id}
            st.page_link("views/cases.py", label=title, query_params=case)
        ask_comfort(desk)
    if not is_first:
        # To open the store takes the longer while a clip is decoded, and this page is waited for.
        with means:
            _show_cases(desk, analysis.footage.sha256)


def _row() -> DeltaGenerator:
    """Return a line that ends where the page does."""
    return st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center")


def _show_cases(desk: Desk, sha256: str) -> None:
    """Lead to the cases that the clip is in."""
    try:
        cases = desk.cases_with(sha256)
    except VerifyError:
        return  # The page of the cases says what is wrong with them.
    if not cases:
        return
    with _row():
        st.text("In the case" if len(cases) == 1 else "In the cases", width="content")
        for one in cases[:_MOST_CASES]:
            title, case = label(one.untrusted_title or "(erased)"), {"case": one.case_id}
            st.page_link("views/case.py", label=title, query_params=case, width="content")
        if (more := len(cases) - _MOST_CASES) > 0:
            st.text(f"and {more:,} more", width="content")


def _so_far(analysis: Analysis) -> str:
    """Return what a first look has not seen."""
    if analysis.archive is None:
        return cautions.FIRST_LOOK
    return f"{cautions.FIRST_LOOK} {cautions.FIRST_SEARCH}"
