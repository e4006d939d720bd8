"""One clip: what was found, its light, its keyframes, its hashes, what it says of itself."""

import contextlib

import streamlit as st

from ui import components, current, findings
from ui.progress import ended, show_progress
from ui.views.elsewhere import search_elsewhere
from ui.views.player import show_player
from ui.views.seen_before import seen_before
from verify.domain.errors import VerifyError, shown_name
from verify.workbench.desk import UNFINISHED, Comfort, JobState, Standing, UnknownClipError

_OF_LIGHT = ("brightness.csv", "flashes.csv")

desk = current.desk()


@st.fragment(run_every=1.0)
def follow(clip_id: str) -> None:
    """Show how far an analysis has come; draw the page anew once it has ended."""
    try:
        one = desk.clip(clip_id)
    except VerifyError:
        st.rerun()  # The whole page says what became of it.
    if one.job.state not in UNFINISHED:
        st.rerun()
    show_progress(one)
    if st.button("Cancel"):
        with contextlib.suppress(UnknownClipError):
            desk.queue.cancel(clip_id)
        st.rerun()


def no_findings(one: Standing, problem: str | None) -> None:
    """Show a clip that has no findings, now or at all."""
    components.headline(
        key="headline",
        data={
            "name": shown_name(one.clip.untrusted_name),
            "paragraphs": [],
            "warnings": [] if problem is None else [problem],
            "facts": [],
        },
    )
    if one.job.state in UNFINISHED:
        follow(one.clip_id)
    elif st.button("Try again"):
        try:
            desk.queue.submit(one.clip_id)
        except VerifyError as error:
            st.text(str(error))
        else:
            st.rerun()


def comfort() -> Comfort:
    """Ask how pictures are to be shown; what was chosen stays for the next visit."""
    kept = desk.comfort()
    # Begun from what was kept, not tied to it: a switch whose own default changed would be another
    # switch to Streamlit, and forget the choice that came with it.
    labels = {
        "cover": "Cover pictures until I ask",
        "blur": "Blur pictures",
        "grey": "Without colour",
        "dims_flashing": "Dim clips that flash",
    }
    for name in labels:
        st.session_state.setdefault(name, getattr(kept, name))
    with st.container(horizontal=True):
        chosen = Comfort(**{name: st.toggle(label, key=name) for name, label in labels.items()})
    if chosen != kept:
        desk.set_comfort(chosen)
        st.rerun()  # Other parts of the page have pictures too.
    return chosen


def show(one: Standing) -> None:
    """Show everything that was found in a clip."""
    clip_id, analysis, files = (
        one.clip_id,
        desk.analysis(one.clip_id),
        desk.result_files(one.clip_id),
    )
    components.headline(key="headline", data=findings.headline(one, analysis))
    st.page_link(
        "views/cases.py", label="Open a case with this clip", query_params={"clip": clip_id}
    )
    chosen = comfort()
    seen_before(desk, clip_id, analysis, files)
    is_picture = analysis.footage.kind == "picture"
    # A picture's tables of light hold headings and nothing else.
    useful = [name for name in files if not (is_picture and name in _OF_LIGHT)]
    if not is_picture:
        show_player(desk, clip_id, analysis, files, chosen)
        components.light(key="light", data=findings.light(analysis))
    components.links(key="links", data={"links": findings.links(clip_id, useful)})
    st.header("Picture" if is_picture else "Keyframes", anchor=False)
    components.sheet(
        key="sheet",
        data={
            **findings.pictures(clip_id, analysis),
            "cover": chosen.cover,
            "blur": chosen.blur,
            "grey": chosen.grey,
        },
    )
    search_elsewhere(desk, clip_id)
    hashes, claimed, not_done = st.tabs(["Hashes", "Claimed by the file", "Not done"])
    with hashes:
        components.records(key="hashes", data=findings.hashes(analysis))
    with claimed:
        components.records(key="claimed", data=findings.claimed(analysis))
    with not_done:
        components.records(key="not-done", data=findings.not_done(analysis))


standing: Standing | None = None
try:
    standing = desk.clip(st.query_params.get("clip", ""))
    st.set_page_config(page_title=f"{shown_name(standing.clip.untrusted_name)} - Verify")
    if standing.job.state is JobState.DONE:
        show(standing)
    elif standing.job.state in UNFINISHED:
        no_findings(standing, None)
    else:
        no_findings(standing, ended(standing))
except UnknownClipError as error:
    st.text(str(error))
except VerifyError as error:
    if standing is None:
        st.text(str(error))
    else:
        no_findings(standing, str(error))
