"""Part of a clip's page: stills for search engines of others, and what these gave.

No page of its own: the clip's page shows it. Nothing is sent from here; the page of the stills does
that, on a click of its own.
"""

import streamlit as st

from ui import components, findings, permits
from ui.problems import told
from verify.domain.errors import VerifyError
from verify.domain.reverse_search import Packet
from verify.domain.roles import Deed
from verify.workbench.desk import Desk
from verify.workbench.elsewhere import (
    ANSWER_WORDS,
    MOST_STILLS,
    VARIANT_WORDS,
    Answer,
    Elsewhere,
    asked_words,
)

PAGE = "reverse.html"


@st.fragment
def search_elsewhere(desk: Desk, clip_id: str) -> None:
    """Offer the stills of a clip, or their page and what engines gave."""
    st.header("Search elsewhere", anchor=False)
    elsewhere = Elsewhere(desk)
    try:
        stills = elsewhere.stills(clip_id)
        if stills is None:
            _offer(elsewhere, clip_id)
        else:
            _show(elsewhere, clip_id, stills)
    except VerifyError as error:
        st.text(told(error))


def _offer(elsewhere: Elsewhere, clip_id: str) -> None:
    st.text(
        "Stills of this clip for search engines of others, and a page to send them from. Making "
        "them sends nothing."
    )
    if permits.offers(Deed.ASK_ELSEWHERE) and st.button("Make stills to search by"):
        with st.spinner("Making the stills"):
            elsewhere.make(clip_id)
        st.rerun()


def search_by(desk: Desk, clip_id: str, pts: list[int]) -> None:
    """Offer stills of frames that a person chose, and lead to the page to send them from."""
    if not permits.may(Deed.ASK_ELSEWHERE):
        return
    elsewhere = Elsewhere(desk)
    few = len(pts) <= MOST_STILLS
    if st.button(
        "Search elsewhere by these",
        disabled=not few,
        help=None if few else f"At most {MOST_STILLS} frames at a time.",
    ):
        try:
            with st.spinner("Making the stills; nothing is sent"):
                elsewhere.make(clip_id, pts)
        except VerifyError as error:
            st.text(told(error))
            return
    stills = elsewhere.stills(clip_id)
    if stills is not None and {still.pts for still in stills.stills} == set(pts):
        components.links(key="by-these", data={"links": [_link(clip_id)]})


def _link(clip_id: str) -> dict[str, object]:
    return {
        "text": "Open the stills: choose what goes to whom",
        "href": findings.place(clip_id, PAGE),
        "page": True,
    }


def _show(elsewhere: Elsewhere, clip_id: str, stills: Packet) -> None:
    components.links(key="elsewhere", data={"links": [_link(clip_id)]})
    asked = elsewhere.asked(stills.footage.sha256)
    for one in asked:
        st.text(asked_words(one))
    if not asked:
        st.text("Nothing was recorded yet. That an engine finds nothing is silence, not support.")
    if permits.offers(Deed.ASK_ELSEWHERE):
        with st.expander("Write down what an engine gave"):
            _form(elsewhere, stills)


def _form(elsewhere: Elsewhere, stills: Packet) -> None:
    engines = {engine.name: engine for engine in elsewhere.engines()}
    pictures = {
        f"Still {still.number}, {VARIANT_WORDS[picture.variant]}": picture.sha256
        for still in stills.stills
        for picture in still.pictures
    }
    with st.form("asked elsewhere", clear_on_submit=True):
        engine = st.selectbox("Engine that you asked", list(engines))
        picture = st.selectbox("With", list(pictures))
        answer = st.radio(
            "It gave",
            list(Answer),
            index=None,
            format_func=ANSWER_WORDS.__getitem__,
            horizontal=True,
        )
        address = st.text_input("Where something was found (kept as text, never opened)")
        note = st.text_input("What else to know")
        sent = st.form_submit_button("Write it down")
    if not sent:
        return
    if answer is None or engine is None or picture is None:
        st.text("Not written down: say what it gave.")
        return
    try:
        elsewhere.record(
            stills.footage.sha256,
            engines[engine],
            answer,
            still_sha256=pictures[picture],
            address=address,
            note=note,
        )
    except VerifyError as error:
        st.text(f"Not written down. {told(error)}")
    else:
        st.rerun()
