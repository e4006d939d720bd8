"""The cases of this home, and how to open one."""

from datetime import datetime

import msgspec
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import components, current, permits
from ui.labels import label
from ui.problems import told
from verify.domain.cases import LONGEST_TITLE, CaseOpening
from verify.domain.errors import VerifyError, shown_name
from verify.domain.roles import Deed
from verify.workbench.case_desk import Glance

_LARGEST_ARTICLE_MB = 1
_MOST_LISTED = 50
_DAY_CHARS = len("2020-02-28")
_PUBLISHED = "published"
_WRITE_IT = "write it as 2020-02-28T18:00+03:00."

desk = current.desk()
case_desk = current.case_desk()


def open_case() -> None:
    """Ask for a title and an article, and open a case with them."""
    with_clip = next(
        (one for one in case_desk.clips_here() if one.clip_id == st.query_params.get("clip")), None
    )
    if with_clip is not None:
        st.text(f"With the clip {shown_name(with_clip.name)}. Its pictures start covered.")
    with st.form("open", clear_on_submit=False):
        title = st.text_input("What is it about?", max_chars=LONGEST_TITLE)
        text = st.text_area("Article", height=180, placeholder="Paste it here, or choose a file.")
        file = st.file_uploader(
            "Article as a file",
            type=["md", "txt", "html", "htm"],
            max_upload_size=_LARGEST_ARTICLE_MB,
        )
        published = st.text_input(
            "Published",
            key=_PUBLISHED,
            placeholder="2020-02-28T18:00+03:00",
            help="With its zone. Without it, 'on Friday' and the like cannot be told.",
        )
        refusal = st.empty()
        opens_private = st.checkbox(
            "Private: you, whom you invite, editors and admins see it",
            value=desk.house_rules.opens_private,
        )
        sent = st.form_submit_button("Open the case")
    if not sent:
        return
    try:
        published_at = datetime.fromisoformat(published.strip()) if published.strip() else None
    except ValueError:
        refuse(refusal, f"When it was published is not understood: {_WRITE_IT}")
        return
    if published_at is not None and published_at.tzinfo is None:
        lacks = "its time of day and zone" if len(published.strip()) <= _DAY_CHARS else "its zone"
        refuse(refusal, f"When it was published lacks {lacks}: {_WRITE_IT}")
        return
    content = file.getvalue() if file is not None else text.encode()
    lacks_date = content.strip() and published_at is None and not case_desk.states_when(content)
    if lacks_date and st.session_state.get("asked-for-date") != content:
        st.session_state["asked-for-date"] = content
        refusal.text(
            "When was the article published? Without it 'on Friday' and the like cannot be told. "
            "Write it above, or press the button once more to open the case without."
        )
        return
    name = shown_name(file.name).replace("/", "_") if file is not None else "pasted.txt"
    try:
        case_id = case_desk.open(title, is_private=opens_private)
        desk.set_comfort(msgspec.structs.replace(desk.comfort(), cover=True))
        if with_clip is not None:
            case_desk.add_clip(case_id, with_clip)
        if content.strip():
            with st.spinner("Reading the article"):
                case_desk.add_article(case_id, content, name, published_at)
    except VerifyError as error:
        st.text(told(error))
        return
    components.go_to("case", case=case_id)


def refuse(place: DeltaGenerator, problem: str) -> None:
    """Say what is wrong with when it was published; by its key the field is told of it too."""
    with place.container(key=f"refuses-{_PUBLISHED}"):
        st.error(label(problem))


def show_list() -> None:
    """List the cases that hold what is looked for, the newest first."""
    try:
        cases = case_desk.cases()
    except VerifyError as error:
        st.text(told(error))
        return
    if not cases:
        st.text("No case yet.")
        return
    sought = st.text_input("Find a case", placeholder="part of a title, or its id").casefold()
    found = [
        one
        for one in cases
        if sought.strip() in f"{one.untrusted_title or ''} {one.case_id}".casefold()
    ]
    if not found:
        st.text("No case has this in its title or id.")
    glances = case_desk.glances(found[:_MOST_LISTED])
    _list("cases", [both for both in glances if not both[1].is_closed])
    if closed := [both for both in glances if both[1].is_closed]:
        with st.expander(f"Closed ({len(closed)})"):
            _list("closed-cases", closed)
    if (more := len(found) - _MOST_LISTED) > 0:
        st.text(f"{more:,} further cases: look for them by their titles.")


def _list(key: str, of: list[tuple[CaseOpening, Glance]]) -> None:
    private = case_desk.private()
    listed = [
        {
            "title": shown_name(one.untrusted_title or "(erased)"),
            "href": f"/case?case={one.case_id}",
            "lines": [
                f"{'private; ' if one.case_id in private else ''}{glance.files}; {glance.claims}",
                f"last change {glance.changed_utc:%d %b %Y, %H:%M} UTC; opened by "
                f"{shown_name(one.actor.untrusted_name)}; {one.case_id}",
            ],
        }
        for one, glance in of
    ]
    components.cases(key=key, data={"cases": listed})


st.title("Cases", anchor=False)
st.text("A case holds an article with its claims, the clips, and what people conclude, and why.")
show_list()
st.header("Open a case", anchor=False)
if permits.offers(Deed.OPEN_CASE):
    open_case()
