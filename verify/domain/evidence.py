"""What a person holds up for or against a claim, and how much it weighs for them.

Evidence names the thing so that anyone can look at it again: footage and files by SHA-256, a
finding by its place in an analysis, with its value and what made it as they were then.
"""

from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta, Struct

from verify.domain.cases import Address, ClaimNumber, EventNumber, Recorded, Text
from verify.domain.checked import ProposalName, SkyAsked
from verify.domain.findings import Tool
from verify.domain.footage import BoxPx, Seconds, Sha256
from verify.domain.sync import SharedBy

LONGEST_POINTER = 500
LARGEST_FINDING_BYTES = 100_000


class Stance(StrEnum):
    """What it says of the claim, for the person who gave it."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    CONTEXT = "context"
    """Neither; it has to be known beside the claim."""


class Weight(StrEnum):
    """How much it weighs for the person who gave it."""

    WEAK = "weak"
    MEDIUM = "medium"
    STRONG = "strong"


class _Item(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"):
    """Something that is held up."""


class FindingItem(_Item, frozen=True, kw_only=True, tag="finding"):
    """A finding of an analysis, with all that it takes to run it again."""

    clip_sha256: Sha256
    pointer: Annotated[
        str,
        Meta(
            max_length=LONGEST_POINTER, description="RFC 6901, in analysis.json, such as /flashes/0"
        ),
    ]
    value: Annotated[Any, Meta(description="as it stood there")]
    tool: Tool
    analysis_sha256: Annotated[Sha256, Meta(description="of the file that it was taken from")]


class MomentItem(_Item, frozen=True, kw_only=True, tag="moment"):
    """A picture of a clip or a stretch of it, whole or in part; as a media fragment would say."""

    clip_sha256: Sha256
    start_s: Seconds
    end_s: Annotated[Seconds | None, Meta(description="null for one picture")]
    box_px: BoxPx | None


class MatchItem(_Item, frozen=True, kw_only=True, tag="match"):
    """A clip and an entry of the archive that show, or do not show, the same."""

    clip_sha256: Sha256
    match_sha256: Sha256


class OffsetItem(_Item, frozen=True, kw_only=True, tag="offset"):
    """How the clocks of two clips lie, with what it takes to hold them against each other again."""

    clip_sha256: Sha256
    other_sha256: Sha256
    by: SharedBy
    offset_s: Annotated[
        float,
        Meta(description="time in the other clip minus time in this one of one moment, seconds"),
    ]
    error_s: Annotated[Seconds, Meta(description="either way, if the offset is right")]
    confidence: Annotated[
        float, Meta(ge=0, description="highest peak of the correlation over the next one")
    ]
    tool: Annotated[Tool, Meta(description="of the comparison")]

    @property
    def pointer(self) -> str:
        """Where it would stand in an analysis; it rests on the methods of that name."""
        return f"/sync_by_{self.by}"


class SkyItem(_Item, frozen=True, kw_only=True, tag="sky"):
    """Sun and Moon over a place at a time, with what it takes to ask again."""

    sky: SkyAsked
    clip_sha256: Annotated[Sha256 | None, Meta(description="whose light was held against it")]
    value: Annotated[str, Meta(description="in words")]
    methods: Annotated[dict[str, int], Meta(description="versions of what worked it out")]


class WordsItem(_Item, frozen=True, kw_only=True, tag="words"):
    """Words of the claim itself, such as a weekday beside its date; no clip is needed for it."""

    untrusted_text: Text
    value: Annotated[str, Meta(description="what was found of them, in a sentence")]
    methods: Annotated[dict[str, int], Meta(description="versions of what worked it out")]


class FileItem(_Item, frozen=True, kw_only=True, tag="file"):
    """Any file, known by its bytes; it is not kept."""

    file_sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1, description="bytes")]
    untrusted_name: str


class LinkItem(_Item, frozen=True, kw_only=True, tag="link"):
    """An address, kept as text; nothing is fetched."""

    untrusted_address: Address


class ReverseItem(_Item, frozen=True, kw_only=True, tag="reverse_search"):
    """What a search engine of others gave, as it was written down."""

    asked_event: EventNumber


class ObservationItem(_Item, frozen=True, kw_only=True, tag="observation"):
    """What a person saw, heard or was told."""

    untrusted_text: Text


Item = (
    FindingItem
    | MomentItem
    | MatchItem
    | OffsetItem
    | SkyItem
    | WordsItem
    | FileItem
    | LinkItem
    | ReverseItem
    | ObservationItem
)


def clips_in(item: Item) -> list[str]:
    """Return the clips that something is of, by SHA-256; none where it is of none.

    An entry of the archive that stands beside a clip is none.
    """
    if isinstance(item, OffsetItem):
        return [item.clip_sha256, item.other_sha256]
    clip: str | None = getattr(item, "clip_sha256", None)
    return [] if clip is None else [clip]


class Evidence(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that a person holds up for or against a claim."""

    claim: ClaimNumber
    stance: Stance
    weight: Weight | None
    item: Annotated[Item | None, Meta(description="null once erased")]
    further: Annotated[
        list[Item] | None, Meta(description="what else it rests on; null if nothing, or erased")
    ]
    proposal: Annotated[
        ProposalName | None, Meta(description="what a check proposed and a person took over")
    ]
    untrusted_note: Text | None

    @property
    def items(self) -> list[Item]:
        """All that is held up by it; nothing once it was erased."""
        return [*([self.item] if self.item is not None else []), *(self.further or [])]


class Withdrawal(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Evidence that does not count any more; it stays readable.

    So with a place, a hypothesis, a weighing and a word on two recordings.
    """

    evidence: Annotated[EventNumber, Meta(description="event of what does not count any more")]
    untrusted_reason: Text | None
