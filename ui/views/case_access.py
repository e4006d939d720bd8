"""Part of a case's head: who may see it, and whom its owner invites."""

import streamlit as st

from ui import deeds
from verify.domain.errors import shown_name
from verify.domain.people import LONGEST_NAME
from verify.workbench.case_desk import CaseDesk

_SHARED = "Shared: everybody who signs in here sees this case."
_NOT_YOURS = "Who sees it is said by whoever opened it, or by an editor."


def show_access(case_desk: CaseDesk, case_id: str) -> None:
    """Show who may see a case, and take what its owner or an editor says of that."""
    held, is_theirs = case_desk.access(case_id)
    names = [shown_name(name) for name in held.admitted.values() if name]
    with st.popover("Private" if held.is_private else "Shared"):
        seen_by = ", ".join([*names, "editors and admins"])
        st.text(f"Private: seen by {seen_by}." if held.is_private else _SHARED)
        if not is_theirs:
            st.text(_NOT_YOURS)
            return
        st.button(
            "Share it with everybody" if held.is_private else "Make it private",
            key="set-private",
            on_click=deeds.do,
            args=(
                "access",
                lambda _: case_desk.set_private(case_id, is_private=not held.is_private),
                "Shared with everybody now." if held.is_private else "Private now.",
            ),
        )
        deeds.outcome("access")
        if held.is_private:
            _invite(case_desk, case_id, [name for name in held.admitted.values() if name][1:])


def _invite(case_desk: CaseDesk, case_id: str, invited: list[str]) -> None:
    with st.form("invite", border=False):
        st.text_input("Invite, by name", key="invited", max_chars=LONGEST_NAME)
        deeds.submit(
            "Invite", "invited", lambda name: case_desk.invite(case_id, name), done="Invited."
        )
    for place, name in enumerate(invited):
        st.button(
            f"Take back: {shown_name(name)}",
            key=f"take-back-{place}",
            on_click=deeds.do,
            args=(
                "access",
                lambda _, name=name: case_desk.invite(case_id, name, takes_back=True),
                f"Taken back: {shown_name(name)}.",
            ),
        )
