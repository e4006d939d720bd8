"""Part of the settings: who signs in, as what, and what holds for the whole house."""

import streamlit as st

from ui import components, permits
from ui.labels import label
from ui.problems import told
from verify.domain.errors import VerifyError
from verify.domain.roles import Deed, Role
from verify.workbench.desk import Desk
from verify.workbench.people import SignUp

_CASES = {False: "shared: everybody who signs in sees them", True: "private: their owners invite"}
_SAID = "people-said"


def show_people(desk: Desk) -> None:
    """List who signs in, each with their role to be changed; and the rules of the house."""
    if not permits.offers(Deed.KEEP_PEOPLE):
        return
    if said := st.session_state.pop(_SAID, None):
        st.text(said)
    for one in desk.people.signed_up():
        _person(desk, one)
    if not desk.people.signed_up():
        st.text("Nobody is listed: only whoever has the account of this machine signs in.")
    st.text(
        "Whoever runs this server lets people in and gives passwords, on its command line: verify "
        "people add NAME. A role holds from the next click on, in open pages too."
    )
    rows = list(_WORDS.items())
    components.sections(key="roles", data={"blocks": [{"kind": "rows", "rows": rows}]})
    if permits.may(Deed.SET_HOUSE):
        _rules(desk)


_WORDS = {
    Role.VIEWER: "reads shared cases and the archive",
    Role.JOURNALIST: "opens cases, adds footage, writes and concludes",
    Role.EDITOR: "also sees private cases, rules, releases, closes, judges and removes",
    Role.ADMIN: "also keeps people and settings",
}


def _person(desk: Desk, one: SignUp) -> None:
    key = f"role-{one.id}"

    def give() -> None:
        try:
            desk.give_role(one.name, st.session_state[key])
        except VerifyError as error:
            st.session_state[_SAID] = told(error)
        # What stands in the file is shown, whether or not it was changed.
        del st.session_state[key]

    where = "at the proxy" if one.password_id is None else "with a password"
    # Whoever hears this field read out hears what is escaped too: the name alone is.
    st.selectbox(
        f"{label(one.name)}, signs in {where}, since {one.added_utc:%d %b %Y}",
        list(Role),
        list(Role).index(one.role),
        key=key,
        on_change=give,
    )


def _rules(desk: Desk) -> None:
    st.header("For the whole house", anchor=False)
    rules = desk.house_rules

    def change() -> None:
        state = st.session_state
        desk.set_house(opens_private=state["opens-private"], unknown_role=state["unknown-role"])

    st.radio(
        "New cases are, unless somebody says otherwise",
        list(_CASES),
        int(rules.opens_private),
        format_func=_CASES.__getitem__,
        key="opens-private",
        on_change=change,
        help="While they are private, a clip that is in no case is seen by its sender and editors.",
    )
    st.selectbox(
        "Whom a proxy names, and nobody gave a role, is",
        list(Role),
        list(Role).index(rules.unknown_role),
        key="unknown-role",
        on_change=change,
    )
