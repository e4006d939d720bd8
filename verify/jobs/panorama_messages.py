"""What the caller asks of the worker that lays out a panning shot, and what it answers.

Light to import: the caller loads none of what decodes.
"""

from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.limits import DecodeLimits
from verify.domain.panorama import MOST_COLUMNS, MOST_STRETCHES, Lift, PanStretch, StripFrame

ANSWER_FILE = "answer.json"
SHEET_FILE = "panorama.jpg"
LEAST_TRAVEL = 0.5
"""Of the picture's width: a shot that moves less does not pan."""
POOR_AGREEMENT = 0.5
"""Below this the frames on both sides of a seam hardly agree."""


class PanoramaRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One job for the worker; without a window, the shot that pans farthest is laid out."""

    untrusted_name: str
    limits: DecodeLimits
    threads: int
    start_s: float | None
    end_s: float | None


class PanoramaAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was laid out; the picture lies beside it. Without `frames` nothing was."""

    ffmpeg: str
    opencv: str
    cuts_s: Annotated[list[float], Meta(max_length=MOST_STRETCHES)]
    stretches: Annotated[list[PanStretch], Meta(max_length=MOST_STRETCHES)]
    laid_out: Annotated[int, Meta(ge=0)] | None
    frames: Annotated[list[StripFrame], Meta(max_length=MOST_COLUMNS)]
    lift: Lift | None
