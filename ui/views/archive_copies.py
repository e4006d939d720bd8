"""Part of the archive's page: entries that show one recording, and what is decided about them."""

import streamlit as st

from ui import current, permits
from ui.labels import label
from ui.problems import told
from ui.views.archive_work import follow
from verify.domain.duplicates import Duplicates, Group
from verify.domain.errors import VerifyError
from verify.domain.judgements import LONGEST_NOTE
from verify.domain.roles import Deed
from verify.workbench.archive_desk import ArchiveDesk, duplicate_wording
from verify.workbench.tasks import FindCopies, JobState

_MOST_GROUPS = 50


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
            st.text(told(error))
    one = tasks.latest(FindCopies)
    if one is None:
        return
    follow(FindCopies)
    came = tasks.told(one.clip_id)
    if came is not None and came.copies is not None and one.job.state is JobState.DONE:
        _groups(archive, came.copies)


def _groups(archive: ArchiveDesk, found: Duplicates) -> None:
    if found.groups:
        permits.offers(Deed.JUDGE_MATCH)
    for number, group in enumerate(found.groups[:_MOST_GROUPS]):
        with st.container(border=True):
            _group(archive, group, number)
    if len(found.groups) > _MOST_GROUPS:
        st.text(f"{len(found.groups) - _MOST_GROUPS:,} further groups are not shown.")
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
            st.text(words.member_words(member))
            name = label(f"Open {member.name}")
            st.page_link("views/archive.py", label=name, query_params={"entry": key})
    best = "Best" if group.settlement is not None else "Best, the first of them"
    st.text(f"{best}: {words.best_words(group)}\nEarliest: {words.earliest_words(group)}")
    if group.settlement is not None:
        st.text(f"Decided: {words.settlement_words(group.settlement)}")
    if not permits.may(Deed.JUDGE_MATCH):
        return
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
            st.text(told(error))
