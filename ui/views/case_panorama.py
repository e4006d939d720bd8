"""Part of the tab of places: a panning shot laid out as one strip, to look for landmarks by."""

from functools import partial

import streamlit as st

from ui import components, current, permits
from ui.problems import told
from ui.progress import ended, follow
from verify.domain.case_file import CaseFile
from verify.domain.errors import VerifyError, shown_name
from verify.domain.roles import Deed
from verify.workbench.case_desk import DeskClip, recordings_wording
from verify.workbench.desk import UNFINISHED, JobState
from verify.workbench.panoramas import Panoramas

_WHAT = (
    "Where the camera turns, its frames can be laid side by side, to be held against a photograph "
    "or a satellite picture of the place. The strip says below when each column was filmed: a "
    "landmark is a box on the frame of that time."
)


def show_panorama(case: CaseFile, ours: list[DeskClip]) -> None:
    """Let one clip of the case be laid out, and show its last strip."""
    names = recordings_wording.clip_names(case)
    clips = {one.clip_id: names[one.sha256] for one in ours if one.sha256 in names}
    if not clips:
        return
    with st.expander("A panning shot as one strip", key="panorama", on_change="rerun") as folded:
        if not folded.open:
            return
        st.text(_WHAT)
        clip_id = st.selectbox(
            "Clip that pans", list(clips), format_func=clips.__getitem__, key="strip-of"
        )
        if clip_id is not None:
            try:
                _strip(Panoramas(current.desk()), clip_id)
            except VerifyError as error:
                st.text(told(error))


def _strip(panoramas: Panoramas, clip_id: str) -> None:
    standing = panoramas.standing(clip_id)
    if standing is not None and standing.job.state in UNFINISHED:
        address = f"/wb/clips/{clip_id}/panorama/standing"
        follow(partial(panoramas.now, clip_id), partial(panoramas.cancel, clip_id), address)
        return
    if standing is not None and standing.job.state is JobState.DONE:
        _show(panoramas, clip_id)
    elif standing is not None:
        st.text(ended(standing))
    if permits.offers(Deed.ADD_FOOTAGE):
        _ask(panoramas, clip_id)


def _show(panoramas: Panoramas, clip_id: str) -> None:
    found, comfort = panoramas.found(clip_id), current.desk().comfort()
    *lines, caveat = panoramas.lines(found)
    name = shown_name(found.untrusted_name)
    picture = {
        # Another strip is another picture, although it lies at the same place.
        "src": f"/wb/clips/{clip_id}/panorama.jpg?{found.file_sha256[:16]}",
        "alt": f"Strip of {name}",
        "note": caveat,
        "saved_as": "panorama.jpg",
        "cover": comfort.cover,
        "blur": comfort.blur,
        "grey": comfort.grey,
    }
    components.figure(key=f"strip-{clip_id}", data=picture)
    st.text("\n".join(lines))


def _ask(panoramas: Panoramas, clip_id: str) -> None:
    with st.form(f"strip-form-{clip_id}", border=False):
        left, right = st.columns(2)
        start_s = left.number_input(
            "From, seconds", min_value=0.0, value=None, placeholder="the beginning"
        )
        end_s = right.number_input("To, seconds", min_value=0.0, value=None, placeholder="the end")
        if st.form_submit_button("Lay it out"):
            panoramas.ask(clip_id, start_s, end_s)
            st.rerun()
