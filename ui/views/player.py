"""Part of a clip's page: the clip itself, frame by frame, above its light through time."""

import re
from typing import TypeVar

import streamlit as st

from ui import components, current, timeline
from ui.held import Marked
from ui.views.held_up import offer_as_evidence
from ui.views.playable import await_copy
from verify.domain.errors import VerifyError
from verify.domain.findings import Analysis
from verify.domain.footage import BoxPx
from verify.workbench.desk import Comfort, Desk
from verify.workbench.playing import Playing

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
_BOX = re.compile(r"[0-9]{1,9}(,[0-9]{1,9}){3}", re.ASCII)
_Number = TypeVar("_Number", int, float)


def show_player(
    desk: Desk,
    clip_id: str,
    analysis: Analysis,
    files: list[str],
    comfort: Comfort,
    *,
    is_first: bool = False,
) -> None:
    """Show the player; have a copy made where no browser plays the file as received.

    Nothing of a first look can be evidence: there is no result yet that it could rest on.
    """
    playing = Playing(desk)
    has_source = playing.is_played(analysis) or playing.review_copy(clip_id) is not None
    if not has_source:
        standing = playing.copying(clip_id)
        if standing is None:
            _ask(playing, clip_id)
        await_copy(playing, clip_id)
    _player(desk, clip_id, analysis, files, comfort, has_source=has_source, is_first=is_first)


@st.fragment
def _player(
    desk: Desk,
    clip_id: str,
    analysis: Analysis,
    files: list[str],
    comfort: Comfort,
    *,
    has_source: bool,
    is_first: bool,
) -> None:
    playing, source = Playing(desk), None
    if has_source:
        source = "copy" if playing.review_copy(clip_id) else "received"
    data = timeline.player(
        clip_id,
        analysis,
        files,
        comfort,
        source=source,
        frame=_asked("frame", int),
        at_s=_asked("time", float),
        until_s=_asked("until", float),
        box=_asked_box(),
    )
    said = components.player(
        key="player",
        data=data,
        on_at_change=lambda: None,
        on_unplayable_change=lambda: None,
    )
    if (has_source or said.at) and not is_first:
        offer_as_evidence(current.case_desk(), [analysis.footage.sha256], _now_marked)
    if source == "received" and said.unplayable == data["src"]:
        _ask(playing, clip_id)
        st.rerun()


def _now_marked() -> list[Marked]:
    """Return the stretch and the box that were marked; else the one frame on the screen."""
    at = st.session_state["player"].at
    if not at:
        # Until it says otherwise it stands at its first frame.
        return [Marked(0, 0.0)]
    box = at.get("box")
    held = None if box is None else (int(box[0]), int(box[1]), int(box[2]), int(box[3]))
    start_s, end_s = at.get("from_s"), at.get("to_s")
    if start_s is None or end_s is None or end_s <= start_s:
        return [Marked(int(at["frame"]), float(at["time_s"]), None, held)]
    return [Marked(int(at["frame"]), float(start_s), float(end_s), held)]


def _asked(name: str, kind: type[_Number]) -> _Number | None:
    """Return a number out of the page's address; None if there is none, or something else."""
    text = st.query_params.get(name, "")
    return kind(text) if _NUMBER.fullmatch(text) and (kind is float or "." not in text) else None


def _asked_box() -> BoxPx | None:
    """Return a box out of the page's address, as `_asked`; the player knows how large it may be."""
    text = st.query_params.get("box", "")
    if not _BOX.fullmatch(text):
        return None
    left, top, width, height = map(int, text.split(","))
    return (left, top, width, height) if width and height else None


def _ask(playing: Playing, clip_id: str) -> None:
    try:
        playing.ask_for_copy(clip_id)
    except VerifyError as error:
        st.text(f"No copy to play could be asked for. {error}")
