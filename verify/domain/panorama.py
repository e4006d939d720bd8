"""A strip of a panning shot and what it was laid out of: the content of `verify panorama --json`.

The strip is for the eye: to be held beside pictures of a place. It is no photograph; each column is
of another moment, and places in it are no measurements.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.errors import InputError, shown_name
from verify.domain.findings import Sandbox
from verify.domain.footage import Seconds, Sha256

SCHEMA_NAME = "verify/panorama/1"
MOST_COLUMNS = 500
MOST_STRETCHES = 2_000

Pixels = Annotated[int, Meta(ge=0)]


class StripFrame(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One frame of the clip and the columns of the strip that are taken from it."""

    pts: int
    time_s: Seconds
    left_px: Annotated[Pixels, Meta(description="first column of the file, pixels")]
    right_px: Annotated[Pixels, Meta(description="column after the last")]
    agreement: Annotated[
        Annotated[float, Meta(ge=-1, le=1)] | None,
        Meta(description="correlation of detail with the frame on its left; null of the first"),
    ]


class PanStretch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Frames that could be laid over one another, or one that could not."""

    start_s: Seconds
    end_s: Seconds
    frames: Annotated[int, Meta(ge=1)]
    across: Annotated[
        float, Meta(ge=0, description="how far it pans, in widths of the picture; rough")
    ]
    down: Annotated[float, Meta(ge=0, description="how far it tilts, likewise in widths")]


class Lift(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a dark strip was made brighter: all of it alike."""

    low: Annotated[int, Meta(ge=0, le=255, description="level that became black")]
    high: Annotated[int, Meta(ge=0, le=255, description="level that became white")]
    gamma: Annotated[float, Meta(gt=0, le=1, description="exponent between the two")]
    gain: Annotated[float, Meta(gt=0, description="no value was multiplied by more")]


class PanoramaTool(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What made it."""

    version: Annotated[str, Meta(description="version of Verify")]
    ffmpeg: Annotated[str, Meta(description="version of FFmpeg's libraries")]
    opencv: str


class Panorama(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One strip."""

    schema: Annotated[str, Meta(pattern=f"^{SCHEMA_NAME}$")]
    made_utc: Annotated[datetime, Meta(tz=True)]
    tool: PanoramaTool
    sandbox: Sandbox
    footage_sha256: Sha256
    untrusted_name: str
    file_sha256: Annotated[Sha256, Meta(description="of the picture")]
    width_px: Annotated[int, Meta(ge=1)]
    height_px: Annotated[int, Meta(ge=1)]
    stretch: Annotated[PanStretch, Meta(description="of the clip that was laid out")]
    frames: Annotated[list[StripFrame], Meta(min_length=1, max_length=MOST_COLUMNS)]
    lift: Annotated[Lift | None, Meta(description="null if it was not made brighter")]
    left_out: Annotated[
        list[PanStretch], Meta(max_length=MOST_STRETCHES, description="the rest of the window")
    ]
    cuts_s: Annotated[list[Seconds], Meta(max_length=MOST_STRETCHES)]


class NoPanError(InputError):
    """No shot of the window pans far enough to be laid out."""

    def __init__(self, untrusted_name: str, across: float, down: float, least: float) -> None:
        self.untrusted_name = untrusted_name
        self.across = across
        self.down = down
        tilts = (
            f" It tilts by {down:.1f} widths; strips are made of pans only."
            if down >= least
            else ""
        )
        self.reason = (
            f"{shown_name(untrusted_name)} has no shot there that pans: the camera turns by "
            f"{across:.2f} of a picture's width at most, as far as frames could be laid over one "
            f"another, and {least:g} are needed.{tilts}"
        )
        super().__init__(
            f"{self.reason} Name another part with --from and --to, or take stills with verify "
            "keyframes."
        )


class CutInWindowError(InputError):
    """The part that was named holds a cut."""

    def __init__(self, untrusted_name: str, cuts: list[str]) -> None:
        self.untrusted_name = untrusted_name
        self.cuts = cuts
        self.reason = (
            f"{shown_name(untrusted_name)} has another shot in that part, from {', '.join(cuts)}; "
            "a strip is of one shot."
        )
        super().__init__(f"{self.reason} End before it with --to, or begin there with --from.")
