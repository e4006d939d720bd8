"""The tab of places: where clips were filmed, as people say, and maps to save or to open."""

import streamlit as st

from ui import components, deeds, permits, said
from ui.problems import told
from ui.views.case_panorama import show_panorama
from ui.views.case_place import show_place
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.domain.errors import BadParameterError, VerifyError
from verify.domain.placing import RADII_M
from verify.domain.roles import Deed
from verify.workbench.case_desk import (
    CaseDesk,
    DeskClip,
    place_wording,
    recordings_wording,
    sayings,
)
from verify.workbench.case_exports import CaseExports

_SPANS = dict(zip(RADII_M, ("a spot", "a block", "a quarter", "a town"), strict=True))


def show_places(
    case_desk: CaseDesk, exports: CaseExports, case: CaseFile, ours: list[DeskClip]
) -> None:
    """Show every place that was given, and take further ones."""
    if not case.clips:
        st.text("Put a clip into the case first: a place is where a clip was filmed.")
        return
    show_panorama(case, ours)
    standing = case.standing_places()
    for place in standing:
        with st.container(border=True):
            show_place(case_desk, exports, case, place, ours)
    if standing:
        st.text(place_wording.SETTLES_NOTHING)
    past = [sayings.place_saying(case, one) for one in case.places if one not in standing]
    if past:
        data = said.under_a_heading("", past, before="Replaced or withdrawn")
        components.said(key="past-places", data=data)
    if permits.may(Deed.WRITE_IN_CASE):
        _give(case_desk, case)
    if not standing:
        return
    told = {one.event: f"event {one.event}, {place_wording.place_words(one)}" for one in standing}
    with st.expander("Save the places for a map: KML and GeoJSON"):
        _save(exports, case.case_id)
    if permits.may(Deed.WRITE_IN_CASE):
        with deeds.fold("Withdraw a place", "place-withdrawn-reason"):
            deeds.withdrawal(case_desk, case.case_id, told, "place-withdrawn")


def _give(case_desk: CaseDesk, case: CaseFile) -> None:
    names = recordings_wording.clip_names(case)
    standing = {one.event: one for one in case.standing_places()}
    state = st.session_state

    def words(event: int | None) -> str:
        stands = standing.get(event or 0)
        if stands is None:
            return "none: it stands beside the others"
        return f"event {event}, {place_wording.place_words(stands)}"

    def give(known_by: str) -> None:
        facing = state["place-facing"].strip()
        try:
            facing_deg = float(facing) if facing else None
        except ValueError as error:
            raise BadParameterError("The direction", facing, "0 to below 360 degrees") from error
        before = state["place-before"]
        case_desk.place(
            case.case_id,
            standing[before].clip_sha256 if before else state["place-clip"],
            state["place-at"],
            state["place-radius"],
            known_by,
            facing_deg=facing_deg,
            instead_of=before,
        )

    folded = deeds.fold("Say where a clip was filmed", "place-known", expanded=not standing)
    with folded, st.form("place"):
        st.selectbox("Clip", list(names), format_func=names.__getitem__, key="place-clip")
        left, middle, right = st.columns(3)
        left.text_input(
            "Coordinates",
            key="place-at",
            placeholder="35.9306,36.6339",
            help="Latitude, then longitude, WGS 84; degrees, minutes and seconds too.",
        )
        middle.selectbox(
            "The camera stood within",
            RADII_M,
            index=1,
            format_func=lambda one: f"{one:,} m, {_SPANS[one]}",
            key="place-radius",
            help="How far from these coordinates at most",
        )
        right.text_input(
            "It looks to, degrees",
            key="place-facing",
            placeholder="0 is north, 90 east",
            help="Clockwise from true north; leave it empty if you cannot tell",
        )
        st.text_area(
            "How it is known", key="place-known", max_chars=LONGEST_TEXT, help=deeds.MARKDOWN
        )
        st.selectbox("In the place of", [None, *standing], format_func=words, key="place-before")
        clears = ("place-at", "place-facing")
        deeds.submit("Write it down", "place-known", give, clears=clears)


def _save(exports: CaseExports, case_id: str) -> None:
    if not st.button("Draw them"):
        return
    try:
        files = exports.maps(case_id)
    except VerifyError as error:
        st.text(told(error))
        return
    links = [
        {
            "text": f"Save {file.name}",
            "href": f"/wb/reports/{file.parent.name}/{file.name}",
            "page": False,
        }
        for file in files
    ]
    components.links(key="maps", data={"links": links})
