"""What a person does on a page: done before the page is read anew, words kept if it cannot be.

What stood there when a person began, they have seen; what came since is not overruled, and they are
told of it even where the form that they sent is gone.

A button may be pressed after something was chosen and before the page is drawn with it. So a deed
reads out of the session what was chosen, not out of what the page was drawn with; and where a page
shows more of what was chosen than the choice itself, it is not done until that was shown.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.problems import told
from verify.domain.cases import LONGEST_TEXT
from verify.domain.errors import InputError, VerifyError, shown_name
from verify.workbench.case_desk import CaseDesk

MARKDOWN = (
    "Markdown: two stars around words make them bold, lines that begin with - a list, with > a "
    "quote. A link shows where it leads and is never opened."
)

_UNTOLD = "untold"
_Seen = TypeVar("_Seen")

Deed = Callable[[str], object]
"""Takes the words of the field that it is done with."""


class NotDrawnYetError(InputError):
    """Something was chosen, and what the page shows of it was not yet on the screen."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was kept: what you chose had not been drawn yet. Look at what stands there "
            "now, and do it again."
        )


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


def do(
    field: str, deed: Deed, done: str | Callable[[], str] = "Kept.", clears: Sequence[str] = ()
) -> None:
    """Do what was asked for with the words of a field; if it cannot be, the words stay there."""
    said, words = f"outcome-{field}", st.session_state.get(field) or ""
    for key in (said, f"seen-{field}", _UNTOLD):
        st.session_state.pop(key, None)
    try:
        deed(words)
    except VerifyError as error:
        st.session_state[said] = told(error)
        st.session_state[_UNTOLD] = (field, told(error), words)
        return
    for name in (field, *clears):
        if isinstance(st.session_state.get(name), str):
            st.session_state[name] = ""
    if done:
        st.session_state[said] = done if isinstance(done, str) else done()


def outcome(field: str) -> None:
    """Say what became of the last deed with a field."""
    said = st.session_state.get(f"outcome-{field}")
    if st.session_state.get(_UNTOLD, ("",))[0] == field:
        del st.session_state[_UNTOLD]
    if said is not None:
        # What is read out is known by this key.
        with st.container(key=f"outcome-of-{field}"):
            st.text("\n".join(shown_name(line) for line in said.split("\n")))


def fold(title: str, *fields: str, expanded: bool = False) -> DeltaGenerator:
    """Return what folds forms away, open while something is to be said of a deed with a field."""
    is_told = any(f"outcome-{field}" in st.session_state for field in fields)
    return st.expander(title, expanded=expanded or is_told)


def seen(field: str, stands: _Seen, *begun_with: str) -> _Seen:
    """Return what stood there when a person began with a form: what came since, they may not see.

    Parameters
    ----------
    field : str
        Key of the field whose words the deed takes.
    stands : object
        What stands there now.
    begun_with : str
        Keys of further fields of the form.
    """
    state, kept = st.session_state, f"seen-{field}"
    if kept not in state or not any(state.get(key) for key in (field, *begun_with)):
        state[kept] = stands
    before: _Seen = state[kept]
    return before


def tell_the_untold() -> None:
    """Say what could not be done where the form that was sent is no longer on the page.

    Called at the end of a page, and of a part that is drawn by itself.
    """
    untold = st.session_state.pop(_UNTOLD, None)
    if untold is not None:
        _tell(*untold[1:])


@st.dialog("Not kept")
def _tell(problem: str, words: str) -> None:
    st.text("\n".join(shown_name(line) for line in problem.split("\n")))
    st.text_area("Your words, to use elsewhere", words)


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
