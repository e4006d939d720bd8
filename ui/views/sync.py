"""Several clips of one event: how their clocks lie, and what each shows at one moment."""

from functools import partial

import streamlit as st

from ui import components, current, permits, synced
from ui.held import in_step, words
from ui.labels import label
from ui.problems import told
from ui.progress import ended, follow
from ui.views.comfort import ask_comfort
from ui.views.held_up import offer_as_evidence
from ui.views.sync_players import show_players
from verify.domain.errors import VerifyError, shown_name
from verify.domain.roles import Deed
from verify.workbench.desk import UNFINISHED, JobState
from verify.workbench.syncs import MOST_CLIPS, SyncFound, Syncs

_LEAD = (
    "Lay two to twelve clips of one event on one clock, by flashes that they share and by their "
    "sound. The first one chosen is the clock that the others are held against."
)
_FEWER = "Two clips are needed, each with its analysis done. Add them on the Footage page."
_STATES = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "running",
    JobState.DONE: "done",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}

desk = current.desk()
syncs = Syncs(desk)


def choose(meant: list[str]) -> None:
    """Let clips be chosen, those that are meant first, and lead to what was compared before."""
    st.text(_LEAD)
    names = syncs.choices()
    if len(names) < 2:
        st.text(_FEWER)
        st.page_link("views/footage.py", label="Go to Footage")
    else:
        chosen = st.multiselect(
            "Clips",
            list(names),
            default=[clip_id for clip_id in meant if clip_id in names][:MOST_CLIPS],
            format_func=names.__getitem__,
            max_selections=MOST_CLIPS,
        )
        is_few = len(chosen) < 2
        if permits.offers(Deed.COMPARE_CLIPS) and st.button(
            "Compare their clocks", type="primary", disabled=is_few
        ):
            st.switch_page("views/sync.py", query_params={"sync": syncs.ask(chosen)})
    before = syncs.standings()
    if before:
        st.header("Compared before", anchor=False)
    for one in before:
        text = f"{one.clip.untrusted_name}: {_STATES[one.job.state]}"
        asked = {"sync": one.clip_id}
        st.page_link("views/sync.py", label=label(text), query_params=asked)


def again(sync_id: str, text: str) -> None:
    """Offer to compare the clips anew."""
    if permits.may(Deed.COMPARE_CLIPS) and st.button(text):
        syncs.again(sync_id)
        st.rerun()


def show(sync_id: str) -> None:
    """Show a comparison as it stands."""
    standing = syncs.standing(sync_id)
    names = syncs.choices()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"Of {shown_name(standing.clip.untrusted_name)}.")
        st.page_link("views/sync.py", label="Compare other clips")
        ask_comfort(desk)
    if standing.job.state in UNFINISHED:
        address = f"/wb/syncs/{sync_id}/standing"
        follow(partial(syncs.standing, sync_id), partial(syncs.cancel, sync_id), address)
        return
    if standing.job.state is not JobState.DONE:
        st.text(ended(standing))
        again(sync_id, "Try again")
        return
    found = syncs.found(sync_id)
    st.header("How their clocks lie", anchor=False)
    components.grid(key="pairs", data=synced.pairs(found, names))
    for one in found.unread:
        name = names.get(one.clip_id, "A clip")
        st.text(f"{name} was not compared. {shown_name(one.problem)}")
    if found.without_strip is None:
        components.figure(key="strip", data=synced.strip(sync_id, desk.comfort()))
    else:
        st.text(shown_name(found.without_strip))
    _offer(found, names)
    show_players(desk, found, names)
    again(sync_id, "Compare them anew")


def _offer(found: SyncFound, names: dict[str, str]) -> None:
    """Let an offset that is clear enough be held up for or against a claim."""
    offsets = list(in_step(found, names))
    if not offsets or not permits.may(Deed.WRITE_IN_CASE):
        return
    st.header("As evidence", anchor=False)
    chosen = st.selectbox("Offset", offsets, format_func=lambda one: words([one]), key="offset")
    if chosen is not None:
        offer_as_evidence(current.case_desk(), chosen.clips, lambda: [st.session_state["offset"]])


st.title("Several clips", anchor=False)
try:
    # Evidence leads here by its clips: of those there may be several comparisons, or none any more.
    meant = st.query_params.get_all("clip")
    asked_for = st.query_params.get("sync", syncs.of_both(meant) if meant else None)
    if asked_for is None:
        choose(meant)
    else:
        show(asked_for)
except VerifyError as error:
    st.text(told(error))
