"""Part of the archive's page: one entry, what is said of it, and what was done with it."""

from functools import partial

import streamlit as st

from ui import components, deeds, entries
from ui.views.comfort import ask_comfort
from verify.domain.cases import LONGEST_TEXT
from verify.domain.errors import VerifyError, shown_name
from verify.domain.sources import LONGEST_LINE
from verify.domain.sources import LONGEST_TEXT as LONGEST_SAID
from verify.workbench.archive_desk import (
    THE_VERY_FILE,
    ArchiveDesk,
    Entry,
    SourceRecord,
    match_wording,
)
from verify.workbench.desk import Desk

_ASKED = ("platform", "channel", "handle", "address", "caption", "note")
_LONG = ("caption", "note")
_DATED = {
    "captured": "captured, as written down at the desk",
    "published": "posted, as written down at the desk",
}


def show_entry(desk: Desk, archive: ArchiveDesk, key: str) -> None:
    """Show everything of an entry."""
    st.page_link("views/archive.py", label="All of the archive")
    entry = archive.entry(key)
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
        with st.expander("Write down where it came from"):
            _source_form(archive, entry)
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
            st.page_link("views/clip.py", label="Open the clip", query_params=where)
            st.text(f"{shown_name(clip.name)}: {clip.grade}")
    for sha256, words in archive.judgements(entry.key):
        st.text(f"With {sha256[:12]}: {words}")
    if all(clip.grade == THE_VERY_FILE for clip in clips):
        st.text(
            "No other clip on this machine looked like it when it was analysed. An older one may "
            "all the same: try its analysis again, and it is held against what is here now."
        )


def _source_form(archive: ArchiveDesk, entry: Entry) -> None:
    fields = {name: f"{name}-{entry.key}" for name in _ASKED}
    of_dates, when, what = (f"{name}-{entry.key}" for name in ("dates", "when", "what"))
    dates = entry.source.dates
    with st.form("source"):
        for name, field in fields.items():
            st.session_state.setdefault(field, getattr(entry.source, f"untrusted_{name}") or "")
            title = entries.SAID[f"untrusted_{name}"]
            if name in _LONG:
                st.text_area(title, key=field, max_chars=LONGEST_SAID)
            else:
                st.text_input(title, key=field, max_chars=LONGEST_LINE)
        if dates:
            st.multiselect(
                "Dates that stand",
                range(len(dates)),
                list(range(len(dates))),
                format_func=lambda place: match_wording.claim_words(dates[place]),
                key=of_dates,
                help="What you take away here stays readable in the custody log.",
            )
        st.text_input(
            "A further date",
            key=when,
            placeholder="2020-02-27 21:40 +02:00",
            help="Without its zone it may be a day off, and counts for that much less.",
        )
        st.radio("It was then", list(_DATED), key=what, horizontal=True)
        deed = partial(_write_source, archive, entry, fields, (of_dates, when, what))
        deeds.submit("Write it down", f"source-{entry.key}", deed, clears=[when])
    st.text("It is your word, and stands in the log under your name. Nobody checks it.")


def _write_source(
    archive: ArchiveDesk,
    entry: Entry,
    fields: dict[str, str],
    of_dates: tuple[str, str, str],
    _words: str,
) -> None:
    kept, when, what = (st.session_state.get(field) for field in of_dates)
    said = {f"untrusted_{name}": st.session_state[field].strip() for name, field in fields.items()}
    before = {name: getattr(entry.source, name) for name in SourceRecord.__struct_fields__}
    stay = [date for place, date in enumerate(entry.source.dates) if place in (kept or ())]
    now = SourceRecord(
        **before | {name: text or None for name, text in said.items()} | {"dates": stay}
    )
    further = [(when, _DATED[str(what)])] if when and when.strip() else []
    archive.record_source(entry.key, entry.source, now, further)


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
        st.text(shown_name(str(error)))
        return
    name = shown_name(entry.untrusted_names[0])
    st.session_state["archive-said"] = f"Taken out: {name}. The log keeps that it was there."
    st.switch_page("views/archive.py")
