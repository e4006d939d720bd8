"""The parts of the pages that Streamlit does not have, in plain JavaScript, one file each.

Text from outside reaches the page as data and is set as text, never as HTML. Python sees only what
a part decides to tell; see the end of each script.
"""

from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import streamlit as st

_FOLDER = files(__name__)


def _declared(*names: str, styled: bool = True) -> Any:
    """Declare the part of the last name, with what the others hold before it."""
    style = "\n".join(_text(f"{name}.css") for name in ("base", *(names if styled else ())))
    script = "\n".join(_text(f"{name}.js") for name in ("base", *names))
    # A text without a line break would be taken for the name of a file.
    return st.components.v2.component(f"verify_{names[-1]}", css=f"\n{style}", js=f"\n{script}")


def _text(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


uploader = _declared("sending", "uploader")
"""Takes files and folders in. Says `done`, with the ids of the clips, once all chosen ones have
arrived."""
shelf = _declared("shelf")
"""The clips with how their analyses stand. Says `act`: what is to be done with which clip."""
waiting = _declared("waiting")
"""How far a job has come, asked at one of our routes. Says `news` once it stands otherwise than the
page was drawn for."""
headline = _declared("headline")
"""A clip's name, whether it was seen before, and warnings."""
banner = _declared("banner")
"""That a clip was seen before, with both sides of the strongest match."""
matches = _declared("matches")
"""Entries of the archive that look like a clip, with pictures of both sides."""
player = _declared("frames", "curve", "player")
"""The clip, frame by frame, beside what happens in it and above its brightness curve. Says `at`:
the frame on the screen, with the stretch and box that were marked; and `unplayable`, if this
browser cannot play the file."""
sections = _declared("sections")
"""Findings of one kind in sentences, tables and drawings; its times lead the player there."""
sheet = _declared("sheet")
"""The keyframes as a contact sheet; each opens to its full size. Says `chosen`: the files of those
that a person chose, if it lets them."""
links = _declared("links")
"""Pages to open and files to save, from our own routes."""
entries = _declared("entries")
"""Entries of the archive. Says `open`: the key of the one whose page is asked for."""
article = _declared("article")
"""An article with the numbers of its claims. Says `sought`: the number of one that has no card."""
grid = _declared("grid")
"""A table of text, such as evidence against hypotheses."""
claim = _declared("sayings", "claim")
"""What stands on the card of a claim, the machine's words apart from those of people."""
said = _declared("sayings", "said")
"""What people wrote, with those that count no more folded away."""
cases = _declared("cases")
"""The cases, each with what is in it."""
compare = _declared("frames", "together", "compare")
"""Two pictures, or several clips on one clock, held against one another. Says `offsets`, those that
a person set; and `unplayable`, which source this browser cannot play."""
figure = _declared("figure")
"""One picture as wide as the page, with a way to save it."""
door = _declared("door", styled=False)
"""Nothing to be seen; tells whoever was signed out while the page was open."""
going = _declared("going", styled=False)
"""Nothing to be seen; goes on to another page of ours, from which Back leads here in one step: with
`st.switch_page` and words in the address it would take two."""
popovers = _declared("popovers", styled=False)
"""Nothing to be seen; leads the focus into what opens over a page, and names fields for files."""
outcomes = _declared("outcomes", styled=False)
"""Nothing to be seen; reads out what became of a deed, see `ui.deeds.outcome`, and ties a refusal,
whose key is `refuses-` and that of a field, to the field."""


def go_to(page: str, **asked: str) -> None:
    """Go on to a page of ours, with words in its address, once the run is at its end."""
    going(key="going", data={"href": f"/{page}?{urlencode(asked)}"})
