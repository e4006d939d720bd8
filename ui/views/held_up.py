"""Part of a clip's page: frames on the screen, or what was marked, made evidence for a claim."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from ui import deeds, permits
from ui.problems import told
from ui.views.case_change import STANCES
from verify.domain.case_file import CaseClaim
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.errors import VerifyError, shown_name
from verify.domain.evidence import Stance
from verify.domain.footage import BoxPx
from verify.domain.roles import Deed
from verify.workbench.case_desk import CaseDesk

_LONGEST_CLAIM = 110


@dataclass(frozen=True, slots=True)
class Beside:
    """An entry of the archive beside the clip."""

    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A frame of a clip, or a stretch that begins there; a box is in pixels of the picture."""

    frame: int
    time_s: float
    until_s: float | None = None
    box: BoxPx | None = None


def offer_as_evidence(
    case_desk: CaseDesk, clip_sha256: str, marked: Sequence[Marked | Beside], key: str = "held"
) -> None:
    """Take what was marked into a case; of several frames each becomes evidence of its own.

    Parameters
    ----------
    key : str
        Begins the keys of this place on the page.
    """
    if not permits.may(Deed.WRITE_IN_CASE):
        return
    meant = st.query_params.get("case", "")
    title = "Make this evidence" if len(marked) == 1 else "Make these evidence"
    with st.expander(title, expanded=bool(meant)):
        try:
            cases = case_desk.cases()
        except VerifyError as error:
            st.text(told(error))
            return
        if not cases:
            st.text("There is no case yet that it could be evidence in.")
            with_clip = {"clip": st.query_params.get("clip", "")}
            st.page_link(
                "views/cases.py", label="Open a case with this clip", query_params=with_clip
            )
            return
        st.text(_what(marked))
        first = next((place for place, one in enumerate(cases) if one.case_id == meant), 0)
        chosen = st.selectbox("Case", cases, index=first, format_func=_title, key=f"{key}-case")
        if chosen is not None:
            _form(case_desk, chosen.case_id, clip_sha256, marked, key)


def _form(
    case_desk: CaseDesk, case_id: str, clip_sha256: str, marked: Sequence[Marked | Beside], key: str
) -> None:
    case = case_desk.case(case_id)

    def put_in(_: str) -> None:
        clip = next(one for one in case_desk.clips_here() if one.sha256 == clip_sha256)
        case_desk.add_clip(case_id, clip)

    if clip_sha256 not in {clip.clip_sha256 for clip in case.clips}:
        st.text("This clip is not in the case.")
        name = f"{key}-put-in"
        sent = (f"{name}-said", put_in)
        st.button("Put this clip into the case", key=name, on_click=deeds.do, args=sent)
        deeds.outcome(f"{name}-said")
        return
    claims = [claim for claim in case.claims if claim.stands]
    meant = st.query_params.get("claim")
    first = next((place for place, one in enumerate(claims) if str(one.number) == meant), None)
    claim = st.selectbox("Claim", claims, index=first, format_func=_claim, key=f"{key}-claim")
    stance = st.radio(
        "It speaks",
        list(Stance),
        index=2,
        format_func=STANCES.__getitem__,
        horizontal=True,
        key=f"{key}-stance",
    )
    st.text_input("What it shows", max_chars=LONGEST_TEXT, key=f"{key}-note")
    number = 0 if claim is None else claim.number

    def hold_up(note: str) -> None:
        spoken = stance or Stance.CONTEXT
        for one in marked:
            if isinstance(one, Beside):
                case_desk.hold_up_match(case_id, number, spoken, clip_sha256, one.sha256, note)
                continue
            window = (one.time_s, one.until_s)
            case_desk.hold_up(case_id, number, spoken, clip_sha256, window, one.box, note)

    what = "it is" if len(marked) == 1 else f"these {len(marked)} are"
    kept = f"Kept: {what} evidence on claim {number} now."
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Hold it up" if len(marked) == 1 else "Hold them up",
            key=f"{key}-up",
            disabled=claim is None,
            on_click=deeds.do,
            args=(f"{key}-note", hold_up, kept),
        )
        back = {"case": case_id, "claim": str(number)}
        st.page_link("views/case.py", label="Back to the claim", query_params=back)
    deeds.outcome(f"{key}-note")


def _what(marked: Sequence[Marked | Beside]) -> str:
    frames = [one for one in marked if isinstance(one, Marked)]
    if len(frames) > 1:
        return f"{len(frames)} frames: {', '.join(f'{one.time_s:.3f} s' for one in frames)}"
    (one,) = marked
    if isinstance(one, Beside):
        return shown_name(f"This clip beside {one.name}, an entry of the archive")
    when = f"Frame {one.frame}, {one.time_s:.3f} s"
    if one.until_s is not None:
        when = f"From {one.time_s:.3f} to {one.until_s:.3f} s"
    return when if one.box is None else f"{when}, the box {', '.join(map(str, one.box))} px"


def _title(case: CaseOpening) -> str:
    # Streamlit tells choices apart by their words: two cases may bear one title.
    return f"{shown_name(case.untrusted_title or '(erased)')}   ({case.case_id})"


def _claim(claim: CaseClaim) -> str:
    return shown_name(f"{claim.number}  {claim.untrusted_text or '(erased)'}"[:_LONGEST_CLAIM])
