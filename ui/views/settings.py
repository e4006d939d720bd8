"""Settings: how pictures are shown, what may leave, what a hostile file could do, who is here."""

import streamlit as st

from ui import components, current, permits
from ui.problems import told
from ui.views.archive_work import follow
from ui.views.comfort import choose_comfort
from ui.views.consent import ask_for_consent
from ui.views.people import show_people
from verify.domain.errors import VerifyError, shown_name
from verify.domain.roles import Deed
from verify.workbench import house
from verify.workbench.desk import wording
from verify.workbench.tasks import CheckAll

_MEASURED_FOR_S = 300.0

desk = current.desk()


def show_rows(key: str, rows: list[tuple[str, str]]) -> None:
    """Show names and values; some come out of files of a person's own."""
    said = [[shown_name(name), shown_name(value)] for name, value in rows]
    components.sections(key=key, data={"blocks": [{"kind": "rows", "rows": said}]})


def pictures() -> None:
    """Ask how pictures are shown to this person."""
    st.text("For you alone, wherever you sign in to this Verify. Measurements stay as they are.")
    choose_comfort(desk)


def privacy() -> None:
    """Say what leaves this machine: nothing by itself, and what on a person's click."""
    st.text(
        "Nothing leaves this machine by itself: no telemetry, no update checks, no fonts, no maps. "
        "These would be sent something, each on a click of yours, on a page that says so first:"
    )
    show_rows("outward", house.outward(desk))
    st.text("What you save and pass on yourself (reports, packages, lists) is not counted here.")
    # At the head of a line: a command that is broken in two is copied wrongly.
    st.text("verify check --timestamp-request writes a request for a time stamp; it is a file too.")


def sandbox() -> None:
    """Say what a hostile file is kept from, and ask for consent where it is not."""
    found, is_given = desk.sandbox()
    if not found.holds:
        ask_for_consent(desk, is_given=is_given)
    show_rows("sandbox", house.sandbox_rows(found))
    st.text(
        "That something is denied was tried when this page asked. It says nothing about holes that "
        "nobody knows of."
    )


@st.cache_data(ttl=_MEASURED_FOR_S, max_entries=1, show_spinner="Looking at each file")
def room() -> house.Room:
    """Return how much lies in the home, as it was some minutes ago at most."""
    return house.room(desk)


def storage() -> None:
    """Say how much is kept, where, and what is free."""
    if not permits.offers(Deed.SEE_STORAGE):
        return
    found = room()
    held = current.archive_desk().stats()
    rows = [
        ("Folder", str(desk.home)),
        ("Clips", f"{len(desk.clips()):,}"),
        ("Cases", f"{len(current.case_desk().cases()):,}"),
        ("Archive", wording.counted(held.entries if held else 0, "entry", "entries")),
        *((name, _size(size_bytes)) for name, size_bytes in found.parts),
        ("Free on its disk", _size(found.free_bytes)),
    ]
    show_rows("storage", rows)


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:,.2f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:,.1f} MB"


@st.cache_data(max_entries=1, show_spinner="Asking the programs for their versions")
def versions() -> list[tuple[str, str]]:
    """Return the versions of what a result depends on; they stay while the server runs."""
    return house.versions(desk)


def check() -> None:
    """Offer to read all that is kept again, and show what the last check found."""
    st.text(
        "Reads the log, the entries and every kept file again and names each thing that differs "
        "from what was kept. A fault does not say who did it or why: a failing disk leaves the "
        "same traces."
    )
    if not permits.offers(Deed.CHECK):
        return
    if st.button("Check all that is kept"):
        current.tasks().begin(CheckAll())
    follow(CheckAll)


PARTS = {
    "Pictures": pictures,
    "Privacy": privacy,
    "Sandbox": sandbox,
    "People": lambda: show_people(desk),
    "Storage": storage,
    "Versions": lambda: show_rows("versions", versions()),
    "Integrity": check,
}

st.title("Settings", anchor=False)
for name, tab in zip(PARTS, st.tabs(list(PARTS), key="part", bind="query-params"), strict=True):
    if tab.open:
        with tab:
            try:
                PARTS[name]()
            except VerifyError as error:
                st.text(told(error))
