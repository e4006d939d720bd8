"""The tab of hypotheses: what each clip may be, and what evidence says of each."""

import streamlit as st

from ui import components, deeds, permits, said, weighed
from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_TEXT
from verify.domain.errors import shown_name
from verify.domain.evidence import Stance
from verify.domain.hypothesis_table import HypothesisTable, tables_of
from verify.domain.roles import Deed
from verify.workbench.case_desk import CaseDesk, hypothesis_wording, recordings_wording, sayings

_STANCES = {
    Stance.CONTRADICTS: "against it",
    Stance.SUPPORTS: "for it",
    Stance.CONTEXT: "neither",
}
_NOT_WEIGHED = "not weighed"
_FEWEST = 2


def show_hypotheses(case_desk: CaseDesk, case: CaseFile) -> None:
    """Show the hypotheses on each clip, and take further ones and what is weighed."""
    names = recordings_wording.clip_names(case)
    if not names:
        st.text("Put a clip into the case first: hypotheses are about what a clip may be.")
        return
    if (number := len(case.standing_hypotheses())) < _FEWEST:
        none = "" if number else "No hypothesis yet. "
        st.text(f"{none}Write at least two: one alone is only ever found to fit.")
    for table in tables_of(case):
        clip = table.clip_sha256
        told = [
            sayings.hypothesis_saying(case, one, hypothesis_wording.letter(column))
            for column, one in enumerate(table.hypotheses)
        ]
        heading = f"What {names[clip]} may be"
        components.said(key=f"hypotheses-{clip}", data=said.under_a_heading(heading, told))
        if table.rows:
            components.grid(key=f"table-{clip}", data=weighed.table(case, table))
        if permits.may(Deed.WRITE_IN_CASE):
            _weigh(case_desk, case, table)
    if permits.may(Deed.WRITE_IN_CASE):
        _write(case_desk, case, names)
    if case.hypotheses:
        with st.expander("All that was weighed, by whom"):
            recordings = case_desk.recordings(case)
            st.text("\n".join(hypothesis_wording.hypothesis_lines(case, recordings)))


def _weigh(case_desk: CaseDesk, case: CaseFile, table: HypothesisTable) -> None:
    held, clip = weighed.held_up(case), table.clip_sha256
    if not held:
        st.text("No evidence to weigh yet: hold something up for or against a claim.")
        return
    field = f"weigh-note-{clip}"
    with deeds.fold("Weigh a piece of evidence", field), st.form(f"weigh-{clip}"):
        chosen = st.selectbox(
            "Evidence or place", list(held), format_func=held.__getitem__, key=f"weighed-{clip}"
        )
        for column, one in enumerate(table.hypotheses):
            st.radio(
                f"What it says of {hypothesis_wording.letter(column)}",
                [*_STANCES, _NOT_WEIGHED],
                index=len(_STANCES),
                format_func=lambda stance: _STANCES.get(stance, _NOT_WEIGHED),
                horizontal=True,
                key=f"says-{one.event}",
            )
        st.text_input("Why", key=field, max_chars=LONGEST_TEXT)

        def weigh(note: str) -> None:
            words = {one.event: st.session_state[f"says-{one.event}"] for one in table.hypotheses}
            stances = {event: word for event, word in words.items() if word != _NOT_WEIGHED}
            evidence = st.session_state[f"weighed-{clip}"]
            case_desk.weigh(case.case_id, chosen if evidence is None else evidence, stances, note)

        deeds.submit("Weigh it", field, weigh)


def _write(case_desk: CaseDesk, case: CaseFile, names: dict[str, str]) -> None:
    standing = {one.event: one for one in case.standing_hypotheses()}
    clips = list(names)

    def words(event: int | None) -> str:
        if event is None:
            return "a new one"
        return f"event {event}, {shown_name(standing[event].untrusted_text or 'words erased')}"

    fields = ("hypothesis", "hypothesis-withdrawn-reason")
    with deeds.fold("Write a hypothesis", *fields, expanded=len(standing) < _FEWEST):
        with st.form("write-hypothesis"):
            st.selectbox("Clip", clips, format_func=names.__getitem__, key="hypothesis-clip")
            st.selectbox(
                "In the place of", [None, *standing], format_func=words, key="hypothesis-before"
            )
            st.text_area(
                "What it may be", key="hypothesis", max_chars=LONGEST_TEXT, help=deeds.MARKDOWN
            )

            def write(text: str) -> None:
                before = st.session_state["hypothesis-before"]
                clip = st.session_state["hypothesis-clip"]
                if before is not None:
                    clip = standing[before].clip_sha256
                case_desk.write_hypothesis(case.case_id, clip, text, before)

            deeds.submit("Write it down", "hypothesis", write)
        if standing:
            told = {event: words(event) for event in standing}
            deeds.withdrawal(case_desk, case.case_id, told, "hypothesis-withdrawn")
