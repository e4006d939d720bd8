"""Part of the player: the frame on the screen, or what was marked, made evidence for a claim."""

from typing import Any

import streamlit as st

from verify.domain.case_file import CaseClaim
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.errors import VerifyError, shown_name
from verify.domain.evidence import Stance
from verify.domain.footage import BoxPx
from verify.workbench.case_desk import CaseDesk

_STANCES = {
    Stance.SUPPORTS: "for the claim",
    Stance.CONTRADICTS: "against it",
    Stance.CONTEXT: "beside it",
}
_LONGEST_CLAIM = 110


def offer_as_evidence(case_desk: CaseDesk, clip_sha256: str, at: dict[str, Any]) -> None:
    """Take the frame on the screen, or the stretch and box that were marked, into a case."""
    with st.expander("Make this evidence"):
        try:
            cases = case_desk.cases()
        except VerifyError as error:
            st.text(shown_name(str(error)))
            return
        if not cases:
            st.text("There is no case yet; open one on the page of cases.")
            return
        st.text(_what(at))
        meant = st.query_params.get("case", "")
        first = next((place for place, one in enumerate(cases) if one.case_id == meant), 0)
        chosen = st.selectbox("Case", cases, index=first, format_func=_title)
        if chosen is not None:
            _form(case_desk, chosen.case_id, clip_sha256, at)


def _form(case_desk: CaseDesk, case_id: str, clip_sha256: str, at: dict[str, Any]) -> None:
    case = case_desk.case(case_id)
    if clip_sha256 not in {clip.clip_sha256 for clip in case.clips}:
        st.text("This clip is not in the case; put it in on the page of the case.")
        return
    claims = [claim for claim in case.claims if claim.stands]
    claim = st.selectbox("Claim", claims, index=None, format_func=_claim)
    stance = st.radio("It speaks", list(Stance), format_func=_STANCES.__getitem__, horizontal=True)
    note = st.text_input("What it shows", max_chars=LONGEST_TEXT)
    if not st.button("Hold it up", disabled=claim is None) or claim is None or stance is None:
        return
    try:
        case_desk.hold_up(case_id, claim.number, stance, clip_sha256, _window(at), _box(at), note)
    except VerifyError as error:
        st.text(shown_name(str(error)))
    else:
        st.text(f"Kept: it is evidence on claim {claim.number} now.")


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
    return shown_name(case.untrusted_title or "(erased)")


def _claim(claim: CaseClaim) -> str:
    return shown_name(f"{claim.number}  {claim.untrusted_text or '(erased)'}"[:_LONGEST_CLAIM])
