"""How the clocks of several clips lie against each other: the content of `verify sync --json`.

An offset is the time in b minus the time in a of one moment, seconds from the first frame shown of
each. Light is there at once; sound arrives later the farther away a camera stood, so an offset by
sound is one of arrivals.
"""

from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.footage import Seconds, Sha256

SCHEMA_NAME = "verify/sync/1"


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

    pairs: list[Pair]
