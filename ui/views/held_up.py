"""Part of a clip's page: frames on the screen, or what was marked, made evidence for a claim."""

from collections.abc import Sequence

import streamlit as st

from ui import deeds, held, permits
from ui.problems import told
from ui.views.case_change import STANCES
from verify.domain.case_file import CaseClaim
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.errors import VerifyError, shown_name
from verify.domain.evidence import Stance, Weight
from verify.domain.roles import Deed
from verify.workbench.case_desk import CaseDesk

_LONGEST_CLAIM = 110
_NOT_SAID = "not said"


def offer_as_evidence(
    case_desk: CaseDesk, clips: Sequence[str], marked: Sequence[held.Held], key: str = "held"
) -> None:
    """Take what was marked into a case; of several frames each becomes evidence of its own.

    Parameters
    ----------
    clips : sequence of str
        SHA-256 of those that it is of.
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
        st.text(held.words(marked))
        first = next((place for place, one in enumerate(cases) if one.case_id == meant), 0)
        chosen = st.selectbox("Case", cases, index=first, format_func=_title, key=f"{key}-case")
        if chosen is not None:
            _form(case_desk, chosen.case_id, clips, marked, key)


def _form(
    case_desk: CaseDesk, case_id: str, clips: Sequence[str], marked: Sequence[held.Held], key: str
) -> None:
    case = case_desk.case(case_id)
    missing = set(clips) - {clip.clip_sha256 for clip in case.clips}
    if missing:
        _offer_to_put_in(case_desk, case_id, missing, key)
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
    weight = st.radio("It weighs", [_NOT_SAID, *Weight], horizontal=True, key=f"{key}-weight")
    st.text_input("What it shows", max_chars=LONGEST_TEXT, key=f"{key}-note")
    number = 0 if claim is None else claim.number

    def hold_up(note: str) -> None:
        spoken = stance or Stance.CONTEXT
        weighs = Weight(weight) if weight in list(Weight) else None
        for one in marked:
            match one:
                case held.Beside():
                    (clip,) = clips
                    case_desk.hold_up_match(case_id, number, spoken, clip, one.sha256, note, weighs)
                case held.InStep():
                    case_desk.hold_up_offset(case_id, number, spoken, one.found, note, weighs)
                case held.Marked():
                    (clip,), window = clips, (one.time_s, one.until_s)
                    case_desk.hold_up(case_id, number, spoken, clip, window, one.box, note, weighs)

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


def _offer_to_put_in(case_desk: CaseDesk, case_id: str, missing: set[str], key: str) -> None:
    def put_in(_: str) -> None:
        here = {clip.sha256: clip for clip in case_desk.clips_here()}
        for sha256 in missing & here.keys():
            case_desk.add_clip(case_id, here[sha256])

    is_one = len(missing) == 1
    st.text("This clip is not in the case." if is_one else "These clips are not in the case.")
    name = f"{key}-put-in"
    st.button(
        "Put this clip into the case" if is_one else "Put these clips into the case",
        key=name,
        on_click=deeds.do,
        args=(f"{name}-said", put_in),
    )
    deeds.outcome(f"{name}-said")


def _title(case: CaseOpening) -> str:
    # Streamlit tells choices apart by their words: two cases may bear one title.
    return f"{shown_name(case.untrusted_title or '(erased)')}   ({case.case_id})"


def _claim(claim: CaseClaim) -> str:
    return shown_name(f"{claim.number}  {claim.untrusted_text or '(erased)'}"[:_LONGEST_CLAIM])
