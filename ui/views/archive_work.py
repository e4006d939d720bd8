"""Part of the archive's page: long work on it, how far it is, what came of it."""

import contextlib
import re

import streamlit as st

from ui import components, current
from ui.progress import ended, show_progress, tell_the_end
from verify.domain.errors import VerifyError, shown_name
from verify.workbench.archive_desk import duplicate_wording
from verify.workbench.tasks import UNFINISHED, JobState, Standing, Told, Work

_COLUMNS = re.compile(r"(?<=\S):? {2,}")


def follow(*kinds: type[Work]) -> None:
    """Show the newest work of some kinds: how far it is, or what came of it."""
    one = current.tasks().latest(*kinds)
    if one is None:
        return
    if one.job.state in UNFINISHED:
        _running(one.clip_id)
    else:
        _outcome(one)


@st.fragment(run_every=1.0)
def _running(task_id: str) -> None:
    """Show how far work is; draw the page anew once it has ended."""
    tasks = current.tasks()
    try:
        one = tasks.standing(task_id)
    except VerifyError:
        st.rerun()
    if one.job.state not in UNFINISHED:
        tell_the_end(one)
        st.rerun()
    with st.container(border=True):
        st.text(shown_name(one.clip.untrusted_name))
        if one.job.state is JobState.QUEUED:
            st.text("Waiting for its turn: what takes long is done one after the other.")
        else:
            show_progress(one)
        if st.button("Cancel", key=f"cancel-{task_id}"):
            with contextlib.suppress(VerifyError):
                tasks.cancel(task_id)
            st.rerun()


def _outcome(one: Standing) -> None:
    told = current.tasks().told(one.clip_id) if one.job.state is JobState.DONE else None
    with st.container(border=True):
        when = f"{one.clip.received_utc:%d %b %Y, %H:%M} UTC"
        st.text(f"{shown_name(one.clip.untrusted_name)} ({when})")
        if told is None:
            st.text(ended(one))
        else:
            _told(one.clip_id, told)


def _told(task_id: str, told: Told) -> None:
    if told.problems:
        st.text(_in_prose(told.problems))
    if told.lines:
        st.text(_in_prose(told.lines))
    if told.file is not None:
        link = {"text": f"Save {told.file}", "href": f"/wb/tasks/{task_id}/{told.file}"}
        components.links(key=f"save-{task_id}", data={"links": [link]})
    if told.copies is not None:
        st.text(duplicate_wording.size_words(told.copies))


def _in_prose(lines: list[str]) -> str:
    """Return lines that on a terminal stand in columns."""
    return "\n".join(_COLUMNS.sub(": ", line) for line in lines)


def show_work() -> None:
    """List what was asked for, the newest first."""
    standings = current.tasks().all()
    for one in standings:
        if one.job.state in UNFINISHED:
            _running(one.clip_id)
        else:
            _outcome(one)
    if not standings:
        st.text("No long work was asked for yet: additions, lists, copies, checks stand here.")
