"""The first five minutes with a clip on one page: the content of `verify triage --json`.

Everything in it is a machine's and a proposal. Where and when a clip was filmed stays open here, so
nothing measured raises a claim on the event; a case is where people settle that.
"""

from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.checked import SkyAsked
from verify.domain.footage import Footage, Sha256
from verify.domain.matches import Search
from verify.domain.proposals import Outcome, Proposal, Subject

SCHEMA_NAME = "verify/triage/1"
MOST_STEPS = 3


class TriagedClaim(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A claim as it was typed, and what checks propose for it."""

    untrusted_text: str
    is_asked: Annotated[
        bool, Meta(description="false of the sentence that a place and a time given alone make")
    ]
    about: Subject
    outcome: Outcome
    sky: SkyAsked | None
    no_sky: Annotated[str | None, Meta(description="why no sky was asked; null if one was")]
    proposals: list[Proposal]


class NextStep(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to do next, and why."""

    what: str
    why: str
    command: Annotated[str | None, Meta(description="as typed; null if it takes a person's eye")]


class Triage(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One clip, as far as it can be told at once."""

    schema: Annotated[str, Meta(pattern=f"^{SCHEMA_NAME}$")]
    version: Annotated[str, Meta(description="of Verify")]
    footage: Footage
    result: Annotated[str, Meta(description="folder with analysis, report and this page")]
    is_reused: Annotated[bool, Meta(description="whether that result was there before")]
    analysis_sha256: Annotated[Sha256, Meta(description="of its analysis.json")]
    what_it_is: Annotated[list[str], Meta(description="in sentences")]
    careful: Annotated[list[str], Meta(description="what puts the rest in doubt")]
    archive: Annotated[Search | None, Meta(description="null if none could be asked")]
    no_archive: Annotated[str | None, Meta(description="why none was asked; null if one was")]
    entries_now: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="of the archive; more than searched: it grew since it was asked"),
    ]
    claims: list[TriagedClaim]
    next_steps: Annotated[list[NextStep], Meta(max_length=MOST_STEPS)]
