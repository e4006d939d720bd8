"""One case: its article beside the cards of its claims, its clips, its report."""

import streamlit as st

from ui import board, components, current, deeds, permits
from ui.labels import label
from ui.problems import told
from ui.views.case_access import show_access
from ui.views.case_card import show_card
from ui.views.case_change import add_claims
from ui.views.case_check import offer_check, tell_check
from ui.views.case_checklist import show_checklist
from ui.views.case_clips import show_clips
from ui.views.case_history import show_history
from ui.views.case_hypotheses import show_hypotheses
from ui.views.case_places import show_places
from ui.views.case_put_in import put_in
from ui.views.case_release import show_release
from ui.views.case_report import show_report
from verify.domain.case_file import CaseFile
from verify.domain.errors import VerifyError
from verify.domain.roles import Deed
from verify.workbench.case_desk import DeskClip
from verify.workbench.case_exports import CaseExports

_MARKS = "A number leads to the claim. What the machine read is a proposal; add what it missed."
_MOST_CARDS = 200
_MOST_UNFOLDED = 40
_MOST_LINKS = 6
_BOARD_HEIGHT_PX = 860

_COSTLY = frozenset({"For anybody", "Report", "History"})

desk = current.desk()
case_desk, exports = current.case_desk(), CaseExports(desk)


def show_head(case: CaseFile, here: list[DeskClip], ours: list[DeskClip]) -> None:
    """Show which clips the case is about, put further ones in, and hold the claims against them."""
    st.title(label(case.opening.untrusted_title or "(erased)"), anchor=False)
    glance, *again = board.head_lines(case)
    st.text(glance)
    inside = {clip.sha256 for clip in ours}
    others = [clip for clip in here if clip.sha256 not in inside]
    with st.container(horizontal=True, vertical_alignment="center"):
        for clip in ours[:_MOST_LINKS]:
            asked = {"clip": clip.clip_id, "case": case.case_id}
            st.page_link(
                "views/clip.py", label=label(clip.name), query_params=asked, width="content"
            )
        if permits.may(Deed.WRITE_IN_CASE):
            with st.popover("Put a clip in"):
                put_in(case_desk, case, others)
            offer_check(case_desk, case.case_id, ours)
        show_access(case_desk, case.case_id)
    permits.offers(Deed.WRITE_IN_CASE)
    # Always one part of the page: what moves up or down is folded up.
    with st.container():
        for line in again:
            st.text(line)
        tell_check(case.case_id)


def show_board(case: CaseFile, ours: list[DeskClip]) -> None:
    """Show the article on the left, the cards of its claims on the right."""
    left, right = st.columns([5, 6], gap="large")
    with left:
        for article in case.articles:
            data = {
                "note": _MARKS,
                "pieces": board.article_pieces(case, article),
                "remarks": board.article_remarks(article),
            }
            key = f"article-{article.event}"
            sought = components.article(key=key, data=data, on_sought_change=lambda: None).sought
            if sought:
                st.query_params["claim"] = str(board.stands_for(case, sought))
        if not case.articles:
            st.text("This case has no article.")
    standing = [claim.number for claim in case.claims if claim.stands]
    with right:
        st.text(f"{len(standing):,} claims stand; scroll in their list to reach them all.")
        shown = _stretch(standing)
    with right, st.container(height=_BOARD_HEIGHT_PX, border=False):
        is_folded, head = len(standing) > _MOST_UNFOLDED, board.head_lines(case)
        for number in shown:
            show_card(case_desk, case.case_id, number, ours, [case], head, is_folded=is_folded)
        if permits.may(Deed.WRITE_IN_CASE):
            add_claims(case_desk, case.case_id)


def _stretch(standing: list[int]) -> list[int]:
    """Return as many claims as are shown at once; where there are more, ask which."""
    stretches = board.stretches(standing, _MOST_CARDS)
    if len(stretches) == 1:
        return standing
    meant = st.query_params.get("claim", "")
    at = next((at for at, one in enumerate(stretches) if meant in map(str, one)), 0)
    chosen = st.selectbox(
        f"Shown, {_MOST_CARDS} at a time",
        range(len(stretches)),
        index=at,
        format_func=lambda one: f"Claims {stretches[one][0]} to {stretches[one][-1]}",
        # Who is led to another claim sees the stretch that it stands in.
        key=f"stretch-{meant}",
    )
    return stretches[at if chosen is None else chosen]


def show(case: CaseFile) -> None:
    """Show everything of a case."""
    here = case_desk.clips_here()
    inside = {clip.clip_sha256 for clip in case.clips}
    # The same bytes may lie here more than once: the newest stands for all.
    newest = {clip.sha256: clip for clip in reversed(here) if clip.sha256 in inside}
    ours = list(newest.values())
    show_head(case, here, ours)
    parts = {
        "Claims": lambda: show_board(case, ours),
        "Hypotheses": lambda: show_hypotheses(case_desk, case),
        "Checklist": lambda: show_checklist(case_desk, case),
        "Clips": lambda: show_clips(case_desk, case, ours),
        "Place": lambda: show_places(case_desk, exports, case, ours),
        "For anybody": lambda: show_release(exports, case, ours, desk.comfort()),
        "Report": lambda: show_report(exports, case, ours),
        "History": lambda: show_history(case_desk, case),
    }
    tabs = st.tabs(list(parts), key="part", bind="query-params")
    for name, tab in zip(parts, tabs, strict=True):
        # What was typed on a tab stays while others are looked at; these have nothing to type.
        if tab.open or name not in _COSTLY:
            with tab:
                parts[name]()
    deeds.tell_the_untold()


try:
    found = case_desk.case(st.query_params.get("case", ""))
except VerifyError as error:
    st.title("Case", anchor=False)
    st.text(told(error))
    st.page_link("views/cases.py", label="Go to the cases")
else:
    show(found)
