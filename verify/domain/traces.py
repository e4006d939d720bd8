"""Traces of editing as findings: what was measured, and what harmless cause also explains it.

A trace is no verdict. Whether a repeated stretch was planted or is a player's stall, a person has
to judge; so each trace carries its number, the threshold that it passed, and what else leaves it.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.footage import Seconds


class TraceKind(StrEnum):
    """What a stretch shows."""

    FROZEN_RUN = "frozen_run"
    """One picture held while it moves before and after."""
    DROPPED_FRAMES = "dropped_frames"
    """The picture moves on by the motion of several frames at once."""
    LOOP = "loop"
    """A stretch that was shown before, frame by frame."""
    STILL_BEGINNING = "still_beginning"
    STILL_ENDING = "still_ending"
    BLACK_BEGINNING = "black_beginning"
    BLACK_ENDING = "black_ending"
    SOUND_SPLICE = "sound_splice"
    """The background of the sound changes at once."""


class Confidence(StrEnum):
    """How far above its threshold a measure lies."""

    CLEAR = "clear"
    """At least half as much again."""
    NEAR_THRESHOLD = "near_threshold"


class Measure(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The number that a trace rests on."""

    name: Annotated[str, Meta(description="what was measured, in words")]
    value: float
    unit: str
    threshold: Annotated[float, Meta(description="least value that is listed, same unit")]


class Trace(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch that an edit, or something harmless, can have left."""

    kind: TraceKind
    start_s: Seconds
    end_s: Seconds
    error_s: Annotated[float, Meta(ge=0, description="start and end, either way, seconds")]
    measure: Measure
    confidence: Confidence
    repeats_start_s: Annotated[
        Seconds | None, Meta(description="where a loop was shown first, seconds; else null")
    ]
    innocent_explanation: str


class Untold(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch where traces cannot be looked for, and why."""

    start_s: Seconds
    end_s: Seconds
    reason: str


class PictureCount(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many frames the codec stored in one way, and how large they are."""

    kind: Annotated[str, Meta(max_length=1, description="I, P, B, or ? for another or none told")]
    frames: Annotated[int, Meta(ge=1, description="frames shown")]
    mean_bytes: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        Meta(description="mean size of their packets, bytes; null if unknown"),
    ]


class Coding(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the picture was compressed: it tells how a file was last written, not what it shows."""

    ordinary: Annotated[
        str | None,
        Meta(description="what is ordinary of a file passed on; null if nothing speaks for it"),
    ]
    reasons: Annotated[list[str], Meta(description="what speaks for `ordinary`")]
    pictures: list[PictureCount]
    i_frame_interval_frames: Annotated[
        int | None, Meta(description="usual distance of I-frames, frames; null for fewer than two")
    ]
    longest_i_frame_interval_frames: int | None
