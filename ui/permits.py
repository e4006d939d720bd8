"""What whoever looks at a page may do: what they may not is not offered, and the page says why.

The workbench refuses it in any case, at the deed itself: a role may be another one by then.
"""

import streamlit as st

from ui import current
from verify.domain.errors import VerifyError
from verify.domain.roles import Deed, lacking_words


def may(deed: Deed) -> bool:
    """Whether something is to be offered."""
    try:
        return current.desk().permit.may(deed)
    except VerifyError:
        return False


def offers(deed: Deed) -> bool:
    """Whether something is to be offered; where it is not, say which role it takes."""
    try:
        permit = current.desk().permit
    except VerifyError as error:
        st.text(str(error))
        return False
    if not permit.may(deed):
        st.text(lacking_words(deed, permit.role))
    return permit.may(deed)
