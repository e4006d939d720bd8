"""Part of a clip's page: what the archive said of it, and what a person makes of a match."""

import streamlit as st

from ui import components, current, permits, seen
from ui.problems import told
from verify.domain.errors import VerifyError, shown_name
from verify.domain.findings import Analysis
from verify.domain.roles import Deed
from verify.workbench.desk import Desk, Standing
from verify.workbench.judged_matches import LONGEST_NOTE, JudgedMatches


def as_judged(desk: Desk, analysis: Analysis) -> Analysis:
    """Return findings whose matches have the judgements that hold by now; say if they cannot."""
    try:
        return JudgedMatches(desk).as_they_stand(analysis)
    except VerifyError as error:
        st.text(f"What was made of its matches cannot be read. {told(error)}")
        return analysis


_AGAIN = "The clip is analysed anew, and held against what is in the archive by now."


def grown_since(one: Standing, analysis: Analysis) -> str:
    """Return by how much the archive has grown since it was asked; empty if nobody can tell."""
    try:
        others = current.archive_desk().others(analysis.footage.sha256)
    except VerifyError:
        return ""  # The archive's own page says what is wrong with it.
    return seen.since(analysis, one.job.queued_utc, others)


def offer_to_ask_again(desk: Desk, clip_id: str, key: str) -> None:
    """Offer to have a clip analysed anew, to whoever may."""
    if not permits.may(Deed.ADD_FOOTAGE):
        return
    if not st.button("Ask the archive again", help=_AGAIN, key=key):
        return
    try:
        desk.analyse_again(clip_id)
    except VerifyError as error:
        st.text(told(error))
    else:
        st.rerun()


@st.fragment
def seen_before(
    desk: Desk, one: Standing, analysis: Analysis, files: list[str], grown: str
) -> None:
    """Show what the archive said of a clip, and write down what is made of a match."""
    clip_id = one.clip_id
    st.text(shown_name(f"{seen.answer(analysis, one.job.queued_utc)} {grown}".strip()))
    with st.container(horizontal=True, vertical_alignment="center"):
        offer_to_ask_again(desk, clip_id, "ask-again")
        st.page_link("views/archive.py", label="Go to the archive")
    shown = seen.matches(clip_id, analysis, files, desk.comfort())
    if shown is not None:
        side_by_side = {"clip": clip_id}
        st.page_link("views/matches.py", label="Compare side by side", query_params=side_by_side)
        components.matches(key="matches", data=shown)
        with st.expander("Say what you make of a match"):
            if permits.offers(Deed.JUDGE_MATCH):
                _form(JudgedMatches(desk), analysis.footage.sha256, seen.match_names(analysis))
    beside = seen.beside(analysis)
    if beside:
        components.sections(key="beside", data={"blocks": beside})


def _form(judged: JudgedMatches, clip_sha256: str, names: dict[str, str]) -> None:
    with st.form("judgement", clear_on_submit=True):
        match = st.selectbox("Match", list(names), format_func=names.__getitem__)
        verdict = st.radio(
            "It shows",
            ["the same footage", "other footage that looks alike"],
            index=None,
            horizontal=True,
        )
        note = st.text_input("Why, for whoever searches next", max_chars=LONGEST_NOTE)
        sent = st.form_submit_button("Write it down")
    st.text("It goes into the custody log under your name. The last word on two files holds.")
    if not sent:
        return
    if match is None or verdict is None:
        st.text("Not written down: say what it shows.")
        return
    try:
        judged.judge(clip_sha256, match, accepted=verdict == "the same footage", note=note)
    except VerifyError as error:
        st.text(f"Not written down. {told(error)}")
    else:
        st.rerun()
