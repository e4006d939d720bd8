"""How the clocks of several clips lie against each other: the content of `verify sync --json`.

An offset is the time in b minus the time in a of one moment, seconds from the first frame shown of
each. Light is there at once; sound arrives later the farther away a camera stood, so an offset by
sound is one of arrivals.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from verify.domain.findings import Tool
from verify.domain.footage import Seconds, Sha256

SCHEMA_NAME = "verify/sync/1"


class SharedBy(StrEnum):
    """What two clips share that their clocks are laid on each other by."""

    LIGHT = "light"
    SOUND = "sound"
    """An offset of arrivals: sound comes later the farther away a camera stood."""


class Offset(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How two clips lie against each other by light, or by sound."""

    offset_s: Annotated[
        float | None,
        Meta(description="time in b minus time in a, seconds; null if nothing suggests one"),
    ]
    error_s: Annotated[
        Seconds | None, Meta(description="either way, if the offset is right; null if it is open")
    ]
    confidence: Annotated[
        float, Meta(ge=0, description="highest peak of the correlation over the next one")
    ]
    accepted: Annotated[bool, Meta(description="clear enough to rely on; else only a suggestion")]
    reason: str


class Pair(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two clips."""

    a: Annotated[str, Meta(description="file as named in the call, made printable")]
    b: Annotated[str, Meta(description="file as named in the call, made printable")]
    a_sha256: Sha256
    b_sha256: Sha256
    light: Annotated[Offset | None, Meta(description="null if a file has no moving picture")]
    sound: Annotated[Offset | None, Meta(description="null if a file has no sound")]
    drift_ppm: Annotated[
        float | None,
        Meta(description="how much faster b's clock runs, by sound, parts per million; or null"),
    ]
    meaning: Annotated[str, Meta(description="what follows, what limits it, what it may also be")]


class Sync(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Every pair of the clips named."""

    tool: Annotated[Tool, Meta(description="with the parameters that all clips were read with")]
    pairs: list[Pair]

    def clear(self) -> Iterator["FoundOffset"]:
        """Yield the offsets that are clear enough to rely on, pair by pair."""
        for number, pair in enumerate(self.pairs):
            for by in SharedBy:
                found = FoundOffset(self, number, by)
                if pair.a_sha256 != pair.b_sha256 and found.offset and found.offset.accepted:
                    yield found


class FoundOffset(NamedTuple):
    """One offset of what was found of several clips; `number` is that of the pair, from 0."""

    synced: Sync
    number: int
    by: SharedBy

    @property
    def pair(self) -> Pair:
        """The two clips."""
        return self.synced.pairs[self.number]

    @property
    def offset(self) -> Offset | None:
        """How they lie."""
        return self.pair.light if self.by is SharedBy.LIGHT else self.pair.sound
