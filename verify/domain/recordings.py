"""Which files of a case are of one recording: what was measured, what people say, what follows.

Files are not recordings: seven copies of one clip are one witness. That two files look alike is
measured; that nothing in them does is weaker, since two parts of one recording need have no picture
in common. A person's word outweighs both.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.cases import EventNumber, Recorded, Text
from verify.domain.duplicates import Relation
from verify.domain.footage import Seconds, Sha256
from verify.domain.matches import MatchGrade
from verify.domain.sources import ClaimedDate

SCHEMA_NAME = "verify/recordings/1"
MOST_CLIPS = 1_000
MOST_PAIRS = 100_000
LONGEST_VERSION = 100


class MeasuredBy(StrEnum):
    """What held two files against each other."""

    ARCHIVE = "archive"
    """What the archive keeps of both, without decoding either; misses copies in a mirror."""
    COMPARISON = "comparison"
    """The comparison.json of both."""
    SEARCH = "search"
    """A search for one of them in an archive that holds the other."""
    SYNC = "sync"
    """Light or sound of both in step; says nothing of whether they look alike."""


class MeasuredPair(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was measured of two clips of a case."""

    clip_sha256: Sha256
    other_sha256: Sha256
    by: MeasuredBy
    relation: Annotated[Relation | None, Meta(description="null if nothing looks alike")]
    match_grade: Annotated[MatchGrade | None, Meta(description="of the pictures; null as that")]
    is_comparable: Annotated[
        bool, Meta(description="whether both show enough for likeness to be found")
    ]
    sounds_alike: Annotated[bool | None, Meta(description="null if sound was not compared")]
    accepted: Annotated[
        bool | None,
        Meta(description="a person's word on the match in the archive then; null if none"),
    ]
    in_step: Annotated[
        bool | None, Meta(description="of a sync: an offset was clear; null of others")
    ]
    result_sha256: Annotated[
        Sha256 | None, Meta(description="of the file that says so; null of the archive")
    ]
    tool_version: Annotated[
        str, Meta(max_length=LONGEST_VERSION, description="empty where the result does not say it")
    ]


class ClipFacts(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What counts for which copy is the best."""

    clip_sha256: Sha256
    duration_s: Annotated[Seconds | None, Meta(description="null of a picture, or if not known")]
    width_px: Annotated[int, Meta(ge=1)] | None
    height_px: Annotated[int, Meta(ge=1)] | None
    sharpness: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        Meta(description="median of the keyframes, at 320 px; null if no analysis was given"),
    ]
    dated: Annotated[
        ClaimedDate | None, Meta(description="its clearest date, as somebody claims; null if none")
    ]


class ClipsCompared(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was measured of the clips of a case; of the same two, the last measurement holds."""

    pairs: Annotated[list[MeasuredPair], Meta(max_length=MOST_PAIRS)]
    facts: Annotated[list[ClipFacts], Meta(max_length=MOST_CLIPS)] | None


class RecordingRuling(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's word on whether two clips are of one recording; outweighs what was measured."""

    clip_sha256: Sha256
    other_sha256: Sha256
    is_same: bool
    untrusted_reason: Text | None


class Sameness(StrEnum):
    """Whether two clips are of one recording."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot_tell"


class Tie(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of two clips."""

    clip_sha256: Sha256
    other_sha256: Sha256
    sameness: Sameness
    why: Annotated[str, Meta(description="in words of ours; a person's reason is in their record")]
    ruling: Annotated[EventNumber | None, Meta(description="a person's word that it rests on")]


class BestCopies(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which copy has most of what; several where they have as much, none where it is not known."""

    longest: list[Sha256]
    sharpest: Annotated[list[Sha256], Meta(description="at 320 px, within a tenth")]
    largest: Annotated[list[Sha256], Meta(description="in pixels; it may have been enlarged")]
    earliest: Annotated[list[Sha256], Meta(description="by claimed dates, none of them checked")]
    best: Annotated[
        Sha256 | None,
        Meta(description="the longest; of those as long the sharpest, the largest, the earliest"),
    ]


class RecordingGroup(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Clips of one recording, as far as is known."""

    clips: Annotated[list[Sha256], Meta(min_length=1, description="in the order of the case")]
    ties: Annotated[list[Tie], Meta(description="why they are together")]
    contradicted_by: Annotated[
        list[Tie], Meta(description="two in it that are said not to be the same, or not found so")
    ]
    facts: Annotated[list[ClipFacts], Meta(description="of those that something is known of")]
    copies: BestCopies


class Recordings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many recordings the files of a case are."""

    schema: Annotated[str, Meta(pattern=f"^{SCHEMA_NAME}$")]
    files: Annotated[int, Meta(ge=0)]
    at_least: Annotated[int, Meta(ge=0, description="recordings: some clips differ pairwise")]
    at_most: Annotated[int, Meta(ge=0, description="recordings: what is not known to be one")]
    groups: list[RecordingGroup]
    apart: Annotated[list[Tie], Meta(description="two that are held to be of two recordings")]
    cannot_tell: Annotated[list[Tie], Meta(description="two of two groups, with what is missing")]

    def count_among(self, clips: Collection[str]) -> tuple[int, int]:
        """Return of how many recordings some clips are: at least, and at most.

        A clip that is none of the case may be of any recording.
        """
        heads = {clip: at for at, group in enumerate(self.groups) for clip in group.clips}
        meant = {heads[clip] for clip in clips if clip in heads}
        others = len({clip for clip in clips if clip not in heads})
        disputed = sum(
            any({tie.clip_sha256, tie.other_sha256} <= set(clips) for tie in group.contradicted_by)
            for group in (self.groups[at] for at in meant)
        )
        least = pairwise_different(meant, self.apart, heads)
        return max(least, min(1, others)), len(meant) + disputed + others


def pairwise_different(groups: Iterable[int], ties: Iterable[Tie], heads: Mapping[str, int]) -> int:
    """Return the size of a set of groups each of which differs from each; 0 of no groups.

    It is sought from the one that differs from most, so a larger set may be missed, never a smaller
    one given: "at least" holds.
    """
    meant = set(groups)
    apart: dict[int, set[int]] = {group: set() for group in meant}
    for tie in ties:
        one, other = heads.get(tie.clip_sha256), heads.get(tie.other_sha256)
        if tie.sameness is Sameness.DIFFERENT and one in meant and other in meant:
            apart[one].add(other)
            apart[other].add(one)
    chosen: list[int] = []
    for group in sorted(meant, key=lambda one: (-len(apart[one]), one)):
        if all(group in apart[one] for one in chosen):
            chosen.append(group)
    return len(chosen)
