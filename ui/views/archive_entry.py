"""Part of the archive's page: one entry, what is said of it, and what was done with it."""

import streamlit as st

from ui import components, entries, permits
from ui.labels import label
from ui.problems import told
from ui.views.archive_source import source_form
from ui.views.comfort import ask_comfort
from verify.domain.cases import LONGEST_TEXT
from verify.domain.errors import VerifyError, shown_name
from verify.domain.roles import Deed
from verify.workbench.archive_desk import (
    THE_VERY_FILE,
    ArchiveDesk,
    Entry,
)
from verify.workbench.desk import Desk


def show_entry(desk: Desk, archive: ArchiveDesk, key: str) -> None:
    """Show everything of an entry."""
    st.page_link("views/archive.py", label="All of the archive")
    try:
        entry = archive.entry(key)
    except VerifyError:
        # Whoever is led from heading to heading would find a page without one empty.
        st.title("Archive", anchor=False)
        raise
    name = shown_name(entry.untrusted_names[0])
    st.set_page_config(page_title=f"{name} - Verify")
    what, means = st.columns([13, 7], vertical_alignment="center")
    with what:
        components.headline(key="headline", data={"name": name, "answer": "", "warnings": []})
    with means, st.container(horizontal=True, horizontal_alignment="right"):
        ask_comfort(desk)
    left, right = st.columns(2, gap="large")
    with left:
        _rows("What is kept", "record", entries.record(entry), "")
    with right:
        nothing = "Nothing is said of where it came from."
        _rows("Where it came from, unchecked", "said", entries.source(entry.source), nothing)
        if permits.offers(Deed.ADD_TO_ARCHIVE):
            with st.expander("Write down where it came from"):
                source_form(archive, entry)
    _matches(archive, entry)
    if entry.still_count:
        st.header("Stills", anchor=False)
        times_s = archive.still_times_s(key)
        components.sheet(key="stills", data=entries.stills(entry, times_s, desk.comfort()))
    st.header("What was done with it", anchor=False)
    heads = ["Event", "When", "What was done", "By", "Words"]
    note = "This reads the custody log and does not check it; the integrity check does (Settings)."
    data = {"name": "History", "note": note, "heads": heads, "rows": archive.log(key)}
    components.grid(key="history", data=data)
    if permits.offers(Deed.REMOVE_ENTRY):
        with st.expander("Take it out of the archive"):
            _removal(archive, entry)


def _rows(title: str, key: str, rows: list[list[str]], nothing: str) -> None:
    said = {"kind": "rows", "rows": rows} if rows else {"kind": "text", "text": nothing}
    components.sections(key=key, data={"blocks": [{"kind": "heading", "text": title}, said]})


def _matches(archive: ArchiveDesk, entry: Entry) -> None:
    """Show which clips of the desk looked like it when they were analysed, and people's word."""
    st.header("What looked like it", anchor=False)
    clips = archive.matched_clips().get(entry.key, [])
    for clip in clips:
        with st.container(horizontal=True, vertical_alignment="center"):
            where = {"clip": clip.clip_id}
            name = label(f"Open {clip.name}")
            st.page_link("views/clip.py", label=name, query_params=where)
            st.text(clip.grade)
    for sha256, words in archive.judgements(entry.key):
        st.text(f"With {sha256[:12]}: {words}")
    if all(clip.grade == THE_VERY_FILE for clip in clips):
        st.text(
            "No other clip on this machine looked like it when it was analysed. An older one may "
            'all the same: "Ask the archive again" on its page holds it against what is here now.'
        )


def _removal(archive: ArchiveDesk, entry: Entry) -> None:
    with st.form("remove"):
        reason = st.text_input("Why", max_chars=LONGEST_TEXT)
        is_sure = st.checkbox("For good: its hashes, its stills, and the file if it was kept")
        sent = st.form_submit_button("Take it out")
    if not sent:
        return
    if not is_sure:
        st.text("Nothing was taken out: say that it is for good.")
        return
    try:
        archive.remove(entry.key, reason)
    except VerifyError as error:
        st.text(told(error))
        return
    name = shown_name(entry.untrusted_names[0])
    st.session_state["archive-said"] = f"Taken out: {name}. The log keeps that it was there."
    st.switch_page("views/archive.py")
