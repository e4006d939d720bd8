"""Search engines that take a picture: who runs each, where it lies, how a picture gets there.

They change without notice, so they are data, not code: one TOML file, which a user may put another
in the place of. Nothing here connects to anything; the user's browser does, on the user's click.
"""

import re
import tomllib
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from verify.domain.errors import InputError, shown_name

MOST_ENGINES = 40
_LOOPBACK = frozenset(("127.0.0.1", "localhost"))
# No user name before the host, and nothing that ends a directive of a content security policy.
_ORIGIN = re.compile(
    r"(?P<origin>(?P<scheme>https?)://(?P<host>(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?)",
    re.ASCII,
)
_ADDRESS = re.compile(_ORIGIN.pattern + r"(/[A-Za-z0-9._~%!$&()*+,=:@/?-]*)?", re.ASCII)

Line = Annotated[str, Meta(min_length=1, max_length=200)]


class EnginesFileError(InputError):
    """A file of search engines that cannot be used."""

    def __init__(self, file: str, problem: str) -> None:
        self.file = file
        self.problem = problem
        super().__init__(
            f"{shown_name(file)} is no list of search engines: {problem}. Mend it, or leave it out "
            "to use the list that comes with Verify."
        )


class Engine(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One search engine.

    Attributes
    ----------
    name, operator, country : str
        What it is called, who runs it, and from which country.
    method : {"form", "page"}
        Whether a form sends the picture to `address`, or that is a page on which the user chooses
        the picture.
    address : str
        https, or http on this machine.
    field : str or None
        Of a form: the field that takes the picture.
    picture_as : {"file", "base64"}
        Of a form: the picture as a file, or as text in base64.
    fields : dict of str to str
        Of a form: what else it sends.
    answers_from : list of str
        Other origins that the answer to a form may lead on to; a browser goes nowhere else.
    checked : date
        When the entry was last held against what is known of the engine.
    learnt_from : str
        How that is known.
    note : str
        What a user should know besides; a sentence.
    """

    name: Line
    operator: Line
    country: Line
    method: Literal["form", "page"]
    address: Line
    checked: date
    learnt_from: Annotated[str, Meta(min_length=1, max_length=600)]
    field: Line | None = None
    picture_as: Literal["file", "base64"] = "file"
    fields: dict[Line, Annotated[str, Meta(max_length=200)]] = {}
    answers_from: Annotated[list[Line], Meta(max_length=20)] = []
    note: Annotated[str, Meta(max_length=600)] = ""

    @property
    def host(self) -> str:
        """The name of the machine that a picture, or a visit, goes to."""
        return _part(self.address, "host")

    @property
    def origin(self) -> str:
        """Scheme, host and port of the address."""
        return _part(self.address, "origin")


class _EnginesFile(Struct, frozen=True, forbid_unknown_fields=True):
    engine: Annotated[list[Engine], Meta(min_length=1, max_length=MOST_ENGINES)]


def engines_of(text: str, file: str) -> list[Engine]:
    """Return the engines of a TOML file, in its order.

    Parameters
    ----------
    text : str
        With one table `[[engine]]` for each; see `Engine`.
    file : str
        How an error names it.

    Raises
    ------
    EnginesFileError
        If it is no TOML, a field is missing, unknown or of another form, an address is neither
        https nor on this machine, or two engines have one name.
    """
    try:
        engines = msgspec.convert(tomllib.loads(text), _EnginesFile).engine
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise EnginesFileError(file, str(error)) from error
    names: set[str] = set()
    for engine in engines:
        if problem := _problem(engine):
            raise EnginesFileError(file, f"{shown_name(engine.name)} {problem}")
        if engine.name.casefold() in names:
            raise EnginesFileError(file, f"{shown_name(engine.name)} stands in it twice")
        names.add(engine.name.casefold())
    return engines


def _problem(engine: Engine) -> str | None:
    """Return what is wrong with an engine, as the end of a sentence."""
    shown = (engine.name, engine.operator, engine.country)
    if any(shown_name(text) != text for text in shown):
        return "has a name with characters that cannot be shown"
    if "*" in engine.host or not _is_allowed(_ADDRESS.fullmatch(engine.address)):
        return "has an address that is neither https nor on this machine"
    for origin in engine.answers_from:
        if not _is_allowed(_ORIGIN.fullmatch(origin)):
            return f"answers from {shown_name(origin)}, which is neither https nor on this machine"
    if engine.method == "form" and engine.field is None:
        return "is asked by a form without a field for the picture"
    if engine.field in engine.fields:
        return "has two fields of one name"
    return None


def _part(address: str, name: str) -> str:
    match = _ADDRESS.fullmatch(address)
    return match[name] if match else ""


def _is_allowed(match: re.Match[str] | None) -> bool:
    return match is not None and (match["scheme"] == "https" or match["host"] in _LOOPBACK)
