"""Take footage in, and see what is here."""

from pathlib import Path
from typing import Any

import streamlit as st

from ui import components, current, permits
from ui.problems import told
from ui.progress import ended, share_done, standing_words
from ui.views.consent import ask_for_consent
from verify.domain.errors import VerifyError, shown_name
from verify.domain.roles import Deed, Permit
from verify.workbench.desk import UNFINISHED, JobState, Standing, wording
from verify.workbench.uploads import FOOTAGE_ENDINGS

_SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "night-strike.mp4"
_BUSY_EVERY_S = 1.0
_IDLE_EVERY_S = 3.0  # Another page may have added or removed something.

desk = current.desk()


def offer_sample() -> None:
    """Offer the simulated clip that comes with Verify, where it did."""
    if _SAMPLE.is_file() and st.button("Try the sample clip (a simulation)"):
        try:
            clip_id = desk.take_in(_SAMPLE)
        except VerifyError as error:
            st.text(told(error))
        else:
            components.go_to("clip", clip=clip_id)


def to_take_in() -> dict[str, Any]:
    """Return what can be taken in, and what has not arrived in full."""
    return {
        "endings": sorted(FOOTAGE_ENDINGS),
        "room": f"There is room for {_size(desk.uploads.room_bytes())} on this machine.",
        "unfinished": [
            {
                "id": one.upload_id,
                "name": shown_name(one.untrusted_name),
                "offset": one.offset_bytes,
                "size": one.size_bytes,
            }
            for one in desk.uploads.unfinished(desk.person.key)
        ],
    }


def is_busy(standings: list[Standing]) -> bool:
    """Whether any analysis waits or runs."""
    return any(one.job.state in UNFINISHED for one in standings)


def shelf(was_busy: bool) -> None:
    """List the clips, the newest first, and do what is asked for."""
    try:
        standings = desk.clips()
    except VerifyError as error:
        st.text(told(error))
        return
    if was_busy != is_busy(standings):
        # Drawn anew as a whole, so that the page asks as often as there is something to see.
        st.rerun()
    problem = st.session_state.get("problem")
    if not standings:
        st.text(problem or "No footage yet. What you add is listed here.")
        return
    permit = desk.permit
    data = {"clips": [_row(one, permit) for one in standings], "problem": problem}
    asked = components.shelf(key="shelf", data=data, on_act_change=lambda: None).act
    if asked:
        carry_out(asked["what"], asked["clip"])


def carry_out(what: str, clip_id: str) -> None:
    """Cancel, try again or remove a clip; another page may have been faster."""
    st.session_state["problem"] = None
    deeds = {"cancel": desk.cancel, "retry": desk.analyse_again, "remove": desk.remove}
    try:
        deeds[what](clip_id)
    except VerifyError as error:
        st.session_state["problem"] = told(error)
    # As a whole: whether the page asks again by itself may have changed.
    st.rerun()


def _row(one: Standing, permit: Permit) -> dict[str, Any]:
    row = {
        "id": one.clip_id,
        "name": shown_name(one.clip.untrusted_name),
        "works": permit.may(Deed.ADD_FOOTAGE) and not one.job.lies_in_the_file,
        "removes": permit.may(desk.removing(one)),
    }
    if one.job.state in UNFINISHED:
        return row | {"state": "busy", "share": share_done(one), "words": standing_words(one)}
    state = "done" if one.job.state is JobState.DONE else "ended"
    received = f"{_size(one.clip.size_bytes)}, received {one.clip.received_utc:%d %b %Y, %H:%M} UTC"
    words = received if state == "done" else f"{ended(one)} {received}."
    return row | {"state": state, "share": None, "words": words}


def _size(size_bytes: int) -> str:
    if size_bytes < 1e3:
        return wording.counted(size_bytes, "byte")
    if size_bytes < 1e6:
        return f"{size_bytes / 1e3:.0f} kB"
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes < 1e9 else f"{size_bytes / 1e9:.1f} GB"


st.title("Footage", anchor=False)
sandbox, consent_is_given = desk.sandbox()
if not sandbox.holds:
    ask_for_consent(desk, is_given=consent_is_given)
if permits.offers(Deed.ADD_FOOTAGE):
    st.text("Add a clip or a picture. You see its keyframes, hashes and light through time.")
    arrived = components.uploader(key="uploader", data=to_take_in(), on_done_change=lambda: None)
    if arrived.done:
        clips = arrived.done["clips"]
        if len(clips) == 1 and arrived.done["all"]:
            components.go_to("clip", clip=clips[0])
    offer_sample()
st.header("Clips on this machine", anchor=False)
try:
    busy = is_busy(desk.clips())
except VerifyError:
    busy = False  # The shelf says why.
st.fragment(shelf, run_every=_BUSY_EVERY_S if busy else _IDLE_EVERY_S)(busy)
st.text(f"Sandbox level {sandbox.level}: {wording.LEVEL_WORDS[sandbox.level]}.")
