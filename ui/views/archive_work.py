"""Part of the archive's page: long work on it, what came of it, and copies that were found."""

import re

import streamlit as st

from ui import components, current
from ui.progress import ended, show_progress
from verify.domain.duplicates import Duplicates, Group
from verify.domain.errors import VerifyError, shown_name
from verify.domain.judgements import LONGEST_NOTE
from verify.workbench.archive_desk import ArchiveDesk, duplicate_wording
from verify.workbench.tasks import UNFINISHED, FindCopies, JobState, Standing, Told, Work

_MOST_GROUPS = 50
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
        one = tasks.queue.standing(task_id)
    except VerifyError:
        st.rerun()
    if one.job.state not in UNFINISHED:
        st.rerun()
    with st.container(border=True):
        st.text(shown_name(one.clip.untrusted_name))
        if one.job.state is JobState.QUEUED:
            st.text("Waiting for its turn: what takes long is done one after the other.")
        else:
            show_progress(one)
        if st.button("Cancel", key=f"cancel-{task_id}"):
            tasks.queue.cancel(task_id)
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


def show_copies(archive: ArchiveDesk) -> None:
    """Offer to look for copies, and show those that were found, each to be decided on."""
    tasks = current.tasks()
    st.text(
        "Entries that show one recording: which copy is the best by size, and the earliest date "
        "that anybody claims. A larger picture may have been enlarged. Nothing is ever removed."
    )
    all_groups = st.toggle("List those too that were decided on to be ignored", key="all-groups")
    if st.button("Look for copies"):
        try:
            tasks.begin(FindCopies(all_groups))
        except VerifyError as error:
            st.text(shown_name(str(error)))
    one = tasks.latest(FindCopies)
    if one is None:
        return
    follow(FindCopies)
    told = tasks.told(one.clip_id)
    if told is not None and told.copies is not None and one.job.state is JobState.DONE:
        _groups(archive, told.copies)


def _groups(archive: ArchiveDesk, found: Duplicates) -> None:
    for number, group in enumerate(found.groups[:_MOST_GROUPS]):
        with st.container(border=True):
            _group(archive, group, number)
    if len(found.groups) > _MOST_GROUPS:
        st.text(f"{len(found.groups) - _MOST_GROUPS:,} further groups: verify archive dedupe")
    if not found.groups:
        st.text("No two entries were found to show one recording.")
    if found.apart:
        with st.expander("Pairs that look alike but form no group"):
            st.text("\n".join(map(duplicate_wording.apart_words, found.apart[:_MOST_GROUPS])))


def _group(archive: ArchiveDesk, group: Group, number: int) -> None:
    words = duplicate_wording
    st.text(words.heading_words(group))
    members = {one.sha256: one for one in (*group.copies, *group.parts)}
    for key, member in members.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link("views/archive.py", label="Open", query_params={"entry": key})
            st.text(words.member_words(member))
    st.text(f"Best: {words.best_words(group)}\nEarliest: {words.earliest_words(group)}")
    if group.settlement is not None:
        st.text(f"Decided: {words.settlement_words(group.settlement)}")
    with st.form(f"settle-{number}"):
        kept = st.selectbox(
            "Remember",
            [None, *members],
            format_func=lambda key: (
                "that they need no more notice"
                if key is None
                else f"as the one to keep: {words.member_words(members[key])}"
            ),
        )
        note = st.text_input("Why", max_chars=LONGEST_NOTE)
        sent = st.form_submit_button("Remember it")
    if sent:
        try:
            st.text(f"Kept: {archive.settle(list(members), kept, note)}")
        except VerifyError as error:
            st.text(shown_name(str(error)))
