"""Part of the archive's page: ask it by a clip, a picture or a hash."""

from typing import TYPE_CHECKING

import streamlit as st

from ui import components, permits
from ui.labels import label
from ui.problems import told
from verify.domain.errors import VerifyError
from verify.domain.roles import Deed
from verify.domain.timing import timecode
from verify.workbench.archive_desk import ArchiveDesk, match_wording
from verify.workbench.desk import wording

if TYPE_CHECKING:
    from verify.workbench.archive.near_hash import Answer

_CALLED = {"pdq": "PDQ", "phash": "pHash"}
_LEAST_QUALITY = 50
_UNKNOWN_QUALITY = 255
_CLIP = {
    "finish": "finish",
    "title": "Drop a clip or a picture to ask for",
    "label": "Choose a clip or a picture to ask for",
    "hint": "It is analysed like any other; its page begins with what the archive holds of it.",
}


def search(archive: ArchiveDesk) -> None:
    """Offer to ask by a file, or by a hash."""
    if permits.offers(Deed.ADD_FOOTAGE):
        arrived = components.uploader(key="asking", data=_CLIP, on_done_change=lambda: None).done
        if arrived and arrived["all"]:
            components.go_to("clip", clip=arrived["clips"][0])
    with st.form("hash", border=False):
        text = st.text_input(
            "Or a hash",
            key="hash-asked",
            placeholder="64 hexadecimal digits of a PDQ or SHA-256, or 16 of a pHash",
            help="Of a whole file (SHA-256), or of one picture (PDQ, pHash), as others hand it on.",
        )
        sent = st.form_submit_button("Ask")
    if not sent:
        return
    try:
        answer = archive.near_hash(text)
    except VerifyError as error:
        st.text(told(error))
        return
    _show(answer)


def _show(answer: "Answer") -> None:
    if answer.same_file is not None:
        entry = answer.same_file
        st.page_link(
            "views/archive.py",
            label="The very file is here: open its entry",
            query_params={"entry": entry.key},
        )
    count = wording.counted(len(answer.near) + answer.left_out, "entry has", "entries have")
    st.text(
        f"{count} a picture within {answer.radius_bits} bits of it ({_CALLED[answer.kind]}). "
        f"{match_wording.size_words(answer.entries)}"
    )
    for one in answer.near:
        key = one.entry.key
        with st.container(horizontal=True, vertical_alignment="center"):
            name = label(f"Open {one.entry.untrusted_names[0]}")
            st.page_link("views/archive.py", label=name, query_params={"entry": key})
            st.text(
                f"{one.distance_bits} bits, its picture at {timecode(one.time_s)}"
                f"{_doubt(one.quality)}"
            )
    if answer.left_out:
        st.text(f"{answer.left_out:,} further entries are not listed.")
    if answer.near:
        st.text(
            "One picture is little: dark and plain ones are near many others by chance. Ask with "
            "the clip itself where you have it; then its pictures in their order count."
        )


def _doubt(quality: int) -> str:
    if quality == _UNKNOWN_QUALITY:
        return "; how much it shows is not known"
    return "; it shows too little to count for much" if quality < _LEAST_QUALITY else ""
