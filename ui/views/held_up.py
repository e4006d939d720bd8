"""Part of a clip's page: frames on the screen, or what was marked, made evidence for a claim."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from ui import deeds, held, permits
from ui.problems import told
from ui.views.case_change import STANCES
from ui.views.case_put_in import offer_to_put_in
from verify.domain.case_file import CaseClaim
from verify.domain.cases import LONGEST_TEXT, CaseOpening
from verify.domain.errors import VerifyError, shown_name
from verify.domain.evidence import Stance, Weight
from verify.domain.roles import Deed
from verify.workbench.case_desk import CaseDesk

_LONGEST_CLAIM = 110
_NOT_SAID = "not said"


@dataclass(frozen=True)
class _Offer:
    """What is drawn to be made evidence, and in which case."""

    case_desk: CaseDesk
    case_id: str
    clips: Sequence[str]
    marked: Sequence[held.Held]
    now_marked: Callable[[], Sequence[held.Held]]
    key: str

    def assert_drawn(self) -> None:
        """Raise NotDrawnYetError if another case was chosen since, or something else marked."""
        chosen = st.session_state[f"{self.key}-case"].case_id
        if chosen != self.case_id or self.now_marked() != self.marked:
            raise deeds.NotDrawnYetError


def offer_as_evidence(
    case_desk: CaseDesk,
    clips: Sequence[str],
    now_marked: Callable[[], Sequence[held.Held]],
    key: str = "held",
) -> None:
    """Take what was marked into a case; of several frames each becomes evidence of its own.

    Parameters
    ----------
    clips : sequence of str
        SHA-256 of those that it is of.
    now_marked : callable
        Returns what is marked, at least one; asked again before it becomes evidence.
    key : str
        Begins the keys of this place on the page.
    """
    if not permits.may(Deed.WRITE_IN_CASE):
        return
    meant, marked = st.query_params.get("case", ""), now_marked()
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
            _form(_Offer(case_desk, chosen.case_id, clips, marked, now_marked, key))


def _form(offer: _Offer) -> None:
    case, key, state = offer.case_desk.case(offer.case_id), offer.key, st.session_state
    missing = set(offer.clips) - {clip.clip_sha256 for clip in case.clips}
    if missing:
        offer_to_put_in(offer.case_desk, case.case_id, missing, f"{key}-put-in", offer.assert_drawn)
        return
    claims = [claim for claim in case.claims if claim.stands]
    meant = st.query_params.get("claim")
    first = next((place for place, one in enumerate(claims) if str(one.number) == meant), None)
    claim = st.selectbox("Claim", claims, index=first, format_func=_claim, key=f"{key}-claim")
    st.radio(
        "It speaks",
        list(Stance),
        index=2,
        format_func=STANCES.__getitem__,
        horizontal=True,
        key=f"{key}-stance",
    )
    st.radio("It weighs", [_NOT_SAID, *Weight], horizontal=True, key=f"{key}-weight")
    st.text_input("What it shows", max_chars=LONGEST_TEXT, key=f"{key}-note")
    what = "it is" if len(offer.marked) == 1 else f"these {len(offer.marked)} are"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Hold it up" if len(offer.marked) == 1 else "Hold them up",
            key=f"{key}-up",
            disabled=claim is None,
            on_click=deeds.do,
            args=(
                f"{key}-note",
                partial(_hold_up, offer),
                lambda: f"Kept: {what} evidence on claim {state[f'{key}-claim'].number} now.",
            ),
        )
        if claim is not None:
            back = {"case": offer.case_id, "claim": str(claim.number)}
            st.page_link("views/case.py", label="Back to the claim", query_params=back)
    deeds.outcome(f"{key}-note")


def _hold_up(offer: _Offer, note: str) -> None:
    offer.assert_drawn()
    claim, stance, weight = (
        st.session_state[f"{offer.key}-{one}"] for one in ("claim", "stance", "weight")
    )
    if claim is None:
        raise deeds.NotDrawnYetError
    weighs = None if weight == _NOT_SAID else weight
    held.hold_up(
        offer.case_desk,
        (offer.case_id, claim.number, stance),
        offer.clips,
        offer.marked,
        (note, weighs),
    )


def _title(case: CaseOpening) -> str:
    # Streamlit tells choices apart by their words: two cases may bear one title.
    return f"{shown_name(case.untrusted_title or '(erased)')}   ({case.case_id})"


def _claim(claim: CaseClaim) -> str:
    return shown_name(f"{claim.number}  {claim.untrusted_text or '(erased)'}"[:_LONGEST_CLAIM])
