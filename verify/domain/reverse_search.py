"""Stills of a clip for search engines of others, and what people asked there: "verify/reverse/1".

The stills are made here and nothing of them leaves; a person sends one, to one engine, from the
packet's page. That an engine finds nothing is silence, not support: it has not seen most of the
world's footage, and does not know again much of what it has seen.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.custody import Actor
from verify.domain.findings import Sandbox
from verify.domain.footage import Sha256

SCHEMA_NAME = "verify/reverse/1"
MOST_STILLS = 3
SILENCE = "that an engine finds nothing is silence, not support"
LONGEST_NOTE = 2_000
LONGEST_ADDRESS = 2_000

Share = Annotated[float, Meta(ge=0, le=1)]


class Variant(StrEnum):
    """What was done to a frame; each but the first is derived, and made for searching only."""

    AS_IT_IS = "as_it_is"
    """The frame at full size."""
    MIRRORED = "mirrored"
    """Left and right exchanged: many copies are mirrored."""
    BORDERS_CUT = "borders_cut"
    """Without bars or a blurred fill around the picture; only where there are such."""
    BRIGHTENED = "brightened"
    """Stretched and lifted; only of a dark frame."""


class StillPicture(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One JPEG of a packet; its name says nothing of the clip's, since it leaves with the picture.

    Attributes
    ----------
    made_of : Variant or None
        The variant that it was derived from; None for the frame itself.
    parameters : dict
        Of what was done; units end the names.
    """

    variant: Variant
    file: Annotated[str, Meta(pattern=r"^still-[1-9](-[a-z]+)*\.jpg$")]
    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1)]
    width_px: Annotated[int, Meta(ge=1)]
    height_px: Annotated[int, Meta(ge=1)]
    made_of: Variant | None
    parameters: dict[str, str | int | float]


class SearchStill(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One frame that was chosen, and the pictures made of it, the frame itself first.

    Attributes
    ----------
    time_s : float
        Seconds from the first frame shown.
    reason : str
        Why this frame, as a sentence.
    sharpness : float
        Comparable within a clip only; see `picture.keyframes.sharpness_of`.
    content_share, flat_share : float
        Of the picture's area: inside its borders, and of one and the same luma.
    """

    number: Annotated[int, Meta(ge=1, le=MOST_STILLS)]
    pts: int
    time_s: Annotated[float, Meta(ge=0)]
    timecode: str
    reason: str
    pdq: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    pdq_quality: Annotated[int, Meta(ge=0, le=100)]
    sharpness: Annotated[float, Meta(ge=0)]
    luma_mean: Annotated[float, Meta(ge=0, le=255)]
    content_share: Share
    flat_share: Share
    pictures: Annotated[list[StillPicture], Meta(min_length=1, max_length=len(Variant))]


class PacketTool(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What made the stills."""

    version: Annotated[str, Meta(description="version of Verify")]
    ffmpeg: Annotated[str, Meta(description="version of FFmpeg's libraries")]
    opencv: str
    jpeg_quality: Annotated[int, Meta(ge=1, le=100)]


class PacketClip(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file that the stills are of."""

    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1)]
    untrusted_name: Annotated[str, Meta(description="file name as received, made printable")]


class Packet(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The stills of one clip or picture.

    Attributes
    ----------
    looked_at : int
        Frames that the stills were chosen among.
    time_base : tuple of int
        Seconds per unit of PTS, as a fraction.
    notes : list of str
        What else to know, a sentence each.
    """

    schema: Annotated[str, Meta(pattern=f"^{SCHEMA_NAME}$")]
    made_utc: Annotated[datetime, Meta(tz=True)]
    tool: PacketTool
    sandbox: Sandbox
    footage: PacketClip
    looked_at: Annotated[int, Meta(ge=1)]
    time_base: tuple[int, int]
    stills: Annotated[list[SearchStill], Meta(min_length=1, max_length=MOST_STILLS)]
    notes: list[str]


class Answer(StrEnum):
    """What a person says that an engine gave."""

    FOUND = "found"
    NOTHING = "nothing"
    NOT_TRIED = "not_tried"


class Asked(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One person's word on what one engine gave for a still of one clip.

    Attributes
    ----------
    event : int
        Its number in the custody log.
    clip_sha256 : str
        The clip that the still is of.
    engine : str
        Its name.
    still_sha256 : str or None
        The very picture that was sent; None if that was not said.
    untrusted_address : str or None
        Where something was found.
    untrusted_note : str or None
    is_erased : bool
        Whether the words of the event were erased; what was asked and answered stays.
    """

    event: Annotated[int, Meta(ge=1)]
    clip_sha256: Sha256
    engine: Annotated[str, Meta(min_length=1, max_length=200)]
    answer: Answer
    still_sha256: Sha256 | None
    untrusted_address: Annotated[str, Meta(max_length=LONGEST_ADDRESS)] | None
    untrusted_note: Annotated[str, Meta(max_length=LONGEST_NOTE)] | None
    actor: Actor
    recorded_utc: Annotated[datetime, Meta(tz=True)]
    is_erased: bool = False
