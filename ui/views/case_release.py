"""The tab on what anybody may see: each still, mark and account of the public report."""

import re

import streamlit as st

from ui import components, deeds, permits, weighed
from ui.problems import told
from verify.domain.case_file import CaseFile
from verify.domain.errors import BadParameterError, VerifyError, shown_name
from verify.domain.footage import BoxPx
from verify.domain.roles import Deed
from verify.workbench.case_desk import DeskClip
from verify.workbench.case_exports import CaseExports, Release, ToDecide
from verify.workbench.desk import Comfort

_WORDS = {
    Release.KEEP: "keep: it is shown",
    Release.BLUR: "cover: its pixels or letters are taken out",
    Release.DROP: "drop: the still, or the whole text, is left out",
}
_INTRO = (
    "Look at each, for faces, plates and names too, which nothing here looks for. A public report "
    "is written once all are decided. Your decision holds until somebody gives another."
)
_NOTHING = (
    "A public report would show no still and no account. Stills come from keyframes that are held "
    "up as evidence; accounts are names such as @somebody in its texts. What there is to decide on "
    "stands here then."
)
_BOX = re.compile(r"\s*(\d{1,5})[\s,]+(\d{1,5})[\s,]+(\d{1,5})[\s,]+(\d{1,5})\s*", re.ASCII)


def show_release(
    exports: CaseExports, case: CaseFile, ours: list[DeskClip], comfort: Comfort
) -> None:
    """Show all that a public report would show of people and pictures, and take decisions."""
    try:
        found = exports.to_decide(case.case_id, ours)
    except VerifyError as error:
        st.text(told(error))
        return
    if not found:
        st.text(_NOTHING)
        return
    permits.offers(Deed.RELEASE)
    still_open = sum(one.decision is None for one in found)
    st.text(_INTRO)
    st.text(f"{still_open} of {len(found)} to decide." if still_open else "All is decided.")
    for one in sorted(found, key=lambda one: one.decision is not None):
        with st.container(border=True):
            picture = weighed.still(one, ours, comfort)
            if picture is None:
                _decide(exports, case, ours, one)
                continue
            left, right = st.columns([2, 3], gap="medium")
            with left:
                components.sheet(key=f"picture-{one.name}", data=picture)
            with right:
                _decide(exports, case, ours, one)


def _decide(exports: CaseExports, case: CaseFile, ours: list[DeskClip], one: ToDecide) -> None:
    if not permits.may(Deed.RELEASE):
        _decided(one)
        return
    decided, field, word = one.decision, f"boxes-{one.name}", f"release-{one.name}"
    options = list(_WORDS)
    with st.form(f"decide-{one.name}", border=False):
        _decided(one)
        st.radio(
            f"What becomes of {one.name}",
            options,
            index=None if decided is None else options.index(decided.release),
            format_func=_WORDS.__getitem__,
            key=word,
        )
        if one.name.startswith("still-"):
            st.text_area(
                "Parts to cover: left, top, width, height in pixels, one on each line",
                key=field,
                height=68,
            )

        def decide(boxes: str) -> None:
            release = st.session_state[word]
            if release is None:
                raise BadParameterError("The decision", "not made", "keep, cover or drop")
            parts = {one.name: _boxes(boxes)} if boxes.strip() else {}
            exports.decide(case.case_id, ours, {one.name: release}, parts, seen=case.last_event)

        deeds.submit(f"Decide on {one.name}", field, decide, done="Decided.")


def _decided(one: ToDecide) -> None:
    st.text(shown_name(one.what))
    if (decided := one.decision) is not None:
        by = shown_name(decided.actor.untrusted_name)
        st.text(f"{_WORDS[decided.release].partition(':')[0]}, says {by} (event {decided.event})")


def _boxes(text: str) -> list[BoxPx]:
    found: list[BoxPx] = []
    for line in filter(str.strip, text.splitlines()):
        box = _BOX.fullmatch(line)
        if box is None:
            raise BadParameterError("The part", line, "left, top, width and height in pixels")
        left, top, width, height = map(int, box.groups())
        found.append((left, top, width, height))
    return found
