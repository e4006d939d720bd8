"""report.html of a case: one page that needs nothing else, drawn from the model of the report.

No script, no font, no request: the page's own content security policy forbids them. All of it is
escaped text, and a text of others keeps its direction to itself.
"""

from functools import cache

from jinja2 import Environment
from markupsafe import Markup, escape

from verify.presentation.case_report.model import (
    END_ISOLATE,
    ISOLATE,
    Drawing,
    Report,
    plain,
    whole_isolate,
)
from verify.presentation.pages import jpeg_uri, template_environment


def html_of(report: Report) -> str:
    """Return the page as HTML text.

    Raises
    ------
    BadParameterError
        If a picture is not a JPEG.
    """
    return _environment().get_template("case_report.html.j2").render(report=report)


@cache
def _environment() -> Environment:
    environment = template_environment()
    environment.filters.update(
        told=_told,
        plain=plain,
        data_uri=jpeg_uri,
        drawn=_drawn,
        kind=lambda one: type(one).__name__,
    )
    return environment


def _told(text: str) -> Markup:
    """Return a text as HTML; what others wrote keeps its direction, or gives it to a whole line."""
    inner = whole_isolate(text)
    # Escaped before anything is put in: the only markup in it is this function's.
    safe = escape(text if inner is None else inner)
    return safe.replace(ISOLATE, Markup("<bdi>")).replace(END_ISOLATE, Markup("</bdi>"))


def _drawn(drawing: Drawing, key: str) -> Markup:
    """Return a drawing of ours whose names are its own among several on a page."""
    return Markup(drawing.svg.replace("curve-title", f"{key}-t").replace("curve-desc", f"{key}-d"))  # noqa: S704 - our own drawing
