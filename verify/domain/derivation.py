"""Where a copy of footage came from: the record that lies beside it, schema "verify/derivation/1".

A copy is not the footage. It is made for playing or for showing a part, its pixels are encoded anew
unless the record says otherwise, and no measurement is taken on it. The record ties it to the file
that it was made from by both SHA-256, and says what was compared.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.findings import Sandbox
from verify.domain.footage import Sha256

SCHEMA_NAME = "verify/derivation/1"

Bytes = Annotated[int, Meta(ge=1, description="bytes")]
ClipSeconds = Annotated[
    float, Meta(ge=0, description="seconds from the first frame shown of the footage")
]


class CopyKind(StrEnum):
    """What a copy is for and how it was made."""

    REVIEW = "review_copy"
    """The whole clip, encoded anew so that a browser plays it."""
    EXACT_CUT = "exact_cut"
    """The frames of a part and no other, encoded anew."""
    STREAM_COPY = "stream_copy"
    """A part with its compressed frames unchanged; begins at an I-frame."""


class Window(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The part that was asked for, [start_s, end_s)."""

    start_s: ClipSeconds
    end_s: ClipSeconds


class CopiedFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file that was copied, as received."""

    sha256: Sha256
    size_bytes: Bytes
    untrusted_name: Annotated[str, Meta(description="file name as given, made printable")]


class Copy(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file that was made, and what was seen when it was played beside the footage."""

    sha256: Sha256
    size_bytes: Bytes
    width_px: Annotated[int, Meta(ge=1)]
    height_px: Annotated[int, Meta(ge=1)]
    frames: Annotated[
        int, Meta(ge=1, description="frames shown; the same number as in that part of the footage")
    ]
    first_pts: Annotated[int, Meta(description="PTS in the footage of its first frame")]
    last_pts: Annotated[int, Meta(description="PTS in the footage of its last frame")]
    time_base: Annotated[
        tuple[int, int], Meta(description="seconds per unit of PTS in the footage, as a fraction")
    ]
    first_frame_s: ClipSeconds
    last_frame_s: ClipSeconds
    largest_deviation_s: Annotated[
        float,
        Meta(
            ge=0,
            description="largest difference between the time of a frame here and there, seconds, "
            "both counted from the first of these frames",
        ),
    ]
    largest_difference: Annotated[
        float,
        Meta(
            ge=0,
            description="largest difference of luma between two frames of one number, root mean "
            "square at 80 pixels width, as a share of the contrast (standard deviation, at least "
            "4 of 255) of that frame; near 0 for a copy, above 1 for an unrelated picture",
        ),
    ]
    has_sound: bool


class CopyTool(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What made it, so that anyone can make it again."""

    version: Annotated[str, Meta(description="version of Verify")]
    ffmpeg: Annotated[str, Meta(description="version of the ffmpeg program")]
    arguments: Annotated[
        list[str], Meta(description="as given to ffmpeg, in a folder where the footage is `media`")
    ]


class Derivation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One copy and its origin."""

    schema: Annotated[str, Meta(pattern=f"^{SCHEMA_NAME}$")]
    kind: CopyKind
    made_utc: Annotated[datetime, Meta(tz=True)]
    tool: CopyTool
    sandbox: Sandbox
    footage: CopiedFile
    asked_for: Annotated[Window | None, Meta(description="null where the whole clip was copied")]
    copy: Copy
    notes: Annotated[list[str], Meta(description="what else to know of this copy, a sentence each")]
