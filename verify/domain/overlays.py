"""What was laid over footage: marks of channels, handles, captions, tickers, burned-in clocks.

What is written in an overlay is not read by the machine. A person may write it down for an entry of
the archive, with a translation; see `transcriptions`.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.footage import BoxPx, Seconds, Sha256
from verify.domain.traces import Confidence

MOST_OVERLAYS = 120
"""Overlays listed at most, those shown longest."""
MOST_SHOWINGS = 40
"""Showings listed of one overlay at most."""


class OverlayKind(StrEnum):
    """What an overlay looks like; a hint, not a finding."""

    STATIC_MARK = "static_mark"
    """At one place for most of the clip or for long: a logo, a handle, a name plate."""
    HOPPING_MARK = "hopping_mark"
    """One pattern at several places in turn."""
    CAPTION = "caption"
    """Shown for a few seconds: a subtitle, a caption, a label."""
    TICKER = "ticker"
    """Runs evenly through a band that stays in place."""
    CHANGING_TEXT = "changing_text"
    """Changes at one place again and again, such as a burned-in clock."""


class Showing(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where and when an overlay is shown."""

    start_s: Seconds
    end_s: Seconds
    box_px: BoxPx


class OverlayStill(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A picture of an overlay, cut from the frame in which least else is seen behind it."""

    frame: Annotated[int, Meta(ge=0, description="0 for the first frame shown")]
    pts: int
    time_s: Seconds
    box_px: Annotated[BoxPx, Meta(description="the part of the frame, with a margin")]
    file: Annotated[str, Meta(description="path within the result folder")]
    sha256: Annotated[Sha256, Meta(description="SHA-256 of the file, lower-case hex")]
    width_px: Annotated[int, Meta(ge=1, description="width of the picture, pixels")]
    height_px: Annotated[int, Meta(ge=1, description="height of the picture, pixels")]
    phash: Annotated[
        str,
        Meta(
            pattern="^[0-9a-f]{16}$",
            description="pHash of the picture, 64 bits, 16 hex digits: one mark has like ones",
        ),
    ]


class Overlay(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One pattern laid over the picture, with all its showings."""

    kind: OverlayKind
    showings: Annotated[list[Showing], Meta(description="in order of time")]
    showings_left_out: Annotated[
        int, Meta(ge=0, description="later ones, beyond the most that are listed")
    ]
    error_s: Annotated[float, Meta(ge=0, description="start and end, either way, seconds")]
    confidence: Confidence
    stays_share: Annotated[
        float,
        Meta(ge=0, le=1, description="of its edges, how many are seen in place while it is shown"),
    ]
    rest_stays_share: Annotated[
        float, Meta(ge=0, le=1, description="the same of edges elsewhere in the picture")
    ]
    reason: str
    still: Annotated[
        OverlayStill | None,
        Meta(description="null if no files were left, or the frame could not be decoded again"),
    ]
    transcription: Annotated[
        None, Meta(description="always null here: a person reads it; see `archive transcribe`")
    ]
    translation: Annotated[None, Meta(description="always null here; a person's, as above")]
