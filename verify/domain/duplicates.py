"""Entries of an archive that show one recording: the content of `verify archive dedupe --json`.

That entries look alike is found as for any clip; see `matches`. Which copy is the best to keep is a
proposal by size and length alone, and the earliest date is a claim: a person decides, and nothing
is removed on the strength of it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.archive import EntryKind
from verify.domain.custody import Actor
from verify.domain.footage import Sha256
from verify.domain.judgements import LONGEST_NOTE, Judgement
from verify.domain.matches import MatchGrade, Segment
from verify.domain.sources import ClaimedDate

SCHEMA_NAME = "verify/duplicates/1"


class Relation(StrEnum):
    """How much of two entries looks alike."""

    COPY = "copy"
    """Most of either lies in the other."""
    PART = "part"
    """Most of the first lies in the second, which shows more."""
    STRETCH = "stretch"
    """Both have a stretch in common, and more that they have not."""


class Likeness(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two entries that look alike."""

    sha256: Annotated[Sha256, Meta(description="key of the one asked for; the shorter one")]
    other_sha256: Sha256
    relation: Relation
    match_grade: MatchGrade
    reason: str
    segments: Annotated[list[Segment], Meta(description="of the one asked for, as in a search")]
    judgement: Annotated[Judgement | None, Meta(description="a person's last word on the two")]


class Member(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry, as far as it counts for which copy is the best."""

    sha256: Sha256
    name: Annotated[str, Meta(description="first name under which it came in, made printable")]
    kind: EntryKind
    width_px: Annotated[int, Meta(ge=1)] | None
    height_px: Annotated[int, Meta(ge=1)] | None
    duration_s: Annotated[float, Meta(ge=0)] | None
    size_bytes: Annotated[int, Meta(ge=1)] | None
    has_original: Annotated[bool, Meta(description="whether the file as received is kept")]
    claim: Annotated[
        ClaimedDate | None, Meta(description="its clearest date; null if nobody claims one")
    ]

    @property
    def pixels(self) -> int:
        """Size of its picture, 0 where it is not known."""
        return (self.width_px or 0) * (self.height_px or 0)


class Settlement(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a person decided about copies: which one to keep, or that they need no more notice.

    Attributes
    ----------
    event : int
        Its number in the custody log.
    copies_sha256 : list of str
        Keys of the copies that were decided on; of others nothing is said.
    kept_sha256 : str or None
        The copy to keep; None if they are to be ignored.
    untrusted_note : str or None
        Why; None if nothing was said, or if it was erased.
    """

    event: Annotated[int, Meta(ge=1)]
    copies_sha256: list[Sha256]
    kept_sha256: Sha256 | None
    untrusted_note: Annotated[str, Meta(max_length=LONGEST_NOTE)] | None
    actor: Actor
    recorded_utc: Annotated[datetime, Meta(tz=True)]


class Group(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Entries that show one recording."""

    copies: Annotated[list[Member], Meta(description="the best first")]
    best_because: Annotated[
        list[str], Meta(description="what it has more of than the others; empty if nothing")
    ]
    parts: Annotated[
        list[Member], Meta(description="entries most of which lies in one of the copies")
    ]
    earliest_sha256: Annotated[
        Sha256 | None, Meta(description="of copies and parts, by claim; null if none has one")
    ]
    likenesses: Annotated[list[Likeness], Meta(description="what the group rests on")]
    settlement: Annotated[
        Settlement | None, Meta(description="a person's last word on just these copies")
    ]

    @property
    def is_ignored(self) -> bool:
        """Whether a person decided that it needs no more notice."""
        return self.settlement is not None and self.settlement.kept_sha256 is None


class Duplicates(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an archive holds more than once."""

    entries: Annotated[int, Meta(ge=0, description="compared with one another")]
    entries_not_comparable: Annotated[
        int, Meta(ge=0, description="of those: nothing in them shows enough to be found")
    ]
    groups: Annotated[list[Group], Meta(description="those with most copies first")]
    groups_ignored: Annotated[int, Meta(ge=0, description="left out, as a person decided")]
    apart: Annotated[
        list[Likeness],
        Meta(
            description="pairs that form no group: only possible, the same view, a stretch in "
            "common, or rejected by a person"
        ),
    ]
