"""What was made of an original: the record beside a derived file, schema "verify/derived/1".

A still, a plot, a cut or a review copy is not the file as received. Its record says what it was
made of, by what and how, so that anyone can make it again.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta, Struct

from verify.domain.footage import Sha256

SCHEMA_NAME = "verify/derived/1"


class DerivedKind(StrEnum):
    """What a derived file is."""

    STILL = "still"
    PLOT = "plot"
    CUT = "cut"
    REVIEW_COPY = "review_copy"


class Recipe(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a derived file was made of which original.

    Attributes
    ----------
    origin : str
        SHA-256 of the original.
    ending : str
        Of the file's name, such as `.jpg`.
    parameters : dict
        JSON; of a cut or a review copy, its whole record of schema "verify/derivation/1".
    """

    kind: DerivedKind
    origin: Sha256
    ending: Annotated[str, Meta(pattern=r"^\.[a-z0-9]{1,5}$")]
    made_utc: Annotated[datetime, Meta(tz=True)]
    tool: Annotated[str, Meta(min_length=1, description="program or library")]
    tool_version: Annotated[str, Meta(min_length=1)]
    parameters: dict[str, Any]


class Derived(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A derived file as it was kept."""

    schema: Annotated[str, Meta(pattern=f"^{SCHEMA_NAME}$")]
    recipe: Recipe
    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1)]
