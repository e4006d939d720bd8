"""Part of the archive's page: put clips in, take in lists of others, write it out for others."""

import streamlit as st

from ui import components, current, permits
from ui.labels import label
from ui.problems import told
from ui.views.archive_work import follow
from verify.domain.errors import VerifyError, shown_name
from verify.domain.roles import Deed
from verify.workbench.archive_desk import ArchiveDesk
from verify.workbench.desk import UNFINISHED, Desk, JobState, wording
from verify.workbench.tasks import AddClips, Export, ImportList, ImportSheet, Work

_FILES = {
    "archive.jsonl.gz": "Whole entries, for another archive of Verify",
    "hashes.csv": "Hashes and names alone, as a table",
    "log.xlsx": "The desk's log, a row for each entry, for a spreadsheet",
    "log.csv": "The same log as a plain table",
}
_LISTS = {
    "list": "A list of hashes; nothing of it if anything is bad",
    "good-of-list": "A list of hashes; what is good of it",
    "sheet": "The desk's own spreadsheet: what it says of each clip",
}
_APART = "It is in private cases only; in the archive everybody sees its name and stills"
_MOST_LISTED = 200
_LOOK_EVERY_S = 2.0


def _begin(work: Work) -> None:
    """Have something done, or say why not."""
    try:
        current.tasks().begin(work)
    except VerifyError as error:
        st.session_state["archive-said"] = told(error)


def _put_in(clip_ids: list[str]) -> None:
    _begin(AddClips(clip_ids, st.session_state["keeps-file"]))


def _export() -> None:
    _begin(Export(st.session_state["export-as"]))


def add_clips(desk: Desk, archive: ArchiveDesk) -> None:
    """Offer to put clips of the desk in, each with one click, and files of this machine."""
    st.text(
        "Kept are hashes, small grey stills and the curves of light and sound: enough to find the "
        "footage again, cut, mirrored or sped up. Nothing leaves this machine."
    )
    follow(AddClips)
    if not permits.offers(Deed.ADD_TO_ARCHIVE):
        return
    st.toggle(
        "Keep the file itself too, as received and read-only",
        key="keeps-file",
        help="Without it an entry is found and shown, but its file cannot be handed out again.",
    )
    clips = desk.clips()
    awaited = [one.clip_id for one in clips if one.job.state in UNFINISHED]
    if awaited:
        _await(desk, awaited)
    done = [one for one in clips if one.job.state is JobState.DONE][:_MOST_LISTED]
    here = archive.keys_here([one.clip_id for one in done])
    apart = archive.private_ones([one.clip_id for one in done])
    missing = [one.clip_id for one in done if one.clip_id not in {*here, *apart}]
    if len(missing) > 1:
        st.button(
            f"Put in all {len(missing)} that are not there",
            on_click=_put_in,
            args=(missing,),
        )
    for one in done:
        with st.container(horizontal=True, vertical_alignment="center"):
            name = shown_name(one.clip.untrusted_name)
            if one.clip_id in here:
                st.text(f"{name}: in the archive")
                entry = {"entry": here[one.clip_id]}
                st.page_link(
                    "views/archive.py",
                    label=label(f"Open the entry of {name}"),
                    query_params=entry,
                )
            else:
                key, ids = f"add-{one.clip_id}", [one.clip_id]
                st.button(label(f"Put in {name}"), on_click=_put_in, args=(ids,), key=key)
                if one.clip_id in apart:
                    st.text(_APART)
    if not done and not awaited:
        st.text("No clip on this machine has been analysed yet.")
    st.page_link("views/footage.py", label="Add files of this machine")


@st.fragment(run_every=_LOOK_EVERY_S)
def _await(desk: Desk, awaited: list[str]) -> None:
    """Say how many clips are being analysed; draw the page anew when another one is done."""
    if [one.clip_id for one in desk.clips() if one.job.state in UNFINISHED] != awaited:
        st.rerun()
    st.text(f"{wording.counted(len(awaited), 'clip is', 'clips are')} being analysed.")


def exchange() -> None:
    """Offer to take lists and sheets in, and to write the archive out."""
    left, right = st.columns(2, gap="large")
    with left:
        _take_in()
    with right:
        _write_out()


def _take_in() -> None:
    st.header("Take in", anchor=False)
    if not permits.offers(Deed.ADD_TO_ARCHIVE):
        return
    what = st.radio("What it is", list(_LISTS), format_func=_LISTS.__getitem__, key="list-kind")
    data = {
        "finish": f"take-in/{what}",
        "title": "Drop a list or a spreadsheet here",
        "label": "Choose a list or a spreadsheet",
        "hint": "csv, jsonl, jsonl.gz, vPDQ text, one hash a line; for a sheet csv or xlsx",
    }
    arrived = components.uploader(key="list", data=data, on_done_change=lambda: None).done
    if arrived:
        st.rerun()
    st.text(
        "What a list says was not measured here: a match with it leads to whoever made the "
        "list. Nothing comes in twice."
    )
    follow(ImportList, ImportSheet)


def _write_out() -> None:
    st.header("Write out", anchor=False)
    if not permits.offers(Deed.EXPORT_ARCHIVE):
        return
    st.radio("As", list(_FILES), format_func=_FILES.__getitem__, key="export-as")
    st.button("Write it", on_click=_export)
    st.text(
        "Whole entries and logs hold what your sources said and where they are: think before "
        "you pass them on. Stills and files as received stay here."
    )
    follow(Export)
