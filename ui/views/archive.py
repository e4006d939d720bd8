"""The archive: what is kept of footage, to be found again; each entry has a page of its own."""

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from ui import components, current, entries
from ui.problems import told
from ui.views.archive_copies import show_copies
from ui.views.archive_entry import show_entry
from ui.views.archive_filling import add_clips, exchange
from ui.views.archive_searching import search
from ui.views.archive_work import show_work
from ui.views.comfort import ask_comfort
from verify.domain.errors import VerifyError
from verify.workbench.archive_desk import ArchiveStats, EntryFilter, EntryKind
from verify.workbench.desk import wording

_ON_A_PAGE = 25
_KINDS = {
    None: "Any kind",
    EntryKind.VIDEO: "Videos",
    EntryKind.PICTURE: "Pictures",
    EntryKind.ANIMATION: "Animations",
    EntryKind.HASHES: "Hashes from elsewhere",
}

desk = current.desk()
archive = current.archive_desk()


def open_entry(key: str) -> None:
    """Go on to the page of an entry."""
    st.switch_page("views/archive.py", query_params={"entry": key})


def holdings(held: ArchiveStats) -> str:
    """Return how much there is, and what that does not mean."""
    kept = (
        f"{wording.counted(held.entries, 'entry', 'entries')}, {held.hashes:,} hashes, "
        f"{held.stills:,} stills, {wording.counted(held.originals, 'file')} as received."
    )
    return f"{kept} What is not found here may be old all the same."


def wanted() -> EntryFilter:
    """Ask which entries are to be seen."""
    first, *others = st.columns([4, 2, 2, 2], vertical_alignment="bottom")
    text = first.text_input(
        "Name, source or key",
        key="text",
        help="In names, captions, channels, addresses and notes; in any case, in any script.",
    )
    kind = others[0].selectbox("Kind", list(_KINDS), format_func=_KINDS.__getitem__, key="kind")
    help_text = (
        "Of a date that somebody claims: the file, its name, the post, or this desk. None was "
        "checked. A date without its zone may be a day off, so it is listed on both."
    )
    since = others[1].date_input("Dated from", None, key="since", help=help_text)
    until = others[2].date_input("to", None, key="until", help="That day included.")
    return EntryFilter(
        text=text.strip(), kind=kind, since_utc=_start(since), until_utc=_start(until, days=1)
    )


def _start(day: date | None, days: int = 0) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC) + timedelta(days=days)


def browse() -> None:
    """List entries a page at a time, the newest first."""
    asked = wanted()
    if st.session_state.get("archive-asked") != asked:
        # Other entries: their first page.
        st.session_state.update({"archive-asked": asked, "archive-pages": [None]})
    pages = st.session_state["archive-pages"]
    found = archive.newest(asked, pages[-1], _ON_A_PAGE + 1)
    shown = found[:_ON_A_PAGE]
    if not shown:
        st.text("No entry is like that. Ask for less, or for another spelling.")
        return
    data = entries.rows(shown, archive.matched_clips(), desk.comfort())
    chosen = components.entries(key="entries", data=data, on_open_change=lambda: None).open
    if chosen:
        open_entry(chosen)
    if len(pages) == 1 and len(found) <= _ON_A_PAGE:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Newer", disabled=len(pages) == 1):
            pages.pop()
            st.rerun()
        if st.button("Older", disabled=len(found) <= _ON_A_PAGE):
            pages.append(shown[-1].added_sequence)
            st.rerun()
        st.text(f"Page {len(pages):,}, the newest first")


def show() -> None:
    """Show the archive, or say how it is begun."""
    what, means = st.columns([13, 7], vertical_alignment="bottom")
    what.title("Archive", anchor=False)
    with means, st.container(horizontal=True, horizontal_alignment="right"):
        ask_comfort(desk)
    if said := st.session_state.pop("archive-said", None):
        st.text(said)
    held = archive.stats()
    if held is None or not held.entries:
        st.text(
            "The archive is empty. Put in clips that you have analysed, or lists of hashes that "
            "other newsrooms made: a clip that comes again, cut or mirrored, is then found."
        )
    else:
        st.text(holdings(held))
    parts = {
        "Browse": browse if held and held.entries else lambda: add_clips(desk, archive),
        "Search": lambda: search(archive),
        "Add clips": lambda: add_clips(desk, archive),
        "In and out": exchange,
        "Copies": lambda: show_copies(archive),
        "Work": show_work,
    }
    for name, tab in zip(parts, st.tabs(list(parts), key="part", bind="query-params"), strict=True):
        if tab.open:
            with tab:
                parts[name]()


try:
    if "entry" in st.query_params:
        show_entry(desk, archive, st.query_params["entry"])
    else:
        show()
except VerifyError as error:
    st.text(told(error))
