"""What a check proposes for a claim: an outcome, the finding it rests on, and what would mislead.

A proposal is no evidence yet and no verdict: a person takes it up or leaves it. Of a clip nothing
follows for an event until somebody has settled that the clip is of that event.
"""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct


class Outcome(StrEnum):
    """What a finding does for a claim, the weightiest first."""

    CONTRADICTS = "contradicts"
    """Both cannot hold, under the conditions that are named."""
    SUPPORTS = "supports"
    """It would be unlikely were the claim false."""
    FITS = "fits"
    """It agrees, as it would with many other claims."""
    CANNOT_TELL = "cannot_tell"
    """The finding that bears on it is missing, unclear, or allows both."""
    SILENT = "silent"
    """Nothing that is measured on a clip bears on it."""


class Subject(StrEnum):
    """What a claim is about."""

    CLIP = "clip"
    """What this footage shows, or where its file was before."""
    EVENT = "event"
    """What happened, whether or not it was filmed."""
    LINK = "link"
    """That this clip is of that event: its first copy, who filmed it, where, when."""


class Check(StrEnum):
    """What was held against the claim."""

    DARKNESS = "darkness"
    SKY = "sky"
    CALENDAR = "calendar"
    COUNT = "count"
    LIGHT = "light"
    DELAY = "delay"
    GAP = "gap"
    """From one flash to another."""
    LENGTH = "length"
    BLINKING = "blinking"
    ARCHIVE = "archive"
    METADATA = "metadata"
    """What the file says of itself, which anyone may have written."""
    BY_EYE = "by_eye"
    """Nothing is measured of it, but a person may see it."""
    UNTESTABLE = "untestable"


class Basis(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A finding that a proposal rests on."""

    document: Annotated[
        Literal["analysis", "sky", "archive", "claim"],
        Meta(
            description="what it stands in: analysis.json, the answer of sky or archive, the claim"
        ),
    ]
    pointer: Annotated[
        str, Meta(description="RFC 6901, in that document, such as /flashes; empty for all of it")
    ]
    value: Annotated[str, Meta(description="in words")]
    uncertainty: str


class Proposal(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one check says of one claim."""

    check: Check
    about: Subject
    outcome: Outcome
    why: Annotated[str, Meta(description="one plain sentence")]
    rests_on: Annotated[list[Basis], Meta(description="empty where nothing was found to rest on")]
    only_if: Annotated[
        list[str], Meta(description="what must hold for it, and nobody has said: 'it was ...'")
    ]
    would_mislead: list[str]
