"""Part of an entry's page: where it came from, as somebody at the desk writes it down."""

from functools import partial

import streamlit as st

from ui import deeds, entries
from verify.domain.sources import LONGEST_LINE, LONGEST_TEXT
from verify.workbench.archive_desk import ArchiveDesk, Entry, SourceRecord, match_wording

_ASKED = ("platform", "channel", "handle", "address", "caption", "note")
_LONG = ("caption", "note")
_DATED = {
    "captured": "captured, as written down at the desk",
    "published": "posted, as written down at the desk",
}


def source_form(archive: ArchiveDesk, entry: Entry) -> None:
    """Ask where an entry came from; what stood there stays readable in the log."""
    fields = {name: f"{name}-{entry.key}" for name in _ASKED}
    of_dates, when, what = (f"{name}-{entry.key}" for name in ("dates", "when", "what"))
    dates = entry.source.dates
    with st.form("source"):
        for name, field in fields.items():
            st.session_state.setdefault(field, getattr(entry.source, f"untrusted_{name}") or "")
            title = entries.SAID[f"untrusted_{name}"]
            if name in _LONG:
                st.text_area(title, key=field, max_chars=LONGEST_TEXT)
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
