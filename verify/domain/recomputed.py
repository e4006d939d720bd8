"""What became of a finding that was held up as evidence when its clip was analysed again.

The same program, the same parameters and the same bytes give the same numbers. That they do says
that the numbers are the program's own; it says nothing about whether the footage is true.
"""

from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta, Struct

from verify.domain.cases import CaseId, ClaimNumber, EventNumber
from verify.domain.findings import Tool
from verify.domain.footage import Sha256


class RunAgain(StrEnum):
    """What a finding came to when it was run again."""

    SAME = "same"
    WITHIN_TOLERANCE = "within_tolerance"
    """Other numbers, by no more than `casework.recomputing` allows each kind of them."""
    DIFFERS = "differs"
    ANOTHER_PLACE = "another_place"
    """The same finding, at another place of its list."""
    VERSION_NOT_AVAILABLE = "version_not_available"
    """Made by a method or with parameters that this program does not have."""
    FOOTAGE_NOT_AVAILABLE = "footage_not_available"
    NOT_RUN = "not_run"
    """It could not be run again here, or cannot be run again at all."""


_DIFFERENT = frozenset({RunAgain.DIFFERS, RunAgain.ANOTHER_PLACE})
_OPEN = frozenset(
    {RunAgain.VERSION_NOT_AVAILABLE, RunAgain.FOOTAGE_NOT_AVAILABLE, RunAgain.NOT_RUN}
)


class Difference(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One number or word that is not what was recorded."""

    pointer: Annotated[str, Meta(description="RFC 6901, in analysis.json")]
    recorded: Any
    found: Annotated[Any, Meta(description="null also where nothing stands there")]
    is_within: Annotated[bool, Meta(description="whether the tolerance of its kind allows it")]


class Recomputed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One finding that is held up as evidence, and what it came to."""

    case_id: CaseId
    event: Annotated[EventNumber, Meta(description="that held it up")]
    claim: ClaimNumber
    clip_sha256: Sha256
    pointer: Annotated[str, Meta(description="RFC 6901, in the analysis that it was taken from")]
    outcome: RunAgain
    reason: Annotated[str | None, Meta(description="why it is not available, or was not run")]
    found_at: Annotated[str | None, Meta(description="where the same finding stands now")]
    differences: Annotated[
        list[Difference], Meta(description="from what this program finds now, whatever made it")
    ]
    recorded_by: Tool
    run_by: Annotated[Tool | None, Meta(description="null if it was not run again")]

    @property
    def is_different(self) -> bool:
        """Whether something is not as it was recorded."""
        return self.outcome in _DIFFERENT

    @property
    def is_open(self) -> bool:
        """Whether it could not be told."""
        return self.outcome in _OPEN
