"""What a person does on a page: done before the page is read anew, words kept if it cannot be.

What stood there when a button was drawn, its presser has seen; what came since is not overruled.
"""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from verify.domain.cases import LONGEST_TEXT
from verify.domain.errors import VerifyError, shown_name
from verify.workbench.case_desk import CaseDesk

MARKDOWN = (
    "Markdown: two stars around words make them bold, lines that begin with - a list, with > a "
    "quote. A link shows where it leads and is never opened."
)

Deed = Callable[[str], object]
"""Takes the words of the field that it is done with."""


def submit(
    text: str, field: str, deed: Deed, *, done: str = "Kept.", clears: Sequence[str] = ()
) -> None:
    """Put the button that sends a form, and below it what became of it.

    Parameters
    ----------
    field : str
        Key of the field whose words the deed takes; emptied once it is done.
    done : str
        What is said then.
    clears : sequence of str
        Keys of further fields that are emptied with it.
    """
    st.form_submit_button(text, on_click=do, args=(field, deed, done, clears))
    outcome(field)


def do(field: str, deed: Deed, done: str = "", clears: Sequence[str] = ()) -> None:
    """Do what was asked for with the words of a field; if it cannot be, the words stay there."""
    said = f"outcome-{field}"
    st.session_state.pop(said, None)
    try:
        deed(st.session_state.get(field) or "")
    except VerifyError as error:
        st.session_state[said] = str(error)
        return
    for name in (field, *clears):
        if isinstance(st.session_state.get(name), str):
            st.session_state[name] = ""
    if done:
        st.session_state[said] = done


def outcome(field: str) -> None:
    """Say what became of the last deed with a field."""
    said = st.session_state.get(f"outcome-{field}")
    if said is not None:
        st.text("\n".join(shown_name(line) for line in said.split("\n")))


def withdrawal(case_desk: CaseDesk, case_id: str, records: Mapping[int, str], key: str) -> None:
    """Offer to withdraw one of some records, which are told in words by their events."""
    field = f"{key}-reason"
    with st.form(key):
        st.selectbox("Withdraw", list(records), format_func=records.__getitem__, key=f"{key}-event")
        st.text_input("Why it does not count any more", key=field, max_chars=LONGEST_TEXT)
        submit(
            "Withdraw it",
            field,
            lambda reason: case_desk.withdraw(case_id, st.session_state[f"{key}-event"], reason),
            done="Withdrawn; it stays readable.",
        )
