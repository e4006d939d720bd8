"""triage.html: the first five minutes with a clip, on one page that needs nothing else.

No script, no font, no request; its content security policy forbids them. Whatever came out of the
file or was typed is escaped and freed of characters that reorder or hide text.
"""

import base64
from functools import cache

from jinja2 import Environment

from verify.domain.errors import shown_name
from verify.domain.triage import Triage
from verify.presentation.case_records_wording import written_words
from verify.presentation.pages import template_environment
from verify.presentation.triage_wording import Section, outcome_words, sections

_LARGEST_PICTURE_BYTES = 8 << 20
# What it is and what fits are the long ones.
_LEFT = {1, 3}
_JPEG = b"\xff\xd8\xff"


def render_triage_page(triage: Triage, contact_sheet: bytes | None) -> str:
    """Return the page as HTML text.

    Parameters
    ----------
    triage : Triage
    contact_sheet : bytes or None
        A JPEG; left out if it is none, or too large.
    """
    return (
        _environment()
        .get_template("triage.html.j2")
        .render(
            name=shown_name(triage.footage.untrusted_name),
            claims=[
                (written_words(one.untrusted_text), outcome_words(one), one.outcome)
                for one in triage.claims
            ],
            columns=_columns(sections(triage)),
            picture=_picture(contact_sheet),
            version=triage.version,
        )
    )


def _columns(listed: list[Section]) -> list[list[tuple[int, Section]]]:
    """Return the sections in two columns, each with its place in the order of questions."""
    numbered = list(enumerate(listed, start=1))
    left = [one for one in numbered if one[0] in _LEFT]
    return [left, [one for one in numbered if one not in left]]


def _picture(content: bytes | None) -> str | None:
    if content is None or len(content) > _LARGEST_PICTURE_BYTES or not content.startswith(_JPEG):
        return None
    return "data:image/jpeg;base64," + base64.b64encode(content).decode("ascii")


@cache
def _environment() -> Environment:
    return template_environment()
