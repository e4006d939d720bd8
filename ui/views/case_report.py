"""The report of a case: for those who may read it, or for anybody."""

import streamlit as st

from ui import components
from verify.domain.case_file import CaseFile
from verify.domain.errors import VerifyError, shown_name
from verify.domain.packages import Edition
from verify.workbench.case_desk import CaseDesk, DeskClip

_EDITIONS = {
    Edition.INTERNAL: "for those who may read the case: notes, names and sources too",
    Edition.PUBLIC: "for anybody: without them, and only with pictures that were released",
}


def show_report(case_desk: CaseDesk, case: CaseFile, here: list[DeskClip]) -> None:
    """Write the report of the case as it stands, and offer it."""
    edition = st.radio("Edition", list(Edition), index=1, format_func=_EDITIONS.__getitem__)
    st.text("It tells of the case as it stands now. That it was written goes into the custody log.")
    if not st.button("Write the report") or edition is None:
        return
    inside = {clip.clip_sha256 for clip in case.clips}
    try:
        with st.spinner("Writing"):
            folder = case_desk.report(
                case.case_id, edition, [clip for clip in here if clip.sha256 in inside]
            )
    except VerifyError as error:
        st.text("\n".join(shown_name(line) for line in str(error).split("\n")))
        return
    base = f"/wb/reports/{folder.name}"
    components.links(
        key="report-links",
        data={
            "links": [
                {"text": "Open the report", "href": f"{base}/report.html", "page": True},
                {"text": "Save the report", "href": f"{base}/report.html", "page": False},
                {"text": "Save as PDF", "href": f"{base}/report.pdf", "page": False},
            ]
        },
    )
