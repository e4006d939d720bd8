"""Part of the player: the frame on the screen, or what was marked, made evidence for a claim."""

from typing import Any

import streamlit as st

from ui import deeds
from ui.views.case_change import STANCES
from verify.domain.case_file import CaseClaim
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.errors import VerifyError, shown_name
from verify.domain.evidence import Stance
from verify.domain.footage import BoxPx
from verify.workbench.case_desk import CaseDesk

_LONGEST_CLAIM = 110


def offer_as_evidence(case_desk: CaseDesk, clip_sha256: str, at: dict[str, Any]) -> None:
    """Take the frame on the screen, or the stretch and box that were marked, into a case."""
    meant = st.query_params.get("case", "")
    with st.expander("Make this evidence", expanded=bool(meant)):
        try:
            cases = case_desk.cases()
        except VerifyError as error:
            st.text(shown_name(str(error)))
            return
        if not cases:
            st.text("There is no case yet.")
            return
        st.text(_what(at))
        first = next((place for place, one in enumerate(cases) if one.case_id == meant), 0)
        chosen = st.selectbox("Case", cases, index=first, format_func=_title)
        if chosen is not None:
            _form(case_desk, chosen.case_id, clip_sha256, at)


def _form(case_desk: CaseDesk, case_id: str, clip_sha256: str, at: dict[str, Any]) -> None:
    case = case_desk.case(case_id)

    def put_in(_: str) -> None:
        clip = next(one for one in case_desk.clips_here() if one.sha256 == clip_sha256)
        case_desk.add_clip(case_id, clip)

    if clip_sha256 not in {clip.clip_sha256 for clip in case.clips}:
        st.text("This clip is not in the case.")
        st.button("Put this clip into the case", on_click=deeds.do, args=("put-in", put_in))
        deeds.outcome("put-in")
        return
    claims = [claim for claim in case.claims if claim.stands]
    meant = st.query_params.get("claim")
    first = next((at for at, one in enumerate(claims) if str(one.number) == meant), None)
    claim = st.selectbox("Claim", claims, index=first, format_func=_claim, key="held-claim")
    stance = st.radio(
        "It speaks",
        list(Stance),
        index=2,
        format_func=STANCES.__getitem__,
        horizontal=True,
        key="held-stance",
    )
    st.text_input("What it shows", max_chars=LONGEST_TEXT, key="held-note")
    number = 0 if claim is None else claim.number

    def hold_up(note: str) -> None:
        spoken = stance or Stance.CONTEXT
        case_desk.hold_up(case_id, number, spoken, clip_sha256, _window(at), _box(at), note)

    kept = f"Kept: it is evidence on claim {number} now."
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Hold it up",
            disabled=claim is None,
            on_click=deeds.do,
            args=("held-note", hold_up, kept),
        )
        back = {"case": case_id, "claim": str(number)}
        st.page_link("views/case.py", label="Back to the claim", query_params=back)
    deeds.outcome("held-note")


def _window(at: dict[str, Any]) -> tuple[float, float | None]:
    """Return the stretch that was marked; else the one frame on the screen."""
    start_s, end_s = at.get("from_s"), at.get("to_s")
    if start_s is None or end_s is None or end_s <= start_s:
        return float(at["time_s"]), None
    return float(start_s), float(end_s)


def _box(at: dict[str, Any]) -> BoxPx | None:
    box = at.get("box")
    return None if box is None else (int(box[0]), int(box[1]), int(box[2]), int(box[3]))


def _what(at: dict[str, Any]) -> str:
    start_s, end_s = _window(at)
    box = _box(at)
    when = f"Frame {at['frame']}, {start_s:.3f} s"
    if end_s is not None:
        when = f"From {start_s:.3f} to {end_s:.3f} s"
    return when if box is None else f"{when}, the box {', '.join(map(str, box))} px"


def _title(case: CaseOpening) -> str:
    # Streamlit tells choices apart by their words: two cases may bear one title.
    return f"{shown_name(case.untrusted_title or '(erased)')}   ({case.case_id})"


def _claim(claim: CaseClaim) -> str:
    return shown_name(f"{claim.number}  {claim.untrusted_text or '(erased)'}"[:_LONGEST_CLAIM])
