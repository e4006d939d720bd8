"""Part of the page of several clips: the clips themselves, on one clock."""

import re
from collections.abc import Mapping

import streamlit as st

from ui import components, synced
from ui.problems import told
from ui.views.playable import playable
from verify.domain.errors import VerifyError
from verify.workbench.desk import Desk
from verify.workbench.playing import Playing
from verify.workbench.syncs import SyncFound

_MOST_SHOWN = 4
_AS_FOUND_S = 5e-5
_OWN = re.compile(r"([0-9a-f]{16}):(-?[0-9]{1,7}\.[0-9]{1,6})", re.ASCII)


@st.fragment
def show_players(desk: Desk, found: SyncFound, names: Mapping[str, str]) -> None:
    """Show some of the clips in step; what a person sets as an offset goes into the address."""
    st.header("At one moment", anchor=False)
    linked = [clip_id for clip_id in found.clips if clip_id in found.offsets_s]
    chosen = st.multiselect(
        "Shown",
        found.clips,
        default=(linked or found.clips)[:2],
        max_selections=_MOST_SHOWN,
        format_func=lambda clip_id: names.get(clip_id, clip_id),
    )
    if len(chosen) < 2:
        st.text("Choose two clips at least.")
        return
    unlinked = [names[clip_id] for clip_id in chosen if clip_id not in found.offsets_s]
    if unlinked:
        st.text(f"No offset was found of {', '.join(unlinked)}: set it by what you see.")
    playing, comfort = Playing(desk), desk.comfort()
    try:
        ready = [playable(desk, clip_id, names[clip_id]) for clip_id in chosen]
        if not all(ready):
            return
        analyses = [desk.analysis(clip_id) for clip_id in chosen]
    except VerifyError as error:
        st.text(told(error))
        return
    own = _own_offsets()
    sides = [
        synced.side(
            clip_id,
            names[clip_id],
            "copy" if playing.review_copy(clip_id) else "received",
            own.get(clip_id, found.offsets_s.get(clip_id, 0.0)),
            found.offsets_s.get(clip_id),
        )
        for clip_id in chosen
    ]
    flashes = any(one.viewer_safety is not None and one.viewer_safety.warns for one in analyses)
    said = components.compare(
        key=f"players-{'-'.join(chosen)}",
        data=synced.players(sides, comfort, flashes=flashes),
        on_offsets_change=lambda: None,
        on_unplayable_change=lambda: None,
    )
    if said.offsets and len(said.offsets) == len(chosen):
        _keep(dict(zip(chosen, said.offsets, strict=True)), found)
    for clip_id, one in zip(chosen, sides, strict=True):
        if said.unplayable == one["src"] and not playing.review_copy(clip_id):
            playing.ask_for_copy(clip_id)
            st.rerun()


def _own_offsets() -> dict[str, float]:
    """Return the offsets that the address says a person set."""
    read = (_OWN.fullmatch(text) for text in st.query_params.get_all("offset"))
    return {one[1]: float(one[2]) for one in read if one}


def _keep(offsets_s: Mapping[str, float], found: SyncFound) -> None:
    """Put offsets that are a person's into the address, where they can be kept and passed on."""
    own = _own_offsets() | {clip_id: round(value, 6) for clip_id, value in offsets_s.items()}
    st.query_params["offset"] = [
        f"{clip_id}:{value:.6f}"
        for clip_id, value in own.items()
        if abs(value - found.offsets_s.get(clip_id, 0.0)) > _AS_FOUND_S
    ]
