"""report.html of a case: one page that needs nothing else, drawn from the model of the report.

No script, no font, no request: the page's own content security policy forbids them. All of it is
escaped text, and a text of others keeps its direction to itself.
"""

import base64
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from verify.domain.errors import BadParameterError
from verify.presentation.case_report.model import (
    END_ISOLATE,
    ISOLATE,
    Drawing,
    Report,
    plain,
    whole_isolate,
)

_JPEG_START = b"\xff\xd8\xff"


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
    environment = Environment(
        loader=PackageLoader("verify.presentation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        told=_told,
        plain=plain,
        data_uri=_data_uri,
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


def _data_uri(jpeg: bytes) -> str:
    if not jpeg.startswith(_JPEG_START):
        raise BadParameterError("a picture", jpeg[:3].hex(), "the bytes of a JPEG")
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def _drawn(drawing: Drawing, key: str) -> Markup:
    """Return a drawing of ours whose names are its own among several on a page."""
    return Markup(drawing.svg.replace("curve-title", f"{key}-t").replace("curve-desc", f"{key}-d"))  # noqa: S704 - our own drawing
