"""What the analyses found in one clip: the content of `analysis.json`, schema "verify/analysis/1".

The classes are the schema: `docs/analysis.schema.json` is generated from them, the worker's answer
is decoded through them, and nothing else describes the form. Every key is always present; what is
not known is null, what was not done is null and stands in `skipped`.

Times are seconds from the first frame shown. Intervals are half-open, [start_s, end_s).
"""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from verify.domain.claimed import ContentCredentials, Metadata
from verify.domain.exposure import ExposureReaction
from verify.domain.footage import BoxPx, Footage, Seconds, Sha256
from verify.domain.lights import Light, Mains
from verify.domain.matches import Search
from verify.domain.overlays import Overlay
from verify.domain.safety import ViewerSafety
from verify.domain.sounds import FlashToBang, Sound
from verify.domain.traces import Coding, Trace, Untold

SCHEMA_NAME = "verify/analysis/1"
NOT_ASKED_FOR = "not asked for"
FAILED = "failed"
"""How the reason begins where an analysis was tried and did not end well."""
MORE_FOUND = "more were found than the"
"""Stands in the reason where there is a result that does not list all that was found."""
NOT_EXAMINED = "not examined:"
"""Stands in the reason where there is a result, but not of the stretches that are named."""
CLIP_ENDS = "clip_ends"
"""The hint of a flash whose decay was not seen because the clip is over."""

FrameIndex = Annotated[int, Meta(ge=0, description="0 for the first frame shown")]
Pts = Annotated[int, Meta(description="presentation time stamp, in units of timebase.time_base")]
CodeValue = Annotated[float, Meta(ge=0, le=255, description="full-range 8-bit luma code value")]
Share = Annotated[float, Meta(ge=0, le=1, description="share of the picture area, 0-1")]
PdqHex = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="PDQ, 256 bits, 64 hex digits")]
Hash64Hex = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", description="64 bits, 16 hex digits")]
Quality = Annotated[int, Meta(ge=0, le=100, description="PDQ quality, 0-100; below 50 is weak")]


class Boundary(StrEnum):
    """How a shot begins."""

    START = "start"
    CUT = "cut"
    FADE = "fade"
    DISSOLVE = "dissolve"


class DarknessClass(StrEnum):
    """What the light of a shot looks like."""

    NIGHT = "night"
    TWILIGHT = "twilight"
    DAY = "day"
    LIT_INTERIOR = "lit_interior"
    CANNOT_TELL = "cannot_tell"


class FlashKind(StrEnum):
    """What a rise in light turned out to be. `FLASH` and `SUSTAINED` are accepted."""

    FLASH = "flash"
    SUSTAINED = "sustained"
    CUT = "cut"
    STEP = "step"
    SLOW = "slow"
    CAMERA_MOTION = "camera_motion"


class PickedBecause(StrEnum):
    """Why a frame was picked to be looked at; also the last part of its file name."""

    SHOT_FIRST = "shot-first"
    SHOT_SHARPEST = "shot-sharpest"
    FLASH_BEFORE = "flash-before"
    FLASH_ONSET = "flash-onset"
    FLASH_PEAK = "flash-peak"
    FLASH_DECAY = "flash-decay"
    DARKEST = "darkest"
    INTERVAL = "interval"
    I_FRAME = "i-frame"
    EVERY = "every"
    ASKED_FOR = "asked-for"
    ONLY_FRAME = "only-frame"


class Tool(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What made the figures."""

    version: str
    ffmpeg: Annotated[str, Meta(description="version of the FFmpeg libraries that decoded")]
    parameters: Annotated[
        dict[str, dict[str, str | int | float | bool | None]],
        Meta(description="for each analysis, its parameters by name; a unit ends the name"),
    ]


class Sandbox(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the worker that decoded the file was seen to be unable to do."""

    level: Annotated[
        str, Meta(pattern="^[ABC]$", description="A and B keep a hostile file in; C does not")
    ]
    mechanism: Annotated[str, Meta(description="what shut the worker in")]
    denied: Annotated[list[str], Meta(description="attempts that were seen to fail")]
    not_denied: Annotated[list[str], Meta(description="attempts not seen to fail")]
    passed_over: Annotated[
        list[str], Meta(description="stronger mechanisms found here that did not hold, and why")
    ]
    allowed_by: Annotated[
        Literal["level", "sample", "user"] | None,
        Meta(description="why decoding was allowed; user: below B, by explicit consent"),
    ]

    @property
    def holds(self) -> bool:
        """Whether a hostile file is kept in."""
        return self.level in {"A", "B"}


class Gap(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch where frames are missing, judged by the usual interval."""

    start_s: Seconds
    end_s: Seconds
    missing_frames: Annotated[int, Meta(ge=1)]


class Repeat(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A run of frames equal to the one before them."""

    start_s: Seconds
    end_s: Seconds
    frames: Annotated[int, Meta(ge=1, description="frames that repeat, the first showing excluded")]


class Timebase(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How far the clip's times can be trusted."""

    time_base: Annotated[tuple[int, int], Meta(description="seconds per PTS unit as num, den")]
    first_pts: Pts
    frames: Annotated[int, Meta(ge=1, description="frames decoded and shown")]
    duration_s: Annotated[
        float, Meta(ge=0, description="from the first frame shown to the end of the last, seconds")
    ]
    median_interval_s: Annotated[
        Seconds | None, Meta(description="seconds; null for a single frame")
    ]
    gaps: list[Gap]
    repeats: list[Repeat]
    non_monotonic_frames: Annotated[int, Meta(ge=0, description="frames whose PTS did not rise")]
    corrupt_frames: Annotated[int, Meta(ge=0, description="frames that the decoder marked corrupt")]
    truncated: Annotated[bool, Meta(description="the decoded part is shorter than declared")]
    truncated_reason: str | None
    timing_error_s: Annotated[
        float, Meta(ge=0, description="a time here may be off by this much either way, seconds")
    ]
    notes: Annotated[list[str], Meta(description="what the decoder had to decide or give up")]


class Darkness(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"kind": "class"}
):
    """A first class of the light in one shot, with the numbers it rests on."""

    kind: DarknessClass
    reasons: list[str]


class Shot(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A run of frames from one camera take, as far as the picture shows."""

    start_s: Seconds
    end_s: Seconds
    start_frame: FrameIndex
    end_frame: Annotated[int, Meta(ge=1, description="first frame after the shot")]
    boundary: Boundary
    darkness: Darkness


class Keyframe(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A frame picked to be looked at, stored at full resolution."""

    frame: FrameIndex
    pts: Pts
    time_s: Seconds
    timecode: str
    picked_because: PickedBecause
    file: Annotated[str, Meta(description="path within the result folder")]
    sha256: Annotated[Sha256, Meta(description="SHA-256 of the file, lower-case hex")]
    width_px: Annotated[int, Meta(ge=1, description="width of the picture, pixels")]
    height_px: Annotated[int, Meta(ge=1, description="height of the picture, pixels")]
    pdq: PdqHex
    pdq_quality: Quality
    phash: Hash64Hex
    dhash: Hash64Hex
    sharpness: Annotated[float, Meta(ge=0, description="variance of the Laplacian of luma")]
    luma_mean: Annotated[CodeValue, Meta(description="mean of a 320 px copy, full-range luma code")]


class Brightness(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the brightness curve lies, and the light of the whole clip in a word."""

    file: Annotated[str | None, Meta(description="path within the result folder")]
    darkness: Annotated[
        str,
        Meta(description="the class that all shots share, else mixed"),
    ]


class Flash(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rise in light: accepted as flash or sustained, or kept with the reason it is not."""

    onset_s: Seconds
    peak_s: Seconds
    end_s: Annotated[
        Seconds | None, Meta(description="light back to 10 % of the rise, seconds; null if unseen")
    ]
    onset_frame: FrameIndex
    peak_frame: FrameIndex
    onset_pts: Pts
    onset_error_s: Annotated[float, Meta(ge=0, description="either way, seconds")]
    half_life_s: Annotated[
        Seconds | None, Meta(description="from peak to half the rise, seconds; null if unseen")
    ]
    unseen_reason: Annotated[
        str | None, Meta(description="why half_life_s or end_s is null; null if both were seen")
    ]
    rise_s: Annotated[
        Seconds, Meta(description="from the onset to nine tenths of the peak, seconds")
    ]
    rise_luminance: Annotated[
        float,
        Meta(ge=0, le=1, description="peak minus baseline, relative linear light of the lit area"),
    ]
    area_share: Share
    box_px: BoxPx
    saturated: Annotated[
        bool, Meta(description="clipped at the peak, so the rise is at least this")
    ]
    band_row_px: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(
            description="row at which the onset frame turns from unlit to lit, as a rolling "
            "shutter leaves it; null if there is no such edge"
        ),
    ]
    exposure_reacted: Annotated[
        ExposureReaction | None,
        Meta(description="null if the camera's gain stayed, or too little was unlit to tell"),
    ]
    kind: FlashKind
    accepted: bool
    reason: str
    hints: list[str]


class Skipped(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An analysis that gave no result, and why."""

    analysis: str
    reason: str

    @property
    def is_failure(self) -> bool:
        """Whether it was tried; the others were not asked for."""
        return self.reason.startswith(FAILED)

    @property
    def is_cut_short(self) -> bool:
        """Whether there is a result, but more was found than it lists."""
        return MORE_FOUND in self.reason

    @property
    def is_unexamined(self) -> bool:
        """Whether stretches of the clip were left out."""
        return NOT_EXAMINED in self.reason


class Analysis(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that one inspection found."""

    schema: Annotated[str, Meta(pattern="^verify/analysis/1$")]
    tool: Tool
    sandbox: Sandbox
    footage: Footage
    timebase: Timebase | None
    shots: list[Shot] | None
    keyframes: list[Keyframe] | None
    keyframes_left_out: Annotated[
        int, Meta(ge=0, description="candidates beyond the maximum that was asked for")
    ]
    brightness: Brightness | None
    flashes: list[Flash] | None
    lights: list[Light] | None
    mains: Annotated[Mains | None, Meta(description="on request only")]
    sounds: list[Sound] | None
    audio_present: bool
    audio_silent: Annotated[
        bool | None, Meta(description="no sample above -60 dBFS; null without sound")
    ]
    flash_to_bang: list[FlashToBang] | None
    overlays: list[Overlay] | None
    overlays_cannot_tell: Annotated[
        list[Untold] | None, Meta(description="where too little changes to tell what is laid over")
    ]
    traces: list[Trace] | None
    traces_cannot_tell: Annotated[
        list[Untold] | None, Meta(description="where too little moves to look for traces")
    ]
    coding: Coding | None
    metadata: Metadata | None
    c2pa: ContentCredentials | None
    viewer_safety: ViewerSafety | None
    archive: Annotated[
        Search | None,
        Meta(description="what the archive of this home said then; null if none was searched"),
    ]
    skipped: list[Skipped]
