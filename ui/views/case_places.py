"""The tab of places: where clips were filmed, as people say, and maps to save or to open."""

import streamlit as st

from ui import components, deeds
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.domain.errors import BadParameterError, VerifyError, shown_name
from verify.domain.placing import RADII_M
from verify.workbench.case_desk import CaseDesk, place_wording, recordings_wording
from verify.workbench.case_exports import CaseExports

_SPANS = dict(zip(RADII_M, ("a spot", "a block", "a quarter", "a town"), strict=True))


def show_places(case_desk: CaseDesk, exports: CaseExports, case: CaseFile) -> None:
    """Show every place that was given, and take further ones."""
    if not case.clips:
        st.text("Put a clip into the case first: a place is where a clip was filmed.")
        return
    lines = list(place_wording.place_lines(case))
    st.text("\n".join(lines) or "No place was given yet.")
    standing = case.standing_places()
    _give(case_desk, case)
    if not standing:
        return
    told = {one.event: f"event {one.event}, {place_wording.place_words(one)}" for one in standing}
    for one in standing:
        if one.latitude_deg is not None and one.longitude_deg is not None:
            with st.expander(f"Maps of the place of event {one.event}"):
                _maps(one.latitude_deg, one.longitude_deg)
    with st.expander("Save the places for a map"):
        _save(exports, case.case_id)
    with st.expander("Withdraw a place"):
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

    with st.expander("Say where a clip was filmed", expanded=not standing), st.form("place"):
        st.selectbox("Clip", list(names), format_func=names.__getitem__, key="place-clip")
        st.text_input(
            "Coordinates",
            key="place-at",
            placeholder="35.9306,36.6339",
            help="Latitude, then longitude, WGS 84; degrees, minutes and seconds too.",
        )
        st.selectbox(
            "How far from there the camera stood at most",
            RADII_M,
            index=1,
            format_func=lambda one: f"{one:,} m, {_SPANS[one]}",
            key="place-radius",
        )
        st.text_input("Camera looks to, degrees clockwise from north", key="place-facing")
        st.selectbox("In the place of", [None, *standing], format_func=words, key="place-before")
        st.text_area("How it is known", key="place-known", max_chars=LONGEST_TEXT)
        clears = ("place-at", "place-facing")
        deeds.submit("Write it down", "place-known", give, clears=clears)


def _maps(latitude_deg: float, longitude_deg: float) -> None:
    first, *_ = place_wording.link_lines(latitude_deg, longitude_deg)
    st.text(first)
    with st.container(horizontal=True):
        for link in place_wording.map_links(latitude_deg, longitude_deg):
            st.link_button(link.service, link.address)


def _save(exports: CaseExports, case_id: str) -> None:
    if not st.button("Draw them"):
        return
    try:
        files = exports.maps(case_id)
    except VerifyError as error:
        st.text(shown_name(str(error)))
        return
    components.links(
        key="maps",
        data={
            "links": [
                {
                    "text": f"Save {file.name}",
                    "href": f"/wb/reports/{file.parent.name}/{file.name}",
                    "page": False,
                }
                for file in files
            ]
        },
    )
