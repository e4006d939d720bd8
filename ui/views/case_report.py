"""The tab of what leaves a case: its report, packages, reviews, markers; each to be saved."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from ui import components, current, permits, said
from ui.problems import told
from ui.views.archive_work import follow
from verify.domain.case_file import CaseFile
from verify.domain.errors import VerifyError, shown_name
from verify.domain.packages import Edition, ExportForm
from verify.domain.roles import Deed
from verify.workbench.case_desk import DeskClip, recordings_wording
from verify.workbench.case_exports import CaseExports
from verify.workbench.tasks import CheckAll

_EDITIONS = {
    Edition.PUBLIC: (
        "public: no notes or sources, no names but of those who gave verdicts, and only the "
        "pictures that you released"
    ),
    Edition.INTERNAL: "internal: all of it, for those who may read the case",
}
_FORMS = {
    ExportForm.BAG: "package: all of it, signed, with what it takes to check it",
    ExportForm.CLAIM_REVIEW: "ClaimReview: verdicts on claims, for search engines",
    ExportForm.MEDIA_REVIEW: "MediaReview: verdicts on clips",
    ExportForm.VTT: "markers of a clip, WebVTT",
    ExportForm.CSV: "markers of a clip, as a table",
    ExportForm.PROV: "who made what out of what, PROV-JSON",
    ExportForm.ANNOTATIONS: "claims and evidence as annotations, W3C",
}
_CHECKS = (
    "Reads the custody log with this case, its seals and every kept file again, and names what "
    "differs from what was written. It says nothing about whether the footage is true."
)
_OF_A_CLIP = (ExportForm.VTT, ExportForm.CSV)


def show_report(exports: CaseExports, case: CaseFile, ours: list[DeskClip]) -> None:
    """Write the report or another form of the case as it stands, and offer it."""
    edition = st.radio("Edition", list(Edition), index=1, format_func=_EDITIONS.__getitem__)
    edition = edition or Edition.PUBLIC
    kept = f"report-{case.case_id}-{edition}"
    may_write = permits.may(Deed.EXPORT_CASE)
    if may_write and st.button("Write the report", type="primary"):
        _write_report(exports, case.case_id, edition, ours, kept)
    _written("report-links", kept)
    st.text(
        "A report tells of the case as it stood when it was written. That it was written goes into "
        "the custody log."
    )
    if st.toggle("Show what page one would say"):
        _page_one(exports, case.case_id, edition, ours)
    if not permits.offers(Deed.EXPORT_CASE):
        return
    st.header("Other forms", anchor=False)
    form = st.selectbox("Form", list(_FORMS), format_func=_FORMS.__getitem__)
    names = recordings_wording.clip_names(case)
    clip = None
    if form in _OF_A_CLIP and names:
        clip = st.selectbox("Of the clip", list(names), format_func=names.__getitem__)
    kept = f"form-{case.case_id}-{edition}-{form}-{clip}"
    if st.button("Write it"):
        _export(exports, case.case_id, form, edition, ours, clip, kept)
    _written("export-links", kept)
    st.header("Is all as it was written?", anchor=False)
    st.text(_CHECKS)
    if st.button("Check the log and all that is kept"):
        current.tasks().begin(CheckAll())
    follow(CheckAll)


def _page_one(exports: CaseExports, case_id: str, edition: Edition, ours: list[DeskClip]) -> None:
    try:
        sections = exports.page_one(case_id, edition, ours)
    except VerifyError as error:
        _say(error)
        return
    for title, lines in sections:
        components.said(key=f"front-{title}", data=said.under_a_heading(title, lines))


def _write_report(
    exports: CaseExports, case_id: str, edition: Edition, ours: list[DeskClip], kept: str
) -> None:
    try:
        with st.spinner("Writing"):
            folder = exports.report(case_id, edition, ours)
    except VerifyError as error:
        _say(error)
        return
    page = folder / "report.html"
    _keep(
        kept,
        [
            {"text": "Open the report", "href": _address(page), "page": True},
            {"text": "Save the report", "href": _address(page), "page": False},
            {"text": "Save as PDF", "href": _address(folder / "report.pdf"), "page": False},
        ],
    )


def _export(
    exports: CaseExports,
    case_id: str,
    form: ExportForm,
    edition: Edition,
    ours: list[DeskClip],
    clip: str | None,
    kept: str,
) -> None:
    try:
        with st.spinner("Writing"):
            file, left_out = exports.export(case_id, form, edition, ours, clip=clip)
    except VerifyError as error:
        _say(error)
        return
    links = [{"text": f"Save {file.name}", "href": _address(file), "page": False}]
    _keep(kept, links, left_out)


def _keep(kept: str, links: list[dict[str, Any]], left_out: Sequence[str] = ()) -> None:
    """Keep what was written at hand for as long as the page is open."""
    st.session_state[kept] = (datetime.now(UTC), links, left_out)


def _written(key: str, kept: str) -> None:
    """Offer what was written last of this edition and form."""
    if kept not in st.session_state:
        return
    at, links, left_out = st.session_state[kept]
    st.text(f"Written at {at:%H:%M:%S} UTC.")
    for reason in left_out:
        st.text(shown_name(f"Left out: {reason}"))
    components.links(key=key, data={"links": links})


def _address(file: Path) -> str:
    return f"/wb/reports/{file.parent.name}/{file.name}"


def _say(error: VerifyError) -> None:
    st.text(told(error))
