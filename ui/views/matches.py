"""The matches of a clip: each entry that looks like it, stretch by stretch, side by side."""

import streamlit as st

from ui import components, current, matched, seen
from ui.held import Beside
from ui.labels import label
from ui.problems import told
from ui.views.comfort import ask_comfort
from ui.views.held_up import offer_as_evidence
from ui.views.matches_judged import judge
from ui.views.playable import playable
from ui.views.seen_before import as_judged
from verify.domain.errors import VerifyError, shown_name
from verify.domain.findings import Analysis
from verify.workbench.desk import cautions
from verify.workbench.judged_matches import JudgedMatches
from verify.workbench.matched import Matched, SeenMatch, Stretch
from verify.workbench.playing import Playing

_STILLS, _CLIPS = "Pictures of one moment", "Both clips"

desk = current.desk()


def show(clip_id: str) -> None:
    """Show what the archive said of a clip."""
    one = desk.clip(clip_id)
    name = shown_name(one.clip.untrusted_name)
    analysis = as_judged(desk, desk.analysis(clip_id))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"Of {name}.")
        st.page_link("views/clip.py", label="Back to the clip", query_params={"clip": clip_id})
        ask_comfort(desk)
    st.text(shown_name(seen.answer(analysis, one.job.queued_utc)))
    matches = Matched(desk).matches(clip_id, analysis)
    if matches:
        st.text(cautions.MATCHES)
    for number, match in enumerate(matches, start=1):
        with st.container(border=True):
            show_match(clip_id, analysis, number, match)
    beside = seen.beside(analysis)
    if beside:
        components.sections(key="beside", data={"blocks": beside})


@st.fragment
def show_match(clip_id: str, analysis: Analysis, number: int, match: SeenMatch) -> None:
    """Show one entry, what people made of it, and take what this person makes of it."""
    key, here = f"match-{number}", analysis.footage.sha256
    st.header(label(matched.title(number, match)), anchor=False)
    if match.is_same_file:
        st.text("This very file is in the archive; there is nothing to compare.")
        components.sections(key=f"{key}-facts", data={"blocks": matched.facts(match, [])})
        return
    history = Matched(desk).history(here, match.sha256)
    components.sections(key=f"{key}-facts", data={"blocks": matched.facts(match, history)})
    if match.stretches:
        show_stretch(clip_id, match, key)
    judge(JudgedMatches(desk), here, match.sha256)
    beside = Beside(match.sha256, match.shown.name)
    offer_as_evidence(current.case_desk(), [here], lambda: [beside], f"{key}-held")


def show_stretch(clip_id: str, match: SeenMatch, key: str) -> None:
    """Show a stretch of a match: the strongest, or the one that was chosen."""
    names, place = matched.stretch_names(match), 0
    if len(names) > 1:
        place = st.selectbox(
            "Stretch", range(len(names)), format_func=names.__getitem__, key=f"{key}-stretch"
        )
    stretch = match.stretches[place]
    data = {"blocks": matched.of_stretch(stretch)}
    components.sections(key=f"{key}-{place}-rows", data=data)
    stills = matched.stills(clip_id, match, stretch, desk.comfort())
    ways = [*([_STILLS] if stills else []), *([_CLIPS] if match.clip_id else [])]
    if not ways:
        st.text("Neither pictures of both sides nor the entry's file are here to look at.")
        return
    way = ways[0]
    if len(ways) > 1:
        way = st.radio("Look at", ways, horizontal=True, key=f"{key}-{place}-way")
    if way == _STILLS:
        components.compare(
            key=f"{key}-{place}-stills",
            data=stills,
            on_offsets_change=lambda: None,
            on_unplayable_change=lambda: None,
        )
    elif match.clip_id is not None:
        show_clips(clip_id, match.clip_id, stretch, f"{key}-{place}-clips")


def show_clips(clip_id: str, entry_clip_id: str, stretch: Stretch, key: str) -> None:
    """Show both clips on one clock, at a stretch."""
    playing, names = Playing(desk), {clip_id: "this clip", entry_clip_id: "the entry"}
    ready = [playable(desk, one, name) for one, name in names.items()]
    if not all(ready):
        return
    here, there = ((one, "copy" if playing.review_copy(one) else "received") for one in names)
    data = matched.clips(here, there, stretch, desk.comfort())
    warns = [desk.analysis(one).viewer_safety for one in names]
    data["dimmed"] = desk.comfort().dims_flashing and any(one and one.warns for one in warns)
    said = components.compare(
        key=key, data=data, on_offsets_change=lambda: None, on_unplayable_change=lambda: None
    )
    for one, shown in zip(names, data["sides"], strict=True):
        if said.unplayable == shown["src"] and not playing.review_copy(one):
            playing.ask_for_copy(one)
            st.rerun()


st.title("Matches", anchor=False)
try:
    show(st.query_params.get("clip", ""))
except VerifyError as error:
    st.text(told(error))
    st.page_link("views/footage.py", label="Go to the footage")
