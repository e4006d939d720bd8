"""One place of a case: what it rests on, maps of others, Sun and Moon over it, its landmarks."""

import re
from fractions import Fraction

import streamlit as st

from ui import components, deeds, permits, said
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_ADDRESS
from verify.domain.errors import BadParameterError, shown_name
from verify.domain.evidence import MomentItem
from verify.domain.footage import BoxPx
from verify.domain.placing import LONGEST_NAME, PlaceGiven
from verify.domain.roles import Deed
from verify.workbench.case_desk import CaseDesk, DeskClip, PairSeen, place_wording, sayings
from verify.workbench.case_exports import CaseExports

_LARGEST_PICTURE_MB = 50
_PART = re.compile(r"\s*([0-9.]{1,12})\s+(\d{1,5})[\s,]+(\d{1,5})[\s,]+(\d{1,5})[\s,]+(\d{1,5})\s*")


def show_place(
    case_desk: CaseDesk,
    exports: CaseExports,
    case: CaseFile,
    place: PlaceGiven,
    ours: list[DeskClip],
) -> None:
    """Show a place with what can be done with it."""
    data = said.under_a_heading("", [sayings.place_saying(case, place)])
    components.said(key=f"place-{place.event}", data=data)
    if place.latitude_deg is None or place.longitude_deg is None:
        return
    with st.popover("Maps of others"):
        _maps(place.latitude_deg, place.longitude_deg)
    if permits.may(Deed.WRITE_IN_CASE):
        title = "Add a landmark: a part of the clip, and a picture that shows the same"
        with deeds.fold(title, f"pair-name-{place.event}"):
            _landmark(case_desk, case, place)
    with deeds.fold("Sun and Moon over this place", f"sky-at-{place.event}"):
        _sky(exports, case, place, ours)


def _maps(latitude_deg: float, longitude_deg: float) -> None:
    first, *_ = place_wording.link_lines(latitude_deg, longitude_deg)
    st.text(first)
    for link in place_wording.map_links(latitude_deg, longitude_deg):
        st.link_button(link.service, link.address, width="stretch")


def _landmark(case_desk: CaseDesk, case: CaseFile, place: PlaceGiven) -> None:
    event, state = place.event, st.session_state
    parts = _parts_held_up(case, place)
    name, part, typed = f"pair-name-{event}", f"pair-part-{event}", f"pair-typed-{event}"
    address, picture = f"pair-address-{event}", f"pair-picture-{event}"

    def add(named: str) -> None:
        # What was typed is meant: one of the parts that were held up is always chosen.
        said = state[typed].strip()
        chosen = (None if said else parts.get(state[part] or "")) or _typed_part(said)
        sent = state[picture]
        reference: str | tuple[str, bytes] = state[address].strip()
        if sent is not None:
            reference = (shown_name(sent.name).replace("/", "_"), sent.getvalue())
        elif not reference:
            raise BadParameterError("The other picture", "not given", "an address or a file")
        case_desk.add_landmark(case.case_id, event, PairSeen(named, *chosen, reference))

    with st.form(f"pair-{event}", border=False):
        st.text_input("What it is", key=name, max_chars=LONGEST_NAME, placeholder="minaret")
        st.selectbox(
            "Part of the clip that you held up",
            list(parts),
            index=0 if parts else None,
            key=part,
            placeholder="none yet: draw a box in the player and hold it up",
        )
        st.text_input(
            "Or typed: second, left, top, width, height",
            key=typed,
            placeholder="3.2 100 80 60 120",
            help="Seconds from the first frame; the box in pixels of the picture as shown",
        )
        st.text_input(
            "Address of the other picture",
            key=address,
            max_chars=LONGEST_ADDRESS,
            help="Nothing is fetched",
        )
        st.file_uploader(
            "Or the picture itself; it is hashed and not kept",
            key=picture,
            max_upload_size=_LARGEST_PICTURE_MB,
        )
        deeds.submit("Put them side by side", name, add, clears=(typed, address))


def _parts_held_up(case: CaseFile, place: PlaceGiven) -> dict[str, tuple[Fraction, BoxPx]]:
    """Return the parts of the clip's pictures that are evidence, by their words."""
    return {
        f"{item.start_s:.3f} s, box {', '.join(map(str, item.box_px))} px (event {one.event})": (
            Fraction(item.start_s),
            item.box_px,
        )
        for one in case.evidence
        for item in one.items
        if isinstance(item, MomentItem)
        and item.box_px is not None
        and item.clip_sha256 == place.clip_sha256
        and one.event not in case.withdrawn
    }


def _typed_part(text: str) -> tuple[Fraction, BoxPx]:
    wanted = "second, left, top, width and height, or a part that you held up"
    part = _PART.fullmatch(text)
    try:
        start_s = Fraction(part[1]) if part else None
    except ValueError:
        start_s = None
    if part is None or start_s is None:
        raise BadParameterError("The part", text, wanted)
    return start_s, (int(part[2]), int(part[3]), int(part[4]), int(part[5]))


def _sky(exports: CaseExports, case: CaseFile, place: PlaceGiven, ours: list[DeskClip]) -> None:
    event, state = place.event, st.session_state
    field, outdoors, told = f"sky-at-{event}", f"sky-outdoors-{event}", f"sky-told-{event}"

    def ask(asked: str) -> None:
        state.pop(told, None)
        state[told] = exports.sky(case.case_id, event, asked, ours, outdoors=state[outdoors])

    with st.form(f"sky-{event}", border=False):
        st.text_input(
            "When, by the clock there",
            key=field,
            placeholder="2020-02-27 17:30, or 2020-02-27 for the whole day",
        )
        st.checkbox("The clip was filmed outdoors", key=outdoors)
        deeds.submit("Where did they stand?", field, ask, done="")
    if told not in state:
        return
    lines, chart = state[told]
    address = f"/wb/reports/{chart.parent.name}/{chart.name}"
    picture = {"src": address, "alt": lines[0], "note": "", "saved_as": chart.name}
    components.figure(key=f"sky-chart-{event}", data=picture)
    st.text("\n\n".join(map(shown_name, lines)))
