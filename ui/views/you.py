"""Who is at this page, and the way out."""

import streamlit as st

from ui import components, current
from ui.problems import told
from verify.domain.errors import VerifyError, shown_name
from verify.domain.roles import Role, deeds_of

_KNOWN_BY = {
    "system_account": "the account of this machine that serves the app",
    "sign_in": "signed in with a password",
    "proxy": "signed in at the proxy before this server",
}
_LOOK_EVERY_S = 5.0

actor = current.person().actor


@st.fragment(run_every=_LOOK_EVERY_S)
def show_role() -> None:
    """Say what a person may do, as of now: an admin may change it while the page is open."""
    try:
        permit = current.desk().permit
    except VerifyError as error:
        st.text(told(error))
        return
    st.header(f"Your role: {permit.role}", anchor=False)
    held = [(f"As {role}", "\n".join(deeds_of(role))) for role in Role if permit.role.reaches(role)]
    st.text("With it you may do this:")
    components.sections(key="may", data={"blocks": [{"kind": "rows", "rows": held}]})
    if current.person().role is not None:
        st.text("The proxy before this server gives roles: load the page anew after a change.")
    elif permit.role is not Role.ADMIN:
        st.text("Admins of this Verify give roles; another one holds from your next click on.")


st.title("You", anchor=False)
st.text(
    f"You are {shown_name(actor.untrusted_name)}: {_KNOWN_BY.get(actor.known_by, 'not known')}."
)
show_role()
st.text(
    "What you write in cases, make of matches and hold up as evidence carries this name in the "
    "custody log, for good. Shared cases are seen by all who use this server; a private one by its "
    "owner, those invited, editors and admins. How pictures are shown to you, and what you have "
    "not sent yet, is yours alone."
)
if actor.known_by == "sign_in":
    components.links(
        key="leave", data={"links": [{"text": "Sign out", "href": "/sign-out", "here": True}]}
    )
