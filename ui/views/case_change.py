"""Part of a claim's card: further evidence, other words for the claim, what no longer counts."""

import streamlit as st

from ui import deeds
from ui.board import Card
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.domain.errors import BadParameterError, shown_name
from verify.domain.evidence import Stance
from verify.domain.proposals import Subject
from verify.workbench.case_desk import CaseDesk, recordings_wording

_OBSERVED, _LINK, _FILE, _MATCH = (
    "what you saw, heard or were told",
    "an address; nothing is fetched",
    "a file, by its SHA-256; it is not kept",
    "an entry of the archive beside a clip",
)
STANCES = {
    Stance.SUPPORTS: "for the claim",
    Stance.CONTRADICTS: "against it",
    Stance.CONTEXT: "beside it",
}
_LARGEST_FILE_MB = 200


def show_changes(case_desk: CaseDesk, case: CaseFile, card: Card) -> None:
    """Take what is to be changed of a claim or of what hangs on it."""
    _evidence(case_desk, case, card.claim.number)
    _reword(case_desk, case, card)
    if card.counting:
        withdrawn = f"withdraw-{card.claim.number}"
        deeds.withdrawal(case_desk, case.case_id, card.counting, withdrawn)


def _evidence(case_desk: CaseDesk, case: CaseFile, number: int) -> None:
    names = recordings_wording.clip_names(case)
    kinds = [_OBSERVED, _LINK, _FILE, *([_MATCH] if names else [])]
    kind = st.selectbox("Hold up as evidence", kinds, key=f"kind-{number}") or _OBSERVED
    field, note, stance = f"held-{number}", f"held-note-{number}", f"held-stance-{number}"
    state = st.session_state
    with st.form(f"hold-{number}"):
        if kind == _FILE:
            st.file_uploader("File", max_upload_size=_LARGEST_FILE_MB, key=f"file-{number}")
        elif kind == _MATCH:
            st.selectbox("Clip", list(names), format_func=names.__getitem__, key=f"clip-{number}")
            st.text_input("Entry of the archive: name, or beginning of SHA-256", key=field)
        elif kind == _LINK:
            st.text_input("Address", key=field)
        else:
            st.text_area("What it is", key=field, max_chars=LONGEST_TEXT)
        st.radio(
            f"It speaks, on claim {number}",
            list(Stance),
            index=2,
            key=stance,
            format_func=STANCES.__getitem__,
            horizontal=True,
        )
        st.text_input("What it shows", key=note, max_chars=LONGEST_TEXT)

        def hold_up(said: str) -> None:
            shows, case_id = state[note], case.case_id
            if kind == _FILE:
                chosen = state[f"file-{number}"]
                if chosen is None:
                    raise BadParameterError("The file", "not chosen", "a file")
                name = shown_name(chosen.name).replace("/", "_")
                content = chosen.getvalue()
                case_desk.hold_up_file(case_id, number, state[stance], content, name, shows)
            elif kind == _MATCH:
                clip = state[f"clip-{number}"]
                case_desk.hold_up_match(case_id, number, state[stance], clip, said, shows)
            else:
                is_link = kind == _LINK
                case_desk.observe(case_id, number, state[stance], said, shows, is_link=is_link)

        deeds.submit("Hold it up", field, hold_up, clears=(note,))


def _reword(case_desk: CaseDesk, case: CaseFile, card: Card) -> None:
    number = card.claim.number
    field, also, about = f"words-{number}", f"also-{number}", f"about-{number}"
    others = {
        one.number: shown_name(f"{one.number}  {one.untrusted_text or '(erased)'}"[:110])
        for one in case.claims
        if one.stands and one.number != number
    }
    st.session_state.setdefault(field, card.text)
    with st.form(f"reword-{number}"):
        st.text_area(
            "Word it anew; each line is a claim, so that two lines split it",
            key=field,
            max_chars=LONGEST_TEXT,
        )
        st.multiselect("Merge with it", list(others), format_func=others.__getitem__, key=also)
        _about(about, list(Subject).index(card.claim.about))

        def reword(text: str) -> None:
            replaced = [number, *st.session_state[also]]
            case_desk.word(case.case_id, _lines(text), replaced, st.session_state[about])
            # This card goes; the first of those that take its place is led to.
            (first, *_) = case_desk.case(case.case_id).standing_for(number)
            st.query_params["claim"] = str(first.number)

        deeds.submit("Write it in its place", field, reword)


def add_claims(case_desk: CaseDesk, case_id: str) -> None:
    """Take claims that the machine missed."""
    folded = deeds.fold("Add a claim that the machine missed", "added-claims")
    with folded, st.form("add-claims"):
        st.text_area("Claim; each line is one", key="added-claims", max_chars=LONGEST_TEXT)
        _about("added-about", list(Subject).index(Subject.EVENT))
        deeds.submit(
            "Add it",
            "added-claims",
            lambda text: case_desk.word(
                case_id, _lines(text), about=st.session_state["added-about"]
            ),
        )


def _about(key: str, index: int) -> None:
    st.selectbox("About the", list(Subject), index=index, key=key)


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines or [""]
