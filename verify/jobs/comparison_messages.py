"""What the caller asks of the worker that draws two files side by side, and what it answers."""

from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.comparison import ComparedPicture, Moment

ANSWER_FILE = "answer.json"
STRIP_FILE = "strip.jpg"
COMPARISON_FILE, COMPARISON_PAGE = "comparison.json", "comparison.html"
"""In a folder of its own: what was found, and the page to look at."""
LONGEST_SIDE_PX = 1280
JPEG_QUALITY = 90

FrameFile = tuple[float, str]
"""Time of a frame in seconds and the file of its JPEG."""


class MomentOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One moment to draw.

    `turn` and `shift` are the real and imaginary part of those of a `Pose`; without a segment
    nothing is laid over anything. Of several frames of either side the pair that fits best counts.
    """

    segment: int | None
    turn: tuple[float, float]
    shift: tuple[float, float]
    mirrored: bool
    a: Annotated[list[FrameFile], Meta(min_length=1)]
    b: Annotated[list[FrameFile], Meta(min_length=1)]


class DrawingOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All moments of two files."""

    names: tuple[str, str]
    moments: Annotated[list[MomentOrder], Meta(min_length=1)]


class DrawingAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was drawn; the pictures lie beside it."""

    opencv: str
    moments: list[Moment]
    strip: ComparedPicture
