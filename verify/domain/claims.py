"""What an article claims: the content of `verify case claims ARTICLE --json`.

A claim is what somebody says happened, never what did. Offsets count Unicode code points from the
first character of the file, front matter included, half-open, so that every mention can be shown
where it stands. Another language than those that are read has sentences and no conflict list at
all: null means "not looked for", an empty list "looked for, none found".
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

SCHEMA_NAME = "verify/claims/1"
NO_DATE_REASON = "cannot tell: publication date missing"
"""Why a relative time has no date: it is asked for once, and resolved when it is known."""

Offset = Annotated[int, Meta(ge=0, description="code points from the first character of the file")]
Span = tuple[Offset, Offset]
Hedge = Annotated[
    int,
    Meta(
        ge=0,
        le=3,
        description="0 plain or simply attributed; 1 appears, likely; 2 allegedly, may; "
        "3 unconfirmed, rumour",
    ),
]
Comparator = Literal["=", ">=", "<=", ">", "<", "~", "range", "vague"]


class SourceKind(StrEnum):
    """Who is said to have said it."""

    NAMED = "named"
    """A person, firm or group with a name, or one of its kind."""
    UNNAMED = "unnamed"
    OFFICIAL = "official"
    """A state body or its officer, named or not."""
    NONE = "none"
    """The article's own voice."""


class FromFootage(StrEnum):
    """What footage can do for a claim."""

    YES = "yes"
    """A measurement on a clip decides it."""
    PARTLY = "partly"
    """It holds an hour, a place or something visible that a clip can support or contradict."""
    NO = "no"
    """Footage is silent: tolls, culprits, types of weapon, motives, acts on paper."""


class Measurement(StrEnum):
    """The measurement that would decide; `night` covers day as well."""

    NIGHT = "night"
    FLASH_COUNT = "flash_count"
    FLASH_TO_BANG = "flash_to_bang"
    BLINK_RATE = "blink_rate"
    BRIGHTNESS = "brightness"
    DUPLICATE = "duplicate"
    PLACE = "place"
    NONE = "none"


class ConflictKind(StrEnum):
    """In what an article contradicts itself."""

    NUMBER = "number"
    WEEKDAY_DATE = "weekday_date"
    DAY_NIGHT = "day_night"
    ACTOR = "actor"
    PLACE = "place"
    ORDER = "order"


class Mention(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words of the article."""

    text: str
    span: Span


class When(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A time; both dates null where the text or the date of publication does not settle them."""

    text: str
    span: Span
    date_from: date | None
    date_to: date | None
    time: Annotated[
        str | None,
        Meta(description="HH:MM or HH:MM/HH:MM, zone where given, or a part of the day"),
    ]


class Number(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A quantity as an interval, metric; an open side is null."""

    text: str
    span: Span
    min: float | None
    max: float | None
    comparator: Comparator
    unit_or_category: str


class Source(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who said it, and when it was said, as opposed to when it happened."""

    text: str
    span: Span | None
    kind: SourceKind
    said_when: When | UnsetType = UNSET


NO_SOURCE = Source(text="", span=None, kind=SourceKind.NONE)


class Claim(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that is said to have happened, with its typed parts."""

    span: Span
    text: str
    who: Mention | None
    what: Mention
    where: list[Mention]
    when: When | None
    numbers: list[Number]
    equipment: list[Mention]
    source: Source
    hedge: Hedge
    hedged_by: (
        Annotated[int, Meta(ge=0, description="another sentence that casts doubt on this claim")]
        | None
    )
    negated: bool
    testable_from_footage: FromFootage
    measurement: Measurement


class Sentence(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A sentence, whether or not it claims anything; all of them stay visible."""

    i: Annotated[int, Meta(ge=0, description="0 is the headline, where there is one")]
    start: Offset
    end: Offset
    checkable: bool
    checkable_score: Annotated[
        float, Meta(ge=0, le=1, description="for the order in which to look, not a likelihood")
    ]
    reasons: list[str]
    claims: list[Claim]


class Conflict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The article against itself: at least one side is told in its own voice."""

    kind: ConflictKind
    sentences: tuple[int, int]
    why: str


class Pair(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two sentences to be read together, and why."""

    sentences: tuple[int, int]
    why: str


class Unresolved(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words that could not be resolved, and why."""

    text: str
    span: Span
    reason: str


class ArticleClaims(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that was read of one article."""

    language: Annotated[str | None, Meta(description="ISO 639-1; null if it cannot be told")]
    published_at: datetime | None
    remarks: Annotated[list[str], Meta(description="what a reader has to know of this reading")]
    sentences: list[Sentence]
    cannot_tell: list[Unresolved]
    conflicts: Annotated[list[Conflict] | None, Meta(description="null: not looked for")]
    look_alikes: list[Pair] | None
    sources_disagree: list[Pair] | None
    updates: list[Pair] | None
