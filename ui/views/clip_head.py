"""Top of a clip's page: the banner of what was seen before, else the answer; name and doubts."""

import streamlit as st

from ui import components, findings, permits, seen
from ui.views.comfort import ask_comfort
from ui.views.seen_before import offer_to_ask_again
from verify.domain.findings import Analysis
from verify.domain.roles import Deed
from verify.workbench.desk import Comfort, Desk, Standing, cautions


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
    with (
        means,
        st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"),
    ):
        if permits.may(Deed.OPEN_CASE) and not is_first:
            title, case = "Open a case with this clip", {"clip": one.clip_id}
            st.page_link("views/cases.py", label=title, query_params=case)
        ask_comfort(desk)


def _so_far(analysis: Analysis) -> str:
    """Return what a first look has not seen."""
    if analysis.archive is None:
        return cautions.FIRST_LOOK
    return f"{cautions.FIRST_LOOK} {cautions.FIRST_SEARCH}"
