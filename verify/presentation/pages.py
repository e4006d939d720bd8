"""What all pages share: templates in which every text is escaped, and pictures within the page."""

import base64

from jinja2 import Environment, PackageLoader, StrictUndefined

from verify.domain.errors import BadParameterError

_JPEG_START = b"\xff\xd8\xff"


def template_environment() -> Environment:
    """Return what renders our templates: text is escaped, a missing name is an error."""
    return Environment(
        loader=PackageLoader("verify.presentation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def jpeg_uri(picture: bytes) -> str:
    """Return a picture as an address that holds all of it.

    Raises
    ------
    BadParameterError
        If it is not a JPEG.
    """
    if not picture.startswith(_JPEG_START):
        raise BadParameterError("a picture", picture[:3].hex(), "the bytes of a JPEG")
    return "data:image/jpeg;base64," + base64.b64encode(picture).decode("ascii")
