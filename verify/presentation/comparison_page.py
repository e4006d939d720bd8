"""The page on which two files are looked at side by side, in turn, and as their difference.

It needs nothing else and asks for nothing: its content security policy forbids all traffic. Without
scripts all but the slider works.
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from verify.domain.comparison import Comparison
from verify.presentation import comparison_wording, match_wording
from verify.presentation.pages import template_environment
from verify.presentation.reverse_wording import day_words
from verify.presentation.wording import short_timecode

_TEMPLATES = "verify.presentation"


def render_comparison_page(comparison: Comparison, pictures: Mapping[str, bytes]) -> str:
    """Return the page as HTML text.

    Parameters
    ----------
    comparison : Comparison
    pictures : mapping from `ComparedPicture.file` to JPEG bytes
        Carried inside the page, apart from the strip.
    """
    script = files(_TEMPLATES).joinpath("templates", "comparison.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    sources = {
        name: "data:image/jpeg;base64," + base64.b64encode(content).decode("ascii")
        for name, content in pictures.items()
    }
    return (
        _environment()
        .get_template("comparison.html.j2")
        .render(
            comparison=comparison,
            names={"A": comparison.a.untrusted_name, "B": comparison.b.untrusted_name},
            sources=sources,
            script=Markup(script),  # noqa: S704 - our own
            script_digest=digest,
            words=comparison_wording,
            matching=match_wording,
            time=short_timecode,
            made=day_words(comparison.made_utc.date()),
        )
    )


@cache
def _environment() -> Environment:
    return template_environment()
