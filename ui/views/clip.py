"""One clip: seen before or not, the player beside what happens in it, then all that was found."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from ui import altered, components, current, findings, heard, lit, permits, pictures, stated
from ui.blocks import Block
from ui.held import Marked
from ui.problems import told
from ui.progress import ended, follow
from ui.views.clip_head import show_head
from ui.views.elsewhere import search_elsewhere
from ui.views.held_up import offer_as_evidence
from ui.views.keyframes import show_keyframes
from ui.views.player import show_player
from ui.views.seen_before import as_judged, grown_since, seen_before
from verify.domain.errors import VerifyError, shown_name
from verify.domain.findings import Analysis
from verify.domain.roles import Deed
from verify.workbench.desk import UNFINISHED, JobState, Standing, UnknownClipError

_OF_LIGHT = ("brightness.csv", "flashes.csv")

desk = current.desk()


def await_rest(clip_id: str) -> None:
    """Show how far the analysis has come."""
    address = f"/wb/clips/{clip_id}/standing"
    follow(partial(desk.clip, clip_id), partial(desk.cancel, clip_id), address)


def no_findings(one: Standing, problem: str | None) -> None:
    """Show a clip that has no findings, now or at all."""
    problems = [] if problem is None else [problem]
    name = one.clip.untrusted_name
    components.headline(key="headline", data=findings.headline(name, "", problems))
    if one.job.state in UNFINISHED:
        await_rest(one.clip_id)
    elif one.job.lies_in_the_file:
        st.page_link("views/footage.py", label="Go to the footage")
    elif permits.offers(Deed.ADD_FOOTAGE) and st.button("Try again"):
        try:
            desk.analyse_again(one.clip_id)
        except VerifyError as error:
            st.text(told(error))
        else:
            st.rerun()


def show_first_look(one: Standing) -> None:
    """Show what was found at first, while the rest is being found."""
    clip_id, comfort, first = one.clip_id, desk.comfort(), desk.shown(one.clip_id)
    # Judged as it was a moment ago: to open the archive once more would only take longer.
    analysis, files = first.analysis(), first.names()
    show_head(desk, one, analysis, files, comfort, is_first=True)
    show_player(desk, clip_id, analysis, files, comfort, is_first=True)
    await_rest(clip_id)


def show(one: Standing) -> None:
    """Show everything that was found in a clip."""
    clip_id, comfort, files = one.clip_id, desk.comfort(), desk.result_files(one.clip_id)
    analysis = as_judged(desk, desk.analysis(clip_id))
    grown = grown_since(one, analysis)
    show_head(desk, one, analysis, files, comfort, grown=grown)
    is_picture = analysis.footage.kind == "picture"
    if is_picture:
        components.sheet(key="sheet", data=pictures.sheet(clip_id, analysis, comfort))
        show_picture_offer(analysis)
    else:
        show_player(desk, clip_id, analysis, files, comfort)

    def sections(key: str, blocks: list[Block]) -> None:
        veils = {"cover": comfort.cover, "blur": comfort.blur, "grey": comfort.grey}
        components.sections(key=key, data={"blocks": blocks, **veils})

    def in_short() -> None:
        sections("in-short", findings.in_short(one, analysis))
        # A picture's tables of light hold headings and nothing else.
        useful = [file for file in files if not (is_picture and file in _OF_LIGHT)]
        components.links(key="links", data={"links": findings.links(clip_id, useful)})

    def sources() -> None:
        seen_before(desk, one, analysis, files, grown)
        search_elsewhere(desk, clip_id)

    of_video: dict[str, Callable[[], None]] = {
        "Keyframes": lambda: show_keyframes(desk, clip_id, analysis, comfort),
        "Sound and distance": lambda: sections("sound", heard.sound(clip_id, analysis, files)),
        "Light": lambda: sections("light", lit.light(clip_id, analysis, files)),
        "Overlays and traces": lambda: sections(
            "altered", altered.overlays(clip_id, analysis, files) + altered.traces(analysis)
        ),
    }
    parts: dict[str, Callable[[], None]] = {
        "In short": in_short,
        "Seen before": sources,
        **({} if is_picture else of_video),
        "Claimed by the file": lambda: sections("claimed", stated.stated(analysis)),
        "Hashes": lambda: sections("hashes", pictures.hashes(analysis)),
        "Not done": lambda: sections("not-done", findings.not_done(analysis)),
    }
    for part, tab in zip(parts, st.tabs(list(parts), key="part", bind="query-params"), strict=True):
        with tab:
            parts[part]()


@st.fragment
def show_picture_offer(analysis: Analysis) -> None:
    """Offer to make a picture evidence, whole."""
    whole = [Marked(None, 0.0)]
    offer_as_evidence(current.case_desk(), [analysis.footage.sha256], lambda: whole)


def no_clip(error: VerifyError) -> None:
    """Say that there is nothing to show, and lead to what there is."""
    st.title("Clip", anchor=False)
    st.text(told(error))
    st.page_link("views/footage.py", label="Go to the footage")


standing: Standing | None = None
try:
    standing = desk.clip(st.query_params.get("clip", ""))
    st.set_page_config(page_title=f"{shown_name(standing.clip.untrusted_name)} - Verify")
    if standing.job.state is JobState.DONE:
        show(standing)
    elif standing.has_first_look:
        show_first_look(standing)
    elif standing.job.state in UNFINISHED:
        no_findings(standing, None)
    else:
        no_findings(standing, ended(standing))
except UnknownClipError as error:
    no_clip(error)
except VerifyError as error:
    if standing is None:
        no_clip(error)
    else:
        no_findings(standing, told(error))
