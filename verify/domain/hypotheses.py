"""What a clip may be, held against each other: competing hypotheses, and what speaks of each.

Evidence that fits all of them tells nothing between them, and none wins by what fits it: what
speaks against each is looked at first (R. J. Heuer, "Psychology of Intelligence Analysis", 1999,
chapter 8).
"""

from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.cases import EventNumber, Recorded, Text
from verify.domain.evidence import Stance
from verify.domain.footage import Sha256

MOST_HYPOTHESES = 50
"""Of one weighing."""


class Hypothesis(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a person holds possible of a clip."""

    clip_sha256: Sha256
    untrusted_text: Text | None
    instead_of: Annotated[EventNumber | None, Meta(description="the wording that it replaces")]


class Bearing(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a piece of evidence says of one hypothesis."""

    hypothesis: EventNumber
    stance: Stance


class Weighing(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A piece of evidence, or a place, held against hypotheses; the last word on each holds."""

    evidence: EventNumber
    bearings: Annotated[list[Bearing], Meta(min_length=1, max_length=MOST_HYPOTHESES)]
    untrusted_note: Text | None
