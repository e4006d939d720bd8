"""A case on its way: what a package of one is for whom, and a case of others that was taken in.

What others wrote stays theirs: their events are not put among ours, but quoted whole in one event
that says who took them in and when. Nothing of a package is held to be true because it is whole.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from verify.domain.cases import EventNumber, Recorded, Title
from verify.domain.custody import Actor
from verify.domain.footage import Sha256

FORM_NUMBER = 1
"""Of the layout of a package; a later one is refused."""
LARGEST_HISTORY_BYTES = 32 << 20
LEFT_OUT = Actor(untrusted_name="(left out)", known_by="none")
"""Stands for whoever wrote what is told without their name."""


class Edition(StrEnum):
    """For whom something is that leaves the house."""

    PUBLIC = "public"
    """For anybody: without notes, names, what people were told, and words that tell of sources."""
    INTERNAL = "internal"
    """For those who may read the case: everything that was not erased."""


class ExportForm(StrEnum):
    """What a case is written as."""

    BAG = "bag"
    """All of it, with what it takes to check it; BagIt 1.0 (RFC 8493)."""
    CLAIM_REVIEW = "claimreview"
    """Verdicts on claims, for search engines; JSON-LD of schema.org."""
    MEDIA_REVIEW = "mediareview"
    """Verdicts on clips; JSON-LD of schema.org."""
    VTT = "vtt"
    """What is held up of a clip, as markers on its timeline; WebVTT."""
    CSV = "csv"
    """The same as a table."""
    PROV = "prov"
    """Who made what out of what; PROV-JSON."""
    ANNOTATIONS = "annotations"
    """Claims and evidence as annotations of article and clips; W3C Web Annotation."""


class ForeignCase(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A case of others, as its package told it; who, when and in which event it was taken in."""

    untrusted_title: Title | None
    package_sha256: Annotated[Sha256, Meta(description="of its tagmanifest-sha256.txt")]
    last_event: Annotated[EventNumber, Meta(description="newest one, by their numbers")]
    head: Annotated[Sha256, Meta(description="hash of that event")]
    key: Annotated[str, Meta(max_length=200, description="public key that signed the package")]
    untrusted_history: Annotated[
        Annotated[str, Meta(max_length=LARGEST_HISTORY_BYTES)] | None,
        Meta(description="their events, a line each, as they came; null if erased"),
    ]
