"""Take footage in, and see what is here."""

from pathlib import Path

import streamlit as st

from ui import current
from ui.components import uploader
from ui.progress import ended, show_progress
from verify.domain.errors import VerifyError, shown_name
from verify.workbench.clips import sandbox_note
from verify.workbench.desk import UNFINISHED, JobState, Standing

_SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "night-strike.mp4"

desk = current.desk()


def open_clip(clip_id: str) -> None:
    """Go on to the page of a clip."""
    st.switch_page("views/clip.py", query_params={"clip": clip_id})


def offer_sample() -> None:
    """Offer the simulated clip that comes with Verify, where it did."""
    if _SAMPLE.is_file() and st.button("Try the sample clip (a simulation)"):
        try:
            clip_id = desk.take_in(_SAMPLE)
        except VerifyError as error:
            st.text(str(error))
        else:
            open_clip(clip_id)


def is_busy(standings: list[Standing]) -> bool:
    """Whether any analysis waits or runs."""
    return any(one.job.state in UNFINISHED for one in standings)


def shelf(was_busy: bool) -> None:
    """List the clips, the newest first, with how their analyses stand."""
    standings = desk.clips()
    if was_busy and not is_busy(standings):
        # Drawn anew as a whole, so that the page stops asking.
        st.rerun()
    if not standings:
        st.text("No footage yet. What you add is listed here.")
        return
    for one in standings:
        with st.container(border=True):
            _clip(one)


def _clip(one: Standing) -> None:
    name, *buttons = st.columns([6, 1.1, 1.1], vertical_alignment="center")
    with name:
        st.text(shown_name(one.clip.untrusted_name))
        if one.job.state in UNFINISHED:
            show_progress(one)
        else:
            st.text(
                f"{ended(one)}\n{one.clip.size_bytes / 1e6:.1f} MB, "
                f"received {one.clip.received_utc:%d %b %Y, %H:%M} UTC"
            )
    with buttons[0]:
        if one.job.state in UNFINISHED:
            if st.button("Cancel", key=f"cancel-{one.clip_id}", width="stretch"):
                desk.queue.cancel(one.clip_id)
                st.rerun(scope="fragment")
        elif one.job.state is not JobState.DONE and st.button(
            "Try again", key=f"retry-{one.clip_id}", width="stretch"
        ):
            desk.queue.submit(one.clip_id)
            st.rerun(scope="fragment")
        elif one.job.state is JobState.DONE and st.button(
            "Open", key=f"open-{one.clip_id}", type="primary", width="stretch"
        ):
            open_clip(one.clip_id)
    with buttons[1]:
        _removal(one)


def _removal(one: Standing) -> None:
    with st.popover("Remove", width="stretch"):
        st.text("The copy here and its results are deleted. Your own file stays.")
        if st.button("Delete", key=f"remove-{one.clip_id}"):
            desk.remove(one.clip_id)
            st.rerun()


st.title("Footage")
st.text("Add a clip or a picture. You see its keyframes, hashes and light through time.")
arrived = uploader(key="uploader", on_done_change=lambda: None)
if arrived.done:
    clips = arrived.done["clips"]
    if len(clips) == 1 and arrived.done["all"]:
        open_clip(clips[0])
offer_sample()
st.header("Clips on this machine")
busy = is_busy(desk.clips())
st.fragment(shelf, run_every=1.0 if busy else None)(busy)
if note := sandbox_note():
    st.divider()
    st.text(note)
