"""Part of the page of matches: what a person makes of one, and what was made of it before."""

import streamlit as st

from ui import deeds, permits
from verify.domain.errors import BadParameterError
from verify.domain.roles import Deed
from verify.workbench.judged_matches import LONGEST_NOTE, JudgedMatches

_SAME, _OTHER = "the same footage", "other footage that looks alike"


def judge(judged: JudgedMatches, clip_sha256: str, match_sha256: str) -> None:
    """Take what a person makes of a match, with the reason; a later word replaces an earlier."""
    if not permits.offers(Deed.JUDGE_MATCH):
        return
    field, verdict = f"why-{match_sha256}", f"shows-{match_sha256}"
    with (
        # Called the same before and after: by another name it would fold up over what came of it.
        st.expander("Say what you make of it"),
        st.form(f"judge-{match_sha256}", border=False),
    ):
        st.radio("It shows", [_SAME, _OTHER], index=None, horizontal=True, key=verdict)
        st.text_input("Why, for whoever searches next", max_chars=LONGEST_NOTE, key=field)
        st.text(
            "It goes into the custody log under your name. The last word on two files holds; "
            "earlier ones stay readable."
        )

        def write(note: str) -> None:
            said = st.session_state[verdict]
            if said is None:
                raise BadParameterError("What it shows", "not said", f"{_SAME}, or {_OTHER}")
            judged.judge(clip_sha256, match_sha256, accepted=said == _SAME, note=note)

        deeds.submit("Write it down", field, write, done="Written down.")
