"""What checks proposed in a case, kept as it was said, and what people turned down of it.

One record holds every standing claim of the case against one clip, or against calendar and sky
alone. A proposal is known by the event of its record and its number in it, such as 31.4. People
take one over by making it evidence; see `evidence`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from msgspec import Meta, Struct

from verify.domain.cases import ClaimNumber, EventNumber, Recorded, Text
from verify.domain.claimed import Latitude, Longitude
from verify.domain.findings import Tool
from verify.domain.footage import Sha256
from verify.domain.proposals import Outcome, Proposal

ProposalNumber = Annotated[int, Meta(ge=1, description="of a proposal within its record, from 1")]


class ProposalName(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, order=True):
    """Which proposal is meant.

    Examples
    --------
    >>> str(ProposalName(event=31, number=4))
    '31.4'
    """

    event: EventNumber
    number: ProposalNumber

    def __str__(self) -> str:
        return f"{self.event}.{self.number}"


class SkyAsked(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which sky a claim was held against, with what it takes to ask again."""

    place: Annotated[str, Meta(description="as the gazetteer calls it, or a position")]
    latitude_deg: Latitude
    longitude_deg: Longitude
    position_error_km: Annotated[
        float, Meta(ge=0, description="how far the place reaches from its point, about")
    ] = 0.0
    zone: str
    asked: Annotated[str, Meta(description="the time, as for verify sky --at")]
    outdoors: bool
    engine: str
    zone_rules: str
    excluded_share: Annotated[
        float, Meta(ge=0, le=1, description="of the hours, the least of all readings of the time")
    ]


class CheckedClaim(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One claim, and all that checks say of it."""

    claim: ClaimNumber
    outcome: Outcome
    is_read: Annotated[
        bool, Meta(description="whether rules could read its words; else nothing was checked")
    ]
    sky: SkyAsked | None
    no_sky: Annotated[str | None, Meta(description="why no sky was asked; null if one was")]
    proposals: list[Proposal]


class ChecksMade(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every standing claim of a case, held against one clip at one state of the case."""

    clip_sha256: Annotated[
        Sha256 | None, Meta(description="null if only calendar and sky were asked")
    ]
    analysis_sha256: Annotated[Sha256 | None, Meta(description="of the file with the findings")]
    tool: Annotated[Tool | None, Meta(description="what made these findings")]
    methods: Annotated[dict[str, int], Meta(description="versions of the checks themselves")]
    outdoors: Annotated[bool | None, Meta(description="what a person says; null if nothing")]
    event_day: Annotated[date | None, Meta(description="first day of the event, by a person")]
    is_link_settled: Annotated[
        bool, Meta(description="whether verdicts settle place and time of the clip")
    ]
    archive_asked: Annotated[
        str,
        Meta(pattern="^(with_the_analysis|anew|no)$", description="when the archive was asked"),
    ]
    matches: Annotated[
        dict[str, Sha256] | None, Meta(description="entries found there, by place in its answer")
    ]
    reads_otherwise: Annotated[
        list[EventNumber] | None,
        Meta(description="evidence whose finding is another one in this analysis"),
    ]
    claims: Annotated[list[CheckedClaim] | None, Meta(description="null once erased")]
    findings: Annotated[
        dict[str, Any] | None,
        Meta(description="what stands in the analysis where proposals rest on it, by its place"),
    ]

    def named(self) -> Iterator[tuple[ProposalName, CheckedClaim, Proposal]]:
        """Yield each proposal with its name and its claim."""
        number = 0
        for checked in self.claims or []:
            for proposal in checked.proposals:
                number += 1
                yield ProposalName(event=self.event, number=number), checked, proposal


class ProposalsDeclined(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Proposals that a person turned down."""

    proposals: list[ProposalName]
    untrusted_reason: Text | None
