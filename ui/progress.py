"""How a job stands, in words and as a bar: the same on every page."""

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from ui import components
from verify.domain.errors import VerifyError, shown_name
from verify.workbench.desk import UNFINISHED, JobState, Standing

_NEWS = "news"
_SILENT_S = 30.0
_THE_SAME = "Trying again would end the same: add another copy or file."


def follow(standing: Callable[[], Standing], cancel: Callable[[], object], address: str) -> None:
    """Show how far a job has come, and a button to end it.

    The page is drawn anew once it has ended, or has left a first look that is not shown yet.

    Parameters
    ----------
    standing : callable
        Looks how it stands now. If that cannot be told, the page says why.
    cancel : callable
        Ends it.
    address : str
        Our route that answers with `figures` of it.
    """
    try:
        one = standing()
    except VerifyError:
        st.rerun()
    if one.job.state not in UNFINISHED:
        st.rerun()
    data = {"address": address, **figures(one)}
    components.waiting(
        key=f"waiting-{one.clip_id}", data=data, on_news_change=partial(_tell_news, standing)
    )
    st.button("Cancel", on_click=partial(_end, cancel))


def figures(one: Standing) -> dict[str, Any]:
    """Return how a job stands: share, words, and a state that changes when a page has to."""
    state = f"{one.job.state.value}{', first look' if one.has_first_look else ''}"
    return {"state": state, "share": share_done(one), "words": standing_words(one)}


def _tell_news(standing: Callable[[], Standing]) -> None:
    with contextlib.suppress(VerifyError):
        tell_the_end(standing())


def _end(cancel: Callable[[], object]) -> None:
    with contextlib.suppress(VerifyError):
        cancel()


def tell_the_end(one: Standing) -> None:
    """Have it read out that what a person waited for has ended, or a first look is there."""
    match one.job.state:
        case JobState.DONE:
            text = "Done: the page shows what came of it."
        case JobState.RUNNING if one.has_first_look:
            text = "A first look is there; the rest is still being found."
        case JobState.QUEUED | JobState.RUNNING:
            return
        case _:
            text = "It has ended without a result; the page says why."
    number = news()["number"] + 1
    st.session_state[_NEWS] = {"number": number, "text": text}


def news() -> dict[str, Any]:
    """Return the number and the text of what was told last; number 0 before anything was."""
    told: dict[str, Any] = st.session_state.get(_NEWS, {"number": 0, "text": ""})
    return told


def show_progress(one: Standing) -> None:
    """Show a bar and what the worker says of itself; its words come from a jail, so as text."""
    st.progress(share_done(one))
    st.text(standing_words(one))


def share_done(one: Standing) -> float:
    """Return how much of the work is done, 0 to 1; 0 while it cannot be told."""
    return 0.0 if one.progress is None else one.progress.share or 0.0


def standing_words(one: Standing) -> str:
    """Return where an unfinished job stands, as a sentence."""
    if one.job.state is JobState.QUEUED:
        return "Waiting for its turn: clips are analysed one after the other."
    if one.silent_s > _SILENT_S:
        return (
            f"No sign of life from the analysis for {one.silent_s:.0f} seconds. Some files take "
            "long in one place; cancel it if it does not go on."
        )
    if one.progress is None:
        return "Starting."
    return shown_name(one.progress.message)


def ended(one: Standing) -> str:
    """Return how a finished job ended."""
    match one.job.state:
        case JobState.DONE:
            return "Analysed."
        case JobState.CANCELLED:
            return "Cancelled."
        case _:
            problem = shown_name(one.job.problem or "Not analysed.")
            return f"{problem} {_THE_SAME}" if one.job.lies_in_the_file else problem
