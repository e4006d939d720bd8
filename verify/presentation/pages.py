"""What all pages share: templates in which every text is escaped, and pictures within the page."""

import base64
import sys
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from verify.domain.errors import BadParameterError

_JPEG_START = b"\xff\xd8\xff"
_COMPILED = Path(__file__).parent / "templates" / "__pycache__"
_MAKER = f"{sys.implementation.cache_tag}-jinja-{jinja2.__version__}"


def template_environment() -> Environment:
    """Return what renders our templates: text is escaped, a missing name is an error."""
    return Environment(
        loader=PackageLoader("verify.presentation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_Compiled(str(_COMPILED), f"%s.{_MAKER}"),
    )


class _Compiled(FileSystemBytecodeCache):
    """Keeps compiled templates beside them, as Python does with modules: 0.25 s for each page.

    Where it may not read or write they are compiled each time.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


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
