"""What people conclude on a claim or on a clip: a word, a reason, and whom it overrules."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from ui import deeds
from verify.domain.case_file import CaseClaim, CaseFile
from verify.domain.cases import LONGEST_TEXT, Verdict
from verify.domain.errors import BadParameterError
from verify.domain.linking import link_verdict, names_a_clip
from verify.domain.verdicts import OF_A_CLAIM, OF_FOOTAGE, VerdictWord
from verify.workbench.case_desk import CaseDesk, recordings_wording

_Standing = Mapping[str | None, int | None]
"""The event of the verdict that stands, on each clip and on none."""
_Give = Callable[[VerdictWord, str, str | None, _Standing], None]


def conclude_on_claim(
    case_desk: CaseDesk, case: CaseFile, claim: CaseClaim, stands: int | None, *, expanded: bool
) -> None:
    """Take a verdict on a claim; where it ties clips to an event, on one clip at a time."""
    number, clips = claim.number, {}
    if names_a_clip(case, claim):
        clips = recordings_wording.clip_names(case)
    standing: _Standing = {
        None: stands,
        **{clip: _event(link_verdict(case, number, clip)) for clip in clips},
    }

    def give(word: VerdictWord, reason: str, clip: str | None, seen: _Standing) -> None:
        case_desk.give_verdict(
            case.case_id, word, reason, claim=number, clip=clip, instead_of=seen[clip]
        )

    # Called the same before and after: by another name it would fold up under whoever writes.
    with deeds.fold("Give your verdict", f"reason-{number}", expanded=expanded):
        _ask(str(number), OF_A_CLAIM, clips, standing, give)


def conclude_on_clip(case_desk: CaseDesk, case: CaseFile, clip: str) -> None:
    """Take a verdict on a clip."""
    held = case.verdict_on(clip_sha256=clip)

    def give(word: VerdictWord, reason: str, _clip: str | None, seen: _Standing) -> None:
        case_desk.give_verdict(case.case_id, word, reason, clip=clip, instead_of=seen[None])

    with deeds.fold("Give your verdict on this clip", f"reason-{clip[:12]}"):
        _ask(clip[:12], OF_FOOTAGE, {}, {None: _event(held)}, give)


def _event(verdict: Verdict | None) -> int | None:
    return None if verdict is None else verdict.event


def _ask(
    key: str,
    words: Sequence[VerdictWord],
    clips: Mapping[str, str],
    standing: _Standing,
    give: _Give,
) -> None:
    field = f"reason-{key}"
    seen = deeds.seen(field, standing, f"verdict-{key}")
    picked, of_clip, state = f"verdict-{key}", f"verdict-clip-{key}", st.session_state
    if clips:
        st.selectbox("Of the clip", list(clips), format_func=clips.__getitem__, key=of_clip)
    st.radio(
        "Verdict",
        words,
        index=None,
        key=picked,
        format_func=lambda one: str(one).replace("_", " "),
        horizontal=True,
    )
    st.text_area("Reason", key=field, max_chars=LONGEST_TEXT, help=deeds.MARKDOWN)

    def conclude(reason: str) -> None:
        if state[picked] is None:
            raise BadParameterError("The verdict", "not chosen", "one of the words above")
        give(state[picked], reason, state[of_clip] if clips else None, seen)

    st.button(
        "Write it down",
        key=f"conclude-{key}",
        disabled=state[picked] is None,
        on_click=deeds.do,
        args=(field, conclude),
    )
    deeds.outcome(field)
