"""The script that Streamlit runs for each page: which views there are, and their frame."""

from pathlib import Path

import streamlit as st

from ui import components, progress
from ui.theme import RULES

# A picture of ours: an icon by name would be fetched from a host of others.
_ICON = Path(__file__).with_name("favicon.png")

st.set_page_config(page_title="Verify", page_icon=str(_ICON), layout="wide")
st.html(RULES)
components.door(key="door", data={})
components.popovers(key="popovers", data={})
components.outcomes(key="outcomes", data=progress.news())
st.navigation(
    [
        st.Page("views/footage.py", title="Footage", default=True),
        st.Page("views/cases.py", title="Cases", url_path="cases"),
        st.Page("views/sync.py", title="Several clips", url_path="sync"),
        st.Page("views/archive.py", title="Archive", url_path="archive"),
        st.Page("views/settings.py", title="Settings", url_path="settings"),
        st.Page("views/you.py", title="You", url_path="you"),
        st.Page("views/clip.py", title="Clip", url_path="clip", visibility="hidden"),
        st.Page("views/matches.py", title="Matches", url_path="matches", visibility="hidden"),
        st.Page("views/case.py", title="Case", url_path="case", visibility="hidden"),
    ],
    position="top",
).run()
